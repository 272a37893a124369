//! Literals that give back exactly the constant.

use super::dialect::Dialect;
use super::expr::Expr;
use enigma_core::{Const, Scalar};

/// Whole floats up to here are written with all their digits.
const INTEGRAL_MAX: f64 = 18_446_744_073_709_551_616.0;

/// A literal of exactly the constant's type.
pub fn exact(dialect: &dyn Dialect, c: Const) -> Expr {
    match c.ty {
        Scalar::I8 | Scalar::U8 | Scalar::I16 | Scalar::U16 => {
            Expr::call(dialect.type_name(c.ty), &[integer(c.as_int(), "")])
        }
        Scalar::U32 => integer(c.as_int(), "u"),
        Scalar::I64 => integer(c.as_int(), "L"),
        Scalar::U64 => integer(c.as_int(), "UL"),
        Scalar::Bool | Scalar::I32 | Scalar::F16 | Scalar::BF16 | Scalar::F32 => loose(dialect, c),
    }
}

/// A literal that C converts to the constant's type where it is assigned, stored or used as an index.
pub fn loose(dialect: &dyn Dialect, c: Const) -> Expr {
    match c.ty {
        Scalar::Bool => Expr::primary(if c.as_bool() { "true" } else { "false" }),
        Scalar::F16 | Scalar::BF16 | Scalar::F32 => float(dialect, c),
        Scalar::I64 | Scalar::U64 if i32::try_from(c.as_int()).is_err() => exact(dialect, c),
        Scalar::U32 if i32::try_from(c.as_int()).is_err() => exact(dialect, c),
        Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I32
        | Scalar::U32
        | Scalar::I64
        | Scalar::U64 => integer(c.as_int(), ""),
    }
}

fn integer(value: i128, suffix: &str) -> Expr {
    let is_minimum = (suffix.is_empty() && value == i128::from(i32::MIN))
        || (suffix == "L" && value == i128::from(i64::MIN));
    if is_minimum {
        // C has no negative literals: -2147483648 would negate a long.
        let magnitude = Expr::primary(format!("{}{suffix}", -(value + 1)));
        let minimum = Expr::binary("-", &Expr::prefix("-", &magnitude), &Expr::primary("1"));
        return minimum;
    }
    let magnitude = Expr::primary(format!("{}{suffix}", value.abs()));
    if value < 0 {
        Expr::prefix("-", &magnitude)
    } else {
        magnitude
    }
}

fn float(dialect: &dyn Dialect, c: Const) -> Expr {
    let value = c.as_f64();
    if value.is_nan() {
        return not_a_number(dialect, c);
    }
    let magnitude = if value.is_infinite() {
        in_type(dialect, c.ty, "INFINITY")
    } else {
        dialect.float_literal(c.ty, &digits(Const::from_f64(c.ty, value.abs())))
    };
    if value.is_sign_negative() {
        Expr::prefix("-", &magnitude)
    } else {
        magnitude
    }
}

/// `NAN` for the usual NaN; any other by its bits.
fn not_a_number(dialect: &dyn Dialect, c: Const) -> Expr {
    if c == Const::from_f64(c.ty, f64::NAN) {
        return in_type(dialect, c.ty, "NAN");
    }
    let bits = Expr::primary(format!("0x{:x}", c.bits()));
    let carrier = if c.ty == Scalar::F32 {
        Scalar::U32
    } else {
        Scalar::U16
    };
    dialect.reinterpret(c.ty, &Expr::call(dialect.type_name(carrier), &[bits]))
}

/// A macro that is a `float`, in another type if need be.
fn in_type(dialect: &dyn Dialect, ty: Scalar, name: &str) -> Expr {
    let float = Expr::primary(name);
    if ty == Scalar::F32 {
        float
    } else {
        Expr::call(dialect.type_name(ty), &[float])
    }
}

/// The shortest decimal digits that round to a finite positive constant.
fn digits(c: Const) -> String {
    let value = c.as_f64();
    if value.fract() == 0.0 && value <= INTEGRAL_MAX {
        // 2147483648.0, not the shorter 2147483600.0 that rounds to it.
        return format!("{value:.1}");
    }
    let shortest = (0..9)
        .map(|precision| format!("{value:.precision$e}"))
        .find(|text| text.parse().is_ok_and(|v| Const::from_f64(c.ty, v) == c));
    let text = shortest.unwrap_or_else(|| format!("{value:e}"));
    // Rust prints a double's shortest digits, with an exponent where that is shorter to read.
    let value: f64 = text.parse().unwrap_or(value);
    format!("{value:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_short_and_exact() {
        let show = |ty, v: f64| digits(Const::from_f64(ty, v));
        assert_eq!(show(Scalar::F32, 0.1), "0.1");
        assert_eq!(show(Scalar::F32, std::f64::consts::PI), "3.1415927");
        assert_eq!(show(Scalar::F32, 16_777_216.0), "16777216.0");
        assert_eq!(show(Scalar::F32, 2_147_483_648.0), "2147483648.0");
        assert_eq!(show(Scalar::F32, f64::from(f32::MAX)), "3.4028235e38");
        assert_eq!(show(Scalar::F32, 1e-45), "1e-45");
        assert_eq!(show(Scalar::F16, 0.1), "0.1");
        assert_eq!(show(Scalar::BF16, 2.7), "2.7");
        for bits in (1..0x7f80_0000u32).step_by(65_537) {
            let c = Const::from_bits(Scalar::F32, u64::from(bits));
            assert_eq!(digits(c).parse::<f32>().map(f32::to_bits), Ok(bits));
        }
        for bits in 1..0x7c00u64 {
            let c = Const::from_bits(Scalar::F16, bits);
            let value: f64 = digits(c).parse().unwrap_or(f64::NAN);
            assert_eq!(Const::from_f64(Scalar::F16, value).bits(), bits);
        }
    }
}
