//! Floats taken apart and put together, by their bits.

use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::types::Scalar;

/// 2^23 and half of it: a number added to it is rounded to an integer, which is in the last bits of the sum.
pub(super) const ROUNDING: f32 = 12_582_912.0;

/// The bits of 3/4, where the mantissa starts.
const LEAST: i32 = 0x3f40_0000;

/// Bits of a float from 0 up, subnormals scaled up first, and their number of exponents from 3/4.
fn bits(b: &mut Builder, x: Value) -> (Value, Value, Value) {
    let tiny = b.lt(x, f64::from(f32::MIN_POSITIVE));
    let scaled = b.mul(x, 8_388_608.0);
    let x = b.pick(tiny, scaled, x);
    let bits = b.bits_as(x, Scalar::I32);
    let above = b.sub(bits, LEAST);
    (bits, b.shr(above, 23), tiny)
}

/// `ops::parts::MANTISSA`
pub fn mantissa(b: &mut Builder, v: &[Value]) -> Value {
    let (bits, exponent, _) = bits(b, v[0]);
    let exponent = b.shl(exponent, 23);
    let m = b.sub(bits, exponent);
    let m = b.bits_as(m, Scalar::F32);
    // NaN and negative numbers fail.
    let positive = b.build(&crate::ops::compare::CMP_GE, &[v[0].into(), 0.0.into()]);
    b.pick(positive, m, f64::NAN)
}

/// `ops::parts::EXPONENT`
pub fn exponent(b: &mut Builder, v: &[Value]) -> Value {
    let (_, exponent, tiny) = bits(b, v[0]);
    let e = b.cast_value(exponent, Scalar::F32);
    let correction = b.pick(tiny, -23.0, 0.0);
    let e = b.add(e, correction);
    let infinite = b.eq(v[0], f64::INFINITY);
    let e = b.pick(infinite, f64::INFINITY, e);
    let zero = b.eq(v[0], 0.0);
    b.pick(zero, f64::NEG_INFINITY, e)
}

/// `ops::parts::SCALED`, in two steps, each exponent in range, so that subnormal results round once.
pub fn scaled(b: &mut Builder, v: &[Value]) -> Value {
    let n = integer(b, v[1]);
    let half = b.shr(n, 1);
    let rest = b.sub(n, half);
    let first = power_of_two(b, half);
    let second = power_of_two(b, rest);
    let product = b.mul(v[0], first);
    b.mul(product, second)
}

/// The int of a float that is an integer up to 2^22 either way.
pub(super) fn integer(b: &mut Builder, n: Value) -> Value {
    let sum = b.add(n, f64::from(ROUNDING));
    let bits = b.bits_as(sum, Scalar::I32);
    b.sub(bits, ROUNDING.to_bits() as i32)
}

/// `2^k` for k from -126 to 127; 0 for -127.
pub(super) fn power_of_two(b: &mut Builder, k: Value) -> Value {
    let biased = b.add(k, 127);
    let bits = b.shl(biased, 23);
    b.bits_as(bits, Scalar::F32)
}
