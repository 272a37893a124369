//! Structured control flow; what blocks yield is said in `ir`.

use super::family;
use super::{Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text, Tolerance};

family! {
    /// `for`
    FOR = OpDef {
        name: "for",
        kind: Kind::For,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::Blocks },
        effects: Effects::PURE,
        python: Python::Special("for_range"),
        doc: "Counted loop over `[lo, hi)`.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `while`
    WHILE = OpDef {
        name: "while",
        kind: Kind::While,
        sig: Sig { args: &[], result: Res::Blocks },
        effects: Effects::PURE,
        python: Python::Special("while_"),
        doc: "Loop while a condition holds.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `if`
    IF = OpDef {
        name: "if",
        kind: Kind::If,
        sig: Sig { args: &[Arg::Bool], result: Res::Blocks },
        effects: Effects::PURE,
        python: Python::Special("if_"),
        doc: "Branch.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}
