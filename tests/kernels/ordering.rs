//! What barriers order, what lives across them, and barriers that not all threads reach.

use crate::barriers::{groups, numbers};
use crate::support::{SIZES, compiled, fails, ints, of_dtype, read, run, threads, zeros};
use enigma::core::ir::MemFlags;
use enigma::core::{Code, Scalar};

/// Values of every dtype and shape live across a barrier: varying, uniform, one per simdgroup, masks.
#[test]
fn values_live_across_barriers() {
    for dtype in Scalar::ALL.into_iter().filter(|&t| t != Scalar::Bool) {
        let kernel = enigma::trace("live", |k| {
            let (a, out) = (k.buffer_of("A", dtype), k.buffer_of("out", dtype));
            let (tid, lid) = (
                k.thread_position_in_grid(),
                k.thread_position_in_threadgroup(),
            );
            let shared = k.threadgroup_alloc_of(dtype, 1024);
            let varying = a.get(tid);
            let uniform = a.get(k.threadgroup_position_in_grid());
            let simdgroup = k.simdgroup_index_in_threadgroup();
            let per_simdgroup = a.get(simdgroup);
            let (mask, same) = (varying.gt(uniform), uniform.lt(10));
            shared.set(lid, varying);
            k.barrier();
            let next = shared.get((lid + 1) % k.threads_per_threadgroup());
            let sum = k.where_(next, varying, mask) + k.where_(uniform, 3, same);
            k.barrier();
            out.set(
                tid,
                sum + per_simdgroup + uniform + k.where_(0, 1, mask & same),
            );
        })
        .expect("a correct kernel");
        for size in [1, 33, 256, 1000] {
            let n = 2 * size + size / 2;
            // Small numbers, so that sums are exact in every dtype.
            let input: Vec<i128> = numbers(n).iter().map(|v| v % 20).collect();
            let mut args = [
                of_dtype(dtype, input.iter().copied()),
                of_dtype(dtype, input.iter().copied()),
            ];
            run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
            let mut want = Vec::new();
            for (g, v) in groups(&input, size).into_iter().enumerate() {
                for lid in 0..v.len() {
                    let uniform = input[g];
                    let mask = v[lid] > uniform;
                    let first = if mask { v[lid] } else { v[(lid + 1) % v.len()] };
                    let second = if uniform < 10 { 3 } else { uniform };
                    let both = i128::from(mask && uniform < 10);
                    want.push(first + second + input[lid / 32] + uniform + both);
                }
            }
            assert_eq!(read(&args[1]), want, "{dtype}, groups of {size}");
        }
    }
}

/// Each flag orders the memory it names, inside the group.
#[test]
fn every_flag_that_orders_device_memory() {
    for flags in [MemFlags::Device, MemFlags::DeviceAndThreadgroup] {
        let kernel = enigma::trace("exchange", |k| {
            let (work, out) = (k.buffer::<u32>("work"), k.buffer::<u32>("out"));
            let (tid, lid) = (
                k.thread_position_in_grid(),
                k.thread_position_in_threadgroup(),
            );
            let size = k.threads_per_threadgroup();
            work.set(tid, lid * 3);
            k.barrier_with(flags);
            out.set(tid, work.get(tid - lid + (lid + 5) % size));
        })
        .expect("a correct kernel");
        for size in SIZES {
            let n = 2 * size + size / 2;
            let mut args = [zeros::<u32>(n), zeros::<u32>(n)];
            run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
            let want = threads([n, 1, 1], [size, 1, 1])
                .iter()
                .map(|t| i128::from((t.local[0] + 5) % t.extent[0] * 3))
                .collect::<Vec<_>>();
            assert_eq!(read(&args[1]), want, "groups of {size}");
        }
    }
}

#[test]
fn a_simdgroup_barrier_orders_its_lanes() {
    let kernel = enigma::trace("lanes", |k| {
        let out = k.buffer::<u32>("out");
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let shared = k.threadgroup_alloc::<u32>(1024);
        let first = lid - k.thread_index_in_simdgroup();
        let last = (first + 32).imin(k.threads_per_threadgroup()) - 1;
        shared.set(lid, tid);
        k.simd_barrier();
        out.set(tid, shared.get(first + last - lid));
    })
    .expect("a correct kernel");
    for size in SIZES {
        let n = 2 * size + size / 2;
        let mut args = [zeros::<u32>(n)];
        run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let all = threads([n, 1, 1], [size, 1, 1]);
        let want = all.iter().map(|t| {
            let first = t.index / 32 * 32;
            let last = (first + 32).min(t.extent[0]) - 1;
            i128::from(t.at[0] - t.index + first + last - t.index)
        });
        assert_eq!(read(&args[0]), want.collect::<Vec<_>>(), "groups of {size}");
    }
}

/// Uniformity cannot be proved, all threads agree: a warning, and the launch is fine; where they do not
/// agree, the launch says so and blames the barrier.
#[test]
fn barriers_under_loaded_conditions() {
    let mut line = 0;
    let kernel = enigma::trace("loaded", |k| {
        let (flags, out) = (k.buffer::<i32>("flags"), k.buffer::<i32>("out"));
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let shared = k.threadgroup_alloc::<u32>(1024);
        shared.set(lid, lid);
        k.for_range(0, flags.get(tid), |_| {
            line = line!() + 1;
            k.barrier();
            out.set(tid, shared.get(k.threads_per_threadgroup() - 1 - lid));
        });
    })
    .expect("a correct kernel");
    let ready = compiled(&kernel);
    let warning = &ready.compiled().warnings()[0];
    assert_eq!(
        (warning.code, warning.loc.line),
        (Code::DivergentBarrier, line)
    );
    for size in [2, 32, 33, 256] {
        let agreed = (0..2 * size).map(|i| if i < size { 0 } else { 1 });
        let mut args = [ints(agreed.map(i128::from)), zeros::<i32>(2 * size)];
        run(&kernel, &mut args, [2 * size, 1, 1], [size, 1, 1]);
        let want = (0..2 * size).map(|i| i128::from(if i < size { 0 } else { 2 * size - 1 - i }));
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>());
        let split = (0..2 * size).map(|i| i128::from(i % size != size / 2));
        let mut args = [ints(split), zeros::<i32>(2 * size)];
        let error = fails(&kernel, &mut args, [2 * size, 1, 1], [size, 1, 1]);
        assert_eq!(
            (error.code, error.loc.line),
            (Code::BarrierDivergence, line)
        );
    }
}
