//! What a float is, by its bits: right in every floating-point mode of a target.

use super::{Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text};
use super::{Tolerance, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

family! {
    /// `isnan`
    ISNAN = OpDef {
        name: "isnan",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Whether x is NaN, also where a compiler assumes that nothing is.",
        eval: Eval::General(|v, _| Const::from_bool(v[0].as_f64().is_nan())),
        msl: Text::Expand(expand::classify::isnan),
        cpu: Native::Expand(expand::classify::isnan),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `isinf`
    ISINF = OpDef {
        name: "isinf",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Whether x is an infinity.",
        eval: Eval::General(|v, _| Const::from_bool(v[0].as_f64().is_infinite())),
        msl: Text::Expand(expand::classify::isinf),
        cpu: Native::Expand(expand::classify::isinf),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `isfinite`
    ISFINITE = OpDef {
        name: "isfinite",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Whether x is neither an infinity nor NaN.",
        eval: Eval::General(|v, _| Const::from_bool(v[0].as_f64().is_finite())),
        msl: Text::Expand(expand::classify::isfinite),
        cpu: Native::Expand(expand::classify::isfinite),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `isnormal`
    ISNORMAL = OpDef {
        name: "isnormal",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Whether x is neither 0, subnormal, infinite nor NaN.",
        eval: Eval::General(|v, _| Const::from_bool(is_normal(v[0]))),
        msl: Text::Expand(expand::classify::isnormal),
        cpu: Native::Expand(expand::classify::isnormal),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `signbit`
    SIGNBIT = OpDef {
        name: "signbit",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Whether the sign bit of x is set, also of -0. The sign of a NaN that an operation made is either.",
        eval: Eval::General(|v, _| Const::from_bool(v[0].bits() >> (v[0].ty.bits() - 1) == 1)),
        msl: Text::Expand(expand::classify::signbit),
        cpu: Native::Expand(expand::classify::signbit),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

/// Bits of the exponent, and those of the smallest normal number.
pub fn exponent_bits(ty: Scalar) -> (u64, u64) {
    let infinite = Const::from_f64(ty, f64::INFINITY).bits();
    // The lowest bit of the exponent: the smallest normal number has no other.
    (infinite, infinite & infinite.wrapping_neg())
}

fn is_normal(c: Const) -> bool {
    let (exponent, least) = exponent_bits(c.ty);
    let bits = c.bits() & exponent;
    bits >= least && bits < exponent
}
