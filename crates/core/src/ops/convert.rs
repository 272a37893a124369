//! Value conversion and reinterpretation.

use super::{
    Arg, Class, Effects, Eval, Instr, Kind, Native, OpDef, Python, Res, Sig, Special, Text,
};
use super::{Tolerance, family};
use crate::constant::Const;

family! {
    /// `metal_cast`
    CAST = OpDef {
        name: "metal_cast",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::ANY)], result: Res::Asked },
        effects: Effects::PURE,
        python: Python::Special("metal_cast(x, dtype)"),
        doc: "Converts to another dtype. Integers wrap; floats round to nearest even; float to integer truncates, saturates at the limits of the type and turns NaN into 0; anything but zero is true.",
        eval: Eval::General(|v, ty| v[0].cast(ty)),
        msl: Text::Special(Special::Cast),
        cpu: Native::Instr(Instr::Cast),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `as_type`
    AS_TYPE = OpDef {
        name: "as_type",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::ANY)], result: Res::Asked },
        effects: Effects::PURE,
        python: Python::Special("as_type(x, dtype)"),
        doc: "The same bits as another dtype of equal width.",
        eval: Eval::General(|v, ty| Const::from_bits(ty, v[0].bits())),
        msl: Text::Special(Special::AsType),
        cpu: Native::Instr(Instr::Bitcast),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}
