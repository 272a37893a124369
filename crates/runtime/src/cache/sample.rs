//! What the tests of the cache work on: a kernel, a specification, a folder.

use crate::{CompiledKernel, Options};
use enigma_codegen::cpu::{Host, Spec};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A kernel with checked accesses.
pub fn kernel(name: &str, factor: f32) -> CompiledKernel {
    let traced = crate::trace(name, |k| {
        let a = k.buffer::<f32>("A");
        let tid = k.thread_position_in_grid();
        a.set(tid, a.get(tid) * factor);
    });
    CompiledKernel::compile(traced.expect("a correct kernel"), Options::default())
        .expect("compiles")
}

/// A threadgroup of 32 threads.
pub fn spec() -> Spec {
    Spec {
        threads: [32, 1, 1],
        whole: [true; 3],
        bounds: true,
        multiples: 0,
        proven: 0,
    }
}

/// This machine.
pub fn host() -> Host {
    Host::detect()
}

/// A folder of its own, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// A new folder that does not exist yet.
    pub fn new() -> Folder {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("enigma-cache-{}-{number}", std::process::id());
        Folder(std::env::temp_dir().join(name))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
