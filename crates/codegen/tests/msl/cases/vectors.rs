//! Vectors, which are scalars by the time Metal sees them; geometry and packing.

use super::{Case, case};
use crate::kernel::K;
use enigma_core::Scalar;
use enigma_core::ir::{Argument, Bundle};
use enigma_core::ops::{OpDef, arith, compare, geometry, packing};

pub const CASES: &[Case] = &[case("vectors", vectors), case("packing", packing)];

/// An operation on vectors.
fn apply(k: &mut K, op: &'static OpDef, args: &[Argument]) -> Bundle {
    k.b.apply(op, args, None).expect("vectors that fit")
}

/// `float3` in, a reflected `float3` and its length out; `half` is computed in `float`.
fn vectors(k: &mut K) {
    let (data, small) = (k.floats("data"), k.b.buffer("small", Scalar::F16));
    let tid = k.at(3).tid();
    let index = k.at(4).mul(tid, 3);
    let v = k.b.load_vector(data, &[index.into()], 3).expect("a load");
    for (&component, name) in v.values().iter().zip(["v_x", "v_y", "v_z"]) {
        k.b.name_value(component, name);
    }
    let doubled = apply(
        k.at(5),
        &arith::MUL,
        &[v.into(), Argument::Scalar(2.0.into())],
    );
    let positive = apply(k, &compare::CMP_GT, &[v.into(), Argument::Scalar(0.into())]);
    let mixed = apply(
        k,
        &compare::WHERE,
        &[v.into(), doubled.into(), positive.into()],
    );
    let unit = apply(k.at(6), &geometry::NORMALIZE, &[mixed.into()]);
    let turned = apply(k, &geometry::REFLECT, &[v.into(), unit.into()]);
    k.b.store_vector(data, &[index.into()], &turned.into(), 3)
        .expect("a store");
    let pair = k
        .at(7)
        .b
        .load_vector(small, &[tid.into()], 2)
        .expect("a load");
    let length = apply(k, &geometry::LENGTH, &[pair.into()]);
    k.store(small, tid, length.values()[0]);
}

/// A `float4` as bytes, and sRGB bytes as a `float4`.
fn packing(k: &mut K) {
    let (data, words) = (k.floats("data"), k.b.buffer("words", Scalar::U32));
    let tid = k.at(3).tid();
    let v = k
        .at(4)
        .b
        .load_vector(data, &[tid.into()], 4)
        .expect("a load");
    let packed = apply(k, &packing::PACK_FLOAT_TO_SNORM4X8, &[v.into()]);
    k.store(words, tid, packed.values()[0]);
    let pair = Bundle::new(&v.values()[..2]);
    let packed = apply(k.at(5), &packing::PACK_FLOAT_TO_UNORM2X16, &[pair.into()]);
    let next = k.add(tid, 1);
    k.store(words, next, packed.values()[0]);
    let word = k.at(6).load(words, tid);
    let v = apply(k, &packing::UNPACK_SNORM4X8_TO_FLOAT, &[word.into()]);
    k.b.store_vector(data, &[tid.into()], &v.into(), 4)
        .expect("a store");
}
