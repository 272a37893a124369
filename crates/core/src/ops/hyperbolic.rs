//! Hyperbolic functions, their inverses, and the error function.

use super::{Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text};
use super::{Tolerance, family, reference};
use crate::passes::expand;

family! {
    /// `sinh`
    SINH = OpDef {
        name: "sinh",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Hyperbolic sine. Overflow gives infinity.",
        eval: Eval::Float1(f64::sinh),
        msl: Text::Call("sinh"),
        cpu: Native::Expand(expand::math::hyperbolic::sinh),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.99, 1.01, -5.0, 88.8, 89.4, 89.5],
    };

    /// `cosh`
    COSH = OpDef {
        name: "cosh",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Hyperbolic cosine. Overflow gives infinity.",
        eval: Eval::Float1(f64::cosh),
        msl: Text::Call("cosh"),
        cpu: Native::Expand(expand::math::hyperbolic::cosh),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.99, 1.01, -5.0, 88.8, 89.4, 89.5],
    };

    /// `tanh`
    TANH = OpDef {
        name: "tanh",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Hyperbolic tangent, from -1 to 1.",
        eval: Eval::Float1(f64::tanh),
        msl: Text::Call("tanh"),
        cpu: Native::Expand(expand::math::hyperbolic::tanh),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.62, 0.63, -2.0, 8.9, 9.1, 1e-4],
    };

    /// `asinh`
    ASINH = OpDef {
        name: "asinh",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Inverse of `sinh`.",
        eval: Eval::Float1(f64::asinh),
        msl: Text::Call("asinh"),
        cpu: Native::Expand(expand::math::hyperbolic::asinh),
        tolerance: Tolerance::Ulp(3.0),
        samples: &[0.49, 0.51, -3.0, 8191.0, 8193.0, 1e-4],
    };

    /// `acosh`
    ACOSH = OpDef {
        name: "acosh",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Inverse of `cosh`, from 0 up. Below 1: NaN.",
        eval: Eval::Float1(f64::acosh),
        msl: Text::Call("acosh"),
        cpu: Native::Expand(expand::math::hyperbolic::acosh),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[1.0001, 1.5, 3.0, 8191.0, 8193.0],
    };

    /// `atanh`
    ATANH = OpDef {
        name: "atanh",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Inverse of `tanh`. Of 1 and -1: infinity; beyond: NaN.",
        eval: Eval::Float1(f64::atanh),
        msl: Text::Call("atanh"),
        cpu: Native::Expand(expand::math::hyperbolic::atanh),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.49, 0.51, -0.99999, 1e-4],
    };

    /// `erf`
    ERF = OpDef {
        name: "erf",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Error function, from -1 to 1.",
        eval: Eval::Float1(reference::erf),
        msl: Text::Expand(expand::math::error::erf),
        cpu: Native::Expand(expand::math::error::erf),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.99, 1.01, -2.0, 3.8, 3.95, 1e-4],
    };

    /// `erfc`
    ERFC = OpDef {
        name: "erfc",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "`1 - erf(x)` without cancellation, from 2 to 0. Underflow gives 0.",
        eval: Eval::Float1(reference::erfc),
        msl: Text::Expand(expand::math::error::erfc),
        cpu: Native::Expand(expand::math::error::erfc),
        tolerance: Tolerance::Ulp(4.0),
        samples: &[0.47, -0.5, 2.0, 4.0, 9.2, 10.0, 10.06, 1e-4],
    };
}
