//! Repository chores: `cargo xtask check`, `cargo xtask generate [--check]`, `cargo xtask fuzz [--count N | --metal N] [--seed S]`,
//! `cargo xtask metal [--execute] PATH...`, `cargo xtask metal --execute-all`, `cargo xtask run-metal FOLDER` and
//! `cargo xtask check-metal [--prove]`.
//!
//! `check` runs the house rules of `rules/`, each of which is a function from the sources to findings, and reports
//! all of them at once. `generate` writes the files that are derived from the op table, or says which are stale.
//! `fuzz` tries random kernels on everything that runs kernels. `metal` checks Metal text, `run-metal`
//! executes it, `check-metal` checks the calls of Metal.
//!
//! Nothing here is part of the product, and nothing in the product depends on it.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool reports on its standard output"
)]

mod check_metal;
mod finding;
mod fuzz;
mod generate;
mod metal;
mod rules;
mod run_metal;
mod source;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use finding::Finding;
use source::Sources;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["check"] => check(&root()),
        ["generate"] => write(&root()),
        ["generate", "--check"] => Ok(generate::stale(&root(), &generate::outputs())),
        ["fuzz", arguments @ ..] => fuzz::run(&root(), arguments).map(|()| Vec::new()),
        ["check-metal", arguments @ ..] => {
            check_metal::run(&root(), arguments).map(|()| Vec::new())
        }
        ["run-metal", arguments @ ..] => run_metal::run(arguments).map(|()| Vec::new()),
        ["metal", paths @ ..] => metal::run(&root(), paths).map(|()| Vec::new()),
        _ => Err(io::Error::other(
            "usage: cargo xtask check | generate [--check] | fuzz [--count N | --metal N] [--seed S] | \
             metal [--execute] PATH... | metal --execute-all | run-metal FOLDER | check-metal [--prove]",
        )),
    };
    match outcome {
        Ok(findings) => report(&findings),
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root, which is where this package's folder lies, whatever the working directory is.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// Every house rule, and every generated file that is stale.
fn check(root: &Path) -> io::Result<Vec<Finding>> {
    let sources = Sources::read(root)?;
    let mut findings = rules::run_all(&sources);
    findings.extend(generate::stale(root, &generate::outputs()));
    Ok(findings)
}

fn write(root: &Path) -> io::Result<Vec<Finding>> {
    for path in generate::write(root, &generate::outputs())? {
        println!("wrote {path}");
    }
    Ok(Vec::new())
}

fn report(findings: &[Finding]) -> ExitCode {
    for finding in findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        println!("{} findings", findings.len());
        ExitCode::FAILURE
    }
}
