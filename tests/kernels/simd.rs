//! Operations across the lanes of a simdgroup: partial simdgroups, divergence, loops, every dtype.

use crate::support::{SIZES, Thread, ints, of_dtype, read, run, threads, zeros};
use enigma::core::ir::{Dim, Kernel};
use enigma::core::ops::{Class, Kind, OpDef, SimdOp, simd};

/// The lanes of the simdgroup of a thread, as linear indices in the grid.
fn lanes<'t>(all: &'t [Thread], of: &'t Thread) -> impl Iterator<Item = &'t Thread> {
    all.iter()
        .filter(|t| t.group == of.group && t.index / 32 == of.index / 32)
}

/// Runs a kernel of (`A`, `out`) on flat grids; `wanted` gets the input, a thread and its simdgroup.
#[track_caller]
fn check(kernel: &Kernel, wanted: impl Fn(&[i128], &Thread, &[&Thread]) -> i128) {
    for size in SIZES {
        let grid = [size + size / 2 + 3, 1, 1];
        let all = threads(grid, [size, 1, 1]);
        let input: Vec<i128> = (0..all.len() as i128)
            .map(|i| (i * 7919 + 13) % 1009 - 300)
            .collect();
        let mut args = [ints(input.iter().copied()), zeros::<i32>(grid[0])];
        run(kernel, &mut args, grid, [size, 1, 1]);
        let want: Vec<i128> = all
            .iter()
            .map(|t| wanted(&input, t, &lanes(&all, t).collect::<Vec<_>>()))
            .collect();
        assert_eq!(read(&args[1]), want, "groups of {size}");
    }
}

/// Only lanes that are on take part.
#[test]
fn reductions_under_divergence() {
    let kernel = enigma::trace("reductions", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let x = a.get(tid);
        let result = k.var(0);
        k.if_else(
            x.gt(0),
            || result.set(x.simd_sum()),
            || {
                result.set(x.simd_min());
                k.if_((x & 1).eq(1), || result.set(result.get() + x.simd_max()));
            },
        );
        out.set(tid, result.get());
    })
    .expect("a correct kernel");
    check(&kernel, |input, t, simdgroup| {
        let values = |on: fn(i128) -> bool| {
            let all = simdgroup.iter().map(|t| input[t.linear]);
            all.filter(move |&v| on(v))
        };
        let x = input[t.linear];
        if x > 0 {
            return values(|v| v > 0).sum();
        }
        let least = values(|v| v <= 0).min().unwrap_or(0);
        let odd = values(|v| v <= 0 && v & 1 == 1).max().unwrap_or(0);
        if x & 1 == 1 { least + odd } else { least }
    });
}

/// A loop of different length per lane: each round reduces over the lanes still in it.
#[test]
fn reductions_in_loops_that_lanes_leave() {
    let kernel = enigma::trace("rounds", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let (left, total) = (k.var(a.get(tid).abs() % 6), k.var(0));
        k.while_(
            || left.get().gt(0),
            || {
                total.set(total.get() * 7 + left.get().simd_sum());
                left.set(left.get() - 1);
            },
        );
        k.for_range(0, tid % 3, |i| total.set(total.get() + (i + 1).simd_sum()));
        out.set(tid, total.get());
    })
    .expect("a correct kernel");
    check(&kernel, |input, t, simdgroup| {
        let rounds = |t: &Thread| input[t.linear].abs() % 6;
        let mut total = 0;
        for round in 0..rounds(t) {
            let left = simdgroup.iter().map(|t| (rounds(t) - round).max(0));
            total = total * 7 + left.sum::<i128>();
        }
        for i in 0..t.at[0] % 3 {
            let on = simdgroup.iter().filter(|t| t.at[0] % 3 > i).count();
            total += (i128::from(i) + 1) * on as i128;
        }
        total
    });
}

/// Lanes are read only where they exist and are on.
#[test]
fn shuffles_between_active_lanes() {
    let kernel = enigma::trace("shuffles", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let (tid, lane) = (k.thread_position_in_grid(), k.thread_index_in_simdgroup());
        let first = k.thread_index_in_threadgroup() - lane;
        let on = (k.threads_per_threadgroup() - first).imin(32);
        let x = a.get(tid);
        let total = k.var(x.simd_shuffle((lane * 5 + 3) % on));
        total.set(total.get() + x.simd_broadcast(0) * 3);
        let pair = x.simd_shuffle_xor(1);
        let next = x.simd_shuffle_down(4);
        total.set(total.get() + k.where_(0, pair, (lane ^ 1).lt(on)));
        total.set(total.get() + k.where_(0, next, (lane + 4).lt(on)));
        k.if_((lane % 2).eq(0), || {
            let even = x.simd_shuffle(lane / 4 * 2) + x.simd_broadcast(0);
            total.set(total.get() - even);
        });
        out.set(tid, total.get());
    })
    .expect("a correct kernel");
    check(&kernel, |input, t, simdgroup| {
        let (lane, on) = (t.index as usize % 32, simdgroup.len());
        let at = |lane: usize| simdgroup.get(lane).map_or(0, |t| input[t.linear]);
        let mut total = at((lane * 5 + 3) % on) + at(0) * 3 + at(lane ^ 1);
        total += if lane + 4 < on { at(lane + 4) } else { 0 };
        if lane.is_multiple_of(2) {
            total -= at(lane / 4 * 2) + at(0);
        }
        total
    });
}

/// Lanes count along x first, then y, then z.
#[test]
fn lanes_of_flat_and_deep_groups() {
    let kernel = enigma::trace("deep", |k| {
        let out = k.buffer::<u32>("out");
        let at = |d| k.thread_position_in_grid_xyz(d);
        let size = |d| k.threads_per_grid_xyz(d);
        let linear = at(Dim::X) + size(Dim::X) * (at(Dim::Y) + size(Dim::Y) * at(Dim::Z));
        out.set(linear, linear.simd_sum() * 1000 + linear.simd_max());
    })
    .expect("a correct kernel");
    for (grid, size) in [
        ([9, 9, 1], [8, 4, 1]),
        ([10, 7, 5], [5, 3, 3]),
        ([3, 70, 1], [1, 33, 1]),
        ([40, 3, 2], [33, 2, 2]),
    ] {
        let all = threads(grid, size);
        let mut args = [zeros::<u32>(all.len() as u64)];
        run(&kernel, &mut args, grid, size);
        let want = all.iter().map(|t| {
            let linear = || lanes(&all, t).map(|t| t.linear as i128);
            linear().sum::<i128>() * 1000 + linear().max().unwrap_or(0)
        });
        assert_eq!(
            read(&args[0]),
            want.collect::<Vec<_>>(),
            "{grid:?} by {size:?}"
        );
    }
}

fn reduced(op: SimdOp, values: &[i128]) -> i128 {
    match op {
        SimdOp::Sum => values.iter().sum(),
        SimdOp::Max => values.iter().copied().max().unwrap_or(0),
        SimdOp::Min => values.iter().copied().min().unwrap_or(0),
        SimdOp::Shuffle | SimdOp::ShuffleXor | SimdOp::ShuffleDown | SimdOp::Broadcast => values[0],
    }
}

/// By the signedness of the type; sums wrap, and floats are exact on small numbers.
#[test]
fn every_operation_on_every_dtype() {
    for op in simd::FAMILY.iter().copied() {
        let Kind::Simd(kind) = op.kind else { continue };
        for dtype in Class::SIMD.iter() {
            let kernel = first_lane(op, dtype);
            for n in [1, 20, 32, 50] {
                let stored = of_dtype(dtype, (0..n as i128).map(|i| (i * 37 + 200) % 8 - 3));
                let input = read(&stored);
                let mut args = [stored, of_dtype(dtype, (0..n).map(|_| 0))];
                run(&kernel, &mut args, [n, 1, 1], [64, 1, 1]);
                let want: Vec<i128> = input
                    .chunks(32)
                    .flat_map(|lanes| vec![reduced(kind, lanes); lanes.len()])
                    .collect();
                let want = read(&of_dtype(dtype, want));
                assert_eq!(read(&args[1]), want, "{} on {dtype}, {n} threads", op.name);
            }
        }
    }
}

/// A reduction, or a data movement from lane 0.
fn first_lane(op: &'static OpDef, dtype: enigma::core::Scalar) -> Kernel {
    enigma::trace(op.name, |k| {
        let (a, out) = (k.buffer_of("A", dtype), k.buffer_of("out", dtype));
        let (tid, lane) = (k.thread_position_in_grid(), k.thread_index_in_simdgroup());
        let x = a.get(tid);
        let Kind::Simd(kind) = op.kind else { return };
        let moved = match kind {
            SimdOp::Sum | SimdOp::Max | SimdOp::Min => k.call(op, &[x.into()]),
            SimdOp::Shuffle | SimdOp::Broadcast => k.call(op, &[x.into(), 0.into()]),
            // Distance 0, on what lane 0 has.
            SimdOp::ShuffleXor | SimdOp::ShuffleDown => {
                k.call(op, &[a.get(tid - lane).into(), 0.into()])
            }
        };
        out.set(tid, moved);
    })
    .expect("a correct kernel")
}
