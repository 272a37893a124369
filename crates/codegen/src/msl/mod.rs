//! Metal Shading Language.

use enigma_core::Diagnostic;
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
pub fn emit(_kernel: &Verified, _async_copy: AsyncCopy) -> Result<String, Vec<Diagnostic>> {
    Ok(String::new())
}
