//! Comparisons and selection.
//!
//! A comparison is by the common type of its operands, signed or unsigned as that type is, and ordered on
//! floats: false where an operand is NaN, but for `!=`, which is true there.

use super::{Arg, Class, Effects, Eval, Instr, Kind, Native, OpDef, Predicate, Python, Res, Sig};
use super::{Special, Text, Tolerance, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

family! {
    /// `cmp_eq`
    CMP_EQ = OpDef {
        name: "cmp_eq",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::ANY), Arg::T(Class::ANY)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Equal. The same as `a == b`: by the signedness of the common type; False where an operand is NaN.",
        eval: Eval::Compare(|a, b| a == b, |a, b| a == b),
        msl: Text::Infix("=="),
        cpu: Native::Instr(Instr::Cmp(Predicate::Eq)),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_ne`
    CMP_NE = OpDef {
        name: "cmp_ne",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::ANY), Arg::T(Class::ANY)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Not equal. The same as `a != b`: by the signedness of the common type; True where an operand is NaN.",
        eval: Eval::Compare(|a, b| a != b, |a, b| a != b),
        msl: Text::Infix("!="),
        cpu: Native::Instr(Instr::Cmp(Predicate::Ne)),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_lt`
    CMP_LT = OpDef {
        name: "cmp_lt",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Less. The same as `a < b`: by the signedness of the common type; False where an operand is NaN.",
        eval: Eval::Compare(|a, b| a < b, |a, b| a < b),
        msl: Text::Infix("<"),
        cpu: Native::Instr(Instr::Cmp(Predicate::Lt)),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_le`
    CMP_LE = OpDef {
        name: "cmp_le",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Less or equal. The same as `a <= b`: by the signedness of the common type; False where an operand is NaN.",
        eval: Eval::Compare(|a, b| a <= b, |a, b| a <= b),
        msl: Text::Infix("<="),
        cpu: Native::Instr(Instr::Cmp(Predicate::Le)),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_gt`
    CMP_GT = OpDef {
        name: "cmp_gt",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Greater. The same as `a > b`: by the signedness of the common type; False where an operand is NaN.",
        eval: Eval::Compare(|a, b| a > b, |a, b| a > b),
        msl: Text::Infix(">"),
        cpu: Native::Instr(Instr::Cmp(Predicate::Gt)),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_ge`
    CMP_GE = OpDef {
        name: "cmp_ge",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Greater or equal. The same as `a >= b`: by the signedness of the common type; False where an operand is NaN.",
        eval: Eval::Compare(|a, b| a >= b, |a, b| a >= b),
        msl: Text::Infix(">="),
        cpu: Native::Instr(Instr::Cmp(Predicate::Ge)),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_ult`
    CMP_ULT = OpDef {
        name: "cmp_ult",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Less, with integers taken as unsigned. On floats the same as `a < b`.",
        eval: Eval::General(|v, _| unsigned(v, |a, b| a < b, |a, b| a < b)),
        msl: Text::Expand(expand::arith::cmp_ult),
        cpu: Native::Expand(expand::arith::cmp_ult),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_ule`
    CMP_ULE = OpDef {
        name: "cmp_ule",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Less or equal, with integers taken as unsigned. On floats the same as `a <= b`.",
        eval: Eval::General(|v, _| unsigned(v, |a, b| a <= b, |a, b| a <= b)),
        msl: Text::Expand(expand::arith::cmp_ule),
        cpu: Native::Expand(expand::arith::cmp_ule),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_ugt`
    CMP_UGT = OpDef {
        name: "cmp_ugt",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Greater, with integers taken as unsigned. On floats the same as `a > b`.",
        eval: Eval::General(|v, _| unsigned(v, |a, b| a > b, |a, b| a > b)),
        msl: Text::Expand(expand::arith::cmp_ugt),
        cpu: Native::Expand(expand::arith::cmp_ugt),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `cmp_uge`
    CMP_UGE = OpDef {
        name: "cmp_uge",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Greater or equal, with integers taken as unsigned. On floats the same as `a >= b`.",
        eval: Eval::General(|v, _| unsigned(v, |a, b| a >= b, |a, b| a >= b)),
        msl: Text::Expand(expand::arith::cmp_uge),
        cpu: Native::Expand(expand::arith::cmp_uge),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `where`
    WHERE = OpDef {
        name: "where",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::ANY), Arg::T(Class::ANY), Arg::Bool], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("false_val: Operand, true_val: Operand, condition: Operand"),
        doc: "`true_val` where the condition holds, else `false_val` (note the order: the false value comes first, as in Metal's `select`). Both values are computed.",
        eval: Eval::General(|v, _| if v[2].as_bool() { v[1] } else { v[0] }),
        msl: Text::Special(Special::Select),
        cpu: Native::Instr(Instr::Select),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

fn unsigned(v: &[Const], float: fn(f64, f64) -> bool, int: fn(i128, i128) -> bool) -> Const {
    let bits = |c: Const| c.cast(c.ty.to_unsigned().unwrap_or(Scalar::U64)).as_int();
    let holds = if v[0].ty.is_float() {
        float(v[0].as_f64(), v[1].as_f64())
    } else {
        int(bits(v[0]), bits(v[1]))
    };
    Const::from_bool(holds)
}
