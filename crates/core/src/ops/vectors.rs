//! What makes one value of the components of a vector.

use super::{
    Arg, Class, Compose, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Size, Text,
};
use super::{Tolerance, bits, family};
use crate::constant::Const;
use crate::ir::Bundle;
use crate::ir::builder::Builder;
use crate::types::Scalar;

family! {
    /// `all`
    ALL = OpDef {
        name: "all",
        kind: Kind::Composite(Compose(every)),
        sig: Sig { args: &[Arg::Vector(Class::of(&[Scalar::Bool]), Size::AnyOrScalar)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("v: Vector | Operand"),
        doc: "Whether all components are true, of a vector of bools or one bool.",
        eval: Eval::Composite(|v, _| vec![Const::from_bool(v[0].iter().all(|c| c.as_bool()))]),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `any`
    ANY = OpDef {
        name: "any",
        kind: Kind::Composite(Compose(some)),
        sig: Sig { args: &[Arg::Vector(Class::of(&[Scalar::Bool]), Size::AnyOrScalar)], result: Res::Bool },
        effects: Effects::PURE,
        python: Python::Function("v: Vector | Operand"),
        doc: "Whether a component is true, of a vector of bools or one bool.",
        eval: Eval::Composite(|v, _| vec![Const::from_bool(v[0].iter().any(|c| c.as_bool()))]),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

fn every(b: &mut Builder, v: &[Bundle]) -> Bundle {
    joined(b, &v[0], &bits::BITAND)
}

fn some(b: &mut Builder, v: &[Bundle]) -> Bundle {
    joined(b, &v[0], &bits::BITOR)
}

fn joined(b: &mut Builder, v: &Bundle, op: &'static OpDef) -> Bundle {
    let values = v.values().iter().copied();
    let all = values.reduce(|a, x| b.build(op, &[a.into(), x.into()]));
    all.expect("internal error: a bundle has a value").into()
}
