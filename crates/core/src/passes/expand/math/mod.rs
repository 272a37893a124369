//! Math functions that a target lacks in vector form, in `float`.
//!
//! Each reduces its operand to a small interval, takes a polynomial there, and undoes the reduction. The
//! coefficients are weighted minimax fits made for this file: Lawson's iteration on 500 Chebyshev points,
//! values with 40 digits, coefficients rounded to float one after the other and the rest fitted again. A
//! comment says what a polynomial is wrong by, relative to the function, where it is not far below a rounding
//! (6e-8).

pub mod error;
pub mod exp;
pub mod hyperbolic;
pub mod inverse;
pub mod log;
pub mod pi;
pub mod pow;
mod reduce;
pub mod trig;

use super::parts::ROUNDING;
use crate::ir::Value;
use crate::ir::builder::{Builder, Operand};
use crate::ops::{OpDef, arith, bits, compare, exponential, math, parts};
use crate::types::Scalar;

/// Pi / 2, and what the float leaves of it.
const HALF_PI: f32 = std::f32::consts::FRAC_PI_2;
const HALF_PI_LOW: f32 = -4.371_139e-8;

/// The sign of a float.
const SIGN: u32 = 1 << 31;

/// Short names for what only these functions build.
impl Builder {
    fn div(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&arith::DIV, &[a.into(), b.into()])
    }

    fn neg(&mut self, v: Value) -> Value {
        self.build(&arith::NEG, &[v.into()])
    }

    fn sqrt(&mut self, v: Value) -> Value {
        self.build(&math::SQRT, &[v.into()])
    }

    fn log(&mut self, v: Value) -> Value {
        self.build(&exponential::LOG, &[v.into()])
    }

    fn rint(&mut self, v: Value) -> Value {
        self.build(&math::RINT, &[v.into()])
    }

    fn size(&mut self, v: Value) -> Value {
        self.build(&math::ABS, &[v.into()])
    }

    fn and(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&bits::BITAND, &[a.into(), b.into()])
    }

    fn or(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&bits::BITOR, &[a.into(), b.into()])
    }

    fn xor(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&bits::BITXOR, &[a.into(), b.into()])
    }

    fn ne(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&compare::CMP_NE, &[a.into(), b.into()])
    }

    /// `p 2^n`, rounded once, for an integer n that two floats have the exponents of.
    fn scaled(&mut self, p: Value, n: Value) -> Value {
        self.build(&parts::SCALED, &[p.into(), n.into()])
    }

    /// The integer nearest to a product up to 2^22 either way, and a float with that integer in its last bits.
    fn nearest(&mut self, x: Value, factor: f64) -> (Value, Value) {
        let sum = self.fma(x, factor, f64::from(ROUNDING));
        (self.sub(sum, f64::from(ROUNDING)), sum)
    }

    /// The value, or the limit where it is above; NaN stays.
    fn at_most(&mut self, v: Value, limit: f64) -> Value {
        let above = self.lt(limit, v);
        self.pick(above, limit, v)
    }

    /// The value, or the limit where it is below; NaN stays.
    fn at_least(&mut self, v: Value, limit: f64) -> Value {
        let below = self.lt(v, limit);
        self.pick(below, limit, v)
    }

    /// The sign of a float, as the bit that it is.
    fn sign_of(&mut self, v: Value) -> Value {
        let all = self.bits_as(v, Scalar::U32);
        self.and(all, SIGN)
    }

    /// The float with its sign changed where the bit is set.
    fn flip(&mut self, v: Value, sign: Value) -> Value {
        let all = self.bits_as(v, Scalar::U32);
        let flipped = self.xor(all, sign);
        self.bits_as(flipped, Scalar::F32)
    }

    /// `x + x z p(z)`, with the coefficients of p from the highest power down.
    fn odd_series(&mut self, x: Value, z: Value, coefficients: &[f32]) -> Value {
        let p = self.horner_float(z, coefficients[0], &coefficients[1..]);
        let cube = self.mul(x, z);
        self.fma(cube, p, x)
    }
}

/// An operation of one float that a target may have for float: on other floats it is that one.
fn on_floats(
    b: &mut Builder,
    x: Value,
    op: &'static OpDef,
    f: fn(&mut Builder, Value) -> Value,
) -> Value {
    let ty = b.kernel().dtype(x);
    if ty == Scalar::F32 {
        return f(b, x);
    }
    let wide = b.cast_value(x, Scalar::F32);
    let result = b.build(op, &[wide.into()]);
    b.cast_value(result, ty)
}

/// `in_float` for two operands.
fn pair_in_float(
    b: &mut Builder,
    v: &[Value],
    f: fn(&mut Builder, Value, Value) -> Value,
) -> Value {
    let ty = b.kernel().dtype(v[0]);
    let wide = [v[0], v[1]].map(|x| b.cast_value(x, Scalar::F32));
    let result = f(b, wide[0], wide[1]);
    b.cast_value(result, ty)
}

/// An odd function from its values on sizes: gets `|x|`, and its result takes the sign of x.
fn odd_in_float(b: &mut Builder, x: Value, f: fn(&mut Builder, Value) -> Value) -> Value {
    let ty = b.kernel().dtype(x);
    let wide = b.cast_value(x, Scalar::F32);
    let size = b.size(wide);
    let result = f(b, size);
    let sign = b.sign_of(wide);
    let signed = b.flip(result, sign);
    b.cast_value(signed, ty)
}

fn lesser(b: &mut Builder, x: Value, y: Value) -> Value {
    let is_float = b.kernel().dtype(x).is_float();
    let op = if is_float { &math::FMIN } else { &bits::IMIN };
    b.build(op, &[x.into(), y.into()])
}

fn greater(b: &mut Builder, x: Value, y: Value) -> Value {
    let is_float = b.kernel().dtype(x).is_float();
    let op = if is_float { &math::FMAX } else { &bits::IMAX };
    b.build(op, &[x.into(), y.into()])
}

/// `min(max(x, lo), hi)`.
pub fn clamp(b: &mut Builder, v: &[Value]) -> Value {
    let above = greater(b, v[0], v[1]);
    lesser(b, above, v[2])
}

/// `min(min(a, b), c)`
pub fn min3(b: &mut Builder, v: &[Value]) -> Value {
    let two = lesser(b, v[0], v[1]);
    lesser(b, two, v[2])
}

/// `max(max(a, b), c)`
pub fn max3(b: &mut Builder, v: &[Value]) -> Value {
    let two = greater(b, v[0], v[1]);
    greater(b, two, v[2])
}

/// The lesser of two, or what is left of the greater under the third.
pub fn median3(b: &mut Builder, v: &[Value]) -> Value {
    let low = lesser(b, v[0], v[1]);
    let high = greater(b, v[0], v[1]);
    let rest = lesser(b, high, v[2]);
    greater(b, low, rest)
}

/// `1 / sqrt(x)`, two correctly rounded steps in float.
pub fn rsqrt(b: &mut Builder, v: &[Value]) -> Value {
    on_floats(b, v[0], &math::RSQRT, |b, x| {
        let root = b.sqrt(x);
        b.div(1.0, root)
    })
}
