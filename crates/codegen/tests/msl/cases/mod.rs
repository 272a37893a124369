//! The kernels of the golden files, one feature each.

mod arithmetic;
mod atomics;
mod control;
mod copies;
mod interface;
mod matrices;
mod memory;
pub mod simd;
mod vectors;

use crate::kernel::K;
use enigma_codegen::msl::AsyncCopy;

/// One golden file.
pub struct Case {
    /// Name of the kernel and of the file.
    pub name: &'static str,
    /// Builds the kernel.
    pub build: fn(&mut K),
    /// How its async copies are written.
    pub async_copy: AsyncCopy,
}

const fn case(name: &'static str, build: fn(&mut K)) -> Case {
    Case {
        name,
        build,
        async_copy: AsyncCopy::Cooperative,
    }
}

/// Every case.
pub fn all() -> impl Iterator<Item = &'static Case> {
    [
        interface::CASES,
        arithmetic::CASES,
        memory::CASES,
        control::CASES,
        simd::CASES,
        atomics::CASES,
        copies::CASES,
        matrices::CASES,
        vectors::CASES,
    ]
    .into_iter()
    .flatten()
}
