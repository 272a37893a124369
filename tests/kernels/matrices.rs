//! Simdgroup matrices from the Rust front end: tiled products, matrices in variables, who has to be there.

use crate::support::{fails, of, reals, run, run_unchecked, zeros};
use enigma::core::interp::Arg;
use enigma::core::ir::Kernel;
use enigma::core::{Code, Const, Scalar};
use enigma::front::Tracer;

/// Rows of a matrix, and threads of a simdgroup.
const EDGE: u64 = 8;
const LANES: u64 = 32;

fn small(count: u64, seed: u64) -> Vec<f32> {
    (0..count)
        .map(|i| ((i * 7 + seed * 5 + i / 9) % 9) as f32 - 4.0)
        .collect()
}

fn trace(body: impl FnOnce(&Tracer)) -> Kernel {
    enigma::trace("matrices", body).expect("a correct kernel")
}

/// C = A Bᵀ, a tile of 8 x 16 for each simdgroup, depths that the kernel does not know.
fn product() -> Kernel {
    trace(|k| {
        let [a, b, c] = ["A", "B", "C"].map(|name| k.buffer::<f32>(name));
        let (n, depth) = (k.scalar::<u32>("n"), k.scalar::<u32>("depth"));
        let tile = k.threadgroup_position_in_grid() * k.simdgroups_per_threadgroup()
            + k.simdgroup_index_in_threadgroup();
        let (row, column) = (tile / (n / 16) * 8, tile % (n / 16) * 16);
        let sums = [0, 1].map(|_| k.matrix_var(k.filled_matrix(0, Scalar::F32)));
        k.for_range_step(0, depth, 8, Scalar::U32, |i| {
            let left = a.tile(depth).at(row * depth).origin(i, 0).load();
            for (n, sum) in sums.into_iter().enumerate() {
                let from = b.tile(depth).origin(i, column + 8 * n as u32);
                let right = from.transposed().load();
                sum.set(left.multiply_accumulate(right, sum.get()));
            }
        });
        for (part, sum) in sums.into_iter().enumerate() {
            c.tile(n)
                .at(8 * part as u32)
                .origin(column, row)
                .store(sum.get());
        }
    })
}

#[test]
fn products_of_many_tiles() {
    let kernel = product();
    for (m, n, depth, threads) in [
        (8, 16, 8, 32),
        (16, 48, 24, 64),
        (24, 32, 40, 96),
        (8, 16, 0, 32),
    ] {
        let (a, b) = (small(m * depth, 1), small(n * depth, 2));
        let uint = |v: u64| Arg::Scalar(Const::from_int(Scalar::U32, v.into()));
        let mut args = [
            of(a.iter().copied()),
            of(b.iter().copied()),
            zeros::<f32>(m * n),
            uint(n),
            uint(depth),
        ];
        let mut unchecked = args.clone();
        let grid = [m * n / 128 * LANES, 1, 1];
        run(&kernel, &mut args, grid, [threads, 1, 1]);
        run_unchecked(&kernel, &mut unchecked, grid, [threads, 1, 1]);
        assert_eq!(args, unchecked);
        let (n, depth) = (n as usize, depth as usize);
        let want = (0..m as usize * n).map(|at| {
            let (row, column) = (at / n, at % n);
            let products = (0..depth).map(|d| a[row * depth + d] * b[column * depth + d]);
            f64::from(products.sum::<f32>())
        });
        assert_eq!(reals(&args[2]), want.collect::<Vec<_>>(), "{m} {n} {depth}");
    }
}

/// Matrices carried by a loop with a barrier live in slots, and change places there.
#[test]
fn matrices_change_places_across_barriers() {
    for dtype in [Scalar::F16, Scalar::BF16, Scalar::F32] {
        let kernel = trace(|k| {
            let (out, rounds) = (k.buffer_of("out", dtype), k.scalar::<i32>("rounds"));
            let own = k.simdgroup_index_in_threadgroup();
            let first = k.matrix_var(k.filled_matrix(1, dtype));
            let second = k.matrix_var(k.filled_matrix(2, dtype));
            k.for_range(0, rounds, |_| {
                let (x, y) = (first.get(), second.get());
                first.set(y);
                second.set(x);
                k.barrier();
            });
            out.tile(8).at(own * 128).store(first.get());
            out.tile(8).at(own * 128 + 64).store(second.get());
        });
        for rounds in 0..4 {
            let zero = vec![Const::from_int(dtype, 0); 384];
            let count = Const::from_int(Scalar::I32, rounds);
            let mut args = [Arg::Buffer(zero), Arg::Scalar(count)];
            run(&kernel, &mut args, [96, 1, 1], [96, 1, 1]);
            let want = if rounds % 2 == 0 {
                [1.0, 2.0]
            } else {
                [2.0, 1.0]
            };
            let found = reals(&args[0]);
            for (at, matrix) in found.chunks(64).enumerate() {
                assert!(
                    matrix.iter().all(|&x| x == want[at % 2]),
                    "{dtype}, {rounds}"
                );
            }
        }
    }
}

/// A simdgroup takes one way; which, the threads say.
#[test]
fn simdgroups_branch_apart() {
    let kernel = trace(|k| {
        let (a, which, c) = (
            k.buffer::<f32>("A"),
            k.buffer::<i32>("which"),
            k.buffer::<f32>("C"),
        );
        let lid = k.thread_position_in_threadgroup();
        let m = k.matrix_var(a.tile(8).load());
        let way = which.get(lid);
        k.if_else(
            way.gt(0),
            || m.set(m.get().multiply(m.get())),
            || k.if_(way.lt(0), || m.set(k.filled_matrix(7, Scalar::F32))),
        );
        c.tile(8)
            .at(k.simdgroup_index_in_threadgroup() * 64)
            .store(m.get());
    });
    let a = small(64, 3);
    let ways = (0..96).map(|i| 1 - i / 32);
    let mut args = [of(a.iter().copied()), of(ways), zeros::<f32>(192)];
    run(&kernel, &mut args, [96, 1, 1], [96, 1, 1]);
    let found = reals(&args[2]);
    let square = |at: usize| {
        let (row, column) = (at / 8, at % 8);
        (0..8)
            .map(|k| f64::from(a[row * 8 + k] * a[k * 8 + column]))
            .sum::<f64>()
    };
    assert_eq!(found[..64], (0..64).map(square).collect::<Vec<_>>());
    assert_eq!(
        found[64..128],
        a.iter().map(|&x| f64::from(x)).collect::<Vec<_>>()
    );
    assert!(found[128..].iter().all(|&x| x == 7.0));
}

#[test]
fn lanes_that_part_end_the_launch() {
    let kernel = trace(|k| {
        let (which, c) = (k.buffer::<i32>("which"), k.buffer::<f32>("C"));
        let m = k.matrix_var(k.filled_matrix(1, Scalar::F32));
        k.if_(which.get(k.thread_position_in_threadgroup()).gt(0), || {
            m.set(k.filled_matrix(2, Scalar::F32));
        });
        c.tile(8).store(m.get());
    });
    let mut args = [of((0..64).map(|i| i32::from(i > 40))), zeros::<f32>(64)];
    let error = fails(&kernel, &mut args, [64, 1, 1], [64, 1, 1]);
    assert_eq!(error.code, Code::PartialSimdgroup);
    assert_eq!(
        error.message,
        "if around a simdgroup matrix taken by 23 of 32 lanes"
    );
    let mut args = [of((0..64).map(|i| i / 32)), zeros::<f32>(64)];
    run(&kernel, &mut args, [64, 1, 1], [32, 1, 1]);
}

#[test]
fn mistakes_are_noted_with_their_lines() {
    let found = enigma::trace("wrong", |k| {
        let (a, i) = (k.buffer::<f32>("A"), k.buffer::<i32>("I"));
        let half = k.filled_matrix(1, Scalar::F16);
        let m = a.tile(EDGE).load().multiply(half);
        // What depends on a mistake is passed over.
        a.tile(8).store(m.multiply(m));
        i.tile(8).load();
        k.matrix_var(half).set(a.tile(8).load());
    })
    .expect_err("three mistakes");
    let messages: Vec<&str> = found.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "simdgroup_multiply does not take matrices of float and of half",
            "simdgroup_matrix_load does not take matrices of int",
            "cannot store simdgroup_matrix<8,8,float> into a variable, which is simdgroup_matrix<8,8,half>",
        ]
    );
}

#[test]
fn function_constants_are_folded_and_kept() {
    let kernel = enigma::kernel("constants", |k| {
        let out = k.buffer::<f32>("out");
        let n = k.function_constant::<u32>(4);
        k.if_else(n.gt(2), || out.set(0, n.cast::<f32>()), || out.set(0, -1.0));
    })
    .expect("a correct kernel");
    let mut out = [0.0f32];
    let missing = kernel.launch((&mut out,), 1, 1).expect_err("no value");
    assert_eq!(missing[0].code, Code::FunctionConstants);
    assert_eq!(
        missing[0].message,
        "constants has no value for function constant 4, which is uint"
    );
    for (n, want) in [(3, 3.0), (2, -1.0), (3, 3.0)] {
        let bound = kernel
            .specialised([(4, Const::from_int(Scalar::U32, n))])
            .expect("a value of its dtype");
        bound.launch((&mut out,), 1, 1).expect("a launch in bounds");
        assert_eq!(out, [want]);
        let mut branches = 0;
        let legal = bound.compiled().legal().kernel();
        legal.walk(&mut |_, op| branches += op.blocks.len());
        assert_eq!(branches, 0);
    }
    let wrong = kernel.specialised([
        (4, Const::from_f64(Scalar::F32, 1.0)),
        (5, Const::from_bool(true)),
    ]);
    let wrong: Vec<String> = wrong
        .expect_err("two mistakes")
        .into_iter()
        .map(|f| f.message)
        .collect();
    assert_eq!(
        wrong,
        [
            "constants has no function constant 5",
            "function constant 4 is uint, not float"
        ]
    );
}
