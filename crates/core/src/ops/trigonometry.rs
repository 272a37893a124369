//! Trigonometric functions and their inverses.

use super::{Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text};
use super::{Tolerance, family, reference};
use crate::passes::expand;
use std::f64::consts::PI;

family! {
    /// `sin`
    SIN = OpDef {
        name: "sin",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Sine of x in radians, reduced exactly whatever its size. Infinity gives NaN.",
        eval: Eval::Float1(f64::sin),
        msl: Text::Call("sin"),
        cpu: Native::Expand(expand::math::trig::sin),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.785, 1.5707964, PI, 12.566371, 65535.9, 65536.1, 1e10, 3e38],
    };

    /// `cos`
    COS = OpDef {
        name: "cos",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Cosine of x in radians, reduced exactly whatever its size. Infinity gives NaN.",
        eval: Eval::Float1(f64::cos),
        msl: Text::Call("cos"),
        cpu: Native::Expand(expand::math::trig::cos),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.785, 1.5707964, PI, 12.566371, 65535.9, 65536.1, 1e10, 3e38],
    };

    /// `tan`
    TAN = OpDef {
        name: "tan",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Tangent of x in radians, reduced exactly whatever its size. Infinity gives NaN.",
        eval: Eval::Float1(f64::tan),
        msl: Text::Call("tan"),
        cpu: Native::Expand(expand::math::trig::tan),
        tolerance: Tolerance::Ulp(3.0),
        samples: &[0.785, 1.5707964, PI, 12.566371, 65535.9, 65536.1, 1e10, 3e38],
    };

    /// `sinpi`
    SINPI = OpDef {
        name: "sinpi",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "`sin(pi * x)`, where the product is not rounded: an integer gives 0 with the sign of x. Infinity gives NaN.",
        eval: Eval::Float1(reference::sinpi),
        msl: Text::Call("sinpi"),
        cpu: Native::Expand(expand::math::pi::sinpi),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.25, 0.5, 1.25, -1.5, 8388607.5, 16777217.0],
    };

    /// `cospi`
    COSPI = OpDef {
        name: "cospi",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "`cos(pi * x)`, where the product is not rounded: an integer and a half gives 0. Infinity gives NaN.",
        eval: Eval::Float1(reference::cospi),
        msl: Text::Call("cospi"),
        cpu: Native::Expand(expand::math::pi::cospi),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.25, 0.5, 1.25, -1.5, 8388607.5, 16777217.0],
    };

    /// `tanpi`
    TANPI = OpDef {
        name: "tanpi",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "`tan(pi * x)`, where the product is not rounded: an integer gives 0, an integer and a half infinity; both change sign from one to the next. Infinity gives NaN.",
        eval: Eval::Float1(reference::tanpi),
        msl: Text::Call("tanpi"),
        cpu: Native::Expand(expand::math::pi::tanpi),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.25, 0.5, 1.25, -1.5, 8388607.5, 16777217.0],
    };

    /// `asin`
    ASIN = OpDef {
        name: "asin",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Arc sine, from -pi/2 to pi/2. Outside `[-1, 1]`: NaN.",
        eval: Eval::Float1(f64::asin),
        msl: Text::Call("asin"),
        cpu: Native::Expand(expand::math::inverse::asin),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.5, 0.50001, -0.99999, 0.7, 1e-5],
    };

    /// `acos`
    ACOS = OpDef {
        name: "acos",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Arc cosine, from 0 to pi. Outside `[-1, 1]`: NaN.",
        eval: Eval::Float1(f64::acos),
        msl: Text::Call("acos"),
        cpu: Native::Expand(expand::math::inverse::acos),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.5, 0.50001, -0.99999, 0.99999, -0.7, 1e-5],
    };

    /// `atan`
    ATAN = OpDef {
        name: "atan",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Arc tangent, from -pi/2 to pi/2.",
        eval: Eval::Float1(f64::atan),
        msl: Text::Call("atan"),
        cpu: Native::Expand(expand::math::inverse::atan),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.5, 0.99999, 1.00001, -2.4, 1e-5],
    };

    /// `atan2`
    ATAN2 = OpDef {
        name: "atan2",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("y: Operand, x: Operand"),
        doc: "Angle of the point (x, y), from -pi to pi: the arc tangent of `y / x` in the quadrant of the two. Zeros and infinities count as directions, signs of zeros too.",
        eval: Eval::Float2(f64::atan2),
        msl: Text::Call("atan2"),
        cpu: Native::Expand(expand::math::inverse::atan2),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.5, 0.99999, 1.00001, -2.4, 1e-5],
    };
}
