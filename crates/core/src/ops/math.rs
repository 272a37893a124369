//! Floating-point math.
//!
//! On `half` and `bfloat` a function is computed in `float` and rounded once. Bounds are in units in the
//! last place of the result type, against the exact value; they hold on the CPU in every mode.

use super::{
    Arg, Class, Effects, Eval, Instr, Kind, Native, OpDef, Python, Res, Sig, Special, Text,
};
use super::{Tolerance, Wide, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

family! {
    /// `fma`
    FMA = OpDef {
        name: "fma",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand, c: Operand"),
        doc: "`a * b + c`, rounded once.",
        eval: Eval::General(fma),
        msl: Text::Call("fma"),
        cpu: Native::Intrinsic("llvm.fma"),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `clamp`
    CLAMP = OpDef {
        name: "clamp",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, lo: Operand, hi: Operand"),
        doc: "x limited to `[lo, hi]`. A NaN x gives lo. Undefined order of lo and hi gives hi.",
        eval: Eval::General(clamp),
        msl: Text::Expand(expand::math::clamp),
        cpu: Native::Expand(expand::math::clamp),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `fmin`
    FMIN = OpDef {
        name: "fmin",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Smaller of two floats. If one is NaN, the other; the sign of a zero result is either.",
        eval: Eval::Float2(f64::min),
        msl: Text::Call("fmin"),
        cpu: Native::Intrinsic("llvm.minnum"),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `fmax`
    FMAX = OpDef {
        name: "fmax",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Larger of two floats. If one is NaN, the other; the sign of a zero result is either.",
        eval: Eval::Float2(f64::max),
        msl: Text::Call("fmax"),
        cpu: Native::Intrinsic("llvm.maxnum"),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `min3`
    MIN3 = OpDef {
        name: "min3",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand, c: Operand"),
        doc: "Smallest of three. NaN operands do not count; the sign of a zero result is either.",
        eval: Eval::General(min3),
        msl: Text::Expand(expand::math::min3),
        cpu: Native::Expand(expand::math::min3),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `max3`
    MAX3 = OpDef {
        name: "max3",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand, c: Operand"),
        doc: "Largest of three. NaN operands do not count; the sign of a zero result is either.",
        eval: Eval::General(max3),
        msl: Text::Expand(expand::math::max3),
        cpu: Native::Expand(expand::math::max3),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `median3`
    MEDIAN3 = OpDef {
        name: "median3",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC), Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand, c: Operand"),
        doc: "Middle one of three. Of two numbers and a NaN, one of the numbers; the sign of a zero result is either.",
        eval: Eval::General(median3),
        msl: Text::Expand(expand::math::median3),
        cpu: Native::Expand(expand::math::median3),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `divide`
    DIVIDE = OpDef {
        name: "divide",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, y: Operand"),
        doc: "Quotient of floats, correctly rounded; the same as `x / y`.",
        eval: Eval::Float2(|x, y| x / y),
        msl: Text::Infix("/"),
        cpu: Native::Instr(Instr::Div),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `abs`
    ABS = OpDef {
        name: "abs",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::NUMERIC)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Absolute value. Of the smallest signed integer: itself.",
        eval: Eval::General(abs),
        msl: Text::Special(Special::Abs),
        cpu: Native::Instr(Instr::Abs),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `sqrt`
    SQRT = OpDef {
        name: "sqrt",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Square root, correctly rounded. Negative gives NaN.",
        eval: Eval::Float1(f64::sqrt),
        msl: Text::Call("precise::sqrt"),
        cpu: Native::Intrinsic("llvm.sqrt"),
        tolerance: Tolerance::Exact,
        samples: &[2.0, 4.0, -1.0],
    };

    /// `rsqrt`
    RSQRT = OpDef {
        name: "rsqrt",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "`1 / sqrt(x)`. Zero gives infinity with its sign, negative NaN.",
        eval: Eval::Float1(|x| 1.0 / x.sqrt()),
        msl: Text::Call("rsqrt"),
        cpu: Native::Wide(Wide::Rsqrt, expand::math::rsqrt),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[2.0, 4.0, 1e-30],
    };

    /// `floor`
    FLOOR = OpDef {
        name: "floor",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Largest integer not above x.",
        eval: Eval::Float1(f64::floor),
        msl: Text::Call("floor"),
        cpu: Native::Intrinsic("llvm.floor"),
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, -1.5],
    };

    /// `rint`
    RINT = OpDef {
        name: "rint",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Nearest integer; ties go to the even one.",
        eval: Eval::Float1(f64::round_ties_even),
        msl: Text::Call("rint"),
        cpu: Native::Intrinsic("llvm.rint"),
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, 2.5],
    };
}

fn fma(v: &[Const], ty: Scalar) -> Const {
    let (a, b, c) = (v[0].as_f64(), v[1].as_f64(), v[2].as_f64());
    // Exact for float; half and bfloat are computed in float and rounded again.
    Const::from_f64(ty, f64::from((a as f32).mul_add(b as f32, c as f32)))
}

fn clamp(v: &[Const], ty: Scalar) -> Const {
    if ty.is_float() {
        Const::from_f64(ty, v[0].as_f64().max(v[1].as_f64()).min(v[2].as_f64()))
    } else {
        Const::from_int(ty, v[0].as_int().max(v[1].as_int()).min(v[2].as_int()))
    }
}

fn least(a: Const, b: Const) -> Const {
    if a.ty.is_float() {
        Const::from_f64(a.ty, a.as_f64().min(b.as_f64()))
    } else {
        Const::from_int(a.ty, a.as_int().min(b.as_int()))
    }
}

fn greatest(a: Const, b: Const) -> Const {
    if a.ty.is_float() {
        Const::from_f64(a.ty, a.as_f64().max(b.as_f64()))
    } else {
        Const::from_int(a.ty, a.as_int().max(b.as_int()))
    }
}

fn min3(v: &[Const], _: Scalar) -> Const {
    least(least(v[0], v[1]), v[2])
}

fn max3(v: &[Const], _: Scalar) -> Const {
    greatest(greatest(v[0], v[1]), v[2])
}

fn median3(v: &[Const], _: Scalar) -> Const {
    greatest(least(v[0], v[1]), least(greatest(v[0], v[1]), v[2]))
}

fn abs(v: &[Const], ty: Scalar) -> Const {
    if ty.is_float() {
        Const::from_bits(ty, v[0].bits() & !(1 << (ty.bits() - 1)))
    } else {
        Const::from_int(ty, v[0].as_int().abs())
    }
}
