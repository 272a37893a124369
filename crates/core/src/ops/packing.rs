//! Packing of floats into the bits of a uint and back, as Metal and Direct3D define it.

use super::{
    Arg, Class, Compose, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Size, Text,
};
use super::{Tolerance, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

/// What is packed.
const FLOATS: Class = Class::of(&[Scalar::F32]);

family! {
    /// `pack_float_to_snorm4x8`
    PACK_FLOAT_TO_SNORM4X8 = OpDef {
        name: "pack_float_to_snorm4x8",
        kind: Kind::Composite(Compose(expand::packing::pack_snorm8)),
        sig: Sig { args: &[Arg::Vector(FLOATS, Size::Exactly(4))], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "Four floats as signed bytes; the first component is in the lowest bits. Each is limited to [-1, 1], multiplied by 127 and rounded to the nearest, ties to even; NaN gives 0.",
        eval: Eval::Composite(|v, _| pack(v[0], &SNORM8)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, 0.25, 0.75, 0.1, 0.9, -0.99, 0.0031308, 0.002],
    };

    /// `unpack_snorm4x8_to_float`
    UNPACK_SNORM4X8_TO_FLOAT = OpDef {
        name: "unpack_snorm4x8_to_float",
        kind: Kind::Composite(Compose(expand::packing::unpack_snorm8)),
        sig: Sig { args: &[Arg::Word], result: Res::Vector(4) },
        effects: Effects::PURE,
        python: Python::Function("packed: Operand"),
        doc: "Four signed bytes, divided by 127; the first component is in the lowest bits. The smallest code is -1 too.",
        eval: Eval::Composite(|v, _| unpack(v[0][0], &SNORM8)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `pack_float_to_unorm4x8`
    PACK_FLOAT_TO_UNORM4X8 = OpDef {
        name: "pack_float_to_unorm4x8",
        kind: Kind::Composite(Compose(expand::packing::pack_unorm8)),
        sig: Sig { args: &[Arg::Vector(FLOATS, Size::Exactly(4))], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "Four floats as unsigned bytes; the first component is in the lowest bits. Each is limited to [0, 1], multiplied by 255 and rounded to the nearest, ties to even; NaN gives 0.",
        eval: Eval::Composite(|v, _| pack(v[0], &UNORM8)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, 0.25, 0.75, 0.1, 0.9, -0.99, 0.0031308, 0.002],
    };

    /// `unpack_unorm4x8_to_float`
    UNPACK_UNORM4X8_TO_FLOAT = OpDef {
        name: "unpack_unorm4x8_to_float",
        kind: Kind::Composite(Compose(expand::packing::unpack_unorm8)),
        sig: Sig { args: &[Arg::Word], result: Res::Vector(4) },
        effects: Effects::PURE,
        python: Python::Function("packed: Operand"),
        doc: "Four unsigned bytes, divided by 255; the first component is in the lowest bits.",
        eval: Eval::Composite(|v, _| unpack(v[0][0], &UNORM8)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `pack_float_to_srgb_unorm4x8`
    PACK_FLOAT_TO_SRGB_UNORM4X8 = OpDef {
        name: "pack_float_to_srgb_unorm4x8",
        kind: Kind::Composite(Compose(expand::packing::pack_srgb8)),
        sig: Sig { args: &[Arg::Vector(FLOATS, Size::Exactly(4))], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "Linear light as four bytes, red in the lowest: red, green and blue along the curve of sRGB, alpha as it is. Each is limited to [0, 1] first, then multiplied by 255 and rounded to the nearest, ties to even; NaN gives 0. The curve is that of float: next to a tie between two codes either may come.",
        eval: Eval::Composite(|v, _| pack(v[0], &SRGB8)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, 0.25, 0.75, 0.1, 0.9, -0.99, 0.0031308, 0.002],
    };

    /// `unpack_srgb_unorm4x8_to_float`
    UNPACK_SRGB_UNORM4X8_TO_FLOAT = OpDef {
        name: "unpack_srgb_unorm4x8_to_float",
        kind: Kind::Composite(Compose(expand::packing::unpack_srgb8)),
        sig: Sig { args: &[Arg::Word], result: Res::Vector(4) },
        effects: Effects::PURE,
        python: Python::Function("packed: Operand"),
        doc: "Linear light from four bytes of sRGB, red in the lowest; alpha as it is.",
        eval: Eval::Composite(|v, _| unpack(v[0][0], &SRGB8)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Ulp(8.0),
        samples: &[],
    };

    /// `pack_float_to_unorm10a2`
    PACK_FLOAT_TO_UNORM10A2 = OpDef {
        name: "pack_float_to_unorm10a2",
        kind: Kind::Composite(Compose(expand::packing::pack_unorm10a2)),
        sig: Sig { args: &[Arg::Vector(FLOATS, Size::Exactly(4))], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "Three fields of 10 bits and one of 2; the first component is in the lowest. Each is limited to [0, 1], multiplied by 1023 or 3 and rounded to the nearest, ties to even; NaN gives 0.",
        eval: Eval::Composite(|v, _| pack(v[0], &UNORM10A2)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, 0.25, 0.75, 0.1, 0.9, -0.99, 0.0031308, 0.002],
    };

    /// `unpack_unorm10a2_to_float`
    UNPACK_UNORM10A2_TO_FLOAT = OpDef {
        name: "unpack_unorm10a2_to_float",
        kind: Kind::Composite(Compose(expand::packing::unpack_unorm10a2)),
        sig: Sig { args: &[Arg::Word], result: Res::Vector(4) },
        effects: Effects::PURE,
        python: Python::Function("packed: Operand"),
        doc: "Three fields of 10 bits, divided by 1023, and one of 2, divided by 3; the first is in the lowest bits.",
        eval: Eval::Composite(|v, _| unpack(v[0][0], &UNORM10A2)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `pack_float_to_snorm2x16`
    PACK_FLOAT_TO_SNORM2X16 = OpDef {
        name: "pack_float_to_snorm2x16",
        kind: Kind::Composite(Compose(expand::packing::pack_snorm16)),
        sig: Sig { args: &[Arg::Vector(FLOATS, Size::Exactly(2))], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "Two floats as signed shorts; the first component is in the lowest bits. Each is limited to [-1, 1], multiplied by 32767 and rounded to the nearest, ties to even; NaN gives 0.",
        eval: Eval::Composite(|v, _| pack(v[0], &SNORM16)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, 0.25, 0.75, 0.1, 0.9, -0.99, 0.0031308, 0.002],
    };

    /// `unpack_snorm2x16_to_float`
    UNPACK_SNORM2X16_TO_FLOAT = OpDef {
        name: "unpack_snorm2x16_to_float",
        kind: Kind::Composite(Compose(expand::packing::unpack_snorm16)),
        sig: Sig { args: &[Arg::Word], result: Res::Vector(2) },
        effects: Effects::PURE,
        python: Python::Function("packed: Operand"),
        doc: "Two signed shorts, divided by 32767; the first component is in the lowest bits. The smallest code is -1 too.",
        eval: Eval::Composite(|v, _| unpack(v[0][0], &SNORM16)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `pack_float_to_unorm2x16`
    PACK_FLOAT_TO_UNORM2X16 = OpDef {
        name: "pack_float_to_unorm2x16",
        kind: Kind::Composite(Compose(expand::packing::pack_unorm16)),
        sig: Sig { args: &[Arg::Vector(FLOATS, Size::Exactly(2))], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "Two floats as unsigned shorts; the first component is in the lowest bits. Each is limited to [0, 1], multiplied by 65535 and rounded to the nearest, ties to even; NaN gives 0.",
        eval: Eval::Composite(|v, _| pack(v[0], &UNORM16)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[0.5, -0.5, 1.5, 0.25, 0.75, 0.1, 0.9, -0.99, 0.0031308, 0.002],
    };

    /// `unpack_unorm2x16_to_float`
    UNPACK_UNORM2X16_TO_FLOAT = OpDef {
        name: "unpack_unorm2x16_to_float",
        kind: Kind::Composite(Compose(expand::packing::unpack_unorm16)),
        sig: Sig { args: &[Arg::Word], result: Res::Vector(2) },
        effects: Effects::PURE,
        python: Python::Function("packed: Operand"),
        doc: "Two unsigned shorts, divided by 65535; the first component is in the lowest bits.",
        eval: Eval::Composite(|v, _| unpack(v[0][0], &UNORM16)),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

/// A field: the code of 1, its bits, and how floats become codes.
type Field = (f64, u32, Code);

#[derive(Clone, Copy, PartialEq)]
enum Code {
    Unorm,
    Snorm,
    Srgb,
}

const SNORM8: [Field; 4] = [(127.0, 8, Code::Snorm); 4];
const UNORM8: [Field; 4] = [(255.0, 8, Code::Unorm); 4];
const SRGB8: [Field; 4] = {
    let mut all = [(255.0, 8, Code::Srgb); 4];
    all[3].2 = Code::Unorm;
    all
};
const UNORM10A2: [Field; 4] = {
    let mut all = [(1023.0, 10, Code::Unorm); 4];
    all[3] = (3.0, 2, Code::Unorm);
    all
};
const SNORM16: [Field; 2] = [(32767.0, 16, Code::Snorm); 2];
const UNORM16: [Field; 2] = [(65535.0, 16, Code::Unorm); 2];

fn pack(v: &[Const], fields: &[Field]) -> Vec<Const> {
    let mut at = 0;
    let mut packed = 0;
    for (x, &(top, bits, code)) in v.iter().zip(fields) {
        packed |= (encoded(x.as_f64(), top, code) & ((1 << bits) - 1)) << at;
        at += bits;
    }
    vec![Const::from_int(Scalar::U32, packed)]
}

/// The product is rounded to float before it is rounded to an integer, as every target does it.
fn encoded(x: f64, top: f64, code: Code) -> i128 {
    let low = if code == Code::Snorm { -1.0 } else { 0.0 };
    let x = x.clamp(low, 1.0);
    let x = match code {
        Code::Srgb if x < 0.003_130_8 => 12.92 * x,
        Code::Srgb => 1.055 * x.powf(1.0 / 2.4) - 0.055,
        Code::Unorm | Code::Snorm => x,
    };
    let product = f64::from((x * top) as f32);
    product.round_ties_even() as i128
}

fn unpack(packed: Const, fields: &[Field]) -> Vec<Const> {
    let mut at = 0;
    let mut values = Vec::new();
    for &(top, bits, code) in fields {
        let unsigned = (packed.as_int() >> at) & ((1 << bits) - 1);
        values.push(Const::from_f64(
            Scalar::F32,
            decoded(unsigned, top, bits, code),
        ));
        at += bits;
    }
    values
}

fn decoded(unsigned: i128, top: f64, bits: u32, code: Code) -> f64 {
    let is_negative = code == Code::Snorm && unsigned >> (bits - 1) == 1;
    let signed = if is_negative {
        unsigned - (1 << bits)
    } else {
        unsigned
    };
    let x = signed as f64 / top;
    match code {
        Code::Srgb if x < 0.04045 => x / 12.92,
        Code::Srgb => ((x + 0.055) / 1.055).powf(2.4),
        Code::Unorm => x,
        Code::Snorm => x.max(-1.0),
    }
}
