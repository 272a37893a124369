//! Branches and loops.

use super::{Case, case};
use crate::kernel::K;
use enigma_core::Scalar;
use enigma_core::ir::{Dim, MemFlags};
use enigma_core::ops::{arith, bits, compare, math, query};

pub const CASES: &[Case] = &[
    case("branch", branch),
    case("branch_results", branch_results),
    case("branch_else_only", branch_else_only),
    case("loop_sum", loop_sum),
    case("loop_swap", loop_swap),
    case("loop_rotate", loop_rotate),
    case("one_name", one_name),
    case("one_name_read_later", one_name_read_later),
    case("named_slots", named_slots),
    case("unchanged", unchanged),
    case("loop_bounds", loop_bounds),
    case("loop_branch", loop_branch),
    case("loop_reduction", loop_reduction),
    case("while_plain", while_plain),
    case("while_statements", while_statements),
    case("tiled_matmul", tiled_matmul),
];

fn branch(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let x = k.at(4).load(a, tid);
    let x = k.named(x, "x");
    let negative = k.at(5).lt(x, 0.0);
    k.choose(
        negative,
        |k| {
            let root = k.at(6).op(&arith::NEG, &[x.into()]);
            k.store(b, tid, root);
        },
        |k| {
            k.at(8).store(b, tid, x);
        },
    );
}

/// Results of a branch: one from both arms, one that an arm leaves alone, one that both set.
fn branch_results(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let x = k.at(4).load(a, tid);
    let x = k.named(x, "x");
    let y = k.b.local(Scalar::F32, "y", x.into()).expect("a variable");
    let z = k.b.local(Scalar::F32, "z", 0.0.into()).expect("a variable");
    let negative = k.at(5).lt(x, 0.0);
    k.choose(
        negative,
        |k| {
            let root = k.at(6).op(&math::SQRT, &[x.into()]);
            k.b.local_set(y, root.into()).expect("an assignment");
            let i = k.at(7).load(b, tid);
            k.b.local_set(z, i.into()).expect("an assignment");
        },
        |k| {
            let more = k.at(9).add(x, 1.0);
            k.b.local_set(z, more.into()).expect("an assignment");
        },
    );
    let (y, z) = (
        k.at(10).b.local_get(y).expect("a value"),
        k.b.local_get(z).expect("a value"),
    );
    let sum = k.add(y, z);
    k.store(b, tid, sum);
}

fn branch_else_only(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let x = k.at(4).load(a, tid);
    let negative = k.lt(x, 0.0);
    k.choose(negative, |_| {}, |k| k.at(7).store(b, tid, 1.0));
}

fn loop_sum(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let n = k.b.scalar("n", Scalar::U32);
    let tid = k.at(3).tid();
    let acc = k
        .at(4)
        .b
        .local(Scalar::F32, "carry[0]", 0.0.into())
        .expect("a variable");
    k.at(5)
        .for_range((0.into(), n.into(), 1.into()), Scalar::U32, |k, i| {
            let offset = k.at(6).add(tid, i);
            let x = k.load(a, offset);
            let sum = k.b.local_get(acc).expect("a value");
            let sum = k.add(sum, x);
            k.b.local_set(acc, sum.into()).expect("an assignment");
        });
    let sum = k.at(7).b.local_get(acc).expect("a value");
    k.store(b, tid, sum);
}

/// Fibonacci: `a, b = b, a + b`.
fn loop_swap(k: &mut K) {
    let out = k.b.buffer("out", Scalar::U32);
    let tid = k.at(3).tid();
    let a = k.b.local(Scalar::U32, "a", 0.into()).expect("a variable");
    let b = k.b.local(Scalar::U32, "b", 1.into()).expect("a variable");
    k.at(4)
        .for_range((0.into(), 10.into(), 1.into()), Scalar::I32, |k, _| {
            let (x, y) = (
                k.at(5).b.local_get(a).expect("a value"),
                k.b.local_get(b).expect("a value"),
            );
            let sum = k.add(x, y);
            k.b.local_set(a, y.into()).expect("an assignment");
            k.b.local_set(b, sum.into()).expect("an assignment");
        });
    let x = k.at(6).b.local_get(a).expect("a value");
    k.store(out, tid, x);
}

/// `a, b, c = b, c, a`, and a plain copy of the old value.
fn loop_rotate(k: &mut K) {
    let out = k.b.buffer("out", Scalar::I32);
    let tid = k.at(3).tid();
    let vars = [1, 2, 3, 4].map(|n| k.b.local(Scalar::I32, "v", n.into()).expect("a variable"));
    k.at(4)
        .for_range((0.into(), 10.into(), 1.into()), Scalar::I32, |k, _| {
            let old = vars.map(|v| k.at(5).b.local_get(v).expect("a value"));
            for (to, from) in [(0, 1), (1, 2), (2, 0), (3, 0)] {
                k.b.local_set(vars[to], old[from].into())
                    .expect("an assignment");
            }
        });
    for v in vars {
        let x = k.at(6).b.local_get(v).expect("a value");
        k.store(out, tid, x);
    }
}

/// What the user calls by one name is one variable: `total = total + x`, again and again.
fn one_name(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let mut total = k.at(4).load(a, tid);
    total = k.named(total, "total");
    for n in 1..4u32 {
        let index = k.at(5).mul(tid, n);
        let x = k.load(a, index);
        total = k.add(total, x);
        total = k.named(total, "total");
    }
    let twice = k.at(6).mul(total, 2.0);
    let twice = k.named(twice, "twice");
    total = k.at(7).sub(total, twice);
    total = k.named(total, "total");
    k.at(8).store(b, tid, total);
}

/// A value that something reads later keeps its variable, and what reads it is not moved behind the next.
fn one_name_read_later(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let first = k.at(4).load(a, tid);
    let first = k.named(first, "x");
    let before = k.at(5).mul(first, 3.0);
    let second = k.at(6).add(first, 1.0);
    let second = k.named(second, "x");
    k.at(7).store(b, 0, before);
    let third = k.at(8).mul(second, second);
    let third = k.named(third, "x");
    k.at(9).store(b, 1, second);
    k.at(10).store(b, 2, third);
}

/// Variables that share a name, as the slots of a register tensor do.
fn named_slots(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let n = k.b.scalar("n", Scalar::U32);
    let tid = k.at(3).tid();
    let slots = [0, 1].map(|n| {
        let slot = k.at(4).b.local(Scalar::F32, "a slot", 0.0.into());
        let slot = slot.expect("a variable");
        k.b.name_local(slot, &format!("sums_{n}"));
        slot
    });
    k.at(5)
        .for_range((0.into(), n.into(), 1.into()), Scalar::U32, |k, i| {
            let x = k.at(6).load(a, i);
            for (power, slot) in slots.into_iter().enumerate() {
                let sum = k.at(7 + power as u32).b.local_get(slot).expect("a value");
                let more = if power == 0 { x } else { k.mul(x, x) };
                let sum = k.add(sum, more);
                k.b.local_set(slot, sum.into()).expect("an assignment");
            }
        });
    for (n, slot) in slots.into_iter().enumerate() {
        let sum = k.at(9).b.local_get(slot).expect("a value");
        let index = k.add(tid, n);
        k.store(b, index, sum);
    }
}

/// The absolute value of what has no sign is itself: nothing is assigned.
fn unchanged(k: &mut K) {
    let out = k.b.buffer("out", Scalar::U32);
    let n = k.b.scalar("n", Scalar::U32);
    let tid = k.at(3).tid();
    let state =
        k.b.local(Scalar::U32, "state", n.into())
            .expect("a variable");
    k.at(4)
        .for_range((0.into(), n.into(), 1.into()), Scalar::U32, |k, i| {
            let old = k.at(5).b.local_get(state).expect("a value");
            let same = k.op(&math::ABS, &[old.into()]);
            k.store(out, i, same);
            k.b.local_set(state, same.into()).expect("an assignment");
        });
    let last = k.at(6).b.local_get(state).expect("a value");
    k.store(out, tid, last);
}

/// Indices that could overflow are counted; the others are plain loops.
fn loop_bounds(k: &mut K) {
    let out = k.b.buffer("out", Scalar::I32);
    let (n, step) = (
        k.b.scalar("n", Scalar::I32),
        k.b.scalar("step", Scalar::I32),
    );
    let mark = |k: &mut K, i: enigma_core::ir::Value| k.store(out, i, 1);
    k.at(3)
        .for_range((0.into(), n.into(), 1.into()), Scalar::I32, mark);
    k.at(4)
        .for_range((0.into(), 100.into(), 7.into()), Scalar::I32, mark);
    k.at(5)
        .for_range((0.into(), n.into(), 2.into()), Scalar::I32, mark);
    k.at(6)
        .for_range((n.into(), 100.into(), step.into()), Scalar::U8, mark);
    k.at(7)
        .for_range((0.into(), n.into(), 1.into()), Scalar::U64, |k, i| {
            k.for_range((0.into(), 4.into(), 1.into()), Scalar::I32, |k, j| {
                let j = k.cast(j, Scalar::I32);
                k.store(out, i, j);
            });
        });
    let twice = k.at(9).mul(n, 2);
    k.for_range((0.into(), twice.into(), 1.into()), Scalar::I32, mark);
}

/// A variable changed in a branch of a loop is one variable.
fn loop_branch(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let best = k.at(4).load(a, tid);
    let best = k.named(best, "best");
    let best =
        k.b.local(Scalar::F32, "best", best.into())
            .expect("a variable");
    k.at(5)
        .for_range((0.into(), 16.into(), 1.into()), Scalar::U32, |k, i| {
            let x = k.at(6).load(a, i);
            let x = k.named(x, "x");
            let old = k.b.local_get(best).expect("a value");
            let better = k.at(7).lt(old, x);
            k.when(better, |k| {
                k.at(8).b.local_set(best, x.into()).expect("an assignment")
            });
        });
    let best = k.at(9).b.local_get(best).expect("a value");
    k.store(b, tid, best);
}

/// A tree in threadgroup memory: a barrier in a loop, a store in a branch.
fn loop_reduction(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let lid = k.query(&query::THREAD_POSITION_IN_THREADGROUP);
    let lid = k.named(lid, "lid");
    let shared = k.at(4).shared("partial", Scalar::F32, &[256]);
    let x = k.at(5).load(a, tid);
    k.store(shared, lid, x);
    let stride = k
        .at(6)
        .b
        .local(Scalar::U32, "stride", 128.into())
        .expect("a variable");
    let open = k.at(7).b.while_begin();
    let s = k.b.local_get(stride).expect("a value");
    let s = k.named(s, "stride");
    let go_on = k.op(&compare::CMP_GT, &[s.into(), 0.into()]);
    let open = k.b.while_body(open, go_on.into()).expect("a condition");
    k.at(8).b.barrier(MemFlags::Threadgroup);
    let s = k.b.local_get(stride).expect("a value");
    let low = k.at(9).lt(lid, s);
    k.when(low, |k| {
        let mine = k.at(10).load(shared, lid);
        let index = k.add(lid, s);
        let theirs = k.load(shared, index);
        let sum = k.add(mine, theirs);
        k.store(shared, lid, sum);
    });
    let half = k.at(11).op(&bits::SHR, &[s.into(), 1.into()]);
    k.b.local_set(stride, half.into()).expect("an assignment");
    k.b.while_end(open).expect("the loop's end");
    let first = k.at(12).op(&compare::CMP_EQ, &[lid.into(), 0.into()]);
    k.when(first, |k| {
        let group = k.at(13).query(&query::THREADGROUP_POSITION_IN_GRID);
        let sum = k.load(shared, 0);
        k.store(b, group, sum);
    });
}

/// Newton's iteration: the condition is an expression of carried values.
fn while_plain(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let x = k.at(4).load(a, tid);
    let x = k.named(x, "x");
    let y = k.b.local(Scalar::F32, "y", x.into()).expect("a variable");
    let open = k.at(5).b.while_begin();
    let now = k.b.local_get(y).expect("a value");
    let square = k.mul(now, now);
    let large = k.lt(x, square);
    let open = k.b.while_body(open, large.into()).expect("a condition");
    let now = k.at(6).b.local_get(y).expect("a value");
    let next = k.mul(now, 0.5);
    k.b.local_set(y, next.into()).expect("an assignment");
    k.b.while_end(open).expect("the loop's end");
    let y = k.at(7).b.local_get(y).expect("a value");
    k.store(b, tid, y);
}

/// The condition changes a variable and has statements of its own.
fn while_statements(k: &mut K) {
    let (a, b) = (k.b.buffer("A", Scalar::I32), k.b.buffer("B", Scalar::I32));
    let tid = k.at(3).tid();
    let n = k.at(4).load(a, tid);
    let n = k.named(n, "n");
    let steps =
        k.b.local(Scalar::I32, "steps", 0.into())
            .expect("a variable");
    let value =
        k.b.local(Scalar::I32, "value", n.into())
            .expect("a variable");
    let open = k.at(5).b.while_begin();
    let old = k.b.local_get(value).expect("a value");
    let half = k.op(&arith::DIV, &[old.into(), 2.into()]);
    let half = k.named(half, "half");
    k.b.local_set(value, half.into()).expect("an assignment");
    let positive = k.at(6).op(&compare::CMP_GT, &[old.into(), 0.into()]);
    let open = k.b.while_body(open, positive.into()).expect("a condition");
    let count = k.at(7).b.local_get(steps).expect("a value");
    let count = k.add(count, 1);
    k.b.local_set(steps, count.into()).expect("an assignment");
    k.b.while_end(open).expect("the loop's end");
    let (steps, value) = (
        k.at(8).b.local_get(steps).expect("a value"),
        k.b.local_get(value).expect("a value"),
    );
    k.store(b, tid, steps);
    k.store(a, tid, value);
}

fn tiled_matmul(k: &mut K) {
    let (a, b, c) = (k.floats("A"), k.floats("B"), k.floats("C"));
    let n = k.b.scalar("n", Scalar::U32);
    let query = |k: &mut K, op, dim, name| {
        let v = k.query_dim(op, dim);
        k.named(v, name)
    };
    let row = query(k.at(3), &query::THREAD_POSITION_IN_GRID_XYZ, Dim::Y, "row");
    let column = query(k.at(4), &query::THREAD_POSITION_IN_GRID_XYZ, Dim::X, "col");
    let y = query(
        k.at(5),
        &query::THREAD_POSITION_IN_THREADGROUP,
        Dim::Y,
        "ly",
    );
    let x = query(
        k.at(6),
        &query::THREAD_POSITION_IN_THREADGROUP,
        Dim::X,
        "lx",
    );
    let tile_a = k.at(7).shared("tile_a", Scalar::F32, &[16, 16]);
    let tile_b = k.at(8).shared("tile_b", Scalar::F32, &[16, 16]);
    let acc = k
        .at(9)
        .b
        .local(Scalar::F32, "acc", 0.0.into())
        .expect("a variable");
    k.at(10)
        .for_range((0.into(), n.into(), 16.into()), Scalar::U32, |k, t| {
            let t = k.named(t, "t");
            let start = k.at(11).mul(row, n);
            let start = k.add(start, t);
            let index = k.add(start, x);
            let value = k.load(a, index);
            k.b.store(tile_a, &[y.into(), x.into()], value.into())
                .expect("a store");
            let line = k.at(12).add(t, y);
            let line = k.mul(line, n);
            let index = k.add(line, column);
            let value = k.load(b, index);
            k.b.store(tile_b, &[y.into(), x.into()], value.into())
                .expect("a store");
            k.at(13).b.barrier(MemFlags::Threadgroup);
            k.at(14)
                .for_range((0.into(), 16.into(), 1.into()), Scalar::U32, |k, i| {
                    let left = k
                        .at(15)
                        .b
                        .load(tile_a, &[y.into(), i.into()])
                        .expect("a load");
                    let right = k.b.load(tile_b, &[i.into(), x.into()]).expect("a load");
                    let sum = k.b.local_get(acc).expect("a value");
                    let sum = k.op(&math::FMA, &[left.into(), right.into(), sum.into()]);
                    k.b.local_set(acc, sum.into()).expect("an assignment");
                });
            k.at(16).b.barrier(MemFlags::Threadgroup);
        });
    let start = k.at(17).mul(row, n);
    let index = k.add(start, column);
    let sum = k.b.local_get(acc).expect("a value");
    k.store(c, index, sum);
}
