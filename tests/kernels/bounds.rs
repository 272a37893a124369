//! Accesses out of bounds: the line is blamed, nothing else changes, the buffers' surroundings stay intact.

use crate::device;
use crate::support::{fails_intact, ints, read, run, run_unchecked, zeros};
use enigma::core::{Code, Scalar};
use enigma::front::Value;

/// One thread of many goes out of bounds; the whole message is known.
#[test]
fn a_message_names_index_buffer_length_and_thread() {
    let mut line = 0;
    let kernel = enigma::trace("one", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let tid = k.thread_position_in_grid();
        line = line!() + 1;
        let value = a.get(tid + 1);
        b.set(tid, value + 5);
    })
    .expect("traces");
    for size in [1, 32, 33, 100] {
        let mut args = [ints(0..100), zeros::<i32>(100)];
        let error = fails_intact(&kernel, &mut args, [100, 1, 1], [size, 1, 1]);
        assert_eq!((error.code, error.loc.line), (Code::OutOfBounds, line));
        assert_eq!(
            error.message,
            "index 100 is out of bounds of A, which has 100 elements"
        );
        assert_eq!(error.notes[0], "thread (99, 0, 0) of the grid");
        let ready = crate::support::compiled(&kernel);
        let (grid, threads) = ([100, 1, 1], [size, 1, 1]);
        let found = device::launch(&ready, &mut args.clone(), grid, threads, &|| false);
        assert_eq!(found.expect_err("on the CPU too"), [error]);
        // The offending thread read 0; all others are as if it had not.
        let want = (1..100).map(|i| i + 5).chain([5]);
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>());
    }
}

/// Every way an index may miss, for loads, stores and atomics, in every dtype of an index.
#[test]
fn every_kind_of_access_and_index() {
    type Miss = (&'static str, fn(Value<'_>) -> Value<'_>);
    let misses: [Miss; 6] = [
        ("just past the end", |tid| tid + 64),
        ("before the start", |tid| -1 - tid.cast::<i32>()),
        ("far before", |tid| tid.cast::<i64>() - (1i64 << 40)),
        ("past 32 bits", |tid| tid.cast::<u64>() + (1u64 << 32)),
        ("past 34 bits", |tid| {
            tid.cast::<u64>() * (1u64 << 34) + (1u64 << 34)
        }),
        ("all bits", |tid| tid.cast::<u64>() - 1000),
    ];
    for (name, miss) in misses {
        for access in 0..3 {
            let mut line = 0;
            let kernel = enigma::trace("miss", |k| {
                let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
                let tid = k.thread_position_in_grid();
                b.set(tid, 1);
                k.if_((tid % 2).eq(1), || {
                    let index = miss(tid);
                    match access {
                        0 => {
                            line = line!() + 1;
                            b.set(tid, a.get(index) + 3);
                        }
                        1 => {
                            line = line!() + 1;
                            a.set(index, 9);
                        }
                        _ => {
                            line = line!() + 1;
                            a.atomic_fetch_add(index, 9);
                        }
                    }
                });
                a.set(tid, tid);
            })
            .expect("traces");
            let mut args = [ints((0..64).map(|i| i + 500)), zeros::<i32>(64)];
            let error = fails_intact(&kernel, &mut args, [64, 1, 1], [40, 1, 1]);
            assert_eq!(error.code, Code::OutOfBounds, "{name}");
            assert_eq!(error.loc.line, line, "{name}");
            assert_eq!(read(&args[0]), (0..64).collect::<Vec<_>>(), "{name}");
            let odd = if access == 0 { 3 } else { 1 };
            let want = (0..64).map(|i| if i % 2 == 1 { odd } else { 1 });
            assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "{name}");
        }
    }
}

#[test]
fn threadgroup_memory_is_checked_too() {
    let mut line = 0;
    let kernel = enigma::trace("shared", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let (first, second, third) = (
            k.threadgroup_alloc::<i32>(40),
            k.threadgroup_alloc::<i32>(40),
            k.threadgroup_alloc::<i32>(40),
        );
        let lid = k.thread_position_in_threadgroup();
        for memory in [first, second, third] {
            memory.set(lid, 7);
        }
        k.barrier();
        line = line!() + 1;
        second.set(a.get(lid), 1);
        k.barrier();
        b.set(
            lid,
            first.get(lid) * 100 + second.get(lid) * 10 + third.get(lid),
        );
    })
    .expect("traces");
    let indices = (0..40).map(|i| match i {
        5 => -1,
        6 => 40,
        7 => 1_000_000,
        8 => -1_000_000,
        _ => 39,
    });
    let mut args = [ints(indices), zeros::<i32>(40)];
    let error = fails_intact(&kernel, &mut args, [40, 1, 1], [40, 1, 1]);
    assert_eq!((error.code, error.loc.line), (Code::OutOfBounds, line));
    let want = (0..40).map(|i| if i == 39 { 717 } else { 777 });
    assert_eq!(read(&args[1]), want.collect::<Vec<_>>());
}

/// Empty buffers, uniform indices, loops, and the last partial group.
#[test]
fn places_where_a_check_is_easily_lost() {
    let empty = enigma::trace("empty", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        b.set(0, a.get(0) + 1);
    });
    let uniform = enigma::trace("uniform", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let tid = k.thread_position_in_grid();
        b.set(tid, a.get(k.threadgroup_position_in_grid()) + 1);
    });
    let looped = enigma::trace("looped", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let (tid, sum) = (k.thread_position_in_grid(), k.var(0));
        k.for_range(0, 4, |i| sum.set(sum.get() + a.get(tid + i) + 1));
        b.set(tid, sum.get());
    });
    let strided = enigma::trace("strided", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let tid = k.thread_position_in_grid();
        b.set(tid, a.get(tid * 2) + a.get(60 - tid) + 1);
    });
    let cases = [
        (empty, 0, 1),
        (uniform, 1, 60),
        (looped, 60, 60),
        (strided, 60, 60),
    ];
    for (kernel, len, threads) in cases {
        let kernel = kernel.expect("traces");
        let mut args = [ints((0..len).map(|_| 1)), zeros::<i32>(threads)];
        let error = fails_intact(&kernel, &mut args, [threads, 1, 1], [32, 1, 1]);
        assert_eq!(error.code, Code::OutOfBounds, "{}", kernel.name);
        let name = enigma::core::Loc::caller().file;
        assert_eq!(error.loc.file, name, "{}", kernel.name);
    }
}

/// An index that wraps in 32 bits stays in bounds; a check in wider arithmetic would not see that.
#[test]
fn wrapping_indices_are_in_bounds() {
    let kernel = enigma::trace("wraps", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let tid = k.thread_position_in_grid();
        let narrow = (tid.cast::<u8>() + 200) % 64;
        b.set(
            tid,
            a.get(tid - 5 + 5) + a.get(tid * 2_147_483_648u32 * 2 + tid) + a.get(narrow),
        );
        k.for_range_step(tid - 8, tid - 4, 1, Scalar::U32, |i| {
            b.set(tid, b.get(tid) + a.load_if(i, i.lt(64), 0));
        });
    })
    .expect("a correct kernel");
    for size in [1, 32, 33, 64] {
        let mut args = [ints((0..64).map(|i| i * i)), zeros::<i32>(64)];
        run(&kernel, &mut args, [64, 1, 1], [size, 1, 1]);
        let want = (0..64i128).map(|i| {
            let narrow = (i + 200) % 256 % 64;
            // The bounds of the first threads wrap: from 2^32 - 8 up to a smaller number or below it.
            let (lo, hi) = ((i - 8).rem_euclid(1 << 32), (i - 4).rem_euclid(1 << 32));
            let tail: i128 = (lo..hi).filter(|j| *j < 64).map(|j| j * j).sum();
            2 * i * i + narrow * narrow + tail
        });
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "groups of {size}");
    }
}

/// Lanes that are off lie before the first element, where an unsigned index wraps; no check is needed here.
#[test]
fn a_left_neighbour_that_the_first_thread_lacks() {
    let kernel = enigma::trace("left", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let lid = k.thread_position_in_threadgroup();
        let shared = k.threadgroup_alloc::<i32>(64);
        shared.set(lid, a.get(lid));
        k.barrier();
        k.if_(lid.gt(0), || b.set(lid, shared.get(lid - 1)));
        k.barrier();
        k.if_(lid.gt(0), || shared.set(lid - 1, lid));
        k.barrier();
        a.set(lid, shared.get(lid));
    })
    .expect("traces");
    let mut args = [ints(100..164), zeros::<i32>(64)];
    run(&kernel, &mut args, [64, 1, 1], [64, 1, 1]);
    assert_eq!(read(&args[1])[..3], [0, 100, 101]);
    assert_eq!(read(&args[0])[..3], [1, 2, 3]);
}

/// A byte counts 256 elements, so that an index of that type is in bounds wherever it wraps.
#[test]
fn a_narrow_index_wraps_inside_its_memory() {
    for down in [false, true] {
        let kernel = enigma::trace("wraps", |k| {
            let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
            let lid = k.thread_position_in_threadgroup();
            let shared = k.threadgroup_alloc::<i32>(256);
            k.for_range_step(lid, 256, 64, Scalar::U32, |i| shared.set(i, a.get(i)));
            k.barrier();
            let far = if down { 2 - lid } else { lid + 250 };
            let index = far.cast::<u8>();
            b.set(lid, shared.get(index));
            k.barrier();
            shared.set(index, lid);
            k.barrier();
            k.for_range_step(lid, 256, 64, Scalar::U32, |i| a.set(i, shared.get(i)));
        })
        .expect("traces");
        let mut args = [ints(0..256), zeros::<i32>(64)];
        run(&kernel, &mut args, [64, 1, 1], [64, 1, 1]);
        let index = |i: i128| (if down { 2 - i } else { i + 250 }).rem_euclid(256);
        let want: Vec<i128> = (0..64).map(index).collect();
        assert_eq!(read(&args[1]), want, "down: {down}");
    }
}

/// Without checks too, lanes that are off touch nothing, and those that are on the right elements.
#[test]
fn masked_neighbours_without_checks() {
    let kernel = enigma::trace("unchecked", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let (tid, n) = (k.thread_position_in_grid(), k.threads_per_grid());
        k.if_(tid.gt(0), || b.set(tid, a.get(tid - 1)));
        k.if_((tid % 3).eq(0), || b.set(n + tid, a.get(n - 1 - tid)));
        let table = a.get((tid + 250).cast::<u8>());
        b.set(2 * n + tid, table);
    })
    .expect("traces");
    let mut args = [ints(0..300), zeros::<i32>(900)];
    run_unchecked(&kernel, &mut args, [300, 1, 1], [64, 1, 1]);
}

/// The earlier operation is blamed, also where a later one fails for an earlier thread.
#[test]
fn the_first_operation_is_blamed() {
    let mut line = 0;
    let kernel = enigma::trace("blame", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let lid = k.thread_position_in_threadgroup();
        k.if_(lid.lt(40), || {
            line = line!() + 1;
            let value = a.get(k.where_(lid, 1000, lid.eq(35)));
            b.set(k.where_(lid, 2000, lid.eq(3)), value);
        });
    })
    .expect("traces");
    let mut args = [ints(0..64), zeros::<i32>(64)];
    let error = fails_intact(&kernel, &mut args, [64, 1, 1], [64, 1, 1]);
    assert_eq!((error.code, error.loc.line), (Code::OutOfBounds, line));
}

/// One element too few of threadgroup memory is one too few, however well the index is known.
#[test]
fn the_last_thread_misses_by_one() {
    for size in [16, 64, 256] {
        let mut line = 0;
        let kernel = enigma::trace("miss", |k| {
            let out = k.buffer::<i32>("out");
            let lid = k.thread_position_in_threadgroup();
            let shared = k.threadgroup_alloc::<i32>(size);
            shared.set(lid, lid);
            k.barrier();
            line = line!() + 1;
            out.set(lid, shared.get(lid + 1));
        })
        .expect("traces");
        let n = u64::from(size as u32);
        let error = fails_intact(&kernel, &mut [zeros::<i32>(n)], [n, 1, 1], [n, 1, 1]);
        assert_eq!((error.code, error.loc.line), (Code::OutOfBounds, line));
    }
}
