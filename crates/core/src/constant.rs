//! A typed constant: the value of one lane, as bits.
//!
//! Invariant: `bits` holds exactly the value's width, upper bits zero; a float holds its own IEEE encoding.
//! Conversions here are the language's conversions: integers wrap, floats round to nearest even,
//! float to integer truncates and saturates, NaN becomes 0.

use crate::types::Scalar;
use half::{bf16, f16};
use std::fmt;

/// A constant of a scalar dtype.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Const {
    /// Its dtype.
    pub ty: Scalar,
    bits: u64,
}

impl Const {
    /// From the raw encoding; bits above the width are dropped.
    pub fn from_bits(ty: Scalar, bits: u64) -> Const {
        let width = ty.bits();
        let mask = if width == 64 {
            u64::MAX
        } else {
            (1u64 << width) - 1
        };
        Const {
            ty,
            bits: bits & mask,
        }
    }

    /// From an integer, wrapped to an integer type, rounded to a float type, compared with 0 for a bool.
    pub fn from_int(ty: Scalar, value: i128) -> Const {
        match ty {
            Scalar::Bool => Const::from_bits(ty, u64::from(value != 0)),
            Scalar::F32 => Const::from_bits(ty, u64::from((value as f32).to_bits())),
            Scalar::F16 | Scalar::BF16 => Const::from_f64(ty, round_int_to_f64_odd(value)),
            _ => Const::from_bits(ty, value as u64),
        }
    }

    /// From a float: rounded once to a float type, truncated and saturated to an integer type.
    pub fn from_f64(ty: Scalar, value: f64) -> Const {
        match ty {
            Scalar::Bool => Const::from_bits(ty, u64::from(value != 0.0)),
            Scalar::F32 => Const::from_bits(ty, u64::from((value as f32).to_bits())),
            Scalar::F16 => {
                Const::from_bits(ty, u64::from(f16::from_f32(to_odd_f32(value)).to_bits()))
            }
            Scalar::BF16 => {
                Const::from_bits(ty, u64::from(bf16::from_f32(to_odd_f32(value)).to_bits()))
            }
            _ => {
                let (lo, hi) = ty.int_range();
                Const::from_int(ty, (value as i128).clamp(lo, hi))
            }
        }
    }

    /// A bool.
    pub fn from_bool(value: bool) -> Const {
        Const::from_bits(Scalar::Bool, u64::from(value))
    }

    /// The raw encoding.
    pub fn bits(self) -> u64 {
        self.bits
    }

    /// The value of an integer or bool; a float is truncated and saturated to 64 bits.
    pub fn as_int(self) -> i128 {
        if self.ty.is_float() {
            return self.as_f64() as i128;
        }
        let bits = self.ty.bits();
        if self.ty.is_signed() {
            let shift = 64 - bits;
            i128::from(((self.bits << shift) as i64) >> shift)
        } else {
            i128::from(self.bits)
        }
    }

    /// The value as a double; exact for floats and for integers up to 53 bits.
    pub fn as_f64(self) -> f64 {
        match self.ty {
            Scalar::F32 => f64::from(f32::from_bits(self.bits as u32)),
            Scalar::F16 => f16::from_bits(self.bits as u16).to_f64(),
            Scalar::BF16 => bf16::from_bits(self.bits as u16).to_f64(),
            _ => self.as_int() as f64,
        }
    }

    /// Whether the value is not zero.
    pub fn as_bool(self) -> bool {
        if self.ty.is_float() {
            self.as_f64() != 0.0
        } else {
            self.bits != 0
        }
    }

    /// The language's conversion (`metal_cast`).
    pub fn cast(self, ty: Scalar) -> Const {
        if self.ty == ty {
            self
        } else if ty == Scalar::Bool {
            Const::from_bool(self.as_bool())
        } else if self.ty.is_float() {
            Const::from_f64(ty, self.as_f64())
        } else {
            Const::from_int(ty, self.as_int())
        }
    }
}

/// Rounds to odd when inexact, so that a second rounding to a narrow float is the right one.
fn round_int_to_f64_odd(value: i128) -> f64 {
    let near = value as f64;
    let back = near as i128;
    if back == value || near.to_bits() & 1 == 1 {
        return near;
    }
    let toward_zero_is_smaller = (back > value) == (value > 0);
    let step = if toward_zero_is_smaller {
        near.to_bits() - 1
    } else {
        near.to_bits() + 1
    };
    f64::from_bits(step)
}

/// The same for double to float: `half` looks at the upper half of a double only.
fn to_odd_f32(value: f64) -> f32 {
    let near = value as f32;
    let back = f64::from(near);
    if back == value || !near.is_finite() || value.is_nan() || near.to_bits() & 1 == 1 {
        return near;
    }
    let grow = back.abs() < value.abs();
    f32::from_bits(if grow {
        near.to_bits() + 1
    } else {
        near.to_bits() - 1
    })
}

impl fmt::Debug for Const {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}:{}", self.ty)
    }
}

impl fmt::Display for Const {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ty == Scalar::Bool {
            write!(f, "{}", self.as_bool())
        } else if self.ty.is_float() {
            write!(f, "{:?}", self.as_f64())
        } else {
            write!(f, "{}", self.as_int())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_wrap_and_keep_their_sign() {
        assert_eq!(Const::from_int(Scalar::U8, 300).as_int(), 44);
        assert_eq!(Const::from_int(Scalar::I8, 200).as_int(), -56);
        assert_eq!(Const::from_int(Scalar::I64, -1).as_int(), -1);
        assert_eq!(
            Const::from_int(Scalar::U64, -1).as_int(),
            i128::from(u64::MAX)
        );
    }

    #[test]
    fn float_to_integer_saturates() {
        let big = Const::from_f64(Scalar::F32, 3e9);
        assert_eq!(big.cast(Scalar::I32).as_int(), i128::from(i32::MAX));
        assert_eq!(
            Const::from_f64(Scalar::F32, f64::NAN)
                .cast(Scalar::I32)
                .as_int(),
            0
        );
        assert_eq!(
            Const::from_f64(Scalar::F32, -1.5).cast(Scalar::U8).as_int(),
            0
        );
    }

    #[test]
    fn wide_integers_round_once_to_half_floats() {
        // 2^60 + 2^52 + 1 lies just above a tie of bfloat; rounding twice would drop the 1.
        let v = (1i128 << 60) + (1i128 << 52) + 1;
        let got = Const::from_int(Scalar::BF16, v).as_f64();
        assert_eq!(got, ((1i128 << 60) + (1i128 << 53)) as f64);
    }
}
