//! Signatures: parameters, positions and sizes, names.

use super::{Case, USUAL, case};
use crate::kernel::K;
use enigma_codegen::msl::Options;
use enigma_core::Scalar;
use enigma_core::ir::{Dim, MemFlags};
use enigma_core::ops::query;

pub const CASES: &[Case] = &[
    case("reverse", reverse),
    case("scalar_params", scalar_params),
    case("grid_queries", grid_queries),
    case("linear_queries", linear_queries),
    case("half", reserved_words),
    case("empty", |_| {}),
    Case {
        name: "max_threads",
        build: reverse,
        options: Options {
            threads: Some(256),
            ..USUAL
        },
    },
];

fn reverse(k: &mut K) {
    let (a, b) = (k.floats("A"), k.floats("B"));
    let tid = k.at(3).tid();
    let lid = k.at(4).query(&query::THREAD_POSITION_IN_THREADGROUP);
    let lid = k.named(lid, "lid");
    let size = k.at(5).query(&query::THREADS_PER_THREADGROUP);
    let size = k.named(size, "bsize");
    let shared = k.at(7).shared("shared", Scalar::F32, &[256]);
    let x = k.at(8).load(a, tid);
    k.store(shared, lid, x);
    k.at(9).b.barrier(MemFlags::Threadgroup);
    let mirror = k.at(10).sub(size, lid);
    let mirror = k.sub(mirror, 1);
    let x = k.load(shared, mirror);
    k.store(b, tid, x);
}

fn scalar_params(k: &mut K) {
    let out = k.floats("out");
    let scale = k.b.scalar("scale", Scalar::F32);
    let n = k.b.scalar("n", Scalar::U32);
    let invert = k.b.scalar("invert", Scalar::Bool);
    let tid = k.at(3).tid();
    let inside = k.at(4).lt(tid, n);
    let both = k.and(inside, invert);
    k.when(both, |k| {
        let x = k.at(5).load(out, tid);
        let x = k.mul(x, scale);
        k.store(out, tid, x);
    });
}

fn grid_queries(k: &mut K) {
    let out = k.b.buffer("out", Scalar::U32);
    let row = k
        .at(3)
        .query_dim(&query::THREAD_POSITION_IN_GRID_XYZ, Dim::Y);
    let row = k.named(row, "row");
    let column = k.at(4).query(&query::THREAD_POSITION_IN_GRID_XYZ);
    let column = k.named(column, "col");
    let width = k.at(5).query(&query::THREADS_PER_GRID);
    let width = k.named(width, "width");
    let mut sum = k
        .at(6)
        .query_dim(&query::THREADGROUP_POSITION_IN_GRID, Dim::Z);
    for op in [
        &query::THREADGROUPS_PER_GRID,
        &query::THREADS_PER_THREADGROUP,
    ] {
        let size = k.at(7).query_dim(op, Dim::Y);
        sum = k.add(sum, size);
    }
    let start = k.at(8).mul(row, width);
    let index = k.add(start, column);
    k.store(out, index, sum);
}

fn linear_queries(k: &mut K) {
    let out = k.b.buffer("out", Scalar::U32);
    let index = k.at(3).op(&query::THREAD_INDEX_IN_THREADGROUP, &[]);
    let mut sum = k.op(&query::THREAD_INDEX_IN_SIMDGROUP, &[]);
    for op in [
        &query::SIMDGROUP_INDEX_IN_THREADGROUP,
        &query::THREADS_PER_SIMDGROUP,
        &query::SIMDGROUPS_PER_THREADGROUP,
    ] {
        let value = k.at(4).op(op, &[]);
        sum = k.add(sum, value);
    }
    k.at(5).store(out, index, sum);
}

/// The kernel is called `half`, and so on.
fn reserved_words(k: &mut K) {
    let device = k.floats("device");
    let out = k.floats("out");
    let main = k.shared("main", Scalar::F32, &[32]);
    let tid = k.at(3).tid();
    let x = k.at(4).load(device, tid);
    let x = k.named(x, "float4");
    let doubled = k.at(5).add(x, x);
    let doubled = k.named(doubled, "größe");
    k.at(6).store(main, 0, doubled);
    let again = k.at(7).mul(doubled, x);
    let again = k.named(again, "float4");
    let index = k.at(8).query(&query::THREAD_POSITION_IN_THREADGROUP);
    let index = k.named(index, "__");
    k.store(out, index, again);
}
