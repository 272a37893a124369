//! The Metal text of a kernel with what a launch has to know of it, made at the first launch.

use enigma_codegen::msl::{self, AsyncCopy, Module};
use enigma_core::Diagnostic;
use enigma_core::passes::Floats;
use enigma_core::verify::Verified;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A text under its digest, by which pipelines are kept.
#[derive(Debug)]
pub struct Source {
    module: Module,
    /// A hash of the text and of how floats are computed.
    pub digest: [u8; 32],
    /// Whether floats are computed as fast math does.
    pub fast_math: bool,
}

impl Deref for Source {
    type Target = Module;

    fn deref(&self) -> &Module {
        &self.module
    }
}

impl Source {
    /// Of a text.
    pub fn new(module: Module, floats: Floats) -> Source {
        let fast_math = floats == Floats::Fast;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[u8::from(fast_math)]);
        hasher.update(module.text.as_bytes());
        Source {
            module,
            digest: *hasher.finalize().as_bytes(),
            fast_math,
        }
    }
}

impl Source {
    /// A text of other make: nothing is known of its lines and of what it needs.
    pub fn foreign(text: String, function: String, floats: Floats) -> Source {
        let module = Module {
            text,
            function,
            version: (2, 0),
            ..Module::default()
        };
        Source::new(module, floats)
    }
}

/// A kernel that has a text, or findings that say why Metal cannot do it.
#[derive(Debug)]
pub struct Lazy {
    /// The kernel, its function constants not bound.
    pub kernel: Arc<Verified>,
    floats: Floats,
    async_copy: AsyncCopy,
    source: OnceLock<Result<Source, Vec<Diagnostic>>>,
}

impl Lazy {
    /// Nothing is written yet.
    pub fn new(kernel: Arc<Verified>, floats: Floats, async_copy: AsyncCopy) -> Lazy {
        Lazy {
            kernel,
            floats,
            async_copy,
            source: OnceLock::new(),
        }
    }

    /// The text, written at the first call.
    pub fn get(&self) -> Result<&Source, Vec<Diagnostic>> {
        let write = || {
            let module = msl::module(&self.kernel, self.floats, self.async_copy)?;
            Ok(Source::new(module, self.floats))
        };
        self.source.get_or_init(write).as_ref().map_err(Vec::clone)
    }
}
