//! Atomics: each thread on an element of its own, and all of them on one.

use super::trial::{Body, THREADS, Trial, trial, values};
use enigma::core::ir::builder::{Fallible, Operand};
use enigma::core::ir::{Memory, Order, Value};
use enigma::core::ops::{AtomicOp, OpDef, arith, bits, math};
use enigma::core::{Const, Scalar};

/// Every dtype the operation takes.
pub fn atomics(op: &'static OpDef, kind: AtomicOp) -> Vec<Trial> {
    let each = |ty| {
        let alone = alone(op, kind, ty);
        std::iter::once(alone).chain(together(op, kind, ty))
    };
    kind.accepts().iter().flat_map(each).collect()
}

/// The pure operation an atomic does, if it does one.
fn pure(kind: AtomicOp, ty: Scalar) -> Option<&'static OpDef> {
    Some(match kind {
        AtomicOp::Load
        | AtomicOp::Store
        | AtomicOp::Exchange
        | AtomicOp::CompareExchange
        | AtomicOp::CompareSwap => {
            return None;
        }
        AtomicOp::Add => &arith::ADD,
        AtomicOp::Sub => &arith::SUB,
        AtomicOp::Min if ty.is_float() => &math::FMIN,
        AtomicOp::Max if ty.is_float() => &math::FMAX,
        AtomicOp::Min => &bits::IMIN,
        AtomicOp::Max => &bits::IMAX,
        AtomicOp::And => &bits::BITAND,
        AtomicOp::Or => &bits::BITOR,
        AtomicOp::Xor => &bits::BITXOR,
    })
}

/// What the element becomes, and what the operation gives.
fn model(kind: AtomicOp, old: Const, operands: &[Const]) -> (Const, Option<Const>) {
    match kind {
        AtomicOp::Load => (old, Some(old)),
        AtomicOp::Store => (operands[0], None),
        AtomicOp::Exchange => (operands[0], Some(old)),
        AtomicOp::CompareExchange | AtomicOp::CompareSwap => {
            // Bits are compared, so a NaN equals itself.
            let equal = old == operands[0];
            let new = if equal { operands[1] } else { old };
            let says = kind == AtomicOp::CompareExchange;
            let given = if says { Const::from_bool(equal) } else { old };
            (new, Some(given))
        }
        AtomicOp::Add
        | AtomicOp::Sub
        | AtomicOp::Min
        | AtomicOp::Max
        | AtomicOp::And
        | AtomicOp::Or
        | AtomicOp::Xor => {
            let op = pure(kind, old.ty).expect("computes");
            let new = op.evaluate(&[old, operands[0]], old.ty);
            (new.expect("defined"), Some(old))
        }
    }
}

fn emit(
    body: &mut Body<'_>,
    op: &'static OpDef,
    memory: Memory,
    at: Operand,
    operands: &[Value],
) -> Fallible<Option<Value>> {
    let operands: Vec<Operand> = operands.iter().map(|&v| v.into()).collect();
    let orders = (Order::Relaxed, Order::Relaxed);
    body.b.atomic(op, memory, &[at], &operands, orders)
}

/// Thread i on element i, which starts as input 0; operands come from the inputs after it.
fn alone(op: &'static OpDef, kind: AtomicOp, ty: Scalar) -> Trial {
    let all = values(ty);
    let count = all.len();
    let shifted = |by: usize| {
        (0..count)
            .map(|i| all[(i + by) % count])
            .collect::<Vec<_>>()
    };
    // Every other expectation of a compare-exchange holds.
    let expected = (0..count).map(|i| all[(i + i % 2) % count]).collect();
    let operands: Vec<Vec<Const>> = match kind {
        AtomicOp::Load => vec![],
        AtomicOp::CompareExchange | AtomicOp::CompareSwap => vec![expected, shifted(3)],
        _ => vec![shifted(3)],
    };
    let results: Vec<(Const, Option<Const>)> = (0..count)
        .map(|i| {
            let operands: Vec<Const> = operands.iter().map(|o| o[i]).collect();
            model(kind, all[i], &operands)
        })
        .collect();
    let given = results
        .iter()
        .map(|r| r.1.unwrap_or(Const::from_bool(false)));
    let given: Vec<Const> = given.collect();
    let outputs = [
        (ty, results.iter().map(|r| r.0).collect()),
        (given[0].ty, given),
    ];
    let mut inputs = vec![(ty, all.clone())];
    inputs.extend(operands.into_iter().map(|o| (ty, o)));
    let title = format!("{} {ty}, one thread per element", op.name);
    trial(title, THREADS, &inputs, &outputs, |body| {
        let tid = body.tid()?;
        let first = body.get(0, tid)?;
        let element = body.outputs[0];
        body.b.store(element, &[tid.into()], first.into())?;
        let operands = (1..body.inputs.len())
            .map(|n| body.get(n, tid))
            .collect::<Fallible<Vec<_>>>()?;
        match emit(body, op, element, tid.into(), &operands)? {
            Some(given) => body.put(1, tid, given),
            None => Ok(()),
        }
    })
}

/// All threads on one element, where the end does not depend on their order.
fn together(op: &'static OpDef, kind: AtomicOp, ty: Scalar) -> Option<Trial> {
    pure(kind, ty)?;
    // Small integers, so that float sums are exact.
    let all: Vec<Const> = (0..2 * THREADS)
        .map(|i| Const::from_int(ty, (i * 37 % 101) as i128))
        .collect();
    let start = Const::from_bits(ty, 0);
    let end = all.iter().fold(start, |old, &v| model(kind, old, &[v]).0);
    let title = format!("{} {ty}, all threads on one element", op.name);
    Some(trial(
        title,
        THREADS,
        &[(ty, all)],
        &[(ty, vec![end])],
        |body| {
            let tid = body.tid()?;
            let value = body.get(0, tid)?;
            let element = body.outputs[0];
            emit(body, op, element, Operand::Int(0), &[value])?;
            Ok(())
        },
    ))
}
