//! Sine, cosine and tangent: polynomials on an eighth of a turn either way.

use super::super::in_float;
use super::reduce::{Reduced, reduce};
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::types::Scalar;

const SIN: [f32; 4] = [
    2.832_719e-6,
    -0.000_198_530_72,
    0.008_333_379,
    -0.166_666_67,
];

/// sin(x)
pub fn sin(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let reduced = reduce(b, x);
        let result = wave(b, &reduced, 0);
        keep_zero(b, x, result)
    })
}

/// cos(x), a quarter turn ahead.
pub fn cos(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let reduced = reduce(b, x);
        wave(b, &reduced, 1)
    })
}

/// The sine, some quarter turns ahead.
fn wave(b: &mut Builder, reduced: &Reduced, ahead: i32) -> Value {
    let r = reduced.rest;
    let z = b.mul(r, r);
    let sin = b.odd_series(r, z, &SIN);
    // Within 2e-10.
    let series = [-0.001_388_731_1, 0.041_666_646, -0.5, 1.0];
    let cos = b.horner_float(z, 2.443_256_7e-5, &series);
    let quarter = b.add(reduced.quarter, ahead);
    turned(b, quarter, sin, cos)
}

/// The sine of an angle from that of its rest.
pub(super) fn turned(b: &mut Builder, quarter: Value, sin: Value, cos: Value) -> Value {
    let odd = is_odd(b, quarter);
    let value = b.pick(odd, cos, sin);
    let sign = half_turns(b, quarter);
    b.flip(value, sign)
}

pub(super) fn is_odd(b: &mut Builder, quarter: Value) -> Value {
    let last = b.and(quarter, 1);
    b.ne(last, 0)
}

/// The sign that an odd number of half turns gives.
pub(super) fn half_turns(b: &mut Builder, quarter: Value) -> Value {
    let quarter = b.cast_value(quarter, Scalar::U32);
    let half = b.and(quarter, 2);
    b.shl(half, 30)
}

/// tan(x); the polynomial is within 2e-9.
pub fn tan(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let Reduced { quarter, rest } = reduce(b, x);
        let z = b.mul(rest, rest);
        let series = [
            0.004_372_028,
            9.930_723e-5,
            0.010_826_846,
            0.021_286_348,
            0.054_058_902,
            0.133_326_75,
            0.333_333_5,
        ];
        let tan = b.odd_series(rest, z, &series);
        let beyond = b.div(-1.0, tan);
        let odd = is_odd(b, quarter);
        let result = b.pick(odd, beyond, tan);
        keep_zero(b, x, result)
    })
}

/// x itself where it is a zero, whose sign the reduction loses.
fn keep_zero(b: &mut Builder, x: Value, result: Value) -> Value {
    let zero = b.eq(x, 0.0);
    b.pick(zero, x, result)
}
