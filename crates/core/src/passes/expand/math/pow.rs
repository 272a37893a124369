//! Powers: `2^(y log2(x))`, with the logarithm and the product as sums of two floats, since the exponent's
//! error is the result's.

use super::exp::exp2_near;
use super::log::mantissa_and_exponent;
use super::{Value, pair_in_float};
use crate::ir::builder::Builder;

/// 1/3 and 2 / ln(2), each in two parts.
const THIRD: (f64, f64) = (0.333_333_343, -9.934_107e-9);
const TWICE_LOG2_E: (f64, f64) = (2.885_390_04, 3.851_925_98e-8);

/// A value as the sum of two floats, the second a few units in the last place of the first at most.
#[derive(Clone, Copy)]
struct Double {
    high: Value,
    low: Value,
}

impl Double {
    /// Of a sum whose first part is not smaller.
    fn new(b: &mut Builder, large: Value, small: Value) -> Double {
        let high = b.add(large, small);
        let taken = b.sub(large, high);
        Double {
            high,
            low: b.add(taken, small),
        }
    }

    /// Product with a value that has a rest of its own.
    fn times(self, b: &mut Builder, other: Double) -> Double {
        let high = b.mul(self.high, other.high);
        let minus = b.neg(high);
        let exact = b.fma(self.high, other.high, minus);
        let cross = b.mul(self.low, other.high);
        let cross = b.fma(self.high, other.low, cross);
        Double {
            high,
            low: b.add(exact, cross),
        }
    }

    /// Sum with a value that is not larger.
    fn plus(self, b: &mut Builder, other: Double) -> Double {
        let sum = Double::new(b, self.high, other.high);
        let rest = b.add(self.low, other.low);
        Double {
            high: sum.high,
            low: b.add(sum.low, rest),
        }
    }

    fn constant(b: &mut Builder, (high, low): (f64, f64)) -> Double {
        Double {
            high: b.float_const(high as f32),
            low: b.float_const(low as f32),
        }
    }
}

/// x^y
pub fn pow(b: &mut Builder, v: &[Value]) -> Value {
    pair_in_float(b, v, |b, x, y| {
        let size = b.size(x);
        let power = of_size(b, size, y);
        let whole = b.rint(y);
        let whole = b.eq(whole, y);
        let half = b.mul(y, 0.5);
        let half_whole = b.rint(half);
        let uneven = b.ne(half_whole, half);
        let odd = b.and(whole, uneven);
        let negated = b.neg(power);
        let sign = b.sign_of(x);
        let below = b.ne(sign, 0);
        let flips = b.and(odd, below);
        let power = b.pick(flips, negated, power);
        // No real power: finite, below 0, to a y that is no integer.
        let broken = b.build(&crate::ops::bits::BITNOT, &[whole.into()]);
        let negative = b.lt(x, 0.0);
        let finite = b.lt(size, f64::INFINITY);
        let undefined = b.and(broken, negative);
        let undefined = b.and(undefined, finite);
        let power = b.pick(undefined, f64::NAN, power);
        with_nan(b, x, y, power)
    })
}

/// x^y for x from 0 up.
pub fn powr(b: &mut Builder, v: &[Value]) -> Value {
    pair_in_float(b, v, |b, x, y| {
        let size = b.size(x);
        let power = of_size(b, size, y);
        let power = with_nan(b, x, y, power);
        let negative = b.lt(x, 0.0);
        b.pick(negative, f64::NAN, power)
    })
}

/// NaN where an operand is, but 1 for `x^0` and `1^y`.
fn with_nan(b: &mut Builder, x: Value, y: Value, power: Value) -> Value {
    let (first, second) = (b.ne(x, x), b.ne(y, y));
    let nan = b.or(first, second);
    let power = b.pick(nan, f64::NAN, power);
    let (one, zero) = (b.eq(x, 1.0), b.eq(y, 0.0));
    let trivial = b.or(one, zero);
    b.pick(trivial, 1.0, power)
}

/// x^y for x that is not negative; where one of them is NaN, anything.
fn of_size(b: &mut Builder, x: Value, y: Value) -> Value {
    let log = log2(b, x);
    let zero = b.float_const(0.0);
    let factor = Double { high: y, low: zero };
    let exponent = log.times(b, factor);
    // Beyond these limits the result is 0 or infinity, and the rest may be NaN.
    let limited = b.at_least(exponent.high, -160.0);
    let limited = b.at_most(limited, 130.0);
    let inside = b.eq(limited, exponent.high);
    let rest = b.pick(inside, exponent.low, 0.0);
    let n = b.rint(limited);
    let r = b.sub(limited, n);
    let r = b.add(r, rest);
    let p = exp2_near(b, r);
    let power = b.scaled(p, n);
    let power = extremes(b, x, y, power);
    let one = b.eq(x, 1.0);
    b.pick(one, 1.0, power)
}

/// Zeros and infinities: infinite where x below 1 meets a negative y, or x above 1 a positive one.
fn extremes(b: &mut Builder, x: Value, y: Value, power: Value) -> Value {
    let zero = b.eq(x, 0.0);
    let infinite = b.eq(x, f64::INFINITY);
    let exponent = b.size(y);
    let unbounded = b.eq(exponent, f64::INFINITY);
    let extreme = b.or(zero, infinite);
    let extreme = b.or(extreme, unbounded);
    let small = b.lt(x, 1.0);
    let positive = b.lt(0.0, y);
    let grows = b.xor(small, positive);
    let limit = b.pick(grows, f64::INFINITY, 0.0);
    b.pick(extreme, limit, power)
}

/// `log2(x)` within 2^-34 of itself. With `s = (m - 1) / (m + 1)`, `log(m)` is `2 s (1 + s^2/3 + s^4/5 + ...)`;
/// from the third term on, floats are exact enough.
fn log2(b: &mut Builder, x: Value) -> Double {
    let (m, e) = mantissa_and_exponent(b, x);
    let s = ratio(b, m);
    let square = s.times(b, s);
    // (atanh(s) - s - s^3/3) / s^5, within 9e-12 of atanh(s).
    let tail = b.horner_float(square.high, 0.117_097_58, &[0.142_735_47, 0.200_000_76]);
    let tail = b.mul(tail, square.high);
    let third = Double::constant(b, THIRD);
    let sum = Double::new(b, third.high, tail);
    let sum = Double {
        high: sum.high,
        low: b.add(sum.low, third.low),
    };
    let beyond = square.times(b, sum).times(b, s);
    let scale = Double::constant(b, TWICE_LOG2_E);
    let log = s.plus(b, beyond).times(b, scale);
    let sum = Double::new(b, e, log.high);
    let low = b.add(sum.low, log.low);
    Double::new(b, sum.high, low)
}

/// `(m - 1) / (m + 1)` for m in `[sqrt(1/2), sqrt(2))`, where the difference is exact.
fn ratio(b: &mut Builder, m: Value) -> Double {
    let above = b.sub(m, 1.0);
    let below = b.add(m, 1.0);
    let lost = b.sub(below, 1.0);
    let lost = b.sub(m, lost);
    let high = b.div(above, below);
    let minus = b.neg(high);
    let rest = b.fma(minus, below, above);
    let rest = b.fma(minus, lost, rest);
    Double {
        high,
        low: b.div(rest, below),
    }
}
