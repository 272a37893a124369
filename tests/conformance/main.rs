//! Every pure operation of the table, on every dtype its classes take, against its own meaning.
//!
//! Nothing here lists operations: an entry that is added is tested. Each is run as the passes leave it,
//! on the interpreter, and as machine code, on the CPU; on varying and uniform operands; on standard
//! values of the dtype, the entry's samples, all pairs of them, and every value of the narrow dtypes.
//! `cargo test --test conformance -- --nocapture` shows the table of what was run.

mod case;
#[path = "../kernels/device.rs"]
mod device;
mod samples;
mod ulp;

use case::{Case, Findings};
use enigma::core::Scalar;
use enigma::core::ops::{self, Arg, Class, Kind, Native, OpDef, Res, convert};
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The dtypes that all the operation's `T` operands may have.
fn common_types(op: &OpDef) -> Vec<Scalar> {
    let classes: Vec<Class> = op
        .sig
        .args
        .iter()
        .filter_map(|arg| match arg {
            Arg::T(class) => Some(*class),
            Arg::Amount
            | Arg::Exponent
            | Arg::Bits
            | Arg::Bool
            | Arg::Index
            | Arg::Element
            | Arg::Event => None,
        })
        .collect();
    let taken = |ty: &Scalar| classes.iter().all(|class| class.contains(*ty));
    Scalar::ALL.into_iter().filter(taken).collect()
}

/// The results an operation can give on operands of the dtype.
fn result_types(op: &OpDef, ty: Scalar) -> Vec<Scalar> {
    match op.sig.result {
        Res::T => vec![ty],
        Res::Bool => vec![Scalar::Bool],
        Res::U32 => vec![Scalar::U32],
        // To the same dtype, the builder makes no operation.
        Res::Asked => {
            let same_width = |to: &Scalar| op == &convert::CAST || to.bits() == ty.bits();
            let others = Scalar::ALL.into_iter().filter(|&to| to != ty);
            others.filter(same_width).collect()
        }
        Res::Element | Res::Event | Res::Nothing | Res::Blocks => vec![],
    }
}

fn cases(op: &'static OpDef) -> Vec<Case> {
    let of_type = |ty: Scalar| {
        let operands: Vec<Scalar> = op.sig.args.iter().map(|arg| arg.dtype(ty)).collect();
        let case = move |result| Case {
            op,
            operands: operands.clone(),
            result,
        };
        result_types(op, ty).into_iter().map(case)
    };
    common_types(op).into_iter().flat_map(of_type).collect()
}

/// Runs all cases on all cores; a case that panics is a failure of that case.
fn run_all(cases: &[Case]) -> Vec<Findings> {
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<Findings>> = cases.iter().map(|_| Mutex::default()).collect();
    let work = || loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(case) = cases.get(at) else { break };
        let findings = std::panic::catch_unwind(|| case.run()).unwrap_or_else(|_| Findings {
            failures: vec![format!("{} panicked", case.title())],
            ..Findings::default()
        });
        *done[at].lock().expect("not poisoned") = findings;
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
    let unlock = |slot: Mutex<Findings>| slot.into_inner().expect("not poisoned");
    done.into_iter().map(unlock).collect()
}

#[test]
fn every_pure_operation_means_what_its_entry_says() {
    let all: Vec<Case> = ops::all()
        .filter(|op| op.kind == Kind::Pure)
        .flat_map(cases)
        .collect();
    let found = run_all(&all);
    let mut table = String::from("op | dtypes | cases | worst ULP\n");
    let mut failures = Vec::new();
    for op in ops::all().filter(|op| op.kind == Kind::Pure) {
        let mine = || all.iter().zip(&found).filter(|(case, _)| case.op == op);
        let dtypes = mine().count();
        let ran: usize = mine().map(|(_, f)| f.cases).sum();
        let worst = mine().map(|(_, f)| f.worst).fold(0.0, f64::max);
        let _ = writeln!(table, "{} | {dtypes} | {ran} | {worst:.3}", op.name);
        failures.extend(mine().flat_map(|(_, f)| f.failures.iter().cloned()));
        if ran == 0 {
            failures.push(format!("{} was not run", op.name));
        }
    }
    println!("{table}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_pure_operation_has_code_for_the_cpu() {
    let lacks = |op: &&OpDef| match op.cpu {
        Native::Instr(_) | Native::Intrinsic(_) | Native::Expand(_) => false,
        Native::Custom | Native::Unsupported(_) => true,
    };
    let missing: Vec<&str> = ops::all()
        .filter(|op| op.kind == Kind::Pure)
        .filter(lacks)
        .map(|op| op.name)
        .collect();
    assert!(missing.is_empty(), "no code for {missing:?}");
}
