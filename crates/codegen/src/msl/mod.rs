//! Metal Shading Language: one kernel as readable text.
//!
//! Values that are used once and have no effects are written where they are used; every other value is a
//! variable, named as the user named it. Threadgroup memory is declared at the top of the kernel, since it
//! may stand nowhere else. The text expects precise math: under fast math NaN and infinity mean nothing.

mod control;
mod custom;
mod legality;
mod literal;
mod names;
mod pure;
mod signature;
mod writer;

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

/// Threadgroup memory of Apple GPUs.
const THREADGROUP_BYTES: u64 = 32_768;

/// The kernel as Metal text, or everything that Metal cannot do about it.
pub fn emit(kernel: &Verified, async_copy: AsyncCopy) -> Result<String, Vec<Diagnostic>> {
    let legal = legal::legalize(kernel, Target::Msl, THREADGROUP_BYTES)?;
    let findings = legality::findings(legal.kernel(), async_copy);
    if findings.is_empty() {
        Ok(writer::write(&legal))
    } else {
        Err(findings)
    }
}
