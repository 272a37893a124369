//! Fingerprints the sources that decide what machine code is made of a kernel, for the key of the disk cache.
//!
//! A version is not enough: while the code generator is being worked on, its version stays and what it makes changes.
//! A hash of the sources changes exactly then, is the same on every machine, and is fixed when the code is compiled
//! (a build identifier read from the library's file would be that of a newer build, where one has replaced the file
//! under a process that runs). Where this crate was not built in its repository, the sources cannot have
//! changed without the version.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What makes code of a kernel: the code generator, and what it asks of the core.
const SOURCES: [&str; 2] = ["../core/src", "../codegen/src"];

fn main() -> io::Result<()> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut hasher = DefaultHasher::new();
    println!("cargo::rerun-if-changed=build.rs");
    for folder in SOURCES.map(|folder| package.join(folder)) {
        if folder.is_dir() {
            println!("cargo::rerun-if-changed={}", folder.display());
            feed(&folder, &mut hasher)?;
        }
    }
    let fingerprint = hasher.finish();
    println!("cargo::rustc-env=CODEGEN_FINGERPRINT={fingerprint:016x}");
    Ok(())
}

/// Names and contents of all files below a folder, in the order of their names.
fn feed(folder: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        hasher.write_usize(name.len());
        hasher.write(name);
        if path.is_dir() {
            feed(&path, hasher)?;
        } else {
            let content = fs::read(&path)?;
            hasher.write_usize(content.len());
            hasher.write(&content);
        }
    }
    Ok(())
}
