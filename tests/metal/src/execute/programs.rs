//! Compiled kernels: many to a program, found again by what their text is.
//!
//! A folder of programs has one folder for each, named by a hash of what it was compiled from, with the program and a
//! list of the hashes of its kernels' texts; and the library's headers, compiled before.

use super::in_parallel;
use super::source;
use crate::folder;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Kernels of a program.
const BATCH: usize = 40;

/// Programs that are kept; the oldest go first.
const KEPT: usize = 400;

const FLAGS: &[&str] = &[
    "-std=c++14",
    "-O0",
    "-ffp-contract=off",
    "-fbracket-depth=1024",
    "-Wno-everything",
    "-Xclang",
    "-ffloat16-excess-precision=none",
    "-Xclang",
    "-fbfloat16-excess-precision=none",
    "-fsanitize=signed-integer-overflow,shift,integer-divide-by-zero,float-cast-overflow,bounds",
    "-fsanitize-trap=all",
];

const HEADERS: [&str; 4] = [
    "metal_launches",
    "metal_threads",
    "metal_stdlib",
    "metal_simdgroup_matrix",
];

/// What becomes of programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// They go with the host that made them: their texts do not come again.
    Nothing,
    /// They stay under `target`, for the next time.
    Programs,
}

/// Where a compiled kernel is.
#[derive(Clone, Debug)]
pub struct Place {
    /// The program that it is in.
    pub program: PathBuf,
    /// Its number there.
    pub kernel: usize,
}

/// A folder of programs.
pub struct Programs {
    compiler: &'static str,
    root: PathBuf,
    keep: Keep,
    /// The headers, compiled; where that fails, programs say why.
    headers: OnceLock<PathBuf>,
}

impl Drop for Programs {
    fn drop(&mut self) {
        if self.keep == Keep::Nothing {
            // Nothing hangs on a folder that is left behind.
            let _ = std::fs::remove_dir_all(&self.root);
        }
    }
}

impl Programs {
    pub fn new(compiler: &'static str, keep: Keep) -> Programs {
        static HOSTS: AtomicUsize = AtomicUsize::new(0);
        let root = match keep {
            Keep::Programs => target().join("metal"),
            Keep::Nothing => {
                let host = HOSTS.fetch_add(1, Ordering::Relaxed);
                let process = std::process::id();
                std::env::temp_dir().join(format!("enigma-execute-{process}-{host}"))
            }
        };
        std::fs::create_dir_all(&root).expect("a writable folder");
        Programs {
            compiler,
            root,
            keep,
            headers: OnceLock::new(),
        }
    }

    /// Where each text's kernel is, compiled now or before; the error says why it does not compile.
    pub fn places(&self, texts: &[&str]) -> Vec<Result<Place, String>> {
        let mut known = self.known();
        let hashes: Vec<String> = texts.iter().map(|text| self.hash(text)).collect();
        let mut missing: Vec<(&str, &str)> = Vec::new();
        for (hash, text) in hashes.iter().zip(texts) {
            if !known.contains_key(hash) {
                missing.push((hash, text));
            }
        }
        // As many programs as cores at least, where there is enough for that.
        let batch = missing.len().div_ceil(2).clamp(1, BATCH);
        let batches: Vec<_> = missing.chunks(batch).collect();
        let compiled = in_parallel(&batches, |batch| self.compile(batch));
        let mut failed = HashMap::new();
        for (hash, place) in compiled.into_iter().flatten() {
            match place {
                Ok(place) => drop(known.insert(hash, place)),
                Err(said) => drop(failed.insert(hash, said)),
            }
        }
        let place = |hash| match failed.get(hash) {
            Some(said) => Err(String::clone(said)),
            None => Ok(known[hash].clone()),
        };
        hashes.iter().map(place).collect()
    }

    /// Kernels of the folder by the hashes of their texts. The oldest programs go, if there are too many.
    fn known(&self) -> HashMap<String, Place> {
        let mut known = HashMap::new();
        if self.keep == Keep::Nothing {
            return known;
        }
        let entries = std::fs::read_dir(&self.root).into_iter().flatten();
        let mut programs: Vec<_> = entries
            .flatten()
            .filter_map(|entry| {
                let list = entry.path().join("texts");
                let made = std::fs::metadata(&list).and_then(|data| data.modified());
                Some((
                    made.ok()?,
                    entry.path(),
                    std::fs::read_to_string(&list).ok()?,
                ))
            })
            .collect();
        programs.sort_by_key(|program| std::cmp::Reverse(program.0));
        for (number, (_, folder, list)) in programs.iter().enumerate() {
            if number >= KEPT {
                let _ = std::fs::remove_dir_all(folder);
                continue;
            }
            for (kernel, hash) in list.lines().enumerate() {
                let program = folder.join("kernels");
                known.insert(hash.to_string(), Place { program, kernel });
            }
        }
        known
    }

    /// A hash of a text and of everything that compiling it depends on.
    fn hash(&self, text: &str) -> String {
        static LIBRARY: OnceLock<String> = OnceLock::new();
        let library = LIBRARY.get_or_init(|| {
            let read = |name: &str| std::fs::read_to_string(folder("host").join(name));
            let headers = HEADERS.map(|name| read(name).expect("a header"));
            headers.concat() + include_str!("source.rs") + &FLAGS.concat()
        });
        let mut hasher = blake3::Hasher::new();
        for part in [self.compiler, library, text] {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }
        hasher.finalize().to_hex()[..32].to_string()
    }

    /// Compiles texts together; where that fails, one by one, to know which they are.
    fn compile(&self, batch: &[(&str, &str)]) -> Vec<(String, Result<Place, String>)> {
        match self.program(batch) {
            Ok(program) => {
                let place = |(kernel, (hash, _)): (usize, &(&str, &str))| {
                    let program = program.clone();
                    (hash.to_string(), Ok(Place { program, kernel }))
                };
                batch.iter().enumerate().map(place).collect()
            }
            Err(said) if batch.len() == 1 => vec![(batch[0].0.to_string(), Err(said))],
            Err(_) => batch.chunks(1).flat_map(|one| self.compile(one)).collect(),
        }
    }

    /// The program of some kernels.
    fn program(&self, batch: &[(&str, &str)]) -> Result<PathBuf, String> {
        let hashes: Vec<&str> = batch.iter().map(|(hash, _)| *hash).collect();
        let texts: Vec<&str> = batch.iter().map(|(_, text)| *text).collect();
        let list = hashes.join("\n");
        let name = blake3::hash(list.as_bytes()).to_hex()[..32].to_string();
        // It is whole before it has its name: others may make it at the same time.
        let folder = self.root.join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let source = folder.join("kernels.cpp");
        std::fs::write(&source, source::program(&texts)).map_err(|error| error.to_string())?;
        let output = self.clang(|clang| {
            clang
                .args(["-Xclang", "-fno-validate-pch", "-include-pch"])
                .arg(self.headers.get_or_init(|| self.compiled_headers()))
                .args([&source, Path::new("-o"), &folder.join("kernels")])
                .arg("-lm")
        });
        if !output.status.success() {
            let _ = std::fs::remove_dir_all(&folder);
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let own = self.root.join(name);
        if std::fs::rename(&folder, &own).is_err() {
            // Another process was faster.
            let _ = std::fs::remove_dir_all(&folder);
        }
        // Without the list nobody looks for it.
        std::fs::write(own.join("texts"), list).map_err(|error| error.to_string())?;
        Ok(own.join("kernels"))
    }

    fn compiled_headers(&self) -> PathBuf {
        let name = self.hash("headers");
        let path = self.root.join(format!("{name}.pch"));
        let whole = self.root.join(format!("{name}-{}", std::process::id()));
        if !path.exists() {
            let output = self.clang(|clang| {
                let header = folder("host").join("metal_launches");
                clang
                    .args(["-x", "c++-header"])
                    .args([&header, Path::new("-o"), &whole])
            });
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "internal error: headers: {said}");
            std::fs::rename(&whole, &path).expect("a writable folder");
        }
        path
    }

    fn clang(&self, arguments: impl Fn(&mut Command) -> &mut Command) -> Output {
        let mut clang = Command::new(self.compiler);
        clang.args(FLAGS).arg("-I").arg(folder("host"));
        arguments(&mut clang).output().expect("clang runs")
    }
}

/// The folder of everything that is built.
fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => PathBuf::from(target),
        None => folder("../../target"),
    }
}
