//! Floats taken apart and put together: what expansions of math functions are built with, and users are not
//! offered.
//!
//! They stand outside the families, since they are no part of the language: their meaning has gaps where no
//! expansion comes.

use super::{
    Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text, Tolerance, Wide,
};
use crate::passes::expand::parts;
use crate::types::Scalar;

const FLOAT: Arg = Arg::T(Class::of(&[Scalar::F32]));

/// The mantissa of a float from 0 up: a float is its mantissa times 2 to the power of its exponent.
pub static MANTISSA: OpDef = OpDef {
    name: "mantissa",
    kind: Kind::Pure,
    sig: Sig {
        args: &[FLOAT],
        result: Res::T,
    },
    effects: Effects::PURE,
    python: Python::Hidden,
    doc: "From 3/4 up to 3/2. Of zeros 1 or -1, of infinity 1, of negative numbers NaN.",
    eval: Eval::Float1(mantissa),
    msl: Text::Expand(parts::mantissa),
    cpu: Native::Wide(Wide::Mantissa, parts::mantissa),
    tolerance: Tolerance::Exact,
    samples: &[],
};

/// The exponent that belongs to `MANTISSA`.
pub static EXPONENT: OpDef = OpDef {
    name: "exponent",
    kind: Kind::Pure,
    sig: Sig {
        args: &[FLOAT],
        result: Res::T,
    },
    effects: Effects::PURE,
    python: Python::Hidden,
    doc: "An integer. Of zeros minus infinity, of infinity infinity, of negative numbers anything.",
    eval: Eval::Float1(exponent),
    msl: Text::Expand(parts::exponent),
    cpu: Native::Wide(Wide::Exponent, parts::exponent),
    tolerance: Tolerance::Exact,
    samples: &[],
};

/// `x 2^n`, rounded once, for an integer n from -252 to 254 and an x whose size is about 1.
pub static SCALED: OpDef = OpDef {
    name: "scaled",
    kind: Kind::Pure,
    sig: Sig {
        args: &[FLOAT, FLOAT],
        result: Res::T,
    },
    effects: Effects::PURE,
    python: Python::Hidden,
    doc: "A float times a power of two. A NaN stays.",
    eval: Eval::Float2(scaled),
    msl: Text::Expand(parts::scaled),
    cpu: Native::Wide(Wide::Scale, parts::scaled),
    tolerance: Tolerance::Exact,
    samples: &[],
};

fn exponent(x: f64) -> f64 {
    let size = x.abs();
    if size.is_infinite() || size.is_nan() {
        size
    } else {
        // The sum of logarithms is near no integer but where the quotient is a power of two, and exact there.
        (size / 0.75).log2().floor()
    }
}

fn mantissa(x: f64) -> f64 {
    if x == 0.0 || x == f64::INFINITY {
        1.0
    } else if x > 0.0 {
        x / exponent(x).exp2()
    } else {
        f64::NAN
    }
}

fn scaled(x: f64, n: f64) -> f64 {
    x * n.exp2()
}
