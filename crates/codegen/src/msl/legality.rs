//! What Metal lacks beyond the table's cells: atomics by dtype, memory and order; buffer slots; 64-bit lanes.

use super::AsyncCopy;
use enigma_core::ir::{Attr, Kernel, Memory, OpData, Order};
use enigma_core::ops::{AtomicOp, Kind};
use enigma_core::{Code, Diagnostic, Scalar};

/// Buffer slots of a kernel.
const BUFFERS: usize = 31;

/// Everything in the kernel that Metal cannot do.
pub fn findings(kernel: &Kernel, async_copy: AsyncCopy) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if kernel.params.len() > BUFFERS {
        let message = format!(
            "{} has {} parameters; Metal has {BUFFERS} buffer slots",
            kernel.name,
            kernel.params.len()
        );
        found.push(Diagnostic::new(
            Code::TooManyBuffers,
            kernel.loc.clone(),
            message,
        ));
    }
    kernel.walk(&mut |_, op| found.extend(finding(kernel, op, async_copy)));
    found
}

fn finding(kernel: &Kernel, op: &OpData, async_copy: AsyncCopy) -> Option<Diagnostic> {
    match (op.op.kind, op.attr) {
        (
            Kind::Atomic(atomic),
            Attr::Atomic {
                memory,
                order,
                failure,
            },
        ) => {
            if order != Order::Relaxed || failure != Order::Relaxed {
                let message = format!("{}: Metal has no memory order but relaxed", op.op.name);
                let d = Diagnostic::new(Code::UnsupportedOrder, op.loc.clone(), message);
                return Some(d.note("use order=\"relaxed\" and a barrier"));
            }
            let reason = atomic_gap(atomic, kernel.element(memory), memory)?;
            let message = format!(
                "{} on {} is not available on Metal",
                op.op.name,
                kernel.element(memory)
            );
            Some(Diagnostic::new(Code::UnsupportedType, op.loc.clone(), message).note(reason))
        }
        (Kind::AsyncCopy1d | Kind::AsyncCopy2d, _) if async_copy == AsyncCopy::Air => {
            let message = "the AIR form of async copies is not written yet";
            let d = Diagnostic::new(Code::NoBackend, op.loc.clone(), message);
            Some(d.note("the cooperative form, which is the default, works"))
        }
        _ => None,
    }
}

fn atomic_gap(atomic: AtomicOp, element: Scalar, memory: Memory) -> Option<&'static str> {
    match element {
        Scalar::I32 | Scalar::U32 => None,
        Scalar::F32 if matches!(memory, Memory::Threadgroup(_)) => {
            Some("atomic_float exists in device memory only")
        }
        Scalar::F32 => match atomic {
            AtomicOp::Min | AtomicOp::Max | AtomicOp::And | AtomicOp::Or | AtomicOp::Xor => {
                Some("atomic_float has load, store, exchange, compare-exchange, add and sub")
            }
            AtomicOp::Load
            | AtomicOp::Store
            | AtomicOp::Exchange
            | AtomicOp::Add
            | AtomicOp::Sub
            | AtomicOp::CompareExchange => None,
        },
        _ => Some("Metal's atomics that return a value are 32 bits wide"),
    }
}
