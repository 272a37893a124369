//! Accesses, their order, masked loads, barriers.

use super::{Case, case};
use crate::kernel::K;
use enigma_core::Scalar;
use enigma_core::ir::MemFlags;

pub const CASES: &[Case] = &[
    case("access_order", access_order),
    case("masked_load", masked_load),
    case("store_if", store_if),
    case("barriers", barriers),
    case("barriers_joined", barriers_joined),
    case("threadgroup_arrays", threadgroup_arrays),
    case("neighbours", neighbours),
    case("neighbours_apart", neighbours_apart),
    case("neighbours_of_one_name", neighbours_of_one_name),
];

/// A value loaded before a store stays loaded before it; one that no store separates from its use moves there.
fn access_order(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let before = k.at(4).load(a, tid);
    k.at(5).store(a, tid, 0.0);
    k.at(6).store(b, tid, before);
    let after = k.at(7).load(a, 0);
    let twice = k.mul(after, 2.0);
    k.at(8).store(b, 1, twice);
}

fn masked_load(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let wide = k.b.buffer("wide", Scalar::BF16);
    let n = k.b.scalar("n", Scalar::I32);
    let tid = k.at(3).tid();
    let i = k.at(4).cast(tid, Scalar::I32);
    let left = k.sub(i, 1);
    let inside = k.at(5).lt(left, n);
    let x =
        k.b.load_if(a, &[left.into()], inside.into(), 0.0.into())
            .expect("a masked load");
    k.store(b, tid, x);
    let y = k
        .at(6)
        .b
        .load_if(wide, &[left.into()], inside.into(), 1.0.into())
        .expect("a masked load");
    k.store(b, tid, y);
}

fn store_if(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let n = k.b.scalar("n", Scalar::U32);
    let tid = k.at(3).tid();
    let inside = k.at(4).lt(tid, n);
    let x = k.at(5).load(a, tid);
    k.at(6)
        .b
        .store_if(b, &[tid.into()], x.into(), inside.into())
        .expect("a masked store");
}

fn barriers(k: &mut K) {
    for (n, flags) in MemFlags::ALL.into_iter().enumerate() {
        k.at(3 + n as u32).b.barrier(flags);
        k.b.simd_barrier(flags);
    }
}

fn threadgroup_arrays(k: &mut K) {
    let out = k.floats("out");
    let tid = k.at(3).tid();
    let tile = k.at(4).shared("tile", Scalar::F32, &[16, 17]);
    let flags = k.at(5).shared("flags", Scalar::Bool, &[32]);
    let halves = k.at(6).shared("halves", Scalar::BF16, &[64]);
    k.at(7)
        .b
        .store(tile, &[tid.into(), 3.into()], 1.0.into())
        .expect("a store");
    k.at(8).store(flags, tid, true);
    k.at(9).store(halves, tid, 2.0);
    k.at(10).b.barrier(MemFlags::Threadgroup);
    let x = k
        .at(11)
        .b
        .load(tile, &[2.into(), tid.into()])
        .expect("a load");
    let y = k.load(halves, tid);
    let sum = k.add(x, y);
    k.store(out, tid, sum);
}

/// A barrier at once after another is part of it; one that something separates is not.
fn barriers_joined(k: &mut K) {
    let out = k.floats("out");
    let tid = k.at(3).tid();
    let shared = k.at(4).shared("shared", Scalar::F32, &[64]);
    k.at(5).store(shared, tid, 1.0);
    k.at(6).b.barrier(MemFlags::Threadgroup);
    k.at(7).b.barrier(MemFlags::Device);
    let next = k.at(8).add(tid, 1);
    k.at(9).b.barrier(MemFlags::None);
    let x = k.at(10).load(shared, next);
    k.at(11).b.barrier(MemFlags::None);
    k.at(12).b.simd_barrier(MemFlags::Threadgroup);
    k.at(13).store(out, tid, x);
}

/// Neighbouring elements are one vector: as many as it has, of loads at the first, of stores at the last.
fn neighbours(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let bytes = k.b.buffer("bytes", Scalar::U8);
    let halves = k.b.buffer("halves", Scalar::F16);
    let tid = k.at(3).tid();
    let shared = k.at(4).shared("shared", Scalar::F32, &[64]);
    let first = k.at(5).mul(tid, 4);
    let at = |k: &mut K, n: u32| k.add(first, n);
    k.at(6);
    let loaded: Vec<_> = (0..4)
        .map(|n| {
            let index = at(k, n);
            k.load(a, index)
        })
        .collect();
    for (n, &x) in loaded.iter().enumerate() {
        let index = k.at(7).add(tid, n);
        k.store(shared, index, x);
    }
    k.at(8).b.barrier(MemFlags::Threadgroup);
    for n in 0..3 {
        let index = k.at(9).add(first, n);
        let x = k.load(shared, index);
        let x = k.named(x, ["red", "green", "blue"][n as usize]);
        let y = k.mul(x, loaded[n as usize]);
        k.at(10).store(b, n, y);
    }
    // Threadgroup memory is no buffer's: what is stored above does not separate the loads.
    let (low, high) = (k.at(11).load(bytes, 2), k.load(bytes, 3));
    let sum = k.add(low, high);
    let half = k.at(12).cast(sum, Scalar::F16);
    k.store(halves, tid, half);
    let next = k.add(tid, 1);
    k.store(halves, next, half);
}

/// What may be the same memory, is accessed by atomics, or has no packed vectors stays as it is.
fn neighbours_apart(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let counts = k.b.buffer("counts", Scalar::U32);
    let longs = k.b.buffer("longs", Scalar::I64);
    let tid = k.at(3).tid();
    for n in 0..2 {
        let index = k.at(4).add(tid, n);
        let x = k.load(a, index);
        k.store(b, index, x);
    }
    k.at(5).atomic(
        &enigma_core::ops::atomic::ATOMIC_FETCH_ADD,
        counts,
        &[0.into(), 1.into()],
    );
    k.at(6).store(counts, 2, 0);
    k.store(counts, 3, 0);
    k.at(7).store(longs, 0, 1);
    k.store(longs, 1, 1);
}

/// What a variable held is stored with what it holds later: then they are two variables.
fn neighbours_of_one_name(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let x = k.at(4).load(a, tid);
    let x = k.named(x, "x");
    k.at(5).store(b, tid, x);
    let y = k.at(6).mul(x, 2.0);
    let y = k.named(y, "x");
    let next = k.at(7).add(tid, 1);
    k.store(b, next, y);
}
