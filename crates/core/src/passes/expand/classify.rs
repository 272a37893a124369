//! What a float is, read off its bits.

use super::rounding::bits_of;
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::{bits, classify, compare};

/// The bits without the sign, and those of infinity and of the smallest normal number.
fn magnitude(b: &mut Builder, x: Value) -> (Value, i64, i64) {
    let ty = b.kernel().dtype(x);
    let raw = b.bits_as(x, bits_of(ty));
    let rest = (1i64 << (ty.bits() - 1)) - 1;
    let magnitude = b.build(&bits::BITAND, &[raw.into(), rest.into()]);
    let (infinite, least) = classify::exponent_bits(ty);
    (magnitude, infinite as i64, least as i64)
}

/// Above infinity.
pub fn isnan(b: &mut Builder, v: &[Value]) -> Value {
    let (size, infinite, _) = magnitude(b, v[0]);
    b.lt(infinite, size)
}

/// Infinity itself.
pub fn isinf(b: &mut Builder, v: &[Value]) -> Value {
    let (size, infinite, _) = magnitude(b, v[0]);
    b.eq(size, infinite)
}

/// Below infinity.
pub fn isfinite(b: &mut Builder, v: &[Value]) -> Value {
    let (size, infinite, _) = magnitude(b, v[0]);
    b.lt(size, infinite)
}

/// From the smallest normal number to below infinity.
pub fn isnormal(b: &mut Builder, v: &[Value]) -> Value {
    let (size, infinite, least) = magnitude(b, v[0]);
    let below = b.lt(size, infinite);
    let above = b.build(&compare::CMP_GE, &[size.into(), least.into()]);
    b.build(&bits::BITAND, &[below.into(), above.into()])
}

/// The top bit.
pub fn signbit(b: &mut Builder, v: &[Value]) -> Value {
    let ty = b.kernel().dtype(v[0]);
    let raw = b.bits_as(v[0], bits_of(ty));
    let sign = b.shr(raw, ty.bits() - 1);
    b.eq(sign, 1)
}
