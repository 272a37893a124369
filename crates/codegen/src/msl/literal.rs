//! Constants, exactly.

use enigma_core::{Const, Scalar};

/// A constant as an expression of its type.
pub fn literal(c: Const) -> String {
    match c.ty {
        Scalar::Bool => c.as_bool().to_string(),
        Scalar::F32 | Scalar::F16 | Scalar::BF16 => float(c),
        Scalar::I32 if c.as_int() == i128::from(i32::MIN) => "(-2147483647 - 1)".into(),
        Scalar::I64 if c.as_int() == i128::from(i64::MIN) => "(-9223372036854775807l - 1l)".into(),
        Scalar::I32 => signed(c.as_int(), ""),
        Scalar::I64 => signed(c.as_int(), "l"),
        Scalar::U32 => format!("{}u", c.as_int()),
        Scalar::U64 => format!("{}ul", c.as_int()),
        Scalar::I8 | Scalar::U8 | Scalar::I16 | Scalar::U16 => format!("{}({})", c.ty, c.as_int()),
    }
}

fn signed(v: i128, suffix: &str) -> String {
    if v < 0 {
        format!("({v}{suffix})")
    } else {
        format!("{v}{suffix}")
    }
}

/// The shortest decimal that reads back as the same float; narrow floats are converted from it.
fn float(c: Const) -> String {
    let v = c.as_f64();
    let text = if v.is_nan() {
        "NAN".into()
    } else if v.is_infinite() {
        if v > 0.0 {
            "INFINITY".into()
        } else {
            "(-INFINITY)".into()
        }
    } else if v.is_sign_negative() {
        format!("({:?}f)", v as f32)
    } else {
        format!("{:?}f", v as f32)
    };
    if c.ty == Scalar::F32 {
        text
    } else {
        format!("{}({text})", c.ty)
    }
}
