//! Functions of multiples of pi, whose reduction is exact.

use super::super::in_float;
use super::odd_in_float;
use super::trig::{is_odd, sign_of_quarter, turned};
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::types::Scalar;

/// Pi, and what the float leaves of it.
const PI: f32 = std::f32::consts::PI;
const PI_LOW: f32 = -8.742_278e-8;

/// From here on all floats are even.
const EVEN: f64 = 16_777_216.0;

/// `x = quarter / 2 + rest` for x from 0 up, with a rest up to 1/4 either way; NaN for infinity and NaN.
fn reduce(b: &mut Builder, x: Value) -> (Value, Value) {
    let small = b.lt(x, EVEN);
    let none = b.mul(x, 0.0);
    let x = b.pick(small, x, none);
    let double = b.add(x, x);
    let n = b.rint(double);
    let rest = b.fma(n, -0.5, x);
    (b.cast_value(n, Scalar::I32), rest)
}

/// `pi r + r^3 p(r^2)`
fn odd_series(b: &mut Builder, r: Value, z: Value, coefficients: &[f32]) -> Value {
    let p = b.horner_float(z, coefficients[0], &coefficients[1..]);
    let p = b.mul(p, z);
    let (high, low) = (b.float_const(PI), b.float_const(PI_LOW));
    let p = b.add(p, low);
    let p = b.mul(p, r);
    b.fma(r, high, p)
}

/// The sine, some quarter turns ahead, never -0.
fn wave(b: &mut Builder, x: Value, ahead: i32) -> Value {
    let (quarter, r) = reduce(b, x);
    let z = b.mul(r, r);
    let sin = odd_series(
        b,
        r,
        z,
        &[0.079_156_07, -0.598_981_14, 2.550_154_7, -5.167_712_7],
    );
    let series = [-1.334_758, 4.058_696_7, -4.934_802, 1.0];
    let cos = b.horner_float(z, 0.228_985_2, &series);
    let quarter = b.add(quarter, ahead);
    let value = turned(b, quarter, sin, cos);
    b.add(value, 0.0)
}

/// `sin(pi x)`
pub fn sinpi(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| wave(b, x, 0))
}

/// `cos(pi x)`
pub fn cospi(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| {
        let x = b.size(x);
        wave(b, x, 1)
    })
}

/// `tan(pi x)`; the polynomial is within 2e-9.
pub fn tanpi(b: &mut Builder, v: &[Value]) -> Value {
    odd_in_float(b, v[0], |b, x| {
        let (quarter, r) = reduce(b, x);
        let z = b.mul(r, r);
        let series = [
            126_939.66,
            -47.421_722,
            3_212.047_6,
            633.479_06,
            163.294_56,
            40.800_42,
            10.335_431,
        ];
        let tan = odd_series(b, r, z, &series);
        let beyond = b.div(-1.0, tan);
        let odd = is_odd(b, quarter);
        let value = b.pick(odd, beyond, tan);
        // Zeros and infinities change sign from one to the next.
        let limit = b.pick(odd, f64::INFINITY, 0.0);
        let sign = sign_of_quarter(b, quarter);
        let limit = b.flip(limit, sign);
        let whole = b.eq(r, 0.0);
        b.pick(whole, limit, value)
    })
}
