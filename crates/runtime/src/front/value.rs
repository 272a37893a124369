//! Values: handles that can be copied, with Rust's operators and methods for the usual operations.

use super::operators::operators;
use super::{Element, Input, Tracer};
use enigma_core::Scalar;
use enigma_core::ir::{self, builder::Operand};
use enigma_core::ops::{
    arith, bits, compare, exponential, hyperbolic, math, quad, simd, trigonometry,
};

/// A value of the kernel being built.
#[derive(Clone, Copy)]
pub struct Value<'k> {
    pub(super) tracer: &'k Tracer,
    /// None stands for a value that could not be made; operations on it are passed over.
    pub(super) handle: Option<ir::Value>,
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.handle, self.dtype()) {
            (Some(v), Some(dtype)) => write!(f, "%{}: {dtype}", v.index()),
            _ => f.write_str("%?"),
        }
    }
}

operators!(Value, Input, call);

macro_rules! methods {
    ($($name:ident ($($arg:ident),*) $op:path, $doc:literal;)*) => {
        impl<'k> Value<'k> {
            $(#[doc = $doc]
            #[track_caller]
            pub fn $name(self $(, $arg: impl Into<Input<'k>>)*) -> Value<'k> {
                self.tracer.call(&$op, &[self.into() $(, $arg.into())*])
            })*
        }
    };
}

methods! {
    eq(other) compare::CMP_EQ, "Equal.";
    ne(other) compare::CMP_NE, "Not equal.";
    lt(other) compare::CMP_LT, "Less.";
    le(other) compare::CMP_LE, "Less or equal.";
    gt(other) compare::CMP_GT, "Greater.";
    ge(other) compare::CMP_GE, "Greater or equal.";
    floordiv(other) arith::FLOORDIV, "Quotient rounded toward minus infinity.";
    imin(other) bits::IMIN, "Smaller of two integers.";
    imax(other) bits::IMAX, "Larger of two integers.";
    fmin(other) math::FMIN, "Smaller of two floats; if one is NaN, the other.";
    fmax(other) math::FMAX, "Larger of two floats; if one is NaN, the other.";
    fma(b, c) math::FMA, "`self * b + c`, rounded once.";
    clamp(lo, hi) math::CLAMP, "Limited to `[lo, hi]`.";
    abs() math::ABS, "Absolute value.";
    sqrt() math::SQRT, "Square root.";
    rsqrt() math::RSQRT, "`1 / sqrt(self)`.";
    exp() exponential::EXP, "e raised to it.";
    log() exponential::LOG, "Natural logarithm.";
    exp2() exponential::EXP2, "2 raised to it.";
    log2() exponential::LOG2, "Logarithm to the base 2.";
    pow(exponent) exponential::POW, "Raised to `exponent`.";
    sin() trigonometry::SIN, "Sine, of radians.";
    cos() trigonometry::COS, "Cosine, of radians.";
    tanh() hyperbolic::TANH, "Hyperbolic tangent.";
    floor() math::FLOOR, "Largest integer not above it.";
    rint() math::RINT, "Nearest integer; ties go to the even one.";
    simd_sum() simd::SIMD_SUM, "Sum over the active lanes of the simdgroup.";
    simd_product() simd::SIMD_PRODUCT, "Product over the active lanes of the simdgroup.";
    simd_max() simd::SIMD_MAX, "Largest over the active lanes of the simdgroup.";
    simd_min() simd::SIMD_MIN, "Smallest over the active lanes of the simdgroup.";
    simd_and() simd::SIMD_AND, "Bitwise and over the active lanes of the simdgroup.";
    simd_or() simd::SIMD_OR, "Bitwise or over the active lanes of the simdgroup.";
    simd_xor() simd::SIMD_XOR, "Bitwise exclusive or over the active lanes of the simdgroup.";
    simd_prefix_exclusive_sum() simd::SIMD_PREFIX_EXCLUSIVE_SUM, "Sum over the active lanes below.";
    simd_prefix_inclusive_sum() simd::SIMD_PREFIX_INCLUSIVE_SUM, "Sum over the active lanes up to this one.";
    simd_shuffle(lane) simd::SIMD_SHUFFLE, "Its value in lane `lane`.";
    simd_shuffle_xor(mask) simd::SIMD_SHUFFLE_XOR, "Its value in this lane's number xor `mask`.";
    simd_shuffle_up(delta) simd::SIMD_SHUFFLE_UP, "Its value `delta` lanes below.";
    simd_shuffle_down(delta) simd::SIMD_SHUFFLE_DOWN, "Its value `delta` lanes above.";
    simd_broadcast(lane) simd::SIMD_BROADCAST, "Its value in one lane, the same for all.";
    simd_broadcast_first() simd::SIMD_BROADCAST_FIRST, "Its value in the first active lane.";
    simd_all() simd::SIMD_ALL, "Whether it holds in all active lanes of the simdgroup.";
    simd_any() simd::SIMD_ANY, "Whether it holds in an active lane of the simdgroup.";
    simd_ballot() simd::SIMD_BALLOT, "The active lanes of the simdgroup in which it holds, a bit each.";
    quad_sum() quad::QUAD_SUM, "Sum over the active lanes of the quadgroup.";
    quad_max() quad::QUAD_MAX, "Largest over the active lanes of the quadgroup.";
    quad_min() quad::QUAD_MIN, "Smallest over the active lanes of the quadgroup.";
    quad_shuffle(lane) quad::QUAD_SHUFFLE, "Its value in lane `lane` of the quadgroup.";
    quad_shuffle_xor(mask) quad::QUAD_SHUFFLE_XOR, "Its value in this lane's number in the quadgroup xor `mask`.";
    quad_broadcast_first() quad::QUAD_BROADCAST_FIRST, "Its value in the first active lane of the quadgroup.";
    quad_broadcast(lane) quad::QUAD_BROADCAST, "Its value in one lane of the quadgroup.";
}

impl<'k> Value<'k> {
    /// Its dtype; none where the value could not be made.
    pub fn dtype(self) -> Option<Scalar> {
        self.handle
            .and_then(|v| self.tracer.peek(|b| b.ty(v).scalar()))
    }

    /// Gives it a name, which Metal text and messages use.
    #[must_use]
    #[track_caller]
    pub fn named(self, name: &str) -> Value<'k> {
        if let Some(v) = self.handle {
            self.tracer.step(|b| {
                b.name_value(v, name);
                Ok(())
            });
        }
        self
    }

    /// Converts the value (`metal_cast`).
    #[track_caller]
    pub fn cast<T: Element>(self) -> Value<'k> {
        self.cast_to(T::DTYPE)
    }

    /// `cast` to a dtype that is not known in Rust.
    #[track_caller]
    pub fn cast_to(self, dtype: Scalar) -> Value<'k> {
        match self.handle {
            Some(v) => self.tracer.value(|b| b.cast(Operand::Value(v), dtype)),
            None => self,
        }
    }

    /// The same bits as another dtype of equal width.
    #[track_caller]
    pub fn as_type<T: Element>(self) -> Value<'k> {
        self.as_type_of(T::DTYPE)
    }

    /// `as_type` of a dtype that is not known in Rust.
    #[track_caller]
    pub fn as_type_of(self, dtype: Scalar) -> Value<'k> {
        match self.handle {
            Some(v) => self.tracer.value(|b| b.as_type(Operand::Value(v), dtype)),
            None => self,
        }
    }
}
