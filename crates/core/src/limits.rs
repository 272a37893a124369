//! Sizes that the language fixes, and those that every device of today shares.

use crate::diag::{Code, Diagnostic};
use crate::ir::{Kernel, OpData};
use crate::ops::Kind;

/// Lanes of a simdgroup.
pub const SIMD_WIDTH: usize = 32;

/// Lanes of a quadgroup.
pub const QUAD_WIDTH: usize = 4;

/// Rows and columns of a simdgroup matrix.
pub const MATRIX_EDGE: usize = 8;

/// Elements of a simdgroup matrix.
pub const MATRIX_LEN: usize = MATRIX_EDGE * MATRIX_EDGE;

/// Most threads of a threadgroup.
pub const THREADS_PER_THREADGROUP: u64 = 1024;

/// Bytes of threadgroup memory: what every Apple GPU has, and the CPU too, so that kernels stay portable.
pub const THREADGROUP_BYTES: u64 = 32_768;

/// Checks the extent of a launch; an empty grid is fine, and does nothing.
pub fn check_launch(
    kernel: &Kernel,
    grid: [u64; 3],
    threads: [u64; 3],
) -> Result<(), Box<Diagnostic>> {
    let error = |code, message| Err(Box::new(Diagnostic::new(code, kernel.loc.clone(), message)));
    let total = threads
        .iter()
        .try_fold(1u64, |product, &n| product.checked_mul(n));
    if total.is_none_or(|n| n == 0 || n > THREADS_PER_THREADGROUP) {
        let message = format!("a threadgroup of {} threads", triple(threads));
        return error(Code::ThreadgroupSize, message);
    }
    // Positions are uints, and threadgroups are counted in 64 bits.
    let groups = grid
        .iter()
        .zip(threads)
        .map(|(n, t)| u128::from(n.div_ceil(t)));
    let countable = |n: &u64| *n <= u64::from(u32::MAX);
    if !grid.iter().all(countable) || groups.product::<u128>() > u128::from(u64::MAX) {
        let message = format!("a grid of {} threads", triple(grid));
        return error(Code::GridSize, message);
    }
    Ok(())
}

/// What is wrong where only some lanes of a simdgroup come to an operation on a matrix, or take one way of a
/// branch or loop that gives matrices.
pub fn parted_lanes(op: &OpData, some: usize, all: usize) -> Diagnostic {
    let name = op.op.name;
    let message = match op.op.kind {
        Kind::If | Kind::For | Kind::While => {
            format!("{name} around a simdgroup matrix taken by {some} of {all} lanes")
        }
        _ => format!("{name} reached by {some} of {all} lanes"),
    };
    Diagnostic::new(Code::PartialSimdgroup, op.loc.clone(), message)
        .note("a simdgroup matrix belongs to all 32 lanes of a simdgroup together")
}

/// Three sizes or coordinates, for messages.
pub fn triple([x, y, z]: [u64; 3]) -> String {
    format!("({x}, {y}, {z})")
}
