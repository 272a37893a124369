//! Which values are the same for all threads of a threadgroup, and the warnings that follow.

use crate::support::{along, kernel, lid, line, load, op, store, text, tid};
use enigma_core::Scalar;
use enigma_core::analysis::uniform::{analyse, divergent_barriers};
use enigma_core::ir::builder::Builder;
use enigma_core::ir::{Dim, Kernel, MemFlags, Memory, Value};
use enigma_core::ops::{Kind, arith, compare, query, simd};

/// Whether the value that the kernel stores is uniform.
fn uniform(build: impl FnOnce(&mut Builder, Memory) -> Value) -> bool {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::U32);
        let v = build(b, m);
        store(b, m, 0, v);
    });
    let analysis = analyse(&k);
    let mut found = None;
    k.walk(&mut |_, op| {
        if op.op.kind == Kind::Store {
            found = Some(analysis.is_uniform(op.operands[1]));
        }
    });
    found.expect("a store")
}

#[test]
fn positions_of_threads_vary_and_those_of_groups_do_not() {
    assert!(!uniform(|b, _| tid(b)));
    assert!(!uniform(|b, _| lid(b)));
    assert!(!uniform(|b, _| op(
        b,
        &query::THREAD_INDEX_IN_SIMDGROUP,
        []
    )));
    assert!(!uniform(|b, _| op(
        b,
        &query::SIMDGROUP_INDEX_IN_THREADGROUP,
        []
    )));
    assert!(uniform(|b, _| along(
        b,
        &query::THREADGROUP_POSITION_IN_GRID,
        Dim::X
    )));
    assert!(uniform(|b, _| along(
        b,
        &query::THREADS_PER_THREADGROUP,
        Dim::Y
    )));
    assert!(uniform(|b, _| op(
        b,
        &query::SIMDGROUPS_PER_THREADGROUP,
        []
    )));
}

#[test]
fn loads_are_as_uniform_as_their_index() {
    assert!(uniform(|b, m| load(b, m, 3)));
    assert!(!uniform(|b, m| {
        let t = tid(b);
        load(b, m, t)
    }));
}

#[test]
fn lane_operations_vary_since_the_last_simdgroup_may_be_partial() {
    assert!(!uniform(|b, m| {
        let x = load(b, m, 0);
        op(b, &simd::SIMD_SUM, [x.into()])
    }));
}

/// `l = 1; if (thread or group position) == 0: l = 2`, and l.
fn joined(b: &mut Builder, ask: fn(&mut Builder) -> Value) -> Value {
    let l = b.local(Scalar::U32, "l", 1.into()).expect("fits");
    let position = ask(b);
    let zero = op(b, &compare::CMP_EQ, [position.into(), 0.into()]);
    let i = b.if_begin(zero.into()).expect("a bool");
    b.local_set(l, 2.into()).expect("fits");
    b.if_end(i).expect("innermost");
    b.local_get(l).expect("in scope")
}

fn group(b: &mut Builder) -> Value {
    along(b, &query::THREADGROUP_POSITION_IN_GRID, Dim::X)
}

#[test]
fn joins_vary_with_their_condition() {
    assert!(uniform(|b, _| joined(b, group)));
    assert!(!uniform(|b, _| joined(b, tid)));
}

/// Rounds of a loop up to `bound`.
fn counted(b: &mut Builder, bound: Value) -> Value {
    let n = b.local(Scalar::U32, "n", 0.into()).expect("fits");
    let f = b
        .for_begin(0.into(), bound.into(), 1.into(), Scalar::U32)
        .expect("integers");
    let v = b.local_get(n).expect("in scope");
    let v = op(b, &arith::ADD, [v.into(), 1.into()]);
    b.local_set(n, v.into()).expect("the same dtype");
    b.for_end(f).expect("innermost");
    b.local_get(n).expect("in scope")
}

#[test]
fn results_of_loops_vary_with_their_trip_counts() {
    assert!(uniform(|b, _| {
        let bound = group(b);
        counted(b, bound)
    }));
    assert!(!uniform(|b, _| {
        let bound = lid(b);
        counted(b, bound)
    }));
}

#[test]
fn a_value_that_varies_after_some_rounds_varies_from_the_start() {
    // x = y; y = thread: uniform in round one only.
    assert!(!uniform(|b, _| {
        let [x, y] = [0, 0].map(|n| b.local(Scalar::U32, "v", n.into()).expect("fits"));
        let f = b
            .for_begin(0.into(), 3.into(), 1.into(), Scalar::U32)
            .expect("integers");
        let v = b.local_get(y).expect("in scope");
        b.local_set(x, v.into()).expect("the same dtype");
        let t = tid(b);
        b.local_set(y, t.into()).expect("the same dtype");
        b.for_end(f).expect("innermost");
        b.local_get(x).expect("in scope")
    }));
}

/// A barrier on line 9 under `ask() < 4` of line 8.
fn guarded(ask: fn(&mut Builder) -> Value) -> Kernel {
    kernel(|b| {
        b.buffer("m", Scalar::U32);
        let position = ask(b);
        line(b, 8);
        let few = op(b, &compare::CMP_LT, [position.into(), 4.into()]);
        let i = b.if_begin(few.into()).expect("a bool");
        line(b, 9);
        b.barrier(MemFlags::Threadgroup);
        b.simd_barrier(MemFlags::Threadgroup);
        b.if_end(i).expect("innermost");
    })
}

#[test]
fn a_barrier_under_a_varying_condition_is_announced() {
    let found = divergent_barriers(&guarded(lid));
    let want = "[W0801] barrier under a condition that may differ between threads\n  --> k.py:9\n  \
                = the condition is at k.py:8\n  \
                = all threads of the threadgroup must reach the barrier; the launch checks it";
    assert_eq!(found.iter().map(text).collect::<Vec<_>>(), [want]);
    assert_eq!(divergent_barriers(&guarded(group)), []);
}
