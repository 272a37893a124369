//! The types of the language: twelve scalars, each with its signedness, simdgroup matrices, and the event of an
//! async copy.
//!
//! Every dtype has one canonical name, Metal's (`float`, `uint`, ...); `Scalar::parse` also takes the
//! short forms (`f32`, `u32`) and NumPy's (`float32`, `uint32`). A vector is several values, see `ir::Bundle`.

use crate::limits::MATRIX_EDGE;
use std::fmt;

/// A scalar dtype. Signedness is part of the type, in every operation and on every target.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Scalar {
    /// Truth value; one byte in memory, 0 or 1.
    Bool,
    /// Signed 8-bit integer (`char`).
    I8,
    /// Unsigned 8-bit integer (`uchar`).
    U8,
    /// Signed 16-bit integer (`short`).
    I16,
    /// Unsigned 16-bit integer (`ushort`).
    U16,
    /// Signed 32-bit integer (`int`).
    I32,
    /// Unsigned 32-bit integer (`uint`).
    U32,
    /// Signed 64-bit integer (`long`).
    I64,
    /// Unsigned 64-bit integer (`ulong`).
    U64,
    /// IEEE binary16 (`half`).
    F16,
    /// The upper half of a binary32 (`bfloat`).
    BF16,
    /// IEEE binary32 (`float`).
    F32,
}

/// One row per dtype: (dtype, Metal name, short name, NumPy name).
const NAMES: [(Scalar, &str, &str, &str); 12] = [
    (Scalar::Bool, "bool", "i1", "bool_"),
    (Scalar::I8, "char", "i8", "int8"),
    (Scalar::U8, "uchar", "u8", "uint8"),
    (Scalar::I16, "short", "i16", "int16"),
    (Scalar::U16, "ushort", "u16", "uint16"),
    (Scalar::I32, "int", "i32", "int32"),
    (Scalar::U32, "uint", "u32", "uint32"),
    (Scalar::I64, "long", "i64", "int64"),
    (Scalar::U64, "ulong", "u64", "uint64"),
    (Scalar::F16, "half", "f16", "float16"),
    (Scalar::BF16, "bfloat", "bf16", "bfloat16"),
    (Scalar::F32, "float", "f32", "float32"),
];

impl Scalar {
    /// Every dtype, in the order of the enum.
    pub const ALL: [Scalar; 12] = {
        let mut all = [Scalar::Bool; 12];
        let mut i = 0;
        while i < 12 {
            all[i] = NAMES[i].0;
            i += 1;
        }
        all
    };

    /// Metal's name, the canonical one: `float`, `uint`, ...
    pub const fn metal_name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// The short name: `f32`, `u32`, ...
    pub const fn short_name(self) -> &'static str {
        NAMES[self as usize].2
    }

    /// Reads any accepted name of a dtype.
    pub fn parse(name: &str) -> Option<Scalar> {
        let aliases = [("bool", Scalar::Bool), ("b1", Scalar::Bool)];
        NAMES
            .iter()
            .find(|row| row.1 == name || row.2 == name || row.3 == name)
            .map(|row| row.0)
            .or_else(|| aliases.iter().find(|a| a.0 == name).map(|a| a.1))
    }

    /// Width of the value in bits; a bool has 1.
    pub const fn bits(self) -> u32 {
        match self {
            Scalar::Bool => 1,
            Scalar::I8 | Scalar::U8 => 8,
            Scalar::I16 | Scalar::U16 | Scalar::F16 | Scalar::BF16 => 16,
            Scalar::I32 | Scalar::U32 | Scalar::F32 => 32,
            Scalar::I64 | Scalar::U64 => 64,
        }
    }

    /// Size in memory in bytes; a bool takes one.
    pub const fn bytes(self) -> usize {
        if matches!(self, Scalar::Bool) {
            1
        } else {
            self.bits() as usize / 8
        }
    }

    /// `half`, `bfloat`, `float`.
    pub const fn is_float(self) -> bool {
        matches!(self, Scalar::F16 | Scalar::BF16 | Scalar::F32)
    }

    /// An integer of any width; a bool is not one.
    pub const fn is_int(self) -> bool {
        !self.is_float() && !matches!(self, Scalar::Bool)
    }

    /// Signed integer.
    pub const fn is_signed(self) -> bool {
        matches!(self, Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64)
    }

    /// Unsigned integer.
    pub const fn is_unsigned(self) -> bool {
        self.is_int() && !self.is_signed()
    }

    /// The unsigned integer of the same width; floats and bools have none.
    pub const fn to_unsigned(self) -> Option<Scalar> {
        match self {
            Scalar::I8 | Scalar::U8 => Some(Scalar::U8),
            Scalar::I16 | Scalar::U16 => Some(Scalar::U16),
            Scalar::I32 | Scalar::U32 => Some(Scalar::U32),
            Scalar::I64 | Scalar::U64 => Some(Scalar::U64),
            Scalar::Bool | Scalar::F16 | Scalar::BF16 | Scalar::F32 => None,
        }
    }

    /// Smallest and largest value of an integer type (0 and 1 for a bool).
    pub const fn int_range(self) -> (i128, i128) {
        let bits = self.bits();
        if self.is_signed() {
            (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
        } else {
            (0, (1i128 << bits) - 1)
        }
    }

    /// The common type of two typed operands.
    ///
    /// | operands | result |
    /// |---|---|
    /// | equal | that type |
    /// | float and integer or bool | the float |
    /// | two floats | the wider; `half` with `bfloat` gives `float` |
    /// | two integers | the wider; of equal width, the unsigned one |
    /// | bool and integer | the integer |
    pub fn promote(self, other: Scalar) -> Scalar {
        if self == other {
            return self;
        }
        match (self.is_float(), other.is_float()) {
            (true, false) => self,
            (false, true) => other,
            (true, true) => Scalar::F32,
            (false, false) if self.bits() == other.bits() => {
                if self.is_unsigned() {
                    self
                } else {
                    other
                }
            }
            (false, false) => {
                if self.bits() > other.bits() {
                    self
                } else {
                    other
                }
            }
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.metal_name())
    }
}

/// The type of an SSA value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// A scalar of the given dtype.
    Scalar(Scalar),
    /// Eight rows of eight floats of the given dtype, which belong to a simdgroup together.
    Matrix(Scalar),
    /// What an async copy returns and `async_copy_wait` takes.
    Event,
}

impl Type {
    /// The dtype of a scalar type.
    pub const fn scalar(self) -> Option<Scalar> {
        match self {
            Type::Scalar(s) => Some(s),
            Type::Matrix(_) | Type::Event => None,
        }
    }

    /// The dtype of a matrix's elements.
    pub const fn matrix(self) -> Option<Scalar> {
        match self {
            Type::Matrix(s) => Some(s),
            Type::Scalar(_) | Type::Event => None,
        }
    }

    /// The dtype of what the type is made of; an event is made of nothing.
    pub const fn element(self) -> Option<Scalar> {
        match self {
            Type::Scalar(s) | Type::Matrix(s) => Some(s),
            Type::Event => None,
        }
    }
}

impl From<Scalar> for Type {
    fn from(s: Scalar) -> Type {
        Type::Scalar(s)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Scalar(s) => s.fmt(f),
            Type::Matrix(s) => write!(f, "simdgroup_matrix<{MATRIX_EDGE},{MATRIX_EDGE},{s}>"),
            Type::Event => f.write_str("event"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for s in Scalar::ALL {
            assert_eq!(Scalar::parse(s.metal_name()), Some(s));
            assert_eq!(Scalar::parse(s.short_name()), Some(s));
        }
        assert_eq!(Scalar::parse("float32"), Some(Scalar::F32));
        assert_eq!(Scalar::parse("double"), None);
    }

    #[test]
    fn promotion_is_commutative_and_follows_the_table() {
        for a in Scalar::ALL {
            for b in Scalar::ALL {
                assert_eq!(a.promote(b), b.promote(a));
            }
        }
        assert_eq!(Scalar::I32.promote(Scalar::U32), Scalar::U32);
        assert_eq!(Scalar::U8.promote(Scalar::I16), Scalar::I16);
        assert_eq!(Scalar::F16.promote(Scalar::U64), Scalar::F16);
        assert_eq!(Scalar::F16.promote(Scalar::BF16), Scalar::F32);
        assert_eq!(Scalar::Bool.promote(Scalar::I8), Scalar::I8);
    }
}
