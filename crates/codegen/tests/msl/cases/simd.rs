//! Operations across the lanes of a simdgroup.

use super::{Case, case};
use crate::kernel::K;
use enigma_core::Scalar;
use enigma_core::ops::simd;

pub const CASES: &[Case] = &[
    case("simd_float", |k| across_lanes(k, Scalar::F32)),
    case("simd_bfloat", |k| across_lanes(k, Scalar::BF16)),
    case("simd_uchar", |k| across_lanes(k, Scalar::U8)),
];

fn across_lanes(k: &mut K, ty: Scalar) {
    let data = k.b.buffer("data", ty);
    let lane = k.b.scalar("lane", Scalar::I32);
    let tid = k.at(3).tid();
    let x = k.at(4).load(data, tid);
    let x = k.named(x, "x");
    for (n, op) in [&simd::SIMD_SUM, &simd::SIMD_MAX, &simd::SIMD_MIN]
        .into_iter()
        .enumerate()
    {
        let v = k.at(5 + n as u32).op(op, &[x.into()]);
        k.store(data, tid, v);
    }
    let moves = [
        &simd::SIMD_SHUFFLE,
        &simd::SIMD_SHUFFLE_XOR,
        &simd::SIMD_SHUFFLE_DOWN,
    ];
    for (n, op) in moves.into_iter().enumerate() {
        let v = k.at(9 + n as u32).op(op, &[x.into(), lane.into()]);
        k.store(data, tid, v);
    }
    let v = k.at(13).op(&simd::SIMD_BROADCAST, &[x.into(), 5.into()]);
    let v = k.named(v, "head");
    k.store(data, tid, v);
}
