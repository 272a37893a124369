//! Positions and sizes in one to three dimensions, on ragged grids and every size of group.

use crate::support::{SIZES, Thread, read, run, threads, zeros};
use enigma::core::interp::Arg;
use enigma::core::ir::{Dim, Kernel};
use enigma::front::{Tracer, Value};

/// Grid and group: flat ones of every size, then two and three dimensions, whole and ragged.
fn shapes() -> Vec<([u64; 3], [u64; 3])> {
    let flat = SIZES
        .iter()
        .flat_map(|&n| [n, 2 * n, 2 * n + 1, 3 * n - n / 2].map(|grid| ([grid, 1, 1], [n, 1, 1])));
    let mut shapes: Vec<_> = flat.collect();
    shapes.extend([
        ([16, 8, 1], [8, 4, 1]),
        ([17, 9, 1], [8, 4, 1]),
        ([33, 5, 1], [33, 2, 1]),
        ([70, 3, 1], [32, 32, 1]),
        ([7, 100, 1], [1, 64, 1]),
        ([10, 14, 6], [5, 7, 3]),
        ([11, 13, 7], [5, 7, 3]),
        ([2, 2, 1500], [1, 1, 1024]),
        ([3, 5, 2], [4, 8, 16]),
        ([9, 9, 65], [4, 4, 64]),
        ([5, 1, 1], [1024, 1, 1]),
        ([1, 1, 1], [1, 1, 1]),
    ]);
    shapes
}

/// The position of a thread in the grid as one number.
fn linear(k: &Tracer) -> Value<'_> {
    let (x, y) = (
        k.threads_per_grid_xyz(Dim::X),
        k.threads_per_grid_xyz(Dim::Y),
    );
    let at = |d| k.thread_position_in_grid_xyz(d);
    at(Dim::X) + x * (at(Dim::Y) + y * at(Dim::Z))
}

/// Stores one value per thread.
fn stores(value: impl Fn(&Tracer) -> Value<'_>) -> Kernel {
    enigma::trace("query", |k| {
        k.buffer::<u32>("out").set(linear(k), value(k));
    })
    .expect("a correct kernel")
}

#[track_caller]
fn check(kernel: &Kernel, want: impl Fn(&Thread) -> u64) {
    for (grid, size) in shapes() {
        let mut args = [zeros::<u32>(grid.iter().product())];
        run(kernel, &mut args, grid, size);
        let want: Vec<i128> = threads(grid, size).iter().map(|t| want(t).into()).collect();
        assert_eq!(read(&args[0]), want, "grid {grid:?} in groups of {size:?}");
    }
}

const DIMS: [(Dim, usize); 3] = [(Dim::X, 0), (Dim::Y, 1), (Dim::Z, 2)];

#[test]
fn positions_in_the_grid() {
    for (dim, d) in DIMS {
        check(&stores(|k| k.thread_position_in_grid_xyz(dim)), |t| t.at[d]);
    }
}

#[test]
fn positions_in_the_threadgroup() {
    for (dim, d) in DIMS {
        check(
            &stores(|k| k.thread_position_in_threadgroup_xyz(dim)),
            |t| t.local[d],
        );
    }
}

#[test]
fn positions_of_the_threadgroup() {
    for (dim, d) in DIMS {
        let kernel = stores(|k| k.threadgroup_position_in_grid_xyz(dim));
        check(&kernel, |t| t.group[d]);
    }
}

#[test]
fn extents_of_the_threadgroup_shrink_at_the_edge() {
    for (dim, d) in DIMS {
        let kernel = stores(|k| k.threads_per_threadgroup_xyz(dim));
        check(&kernel, |t| t.extent[d]);
    }
}

#[test]
fn extents_of_the_grid() {
    for (dim, d) in DIMS {
        let kernel =
            stores(|k| k.threads_per_grid_xyz(dim) * 10_000 + k.threadgroups_per_grid_xyz(dim));
        for (grid, size) in shapes() {
            let mut args = [zeros::<u32>(grid.iter().product())];
            run(&kernel, &mut args, grid, size);
            let want = i128::from(grid[d] * 10_000 + grid[d].div_ceil(size[d]));
            assert!(
                read(&args[0]).iter().all(|&v| v == want),
                "{grid:?} {size:?}"
            );
        }
    }
}

#[test]
fn lanes_and_simdgroups() {
    check(&stores(Tracer::thread_index_in_threadgroup), |t| t.index);
    check(&stores(Tracer::thread_index_in_simdgroup), |t| t.index % 32);
    check(&stores(Tracer::simdgroup_index_in_threadgroup), |t| {
        t.index / 32
    });
    check(&stores(Tracer::threads_per_simdgroup), |_| 32);
    check(&stores(Tracer::simdgroups_per_threadgroup), |t| {
        t.extent.iter().product::<u64>().div_ceil(32)
    });
}

/// Rows, columns and planes are walked with different strides: contiguous, strided, reversed, broadcast.
#[test]
fn a_transposition_in_every_shape() {
    let kernel = enigma::trace("transpose", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let at = |d| k.thread_position_in_grid_xyz(d);
        let size = |d| k.threads_per_grid_xyz(d);
        let (x, y, z) = (at(Dim::X), at(Dim::Y), at(Dim::Z));
        let from = x + size(Dim::X) * (y + size(Dim::Y) * z);
        let to = z + size(Dim::Z) * (y + size(Dim::Y) * (size(Dim::X) - 1 - x));
        b.set(to, a.get(from) * 2 + a.get(0));
    })
    .expect("a correct kernel");
    for (grid, size) in shapes() {
        let n = grid.iter().product::<u64>();
        let input: Vec<i128> = (0..i128::from(n)).map(|i| i * 3 + 1).collect();
        let mut args = [crate::support::ints(input.iter().copied()), zeros::<i32>(n)];
        run(&kernel, &mut args, grid, size);
        let mut want = vec![0; n as usize];
        for t in threads(grid, size) {
            let [x, y, z] = t.at;
            let to = z + grid[2] * (y + grid[1] * (grid[0] - 1 - x));
            want[to as usize] = input[t.linear] * 2 + input[0];
        }
        assert_eq!(read(&args[1]), want, "grid {grid:?} in groups of {size:?}");
    }
}

#[test]
fn huge_grids_of_tiny_groups() {
    let kernel = stores(|k| {
        k.thread_position_in_grid() * 3 + k.threadgroup_position_in_grid()
            - k.threads_per_threadgroup()
    });
    for (grid, size) in [
        ([100_000, 1, 1], [1, 1, 1]),
        ([100_001, 1, 1], [3, 1, 1]),
        ([300, 300, 1], [2, 1, 1]),
    ] {
        let mut args: [Arg; 1] = [zeros::<u32>(grid.iter().product())];
        run(&kernel, &mut args, grid, size);
        let want: Vec<i128> = threads(grid, size)
            .iter()
            .map(|t| i128::from((t.at[0] * 3 + t.group[0]) as u32) - i128::from(t.extent[0]))
            .map(|v| v.rem_euclid(1 << 32))
            .collect();
        assert_eq!(read(&args[0]), want);
    }
}
