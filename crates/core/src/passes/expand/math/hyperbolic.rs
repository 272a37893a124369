//! Hyperbolic functions and their inverses: near 0 a polynomial, else exponentials and logarithms.

use super::super::in_float;
use super::exp::half_exp;
use super::log::natural_of_sum;
use super::odd_in_float;
use crate::ir::Value;
use crate::ir::builder::Builder;

/// From here on, 1 is nothing beside the square.
const LARGE: f64 = 8192.0;

/// sinh(x), within 4e-10 below 1.
pub fn sinh(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| {
        let z = b.mul(x, x);
        let series = [
            2.782_213_2e-6,
            0.000_198_428_96,
            0.008_333_310_5,
            0.166_666_67,
        ];
        let near = b.odd_series(x, z, &series);
        let half = half_exp(b, x);
        let rest = b.div(0.25, half);
        let far = b.sub(half, rest);
        let small = b.lt(x, 1.0);
        b.pick(small, near, far)
    })
}

/// cosh(x)
pub fn cosh(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let x = b.size(x);
        let half = half_exp(b, x);
        let rest = b.div(0.25, half);
        b.add(half, rest)
    })
}

/// tanh(x), within 5e-9 below 5/8; above it is `1 - 2 / (e^2x + 1)`.
pub fn tanh(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| {
        let z = b.mul(x, x);
        let series = [
            -0.005_692_296_7,
            0.020_628_167,
            -0.053_736_515,
            0.133_314_06,
            -0.333_332_8,
        ];
        let near = b.odd_series(x, z, &series);
        let double = b.add(x, x);
        let half = half_exp(b, double);
        let below = b.add(half, 0.5);
        let rest = b.div(1.0, below);
        let far = b.sub(1.0, rest);
        let small = b.lt(x, 0.625);
        b.pick(small, near, far)
    })
}

/// asinh(x), below 1/2 a polynomial, else `log(x + sqrt(x^2 + 1))`.
pub fn asinh(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| {
        let z = b.mul(x, x);
        let series = [
            0.009_256_63,
            -0.020_049_585,
            0.030_033_57,
            -0.044_616_096,
            0.074_999_07,
            -0.166_666_66,
        ];
        let near = b.odd_series(x, z, &series);
        let square = b.fma(x, x, 1.0);
        let root = b.sqrt(square);
        let far = log_of_sum(b, x, [root, x], None);
        let small = b.lt(x, 0.5);
        b.pick(small, near, far)
    })
}

/// acosh(x): with `t = x - 1`, `log(1 + (t + sqrt(t (t + 2))))`.
pub fn acosh(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let t = b.sub(x, 1.0);
        let double = b.add(t, t);
        let square = b.fma(t, t, double);
        let root = b.sqrt(square);
        let above = b.add(root, t);
        let taken = b.sub(above, root);
        let lost = b.sub(t, taken);
        let one = b.float_const(1.0);
        let result = log_of_sum(b, x, [one, above], Some(lost));
        let outside = b.lt(x, 1.0);
        b.pick(outside, f64::NAN, result)
    })
}

/// `log(first + second + lost)`, the sum in two floats; of a large x, `log(x/2) + log(4)`, since `2 x` may be infinite.
/// Infinity and NaN stay.
fn log_of_sum(
    b: &mut Builder,
    x: Value,
    [first, second]: [Value; 2],
    lost_before: Option<Value>,
) -> Value {
    let sum = b.add(first, second);
    let taken = b.sub(sum, first);
    let rest = b.sub(second, taken);
    let back = b.sub(sum, taken);
    let lost = b.sub(first, back);
    let rest = b.add(lost, rest);
    let rest = lost_before.map_or(rest, |before| b.add(rest, before));
    let large = b.lt(LARGE, x);
    let half = b.mul(x, 0.5);
    let high = b.pick(large, half, sum);
    let low = b.pick(large, 0.0, rest);
    let log = natural_of_sum(b, high, low);
    let more = b.pick(large, 2.0 * std::f64::consts::LN_2, 0.0);
    let log = b.add(log, more);
    let finite = b.lt(x, f64::INFINITY);
    b.pick(finite, log, x)
}

/// atanh(x), below 1/2 a polynomial within 2e-9, else half of `log((1 + x) / (1 - x))`.
pub fn atanh(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| {
        let z = b.mul(x, x);
        let series = [
            0.176_399_2,
            0.051_589_65,
            0.118_167_62,
            0.142_237_45,
            0.200_024_55,
            0.333_333_02,
        ];
        let near = b.odd_series(x, z, &series);
        let above = b.add(x, 1.0);
        let below = b.sub(1.0, x);
        let ratio = b.div(above, below);
        let log = b.log(ratio);
        let far = b.mul(log, 0.5);
        let small = b.lt(x, 0.5);
        b.pick(small, near, far)
    })
}
