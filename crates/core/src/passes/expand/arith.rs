//! Floor division and unsigned comparison.

use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::{OpDef, arith, bits, compare, math};

/// `a // b`: floored quotient.
pub fn floordiv(b: &mut Builder, v: &[Value]) -> Value {
    let (x, y) = (v[0], v[1]);
    let quotient = b.build(&arith::DIV, &[x.into(), y.into()]);
    let ty = b.kernel().dtype(x);
    if ty.is_float() {
        return b.build(&math::FLOOR, &[quotient.into()]);
    }
    if ty.is_unsigned() {
        return quotient;
    }
    let remainder = b.build(&arith::MOD, &[x.into(), y.into()]);
    let inexact = b.build(&compare::CMP_NE, &[remainder.into(), 0.into()]);
    let signs = b.build(&bits::BITXOR, &[remainder.into(), y.into()]);
    let opposite = b.lt(signs, 0);
    let down = b.build(&bits::BITAND, &[inexact.into(), opposite.into()]);
    let lower = b.sub(quotient, 1);
    b.pick(down, lower, quotient)
}

fn unsigned(b: &mut Builder, v: &[Value], op: &'static OpDef) -> Value {
    let ty = b.kernel().dtype(v[0]);
    let target = ty.to_unsigned().unwrap_or(ty);
    let (x, y) = (b.cast_value(v[0], target), b.cast_value(v[1], target));
    b.build(op, &[x.into(), y.into()])
}

/// Unsigned `<`.
pub fn cmp_ult(b: &mut Builder, v: &[Value]) -> Value {
    unsigned(b, v, &compare::CMP_LT)
}

/// Unsigned `<=`.
pub fn cmp_ule(b: &mut Builder, v: &[Value]) -> Value {
    unsigned(b, v, &compare::CMP_LE)
}

/// Unsigned `>`.
pub fn cmp_ugt(b: &mut Builder, v: &[Value]) -> Value {
    unsigned(b, v, &compare::CMP_GT)
}

/// Unsigned `>=`.
pub fn cmp_uge(b: &mut Builder, v: &[Value]) -> Value {
    unsigned(b, v, &compare::CMP_GE)
}
