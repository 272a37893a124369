//! Thread-local variables become values: joins of branches, carried values of loops.

use crate::support::{count, kernel, load, names, op, run, store, tid};
use enigma_core::Scalar;
use enigma_core::ir::builder::Builder;
use enigma_core::ir::{Kernel, Local, Value};
use enigma_core::ops::{arith, bits, compare};

fn local(b: &mut Builder, init: i32) -> Local {
    b.local(Scalar::I32, "v", init.into())
        .expect("a literal fits")
}

fn get(b: &mut Builder, l: Local) -> Value {
    b.local_get(l).expect("in scope")
}

fn add(b: &mut Builder, l: Local, n: i32) {
    let v = get(b, l);
    let v = op(b, &arith::ADD, [v.into(), n.into()]);
    b.local_set(l, v.into()).expect("the same dtype");
}

/// A kernel on an int buffer, which `body` gets with the thread's element.
fn on_ints(body: impl FnOnce(&mut Builder, enigma_core::ir::Memory, Value)) -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", Scalar::I32);
        let t = tid(b);
        let v = load(b, m, t);
        body(b, m, v);
    })
}

fn results(k: &Kernel, name: &str) -> Vec<usize> {
    let mut found = Vec::new();
    k.walk(&mut |_, op| {
        if op.op.name == name {
            found.push(op.results.len());
        }
    });
    found
}

#[test]
fn straight_code_leaves_no_variables() {
    let k = on_ints(|b, m, v| {
        let l = local(b, 1);
        add(b, l, 2);
        b.local_set(l, v.into()).expect("the same dtype");
        add(b, l, 4);
        let v = get(b, l);
        store(b, m, 0, v);
    });
    assert_eq!(
        (
            count(&k, "local_get"),
            count(&k, "local_set"),
            k.locals.len()
        ),
        (0, 0, 0)
    );
    assert_eq!(run(&k, &[10i32], 1, 1), [14]);
}

#[test]
fn a_branch_joins_what_its_arms_assign() {
    let k = on_ints(|b, m, v| {
        let (one, both, unread) = (local(b, 1), local(b, 2), local(b, 3));
        let positive = op(b, &compare::CMP_GT, [v.into(), 0.into()]);
        let i = b.if_begin(positive.into()).expect("a bool");
        add(b, one, 10);
        add(b, both, 10);
        add(b, unread, 10);
        let i = b.if_else(i).expect("innermost");
        add(b, both, 100);
        b.if_end(i).expect("innermost");
        let (x, y) = (get(b, one), get(b, both));
        let t = tid(b);
        let sum = op(b, &arith::MUL, [x.into(), 1000.into()]);
        let sum = op(b, &arith::ADD, [sum.into(), y.into()]);
        store(b, m, t, sum);
    });
    assert_eq!(run(&k, &[5i32, -5], 2, 2), [11_012, 1_102]);
    // `unread` is read by its own additions, so it has a join here; simplification drops it.
    assert_eq!(results(&k, "if"), [3]);
    assert_eq!(results(&enigma_core::passes::simplify(&k), "if"), [2]);
}

#[test]
fn a_variable_nobody_reads_has_no_join() {
    let k = on_ints(|b, _, v| {
        let l = local(b, 1);
        let positive = op(b, &compare::CMP_GT, [v.into(), 0.into()]);
        let i = b.if_begin(positive.into()).expect("a bool");
        b.local_set(l, 7.into()).expect("fits");
        b.if_end(i).expect("innermost");
    });
    assert_eq!(results(&k, "if"), [0]);
}

#[test]
fn two_carried_values_change_places() {
    let k = on_ints(|b, m, v| {
        let (x, y) = (local(b, 1), local(b, 2));
        let f = b
            .for_begin(0.into(), v.into(), 1.into(), Scalar::I32)
            .expect("integers");
        let (was_x, was_y) = (get(b, x), get(b, y));
        b.local_set(x, was_y.into()).expect("the same dtype");
        b.local_set(y, was_x.into()).expect("the same dtype");
        b.for_end(f).expect("innermost");
        let t = tid(b);
        let (x, y) = (get(b, x), get(b, y));
        let tens = op(b, &arith::MUL, [x.into(), 10.into()]);
        let both = op(b, &arith::ADD, [tens.into(), y.into()]);
        store(b, m, t, both);
    });
    assert_eq!(run(&k, &[0i32, 1, 2, 3], 4, 4), [12, 21, 12, 21]);
}

#[test]
fn a_condition_may_assign_what_its_body_reads() {
    // n = 0; while ((n += 1) < v) m += n: the sum of what is below v.
    let k = on_ints(|b, m, v| {
        let (n, sum) = (local(b, 0), local(b, 0));
        let w = b.while_begin();
        add(b, n, 1);
        let now = get(b, n);
        let go = op(b, &compare::CMP_LT, [now.into(), v.into()]);
        let w = b.while_body(w, go.into()).expect("a bool");
        let (s, now) = (get(b, sum), get(b, n));
        let s = op(b, &arith::ADD, [s.into(), now.into()]);
        b.local_set(sum, s.into()).expect("the same dtype");
        b.while_end(w).expect("innermost");
        let (t, s, last) = (tid(b), get(b, sum), get(b, n));
        let last = op(b, &arith::MUL, [last.into(), 1000.into()]);
        let s = op(b, &arith::ADD, [s.into(), last.into()]);
        store(b, m, t, s);
    });
    assert_eq!(run(&k, &[0i32, 1, 5], 3, 3), [1000, 1000, 5010]);
    assert_eq!(
        run(&enigma_core::passes::simplify(&k), &[0i32, 1, 5], 3, 3),
        [1000, 1000, 5010]
    );
}

/// For i in range(v): if i is odd, while s % 8 < 5: s += i; else s += 1. The same in Rust below.
fn nested() -> Kernel {
    on_ints(|b, m, v| {
        let s = local(b, 0);
        let f = b
            .for_begin(0.into(), v.into(), 1.into(), Scalar::I32)
            .expect("integers");
        let odd = op(b, &bits::BITAND, [f.index.into(), 1.into()]);
        let odd = op(b, &compare::CMP_EQ, [odd.into(), 1.into()]);
        let i = b.if_begin(odd.into()).expect("a bool");
        let w = b.while_begin();
        let rest = get(b, s);
        let rest = op(b, &arith::MOD, [rest.into(), 8.into()]);
        let low = op(b, &compare::CMP_LT, [rest.into(), 5.into()]);
        let w = b.while_body(w, low.into()).expect("a bool");
        let sum = get(b, s);
        let sum = op(b, &arith::ADD, [sum.into(), f.index.into()]);
        b.local_set(s, sum.into()).expect("the same dtype");
        b.while_end(w).expect("innermost");
        let i = b.if_else(i).expect("innermost");
        add(b, s, 1);
        b.if_end(i).expect("innermost");
        b.for_end(f).expect("innermost");
        let (t, s) = (tid(b), get(b, s));
        store(b, m, t, s);
    })
}

fn nested_in_rust(v: i32) -> i32 {
    let mut s = 0;
    for i in 0..v {
        if i % 2 == 1 {
            while s % 8 < 5 {
                s += i;
            }
        } else {
            s += 1;
        }
    }
    s
}

#[test]
fn loops_and_branches_nest() {
    let inputs: Vec<i32> = (0..40).collect();
    let want: Vec<i32> = inputs.iter().map(|&v| nested_in_rust(v)).collect();
    assert_eq!(run(&nested(), &inputs, 40, 32), want);
    assert_eq!(
        run(&enigma_core::passes::simplify(&nested()), &inputs, 40, 32),
        want
    );
}

#[test]
fn a_variable_of_a_loop_starts_anew_each_round() {
    let k = on_ints(|b, m, v| {
        let f = b
            .for_begin(0.into(), v.into(), 1.into(), Scalar::I32)
            .expect("integers");
        let fresh = local(b, 7);
        add(b, fresh, 1);
        let x = get(b, fresh);
        store(b, m, 0, x);
        b.for_end(f).expect("innermost");
    });
    assert_eq!(results(&k, "for"), [0]);
    assert_eq!(run(&k, &[5i32], 1, 1), [8]);
}

#[test]
fn a_hoisted_prefix_of_a_branch_runs_for_all() {
    let k = on_ints(|b, m, v| {
        let positive = op(b, &compare::CMP_GT, [v.into(), 0.into()]);
        let i = b.if_begin(positive.into()).expect("a bool");
        let doubled = op(b, &arith::MUL, [v.into(), 2.into()]);
        b.if_hoist(i).expect("innermost");
        assert_eq!(b.if_len(i), 0);
        store(b, m, 0, 1);
        b.if_end(i).expect("innermost");
        store(b, m, 1, doubled);
    });
    assert_eq!(
        names(&k).iter().position(|&n| n == "mul"),
        names(&k).iter().position(|&n| n == "if").map(|i| i - 1)
    );
    assert_eq!(run(&k, &[-4i32, 0], 1, 1), [-4, -8]);
}
