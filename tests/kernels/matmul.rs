//! A tiled matrix product: two-dimensional groups, padded tiles, a loop with barriers around one without.

use crate::support::{of, reals, run, zeros};
use enigma::core::ir::Dim;
use enigma::core::{Const, Scalar, interp};

/// A tiled product: a loop with two barriers around a loop without, in two dimensions, ragged tiles padded.
#[test]
fn a_tiled_matrix_product() {
    const TILE: u64 = 8;
    let kernel = enigma::trace("matmul", |k| {
        let (a, b, c) = (
            k.buffer::<f32>("A"),
            k.buffer::<f32>("B"),
            k.buffer::<f32>("C"),
        );
        let (n, depth) = (k.scalar::<u32>("n"), k.scalar::<u32>("depth"));
        let (x, y) = (
            k.thread_position_in_grid_xyz(Dim::X),
            k.thread_position_in_grid_xyz(Dim::Y),
        );
        let (i, j) = (
            k.thread_position_in_threadgroup_xyz(Dim::X),
            k.thread_position_in_threadgroup_xyz(Dim::Y),
        );
        let left = k.threadgroup_alloc::<f32>((TILE, TILE));
        let right = k.threadgroup_alloc::<f32>((TILE, TILE));
        let sum = k.var(0.0f32);
        k.for_range_step(0, depth, TILE, Scalar::U32, |start| {
            left.set(
                (j, i),
                a.load_if(y * depth + start + i, (start + i).lt(depth), 0),
            );
            right.set(
                (j, i),
                b.load_if((start + j) * n + x, (start + j).lt(depth), 0),
            );
            k.barrier();
            k.for_range(0, TILE, |inner| {
                let product = left.get((j, inner)).fma(right.get((inner, i)), sum.get());
                sum.set(product);
            });
            k.barrier();
        });
        c.set(y * n + x, sum.get());
    })
    .expect("a correct kernel");
    for (m, n, depth) in [(16u64, 16u64, 16u64), (8, 24, 19), (24, 8, 8), (8, 8, 0)] {
        let value = |i: u64| ((i * 37 + 11) % 17) as f32 - 8.0;
        let (a, b): (Vec<f32>, Vec<f32>) = (
            (0..m * depth).map(value).collect(),
            (0..depth * n).map(|i| value(i + 5)).collect(),
        );
        let mut args = [
            of(a.iter().copied()),
            of(b.iter().copied()),
            zeros::<f32>(m * n),
            scalar(n),
            scalar(depth),
        ];
        run(&kernel, &mut args, [n, m, 1], [TILE, TILE, 1]);
        let (n, depth) = (n as usize, depth as usize);
        let want = (0..m as usize * n).map(|at| {
            let (row, column) = (at / n, at % n);
            let products = (0..depth).map(|d| a[row * depth + d] * b[d * n + column]);
            f64::from(products.sum::<f32>())
        });
        assert_eq!(reals(&args[2]), want.collect::<Vec<_>>());
    }
}

fn scalar(v: u64) -> interp::Arg {
    interp::Arg::Scalar(Const::from_int(Scalar::U32, v.into()))
}
