//! Reduction of an angle to an eighth of a turn either way and a number of quarter turns, or to a quarter
//! and a number of half turns.
//!
//! Small angles take a product with pi/2 in three parts (Cody and Waite). Larger ones take a product of
//! integers with those bits of 2/pi that matter for the angle's exponent (Payne and Hanek); that branch is
//! skipped where no lane needs it.

use super::super::parts::ROUNDING;
use super::trig::is_odd;
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::bits;
use crate::types::Scalar;

/// Pi/2 in three parts, whose sum is right to 2^-73. All are below what they stand for, so that -0 less no turn
/// stays -0.
const PARTS: [f32; 3] = [f32::from_bits(0x3fc9_0fda), 7.549_789_4e-8, 5.390_303e-15];

/// Bits of 2^16, from where on the product is one of integers.
const FAR: u32 = 0x4780_0000;

/// 2/pi after nine zero bits: the first bit of 32 that an angle of 2^16 needs is the first here.
const TWO_OVER_PI: [u32; 7] = [
    0x0051_7cc1,
    0xb727_220a,
    0x94fe_13ab,
    0xe8fa_9a6e,
    0xe06d_b14a,
    0xcc9e_21c8,
    0x20ff_28b1,
];

/// An angle as `quarter * pi/2 + rest`.
pub(super) struct Reduced {
    /// An int, right modulo 4.
    pub quarter: Value,
    /// Up to a little above pi/4 either way; NaN for infinity and NaN.
    pub rest: Value,
}

/// Reduces an angle to quarter turns.
pub(super) fn quarter_turns(b: &mut Builder, x: Value) -> Reduced {
    let (n, quarter) = b.nearest(x, std::f64::consts::FRAC_2_PI);
    let minus = b.neg(n);
    let rest = less_turns(b, x, minus, 1.0);
    let quarter = b.bits_as(quarter, Scalar::I32);
    let values = where_far(b, x, [quarter, rest], far_angle);
    Reduced {
        quarter: values[0],
        rest: values[1],
    }
}

/// What the sine of an angle is that of, and an int whose last bit says whether it changes sign.
pub(super) struct HalfTurns {
    /// Up to a little above pi/2 either way; NaN for infinity and NaN.
    pub rest: Value,
    /// An int.
    pub turns: Value,
}

/// Reduces the angle of a sine to half turns.
pub(super) fn half_turns(b: &mut Builder, x: Value) -> HalfTurns {
    let (n, sum) = b.nearest(x, std::f64::consts::FRAC_1_PI);
    let minus = b.neg(n);
    let rest = less_turns(b, x, minus, 2.0);
    near_or_far(b, x, [sum, rest], 0)
}

/// The same a quarter turn on: what the cosine is the sine of.
pub(super) fn half_turns_on(b: &mut Builder, x: Value) -> HalfTurns {
    let turns = b.fma(x, std::f64::consts::FRAC_1_PI, -0.5);
    let sum = b.add(turns, f64::from(ROUNDING));
    let n = b.sub(sum, f64::from(ROUNDING));
    let n = b.add(n, 0.5);
    // Backwards, so that the sign is that of the sine.
    let minus = b.neg(x);
    let rest = less_turns(b, minus, n, 2.0);
    near_or_far(b, x, [sum, rest], 1)
}

/// `start + n * turn * pi/2`. The first sum is exact where it is below 1, since its terms are multiples of 2^-24.
fn less_turns(b: &mut Builder, start: Value, n: Value, turn: f32) -> Value {
    PARTS.into_iter().fold(start, |rest, part| {
        let part = b.float_const(turn * part);
        b.fma(n, part, rest)
    })
}

fn near_or_far(b: &mut Builder, x: Value, [sum, rest]: [Value; 2], ahead: i32) -> HalfTurns {
    let turns = b.bits_as(sum, Scalar::I32);
    let values = where_far(b, x, [turns, rest], |b, x, size| {
        let [quarter, rest] = far_angle(b, x, size);
        let quarter = b.add(quarter, ahead);
        let odd = is_odd(b, quarter);
        let size = b.size(rest);
        let other = b.sub(f64::from(super::HALF_PI_LOW), size);
        let other = b.add(other, f64::from(super::HALF_PI));
        let rest = b.pick(odd, other, rest);
        [b.shr(quarter, 1), rest]
    });
    HalfTurns {
        rest: values[1],
        turns: values[0],
    }
}

/// Other values for what has bits from 2^16 up, by those of its size; skipped where no lane needs it.
fn where_far(
    b: &mut Builder,
    x: Value,
    near: [Value; 2],
    far: impl FnOnce(&mut Builder, Value, Value) -> [Value; 2],
) -> Vec<Value> {
    let bits = b.bits_as(x, Scalar::U32);
    // Without the sign.
    let double = b.shl(bits, 1);
    let is_far = b.lt(2 * FAR - 1, double);
    b.where_needed(is_far, &near, |b| {
        let size = b.shr(double, 1);
        let [turns, rest] = far(b, x, size);
        // Infinity and NaN have no angle: their difference is NaN.
        let none = b.sub(x, x);
        vec![turns, b.add(rest, none)]
    })
}

/// An angle whose size has these bits, from 2^16 up, as quarter turns and a rest.
fn far_angle(b: &mut Builder, x: Value, size: Value) -> [Value; 2] {
    let product = product(b, size);
    // The upper two bits count quarters; with the next one rounded up, what is left is signed.
    let half = b.shr(product, 61);
    let half = b.add(half, 1);
    let quarter = b.shr(half, 1);
    let quarter = b.cast_value(quarter, Scalar::I32);
    let part = b.shl(product, 2);
    let part = b.cast_value(part, Scalar::I64);
    let rest = to_angle(b, part);
    let sign = b.sign_of(x);
    let rest = b.flip(rest, sign);
    let negative = b.ne(sign, 0);
    let opposite = b.neg(quarter);
    let quarter = b.pick(negative, opposite, quarter);
    [quarter, rest]
}

/// `size * 2/pi` modulo 4, with 62 bits after the point; what it drops is below 2^-68.
fn product(b: &mut Builder, size: Value) -> Value {
    let window = window(b, size);
    let digits = b.and(size, 0x7f_ffffu32);
    let digits = b.or(digits, 0x80_0000u32);
    let [high, middle, low] = window;
    let high = b.mul(digits, high);
    let wide = |b: &mut Builder, v: Value| b.cast_value(v, Scalar::U64);
    let (high, digits) = (wide(b, high), wide(b, digits));
    let (middle, low) = (wide(b, middle), wide(b, low));
    let high = b.shl(high, 32);
    let middle = b.mul(digits, middle);
    let low = b.mul(digits, low);
    let low = b.shr(low, 32);
    let sum = b.add(high, middle);
    b.add(sum, low)
}

/// The 96 bits of 2/pi that matter for an exponent: those before add multiples of four quarters.
fn window(b: &mut Builder, size: Value) -> [Value; 3] {
    let exponent = b.shr(size, 23);
    let start = b.sub(exponent, FAR >> 23);
    let words =
        TWO_OVER_PI.map(|w| b.constant(crate::constant::Const::from_int(Scalar::U32, w.into())));
    let by_two = b.and(start, 64);
    let by_two = b.ne(by_two, 0);
    let by_one = b.and(start, 32);
    let by_one = b.ne(by_one, 0);
    let pairs: Vec<Value> = (0..5)
        .map(|i| b.pick(by_two, words[i + 2], words[i]))
        .collect();
    let chosen: Vec<Value> = (0..4)
        .map(|i| b.pick(by_one, pairs[i + 1], pairs[i]))
        .collect();
    let by = b.and(start, 31);
    let back = b.sub(31, by);
    [0, 1, 2].map(|i| {
        let upper = b.build(&bits::SHL, &[chosen[i].into(), by.into()]);
        // In two steps, since a shift by 32 would be one by 0.
        let lower = b.shr(chosen[i + 1], 1);
        let lower = b.build(&bits::SHR, &[lower.into(), back.into()]);
        b.or(upper, lower)
    })
}

/// A part of a quarter turn, in units of which 2^64 are one, in radians: by way of two floats.
fn to_angle(b: &mut Builder, part: Value) -> Value {
    let unit = std::f64::consts::FRAC_PI_2 / 2f64.powi(64);
    let unit_high = unit as f32;
    let unit_low = unit - f64::from(unit_high);
    let high = b.cast_value(part, Scalar::F32);
    // One bit less, so that a part rounded to half a quarter still fits. It is even: no float is within 2^-30
    // of itself of a quarter turn, so that a part has far more digits than a float.
    let taken = b.mul(high, 0.5);
    let taken = b.cast_value(taken, Scalar::I64);
    let taken = b.shl(taken, 1);
    let low = b.sub(part, taken);
    let low = b.cast_value(low, Scalar::F32);
    let sum = b.mul(high, unit_low);
    let sum = b.fma(low, f64::from(unit_high), sum);
    b.fma(high, f64::from(unit_high), sum)
}
