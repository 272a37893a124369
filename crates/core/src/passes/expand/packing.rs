//! Packing of floats into the bits of an integer and back, composed where it is called.

use crate::ir::builder::Builder;
use crate::ir::{Bundle, Value};
use crate::ops::{arith, bits, exponential, math};
use crate::types::Scalar;

/// A field of a packed integer: how many bits, and what a code stands for.
#[derive(Clone, Copy)]
struct Field {
    bits: u32,
    code: Code,
}

/// What a code stands for.
#[derive(Clone, Copy, PartialEq)]
enum Code {
    /// 0 to 1, evenly.
    Unorm,
    /// -1 to 1, evenly; the smallest code is -1 too.
    Snorm,
    /// 0 to 1, along the curve of sRGB.
    Srgb,
}

const fn fields<const N: usize>(bits: u32, code: Code) -> [Field; N] {
    [Field { bits, code }; N]
}

const SNORM8: [Field; 4] = fields(8, Code::Snorm);
const UNORM8: [Field; 4] = fields(8, Code::Unorm);
const SNORM16: [Field; 2] = fields(16, Code::Snorm);
const UNORM16: [Field; 2] = fields(16, Code::Unorm);
const SRGB8: [Field; 4] = {
    let mut all = fields(8, Code::Srgb);
    all[3].code = Code::Unorm;
    all
};
const UNORM10A2: [Field; 4] = {
    let mut all = fields(10, Code::Unorm);
    all[3].bits = 2;
    all
};

/// The code of 1.
fn top(field: Field) -> f64 {
    let bits = field.bits - u32::from(field.code == Code::Snorm);
    f64::from((1u32 << bits) - 1)
}

fn div(b: &mut Builder, x: Value, by: f64) -> Value {
    b.build(&arith::DIV, &[x.into(), by.into()])
}

fn pow(b: &mut Builder, x: Value, y: f64) -> Value {
    b.build(&exponential::POW, &[x.into(), y.into()])
}

/// Limits a float; NaN stays.
fn limited(b: &mut Builder, x: Value, low: f64) -> Value {
    let below = b.lt(x, low);
    let x = b.pick(below, low, x);
    let above = b.lt(1.0, x);
    b.pick(above, 1.0, x)
}

/// From linear light to the curve of sRGB.
fn to_srgb(b: &mut Builder, x: Value) -> Value {
    let line = b.mul(x, 12.92);
    let power = pow(b, x, 1.0 / 2.4);
    let curve = b.fma(power, 1.055, -0.055);
    let is_dark = b.lt(x, 0.003_130_8);
    b.pick(is_dark, line, curve)
}

/// From the curve of sRGB to linear light.
fn from_srgb(b: &mut Builder, x: Value) -> Value {
    let line = div(b, x, 12.92);
    let shifted = b.add(x, 0.055);
    let base = div(b, shifted, 1.055);
    let curve = pow(b, base, 2.4);
    // Codes 0 to 10 lie on the line.
    let is_dark = b.lt(x, 0.04045);
    b.pick(is_dark, line, curve)
}

/// The bits of a component at the bottom of a uint.
fn encoded(b: &mut Builder, x: Value, field: Field) -> Value {
    let low = if field.code == Code::Snorm { -1.0 } else { 0.0 };
    let x = limited(b, x, low);
    let x = if field.code == Code::Srgb {
        to_srgb(b, x)
    } else {
        x
    };
    let scaled = b.mul(x, top(field));
    let nearest = b.build(&math::RINT, &[scaled.into()]);
    // NaN becomes 0.
    let code = b.cast_value(nearest, Scalar::I32);
    let code = b.cast_value(code, Scalar::U32);
    if field.code == Code::Snorm {
        let mask = (1u32 << field.bits) - 1;
        b.build(&bits::BITAND, &[code.into(), mask.into()])
    } else {
        code
    }
}

/// The float that the field from a place on stands for.
fn decoded(b: &mut Builder, packed: Value, at: u32, field: Field) -> Value {
    if field.code == Code::Snorm {
        // To the top of a signed integer, and down again with its sign.
        let raised = b.shl(packed, 32 - at - field.bits);
        let signed = b.cast_value(raised, Scalar::I32);
        let code = b.shr(signed, 32 - field.bits);
        let code = b.cast_value(code, Scalar::F32);
        let x = div(b, code, top(field));
        let below = b.lt(x, -1.0);
        return b.pick(below, -1.0, x);
    }
    let lowered = b.shr(packed, at);
    let mask = (1u32 << field.bits) - 1;
    let code = b.build(&bits::BITAND, &[lowered.into(), mask.into()]);
    let code = b.cast_value(code, Scalar::F32);
    let x = div(b, code, top(field));
    if field.code == Code::Srgb {
        from_srgb(b, x)
    } else {
        x
    }
}

fn pack(b: &mut Builder, v: &[Bundle], fields: &[Field]) -> Bundle {
    let mut at = 0;
    let mut packed: Option<Value> = None;
    for (&x, &field) in v[0].values().iter().zip(fields) {
        let x = b.cast_value(x, Scalar::F32);
        let code = encoded(b, x, field);
        packed = Some(match packed {
            None => code,
            Some(below) => {
                let raised = b.shl(code, at);
                b.build(&bits::BITOR, &[below.into(), raised.into()])
            }
        });
        at += field.bits;
    }
    packed.expect("internal error: packing of nothing").into()
}

fn unpack(b: &mut Builder, v: &[Bundle], fields: &[Field]) -> Bundle {
    let mut at = 0;
    let mut values = Vec::with_capacity(fields.len());
    for &field in fields {
        values.push(decoded(b, v[0].values()[0], at, field));
        at += field.bits;
    }
    Bundle::new(&values)
}

macro_rules! directions {
    ($($pack:ident $unpack:ident $fields:ident;)*) => {
        $(/// Packs.
        pub fn $pack(b: &mut Builder, v: &[Bundle]) -> Bundle {
            pack(b, v, &$fields)
        }

        /// Unpacks.
        pub fn $unpack(b: &mut Builder, v: &[Bundle]) -> Bundle {
            unpack(b, v, &$fields)
        })*
    };
}

directions! {
    pack_snorm8 unpack_snorm8 SNORM8;
    pack_unorm8 unpack_unorm8 UNORM8;
    pack_srgb8 unpack_srgb8 SRGB8;
    pack_unorm10a2 unpack_unorm10a2 UNORM10A2;
    pack_snorm16 unpack_snorm16 SNORM16;
    pack_unorm16 unpack_unorm16 UNORM16;
}
