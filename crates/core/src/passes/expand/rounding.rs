//! Rounding, limits, signs and blends of floats.

use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::{arith, bits, compare, math, rounding};
use crate::types::Scalar;

/// `x - floor(x)`, which rounds to 1 for a tiny negative x: then the largest value below.
pub fn fract(b: &mut Builder, v: &[Value]) -> Value {
    let ty = b.kernel().dtype(v[0]);
    let whole = b.build(&math::FLOOR, &[v[0].into()]);
    let part = b.sub(v[0], whole);
    let one = b.build(&compare::CMP_GE, &[part.into(), 1.0.into()]);
    let most = b.constant(rounding::below_one(ty));
    b.pick(one, most, part)
}

/// Zero keeps its sign, NaN is neither.
pub fn sign(b: &mut Builder, v: &[Value]) -> Value {
    let x = v[0];
    let zero = b.eq(x, 0.0);
    let rest = b.pick(zero, x, 0.0);
    let below = b.lt(x, 0.0);
    let rest = b.pick(below, -1.0, rest);
    let above = b.lt(0.0, x);
    b.pick(above, 1.0, rest)
}

/// By comparisons, which NaN fails; -0 becomes 0.
pub fn saturate(b: &mut Builder, v: &[Value]) -> Value {
    let x = v[0];
    let positive = b.lt(0.0, x);
    let above = b.pick(positive, x, 0.0);
    let one = b.build(&compare::CMP_GE, &[x.into(), 1.0.into()]);
    b.pick(one, 1.0, above)
}

/// `x < edge ? 0 : 1`
pub fn step(b: &mut Builder, v: &[Value]) -> Value {
    let below = b.lt(v[1], v[0]);
    let ty = b.kernel().dtype(v[0]);
    let one = b.constant(crate::constant::Const::from_f64(ty, 1.0));
    b.pick(below, 0.0, one)
}

/// `a + (b - a) * t`
pub fn mix(b: &mut Builder, v: &[Value]) -> Value {
    let span = b.sub(v[1], v[0]);
    let part = b.mul(span, v[2]);
    b.add(v[0], part)
}

/// Hermite's cubic between the edges.
pub fn smoothstep(b: &mut Builder, v: &[Value]) -> Value {
    let (from, span) = (b.sub(v[2], v[0]), b.sub(v[1], v[0]));
    let part = b.build(&arith::DIV, &[from.into(), span.into()]);
    let t = saturate(b, &[part]);
    let square = b.mul(t, t);
    let double = b.mul(2.0, t);
    let rest = b.sub(3.0, double);
    b.mul(square, rest)
}

/// Bits of one, sign of the other.
pub fn copysign(b: &mut Builder, v: &[Value]) -> Value {
    let ty = b.kernel().dtype(v[0]);
    let int = bits_of(ty);
    let sign = 1i128 << (ty.bits() - 1);
    let (x, y) = (b.bits_as(v[0], int), b.bits_as(v[1], int));
    let magnitude = b.build(&bits::BITAND, &[x.into(), (sign as i64 - 1).into()]);
    let sign = b.build(&bits::BITAND, &[y.into(), (sign as i64).into()]);
    let both = b.build(&bits::BITOR, &[magnitude.into(), sign.into()]);
    b.bits_as(both, ty)
}

/// `x % y`
pub fn fmod(b: &mut Builder, v: &[Value]) -> Value {
    b.build(&arith::MOD, &[v[0].into(), v[1].into()])
}

/// NaN fails the comparison and comes out of the difference.
pub fn fdim(b: &mut Builder, v: &[Value]) -> Value {
    let none = b.build(&compare::CMP_LE, &[v[0].into(), v[1].into()]);
    let difference = b.sub(v[0], v[1]);
    b.pick(none, 0.0, difference)
}

/// The unsigned integer with the width of a float.
pub(super) fn bits_of(ty: Scalar) -> Scalar {
    if ty.bits() == 16 {
        Scalar::U16
    } else {
        Scalar::U32
    }
}
