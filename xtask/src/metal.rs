//! `cargo xtask metal PATH...`: type check and lint of Metal text, of files and of all `.metal` files in folders.
//!
//! `--execute` before the paths also executes the launches that tests left in folders, and compares with the CPU.
//! `--execute-all` has every test, example, kernel of the benchmarks and fuzzer leave its launches and executes them.

use std::io;
use std::path::{Path, PathBuf};

use enigma_metal_check::clang::{STRICT, clang, complaints};
use enigma_metal_check::execute::{Host, Keep};
use enigma_metal_check::launches;
use enigma_metal_check::lint::lint;
use enigma_metal_check::text::together;

/// Texts that one run of clang takes.
const BATCH: usize = 100;

/// Warnings that a user's kernel may deserve, not its text: what is not read, what counts in `char`, and comparisons that
/// are always true.
const USERS: [&str; 7] = [
    "-Wno-unused",
    "-Wno-char-subscripts",
    "-Wno-unused-parameter",
    "-Wno-unused-but-set-variable",
    "-Wno-self-assign",
    "-Wno-tautological-compare",
    "-Wno-tautological-unsigned-zero-compare",
];

/// What the command line asks for; the error says what was found.
pub fn run(root: &Path, arguments: &[&str]) -> io::Result<()> {
    match arguments {
        ["--execute-all"] => execute_all(root),
        ["--execute", folders @ ..] => check(folders).and_then(|()| execute(folders)),
        paths => check(paths),
    }
}

/// Kernels of each fuzzer that are executed with everything else.
const FUZZED: &str = "2000";

/// Has everything that launches kernels leave its launches, and executes them.
fn execute_all(root: &Path) -> io::Result<()> {
    let kept = root.join("target/metal-launches");
    if kept.exists() {
        std::fs::remove_dir_all(&kept)?;
    }
    let python = root.join(".venv/bin/python");
    let python = python.to_string_lossy();
    let control = ["fuzz/native_control.py", "--count", FUZZED, "--metal"];
    for test in ["kernels", "conformance"] {
        let command = ["test", "--quiet", "--package", "enigma", "--test", test];
        leave(
            root,
            &kept,
            test,
            &[&[env!("CARGO")], &command[..]].concat(),
        )?;
    }
    leave(root, &kept, "python", &[&python, "-m", "pytest"])?;
    leave(
        root,
        &kept,
        "control",
        &[&[&*python], &control[..]].concat(),
    )?;
    for example in std::fs::read_dir(root.join("examples"))? {
        let path = example?.path().to_string_lossy().into_owned();
        // `transformer.py` is a part of two others.
        if path.ends_with(".py") && !path.ends_with("transformer.py") {
            let command = [&python, "tests/metal_launches.py", &path];
            leave(root, &kept, "examples", &command)?;
        }
    }
    let mut failed = Vec::new();
    for name in ["kernels", "conformance", "python", "control", "examples"] {
        println!("{name}:");
        let folder = kept.join(name);
        let folder = folder.to_string_lossy();
        if let Err(error) = check(&[&folder]).and_then(|()| execute(&[&folder])) {
            println!("{error}");
            failed.push(name);
        }
    }
    crate::fuzz::run(root, &["--metal", FUZZED])?;
    if failed.is_empty() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "failures in {}",
        failed.join(", ")
    )))
}

/// Runs a command whose launches are kept in a folder.
fn leave(root: &Path, kept: &Path, name: &str, command: &[&str]) -> io::Result<()> {
    println!("{}", command.join(" "));
    let folder = kept.join(name);
    std::fs::create_dir_all(&folder)?;
    let (program, arguments) = command.split_first().expect("a program");
    let status = std::process::Command::new(program)
        .args(arguments)
        .current_dir(root)
        .env("PYTHONPATH", "python")
        .env("ENIGMA_METAL_LAUNCHES", folder)
        .env("ENIGMA_METAL_ALL", "1")
        .stdout(std::process::Stdio::null())
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("{}: {status}", command.join(" "))))
}

/// Executes all launches of folders.
fn execute(folders: &[&str]) -> io::Result<()> {
    let Some(host) = Host::new(Keep::Programs) else {
        println!("executing skipped: it needs clang 22");
        return Ok(());
    };
    let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    let tally = launches::execute_all(&host, &folders)?;
    if tally.failures.is_empty() {
        print!("{}", tally.words());
        return Ok(());
    }
    let failures = tally.failures.join("\n");
    Err(io::Error::other(format!("\n{failures}\n{}", tally.words())))
}

/// Checks all texts.
fn check(paths: &[&str]) -> io::Result<()> {
    let files = files(paths)?;
    let mut texts = Vec::new();
    let mut found = String::new();
    for file in &files {
        let text = std::fs::read_to_string(file)?;
        for finding in lint(&text) {
            found.push_str(&format!("{}:{finding}\n", file.display()));
        }
        texts.push(text);
    }
    match clang() {
        Some(clang) => type_check(clang, &files, &texts, &mut found),
        None => println!("type checks skipped: they need clang 22"),
    }
    if found.is_empty() {
        println!("{} Metal texts pass type check and lint", files.len());
        return Ok(());
    }
    Err(io::Error::other(format!("\n{found}")))
}

/// All texts of a batch at once, and those of a batch with errors one by one, for their places.
fn type_check(clang: &str, files: &[PathBuf], texts: &[String], found: &mut String) {
    let warnings = [STRICT, &USERS].concat();
    for (files, texts) in files.chunks(BATCH).zip(texts.chunks(BATCH)) {
        if complaints(clang, &together(texts), &warnings).is_empty() {
            continue;
        }
        for (file, text) in files.iter().zip(texts) {
            let said = complaints(clang, text, &warnings);
            if !said.is_empty() {
                found.push_str(&format!("{}:\n{said}\n", file.display()));
            }
        }
    }
}

fn files(paths: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths.iter().map(Path::new) {
        if path.is_dir() {
            for entry in std::fs::read_dir(path)? {
                files.push(entry?.path());
            }
        } else {
            files.push(path.to_path_buf());
        }
    }
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "metal")
    });
    files.sort();
    Ok(files)
}
