//! Every pure operation of the table, on every dtype its classes take, against its own meaning.
//!
//! Nothing here lists operations: an entry that is added is tested. Each is run as the passes leave it,
//! on the interpreter, and as machine code, on the CPU; on varying and uniform operands; on standard
//! values of the dtype, the entry's samples, all pairs of them, and every value of the narrow dtypes.
//! `cargo test --test conformance -- --nocapture` shows the table of what was run.

mod case;
mod composite;
#[path = "../kernels/device.rs"]
mod device;
mod elementwise;
mod machine;
#[path = "../kernels/metal.rs"]
mod metal;
mod places;
mod samples;
mod sweep;
mod ulp;

use case::{Case, Findings};
use composite::Composite;
use elementwise::Elementwise;
use enigma::core::Scalar;
use enigma::core::ops::{self, Arg, Class, Kind, Native, OpDef, Res, Tolerance, convert};
use machine::Trial;
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
            | Arg::Vector(..)
            | Arg::Word
            | Arg::Bits
            | Arg::Bool
            | Arg::Index
            | Arg::Lane(_)
            | Arg::Modulo(_)
            | Arg::Element
            | Arg::Matrix
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
        Res::LikeOperands
        | Res::Vector(_)
        | Res::Element
        | Res::Matrix
        | Res::Event
        | Res::Nothing
        | Res::Blocks => vec![],
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

/// One thing to run: a pure operation on dtypes or on vectors of them, a composite operation, or a kernel around another kind of operation.
enum Cell {
    Pure(Case),
    Vectors(Elementwise),
    Composite(Composite),
    Machine(Box<Trial>),
}

impl Cell {
    fn title(&self) -> String {
        match self {
            Cell::Pure(case) => case.title(),
            Cell::Vectors(case) => case.title(),
            Cell::Composite(case) => case.title(),
            Cell::Machine(trial) => trial.title.clone(),
        }
    }

    fn run(&self) -> Findings {
        match self {
            Cell::Pure(case) => case.run(),
            Cell::Vectors(case) => case.run(),
            Cell::Composite(case) => case.run(),
            Cell::Machine(trial) => trial.run(),
        }
    }
}

fn cells(op: &'static OpDef) -> Vec<Cell> {
    if op.kind == Kind::Pure {
        let vectors = cases(op)
            .into_iter()
            .map(|case| Cell::Vectors(Elementwise(case)));
        return cases(op)
            .into_iter()
            .map(Cell::Pure)
            .chain(vectors)
            .collect();
    }
    if let Kind::Composite(_) = op.kind {
        let cells = composite::composites(op).into_iter();
        return cells.map(Cell::Composite).collect();
    }
    machine::trials(op)
        .into_iter()
        .map(|trial| Cell::Machine(Box::new(trial)))
        .collect()
}

/// Runs everything on all cores; what panics is a failure of its own.
fn run_all(cells: &[(&OpDef, Cell)]) -> Vec<Findings> {
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<Findings>> = cells.iter().map(|_| Mutex::default()).collect();
    let work = || loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some((_, cell)) = cells.get(at) else {
            break;
        };
        let findings = std::panic::catch_unwind(|| cell.run()).unwrap_or_else(|_| Findings {
            failures: vec![format!("{} panicked", cell.title())],
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
fn every_operation_does_what_its_entry_says() {
    let all: Vec<(&OpDef, Cell)> = ops::all()
        .flat_map(|op| cells(op).into_iter().map(move |cell| (op, cell)))
        .collect();
    let found = run_all(&all);
    let mut table = format!(
        "{:34} {:>6} {:>9} {:>9} {:>7}\n",
        "op", "cells", "cases", "worst ULP", "bound"
    );
    let mut failures = Vec::new();
    let (mut ops_run, mut cases_run) = (0, 0);
    for op in ops::all() {
        let mine = || all.iter().zip(&found).filter(|((of, _), _)| *of == op);
        let count = mine().count();
        let ran: usize = mine().map(|(_, f)| f.cases).sum();
        let worst = mine().map(|(_, f)| f.worst).fold(0.0, f64::max);
        let bound = match op.tolerance {
            Tolerance::Exact => "exact".to_string(),
            Tolerance::Ulp(bound) => bound.to_string(),
        };
        let _ = writeln!(
            table,
            "{:34} {count:6} {ran:9} {worst:9.3} {bound:>7}",
            op.name
        );
        failures.extend(mine().flat_map(|(_, f)| f.failures.iter().cloned()));
        if ran == 0 {
            failures.push(format!("{} was not run", op.name));
        }
        ops_run += 1;
        cases_run += ran;
    }
    println!("{table}{ops_run} operations, {cases_run} cases");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_pure_operation_has_code_for_the_cpu() {
    let lacks = |op: &&OpDef| match op.cpu {
        Native::Instr(_) | Native::Intrinsic(_) | Native::Expand(_) | Native::Wide(..) => false,
        Native::Custom | Native::Composite | Native::Unsupported(_) => true,
    };
    let missing: Vec<&str> = ops::all()
        .filter(|op| op.kind == Kind::Pure)
        .filter(lacks)
        .map(|op| op.name)
        .collect();
    assert!(missing.is_empty(), "no code for {missing:?}");
}
