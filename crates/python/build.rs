//! Makes the linker take zstd and zlib, which LLVM's libraries need, from archives, so that a wheel with LLVM inside
//! needs neither from the system.
//!
//! The linker takes the first library of a name in its search path, so a folder that has the archives alone and
//! comes first decides. Where the C compiler knows no archive, the shared library is linked as before.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let linked = env::var_os("CARGO_FEATURE_LLVM_STATIC").is_some();
    if !linked || env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux") {
        return;
    }
    let Some(out) = env::var_os("OUT_DIR").map(PathBuf::from) else {
        return;
    };
    for name in ["libzstd.a", "libz.a"] {
        match archive(name) {
            Some(path) => copy(&path, &out.join(name)),
            None => println!("cargo::warning=no {name}: the wheel will need the shared library"),
        }
    }
    println!("cargo::rustc-link-search=native={}", out.display());
}

/// The archive that the C compiler would link; it gives the name back where it knows none.
fn archive(name: &str) -> Option<PathBuf> {
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".into());
    let asked = Command::new(compiler)
        .arg(format!("-print-file-name={name}"))
        .output();
    let path = PathBuf::from(String::from_utf8(asked.ok()?.stdout).ok()?.trim());
    path.is_absolute().then_some(path)
}

fn copy(from: &Path, to: &Path) {
    if let Err(reason) = fs::copy(from, to) {
        println!("cargo::warning={}: {reason}", from.display());
    }
}
