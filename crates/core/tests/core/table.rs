//! Guards on the table of operations.

use enigma_core::ops::{self, Arg, Eval, Kind, Python, Res, Tolerance};
use enigma_core::{Const, Scalar};
use std::collections::BTreeSet;

#[test]
fn names_are_unique_and_found() {
    let names: BTreeSet<&str> = ops::all().map(|op| op.name).collect();
    assert_eq!(names.len(), ops::all().count());
    for op in ops::all() {
        assert_eq!(ops::find(op.name), Some(op));
    }
    assert_eq!(ops::find("no_such_operation"), None);
}

#[test]
fn every_operation_has_a_sentence() {
    for op in ops::all() {
        assert!(
            op.doc.ends_with('.') && op.doc.len() > 6,
            "{}: {:?}",
            op.name,
            op.doc
        );
        let written = match op.python {
            Python::Function(_) => true,
            Python::Operator(text) | Python::Special(text) => !text.is_empty(),
            Python::Hidden => false,
        };
        assert!(written, "{} has no spelling in Python", op.name);
    }
}

#[test]
fn pure_operations_have_a_meaning_and_the_others_need_the_machine() {
    for op in ops::all() {
        let composite = matches!(op.kind, Kind::Composite(_));
        let machine = matches!(op.eval, Eval::Machine);
        assert_eq!(machine, op.kind != Kind::Pure && !composite, "{}", op.name);
        assert_eq!(
            composite,
            matches!(op.eval, Eval::Composite(_)),
            "{}",
            op.name
        );
        if op.kind == Kind::Pure {
            assert!(op.effects.is_pure(), "{} has effects", op.name);
        }
    }
}

/// Operands of every dtype that an operation takes, and the dtype of its result.
fn signatures(op: &ops::OpDef) -> Vec<(Vec<Scalar>, Scalar)> {
    let class = op
        .sig
        .args
        .iter()
        .find_map(|a| if let Arg::T(c) = a { Some(*c) } else { None });
    let dtypes: Vec<Scalar> = class
        .into_iter()
        .flat_map(|c| c.iter().collect::<Vec<_>>())
        .collect();
    let signature = |t: &Scalar| {
        let args = op.sig.args.iter().map(|a| a.dtype(*t));
        (
            args.collect(),
            if op.sig.result == Res::Bool {
                Scalar::Bool
            } else {
                *t
            },
        )
    };
    dtypes.iter().map(signature).collect()
}

#[test]
fn pure_operations_give_their_result_dtype_on_all_extremes() {
    for op in ops::all().filter(|op| op.kind == Kind::Pure) {
        for (args, result) in signatures(op) {
            for (n, m) in [
                (0, 0),
                (0, 1),
                (1, 0),
                (1, 1),
                (2, 1),
                (3, 2),
                (2, 3),
                (4, 4),
            ] {
                let values: Vec<Const> = args
                    .iter()
                    .zip([n, m, n, m])
                    .map(|(&t, i)| extremes(t)[i % extremes(t).len()])
                    .collect();
                let value = op
                    .evaluate(&values, result)
                    .expect("a pure operation has a meaning");
                assert_eq!(value.ty, result, "{} on {values:?}", op.name);
            }
        }
    }
}

fn extremes(dtype: Scalar) -> Vec<Const> {
    if dtype.is_float() {
        [0.0, -1.0, f64::INFINITY, f64::NAN, f64::MIN_POSITIVE]
            .map(|v| Const::from_f64(dtype, v))
            .to_vec()
    } else {
        let (min, max) = dtype.int_range();
        [min, max, 0, 1, -1]
            .map(|v| Const::from_int(dtype, v))
            .to_vec()
    }
}

#[test]
fn bounds_are_stated_for_floats_only() {
    for op in ops::all() {
        let Tolerance::Ulp(bound) = op.tolerance else {
            continue;
        };
        assert!(bound > 0.0 && bound <= 16.0, "{}", op.name);
        assert!(
            signatures(op).iter().all(|(_, result)| result.is_float()),
            "{}",
            op.name
        );
    }
}

#[test]
fn effects_fit_the_kind() {
    for op in ops::all() {
        let e = op.effects;
        let (reads, writes, convergent, barrier) = match op.kind {
            Kind::Pure
            | Kind::Const
            | Kind::Query(_)
            | Kind::ScalarParam
            | Kind::FunctionConstant
            | Kind::LocalGet => (false, false, false, false),
            Kind::Load | Kind::LoadIf => (true, false, false, false),
            Kind::Store | Kind::Assert | Kind::LocalSet | Kind::Atomic(ops::AtomicOp::Store) => {
                (false, true, false, false)
            }
            Kind::Atomic(_) => (true, true, false, false),
            Kind::Simd(_) => (false, false, true, false),
            Kind::Matrix(ops::MatrixOp::Load) => (true, false, true, false),
            Kind::Matrix(ops::MatrixOp::Store) => (false, true, true, false),
            Kind::Matrix(_) => (false, false, true, false),
            Kind::AsyncCopy1d | Kind::AsyncCopy2d => (true, true, true, false),
            Kind::Barrier | Kind::SimdBarrier | Kind::AsyncCopyWait => (false, false, true, true),
            Kind::For | Kind::While | Kind::If | Kind::Composite(_) => (false, false, false, false),
        };
        let want = (reads, writes, convergent, barrier);
        assert_eq!(
            (e.reads, e.writes, e.convergent, e.barrier),
            want,
            "{}",
            op.name
        );
    }
}
