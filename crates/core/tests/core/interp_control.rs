//! The interpreter: branches, counted loops, conditional loops, and how they nest.

use crate::support::{failure, kernel, line, load, op, run, store, text, tid};
use enigma_core::interp::{self, Options};
use enigma_core::ir::Kernel;
use enigma_core::ops::{arith, bits, compare};
use enigma_core::{Code, Scalar};

/// Counts the rounds of `for i in range(lo, hi, step)` and sums its indices, with bounds in memory.
fn rounds(dtype: Scalar) -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", dtype);
        let bounds = [0, 1, 2].map(|i| load(b, m, i));
        let count = b.local(dtype, "count", 0.into()).expect("0 fits");
        let last = b.local(dtype, "last", 0.into()).expect("0 fits");
        let [lo, hi, step] = bounds.map(Into::into);
        let f = b.for_begin(lo, hi, step, dtype).expect("integers");
        let n = b.local_get(count).expect("in scope");
        let n = op(b, &arith::ADD, [n.into(), 1.into()]);
        b.local_set(count, n.into()).expect("same dtype");
        b.local_set(last, f.index.into()).expect("same dtype");
        b.for_end(f).expect("innermost");
        let (n, i) = (
            b.local_get(count).expect("in scope"),
            b.local_get(last).expect("in scope"),
        );
        store(b, m, 3, n);
        store(b, m, 4, i);
    })
}

#[test]
fn trip_counts_are_fixed_on_entry_and_never_wrap() {
    let k = rounds(Scalar::I8);
    let trips = |lo: i8, hi: i8, step: i8| run(&k, &[lo, hi, step, 99, 99], 1, 1)[3..].to_vec();
    assert_eq!(trips(0, 10, 3), [4, 9]);
    assert_eq!(trips(0, 9, 3), [3, 6]);
    assert_eq!(trips(100, 127, 100), [1, 100]);
    assert_eq!(trips(-128, 127, 127), [3, 126]);
    assert_eq!(trips(5, 5, 1), [0, 0]);
    assert_eq!(trips(6, 5, 1), [0, 0]);
    assert_eq!(trips(0, 5, 0), [0, 0]);
    assert_eq!(trips(0, 5, -1), [0, 0]);
    let k = rounds(Scalar::U64);
    assert_eq!(
        run(&k, &[u64::MAX - 3, u64::MAX, 2, 0, 0], 1, 1)[3..],
        [2, u64::MAX - 1]
    );
}

#[test]
fn each_thread_has_its_own_trip_count() {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::U32);
        let t = tid(b);
        let sum = b.local(Scalar::U32, "sum", 0.into()).expect("0 fits");
        let f = b
            .for_begin(0.into(), t.into(), 1.into(), Scalar::U32)
            .expect("integers");
        let s = b.local_get(sum).expect("in scope");
        let s = op(b, &arith::ADD, [s.into(), f.index.into()]);
        b.local_set(sum, s.into()).expect("same dtype");
        b.for_end(f).expect("innermost");
        let s = b.local_get(sum).expect("in scope");
        store(b, m, t, s);
    });
    assert_eq!(run(&k, &[9u32; 6], 6, 4), [0, 0, 1, 3, 6, 10]);
}

/// Collatz: rounds until 1, with a branch inside a loop that threads leave at different times.
fn collatz() -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", Scalar::U32);
        let t = tid(b);
        let first = load(b, m, t);
        let x = b.local(Scalar::U32, "x", first.into()).expect("same dtype");
        let n = b.local(Scalar::U32, "n", 0.into()).expect("0 fits");
        let w = b.while_begin();
        let v = b.local_get(x).expect("in scope");
        let go = op(b, &compare::CMP_NE, [v.into(), 1.into()]);
        let w = b.while_body(w, go.into()).expect("a bool");
        let v = b.local_get(x).expect("in scope");
        let odd = op(b, &bits::BITAND, [v.into(), 1.into()]);
        let odd = op(b, &compare::CMP_NE, [odd.into(), 0.into()]);
        let i = b.if_begin(odd.into()).expect("a bool");
        let up = op(b, &arith::MUL, [v.into(), 3.into()]);
        let up = op(b, &arith::ADD, [up.into(), 1.into()]);
        b.local_set(x, up.into()).expect("same dtype");
        let i = b.if_else(i).expect("innermost");
        let down = op(b, &bits::SHR, [v.into(), 1.into()]);
        b.local_set(x, down.into()).expect("same dtype");
        b.if_end(i).expect("innermost");
        let c = b.local_get(n).expect("in scope");
        let c = op(b, &arith::ADD, [c.into(), 1.into()]);
        b.local_set(n, c.into()).expect("same dtype");
        b.while_end(w).expect("innermost");
        let c = b.local_get(n).expect("in scope");
        store(b, m, t, c);
    })
}

#[test]
fn threads_leave_a_while_loop_one_by_one() {
    assert_eq!(
        run(&collatz(), &[1u32, 2, 3, 6, 7, 27], 6, 6),
        [0, 1, 7, 8, 16, 111]
    );
}

#[test]
fn an_endless_loop_is_interrupted() {
    let k = kernel(|b| {
        b.buffer("m", Scalar::U32);
        line(b, 7);
        let w = b.while_begin();
        let w = b.while_body(w, true.into()).expect("a bool");
        b.while_end(w).expect("innermost");
    });
    let options = Options {
        budget: 1000,
        ..Options::default()
    };
    let mut args = [crate::support::buffer(&[0u32])];
    let e = interp::run_with(&k, &mut args, [1, 1, 1], [1, 1, 1], options).expect_err("endless");
    assert_eq!(
        text(&e),
        "[E0703] the kernel ran for too many steps\n  --> k.py:7\n  = it may take 1000"
    );
}

#[test]
fn an_endless_loop_after_a_fault_reports_the_fault() {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::U32);
        let w = b.while_begin();
        let v = load(b, m, 5);
        let go = op(b, &compare::CMP_EQ, [v.into(), 0.into()]);
        let w = b.while_body(w, go.into()).expect("a bool");
        b.while_end(w).expect("innermost");
    });
    let options = Options {
        budget: 1000,
        ..Options::default()
    };
    let mut args = [crate::support::buffer(&[1u32])];
    let e = interp::run_with(&k, &mut args, [1, 1, 1], [1, 1, 1], options).expect_err("endless");
    assert_eq!(e.code, Code::OutOfBounds);
    assert_eq!(
        failure(
            &rounds(Scalar::I8),
            &mut [crate::support::buffer(&[0i8])],
            1,
            1
        )
        .code,
        Code::OutOfBounds
    );
}
