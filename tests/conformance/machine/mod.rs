//! Operations that are no functions of their operands: memory, atomics, barriers, copies, queries, control flow.
//!
//! Each has kernels here, one per dtype and way to use it, whose results a few lines of Rust say beforehand. The
//! match over kinds is exhaustive: an operation of a new kind does not compile without its trials.

mod atomics;
mod constants;
mod control;
mod lanes;
mod matrices;
mod memory;
mod queries;
mod sync;
mod trial;

pub use trial::Trial;

use enigma::core::Scalar;
use enigma::core::ops::{Kind, OpDef};

/// The kernels that show what an operation does; none for a pure or composite one.
pub fn trials(op: &'static OpDef) -> Vec<Trial> {
    match op.kind {
        Kind::Pure | Kind::Composite(_) => Vec::new(),
        Kind::Simd(kind) => lanes::across(op, kind),
        Kind::Const => Scalar::ALL.map(memory::constants).into(),
        Kind::Query(query) => queries::positions(op, query),
        Kind::ScalarParam => Scalar::ALL.map(memory::scalars).into(),
        Kind::Load => Scalar::ALL.map(memory::load).into(),
        Kind::Store => Scalar::ALL.map(memory::store).into(),
        Kind::LoadIf => Scalar::ALL.map(memory::load_if).into(),
        Kind::LocalGet | Kind::LocalSet => Scalar::ALL.map(memory::local).into(),
        Kind::Barrier => sync::barriers(),
        Kind::SimdBarrier => sync::simd_barriers(),
        Kind::Atomic(kind) => atomics::atomics(op, kind),
        Kind::AsyncCopy1d | Kind::AsyncCopyWait => sync::lines(),
        Kind::AsyncCopy2d => sync::tiles(),
        Kind::Matrix(kind) => matrices::matrices(kind),
        Kind::FunctionConstant => Scalar::ALL.map(constants::constants).into(),
        Kind::For => Scalar::ALL.map(control::counted).into(),
        Kind::While => Scalar::ALL.map(control::conditional).into(),
        Kind::If => Scalar::ALL.map(control::branch).into(),
        Kind::Assert => Scalar::ALL.map(control::assertion).into(),
    }
}
