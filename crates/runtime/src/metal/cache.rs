//! Libraries and pipelines that are compiled already: the same text with the same constants is compiled once.

use super::constants;
use super::gpu::{CompileOptions, Gpu, PipelineFacts};
use super::messages;
use super::source::Source;
use enigma_core::Diagnostic;
use enigma_core::ir::Kernel;
use enigma_core::passes::specialise::Constants;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A pipeline and what it says of itself.
#[derive(Debug)]
pub struct Ready<G: Gpu> {
    /// The pipeline.
    pub pipeline: G::Pipeline,
    /// What it says of itself.
    pub facts: PipelineFacts,
}

type Pipelines<G> = HashMap<([u8; 32], Constants), Arc<Ready<G>>>;

/// What one device has compiled.
pub struct Cache<G: Gpu> {
    libraries: Mutex<HashMap<[u8; 32], Arc<G::Library>>>,
    pipelines: Mutex<Pipelines<G>>,
}

/// Pipelines that are kept; whoever makes more makes them anew in the end.
const MOST: usize = 1024;

impl<G: Gpu> Cache<G> {
    /// Nothing is compiled yet.
    pub fn new() -> Cache<G> {
        Cache {
            libraries: Mutex::default(),
            pipelines: Mutex::default(),
        }
    }

    /// The pipeline for a text and constants.
    pub fn pipeline(
        &self,
        gpu: &G,
        kernel: &Kernel,
        source: &Source,
        options: &CompileOptions,
        given: &Constants,
    ) -> Result<Arc<Ready<G>>, Vec<Diagnostic>> {
        let key = (source.digest, given.clone());
        // Held while it is made, so that two launches do not make the same.
        let mut known = lock(&self.pipelines);
        if let Some(ready) = known.get(&key) {
            return Ok(ready.clone());
        }
        let rejected = |said: String| messages::of_compiler(kernel, source, &said);
        let library = self.library(gpu, source, options).map_err(rejected)?;
        let pipeline = gpu
            .pipeline(&library, &source.function, &constants::encode(given))
            .map_err(rejected)?;
        let facts = gpu.pipeline_facts(&pipeline);
        let ready = Arc::new(Ready { pipeline, facts });
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, ready.clone());
        Ok(ready)
    }

    fn library(
        &self,
        gpu: &G,
        source: &Source,
        options: &CompileOptions,
    ) -> Result<Arc<G::Library>, String> {
        let mut known = lock(&self.libraries);
        if let Some(library) = known.get(&source.digest) {
            return Ok(library.clone());
        }
        let library = Arc::new(gpu.library(&source.text, options)?);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(source.digest, library.clone());
        Ok(library)
    }
}

/// What a lock guards is whole after a panic too: it is changed in one step.
pub fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
