//! What is not pure: barriers, operations across lanes; atomics, copies and matrices have files of their own.

use super::{Msl, atomics, copies, lanes, matrices};
use crate::clike::Emitter;
use enigma_core::ir::{Attr, Kernel, MemFlags, Memory, OpData, OpId, Order};
use enigma_core::ops::Kind;

/// Writes an operation that only Metal knows how to write.
pub fn emit(msl: &Msl, e: &mut Emitter<'_>, id: OpId) {
    let op = e.kernel().op(id);
    match op.op.kind {
        Kind::Barrier => barrier(e, "threadgroup_barrier", op),
        Kind::SimdBarrier => barrier(e, "simdgroup_barrier", op),
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

/// Flags as an expression. The name of both at once is deprecated: they are or-ed.
pub fn flags(flags: MemFlags) -> &'static str {
    match flags {
        MemFlags::None => "mem_flags::mem_none",
        MemFlags::Device => "mem_flags::mem_device",
        MemFlags::Threadgroup => "mem_flags::mem_threadgroup",
        MemFlags::DeviceAndThreadgroup => "mem_flags::mem_device | mem_flags::mem_threadgroup",
        MemFlags::Texture => "mem_flags::mem_texture",
    }
}

fn barrier(e: &mut Emitter<'_>, function: &str, op: &OpData) {
    let Attr::Flags(which) = op.attr else {
        panic!("internal error: a barrier without flags")
    };
    e.line(&format!("{function}({});", flags(which)), Some(&op.loc));
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
