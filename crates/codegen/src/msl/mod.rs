//! Metal Shading Language.

use crate::no_backend;
use enigma_core::Diagnostic;
use enigma_core::passes::{Target, legal};
use enigma_core::verify::Verified;

/// How async copies are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum AsyncCopy {
    /// All lanes of the issuing simdgroup copy together; every Metal compiler takes it.
    #[default]
    Cooperative,
    /// Private AIR symbols, as the original of this API used; current Apple compilers reject them.
    Air,
}

/// The kernel as Metal text, or why Metal cannot do it.
pub fn emit(kernel: &Verified, _async_copy: AsyncCopy) -> Result<String, Vec<Diagnostic>> {
    let legal = legal::legalize(kernel, Target::Msl, THREADGROUP_BYTES)?;
    Err(no_backend(legal.kernel(), Target::Msl))
}

/// Threadgroup memory of Apple GPUs.
pub const THREADGROUP_BYTES: u64 = 32_768;
