//! How far a result is from the meaning of its operation.

use enigma::core::ops::{Eval, OpDef, Tolerance};
use enigma::core::{Const, Scalar};

/// Distance of a result from what the entry says: 0 where it is the specified one, infinite where only
/// exact results are right, else in units of the last place against the exact value.
pub fn distance(op: &OpDef, operands: &[Const], wanted: Const, found: Const) -> f64 {
    if agree(wanted, found) {
        return match (op.tolerance, exact(op, operands)) {
            (Tolerance::Ulp(_), Some(exact)) if exact.is_finite() && found.as_f64().is_finite() => {
                units(found, exact)
            }
            _ => 0.0,
        };
    }
    match op.tolerance {
        Tolerance::Exact => f64::INFINITY,
        Tolerance::Ulp(_) if !wanted.ty.is_float() || wanted.as_f64().is_nan() => f64::INFINITY,
        Tolerance::Ulp(_) => units(found, exact(op, operands).unwrap_or(wanted.as_f64())),
    }
}

/// The same where the entry's meaning is all that is known: units against the value it is rounded to.
pub fn apart(op: &OpDef, wanted: Const, found: Const) -> f64 {
    match op.tolerance {
        _ if agree(wanted, found) => 0.0,
        Tolerance::Ulp(_) if wanted.ty.is_float() && !wanted.as_f64().is_nan() => {
            units(found, wanted.as_f64())
        }
        Tolerance::Exact | Tolerance::Ulp(_) => f64::INFINITY,
    }
}

/// The same value: bit for bit, but any NaN is NaN and zeros are equal.
fn agree(a: Const, b: Const) -> bool {
    if !a.ty.is_float() {
        return a == b;
    }
    let (x, y) = (a.as_f64(), b.as_f64());
    x == y || (x.is_nan() && y.is_nan())
}

/// The value before it is rounded to the type, where the entry knows it.
fn exact(op: &OpDef, v: &[Const]) -> Option<f64> {
    match op.eval {
        Eval::Float1(f) => Some(f(v[0].as_f64())),
        Eval::Float2(f) => Some(f(v[0].as_f64(), v[1].as_f64())),
        Eval::Num2(..)
        | Eval::Int2(_)
        | Eval::Compare(..)
        | Eval::General(_)
        | Eval::Composite(_)
        | Eval::Machine => None,
    }
}

/// Distance in units of the last place of the result's type.
fn units(found: Const, exact: f64) -> f64 {
    let (mantissa, least) = match found.ty {
        Scalar::F16 => (10, -14),
        Scalar::BF16 => (7, -126),
        _ => (23, -126),
    };
    let largest = Const::from_bits(
        found.ty,
        Const::from_f64(found.ty, f64::INFINITY).bits() - 1,
    );
    let top = largest.as_f64().log2().floor() as i32;
    // An infinity counts as the number after the largest.
    let place = |x: f64| {
        if x.is_infinite() {
            2f64.powi(top + 1).copysign(x)
        } else {
            x
        }
    };
    let exponent = (place(exact).abs().log2().floor() as i32).clamp(least, top);
    let distance = (place(found.as_f64()) - place(exact)).abs() / 2f64.powi(exponent - mantissa);
    if distance.is_nan() {
        f64::INFINITY
    } else {
        distance
    }
}

#[test]
fn units_count_from_the_exact_value() {
    let one = |bits: u64| Const::from_bits(Scalar::F32, bits);
    assert_eq!(units(one(0x3F80_0001), 1.0), 1.0);
    assert_eq!(units(one(0x3F80_0000), 1.0), 0.0);
    assert_eq!(units(one(1), 0.0), 1.0);
    assert_eq!(units(one(0x7F80_0000), f64::from(f32::MAX)), 1.0);
    assert_eq!(units(one(0x7FC0_0000), 1.0), f64::INFINITY);
}
