//! Async copies, in one and two dimensions, in both directions, per simdgroup.

use crate::support::{SIZES, fails, fails_intact, ints, of_dtype, read, run, zeros};
use enigma::core::interp::Arg;
use enigma::core::{Code, Const, Scalar};

/// Each simdgroup copies its own part in, works on it, and copies it out.
#[test]
fn every_simdgroup_copies_its_part() {
    for dtype in Scalar::ALL.into_iter().filter(|&t| t != Scalar::Bool) {
        let kernel = enigma::trace("parts", |k| {
            let (a, b) = (k.buffer_of("A", dtype), k.buffer_of("B", dtype));
            let (tid, lid) = (
                k.thread_position_in_grid(),
                k.thread_position_in_threadgroup(),
            );
            let first = k.simdgroup_index_in_threadgroup() * 32;
            let count = (k.threads_per_threadgroup() - first).imin(32);
            let start = tid - lid + first;
            let shared = k.threadgroup_alloc_of(dtype, 1024);
            let event = k.async_copy_1d((shared, first), (a, start + 1), count);
            event.wait();
            let value = shared.get(first + count - 1 - k.thread_index_in_simdgroup());
            k.simd_barrier();
            shared.set(lid, value + 1);
            k.simd_barrier();
            k.async_copy_1d((b, start), (shared, first), count).wait();
        })
        .expect("a correct kernel");
        for size in SIZES {
            let n = size + size.div_ceil(2);
            let input: Vec<i128> = (0..=i128::from(n)).map(|i| i * 7 % 100).collect();
            let mut args = [
                of_dtype(dtype, input.iter().copied()),
                of_dtype(dtype, (0..n).map(|_| 0)),
            ];
            run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
            let groups = input[1..].chunks(size as usize);
            let parts = groups.flat_map(|g| g.chunks(32));
            let want = parts.flat_map(|p| p.iter().rev().map(|v| v + 1));
            assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "{dtype}, {size}");
        }
    }
}

/// A tile with rows of one length inside rows of another, in and out, transposed between.
#[test]
fn tiles_in_two_dimensions() {
    let kernel = enigma::trace("tiles", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let group = k.threadgroup_position_in_grid();
        let lid = k.thread_position_in_threadgroup();
        let (tile, other) = (
            k.threadgroup_alloc::<i32>((6, 10)),
            k.threadgroup_alloc::<i32>(64),
        );
        k.if_(k.simdgroup_index_in_threadgroup().eq(0), || {
            // Six rows of eight from rows of twenty, into rows of ten.
            k.async_copy_2d((tile, 0, 10), (a, group * 3 + 20, 20), 8, 6)
                .wait();
        });
        k.barrier();
        k.for_range_step(lid, 48, k.threads_per_threadgroup(), Scalar::U32, |i| {
            other.set(i, tile.get((i % 6, i / 6)));
        });
        k.barrier();
        k.if_(k.simdgroup_index_in_threadgroup().eq(0), || {
            // Eight rows of six, packed, to rows of seven.
            k.async_copy_2d((b, group * 60, 7), (other, 0, 6), 6, 8)
                .wait();
        });
    })
    .expect("a correct kernel");
    for size in SIZES {
        let input: Vec<i128> = (0..200).collect();
        let mut args = [ints(input.iter().copied()), zeros::<i32>(180)];
        run(&kernel, &mut args, [3 * size, 1, 1], [size, 1, 1]);
        let mut want = vec![0; 180];
        for group in 0..3 {
            for (row, column) in (0..8).flat_map(|r| (0..6).map(move |c| (r, c))) {
                want[group * 60 + row * 7 + column] = input[group * 3 + 20 + column * 20 + row];
            }
        }
        assert_eq!(read(&args[1]), want, "groups of {size}");
    }
}

/// Two buffers in turn: the next copy is under way while the last one's data is summed.
#[test]
fn copies_ahead_of_a_loop() {
    let kernel = enigma::trace("ahead", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let is_first = k.simdgroup_index_in_threadgroup().eq(0);
        let shared = k.threadgroup_alloc::<i32>((2, 64));
        let sum = k.var(0);
        k.if_(is_first, || k.async_copy_1d((shared, 0), (a, 0), 64).wait());
        k.barrier();
        k.for_range(0, 5, |i| {
            let next = i + 1;
            k.if_(is_first & next.lt(5), || {
                k.async_copy_1d((shared, next % 2 * 64), (a, next * 64), 64)
                    .wait();
            });
            sum.set(sum.get() * 3 + shared.get((i % 2, lid % 64)));
            k.barrier();
        });
        out.set(tid, sum.get());
    })
    .expect("a correct kernel");
    for size in SIZES {
        let input: Vec<i128> = (0..320).map(|i| i * 11 % 17).collect();
        let mut args = [ints(input.iter().copied()), zeros::<i32>(size)];
        run(&kernel, &mut args, [size, 1, 1], [size, 1, 1]);
        let want = (0..size as usize)
            .map(|lid| (0..5).fold(0, |sum, i| sum * 3 + input[i * 64 + lid % 64]));
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "groups of {size}");
    }
}

#[test]
fn no_elements_and_several_events() {
    let kernel = enigma::trace("several", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let n = k.scalar::<u32>("n");
        let (x, y) = (k.threadgroup_alloc::<i32>(8), k.threadgroup_alloc::<i32>(8));
        let lid = k.thread_position_in_threadgroup();
        x.set(lid, 5);
        y.set(lid, 6);
        k.simd_barrier();
        let nothing = k.async_copy_1d((x, 0), (a, 1_000_000), n);
        let rows = k.async_copy_2d((x, 0, 1), (a, 0, 1), 8, n);
        let some = k.async_copy_1d((y, 2), (a, 1), 3);
        k.async_copy_wait(&[nothing, rows, some]);
        b.set(lid, x.get(lid) * 100 + y.get(lid));
    })
    .expect("a correct kernel");
    let none = enigma::core::Const::from_int(Scalar::U32, 0);
    let mut args = [
        ints(10..16),
        zeros::<i32>(8),
        enigma::core::interp::Arg::Scalar(none),
    ];
    run(&kernel, &mut args, [8, 1, 1], [8, 1, 1]);
    assert_eq!(read(&args[1]), [506, 506, 511, 512, 513, 506, 506, 506]);
}

#[test]
fn arguments_that_differ_between_lanes_are_an_error() {
    let mut line = 0;
    let kernel = enigma::trace("differ", |k| {
        let a = k.buffer::<i32>("A");
        let shared = k.threadgroup_alloc::<i32>(64);
        let lid = k.thread_position_in_threadgroup();
        line = line!() + 1;
        k.async_copy_1d((shared, 0), (a, lid / 8), 4).wait();
        a.set(lid, shared.get(0));
    })
    .expect("traces");
    let mut args = [ints(0..32)];
    let error = fails(&kernel, &mut args, [32, 1, 1], [32, 1, 1]);
    assert_eq!((error.code, error.loc.line), (Code::CopyArguments, line));
}

#[test]
fn a_copy_out_of_bounds_is_an_error() {
    let mut line = 0;
    let kernel = enigma::trace("beyond", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let n = k.scalar::<u32>("n");
        let shared = k.threadgroup_alloc::<i32>(8);
        let lid = k.thread_position_in_threadgroup();
        line = line!() + 1;
        k.async_copy_1d((shared, 0), (a, 0), n).wait();
        k.simd_barrier();
        b.set(lid, shared.get(lid));
    })
    .expect("traces");
    for (n, len) in [(8u32, 5), (9, 20), (u32::MAX, 5)] {
        let count = Arg::Scalar(Const::from_int(Scalar::U32, n.into()));
        let mut args = [ints(0..len), zeros::<i32>(8), count];
        if n == u32::MAX {
            // The interpreter would take its time.
            let ready = crate::support::compiled(&kernel);
            let never = || false;
            let run = crate::device::launch(&ready, &mut args, [8, 1, 1], [8, 1, 1], &never);
            assert_eq!(run.expect_err("beyond")[0].code, Code::OutOfBounds);
            continue;
        }
        let error = fails(&kernel, &mut args, [8, 1, 1], [8, 1, 1]);
        assert_eq!((error.code, error.loc.line), (Code::OutOfBounds, line));
    }
}

/// What a copy reads beyond the source is 0, before and after what there is.
#[test]
fn a_copy_beyond_its_source_copies_zeros() {
    let mut line = 0;
    let kernel = enigma::trace("beyond", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let start = k.scalar::<i32>("start");
        let lid = k.thread_position_in_threadgroup();
        let shared = k.threadgroup_alloc::<i32>(8);
        shared.set(lid, 77);
        k.simd_barrier();
        line = line!() + 1;
        k.async_copy_1d((shared, 0), (a, start), 8).wait();
        k.simd_barrier();
        out.set(lid, shared.get(lid));
    })
    .expect("traces");
    for start in [-3, 4] {
        let scalar = Arg::Scalar(Const::from_int(Scalar::I32, start));
        let mut args = [ints(1..9), zeros::<i32>(8), scalar];
        let error = fails_intact(&kernel, &mut args, [8, 1, 1], [8, 1, 1]);
        assert_eq!((error.code, error.loc.line), (Code::OutOfBounds, line));
        let source = (0..8).map(|i| start + i);
        let want = source.map(|i| if (0..8).contains(&i) { i + 1 } else { 0 });
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>());
    }
}
