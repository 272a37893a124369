//! What is not pure: barriers, operations across lanes; atomics, copies and matrices have files of their own.

use super::{Msl, atomics, barriers, copies, lanes, matrices};
use crate::clike::Emitter;
use enigma_core::ir::{Attr, Kernel, Memory, OpId, Order};
use enigma_core::ops::Kind;

/// Writes an operation that only Metal knows how to write.
pub fn emit(msl: &Msl, e: &mut Emitter<'_>, id: OpId) {
    let op = e.kernel().op(id);
    match op.op.kind {
        Kind::Barrier => barriers::emit(e, "threadgroup_barrier", id),
        Kind::SimdBarrier => barriers::emit(e, "simdgroup_barrier", id),
        Kind::Simd(simd) => lanes::emit(e, simd, op),
        Kind::Atomic(atomic) => atomics::emit(e, atomic, op),
        Kind::Matrix(matrix) => matrices::emit(e, matrix, op),
        Kind::AsyncCopy1d => copies::copy_1d(msl.async_copy, e, op),
        Kind::AsyncCopy2d => copies::copy_2d(msl.async_copy, e, op),
        Kind::AsyncCopyWait => copies::wait(msl.async_copy, e, op),
        Kind::Pure
        | Kind::Const
        | Kind::Query(_)
        | Kind::ScalarParam
        | Kind::FunctionConstant
        | Kind::Load
        | Kind::Store
        | Kind::LoadIf
        | Kind::LocalGet
        | Kind::LocalSet
        | Kind::Assert
        | Kind::For
        | Kind::While
        | Kind::If
        | Kind::Composite(_) => panic!("internal error: {} is not custom", op.op.name),
    }
}

/// Whether threads of different threadgroups hand data to each other through a buffer: then plain accesses
/// to buffers must not stay in caches of one GPU core.
pub fn needs_coherence(kernel: &Kernel) -> bool {
    let mut needs = false;
    kernel.walk(&mut |_, op| {
        if let Attr::Atomic {
            memory: Memory::Buffer(_),
            order,
            failure,
        } = op.attr
        {
            needs |= order != Order::Relaxed || failure != Order::Relaxed;
        }
    });
    needs
}
