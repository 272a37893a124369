//! Atomics, by element, address space and order.

use super::{Case, case};
use crate::kernel::K;
use enigma_core::Scalar;
use enigma_core::ir::Order;
use enigma_core::ops::atomic;

pub const CASES: &[Case] = &[
    case("atomic_uint", |k| integers(k, Scalar::U32)),
    case("atomic_int_threadgroup", atomic_int_threadgroup),
    case("atomic_float", atomic_float),
    case("atomic_float_threadgroup", atomic_float_threadgroup),
    case("atomic_orders", atomic_orders),
    case("compare_exchange", compare_exchange),
    case("atomic_ulong", atomic_ulong),
];

fn integers(k: &mut K, ty: Scalar) {
    let (counts, out) = (k.b.buffer("counts", ty), k.b.buffer("out", ty));
    let tid = k.at(3).tid();
    let plain = k.at(4).load(counts, tid);
    k.atomic(&atomic::ATOMIC_STORE, counts, &[0.into(), plain.into()]);
    let ops = [
        &atomic::ATOMIC_EXCHANGE,
        &atomic::ATOMIC_FETCH_ADD,
        &atomic::ATOMIC_FETCH_SUB,
        &atomic::ATOMIC_FETCH_MIN,
        &atomic::ATOMIC_FETCH_MAX,
        &atomic::ATOMIC_FETCH_AND,
        &atomic::ATOMIC_FETCH_OR,
        &atomic::ATOMIC_FETCH_XOR,
    ];
    for (n, op) in ops.into_iter().enumerate() {
        k.at(5 + n as u32)
            .atomic(op, counts, &[tid.into(), 1.into()]);
    }
    let old = k
        .at(14)
        .atomic(&atomic::ATOMIC_FETCH_ADD, counts, &[0.into(), 2.into()])
        .expect("a result");
    let old = k.named(old, "slot");
    let now = k
        .at(15)
        .atomic(&atomic::ATOMIC_LOAD, counts, &[0.into()])
        .expect("a result");
    k.store(out, old, now);
}

fn atomic_int_threadgroup(k: &mut K) {
    let out = k.b.buffer("out", Scalar::I32);
    let bins = k.at(3).shared("bins", Scalar::I32, &[16]);
    let tid = k.at(4).tid();
    let bin = k.at(5).and(tid, 15);
    k.atomic(&atomic::ATOMIC_FETCH_ADD, bins, &[bin.into(), 1.into()]);
    let old = k
        .at(6)
        .atomic(&atomic::ATOMIC_FETCH_MIN, bins, &[bin.into(), (-5).into()])
        .expect("a result");
    k.store(out, tid, old);
}

fn floats(k: &mut K, memory: enigma_core::ir::Memory, out: enigma_core::ir::Memory) {
    let tid = k.at(4).tid();
    k.at(5)
        .atomic(&atomic::ATOMIC_STORE, memory, &[0.into(), 1.5.into()]);
    let value_ops = [
        &atomic::ATOMIC_EXCHANGE,
        &atomic::ATOMIC_FETCH_ADD,
        &atomic::ATOMIC_FETCH_SUB,
        &atomic::ATOMIC_FETCH_MIN,
        &atomic::ATOMIC_FETCH_MAX,
    ];
    for (n, op) in value_ops.into_iter().enumerate() {
        k.at(6 + n as u32)
            .atomic(op, memory, &[tid.into(), 0.5.into()]);
    }
    let now = k
        .at(12)
        .atomic(&atomic::ATOMIC_LOAD, memory, &[0.into()])
        .expect("a result");
    k.store(out, tid, now);
}

fn atomic_float(k: &mut K) {
    let (sums, out) = (k.floats("sums"), k.floats("out"));
    floats(k, sums, out);
}

fn atomic_float_threadgroup(k: &mut K) {
    let out = k.floats("out");
    let sums = k.at(3).shared("sums", Scalar::F32, &[64]);
    floats(k, sums, out);
}

/// A message from one threadgroup to another.
fn atomic_orders(k: &mut K) {
    let (data, flags) = (k.floats("data"), k.b.buffer("flags", Scalar::U32));
    let local = k.at(3).shared("ready", Scalar::U32, &[1]);
    let tid = k.at(4).tid();
    k.at(5).store(data, tid, 1.0);
    let relaxed = Order::Relaxed;
    k.at(6).ordered(
        &atomic::ATOMIC_STORE,
        flags,
        &[tid.into(), 1.into()],
        (Order::Release, relaxed),
    );
    let seen = k
        .at(7)
        .ordered(
            &atomic::ATOMIC_LOAD,
            flags,
            &[0.into()],
            (Order::Acquire, relaxed),
        )
        .expect("a result");
    let seen = k.named(seen, "seen");
    let old = k
        .at(8)
        .ordered(
            &atomic::ATOMIC_FETCH_ADD,
            local,
            &[0.into(), seen.into()],
            (Order::AcqRel, relaxed),
        )
        .expect("a result");
    let x = k.at(9).load(data, old);
    k.store(data, tid, x);
}

/// Two in one scope, on an integer and on a float.
fn compare_exchange(k: &mut K) {
    let (locks, sums) = (k.b.buffer("locks", Scalar::I32), k.floats("sums"));
    let tid = k.at(3).tid();
    let op = &atomic::ATOMIC_COMPARE_EXCHANGE;
    let first = k
        .at(4)
        .atomic(op, locks, &[tid.into(), 0.into(), 1.into()])
        .expect("a result");
    let orders = (Order::Relaxed, Order::Acquire);
    let second = k
        .at(5)
        .ordered(op, locks, &[0.into(), 1.into(), 2.into()], orders)
        .expect("a result");
    let third = k
        .at(6)
        .atomic(op, sums, &[tid.into(), 0.0.into(), 1.0.into()])
        .expect("a result");
    let both = k.at(7).and(first, second);
    let all = k.and(both, third);
    k.when(all, |k| k.at(8).store(sums, 0, 2.0));
    let op = &atomic::ATOMIC_COMPARE_SWAP;
    let operands = [tid.into(), 0.0.into(), 1.0.into()];
    let seen = k.at(9).atomic(op, sums, &operands).expect("a result");
    k.store(sums, tid, seen);
}

/// The least and the largest, which is all there is for 64 bits.
fn atomic_ulong(k: &mut K) {
    let bounds = k.b.buffer("bounds", Scalar::U64);
    let keys = k.b.buffer("keys", Scalar::U64);
    let tid = k.at(3).tid();
    let key = k.at(4).load(keys, tid);
    k.at(5)
        .atomic(&atomic::ATOMIC_FETCH_MIN, bounds, &[0.into(), key.into()]);
    k.at(6)
        .atomic(&atomic::ATOMIC_FETCH_MAX, bounds, &[1.into(), key.into()]);
}
