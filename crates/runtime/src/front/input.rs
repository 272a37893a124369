//! What an operation takes: a value, or a Rust literal that takes the type of its neighbours.

use super::Value;
use enigma_core::Scalar;
use enigma_core::ir::builder::Operand;
use half::{bf16, f16};

/// An argument of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Input<'k>(pub(super) Source<'k>);

#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'k> {
    /// A value of some kernel.
    Value(Value<'k>),
    /// A literal, and the dtype it has where it stands alone (`k.var(0u32)`).
    Literal(Operand, Scalar),
}

impl<'k> From<Value<'k>> for Input<'k> {
    fn from(value: Value<'k>) -> Input<'k> {
        Input(Source::Value(value))
    }
}

macro_rules! literals {
    ($($t:ty => $dtype:ident, $operand:expr;)*) => {
        $(impl From<$t> for Input<'_> {
            fn from(literal: $t) -> Self {
                let operand: fn($t) -> Operand = $operand;
                Input(Source::Literal(operand(literal), Scalar::$dtype))
            }
        })*
    };
}

literals! {
    bool => Bool, Operand::Bool;
    i8 => I8, |v| Operand::Int(v.into());
    u8 => U8, |v| Operand::Int(v.into());
    i16 => I16, |v| Operand::Int(v.into());
    u16 => U16, |v| Operand::Int(v.into());
    i32 => I32, |v| Operand::Int(v.into());
    u32 => U32, |v| Operand::Int(v.into());
    i64 => I64, |v| Operand::Int(v.into());
    u64 => U64, |v| Operand::Int(v.into());
    usize => U64, |v| Operand::Int(v as i128);
    f16 => F16, |v| Operand::Float(v.to_f64());
    bf16 => BF16, |v| Operand::Float(v.to_f64());
    f32 => F32, |v| Operand::Float(v.into());
    f64 => F32, Operand::Float;
}
