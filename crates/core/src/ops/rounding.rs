//! Rounding, limits, signs and blends of floats.

use super::{Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text};
use super::{Tolerance, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

family! {
    /// `ceil`
    CEIL = OpDef {
        name: "ceil",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Smallest integer not below x.",
        eval: Eval::Float1(f64::ceil),
        msl: Text::Call("ceil"),
        cpu: Native::Intrinsic("llvm.ceil"),
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, -1.5],
    };

    /// `trunc`
    TRUNC = OpDef {
        name: "trunc",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "x without its fraction: rounded toward zero.",
        eval: Eval::Float1(f64::trunc),
        msl: Text::Call("trunc"),
        cpu: Native::Intrinsic("llvm.trunc"),
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, -1.5],
    };

    /// `round`
    ROUND = OpDef {
        name: "round",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Nearest integer; ties go away from zero. `rint` takes ties to the even one.",
        eval: Eval::Float1(f64::round),
        msl: Text::Call("round"),
        cpu: Native::Intrinsic("llvm.round"),
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, 2.5, 0.49999997, 8388609.0],
    };

    /// `fract`
    FRACT = OpDef {
        name: "fract",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "`x - floor(x)`, at most the largest float below 1. Infinity gives NaN.",
        eval: Eval::General(fract),
        msl: Text::Expand(expand::rounding::fract),
        cpu: Native::Expand(expand::rounding::fract),
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.25, -1e-10, 1.75],
    };

    /// `sign`
    SIGN = OpDef {
        name: "sign",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "1, -1 or x itself where it is a zero; NaN gives 0.",
        eval: Eval::Float1(sign),
        msl: Text::Expand(expand::rounding::sign),
        cpu: Native::Expand(expand::rounding::sign),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `saturate`
    SATURATE = OpDef {
        name: "saturate",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "x limited to `[0, 1]`. NaN gives 0.",
        eval: Eval::Float1(unit),
        msl: Text::Expand(expand::rounding::saturate),
        cpu: Native::Expand(expand::rounding::saturate),
        tolerance: Tolerance::Exact,
        samples: &[0.25, 1.5],
    };

    /// `step`
    STEP = OpDef {
        name: "step",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("edge: Operand, x: Operand"),
        doc: "0 where `x < edge`, else 1.",
        eval: Eval::Float2(|edge, x| if x < edge { 0.0 } else { 1.0 }),
        msl: Text::Expand(expand::rounding::step),
        cpu: Native::Expand(expand::rounding::step),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `mix`
    MIX = OpDef {
        name: "mix",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand, t: Operand"),
        doc: "`a + (b - a) * t`, each step rounded.",
        eval: Eval::General(mix),
        msl: Text::Expand(expand::rounding::mix),
        cpu: Native::Expand(expand::rounding::mix),
        tolerance: Tolerance::Exact,
        samples: &[0.25, 0.75],
    };

    /// `smoothstep`
    SMOOTHSTEP = OpDef {
        name: "smoothstep",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("edge0: Operand, edge1: Operand, x: Operand"),
        doc: "0 below `edge0`, 1 above `edge1`, `t * t * (3 - 2 * t)` between, with `t = (x - edge0) / (edge1 - edge0)`. Meant for `edge0 < edge1`.",
        eval: Eval::General(smoothstep),
        msl: Text::Expand(expand::rounding::smoothstep),
        cpu: Native::Expand(expand::rounding::smoothstep),
        tolerance: Tolerance::Exact,
        samples: &[0.25, 0.75],
    };

    /// `copysign`
    COPYSIGN = OpDef {
        name: "copysign",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, y: Operand"),
        doc: "The magnitude of x with the sign of y, also of zeros. The sign of a NaN that an operation made is either.",
        eval: Eval::General(copysign),
        msl: Text::Expand(expand::rounding::copysign),
        cpu: Native::Expand(expand::rounding::copysign),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `fmod`
    FMOD = OpDef {
        name: "fmod",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, y: Operand"),
        doc: "Remainder with the sign of x; the same as `x % y`. NaN where x is infinite or y is 0.",
        eval: Eval::Float2(|x, y| x % y),
        msl: Text::Expand(expand::rounding::fmod),
        cpu: Native::Expand(expand::rounding::fmod),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `fdim`
    FDIM = OpDef {
        name: "fdim",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, y: Operand"),
        doc: "`x - y` where x is above y, else 0. A NaN operand gives NaN.",
        eval: Eval::Float2(fdim),
        msl: Text::Expand(expand::rounding::fdim),
        cpu: Native::Expand(expand::rounding::fdim),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

/// The largest value below 1.
pub fn below_one(ty: Scalar) -> Const {
    Const::from_bits(ty, Const::from_f64(ty, 1.0).bits() - 1)
}

fn fract(v: &[Const], ty: Scalar) -> Const {
    let x = v[0].as_f64();
    let part = Const::from_f64(ty, x - x.floor());
    if part.as_f64() >= 1.0 {
        below_one(ty)
    } else {
        part
    }
}

fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else if x == 0.0 {
        x
    } else {
        0.0
    }
}

fn fdim(x: f64, y: f64) -> f64 {
    if x <= y { 0.0 } else { x - y }
}

fn mix(v: &[Const], ty: Scalar) -> Const {
    let rounded = |x: f64| Const::from_f64(ty, x).as_f64();
    let (a, b, t) = (v[0].as_f64(), v[1].as_f64(), v[2].as_f64());
    Const::from_f64(ty, a + rounded(rounded(b - a) * t))
}

fn smoothstep(v: &[Const], ty: Scalar) -> Const {
    let rounded = |x: f64| Const::from_f64(ty, x).as_f64();
    let (low, high, x) = (v[0].as_f64(), v[1].as_f64(), v[2].as_f64());
    let part = rounded(rounded(x - low) / rounded(high - low));
    let t = unit(part);
    Const::from_f64(ty, rounded(t * t) * rounded(3.0 - rounded(2.0 * t)))
}

fn copysign(v: &[Const], ty: Scalar) -> Const {
    let sign = 1u64 << (ty.bits() - 1);
    Const::from_bits(ty, v[0].bits() & (sign - 1) | v[1].bits() & sign)
}

/// Limited to `[0, 1]`; NaN gives 0.
fn unit(x: f64) -> f64 {
    if x >= 1.0 {
        1.0
    } else if x > 0.0 {
        x
    } else {
        0.0
    }
}
