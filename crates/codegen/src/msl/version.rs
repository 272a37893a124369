//! The head of the text: what it is, which language version it needs and why, how floats are computed.

use super::AsyncCopy;
use super::legality::{Way, way};
use crate::clike::place;
use enigma_core::ir::{Attr, Kernel, OpData, Order};
use enigma_core::ops::{Kind, Query, SimdOp};
use enigma_core::passes::Floats;
use enigma_core::{Loc, Scalar, Type};
use std::fmt::Write;

/// A version of the language and what needs it.
pub type Need = (u32, u32, &'static str);

const BASE: Need = (2, 0, "");
const LONG: Need = (2, 2, "64-bit integers");
const SIMD: Need = (2, 3, "simdgroup functions on every Apple GPU");
const MATRIX: Need = (2, 3, "simdgroup matrices");
const FILL: Need = (2, 4, "simdgroup shuffles that fill in");
const ATOMIC_LONG: Need = (2, 4, "64-bit atomics");
const ATOMIC_FLOAT: Need = (3, 0, "atomic_float");
const BFLOAT: Need = (3, 1, "bfloat");
const FENCE: Need = (3, 2, "atomic_thread_fence and coherent buffers");

/// Comments, include and pragmas.
pub fn header(kernel: &Kernel, floats: Floats, async_copy: AsyncCopy) -> String {
    let from = if kernel.loc.is_known() {
        format!(", from {}", place(&kernel.loc))
    } else {
        String::new()
    };
    let (major, minor, why) = needed(kernel);
    let why = if why.is_empty() {
        String::new()
    } else {
        format!(" ({why})")
    };
    let name = kernel.name.replace(char::is_control, " ");
    let mut text =
        format!("// {name}{from}\n// Metal Shading Language {major}.{minor} or newer{why}.\n");
    if async_copy == AsyncCopy::Air && uses(kernel, |op| op.op.kind == Kind::AsyncCopyWait) {
        text.push_str(
            "// Async copies by private AIR symbols, which compilers before Xcode 26 accept.\n",
        );
    }
    if uses(kernel, |op| is_wide_atomic(kernel, op)) {
        text.push_str("// 64-bit atomics: GPUs of family Apple9, and of Apple8 in a Mac.\n");
    }
    let has_float_math = uses(kernel, |op| computes_floats(kernel, op));
    if has_float_math && floats == Floats::Ieee {
        text.push_str("// IEEE floats: below 3.2, compile with fast math and contraction off.\n");
    }
    if has_float_math && floats == Floats::Fast {
        text.push_str("// Fast math, which compilers have on if nothing else is said.\n");
    }
    text.push_str("\n#include <metal_stdlib>\n");
    if uses(kernel, |op| matches!(op.op.kind, Kind::Matrix(_))) {
        text.push_str("#include <metal_simdgroup_matrix>\n");
    }
    text.push_str("\nusing namespace metal;\n\n");
    if has_float_math {
        let (mode, contract) = match floats {
            Floats::Ieee => ("safe", "off"),
            Floats::Fast => ("fast", "fast"),
        };
        let _ = write!(
            text,
            "#if __METAL_VERSION__ >= 320\n#pragma METAL fp math_mode({mode})\n\
             #pragma METAL fp contract({contract})\n#endif\n\n"
        );
    }
    text
}

fn uses(kernel: &Kernel, is_it: impl Fn(&OpData) -> bool) -> bool {
    let mut found = false;
    kernel.walk(&mut |_, op| found |= is_it(op));
    found
}

fn computes_floats(kernel: &Kernel, op: &OpData) -> bool {
    let is_float = |&v: &_| matches!(kernel.ty(v), Type::Scalar(ty) if ty.is_float());
    match op.op.kind {
        Kind::Pure | Kind::Simd(_) | Kind::Atomic(_) => op.operands.iter().any(is_float),
        _ => false,
    }
}

fn is_wide_atomic(kernel: &Kernel, op: &OpData) -> bool {
    matches!(op.attr, Attr::Atomic { memory, .. } if kernel.element(memory) == Scalar::U64)
}

/// The newest version anything in the kernel needs.
pub fn needed(kernel: &Kernel) -> Need {
    newest_place(kernel).1
}

/// The same, and the first place that needs it.
pub fn newest_place(kernel: &Kernel) -> (Loc, Need) {
    let mut need = (kernel.loc.clone(), BASE);
    let mut raise = |loc: &Loc, other: Need| {
        if (other.0, other.1) > (need.1.0, need.1.1) {
            need = (loc.clone(), other);
        }
    };
    for param in &kernel.params {
        raise(&kernel.loc, of_type(param.dtype));
    }
    for alloc in &kernel.allocs {
        raise(&alloc.loc, of_type(alloc.dtype));
    }
    kernel.walk(&mut |_, op| {
        raise(&op.loc, of_op(kernel, op));
        for &v in op.operands.iter().chain(&op.results) {
            if let Some(ty) = kernel.ty(v).element() {
                raise(&op.loc, of_type(ty));
            }
        }
    });
    need
}

fn of_type(ty: Scalar) -> Need {
    match ty {
        Scalar::I64 | Scalar::U64 => LONG,
        Scalar::BF16 => BFLOAT,
        Scalar::Bool
        | Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I32
        | Scalar::U32
        | Scalar::F16
        | Scalar::F32 => BASE,
    }
}

fn of_op(kernel: &Kernel, op: &OpData) -> Need {
    match (op.op.kind, op.attr) {
        (Kind::Atomic(_), Attr::Atomic { order, failure, .. })
            if order != Order::Relaxed || failure != Order::Relaxed =>
        {
            FENCE
        }
        (Kind::Atomic(atomic), Attr::Atomic { memory, .. }) => {
            let element = kernel.element(memory);
            match (element, way(atomic, element, memory)) {
                (Scalar::F32, Way::Native) => ATOMIC_FLOAT,
                (Scalar::U64, Way::Native) => ATOMIC_LONG,
                _ => BASE,
            }
        }
        (Kind::Simd(SimdOp::Fill(..)), _) => FILL,
        (Kind::Simd(_) | Kind::AsyncCopy1d | Kind::AsyncCopy2d, _) => SIMD,
        (Kind::Matrix(_), _) => MATRIX,
        (Kind::Query(query), _) => of_query(query),
        _ => BASE,
    }
}

fn of_query(query: Query) -> Need {
    match query {
        Query::ThreadIndexInSimdgroup
        | Query::SimdgroupIndexInThreadgroup
        | Query::ThreadsPerSimdgroup
        | Query::SimdgroupsPerThreadgroup => SIMD,
        Query::ThreadPositionInGrid
        | Query::ThreadPositionInThreadgroup
        | Query::ThreadgroupPositionInGrid
        | Query::ThreadsPerThreadgroup
        | Query::ThreadsPerGrid
        | Query::ThreadgroupsPerGrid
        | Query::ThreadIndexInThreadgroup => BASE,
    }
}
