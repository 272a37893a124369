//! Bit counts, rotation, saturation and wide products of integers.

use crate::constant::Const;
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::{bits, compare, integer, math};
use crate::types::Scalar;

/// The type's values as unsigned ones.
fn unsigned(b: &mut Builder, x: Value) -> (Value, Scalar) {
    let ty = b.kernel().dtype(x);
    let to = ty.to_unsigned().unwrap_or(ty);
    (b.cast_value(x, to), ty)
}

/// The ones of what lies below the lowest 1: `~x & (x - 1)`.
pub fn ctz(b: &mut Builder, v: &[Value]) -> Value {
    let below = b.sub(v[0], 1);
    let zeros = b.build(&bits::BITNOT, &[v[0].into()]);
    let low = b.build(&bits::BITAND, &[zeros.into(), below.into()]);
    b.build(&integer::POPCOUNT, &[low.into()])
}

/// The zeros left when every bit below the highest 1 was set.
pub fn clz(b: &mut Builder, v: &[Value]) -> Value {
    let (mut x, ty) = unsigned(b, v[0]);
    let mut by = 1;
    while by < ty.bits() {
        let shifted = b.shr(x, by);
        x = b.build(&bits::BITOR, &[x.into(), shifted.into()]);
        by *= 2;
    }
    let above = b.build(&bits::BITNOT, &[x.into()]);
    let count = b.build(&integer::POPCOUNT, &[above.into()]);
    b.cast_value(count, ty)
}

/// Two shifts; amounts count modulo the width, so that of the second is minus the first.
pub fn rotate(b: &mut Builder, v: &[Value]) -> Value {
    let (x, ty) = unsigned(b, v[0]);
    let (by, _) = unsigned(b, v[1]);
    let back = b.sub(0, by);
    let high = b.build(&bits::SHL, &[x.into(), by.into()]);
    let low = b.build(&bits::SHR, &[x.into(), back.into()]);
    let both = b.build(&bits::BITOR, &[high.into(), low.into()]);
    b.cast_value(both, ty)
}

/// The larger less the smaller.
pub fn abs_diff(b: &mut Builder, v: &[Value]) -> Value {
    let high = b.build(&bits::IMAX, &[v[0].into(), v[1].into()]);
    let low = b.build(&bits::IMIN, &[v[0].into(), v[1].into()]);
    b.sub(high, low)
}

/// `abs` of an integer.
pub fn abs(b: &mut Builder, v: &[Value]) -> Value {
    b.build(&math::ABS, &[v[0].into()])
}

/// The limit on the side of a.
fn limit(b: &mut Builder, a: Value, ty: Scalar) -> Value {
    let (least, greatest) = ty.int_range();
    let (least, greatest) = (
        b.constant(Const::from_int(ty, least)),
        b.constant(Const::from_int(ty, greatest)),
    );
    let negative = b.lt(a, 0);
    b.pick(negative, least, greatest)
}

/// Signed sums overflow where both operands have the sign that the result has not.
pub fn add_sat(b: &mut Builder, v: &[Value]) -> Value {
    let (x, y) = (v[0], v[1]);
    let ty = b.kernel().dtype(x);
    let sum = b.add(x, y);
    let over = if ty.is_signed() {
        let first = b.build(&bits::BITXOR, &[x.into(), sum.into()]);
        let second = b.build(&bits::BITXOR, &[y.into(), sum.into()]);
        let both = b.build(&bits::BITAND, &[first.into(), second.into()]);
        b.lt(both, 0)
    } else {
        b.lt(sum, x)
    };
    let limit = limit(b, x, ty);
    b.pick(over, limit, sum)
}

/// Signed differences overflow where the operands differ in sign, and the result from the first.
pub fn sub_sat(b: &mut Builder, v: &[Value]) -> Value {
    let (x, y) = (v[0], v[1]);
    let ty = b.kernel().dtype(x);
    let difference = b.sub(x, y);
    if !ty.is_signed() {
        let under = b.lt(x, y);
        return b.pick(under, 0, difference);
    }
    let apart = b.build(&bits::BITXOR, &[x.into(), y.into()]);
    let turned = b.build(&bits::BITXOR, &[x.into(), difference.into()]);
    let both = b.build(&bits::BITAND, &[apart.into(), turned.into()]);
    let over = b.lt(both, 0);
    let limit = limit(b, x, ty);
    b.pick(over, limit, difference)
}

/// In twice the width where a type has it, else from products of halves.
pub fn mul_hi(b: &mut Builder, v: &[Value]) -> Value {
    let ty = b.kernel().dtype(v[0]);
    if ty.bits() == 64 {
        return mul_hi_64(b, v[0], v[1], ty);
    }
    let wide = wide(ty);
    let (x, y) = (b.cast_value(v[0], wide), b.cast_value(v[1], wide));
    let product = b.mul(x, y);
    let high = b.shr(product, ty.bits());
    b.cast_value(high, ty)
}

/// As unsigned numbers; a negative operand counts 2^64 too much, so the other is taken off the upper half.
fn mul_hi_64(b: &mut Builder, x: Value, y: Value, ty: Scalar) -> Value {
    let (ux, uy) = (b.cast_value(x, Scalar::U64), b.cast_value(y, Scalar::U64));
    let mut high = unsigned_high(b, ux, uy);
    if ty.is_signed() {
        for (a, other) in [(x, uy), (y, ux)] {
            let negative = b.build(&compare::CMP_LT, &[a.into(), 0.into()]);
            let less = b.pick(negative, other, 0);
            high = b.sub(high, less);
        }
    }
    b.cast_value(high, ty)
}

/// Four products of 32-bit halves; the sums of their parts do not overflow.
fn unsigned_high(b: &mut Builder, x: Value, y: Value) -> Value {
    let low =
        |b: &mut Builder, v: Value| b.build(&bits::BITAND, &[v.into(), 0xffff_ffffi64.into()]);
    let (xl, yl) = (low(b, x), low(b, y));
    let (xh, yh) = (b.shr(x, 32), b.shr(y, 32));
    let bottom = b.mul(xl, yl);
    let carry = b.shr(bottom, 32);
    let cross = b.mul(xh, yl);
    let cross = b.add(cross, carry);
    let cross_low = low(b, cross);
    let other = b.mul(xl, yh);
    let other = b.add(other, cross_low);
    let top = b.mul(xh, yh);
    let upper = b.shr(cross, 32);
    let top = b.add(top, upper);
    let upper = b.shr(other, 32);
    b.add(top, upper)
}

/// `mul_hi(a, b) + c`
pub fn mad_hi(b: &mut Builder, v: &[Value]) -> Value {
    let high = mul_hi(b, &v[..2]);
    b.add(high, v[2])
}

/// In twice the width where a type has it, where the sum fits; else in two words.
pub fn mad_sat(b: &mut Builder, v: &[Value]) -> Value {
    let ty = b.kernel().dtype(v[0]);
    if ty.bits() == 64 {
        return mad_sat_64(b, v, ty);
    }
    let wide = wide(ty);
    let [x, y, z] = [0, 1, 2].map(|n| b.cast_value(v[n], wide));
    let product = b.mul(x, y);
    let sum = b.add(product, z);
    let (least, greatest) = ty.int_range();
    let (least, greatest) = (
        b.constant(Const::from_int(wide, least)),
        b.constant(Const::from_int(wide, greatest)),
    );
    let sum = b.build(&bits::IMAX, &[sum.into(), least.into()]);
    let sum = b.build(&bits::IMIN, &[sum.into(), greatest.into()]);
    b.cast_value(sum, ty)
}

/// The sum fits where its upper word is nothing but the sign of the lower.
fn mad_sat_64(b: &mut Builder, v: &[Value], ty: Scalar) -> Value {
    let product = b.mul(v[0], v[1]);
    let sum = b.add(product, v[2]);
    let (low, before) = (
        b.cast_value(sum, Scalar::U64),
        b.cast_value(product, Scalar::U64),
    );
    let carries = b.lt(low, before);
    let carry = b.cast_value(carries, ty);
    let high = mul_hi_64(b, v[0], v[1], ty);
    let high = b.add(high, carry);
    if !ty.is_signed() {
        let fits = b.eq(high, 0);
        let greatest = b.constant(Const::from_int(ty, ty.int_range().1));
        return b.pick(fits, sum, greatest);
    }
    let extension = b.shr(v[2], 63);
    let high = b.add(high, extension);
    let sign = b.shr(sum, 63);
    let fits = b.eq(high, sign);
    let limit = limit(b, high, ty);
    b.pick(fits, sum, limit)
}

/// The type of 32 bits where that is twice the width, else that of 64.
fn wide(ty: Scalar) -> Scalar {
    match (ty.bits() <= 16, ty.is_signed()) {
        (true, true) => Scalar::I32,
        (true, false) => Scalar::U32,
        (false, true) => Scalar::I64,
        (false, false) => Scalar::U64,
    }
}

/// The lower 24 bits, with the type's signedness.
fn low24(b: &mut Builder, x: Value) -> Value {
    let up = b.shl(x, 8);
    b.shr(up, 8)
}

/// Product of the lower 24 bits.
pub fn mul24(b: &mut Builder, v: &[Value]) -> Value {
    let (x, y) = (low24(b, v[0]), low24(b, v[1]));
    b.mul(x, y)
}

/// `mul24(a, b) + c`
pub fn mad24(b: &mut Builder, v: &[Value]) -> Value {
    let product = mul24(b, &v[..2]);
    b.add(product, v[2])
}
