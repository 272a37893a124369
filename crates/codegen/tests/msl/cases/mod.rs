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
use enigma_codegen::msl::{AsyncCopy, Options};
use enigma_core::passes::Floats;

/// One golden file.
pub struct Case {
    /// Name of the kernel and of the file.
    pub name: &'static str,
    /// Builds the kernel.
    pub build: fn(&mut K),
    /// Choices for its text.
    pub options: Options,
}

/// What the texts of most cases are written with.
pub const USUAL: Options = Options {
    floats: Floats::Ieee,
    async_copy: AsyncCopy::Cooperative,
    threads: None,
    newest: None,
    for_mlx: false,
};

const fn case(name: &'static str, build: fn(&mut K)) -> Case {
    Case {
        name,
        build,
        options: USUAL,
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
