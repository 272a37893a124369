//! Types and literals of Metal.

use crate::clike::Expr;
use enigma_core::Scalar;
use enigma_core::ir::Memory;

/// The language's names are Metal's.
pub fn name(ty: Scalar) -> &'static str {
    ty.metal_name()
}

/// The type of a simdgroup matrix.
pub fn matrix(ty: Scalar) -> &'static str {
    match ty {
        Scalar::F32 => "simdgroup_float8x8",
        Scalar::F16 => "simdgroup_half8x8",
        Scalar::BF16 => "simdgroup_matrix<bfloat, 8, 8>",
        Scalar::Bool
        | Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I32
        | Scalar::U32
        | Scalar::I64
        | Scalar::U64 => panic!("internal error: a matrix of {ty}"),
    }
}

/// The address space of a memory.
pub fn space(memory: Memory) -> &'static str {
    match memory {
        Memory::Buffer(_) => "device",
        Memory::Threadgroup(_) => "threadgroup",
    }
}

/// A finite float: `1.5f`, `1.5h`; `bfloat` has no suffix that every compiler of 3.1 takes.
pub fn float_literal(ty: Scalar, digits: &str) -> Expr {
    match ty {
        Scalar::F16 => Expr::primary(format!("{digits}h")),
        Scalar::BF16 => Expr::call("bfloat", &[Expr::primary(format!("{digits}f"))]),
        Scalar::F32
        | Scalar::Bool
        | Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I32
        | Scalar::U32
        | Scalar::I64
        | Scalar::U64 => Expr::primary(format!("{digits}f")),
    }
}

/// Whether `select` takes the type.
pub fn has_select(ty: Scalar) -> bool {
    match ty {
        Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I32
        | Scalar::U32
        | Scalar::F16
        | Scalar::F32 => true,
        Scalar::Bool | Scalar::I64 | Scalar::U64 | Scalar::BF16 => false,
    }
}

/// The atomic type that an element is cast to; floats that Metal has no atomic for go by their bits.
pub fn atomic(ty: Scalar) -> &'static str {
    match ty {
        Scalar::I32 => "atomic_int",
        Scalar::F32 => "atomic_float",
        Scalar::U32
        | Scalar::Bool
        | Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I64
        | Scalar::U64
        | Scalar::F16
        | Scalar::BF16 => "atomic_uint",
    }
}
