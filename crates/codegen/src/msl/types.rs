//! Types and literals of Metal.

use super::custom;
use crate::clike::{Expr, Vector};
use enigma_core::Scalar;
use enigma_core::ir::{Kernel, Memory};

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

/// A few neighbouring elements: as a packed vector, which is aligned as its components are. Buffers that threads
/// hand each other data through are accessed element by element.
/// Where MLX declares what is read only, no pointer to it can be written.
pub fn vector(kernel: &Kernel, memory: Memory, width: usize, for_mlx: bool) -> Option<Vector> {
    let element = kernel.element(memory);
    let is_read_only = match memory {
        Memory::Buffer(param) => !kernel.is_written(param),
        Memory::Threadgroup(_) => false,
    };
    let is_plain = if is_read_only {
        !for_mlx
    } else {
        !custom::needs_coherence(kernel)
    };
    (is_common(element) && is_plain).then(|| {
        let (space, ty) = (space(memory), name(element));
        let constness = if is_read_only { " const" } else { "" };
        Vector {
            value: format!("{ty}{width}"),
            pointer: format!("{space}{constness} packed_{ty}{width}*"),
        }
    })
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

/// Whether `select` takes the type, and every version has packed vectors of it.
pub fn is_common(ty: Scalar) -> bool {
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
        Scalar::U64 => "atomic_ulong",
        Scalar::U32
        | Scalar::Bool
        | Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I64
        | Scalar::F16
        | Scalar::BF16 => "atomic_uint",
    }
}
