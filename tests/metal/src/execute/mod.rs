//! Runs Metal text on the host, with threadgroups, barriers and simdgroups (`host/metal_threads`).
//!
//! The text is compiled as C++ with traps on undefined behaviour, so overflow, shifts, divisions and conversions that C
//! leaves open stop the run; buffers end where a page ends, so that a read behind them does too. Many kernels are
//! compiled at once (`programs`). Each launch is made twice, its threads taking turns in two orders, so that a barrier
//! that is missing shows.

mod process;
mod programs;
mod source;

pub use programs::Keep;

use programs::{Place, Programs};
use std::collections::HashMap;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const COMPILERS: [&str; 3] = [
    "clang++-22",
    "/usr/lib/llvm-22/bin/clang++",
    "/opt/homebrew/opt/llvm/bin/clang++",
];

/// A kernel's text and what it is launched with.
#[derive(Clone, Debug)]
pub struct Run {
    /// The text.
    pub text: String,
    /// The bytes of each function constant, by its index.
    pub constants: Vec<(u32, Vec<u8>)>,
    /// The bytes of each buffer and scalar, in the order of their indices.
    pub args: Vec<Vec<u8>>,
    /// Threads of the grid.
    pub grid: [u32; 3],
    /// Threads of a threadgroup.
    pub threads: [u32; 3],
}

/// The bytes of all arguments of a run, after it.
pub type After = Vec<Vec<u8>>;

/// What a run leaves, by the order in which threads take turns.
#[derive(Clone, Debug)]
pub struct Executed {
    /// The first thread first, simdgroups in step.
    pub forward: After,
    /// The last thread first, one simdgroup after the other.
    pub backward: After,
}

impl Executed {
    /// Both, with their names.
    pub fn orders(&self) -> [(&'static str, &After); 2] {
        [("forward", &self.forward), ("backward", &self.backward)]
    }
}

/// What runs Metal text on the host.
pub struct Host {
    programs: Programs,
}

impl Host {
    /// One that compiles with clang 22, if the machine has it.
    pub fn new(keep: Keep) -> Option<Host> {
        let compiler = compiler()?;
        Some(Host {
            programs: Programs::new(compiler, keep),
        })
    }

    /// What each run leaves in its arguments; the error of one says why it does not compile, or how it failed.
    pub fn execute(&self, runs: &[Run]) -> Vec<Result<Executed, String>> {
        let mut numbers = HashMap::new();
        let mut texts: Vec<&str> = Vec::new();
        for run in runs {
            numbers.entry(run.text.as_str()).or_insert_with(|| {
                texts.push(&run.text);
                texts.len() - 1
            });
        }
        let places = self.programs.places(&texts);
        let mut by_program: HashMap<_, Vec<(usize, usize)>> = HashMap::new();
        let mut results: Vec<_> = runs.iter().map(|_| None).collect();
        for (number, run) in runs.iter().enumerate() {
            match &places[numbers[run.text.as_str()]] {
                Ok(Place { program, kernel }) => {
                    let calls: &mut Vec<_> = by_program.entry(program.clone()).or_default();
                    calls.push((number, *kernel));
                }
                Err(said) => results[number] = Some(Err(said.clone())),
            }
        }
        let work: Vec<_> = by_program.into_iter().collect();
        for (number, result) in
            in_parallel(&work, |(program, calls)| process::run(program, calls, runs))
                .into_iter()
                .flatten()
        {
            results[number] = Some(result);
        }
        let done = |result: Option<_>| result.expect("every run has a result");
        results.into_iter().map(done).collect()
    }
}

/// The compiler, if the machine has it.
fn compiler() -> Option<&'static str> {
    COMPILERS
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok())
}

/// The results of all items, in any order, on as many threads as there are cores.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let one_after_the_other = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = work(item);
            results.lock().expect("no panic").push(result);
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(one_after_the_other))));
    results.into_inner().expect("no panic")
}
