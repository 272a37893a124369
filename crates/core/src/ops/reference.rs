//! Functions of doubles that the standard library lacks, as accurate as the tests of `float` need them.

use std::f64::consts::{FRAC_2_SQRT_PI, PI};

/// A quarter turn count modulo 4, and the rest as a part of a half turn, at most 1/4 either way; both exact.
fn turns(x: f64) -> (i64, f64) {
    let within = x % 2.0;
    let quarters = (within * 2.0).round();
    ((quarters as i64).rem_euclid(4), within - quarters / 2.0)
}

/// `sin(pi x)`; of an integer, 0 with the sign of x.
pub fn sinpi(x: f64) -> f64 {
    let (quarter, rest) = turns(x.abs());
    let (sin, cos) = (PI * rest).sin_cos();
    let value = [sin, cos, -sin, -cos][quarter as usize];
    // The sum turns -0 into 0.
    (value + 0.0) * 1f64.copysign(x)
}

/// `cos(pi x)`
pub fn cospi(x: f64) -> f64 {
    let (quarter, rest) = turns(x);
    let (sin, cos) = (PI * rest).sin_cos();
    [cos, -sin, -cos, sin][quarter as usize] + 0.0
}

/// `tan(pi x)`, as IEEE 754 has it: at multiples of 1/2 its zeros and infinities change sign.
pub fn tanpi(x: f64) -> f64 {
    let (quarter, rest) = turns(x.abs());
    let tan = (PI * rest).tan();
    let value = if rest == 0.0 {
        [0.0, f64::INFINITY, -0.0, f64::NEG_INFINITY][quarter as usize]
    } else if quarter % 2 == 0 {
        tan
    } else {
        -1.0 / tan
    };
    value * 1f64.copysign(x)
}

/// A power of a number that is not negative.
pub fn powr(x: f64, y: f64) -> f64 {
    if x < 0.0 { f64::NAN } else { x.abs().powf(y) }
}

/// Where the series gives way to the continued fraction.
const FAR: f64 = 2.0;

/// Error function.
pub fn erf(x: f64) -> f64 {
    if x.abs() < FAR {
        near(x)
    } else {
        (1.0 - far(x.abs())).copysign(x)
    }
}

/// `1 - erf(x)`
pub fn erfc(x: f64) -> f64 {
    if x >= FAR {
        far(x)
    } else if x > -FAR {
        1.0 - near(x)
    } else {
        2.0 - far(-x)
    }
}

/// `erf(x) = 2/sqrt(pi) e^(-x^2) (x + 2 x^3/3 + 4 x^5/15 + ...)`, whose terms have one sign.
fn near(x: f64) -> f64 {
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while term.abs() > sum.abs() * 1e-17 {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

/// `erfc(x) = e^(-x^2)/sqrt(pi) / (x + 1/2/(x + 1/(x + 3/2/(x + ...))))`, from far inside out.
fn far(x: f64) -> f64 {
    let fraction = (1..=120)
        .rev()
        .fold(x, |rest, n| x + f64::from(n) / 2.0 / rest);
    (-x * x).exp() * FRAC_2_SQRT_PI / 2.0 / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64) {
        let error = (found - wanted).abs() / wanted.abs();
        assert!(error < 1e-13, "{found:?}, not {wanted:?}: {error:e} off");
    }

    /// Values computed with 30 digits.
    #[test]
    fn error_function_at_known_points() {
        let values = [
            (0.0009765625, 0.0011019324300718147, 0.9988980675699282),
            (0.25, 0.27632639016823696, 0.7236736098317631),
            (0.5, 0.5204998778130465, 0.4795001221869535),
            (1.0, 0.8427007929497149, 0.15729920705028513),
            (1.5, 0.9661051464753108, 0.033894853524689274),
            (1.9990234375, 0.9953020429519791, 0.004697957048020856),
            (2.0, 0.9953222650189527, 0.004677734981047266),
            (2.5, 0.999593047982555, 0.0004069520174449589),
            (3.0, 0.9999779095030014, 2.209049699858544e-05),
            (5.0, 0.9999999999984626, 1.537459794428035e-12),
            (10.0, 1.0, 2.088487583762545e-45),
            (20.0, 1.0, 5.395865611607901e-176),
        ];
        for (x, wanted, rest) in values {
            close(erf(x), wanted);
            close(erfc(x), rest);
            close(erf(-x), -wanted);
        }
        close(erfc(-3.0), 1.999977909503001);
        assert_eq!((erf(0.0), erfc(0.0)), (0.0, 1.0));
        assert_eq!(erf(f64::INFINITY), 1.0);
        assert_eq!(erfc(f64::NEG_INFINITY), 2.0);
        assert_eq!(erfc(f64::INFINITY), 0.0);
        assert!(erf(f64::NAN).is_nan() && erfc(f64::NAN).is_nan());
    }

    #[test]
    fn turns_are_exact() {
        assert_eq!(sinpi(1.0).to_bits(), 0f64.to_bits());
        assert_eq!(sinpi(-2.0).to_bits(), (-0f64).to_bits());
        assert_eq!(cospi(1e9 + 0.5).to_bits(), 0f64.to_bits());
        assert_eq!((cospi(3.0), sinpi(-1.5), sinpi(0.5)), (-1.0, 1.0, 1.0));
        assert_eq!((tanpi(0.5), tanpi(1.5)), (f64::INFINITY, f64::NEG_INFINITY));
        assert_eq!(tanpi(1.0).to_bits(), (-0f64).to_bits());
        close(sinpi(1e6 + 0.25), std::f64::consts::FRAC_1_SQRT_2);
        close(tanpi(-0.75), 1.0);
        assert!(sinpi(f64::INFINITY).is_nan() && tanpi(f64::NAN).is_nan());
    }

    #[test]
    fn real_powers_have_no_sign() {
        assert_eq!(powr(-0.0, -1.0), f64::INFINITY);
        assert_eq!(powr(2.0, 0.5), 2f64.sqrt());
        assert!(powr(-8.0, 2.0).is_nan());
    }
}
