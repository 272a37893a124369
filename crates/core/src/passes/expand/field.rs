//! Fields of bits: shifts and masks.

use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::bits;
use crate::types::Scalar;

/// A field of a type, cut off at its width.
struct Field {
    /// In the type.
    offset: Value,
    /// In uint.
    bits: Value,
    /// The width less the bits, in the type.
    rest: Value,
}

fn field(b: &mut Builder, offset: Value, count: Value, ty: Scalar) -> Field {
    let width = ty.bits();
    let offset = b.build(&bits::IMIN, &[offset.into(), width.into()]);
    let room = b.sub(width, offset);
    let count = b.build(&bits::IMIN, &[count.into(), room.into()]);
    let rest = b.sub(width, count);
    Field {
        offset: b.cast_value(offset, ty),
        bits: count,
        rest: b.cast_value(rest, ty),
    }
}

/// Up to the top and down to the bottom. Shift amounts count modulo the width, so no bits are a case of their own.
pub fn extract_bits(b: &mut Builder, v: &[Value]) -> Value {
    let ty = b.kernel().dtype(v[0]);
    let Field {
        offset,
        bits: count,
        rest,
    } = field(b, v[1], v[2], ty);
    let up = b.sub(rest, offset);
    let top = b.build(&bits::SHL, &[v[0].into(), up.into()]);
    let found = b.build(&bits::SHR, &[top.into(), rest.into()]);
    let none = b.eq(count, 0);
    b.pick(none, 0, found)
}

/// Under a mask.
pub fn insert_bits(b: &mut Builder, v: &[Value]) -> Value {
    let ty = b.kernel().dtype(v[0]);
    let word = ty.to_unsigned().unwrap_or(ty);
    let Field {
        offset,
        bits: count,
        rest,
    } = field(b, v[2], v[3], word);
    let (base, insert) = (b.cast_value(v[0], word), b.cast_value(v[1], word));
    let zero = b.constant(crate::constant::Const::from_int(word, 0));
    let all = b.build(&bits::BITNOT, &[zero.into()]);
    let ones = b.build(&bits::SHR, &[all.into(), rest.into()]);
    let mask = b.build(&bits::SHL, &[ones.into(), offset.into()]);
    let moved = b.build(&bits::SHL, &[insert.into(), offset.into()]);
    let moved = b.build(&bits::BITAND, &[moved.into(), mask.into()]);
    let around = b.build(&bits::BITNOT, &[mask.into()]);
    let kept = b.build(&bits::BITAND, &[base.into(), around.into()]);
    let both = b.build(&bits::BITOR, &[kept.into(), moved.into()]);
    let none = b.eq(count, 0);
    let result = b.pick(none, base, both);
    b.cast_value(result, ty)
}
