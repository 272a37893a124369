//! Fields of bits in integers.

use super::{Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text};
use super::{Tolerance, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

family! {
    /// `extract_bits`
    EXTRACT_BITS = OpDef {
        name: "extract_bits",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::Bits, Arg::Bits], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("value: Operand, offset: Operand, bits: Operand"),
        doc: "That many bits of value from the offset on, moved to the bottom; the highest of them is the sign of a signed type. What lies beyond the width is cut off; literals beyond it are an error.",
        eval: Eval::General(extract),
        msl: Text::Expand(expand::field::extract_bits),
        cpu: Native::Expand(expand::field::extract_bits),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `insert_bits`
    INSERT_BITS = OpDef {
        name: "insert_bits",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT), Arg::Bits, Arg::Bits], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("base: Operand, insert: Operand, offset: Operand, bits: Operand"),
        doc: "base with that many bits from the offset on replaced by the lowest of insert. What lies beyond the width is cut off; literals beyond it are an error.",
        eval: Eval::General(insert),
        msl: Text::Expand(expand::field::insert_bits),
        cpu: Native::Expand(expand::field::insert_bits),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

/// A field as its offset and its width, cut off at the width of the type.
fn field(offset: Const, bits: Const, ty: Scalar) -> (u32, u32) {
    let width = i128::from(ty.bits());
    let offset = offset.as_int().clamp(0, width);
    let bits = bits.as_int().clamp(0, width - offset);
    (offset as u32, bits as u32)
}

fn ones(bits: u32) -> i128 {
    (1 << bits) - 1
}

fn extract(v: &[Const], ty: Scalar) -> Const {
    let (offset, bits) = field(v[1], v[2], ty);
    let found = (v[0].as_int() >> offset) & ones(bits);
    let negative = ty.is_signed() && bits > 0 && found >> (bits - 1) == 1;
    Const::from_int(ty, if negative { found - (1 << bits) } else { found })
}

fn insert(v: &[Const], ty: Scalar) -> Const {
    let (offset, bits) = field(v[2], v[3], ty);
    let mask = ones(bits) << offset;
    Const::from_int(
        ty,
        (v[0].as_int() & !mask) | ((v[1].as_int() << offset) & mask),
    )
}
