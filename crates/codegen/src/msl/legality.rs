//! What Metal cannot do, found before anything is written; and the ways of atomics, which is most of it.

use super::{AsyncCopy, Options, version};
use enigma_core::ir::{Attr, Kernel, Memory, OpData, Value};
use enigma_core::ops::{AtomicOp, Kind};
use enigma_core::{Code, Diagnostic, Scalar};

/// Argument slots for buffers; a scalar takes one too.
const MAX_BUFFERS: usize = 31;

const WIDE: &str =
    "Metal's 64-bit atomics are min and max of ulong in device memory, without a result";

/// How an atomic on an element is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Metal's function on the atomic type of the element.
    Native,
    /// Metal's function on the bits of the element, as a `uint`.
    Bits,
    /// A loop of compare-exchange on the bits.
    Loop,
    /// Not at all, and why.
    Unsupported(&'static str),
}

/// The way of an atomic, by operation, element and address space.
///
/// | | device | threadgroup |
/// |---|---|---|
/// | int, uint | native | native |
/// | float: load, store, exchange | native (3.0) | bits |
/// | float: add, sub | native (3.0) | loop |
/// | float: min, max | loop | loop |
/// | float: compare-exchange | bits | bits |
/// | ulong: min, max without a result | native (2.4) | no |
/// | long, ulong otherwise | no | no |
pub fn way(op: AtomicOp, element: Scalar, memory: Memory) -> Way {
    let in_device = matches!(memory, Memory::Buffer(_));
    match element {
        Scalar::I32 | Scalar::U32 => Way::Native,
        Scalar::F32 => match op {
            // Bit for bit, as the language has it: Metal does not say how it compares floats.
            AtomicOp::CompareExchange | AtomicOp::CompareSwap => Way::Bits,
            AtomicOp::Load | AtomicOp::Store | AtomicOp::Exchange if in_device => Way::Native,
            AtomicOp::Add | AtomicOp::Sub if in_device => Way::Native,
            AtomicOp::Load | AtomicOp::Store | AtomicOp::Exchange => Way::Bits,
            AtomicOp::Add | AtomicOp::Sub | AtomicOp::Min | AtomicOp::Max => Way::Loop,
            AtomicOp::And | AtomicOp::Or | AtomicOp::Xor => {
                Way::Unsupported("bit operations take integers")
            }
        },
        Scalar::U64 if in_device && matches!(op, AtomicOp::Min | AtomicOp::Max) => Way::Native,
        Scalar::I64 | Scalar::U64 => Way::Unsupported(WIDE),
        Scalar::Bool
        | Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::F16
        | Scalar::BF16 => Way::Unsupported("Metal's atomics are 32 bits wide"),
    }
}

/// Everything in a kernel that Metal cannot do, beside what legalisation finds for every target.
pub fn findings(kernel: &Kernel, options: &Options) -> Vec<Diagnostic> {
    let async_copy = options.async_copy;
    let mut findings = Vec::from_iter(too_many_buffers(kernel));
    findings.extend(options.newest.and_then(|newest| too_new(kernel, newest)));
    kernel.walk(&mut |_, op| {
        let finding = match op.op.kind {
            Kind::Atomic(atomic) => unsupported_atomic(kernel, op, atomic),
            Kind::AsyncCopy1d | Kind::AsyncCopy2d => unsupported_copy(op, async_copy),
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
            | Kind::Barrier
            | Kind::SimdBarrier
            | Kind::Simd(_)
            | Kind::AsyncCopyWait
            | Kind::Matrix(_)
            | Kind::For
            | Kind::While
            | Kind::If
            | Kind::Composite(_) => None,
        };
        findings.extend(finding);
    });
    findings
}

fn too_many_buffers(kernel: &Kernel) -> Option<Diagnostic> {
    let count = kernel.params.len();
    (count > MAX_BUFFERS).then(|| {
        let message = format!(
            "{} has {count} parameters; Metal has {MAX_BUFFERS} buffer slots",
            kernel.name
        );
        Diagnostic::new(Code::TooManyBuffers, kernel.loc.clone(), message)
            .note("each buffer and each scalar takes one; pack scalars into a buffer")
    })
}

/// The first thing in a kernel that needs a newer version of the language than there is.
fn too_new(kernel: &Kernel, newest: (u32, u32)) -> Option<Diagnostic> {
    let (loc, (major, minor, what)) = version::newest_place(kernel);
    ((major, minor) > newest).then(|| {
        let (there_major, there_minor) = newest;
        let message = format!(
            "{} needs Metal {major}.{minor}, for {what}; the text is to be for {there_major}.{there_minor}",
            kernel.name
        );
        Diagnostic::new(Code::UnsupportedOp, loc, message)
            .note("Metal 3.1 came with macOS 14, 3.2 with macOS 15")
    })
}

fn unsupported_atomic(kernel: &Kernel, op: &OpData, atomic: AtomicOp) -> Option<Diagnostic> {
    let Attr::Atomic { memory, .. } = op.attr else {
        return None;
    };
    let element = kernel.element(memory);
    let reason = match way(atomic, element, memory) {
        Way::Unsupported(reason) => reason,
        _ if element == Scalar::U64 && is_read(kernel, op.result()) => WIDE,
        _ => return None,
    };
    let name = kernel.memory_name(memory);
    let message = format!("{} on {element} is not available on Metal", op.op.name);
    Some(
        Diagnostic::new(Code::UnsupportedType, op.loc.clone(), message)
            .note(reason)
            .note(format!("give {name} elements of int or uint")),
    )
}

fn is_read(kernel: &Kernel, v: Value) -> bool {
    let mut is_read = false;
    kernel.walk(&mut |_, op| {
        let yields = op.blocks.iter().map(|&block| &kernel.block(block).yields);
        is_read |= op.operands.contains(&v) || yields.into_iter().any(|all| all.contains(&v));
    });
    is_read
}

fn unsupported_copy(op: &OpData, async_copy: AsyncCopy) -> Option<Diagnostic> {
    let Attr::Copy { dst, src } = op.attr else {
        return None;
    };
    let is_between = matches!(
        (dst, src),
        (Memory::Buffer(_), Memory::Threadgroup(_)) | (Memory::Threadgroup(_), Memory::Buffer(_))
    );
    (async_copy == AsyncCopy::Air && !is_between).then(|| {
        let message = format!(
            "{} within one address space is not available on Metal as AIR",
            op.op.name
        );
        Diagnostic::new(Code::UnsupportedOp, op.loc.clone(), message)
            .note("AIR copies between device and threadgroup memory")
            .note("leave out async_copy=\"air\": the portable form takes any memory")
    })
}
