//! The disk cache: object files of the CPU, kept for the next process that compiles the same kernel.
//!
//! An object is found by a hash of all that decides what it is (`key`), so one is never wrong, only unused. Its file
//! has a checksum (`file`), and it is executed only if nobody but this user could have written it (`trust`). Where it is and
//! how large it grows is said by the environment (`settings`), how processes share it in `store`.
//!
//! No failure reaches a launch: what cannot be read is compiled, what cannot be written is not kept, and the first
//! reason is there to be shown, once (`take_problem`).

mod file;
mod key;
#[cfg(test)]
mod sample;
mod settings;
mod store;
#[cfg(all(test, unix))]
mod tests;
mod trust;

use enigma_codegen::cpu::{Host, Object, Spec};
use enigma_core::ir::Kernel;
use key::Key;
use settings::Settings;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use store::{Store, Usage};

/// What this process did with the cache, and what the cache holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// Objects that were read.
    pub hits: u64,
    /// Objects that were compiled, because there was no file or because it was rejected.
    pub misses: u64,
    /// Files that were damaged, or not to be trusted.
    pub rejected: u64,
    /// Where the objects are; none if there is no cache.
    pub folder: Option<PathBuf>,
    /// Number of objects.
    pub objects: u64,
    /// Bytes that they take.
    pub bytes: u64,
    /// Bytes that they may take.
    pub limit: u64,
}

/// A cache in use.
#[derive(Debug, Default)]
struct Cache {
    store: Option<Store>,
    hits: AtomicU64,
    misses: AtomicU64,
    rejected: AtomicU64,
    problem: OnceLock<String>,
    /// Whether there is a problem that nobody has taken.
    untold: AtomicBool,
}

/// What this process did with the cache, and what the cache holds.
pub fn info() -> Info {
    shared().info()
}

/// Removes all objects, and gives how many there were. Kernels that are compiled already keep their code.
pub fn clear() -> std::io::Result<u64> {
    shared().store.as_ref().map_or(Ok(0), Store::clear)
}

/// The first reason why the cache could not be used, given once.
pub fn take_problem() -> Option<String> {
    CACHE.get().and_then(Cache::take_problem)
}

/// Reads the environment, once in a process. The first compilation does it anyway; this is for those who know a time
/// at which nobody changes the environment.
pub fn prepare() {
    shared();
}

/// The object of a kernel that was legalised for the CPU: read from the cache, or made and kept there.
pub(crate) fn object(
    kernel: &Kernel,
    spec: &Spec,
    host: &Host,
    make: impl FnOnce() -> Object,
) -> Object {
    shared().object(kernel, spec, host, make)
}

static CACHE: OnceLock<Cache> = OnceLock::new();

fn shared() -> &'static Cache {
    CACHE.get_or_init(|| Cache::new(Settings::read(&|name| std::env::var_os(name))))
}

impl Cache {
    fn new(settings: Option<Settings>) -> Cache {
        let cache = Cache::default();
        let Some(settings) = settings else {
            return cache;
        };
        if let Some(problem) = settings.problem {
            cache.complain(problem);
        }
        let folder = settings.folder.clone();
        let opened = Store::open(settings.folder, settings.limit);
        let failed = opened.as_ref().err();
        if let Some(error) = failed {
            cache.complain(unusable(&folder, error));
        }
        Cache {
            store: opened.ok(),
            ..cache
        }
    }

    fn object(
        &self,
        kernel: &Kernel,
        spec: &Spec,
        host: &Host,
        make: impl FnOnce() -> Object,
    ) -> Object {
        let Some(store) = &self.store else {
            return make();
        };
        let key = Key::of(kernel, spec, host);
        if let Some(object) = self.find(store, &key, kernel) {
            count(&self.hits);
            return object;
        }
        count(&self.misses);
        let object = make();
        if let Err(error) = store.write(&key, &file::encode(&key, &object)) {
            self.complain(unusable(store.folder(), &error));
        }
        object
    }

    fn find(&self, store: &Store, key: &Key, kernel: &Kernel) -> Option<Object> {
        let object = match store.read(key) {
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            file => file.ok().and_then(|file| file::decode(key, kernel, &file)),
        };
        if object.is_none() {
            count(&self.rejected);
        }
        object
    }

    fn info(&self) -> Info {
        let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let store = self.store.as_ref();
        let Usage { objects, bytes } = store
            .and_then(|store| store.usage().ok())
            .unwrap_or_default();
        Info {
            hits: number(&self.hits),
            misses: number(&self.misses),
            rejected: number(&self.rejected),
            folder: store.map(|store| store.folder().to_path_buf()),
            objects,
            bytes,
            limit: store.map_or(0, Store::limit),
        }
    }

    fn complain(&self, problem: String) {
        if self.problem.set(problem).is_ok() {
            self.untold.store(true, Ordering::Release);
        }
    }

    fn take_problem(&self) -> Option<String> {
        // A load is all that a launch pays for.
        let untold =
            self.untold.load(Ordering::Relaxed) && self.untold.swap(false, Ordering::AcqRel);
        untold.then(|| self.problem.get().cloned()).flatten()
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

fn unusable(folder: &Path, error: &std::io::Error) -> String {
    format!(
        "compiled kernels cannot be kept in {}: {error}",
        folder.display()
    )
}
