//! How much a thread of a kernel does at most, where that can be said without running it.

use crate::ir::Kernel;
use crate::ops::Kind;

/// A product of simdgroup matrices is this many multiplications for each lane.
const MATRIX: u64 = 16;

/// Operations that a thread executes at most; None where a number in a loop or a copy decides that.
pub fn most_operations(kernel: &Kernel) -> Option<u64> {
    let mut most = Some(0u64);
    kernel.walk(&mut |_, op| {
        most = most.zip(weight(op.op.kind)).map(|(all, one)| all + one);
    });
    most
}

fn weight(kind: Kind) -> Option<u64> {
    match kind {
        Kind::For | Kind::While | Kind::AsyncCopy1d | Kind::AsyncCopy2d => None,
        Kind::Matrix(_) => Some(MATRIX),
        Kind::Pure
        | Kind::Const
        | Kind::Query(_)
        | Kind::ScalarParam
        | Kind::Load
        | Kind::Store
        | Kind::LoadIf
        | Kind::LocalGet
        | Kind::LocalSet
        | Kind::Barrier
        | Kind::SimdBarrier
        | Kind::Simd(_)
        | Kind::Atomic(_)
        | Kind::AsyncCopyWait
        | Kind::FunctionConstant
        | Kind::Assert
        | Kind::If
        | Kind::Composite(_) => Some(1),
    }
}
