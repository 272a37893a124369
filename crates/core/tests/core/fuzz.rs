//! Random kernels through the interpreter: a kernel means the same before and after its variables become
//! values, before and after it is simplified and legalised, whatever threadgroup memory starts as.

use crate::generate::{build, compare, data, program::Program, shrink, stmt};
use enigma_core::interp::{self, Arg, Options};
use enigma_core::ir::{Kernel, print};
use enigma_core::ops::{self, Kind};
use enigma_core::passes::{Floats, Isa, Target, legal, simplify};
use enigma_core::verify::findings;
use std::collections::BTreeSet;

/// Kernels tried.
const COUNT: u64 = 400;

fn run(p: &Program, kernel: &Kernel, fill: u8) -> Result<Vec<Arg>, String> {
    let mut args = data::args(p);
    let options = Options {
        fill,
        ..Options::default()
    };
    match interp::run_with(kernel, &mut args, p.grid, p.threads, options) {
        Ok(()) => Ok(args),
        Err(e) => Err(e.render(&|_, _| None)),
    }
}

/// What is wrong with the core on this program, if anything is.
fn defect(p: &Program) -> Option<String> {
    let (raw, kernel) = build::kernel(p);
    let expected = match run(p, kernel.kernel(), 0) {
        Ok(args) => args,
        Err(e) => return Some(e),
    };
    let mut ways = vec![
        ("before promotion", raw),
        ("with other threadgroup memory", kernel.kernel().clone()),
        ("simplified", simplify(kernel.kernel())),
        ("simplified twice", simplify(&simplify(kernel.kernel()))),
    ];
    for target in [Target::Cpu(Isa::Any), Target::Msl] {
        match legal::legalize(&kernel, target, Floats::Ieee, 32_768) {
            Ok(legal) => ways.push(("legal", legal.kernel().clone())),
            Err(e) => return Some(format!("legalisation: {e:?}")),
        }
    }
    ways.iter().find_map(|(way, kernel)| {
        if *way != "before promotion" && !findings(kernel).is_empty() {
            return Some(format!("{way}: {:?}", findings(kernel)));
        }
        let problem = match run(p, kernel, 0xa5) {
            Ok(found) => compare::difference(p, &expected, &found),
            Err(e) => Some(e),
        };
        problem.map(|text| format!("{way}: {text}"))
    })
}

#[test]
fn random_kernels_keep_their_meaning() {
    for seed in 0..COUNT {
        let p = stmt::program(seed);
        if shrink::failure(&p, &defect).is_some() {
            let small = shrink::shrink(&p, &defect);
            let found = shrink::failure(&small, &defect).unwrap_or_default();
            let text = print::print(build::kernel(&small).1.kernel());
            panic!("seed {seed}: {found}\n{:?}\n{text}", small.body);
        }
    }
}

#[test]
fn random_kernels_have_almost_every_operation() {
    let mut found = BTreeSet::new();
    for seed in 0..COUNT {
        let kernel = build::kernel(&stmt::program(seed)).1;
        kernel.kernel().walk(&mut |_, op| {
            found.insert(op.op.name);
        });
    }
    let missing: Vec<&str> = ops::all()
        .filter(|op| !matches!(op.kind, Kind::Composite(_)))
        .map(|op| op.name)
        .filter(|name| !found.contains(name))
        .collect();
    // A launch gives function constants; variables are gone; what these atomics give or leave depends on the
    // schedule; what is asserted would have to hold.
    let left_out = [
        "function_constant",
        "local_get",
        "local_set",
        "atomic_load",
        "atomic_store",
        "atomic_exchange",
    ];
    let exchanges = ["atomic_compare_exchange_weak", "atomic_compare_exchange"];
    let all = [&left_out[..], &exchanges, &["assert"]].concat();
    assert_eq!(missing, all);
}

#[test]
fn a_seed_gives_one_kernel() {
    let text = |seed| print::print(build::kernel(&stmt::program(seed)).1.kernel());
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
}
