//! Exponentials: `x = n log(2) + r` in the base wanted, a polynomial in r, a scaling by `2^n`.

use super::super::in_float;
use super::super::parts::power_of_two;
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::bits;
use crate::types::Scalar;
use std::f32::consts::{LN_2, LN_10, LOG2_10, LOG2_E};

/// Minus the upper part of ln 2, 0.693359375: few enough bits that `n` times it is exact.
const LN2_HIGH: f32 = -355.0 / 512.0;
/// Minus the upper part of the decimal logarithm of 2, likewise.
const LOG10_2_HIGH: f32 = -1233.0 / 4096.0;

/// e^x
pub fn exp(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        // Outside these limits the result is 0 or infinity.
        let x = b.at_least(x, -105.0);
        let x = b.at_most(x, 89.0);
        let (p, n) = parts(b, x);
        b.scaled(p, n)
    })
}

/// `e^x / 2`, which is finite where sinh and cosh are, for x from -105 up.
pub(super) fn half_exp(b: &mut Builder, x: Value) -> Value {
    let x = b.at_most(x, 90.0);
    let (p, n) = parts(b, x);
    let below = b.sub(n, 1.0);
    b.scaled(p, below)
}

/// p and n with `e^x = p 2^n`.
fn parts(b: &mut Builder, x: Value) -> (Value, Value) {
    let (r, n) = reduce_by_ln2(b, x);
    (exp_near(b, r), n)
}

/// e^r for `|r|` up to ln(2)/2, within 4e-9.
pub(super) fn exp_near(b: &mut Builder, r: Value) -> Value {
    let series = [
        0.008_368_667,
        0.041_668_26,
        0.166_665_21,
        0.499_999_94,
        1.0,
        1.0,
    ];
    b.horner_float(r, 0.001_382_122_5, &series)
}

/// e^x - 1 by the reduction of `exp`: `2^n (e^r - 1) + (2^n - 1)`, where the polynomial has no constant term,
/// so that nothing cancels when n is 0.
pub fn expm1(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        // Outside these limits the result is -1 or infinity.
        let limited = b.at_least(x, -18.0);
        let limited = b.at_most(limited, 89.0);
        let (r, n) = reduce_by_ln2(b, limited);
        // Taylor to degree 8: on |r| <= ln(2)/2 the rest is below 6e-10 of the result.
        let series = [
            1.0 / 5040.0,
            1.0 / 720.0,
            1.0 / 120.0,
            1.0 / 24.0,
            1.0 / 6.0,
            0.5,
        ];
        let tail = b.horner_float(r, 1.0 / 40320.0, &series);
        let square = b.mul(r, r);
        let p = b.fma(tail, square, r);
        // With half of 2^n, which is a float where 2^n itself, for n = 128, is not.
        let exponent = b.sub(n, 1.0);
        let half = b.float_const(1.0);
        let half = b.scaled(half, exponent);
        let offset = b.sub(half, 0.5);
        let halved = b.fma(p, half, offset);
        let result = b.add(halved, halved);
        // Below 2^-25 it is x to the last bit, and the sums above lose -0 and bits of subnormals.
        let size = b.size(x);
        let tiny = b.lt(size, f64::from(f32::EPSILON / 4.0));
        b.pick(tiny, x, result)
    })
}

/// 2^x; the reduction is exact.
pub fn exp2(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let x = b.at_least(x, -151.0);
        let x = b.at_most(x, 129.0);
        let n = b.rint(x);
        let r = b.sub(x, n);
        let p = exp2_near(b, r);
        b.scaled(p, n)
    })
}

/// 2^r for `|r|` up to 1/2, within 3e-9.
pub(super) fn exp2_near(b: &mut Builder, r: Value) -> Value {
    let series = [
        0.001_339_080_6,
        0.009_618_506,
        0.055_503_6,
        0.240_226_48,
        LN_2,
        1.0,
    ];
    b.horner_float(r, 0.000_153_264_63, &series)
}

/// 10^x; on `|r|` up to log10(2)/2 the polynomial is within 3e-9.
pub fn exp10(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let x = b.at_least(x, -46.0);
        let x = b.at_most(x, 39.0);
        let n = b.nearest(x, f64::from(LOG2_10)).0;
        let high = b.float_const(LOG10_2_HIGH);
        let r = b.fma(n, high, x);
        let r = b.fma(n, -4.605_038_98e-6, r);
        let series = [0.541_825_5, 1.171_294_8, 2.034_656, 2.650_948_8, LN_10, 1.0];
        let p = b.horner_float(r, 0.206_181_96, &series);
        b.scaled(p, n)
    })
}

/// `r = x - n ln 2` and n, with ln 2 in two parts so that the first product is exact.
pub(super) fn reduce_by_ln2(b: &mut Builder, x: Value) -> (Value, Value) {
    let n = b.nearest(x, f64::from(LOG2_E)).0;
    let high = b.float_const(LN2_HIGH);
    let low = b.float_const(2.121_944_4e-4);
    let r = b.fma(n, high, x);
    (b.fma(n, low, r), n)
}

/// `x 2^n`, by three powers of two. The last one takes all that it can, so that a product which is subnormal
/// before it is 0 after it, or stays as it is.
pub fn ldexp(b: &mut Builder, v: &[Value]) -> Value {
    let ty = b.kernel().dtype(v[0]);
    let x = b.cast_value(v[0], Scalar::F32);
    // From the least float to infinity and back.
    let n = within(b, v[1], 300);
    let last = within(b, n, 100);
    let rest = b.sub(n, last);
    let first = b.shr(rest, 1);
    let second = b.sub(rest, first);
    let mut product = x;
    for exponent in [first, second, last] {
        let power = power_of_two(b, exponent);
        product = b.mul(product, power);
    }
    b.cast_value(product, ty)
}

/// An int limited to a size.
fn within(b: &mut Builder, n: Value, size: i32) -> Value {
    let n = b.build(&bits::IMAX, &[n.into(), (-size).into()]);
    b.build(&bits::IMIN, &[n.into(), size.into()])
}
