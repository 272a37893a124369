//! Math functions that a target lacks in vector form, in `float`.

use super::in_float;
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::{arith, bits, math};
use crate::types::Scalar;
use std::f32::consts::LOG2_E;

/// Minus the upper part of ln 2, 0.693359375: few enough bits that `n` times it is exact.
const LN2_HIGH: f32 = -355.0 / 512.0;

/// `min(max(x, lo), hi)`.
pub fn clamp(b: &mut Builder, v: &[Value]) -> Value {
    let (max, min) = if b.kernel().dtype(v[0]).is_float() {
        (&math::FMAX, &math::FMIN)
    } else {
        (&bits::IMAX, &bits::IMIN)
    };
    let above = b.build(max, &[v[0].into(), v[1].into()]);
    b.build(min, &[above.into(), v[2].into()])
}

/// `1 / sqrt(x)`, two correctly rounded steps.
pub fn rsqrt(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let root = b.build(&math::SQRT, &[x.into()]);
        b.build(&arith::DIV, &[1.0.into(), root.into()])
    })
}

/// e^x by Cody and Waite's reduction: `x = n ln 2 + r`, a polynomial for `e^r`, a scaling by `2^n`.
pub fn exp(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        // Outside these limits the result is 0 or infinity; comparisons keep a NaN.
        let low = b.lt(x, -105.0);
        let x = b.pick(low, -105.0, x);
        let high = b.lt(89.0, x);
        let x = b.pick(high, 89.0, x);
        let scaled = b.mul(x, f64::from(LOG2_E));
        let n = b.build(&math::RINT, &[scaled.into()]);
        let r = reduce_by_ln2(b, x, n);
        // Taylor to degree 7: on |r| <= ln(2)/2 the rest is below 6e-9.
        let series = [
            1.0 / 720.0,
            1.0 / 120.0,
            1.0 / 24.0,
            1.0 / 6.0,
            0.5,
            1.0,
            1.0,
        ];
        let p = b.horner_float(r, 1.0 / 5040.0, &series);
        scale_by_power_of_two(b, p, n)
    })
}

/// e^x - 1 by the reduction of `exp`: `2^n (e^r - 1) + (2^n - 1)`, where the polynomial has no constant term,
/// so that nothing cancels when n is 0.
pub fn expm1(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        // Outside these limits the result is -1 or infinity; comparisons keep a NaN.
        let low = b.lt(x, -18.0);
        let limited = b.pick(low, -18.0, x);
        let high = b.lt(89.0, limited);
        let limited = b.pick(high, 89.0, limited);
        let scaled = b.mul(limited, f64::from(LOG2_E));
        let n = b.build(&math::RINT, &[scaled.into()]);
        let r = reduce_by_ln2(b, limited, n);
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
        let n = b.cast_value(n, Scalar::I32);
        let exponent = b.sub(n, 1);
        let half = power_of_two(b, exponent);
        let offset = b.sub(half, 0.5);
        let halved = b.fma(p, half, offset);
        let result = b.add(halved, halved);
        // Below 2^-25 it is x to the last bit, and the sums above lose -0 and bits of subnormals.
        let size = b.build(&math::ABS, &[x.into()]);
        let tiny = b.lt(size, f64::from(f32::EPSILON / 4.0));
        b.pick(tiny, x, result)
    })
}

/// `x - n ln 2`, with ln 2 in two parts so that the first product is exact.
fn reduce_by_ln2(b: &mut Builder, x: Value, n: Value) -> Value {
    let high = b.float_const(LN2_HIGH);
    let low = b.float_const(2.121_944_4e-4);
    let r = b.fma(n, high, x);
    b.fma(n, low, r)
}

/// `p 2^n` in two steps, each exponent in range, so that subnormal results round once.
fn scale_by_power_of_two(b: &mut Builder, p: Value, n: Value) -> Value {
    let n = b.cast_value(n, Scalar::I32);
    let half = b.shr(n, 1);
    let rest = b.sub(n, half);
    let first = power_of_two(b, half);
    let second = power_of_two(b, rest);
    let scaled = b.mul(p, first);
    b.mul(scaled, second)
}

/// `2^k` for k from -126 to 127.
fn power_of_two(b: &mut Builder, k: Value) -> Value {
    let biased = b.add(k, 127);
    let bits = b.shl(biased, 23);
    b.bits_as(bits, Scalar::F32)
}

/// Natural logarithm: `x = 2^e m` with m near 1, a polynomial in `m - 1`.
///
/// Coefficients of the degree-8 polynomial: Cephes' `logf` (S. Moshier).
pub fn log(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let (m, e) = mantissa_and_exponent(b, x);
        let f = b.sub(m, 1.0);
        let square = b.mul(f, f);
        let tail = [
            -1.151_461e-1,
            1.167_699_9e-1,
            -1.242_014_1e-1,
            1.424_932_3e-1,
            -1.666_805_8e-1,
            2.000_071_5e-1,
            -2.499_999_4e-1,
            0.333_333_3,
        ];
        let p = b.horner_float(f, 7.037_683_6e-2, &tail);
        let cube = b.mul(square, f);
        let p = b.mul(p, cube);
        let p = b.fma(e, -2.121_944_4e-4, p);
        let p = b.fma(square, -0.5, p);
        let sum = b.add(f, p);
        let result = b.fma(e, 0.693_359_375, sum);
        log_special_cases(b, x, result)
    })
}

/// m in `[sqrt(1/2), sqrt(2))` and e as a float; subnormals are scaled up first.
fn mantissa_and_exponent(b: &mut Builder, x: Value) -> (Value, Value) {
    let tiny = b.lt(x, f64::from(f32::MIN_POSITIVE));
    let scaled = b.mul(x, 8_388_608.0);
    let x = b.pick(tiny, scaled, x);
    let correction = b.pick(tiny, -23.0, 0.0);
    let bits = b.bits_as(x, Scalar::I32);
    // Bits of sqrt(1/2): the exponent changes there instead of at 1.
    let offset = b.sub(bits, 0x3f35_04f3);
    let e = b.shr(offset, 23);
    let shifted = b.shl(e, 23);
    let m = b.sub(bits, shifted);
    let m = b.bits_as(m, Scalar::F32);
    let e = b.cast_value(e, Scalar::F32);
    let e = b.add(e, correction);
    (m, e)
}

fn log_special_cases(b: &mut Builder, x: Value, result: Value) -> Value {
    let infinite = b.eq(x, f64::INFINITY);
    let result = b.pick(infinite, f64::INFINITY, result);
    let zero = b.eq(x, 0.0);
    let result = b.pick(zero, f64::NEG_INFINITY, result);
    let negative = b.lt(x, 0.0);
    let result = b.pick(negative, f64::NAN, result);
    let nan = b.build(&crate::ops::compare::CMP_NE, &[x.into(), x.into()]);
    b.pick(nan, x, result)
}
