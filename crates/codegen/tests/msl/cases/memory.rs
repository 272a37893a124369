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
    case("threadgroup_arrays", threadgroup_arrays),
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
