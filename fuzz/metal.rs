//! Random kernels as Metal text: checked by type and lint, executed on the host, compared with the interpreter and the CPU.
//!
//! What Metal cannot do is replaced in a program before it is a kernel (`twin`). Many kernels are compiled at
//! once, since a run of clang costs more than most kernels.

use crate::generate::program::Program;
use crate::generate::{build, compare, data, stmt};
use crate::{check, number, twin};
use enigma::core::Const;
use enigma::core::interp::Arg;
use enigma::core::passes::Floats;
use enigma::core::verify::Verified;
use enigma_codegen::msl::{self, AsyncCopy};
use enigma_metal_check::clang::{STRICT, clang, complaints};
use enigma_metal_check::execute::{After, Executed, Host, Keep, Run};
use enigma_metal_check::lint::lint;
use enigma_metal_check::text::together;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Kernels that one run of clang takes.
const BATCH: u64 = 25;

/// Warnings that random programs deserve: they compare and combine values with themselves and leave parameters unread.
const ODD: [&str; 7] = [
    "-Wno-unused",
    "-Wno-unused-parameter",
    "-Wno-unused-but-set-variable",
    "-Wno-char-subscripts",
    "-Wno-self-assign",
    "-Wno-tautological-compare",
    "-Wno-tautological-unsigned-zero-compare",
];

/// What was done with some kernels.
#[derive(Default)]
struct Tally {
    executed: u64,
    /// Those that Metal cannot do, by what the emitter says.
    refused: BTreeMap<String, u64>,
    failures: Vec<String>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.executed += other.executed;
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
        self.failures.extend(other.failures);
    }

    fn words(&self) -> String {
        let (executed, failures) = (self.executed, self.failures.len());
        let refused: u64 = self.refused.values().sum();
        let reasons = self.refused.iter();
        let reasons: String = reasons
            .map(|(reason, count)| format!("\n  {count}: {reason}"))
            .collect();
        format!(
            "Metal text: {executed} kernels executed, {refused} refused, {failures} failures{reasons}"
        )
    }
}

/// Checks and executes the Metal text of the kernels of some seeds; panics with what differs. Gives what it did in words.
pub fn agree(first: u64, count: u64) -> String {
    let (Some(clang), Some(host)) = (clang(), Host::new(Keep::Nothing)) else {
        return "skipped: executing Metal text needs clang 22".into();
    };
    // The tests that every commit runs look at some; the fuzzer looks at all.
    let count = number("ENIGMA_FUZZ_METAL", count.min(50));
    let next = AtomicU64::new(first);
    let total = Mutex::new(Tally::default());
    let work = || loop {
        let begin = next.fetch_add(BATCH, Ordering::Relaxed);
        if begin >= first + count || !total.lock().expect("no panic").failures.is_empty() {
            break;
        }
        let tally = batch(begin..(begin + BATCH).min(first + count), clang, &host);
        total.lock().expect("no panic").add(tally);
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    let total = total.into_inner().expect("no panic");
    let words = total.words();
    assert!(
        total.failures.is_empty(),
        "{}\n{words}",
        total.failures[..total.failures.len().min(3)].join("\n")
    );
    words
}

/// A kernel and what it must compute.
pub struct Case {
    pub seed: u64,
    pub program: Program,
    pub expected: Vec<Arg>,
    pub run: Run,
}

/// Looks at the kernels of some seeds.
fn batch(seeds: std::ops::Range<u64>, clang: &str, host: &Host) -> Tally {
    let mut tally = Tally::default();
    let mut cases = Vec::new();
    for seed in seeds {
        match case(seed) {
            Ok(Ok(case)) => cases.push(case),
            Ok(Err(reason)) => *tally.refused.entry(reason).or_default() += 1,
            Err(failure) => tally.failures.push(format!("seed {seed}: {failure}")),
        }
    }
    let texts: Vec<String> = cases.iter().map(|case| case.run.text.clone()).collect();
    let said = complaints(clang, &together(&texts), &[STRICT, &ODD].concat());
    if !said.is_empty() {
        tally.failures.push(said);
    }
    let runs: Vec<Run> = cases.iter().map(|case| case.run.clone()).collect();
    for (case, executed) in cases.iter().zip(host.execute(&runs)) {
        tally.executed += 1;
        let found = executed.map_or_else(Some, |executed| objection(case, &executed));
        let (seed, text) = (case.seed, &case.run.text);
        let failure = found.map(|found| format!("seed {seed}: as Metal text: {found} in\n{text}"));
        tally.failures.extend(failure);
    }
    tally
}

/// The kernel of a seed, or why Metal cannot do it; the error says what is wrong before it runs as Metal text.
fn case(seed: u64) -> Result<Result<Case, String>, String> {
    let program = twin::twin(&stmt::program(seed));
    let (_, verified) = build::kernel(&program);
    let text = match emitted(&verified) {
        Ok(text) => text,
        Err(reason) => return Ok(Err(reason)),
    };
    if let Some(finding) = lint(&text).first() {
        return Err(format!("{finding} in\n{text}"));
    }
    let expected = check(&program)?;
    let run = run(&program, text);
    Ok(Ok(Case {
        seed,
        program,
        expected,
        run,
    }))
}

/// The text of a kernel; the error is why Metal cannot do it.
pub fn emitted(kernel: &Verified) -> Result<String, String> {
    let text = msl::emit(kernel, Floats::Ieee, AsyncCopy::Cooperative);
    text.map_err(|found| found[0].message.clone())
}

/// What is wrong with what a kernel left.
pub fn objection(case: &Case, executed: &Executed) -> Option<String> {
    let orders = executed.orders().into_iter();
    let mut found = orders.filter_map(|(order, after)| {
        let found = arguments(&case.expected, after);
        let found = compare::difference(&case.program, &case.expected, &found)?;
        Some(format!("threads {order}: {found}"))
    });
    found.next()
}

/// The launch of a program's text.
pub fn run(program: &Program, text: String) -> Run {
    let bytes = |c: &Const| c.bits().to_le_bytes()[..c.ty.bytes()].to_vec();
    let args = data::args(program);
    let args = args.iter().map(|arg| match arg {
        Arg::Buffer(elements) => elements.iter().flat_map(bytes).collect(),
        Arg::Scalar(c) => bytes(c),
    });
    Run {
        text,
        constants: Vec::new(),
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
