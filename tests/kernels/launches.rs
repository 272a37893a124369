//! Launches: arguments, extents, many of them, from many threads, interrupted.

use crate::device;
use crate::support::{compiled, ints, read, run, zeros};
use enigma::core::interp::{self, Arg};
use enigma::core::{Code, Const, Diagnostic, Scalar};
use enigma::front::{Kernel, kernel};
use std::sync::atomic::{AtomicUsize, Ordering};

/// `B[i] = A[i] * s`.
fn scale() -> Kernel {
    kernel("scale", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let s = k.scalar::<i32>("s");
        let tid = k.thread_position_in_grid();
        b.set(tid, a.get(tid) * s);
    })
    .expect("compiles")
}

fn code<T: std::fmt::Debug>(result: Result<T, Vec<Diagnostic>>) -> (Code, String) {
    let errors = result.expect_err("an error");
    (errors[0].code, errors[0].message.clone())
}

#[test]
fn arguments_are_checked_before_anything_runs() {
    let kernel = scale();
    let (a, mut b, floats) = (vec![1i32; 8], vec![0i32; 8], vec![0f32; 8]);
    let found = code(kernel.launch((&a, &mut b), 8, 8));
    assert_eq!(
        found,
        (Code::ArgumentCount, "scale takes 3 arguments, not 2".into())
    );
    let found = code(kernel.launch((&floats, &mut b, 2), 8, 8));
    assert_eq!(
        found,
        (
            Code::ArgumentDtype,
            "A is int, the argument is float".into()
        )
    );
    let found = code(kernel.launch((&a, &b, 2), 8, 8));
    assert_eq!(
        found,
        (
            Code::ArgumentReadOnly,
            "the kernel writes B; pass it as &mut".into()
        )
    );
    let found = code(kernel.launch((&a, 3, 2), 8, 8));
    assert_eq!(
        found,
        (
            Code::NotAnArray,
            "B is a buffer of int; pass a slice".into()
        )
    );
    let found = code(kernel.launch((&a, &mut b, &a), 8, 8));
    assert_eq!(
        found,
        (Code::ArgumentDtype, "s is one int; pass a number".into())
    );
    let found = code(kernel.launch((&a, &mut b, 2.0f32), 8, 8));
    assert_eq!(
        found,
        (
            Code::ArgumentDtype,
            "s is int, the argument is float".into()
        )
    );
    let found = code(kernel.launch((&a, &mut b, 2), -8, 8));
    assert_eq!(found, (Code::GridSize, "grid of (-8)".into()));
    let found = code(kernel.launch((&a, &mut b, 2), 8, [1, 1, 1, 1]));
    assert_eq!(
        found,
        (Code::ThreadgroupSize, "threads of (1, 1, 1, 1)".into())
    );
    let all = kernel.launch((&floats, &b, 2.0f32), 8, 8);
    assert_eq!(all.expect_err("three mistakes").len(), 3);
    assert_eq!(b, [0; 8]);
}

#[test]
fn group_sizes_that_no_device_has() {
    let (a, mut b) = (vec![1i32; 8], vec![0i32; 8]);
    for threads in [
        [0, 1, 1],
        [1, 0, 1],
        [1025, 1, 1],
        [32, 33, 1],
        [1 << 40, 1 << 40, 1],
    ] {
        let threads: [u64; 3] = threads;
        let found = code(scale().launch((&a, &mut b, 2), 8, threads));
        assert_eq!(found.0, Code::ThreadgroupSize, "{threads:?}");
    }
    assert_eq!(b, [0; 8]);
}

/// A grid along no dimension longer than a uint, but of more threadgroups than a ulong.
#[test]
fn grids_that_cannot_be_counted() {
    let (a, mut b) = (vec![1i32; 8], vec![0i32; 8]);
    let most = u64::from(u32::MAX);
    for grid in [[most + 1, 1, 1], [most, most, 9], [most; 3]] {
        let found = code(scale().launch((&a, &mut b, 2), grid, 2));
        assert_eq!(found.0, Code::GridSize, "{grid:?}");
    }
    let nothing = scale().launch((&a, &mut b, 2), [most, most, 0], 2);
    nothing.expect("a no-op");
    assert_eq!(b, [0; 8]);
}

#[test]
fn a_grid_of_zero_does_nothing() {
    let (a, mut b) = (vec![1i32; 8], vec![5i32; 8]);
    for grid in [[0, 1, 1], [8, 0, 1], [8, 1, 0], [0, 0, 0]] {
        scale().launch((&a, &mut b, 2), grid, 8).expect("a no-op");
    }
    assert_eq!(b, [5; 8]);
}

#[test]
fn scalars_of_every_dtype() {
    for dtype in Scalar::ALL {
        let kernel = enigma::trace("scalar", |k| {
            let (out, s) = (k.buffer_of("out", dtype), k.scalar_of("s", dtype));
            let other = k.scalar::<i8>("other");
            out.set(k.thread_position_in_grid() * 2, s);
            out.set(k.thread_position_in_grid() * 2 + 1, other.cast_to(dtype));
        })
        .expect("a correct kernel");
        let value = Const::from_int(dtype, 3);
        let other = Const::from_int(Scalar::I8, 1);
        let zero = Const::from_int(dtype, 0);
        let mut args = [
            Arg::Buffer(vec![zero; 80]),
            Arg::Scalar(value),
            Arg::Scalar(other),
        ];
        run(&kernel, &mut args, [40, 1, 1], [32, 1, 1]);
        let one = Const::from_int(dtype, 1);
        assert_eq!(args[0], Arg::Buffer([value, one].repeat(40)), "{dtype}");
    }
}

#[test]
fn thousands_of_launches_of_one_kernel() {
    let kernel = scale();
    let (a, mut b): (Vec<i32>, _) = ((0..100).collect(), vec![0i32; 100]);
    for s in 0..5000 {
        let n = s % 100 + 1;
        kernel.launch((&a, &mut b, s), n, 32).expect("runs");
        assert!((0..n).all(|i| b[i as usize] == i * s));
    }
}

/// Kernels with threadgroup memory, barriers and atomics, compiled and launched from many threads.
#[test]
fn launches_from_many_threads() {
    let sums = kernel("sums", |k| {
        let (a, out, total) = (
            k.buffer::<i32>("A"),
            k.buffer::<i32>("out"),
            k.buffer::<i32>("total"),
        );
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let shared = k.threadgroup_alloc::<i32>(64);
        shared.set(lid, a.get(tid));
        k.barrier();
        out.set(tid, shared.get(k.threads_per_threadgroup() - 1 - lid));
        total.atomic_fetch_add(0, a.get(tid));
    })
    .expect("compiles");
    std::thread::scope(|scope| {
        for t in 0..8 {
            let sums = &sums;
            scope.spawn(move || {
                let other = scale();
                for round in 0..50 {
                    let n = 1000 + t;
                    let a: Vec<i32> = (0..n).map(|i| i * round + t).collect();
                    let (mut out, mut total) = (vec![0i32; n as usize], [0i32]);
                    sums.launch((&a, &mut out, &mut total), n, 64)
                        .expect("runs");
                    assert_eq!(total[0], a.iter().sum::<i32>());
                    assert!(
                        a.chunks(64)
                            .zip(out.chunks(64))
                            .all(|(x, y)| x.iter().rev().eq(y))
                    );
                    other.launch((&a, &mut out, t), n, 100).expect("runs");
                    assert!(a.iter().zip(&out).all(|(x, y)| x * t == *y));
                }
            });
        }
    });
}

/// A loop without an end stops when asked; the kernel and the pool can be used again.
#[test]
fn an_endless_loop_is_interrupted() {
    let built = enigma::trace("endless", |k| {
        let (go, out) = (k.buffer::<i32>("go"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        k.while_(|| go.get(tid).ne(0), || out.set(tid, out.get(tid) + 1));
    })
    .expect("a correct kernel");
    let loaded = [ints((0..70).map(|i| i128::from(i == 65))), zeros::<i32>(70)];
    let endless = interp::run(&built, &mut loaded.clone(), [70, 1, 1], [32, 1, 1]);
    assert_eq!(endless.expect_err("no end").code, Code::Interrupted);
    let ready = compiled(&built);
    for _ in 0..3 {
        let polls = AtomicUsize::new(0);
        let stop = || polls.fetch_add(1, Ordering::Relaxed) > 3;
        let mut args = loaded.clone();
        let result = device::launch(&ready, &mut args, [70, 1, 1], [32, 1, 1], &stop);
        assert_eq!(result.expect_err("no end")[0].code, Code::Interrupted);
        let mut calm = [ints((0..70).map(|_| 0)), zeros::<i32>(70)];
        run(&built, &mut calm, [70, 1, 1], [32, 1, 1]);
        assert_eq!(read(&calm[1]), [0; 70]);
    }
}

/// The same with a barrier in the loop, which runs once per group.
#[test]
fn an_endless_loop_with_barriers_is_interrupted() {
    let built = enigma::trace("endless", |k| {
        let out = k.buffer::<i32>("out");
        let (tid, shared) = (k.thread_position_in_grid(), k.threadgroup_alloc::<i32>(32));
        k.while_(
            || true,
            || {
                shared.set(k.thread_position_in_threadgroup(), 1);
                k.barrier();
                out.set(tid, shared.get(0));
            },
        );
    })
    .expect("a correct kernel");
    let polls = AtomicUsize::new(0);
    let stop = || polls.fetch_add(1, Ordering::Relaxed) > 3;
    let mut args = [zeros::<i32>(70)];
    let ready = compiled(&built);
    let result = device::launch(&ready, &mut args, [70, 1, 1], [32, 1, 1], &stop);
    assert_eq!(result.expect_err("no end")[0].code, Code::Interrupted);
}

/// A panic of the question whether to go on reaches the caller, after the launch has ended.
#[test]
fn a_panic_of_the_caller_ends_the_launch() {
    let built = enigma::trace("endless", |k| {
        let go = k.buffer::<i32>("go");
        k.while_(|| go.atomic_load(0).eq(0), || {});
    })
    .expect("a correct kernel");
    let ready = compiled(&built);
    let mut args = [zeros::<i32>(1)];
    let mut launch =
        || device::launch(&ready, &mut args, [640, 1, 1], [32, 1, 1], &|| panic!("no"));
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut launch));
    ended.expect_err("a panic");
}

/// A failed launch leaves nothing behind that a later one sees.
#[test]
fn launches_after_an_error_are_good() {
    let kernel = scale();
    let (a, mut b) = (vec![2i32; 100], vec![0i32; 100]);
    for round in 0..100 {
        let found = code(kernel.launch((&a, &mut b[..50], 3), 100, 32));
        assert_eq!(found.0, Code::OutOfBounds);
        kernel.launch((&a, &mut b, round), 100, 32).expect("runs");
        assert!(b.iter().all(|&v| v == 2 * round));
    }
}

/// Code is linked by one thread at a time: a look-up links what others wait for, and they returned too early.
#[test]
fn code_is_made_and_dropped_by_many_threads() {
    let compiles_and_runs = |thread: i32| {
        for n in 0..60 {
            let a: Vec<i32> = (0..32).map(|i| i + thread).collect();
            let mut b = vec![0i32; 32];
            scale().launch((&a, &mut b, n), 32, 32).expect("runs");
            let want: Vec<i32> = a.iter().map(|x| x * n).collect();
            assert_eq!(b, want);
        }
    };
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || compiles_and_runs(thread));
        }
    });
}

/// What a caller need not let go of locks for: never a kernel in which a number decides how much it does.
#[test]
fn launches_that_are_surely_brief() {
    let grid = |n| enigma::Grid {
        grid: [n, 1, 1],
        threads: [8, 1, 1],
    };
    let straight = enigma::trace("straight", |k| {
        let out = k.buffer::<i32>("out");
        out.set(k.thread_position_in_grid(), 1);
    });
    let straight = compiled(&straight.expect("a correct kernel"));
    assert!(
        !straight.compiled().is_brief(&grid(8)),
        "there is no code yet"
    );
    // A machine that does something else meanwhile makes any launch long.
    let becomes_brief = (0..1000).any(|_| {
        device::launch(
            &straight,
            &mut [zeros::<i32>(8)],
            [8, 1, 1],
            [8, 1, 1],
            &|| false,
        )
        .expect("runs");
        straight.compiled().is_brief(&grid(8))
    });
    assert!(becomes_brief);
    assert!(
        !straight.compiled().is_brief(&grid(9)),
        "there is no code for edge groups"
    );
    assert!(!straight.compiled().is_brief(&grid(1 << 31)));
    let none = enigma::Grid {
        grid: [8; 3],
        threads: [0; 3],
    };
    assert!(!straight.compiled().is_brief(&none));

    let loops = enigma::trace("loops", |k| {
        let out = k.buffer::<i32>("out");
        k.while_(|| out.get(0).ne(0), || out.set(0, 0));
    });
    let loops = compiled(&loops.expect("a correct kernel"));
    for _ in 0..10 {
        device::launch(
            &loops,
            &mut [zeros::<i32>(8)],
            [8, 1, 1],
            [8, 1, 1],
            &|| false,
        )
        .expect("runs");
        assert!(!loops.compiled().is_brief(&grid(8)));
    }
}
