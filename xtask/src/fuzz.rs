//! `cargo xtask fuzz`: random kernels, built by the Rust front end and written as Python.
//!
//! The kernels of the first half use every operation of the table; they run on the interpreter as built and as the
//! passes leave them, and on the CPU. Those of the second half are Python functions with native control flow, which
//! Python itself runs thread by thread. Both halves stop at the first kernel on which two of them disagree.
//! `--metal N` executes the Metal text of N kernels of the first half, and nothing else.

use std::io;
use std::path::Path;
use std::process::Command;

/// What is asked for on the command line.
struct Request {
    count: u64,
    seed: u64,
    metal: Option<u64>,
}

/// Kernels of each half where the command line does not say.
const COUNT: u64 = 10_000;

/// Runs both halves; the error says which failed.
pub fn run(root: &Path, arguments: &[&str]) -> io::Result<()> {
    let request = parse(arguments)?;
    let count = request.metal.map_or(request.count, |_| 0).to_string();
    let seed = request.seed.to_string();
    let metal = request.metal.unwrap_or(request.count).to_string();
    let mut operations = Command::new(env!("CARGO"));
    operations
        .args([
            "test",
            "--quiet",
            "--package",
            "enigma",
            "--test",
            "fuzz",
            "random_kernels",
        ])
        .args(["--", "--nocapture"])
        .env("ENIGMA_FUZZ_COUNT", &count)
        .env("ENIGMA_FUZZ_METAL", &metal)
        .env("ENIGMA_FUZZ_SEED", &seed);
    succeed(root, "kernels of all operations", &mut operations)?;
    if request.metal.is_some() {
        return Ok(());
    }
    let python = root.join(".venv/bin/python");
    let mut control = Command::new(python);
    control
        .args(["fuzz/native_control.py", "--count", &count, "--seed", &seed])
        .env("PYTHONPATH", "python");
    succeed(root, "kernels with native control flow", &mut control)
}

fn parse(arguments: &[&str]) -> io::Result<Request> {
    let mut request = Request {
        count: COUNT,
        seed: 0,
        metal: None,
    };
    for pair in arguments.chunks(2) {
        match *pair {
            ["--count", number] => request.count = parsed(number)?,
            ["--seed", number] => request.seed = parsed(number)?,
            ["--metal", number] => request.metal = Some(parsed(number)?),
            _ => {
                return Err(io::Error::other(
                    "usage: cargo xtask fuzz [--count N | --metal N] [--seed S]",
                ));
            }
        }
    }
    Ok(request)
}

fn parsed(text: &str) -> io::Result<u64> {
    text.parse()
        .map_err(|_| io::Error::other(format!("expected a number, not {text:?}")))
}

fn succeed(root: &Path, what: &str, command: &mut Command) -> io::Result<()> {
    println!("{what}:");
    let status = command.current_dir(root).status().map_err(|error| {
        let program = command.get_program().to_string_lossy().into_owned();
        io::Error::other(format!(
            "{program}: {error}; `make module` builds what it needs"
        ))
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("{what}: {status}")))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_command_line_says_how_many_and_from_where() {
        let request = parse(&["--seed", "7"]).expect("a seed");
        assert_eq!((request.count, request.seed), (super::COUNT, 7));
        let request = parse(&["--count", "3", "--seed", "1"]).expect("both");
        assert_eq!((request.count, request.seed), (3, 1));
        let request = parse(&["--metal", "5"]).expect("Metal alone");
        assert_eq!((request.metal, request.seed), (Some(5), 0));
        for wrong in [&["--count"][..], &["--count", "x"], &["5"]] {
            assert!(parse(wrong).is_err());
        }
    }
}
