//! Sine, cosine and tangent: polynomials on an eighth of a turn either way.

use super::super::in_float;
use super::reduce::{HalfTurns, Reduced, half_turns, half_turns_on, quarter_turns};
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::types::Scalar;

/// sin(x)
pub fn sin(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let reduced = half_turns(b, x);
        wave(b, &reduced)
    })
}

/// cos(x), a quarter turn ahead.
pub fn cos(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let reduced = half_turns_on(b, x);
        wave(b, &reduced)
    })
}

/// The sine of what is left, within 7e-9, with its sign: that of the rest too, so that zeros keep theirs.
fn wave(b: &mut Builder, reduced: &HalfTurns) -> Value {
    let r = b.size(reduced.rest);
    let z = b.mul(r, r);
    let series = [
        2.606_081_8e-6,
        -0.000_198_097_74,
        0.008_333_069,
        -0.166_666_6,
    ];
    let sine = b.odd_series(r, z, &series);
    // Roundings may lead above.
    let sine = b.at_most(sine, 1.0);
    let turns = b.cast_value(reduced.turns, Scalar::U32);
    let sign = b.shl(turns, 31);
    let sine = b.flip(sine, sign);
    let sign = b.sign_of(reduced.rest);
    b.flip(sine, sign)
}

/// The sine of an angle from that of its rest.
pub(super) fn turned(b: &mut Builder, quarter: Value, sin: Value, cos: Value) -> Value {
    let odd = is_odd(b, quarter);
    let value = b.pick(odd, cos, sin);
    let sign = sign_of_quarter(b, quarter);
    b.flip(value, sign)
}

pub(super) fn is_odd(b: &mut Builder, quarter: Value) -> Value {
    let last = b.and(quarter, 1);
    b.ne(last, 0)
}

/// The sign that an odd number of half turns gives.
pub(super) fn sign_of_quarter(b: &mut Builder, quarter: Value) -> Value {
    let quarter = b.cast_value(quarter, Scalar::U32);
    let half = b.and(quarter, 2);
    b.shl(half, 30)
}

/// tan(x); the polynomial is within 2e-9.
pub fn tan(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let Reduced { quarter, rest } = quarter_turns(b, x);
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
        b.pick(odd, beyond, tan)
    })
}
