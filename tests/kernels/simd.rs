//! Operations across the lanes of a simdgroup: partial simdgroups, divergence, loops, the order of floats.

use crate::support::{SIZES, Thread, ints, of_dtype, read, run, threads, zeros};
use enigma::core::interp::Arg as Buffer;
use enigma::core::ir::{Dim, Kernel};
use enigma::core::ops::lanes::{Bound, Reduction};
use enigma::core::ops::{self, Arg, Class, Kind, OpDef, SimdOp, integer};
use enigma::core::{Const, Scalar};

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

/// Reductions and scans of the table.
fn reductions() -> impl Iterator<Item = (&'static OpDef, SimdOp)> {
    ops::all().filter_map(|op| match op.kind {
        Kind::Simd(kind @ (SimdOp::Reduce(..) | SimdOp::Scan(..))) => Some((op, kind)),
        _ => None,
    })
}

/// `out[tid] = op(A[tid])`, also where some lanes are off.
fn on_floats(op: &'static OpDef, dtype: Scalar) -> Kernel {
    enigma::trace(op.name, |k| {
        let (a, out) = (k.buffer_of("A", dtype), k.buffer_of("out", dtype));
        let (tid, n) = (k.thread_position_in_grid(), k.threads_per_grid());
        let x = a.get(tid);
        out.set(tid, k.call(op, &[x.into()]));
        k.if_((tid % 7).ne(2), || {
            out.set(tid + n, k.call(op, &[x.into()]))
        });
    })
    .expect("a correct kernel")
}

/// What the order of `ops::lanes` gives in `float`, lane by lane.
fn in_order(kind: SimdOp, lanes: &[Option<f32>]) -> Vec<f32> {
    let (reduction, reach) = match kind {
        SimdOp::Reduce(reduction, reach) | SimdOp::Scan(reduction, _, reach) => (reduction, reach),
        _ => panic!("not a reduction"),
    };
    let combine = |a: f32, b: f32| match reduction {
        Reduction::Sum => a + b,
        Reduction::Product => a * b,
        Reduction::Min => a.min(b),
        Reduction::Max => a.max(b),
        Reduction::And | Reduction::Or | Reduction::Xor => panic!("bits of floats"),
    };
    let (nothing, start) = match reduction {
        Reduction::Sum => (-0.0, 0.0),
        Reduction::Min => (f32::NAN, f32::INFINITY),
        Reduction::Max => (f32::NAN, f32::NEG_INFINITY),
        _ => (1.0, 1.0),
    };
    let mut all: Vec<f32> = lanes.iter().map(|v| v.unwrap_or(nothing)).collect();
    let first = |lane: usize| lane / reach.lanes() * reach.lanes();
    if let SimdOp::Reduce(..) = kind {
        let mut half = reach.lanes() / 2;
        while half > 0 {
            for lane in (0..32).filter(|lane| lane % reach.lanes() < half) {
                all[lane] = combine(all[lane], all[lane + half]);
            }
            half /= 2;
        }
        return (0..32).map(|lane| all[first(lane)]).collect();
    }
    if let SimdOp::Scan(_, Bound::Exclusive, _) = kind {
        let moved = |lane| {
            if lane == first(lane) {
                start
            } else {
                all[lane - 1]
            }
        };
        all = (0..32).map(moved).collect();
    }
    for step in (0..reach.lanes().ilog2()).map(|n| 1 << n) {
        for lane in (0..32).rev().filter(|&lane| lane >= first(lane) + step) {
            all[lane] = combine(all[lane - step], all[lane]);
        }
    }
    all
}

/// Numbers between 1 and 2 of either sign, whose sums and products depend on the order.
fn uneven(i: usize) -> f64 {
    let size = 1.0 + (i * 7919 % 10007) as f64 / 10007.0;
    if i * 31 % 11 < 5 { -size } else { size }
}

/// The interpreter and the CPU agree bit for bit in every float dtype; in `float` both do as documented.
#[test]
fn floats_are_combined_in_one_order() {
    const COUNT: usize = 87;
    for (op, kind) in reductions() {
        let Arg::T(class) = op.sig.args[0] else {
            continue;
        };
        for dtype in Class::FLOAT.iter().filter(|&ty| class.contains(ty)) {
            let input: Vec<Const> = (0..COUNT)
                .map(|i| Const::from_f64(dtype, uneven(i)))
                .collect();
            let out = Buffer::Buffer(vec![Const::from_bits(dtype, 0); 2 * COUNT]);
            let mut args = [Buffer::Buffer(input.clone()), out];
            run(
                &on_floats(op, dtype),
                &mut args,
                [COUNT as u64, 1, 1],
                [64, 1, 1],
            );
            if dtype != Scalar::F32 {
                continue;
            }
            let Buffer::Buffer(found) = &args[1] else {
                continue;
            };
            let on: [&dyn Fn(usize) -> bool; 2] = [&|_| true, &|i| i % 7 != 2];
            for (half, is_on) in on.iter().enumerate() {
                for first in (0..COUNT).step_by(32) {
                    let lane = |i: usize| (i < COUNT && is_on(i)).then(|| uneven(i) as f32);
                    let lanes: Vec<Option<f32>> = (first..first + 32).map(lane).collect();
                    let want = in_order(kind, &lanes);
                    for i in (first..COUNT.min(first + 32)).filter(|&i| is_on(i)) {
                        let found = found[half * COUNT + i].bits();
                        let want = u64::from(want[i - first].to_bits());
                        assert_eq!(found, want, "{} of thread {i}, half {half}", op.name);
                    }
                }
            }
        }
    }
}

/// Lanes of any number and dtype: what is unspecified is the same everywhere, and nothing is read out of bounds.
#[test]
fn numbers_beyond_the_lanes() {
    for op in ops::all() {
        let Kind::Simd(SimdOp::Shuffle(..) | SimdOp::Fill(..)) = op.kind else {
            continue;
        };
        for dtype in Class::INT.iter() {
            let kernel = enigma::trace(op.name, |k| {
                let numbers = k.buffer_of("numbers", dtype);
                let out = k.buffer::<u32>("out");
                let tid = k.thread_position_in_grid();
                let (value, filling, number) = (tid + 100, tid + 500, numbers.get(tid));
                let all = [value.into(), filling.into(), number.into(), 4.into()];
                let moved = |count: usize| match count {
                    2 => k.call(op, &[value.into(), number.into()]),
                    _ => k.call(op, &all),
                };
                out.set(tid, moved(op.sig.args.len()));
                k.if_((tid % 3).ne(1), || out.set(tid, moved(op.sig.args.len())));
            })
            .expect("a correct kernel");
            let (least, greatest) = dtype.int_range();
            let numbers = (0..50).map(|i| match i % 5 {
                0 => least + i / 5,
                1 => greatest - i / 5,
                2 => (greatest / 2 + i / 5).min(greatest),
                3 => (i * 3 - 40).max(least),
                _ => i % 40,
            });
            let mut args = [of_dtype(dtype, numbers), zeros::<u32>(50)];
            run(&kernel, &mut args, [50, 1, 1], [64, 1, 1]);
        }
    }
}

/// A work list: lanes put what they keep next to each other, until nobody has anything left.
#[test]
fn votes_and_scans_compact_in_a_loop() {
    let kernel = enigma::trace("compact", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let first = tid - k.thread_index_in_simdgroup();
        let (left, rounds) = (k.var(a.get(tid).abs() % 50), k.var(0));
        k.while_(
            || left.get().gt(0).simd_any(),
            || {
                let odd = (left.get() & 1).eq(1);
                k.if_(odd, || {
                    let place = k.where_(0, 1, odd).simd_prefix_exclusive_sum();
                    out.set(first + place, left.get() + rounds.get() * 100);
                });
                let voters = k.call(&integer::POPCOUNT, &[odd.simd_ballot().into()]);
                rounds.set(rounds.get() + voters.cast::<i32>());
                left.set(left.get() / 2);
            },
        );
    })
    .expect("a correct kernel");
    check(&kernel, |input, t, simdgroup| {
        let mut left: Vec<i128> = simdgroup
            .iter()
            .map(|t| input[t.linear].abs() % 50)
            .collect();
        let mut kept = vec![0; left.len()];
        let mut rounds = 0;
        while left.iter().any(|&n| n > 0) {
            let odd: Vec<i128> = left.iter().copied().filter(|n| n % 2 == 1).collect();
            for (place, &n) in odd.iter().enumerate() {
                kept[place] = n + rounds * 100;
            }
            rounds += odd.len() as i128;
            left.iter_mut().for_each(|n| *n /= 2);
        }
        kept[t.index as usize % 32]
    });
}

/// Quadgroups are four neighbours, the last of which may be missing.
#[test]
fn quadgroups_of_partial_simdgroups() {
    let kernel = enigma::trace("quads", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let x = a.get(tid);
        let total = k.var(x.quad_sum() * 3 + x.quad_max());
        k.if_((x & 3).ne(0), || {
            total.set(total.get() - x.quad_min() + x.quad_broadcast_first())
        });
        out.set(tid, total.get());
    })
    .expect("a correct kernel");
    check(&kernel, |input, t, simdgroup| {
        let x = input[t.linear];
        let quad = simdgroup
            .iter()
            .filter(|other| other.index / 4 == t.index / 4);
        let all: Vec<i128> = quad.map(|t| input[t.linear]).collect();
        let total = all.iter().sum::<i128>() * 3 + all.iter().max().unwrap_or(&0);
        let on: Vec<i128> = all.into_iter().filter(|v| v & 3 != 0).collect();
        if x & 3 == 0 {
            return total;
        }
        total - on.iter().min().unwrap_or(&0) + on[0]
    });
}
