//! Branches and loops that carry a value of each dtype.

use super::trial::{Body, THREADS, Trial, trial, values};
use enigma::core::Scalar;
use enigma::core::ir::Value;
use enigma::core::ir::builder::Fallible;
use enigma::core::ops::{arith, compare};

/// Loops end at a round that differs between threads.
const ROUNDS: usize = 7;

/// Thread i ends with element `i + i % ROUNDS`, taken around the end.
fn walk(
    name: &str,
    ty: Scalar,
    steps: impl FnOnce(&mut Body<'_>, Value, Value, i32) -> Fallible<Value>,
) -> Trial {
    let all = values(ty);
    let count = all.len();
    let end = |i: usize| all[(i + i % ROUNDS) % count];
    let outputs = [(ty, (0..count).map(end).collect())];
    let title = format!("{name} {ty}");
    trial(title, THREADS, &[(ty, all.clone())], &outputs, |body| {
        let tid = body.tid()?;
        let rounds = body.op2(&arith::MOD, tid, ROUNDS as i32)?;
        let value = steps(body, tid, rounds, count as i32)?;
        body.put(0, tid, value)
    })
}

/// Element `tid + k`, taken around the end.
fn element(body: &mut Body<'_>, tid: Value, k: Value, count: i32) -> Fallible<Value> {
    let at = body.op2(&arith::ADD, tid, k)?;
    let at = body.op2(&arith::MOD, at, count)?;
    body.get(0, at)
}

/// `for`: assigns elements 1 to `tid % ROUNDS` ahead, one after the other.
pub fn counted(ty: Scalar) -> Trial {
    walk("for", ty, |body, tid, rounds, count| {
        let first = body.get(0, tid)?;
        let variable = body.b.local(ty, "a variable", first.into())?;
        let open = (body.b).for_begin(0.into(), rounds.into(), 1.into(), Scalar::U32)?;
        let next = body.op2(&arith::ADD, open.index, 1)?;
        let value = element(body, tid, next, count)?;
        body.b.local_set(variable, value.into())?;
        body.b.for_end(open)?;
        body.b.local_get(variable)
    })
}

/// `while`: the same with a counter of its own.
pub fn conditional(ty: Scalar) -> Trial {
    walk("while", ty, |body, tid, rounds, count| {
        let first = body.get(0, tid)?;
        let variable = body.b.local(ty, "a variable", first.into())?;
        let counter = body.b.local(Scalar::U32, "a counter", 0.into())?;
        let open = body.b.while_begin();
        let now = body.b.local_get(counter)?;
        let more = body.op2(&compare::CMP_LT, now, rounds)?;
        let open = body.b.while_body(open, more.into())?;
        let now = body.b.local_get(counter)?;
        let next = body.op2(&arith::ADD, now, 1)?;
        body.b.local_set(counter, next.into())?;
        let value = element(body, tid, next, count)?;
        body.b.local_set(variable, value.into())?;
        body.b.while_end(open)?;
        body.b.local_get(variable)
    })
}

/// `if`: threads of the first rounds take one arm, the others the other.
pub fn branch(ty: Scalar) -> Trial {
    walk("if", ty, |body, tid, rounds, count| {
        let first = body.get(0, tid)?;
        let variable = body.b.local(ty, "a variable", first.into())?;
        let early = body.op2(&compare::CMP_LT, rounds, ROUNDS as i32 / 2)?;
        let open = body.b.if_begin(early.into())?;
        let value = element(body, tid, rounds, count)?;
        body.b.local_set(variable, value.into())?;
        let open = body.b.if_else(open)?;
        // The same element, counted from the other side.
        let behind = body.op2(&arith::SUB, count, rounds)?;
        let back = body.op2(&arith::SUB, 2 * count, behind)?;
        let value = element(body, tid, back, count)?;
        body.b.local_set(variable, value.into())?;
        body.b.if_end(open)?;
        body.b.local_get(variable)
    })
}

/// `assert`: what holds leaves everything as it is.
pub fn assertion(ty: Scalar) -> Trial {
    walk("assert", ty, |body, tid, rounds, count| {
        let holds = body.op2(&compare::CMP_LT, rounds, ROUNDS as i32)?;
        body.b.assert(holds.into())?;
        element(body, tid, rounds, count)
    })
}
