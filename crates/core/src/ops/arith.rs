//! Arithmetic operators.
//!
//! Integers wrap. Division and remainder truncate as in Metal; where C leaves the result undefined it is
//! the dividend for `x / 0` and `MIN / -1`, and 0 for their remainders, on every target.

use super::{
    Arg, Class, Effects, Eval, Instr, Kind, Native, OpDef, Python, Res, Sig, Special, Text,
};
use super::{Tolerance, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

family! {
    /// `add`
    ADD = OpDef {
        name: "add",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a + b"),
        doc: "Sum. Integers wrap.",
        eval: Eval::Num2(|a, b, _| a + b, |a, b| a + b),
        msl: Text::Wrapping("+"),
        cpu: Native::Instr(Instr::Add),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `sub`
    SUB = OpDef {
        name: "sub",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a - b"),
        doc: "Difference. Integers wrap.",
        eval: Eval::Num2(|a, b, _| a - b, |a, b| a - b),
        msl: Text::Wrapping("-"),
        cpu: Native::Instr(Instr::Sub),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `mul`
    MUL = OpDef {
        name: "mul",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a * b"),
        doc: "Product. Integers wrap.",
        eval: Eval::Num2(|a, b, _| a.wrapping_mul(b), |a, b| a * b),
        msl: Text::Wrapping("*"),
        cpu: Native::Instr(Instr::Mul),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `div`
    DIV = OpDef {
        name: "div",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a / b"),
        doc: "Quotient. Integers truncate toward zero; `x / 0` is x and `MIN / -1` is MIN.",
        eval: Eval::Num2(int_div, |a, b| a / b),
        msl: Text::Special(Special::Div),
        cpu: Native::Instr(Instr::Div),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `floordiv`
    FLOORDIV = OpDef {
        name: "floordiv",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a // b"),
        doc: "Quotient rounded toward minus infinity. For integers `x // 0` is x and `MIN // -1` is MIN.",
        eval: Eval::General(floordiv),
        msl: Text::Expand(expand::arith::floordiv),
        cpu: Native::Expand(expand::arith::floordiv),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `mod`
    MOD = OpDef {
        name: "mod",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("a % b"),
        doc: "Remainder with the sign of the dividend, as in Metal (not as in Python). For integers `x % 0` is 0.",
        eval: Eval::Num2(int_rem, |a, b| a % b),
        msl: Text::Special(Special::Rem),
        cpu: Native::Instr(Instr::Rem),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `neg`
    NEG = OpDef {
        name: "neg",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Operator("-a"),
        doc: "Negation. Integers wrap: `-MIN` is MIN, and an unsigned x gives 2^n - x.",
        eval: Eval::General(neg),
        msl: Text::Special(Special::Neg),
        cpu: Native::Instr(Instr::Neg),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

/// Truncated quotient; the dividend where there is none.
fn int_div(a: i128, b: i128, _: Scalar) -> i128 {
    if b == 0 { a } else { a / b }
}

/// Remainder of the truncated quotient; 0 where there is none.
fn int_rem(a: i128, b: i128, _: Scalar) -> i128 {
    if b == 0 { 0 } else { a % b }
}

fn floordiv(v: &[Const], ty: Scalar) -> Const {
    if ty.is_float() {
        // The quotient is rounded to the type before it is floored, as the two operations would be.
        let quotient = Const::from_f64(ty, v[0].as_f64() / v[1].as_f64());
        return Const::from_f64(ty, quotient.as_f64().floor());
    }
    let (a, b) = (v[0].as_int(), v[1].as_int());
    let value = if b == 0 {
        a
    } else {
        a.div_euclid(b) - i128::from(b < 0 && a.rem_euclid(b) != 0)
    };
    Const::from_int(ty, value)
}

fn neg(v: &[Const], ty: Scalar) -> Const {
    if ty.is_float() {
        Const::from_bits(ty, v[0].bits() ^ 1 << (ty.bits() - 1))
    } else {
        Const::from_int(ty, -v[0].as_int())
    }
}
