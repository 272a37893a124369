//! Bit operations and integer minimum and maximum.

use super::{
    Arg, Class, Effects, Eval, Instr, Kind, Native, OpDef, Python, Res, Sig, Special, Text,
};
use super::{Tolerance, family};
use crate::constant::Const;
use crate::types::Scalar;

family! {
    /// `bitand`
    BITAND = OpDef {
        name: "bitand",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::BITS), Arg::T(Class::BITS)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a & b"),
        doc: "Bitwise and; logical on bool.",
        eval: Eval::Int2(|a, b, _| a & b),
        msl: Text::Infix("&"),
        cpu: Native::Instr(Instr::And),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `bitor`
    BITOR = OpDef {
        name: "bitor",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::BITS), Arg::T(Class::BITS)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a | b"),
        doc: "Bitwise or; logical on bool.",
        eval: Eval::Int2(|a, b, _| a | b),
        msl: Text::Infix("|"),
        cpu: Native::Instr(Instr::Or),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `bitxor`
    BITXOR = OpDef {
        name: "bitxor",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::BITS), Arg::T(Class::BITS)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a ^ b"),
        doc: "Bitwise exclusive or; logical on bool.",
        eval: Eval::Int2(|a, b, _| a ^ b),
        msl: Text::Infix("^"),
        cpu: Native::Instr(Instr::Xor),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `bitnot`
    BITNOT = OpDef {
        name: "bitnot",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::BITS)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("~a"),
        doc: "Bitwise complement; logical not on bool.",
        eval: Eval::General(not),
        msl: Text::Special(Special::Not),
        cpu: Native::Instr(Instr::Not),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `shl`
    SHL = OpDef {
        name: "shl",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::Amount], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a << b"),
        doc: "Left shift. The amount counts modulo the width of a.",
        eval: Eval::Int2(|a, b, t| a << amount(b, t)),
        msl: Text::Special(Special::Shl),
        cpu: Native::Instr(Instr::Shl),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `shr`
    SHR = OpDef {
        name: "shr",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::Amount], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a >> b"),
        doc: "Right shift, arithmetic on signed types and logical on unsigned ones. The amount counts modulo the width of a.",
        eval: Eval::Int2(|a, b, t| a >> amount(b, t)),
        msl: Text::Special(Special::Shr),
        cpu: Native::Instr(Instr::Shr),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `imin`
    IMIN = OpDef {
        name: "imin",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Smaller of two integers, by the signedness of their type.",
        eval: Eval::Int2(|a, b, _| a.min(b)),
        msl: Text::Call("min"),
        cpu: Native::Instr(Instr::Min),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `imax`
    IMAX = OpDef {
        name: "imax",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Larger of two integers, by the signedness of their type.",
        eval: Eval::Int2(|a, b, _| a.max(b)),
        msl: Text::Call("max"),
        cpu: Native::Instr(Instr::Max),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

/// A shift amount, modulo the width.
fn amount(b: i128, ty: Scalar) -> u32 {
    (b & i128::from(ty.bits() - 1)) as u32
}

fn not(v: &[Const], ty: Scalar) -> Const {
    Const::from_bits(ty, !v[0].bits())
}
