//! Exponentials, logarithms and powers.

use super::{Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text};
use super::{Tolerance, Wide, family, reference};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

family! {
    /// `exp`
    EXP = OpDef {
        name: "exp",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "e raised to x. Overflow gives infinity, underflow 0.",
        eval: Eval::Float1(f64::exp),
        msl: Text::Call("exp"),
        cpu: Native::Expand(expand::math::exp::exp),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[1.0, -1.0, 88.7, 88.8, -87.3, -103.9, -104.1, 0.5],
    };

    /// `exp2`
    EXP2 = OpDef {
        name: "exp2",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "2 raised to x. Overflow gives infinity, underflow 0; an integer x gives the power itself.",
        eval: Eval::Float1(f64::exp2),
        msl: Text::Call("exp2"),
        cpu: Native::Expand(expand::math::exp::exp2),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[1.0, -1.0, 127.9, 128.0, -126.5, -149.0, -149.9, -150.1, 0.5],
    };

    /// `exp10`
    EXP10 = OpDef {
        name: "exp10",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "10 raised to x. Overflow gives infinity, underflow 0.",
        eval: Eval::Float1(|x| 10f64.powf(x)),
        msl: Text::Call("exp10"),
        cpu: Native::Expand(expand::math::exp::exp10),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[1.0, -1.0, 2.0, 38.5, 38.6, -37.9, -45.1, -45.2, 0.15],
    };

    /// `expm1`
    EXPM1 = OpDef {
        name: "expm1",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "`exp(x) - 1` without cancellation near 0. Overflow gives infinity; a large negative x gives -1, -0 gives -0.",
        eval: Eval::Float1(f64::exp_m1),
        msl: Text::Expand(expand::math::exp::expm1),
        cpu: Native::Expand(expand::math::exp::expm1),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[1e-8, -1e-8, 2e-3, 0.35, -0.35, 16.7, -17.3, -18.1, 88.7, 88.8],
    };

    /// `log`
    LOG = OpDef {
        name: "log",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Natural logarithm. Zero gives minus infinity, negative NaN.",
        eval: Eval::Float1(f64::ln),
        msl: Text::Call("log"),
        cpu: Native::Wide(Wide::Log, expand::math::log::log),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[1.0, 2.0, 0.5, 0.999, 1.001, 1e-40, 3e38],
    };

    /// `log2`
    LOG2 = OpDef {
        name: "log2",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Logarithm to the base 2, exact for powers of 2. Zero gives minus infinity, negative NaN.",
        eval: Eval::Float1(f64::log2),
        msl: Text::Call("log2"),
        cpu: Native::Wide(Wide::Log2, expand::math::log::log2),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[1.0, 2.0, 0.5, 0.999, 1.001, 1e-40, 3e38, 0.7072, 1.4143],
    };

    /// `log10`
    LOG10 = OpDef {
        name: "log10",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Logarithm to the base 10. Zero gives minus infinity, negative NaN.",
        eval: Eval::Float1(f64::log10),
        msl: Text::Call("log10"),
        cpu: Native::Wide(Wide::Log10, expand::math::log::log10),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[1.0, 10.0, 0.5, 0.999, 1.001, 1e-40, 3e38, 1000.0],
    };

    /// `pow`
    POW = OpDef {
        name: "pow",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, y: Operand"),
        doc: "x raised to y. A negative x needs an integer y, else NaN. `pow(x, 0)` and `pow(1, y)` are 1, also of NaN; zeros and infinities give 0 or infinity, negative where x is and y is odd.",
        eval: Eval::Float2(f64::powf),
        msl: Text::Call("pow"),
        cpu: Native::Expand(expand::math::pow::pow),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.999, 1.001, 0.33, -0.5, 4.0, -3.0, 5.5, 20.25, -41.0, 127.0, 16777215.0],
    };

    /// `powr`
    POWR = OpDef {
        name: "powr",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::T(Class::FLOAT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, y: Operand"),
        doc: "x raised to y for x from 0 up; a negative x gives NaN. Otherwise as `pow`.",
        eval: Eval::Float2(reference::powr),
        msl: Text::Call("powr"),
        cpu: Native::Expand(expand::math::pow::powr),
        tolerance: Tolerance::Ulp(2.0),
        samples: &[0.999, 1.001, 0.33, -0.5, 4.0, -3.0, 5.5, 20.25, -41.0],
    };

    /// `ldexp`
    LDEXP = OpDef {
        name: "ldexp",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::FLOAT), Arg::Exponent], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, exponent: Operand"),
        doc: "`x * 2 ** exponent`, rounded once. The exponent is an integer, converted to int. Overflow gives infinity.",
        eval: Eval::General(ldexp),
        msl: Text::Call("ldexp"),
        cpu: Native::Expand(expand::math::exp::ldexp),
        tolerance: Tolerance::Exact,
        samples: &[1.5, -0.75, 1e-40, -130.0, -149.0, -250.0, 200.0, 270.0],
    };
}

fn ldexp(v: &[Const], ty: Scalar) -> Const {
    // Within these limits the power is a double, and beyond them every result is 0 or infinite.
    let exponent = v[1].as_int().clamp(-400, 400) as i32;
    Const::from_f64(ty, v[0].as_f64() * 2f64.powi(exponent))
}
