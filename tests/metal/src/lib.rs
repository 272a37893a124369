//! Checks Metal text without Apple's compiler, in three ways that know nothing of how the text was made.
//!
//! `clang` type-checks it as C++ for OpenCL against the library in `include`; `lint` finds what clang cannot see, such as
//! attributes, buffer indices and language versions; `execute` runs it on the host against the library in `host`, with
//! threadgroups, barriers and simdgroups. `tests/mistakes` plants a mistake for each rule beside its clean twin.

pub mod clang;
pub mod compare;
pub mod execute;
pub mod launches;
pub mod lint;
pub mod signature;
pub mod text;

use std::path::{Path, PathBuf};

/// A folder beside this package's manifest.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
