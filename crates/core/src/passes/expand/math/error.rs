//! The error function and its complement.

use super::super::in_float;
use super::exp::{exp_near, exp2_near, reduce_by_ln2};
use super::odd_in_float;
use crate::ir::Value;
use crate::ir::builder::Builder;

/// erf(x): below 1 a polynomial, above `1 - 2^p(x)` with a polynomial for the complement's logarithm.
pub fn erf(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| {
        let near = near_erf(b, x);
        let far = far_erf(b, x);
        let small = b.lt(x, 1.0);
        b.pick(small, near, far)
    })
}

/// From -1 to 1, within 2e-9.
fn near_erf(b: &mut Builder, x: Value) -> Value {
    let z = b.mul(x, x);
    // The last one is 2 / sqrt(pi) - 1.
    let series = [
        -0.000_801_201_15,
        0.005_188_813,
        -0.026_854_273,
        0.112_836_04,
        -0.376_126_3,
        0.128_379_17,
    ];
    let p = b.horner_float(z, 7.853_627e-5, &series);
    b.fma(x, p, x)
}

/// From 3.93 on it rounds to 1.
fn far_erf(b: &mut Builder, x: Value) -> Value {
    let x = b.at_most(x, 3.93);
    let series = [
        0.000_636_887_15,
        -0.006_066_84,
        0.036_370_598,
        -0.156_419_74,
        -0.913_538_34,
        -1.629_639_9,
        0.000_271_899,
    ];
    let log = b.horner_float(x, -3.130_092_6e-5, &series);
    let n = b.rint(log);
    let r = b.sub(log, n);
    let p = exp2_near(b, r);
    let rest = b.scaled(p, n);
    b.sub(1.0, rest)
}

/// erfc(x): near 0 from erf, else `e^(-x^2) / (1 + 2 x)` times a polynomial in `(x - 2) / (x + 2)`, within 2e-8
/// to where the result is 0.
pub fn erfc(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let size = b.size(x);
        let size = b.at_most(size, 10.1);
        let (above, below) = (b.sub(size, 2.0), b.add(size, 2.0));
        let q = b.div(above, below);
        let series = [
            -0.001_238_316_2,
            0.001_314_049_6,
            0.008_640_462_5,
            -0.008_057_903,
            -0.054_207_508,
            0.164_054_59,
            -0.166_030_96,
            -0.092_763_916,
            1.276_978_4,
        ];
        let p = b.horner_float(q, -0.000_404_749_07, &series);
        let below = b.fma(size, 2.0, 1.0);
        let factor = b.div(p, below);
        let far = times_gauss(b, factor, size);
        let other = b.sub(2.0, far);
        let negative = b.lt(x, 0.0);
        let far = b.pick(negative, other, far);
        let erf = near_erf(b, x);
        let near = b.sub(1.0, erf);
        let small = b.lt(size, 0.5);
        b.pick(small, near, far)
    })
}

/// `factor e^(-x^2)`, with the square in two floats; scaled last, so that a subnormal result rounds once.
fn times_gauss(b: &mut Builder, factor: Value, x: Value) -> Value {
    let square = b.mul(x, x);
    let minus = b.neg(square);
    let lost = b.fma(x, x, minus);
    let (r, n) = reduce_by_ln2(b, minus);
    let r = b.sub(r, lost);
    let p = exp_near(b, r);
    let p = b.mul(p, factor);
    b.scaled(p, n)
}
