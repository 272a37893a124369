//! Launches of a compiled program: what it is asked for, and what it gives back.

use super::{After, Executed, Run};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Orders in which threads take turns; their numbers are those of `host/metal_threads`.
const ORDERS: usize = 2;

/// Results by the numbers of the runs. `calls` has those numbers, and for each which kernel of the program it is.
///
/// A launch that fails ends the program; the next one goes on behind it.
pub fn run(
    program: &Path,
    calls: &[(usize, usize)],
    runs: &[Run],
) -> Vec<(usize, Result<Executed, String>)> {
    let mut results = Vec::new();
    let mut rest = calls;
    while let Some((&(failed, _), _)) = rest.split_first() {
        let (found, said) = launch(program, rest, runs);
        let done = found.len();
        let numbers = rest.iter().map(|(number, _)| *number);
        results.extend(numbers.zip(found.into_iter().map(Ok)));
        rest = &rest[done..];
        if let (Some(said), [(number, _), others @ ..]) = (said, rest) {
            results.push((*number, Err(said)));
            rest = others;
        } else if done == 0 {
            results.push((failed, Err("internal error: nothing ran".into())));
            rest = &rest[1..];
        }
    }
    results
}

/// The results of the first launches, up to one that fails, and how that failed.
fn launch(
    program: &Path,
    calls: &[(usize, usize)],
    runs: &[Run],
) -> (Vec<Executed>, Option<String>) {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let place = std::env::temp_dir().join(format!("enigma-launch-{}-{call}", std::process::id()));
    let file = |end: &str| place.with_extension(end);
    let (input, output) = (file("in"), file("out"));
    std::fs::write(&input, asked(calls, runs)).expect("a writable folder");
    let mut command = Command::new(program);
    let ran = command.args([&input, &output]).output();
    let found = std::fs::read(&output).unwrap_or_default();
    for file in [input, output] {
        // Nothing hangs on a file that is left behind.
        let _ = std::fs::remove_file(file);
    }
    let results = executed(&found, calls, runs);
    let said = match ran {
        Ok(ran) if ran.status.success() => None,
        Ok(ran) => Some(format!(
            "{}: undefined behaviour, or memory that is not the kernel's\n{}",
            ran.status,
            String::from_utf8_lossy(&ran.stderr)
        )),
        Err(error) => Some(error.to_string()),
    };
    (results, said)
}

/// The file of launches, as `host/metal_launches` reads it.
fn asked(calls: &[(usize, usize)], runs: &[Run]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for &(number, kernel) in calls {
        for order in 0..ORDERS {
            one(&mut bytes, &runs[number], kernel, order);
        }
    }
    bytes
}

fn one(bytes: &mut Vec<u8>, run: &Run, kernel: usize, order: usize) {
    let mut number = |n: usize| bytes.extend((n as u32).to_le_bytes());
    number(kernel);
    number(order);
    for n in run.grid.into_iter().chain(run.threads) {
        number(n as usize);
    }
    number(run.constants.len());
    for (index, value) in &run.constants {
        bytes.extend(index.to_le_bytes());
        bytes.extend((value.len() as u32).to_le_bytes());
        bytes.extend(value);
    }
    bytes.extend((run.args.len() as u32).to_le_bytes());
    for arg in &run.args {
        bytes.extend((arg.len() as u64).to_le_bytes());
        bytes.extend(arg);
    }
}

fn executed(found: &[u8], calls: &[(usize, usize)], runs: &[Run]) -> Vec<Executed> {
    let mut rest = found;
    let mut results = Vec::new();
    for &(number, _) in calls {
        let run = &runs[number];
        let Some(forward) = after(&mut rest, run) else {
            break;
        };
        let Some(backward) = after(&mut rest, run) else {
            break;
        };
        results.push(Executed { forward, backward });
    }
    results
}

/// The arguments of one launch, if all of it is there.
fn after(rest: &mut &[u8], run: &Run) -> Option<After> {
    // A byte comes first: not every launch has arguments.
    let length = 1 + run.args.iter().map(Vec::len).sum::<usize>();
    if rest.len() < length {
        return None;
    }
    *rest = &rest[1..];
    let mut take = |arg: &Vec<u8>| {
        let (taken, left) = rest.split_at(arg.len());
        *rest = left;
        taken.to_vec()
    };
    Some(run.args.iter().map(&mut take).collect())
}
