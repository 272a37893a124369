//! Inverse trigonometric functions.

use super::super::in_float;
use super::{HALF_PI, HALF_PI_LOW, SIGN, odd_in_float, pair_in_float};
use crate::ir::Value;
use crate::ir::builder::Builder;

/// `asin(t)` as `s + rest` up to a half; beyond, that of `sqrt((1 - t) / 2)`, of which twice is missing from a
/// quarter turn.
struct HalfAsin {
    s: Value,
    rest: Value,
    large: Value,
}

fn half_asin(b: &mut Builder, t: Value) -> HalfAsin {
    let large = b.lt(0.5, t);
    let square = b.mul(t, t);
    let other = b.fma(t, -0.5, 0.5);
    let z = b.pick(large, other, square);
    let root = b.sqrt(z);
    let s = b.pick(large, root, t);
    // Within 5e-9.
    let series = [0.024_184_778, 0.045_469_15, 0.074_953_094, 0.166_667_52];
    let p = b.horner_float(z, 0.042_158_306, &series);
    let cube = b.mul(s, z);
    let rest = b.mul(cube, p);
    HalfAsin { s, rest, large }
}

/// `pi/2 + v + rest`, where v is not larger than pi/2: what the first sum loses goes to the rest.
fn from_quarter(b: &mut Builder, v: Value, rest: Value) -> Value {
    let high = b.add(v, f64::from(HALF_PI));
    let taken = b.sub(high, f64::from(HALF_PI));
    let lost = b.sub(v, taken);
    let low = b.add(rest, f64::from(HALF_PI_LOW));
    let low = b.add(low, lost);
    b.add(high, low)
}

/// asin(x)
pub fn asin(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| {
        let HalfAsin { s, rest, large } = half_asin(b, x);
        let near = b.add(s, rest);
        let (s, rest) = (b.mul(s, -2.0), b.mul(rest, -2.0));
        let far = from_quarter(b, s, rest);
        b.pick(large, far, near)
    })
}

/// acos(x)
pub fn acos(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let size = b.size(x);
        let HalfAsin { s, rest, large } = half_asin(b, size);
        let sign = b.sign_of(x);
        let opposite = b.xor(sign, SIGN);
        let (turned, turned_rest) = (b.flip(s, opposite), b.flip(rest, opposite));
        let near = from_quarter(b, turned, turned_rest);
        let sum = b.add(s, rest);
        // Half of the result: asin(s), or pi/2 - asin(s).
        let negative = b.lt(x, 0.0);
        let (minus, minus_rest) = (b.neg(s), b.neg(rest));
        let other = from_quarter(b, minus, minus_rest);
        let half = b.pick(negative, other, sum);
        let far = b.add(half, half);
        b.pick(large, far, near)
    })
}

/// The arc tangent from 0 to 1, within 3e-9.
fn unit_atan(b: &mut Builder, t: Value) -> Value {
    let z = b.mul(t, t);
    let series = [
        -0.001_787_547_6,
        0.010_887_361,
        -0.031_127_002,
        0.057_906_546,
        -0.084_004_75,
        0.109_511_75,
        -0.142_640_52,
        0.199_985_31,
        -0.333_333,
    ];
    b.odd_series(t, z, &series)
}

/// atan(x)
pub fn atan(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| {
        let large = b.lt(1.0, x);
        let inverse = b.div(1.0, x);
        let t = b.pick(large, inverse, x);
        let angle = unit_atan(b, t);
        let minus = b.neg(angle);
        let low = b.add(minus, f64::from(HALF_PI_LOW));
        let beyond = b.add(low, f64::from(HALF_PI));
        b.pick(large, beyond, angle)
    })
}

/// The angle of a point: that of the smaller coordinate over the larger, put into its octant.
pub fn atan2(b: &mut Builder, v: &[Value]) -> Value {
    pair_in_float(b, v, |b, y, x| {
        let (height, width) = (b.size(y), b.size(x));
        let steep = b.lt(width, height);
        let small = b.pick(steep, width, height);
        let large = b.pick(steep, height, width);
        let t = b.div(small, large);
        // Two infinities, and two zeros, have no ratio.
        let nothing = b.eq(large, 0.0);
        let diagonal = b.pick(nothing, 0.0, 1.0);
        let same = b.eq(small, large);
        let t = b.pick(same, diagonal, t);
        let angle = unit_atan(b, t);
        let sign = b.sign_of(x);
        let left = b.ne(sign, 0);
        let back = b.xor(steep, left);
        let minus = b.neg(angle);
        let angle = b.pick(back, minus, angle);
        let base = |b: &mut Builder, quarter: f32| {
            let half = b.pick(left, f64::from(2.0 * quarter), 0.0);
            b.pick(steep, f64::from(quarter), half)
        };
        let (high, low) = (base(b, HALF_PI), base(b, HALF_PI_LOW));
        let sum = b.add(angle, low);
        let sum = b.add(sum, high);
        let sign = b.sign_of(y);
        b.flip(sum, sign)
    })
}
