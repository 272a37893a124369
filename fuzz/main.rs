//! Differential fuzzing: random kernels on the interpreter, as built and as prepared, and on the CPU.
//!
//! `ENIGMA_FUZZ_COUNT` kernels are tried (300 unless it says otherwise; `cargo xtask fuzz` asks for
//! 10,000), from seed `ENIGMA_FUZZ_SEED` on. Integers and floats must agree bit for bit, NaNs among themselves, and
//! functions with a bound within it. A kernel that fails is made smaller and shown with its seed. The first 50
//! (`ENIGMA_FUZZ_METAL`; all, for `cargo xtask fuzz`) are also checked and executed as Metal text (`metal`), and
//! mistakes planted in such text are found (`mistakes`).

mod metal;
mod mistakes;
mod native;
mod twin;

#[path = "generate.rs"]
mod generate;

use enigma::core::Diagnostic;
use enigma::core::interp::{self, Arg};
use enigma::core::ir::{Kernel, print};
use enigma::{CompiledKernel, Options};
use generate::program::Program;
use generate::{build, compare, data, shrink, stmt};

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a program leaves in its arguments, or how it fails, in words.
type Verdict = Result<Vec<Arg>, String>;

fn number(name: &str, default: u64) -> u64 {
    let Ok(text) = std::env::var(name) else {
        return default;
    };
    text.parse()
        .unwrap_or_else(|_| panic!("{name} is a number, not {text:?}"))
}

fn words(found: &[Diagnostic]) -> String {
    let rendered: Vec<String> = found.iter().map(|d| d.render(&|_, _| None)).collect();
    rendered.join("\n")
}

fn interpret(p: &Program, kernel: &Kernel) -> Result<Vec<Arg>, String> {
    let mut args = data::args(p);
    match interp::run(kernel, &mut args, p.grid, p.threads) {
        Ok(()) => Ok(args),
        Err(finding) => Err(words(&[*finding])),
    }
}

/// Runs a program everywhere; everything must agree with the kernel as built on the interpreter.
fn check(p: &Program) -> Verdict {
    let (_, verified) = build::kernel(p);
    let expected = interpret(p, verified.kernel())?;
    let compiled = CompiledKernel::compile(verified.kernel().clone(), Options::default())
        .map_err(|found| words(&found))?;
    let agree = |way: &str, found: &[Arg]| match compare::difference(p, &expected, found) {
        Some(text) => Err(format!("{way}: {text}")),
        None => Ok(()),
    };
    let prepared = interpret(p, compiled.legal().kernel())?;
    agree("as prepared, on the interpreter", &prepared)?;
    match native::launch(p, &compiled) {
        Ok(found) => agree("on the CPU", &found)?,
        Err(found) => return Err(format!("on the CPU: {}", words(&found))),
    }
    Ok(expected)
}

fn defect(p: &Program) -> Option<String> {
    check(p).err()
}

/// What is wrong with the program of a seed, in full.
fn report(seed: u64) -> Option<String> {
    let p = stmt::program(seed);
    shrink::failure(&p, &defect)?;
    let small = shrink::shrink(&p, &defect);
    let found = shrink::failure(&small, &defect).unwrap_or_default();
    let kernel = print::print(build::kernel(&small).1.kernel());
    let (grid, threads, body) = (p.grid, p.threads, &small.body);
    Some(format!(
        "seed {seed}, grid {grid:?}, threads {threads:?}: {found}\n{body:?}\n{kernel}"
    ))
}

#[test]
fn random_kernels_give_one_result_everywhere() {
    let (first, count) = (
        number("ENIGMA_FUZZ_SEED", 0),
        number("ENIGMA_FUZZ_COUNT", 300),
    );
    let next = AtomicU64::new(first);
    let reports = Mutex::new(Vec::new());
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= first + count || !reports.lock().expect("no panic").is_empty() {
            break;
        }
        if let Some(text) = report(seed) {
            reports.lock().expect("no panic").push(text);
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
    let found = reports.into_inner().expect("no panic");
    assert!(found.is_empty(), "{}", found.join("\n"));
    println!("{count} kernels agree");
    println!("{}", metal::agree(first, count));
}
