//! Rust types that have a dtype.

use enigma_core::{Const, Scalar};
use half::{bf16, f16};

mod sealed {
    /// Keeps the list of elements here: a launch trusts their size and encoding.
    pub trait Sealed {}
}

/// A Rust type that is the element of an array or the value of a scalar parameter.
pub trait Element: sealed::Sealed + Copy + Default + PartialEq + Send + Sync + 'static {
    /// Its dtype.
    const DTYPE: Scalar;

    /// The value as a constant of the dtype.
    fn constant(self) -> Const;
}

macro_rules! elements {
    ($($t:ty => $dtype:ident, $bits:expr;)*) => {
        $(impl sealed::Sealed for $t {}

        impl Element for $t {
            const DTYPE: Scalar = Scalar::$dtype;

            fn constant(self) -> Const {
                let bits: fn($t) -> u64 = $bits;
                Const::from_bits(Scalar::$dtype, bits(self))
            }
        })*
    };
}

elements! {
    bool => Bool, u64::from;
    i8 => I8, |v| u64::from(v.cast_unsigned());
    u8 => U8, u64::from;
    i16 => I16, |v| u64::from(v.cast_unsigned());
    u16 => U16, u64::from;
    i32 => I32, |v| u64::from(v.cast_unsigned());
    u32 => U32, u64::from;
    i64 => I64, |v| v.cast_unsigned();
    u64 => U64, |v| v;
    f16 => F16, |v| u64::from(v.to_bits());
    bf16 => BF16, |v| u64::from(v.to_bits());
    f32 => F32, |v| u64::from(v.to_bits());
}
