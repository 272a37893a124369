//! Random kernels as Metal text: checked by type and lint, executed on the host, compared with the interpreter.
//!
//! Many kernels are compiled at once, since a run of clang costs more than most kernels.

use crate::generate::program::Program;
use crate::generate::{build, compare, data, stmt};
use crate::{interpret, number};
use enigma::core::Const;
use enigma::core::interp::Arg;
use enigma::core::passes::Floats;
use enigma_codegen::msl::{self, AsyncCopy};
use enigma_metal_check::clang::{STRICT, clang, complaints};
use enigma_metal_check::execute::{After, Run, compiler, execute};
use enigma_metal_check::lint::lint;
use enigma_metal_check::text::together;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Kernels that one run of clang takes.
const BATCH: u64 = 25;

/// Warnings that random programs deserve: they compare values with themselves and leave parameters unread.
const ODD: [&str; 6] = [
    "-Wno-unused",
    "-Wno-unused-parameter",
    "-Wno-unused-but-set-variable",
    "-Wno-char-subscripts",
    "-Wno-tautological-compare",
    "-Wno-tautological-unsigned-zero-compare",
];

/// Checks and executes the Metal text of the kernels of all seeds; panics with what differs. Gives what it did in words.
pub fn agree(first: u64, count: u64) -> String {
    let (Some(clang), Some(compiler)) = (clang(), compiler()) else {
        return "skipped: executing Metal text needs clang 22".into();
    };
    // The tests that every commit runs look at some; the fuzzer looks at all.
    let count = number("ENIGMA_FUZZ_METAL", count.min(50)).min(count);
    let (next, executed) = (AtomicU64::new(first), AtomicU64::new(0));
    let found = Mutex::new(Vec::new());
    let work = || loop {
        let begin = next.fetch_add(BATCH, Ordering::Relaxed);
        if begin >= first + count {
            break;
        }
        match batch(begin..(begin + BATCH).min(first + count), clang, compiler) {
            Ok(kernels) => executed.fetch_add(kernels, Ordering::Relaxed),
            Err(text) => {
                found.lock().expect("no panic").push(text);
                break;
            }
        };
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    let found = found.into_inner().expect("no panic");
    assert!(found.is_empty(), "{}", found.join("\n"));
    let executed = executed.into_inner();
    format!("{executed} of {count} kernels agree as Metal text; Metal cannot do the others")
}

/// Looks at the kernels of some seeds; how many Metal can do.
fn batch(seeds: std::ops::Range<u64>, clang: &str, compiler: &str) -> Result<u64, String> {
    let (mut programs, mut runs) = (Vec::new(), Vec::new());
    for seed in seeds {
        let program = stmt::program(seed);
        let (_, verified) = build::kernel(&program);
        let Ok(text) = msl::emit(&verified, Floats::Ieee, AsyncCopy::Cooperative) else {
            continue;
        };
        if let Some(finding) = lint(&text).first() {
            return Err(format!("seed {seed}: {finding} in\n{text}"));
        }
        let expected = interpret(&program, verified.kernel())
            .map_err(|error| format!("seed {seed}: {error}"))?;
        runs.push(run(&program, text));
        programs.push((seed, program, expected));
    }
    let texts: Vec<String> = runs.iter().map(|run| run.text.clone()).collect();
    let said = complaints(clang, &together(&texts), &[STRICT, &ODD].concat());
    if !said.is_empty() {
        return Err(said);
    }
    let results = execute(compiler, &runs)?;
    for (((seed, program, expected), after), run) in programs.iter().zip(results).zip(&runs) {
        if let Some(difference) =
            compare::difference(program, expected, &arguments(expected, &after))
        {
            return Err(format!(
                "seed {seed}: as Metal text: {difference} in\n{}",
                run.text
            ));
        }
    }
    Ok(runs.len() as u64)
}

fn run(program: &Program, text: String) -> Run {
    let bytes = |c: &Const| c.bits().to_le_bytes()[..c.ty.bytes()].to_vec();
    let args = data::args(program);
    let args = args.iter().map(|arg| match arg {
        Arg::Buffer(elements) => elements.iter().flat_map(bytes).collect(),
        Arg::Scalar(c) => bytes(c),
    });
    Run {
        text,
        args: args.collect(),
        grid: program.grid.map(|n| n as u32),
        threads: program.threads.map(|n| n as u32),
    }
}

/// Bytes as the elements of arguments of the same types.
fn arguments(like: &[Arg], after: &After) -> Vec<Arg> {
    let element = |like: Const, bytes: &[u8]| {
        let mut wide = [0; 8];
        wide[..bytes.len()].copy_from_slice(bytes);
        Const::from_bits(like.ty, u64::from_le_bytes(wide))
    };
    let pairs = like.iter().zip(after).map(|(arg, bytes)| match arg {
        Arg::Buffer(elements) => {
            let chunks = elements.iter().scan(0, |at, &like| {
                let from = *at;
                *at += like.ty.bytes();
                Some(element(like, &bytes[from..*at]))
            });
            Arg::Buffer(chunks.collect())
        }
        Arg::Scalar(c) => Arg::Scalar(*c),
    });
    pairs.collect()
}
