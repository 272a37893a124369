//! The kernels of the golden Metal texts, run everywhere on small numbers; so their texts are executed too (`metal`).

use crate::cases;
use crate::kernel::K;
use crate::support::{run, run_each};
use enigma::core::interp::Arg;
use enigma::core::ir::{Kernel, Param, ParamKind};
use enigma::core::{Const, Scalar};

/// Elements of each buffer: more than any case's indices reach.
const LEN: usize = 1 << 13;

/// Cases that are not run: their texts show what is written, and no result is defined.
const UNDEFINED: &[(&str, &str)] = &[
    (
        "threadgroup_arrays",
        "reads threadgroup memory that nothing wrote",
    ),
    (
        "atomic_int_threadgroup",
        "reads threadgroup memory that nothing wrote",
    ),
    (
        "atomic_orders",
        "reads threadgroup memory that nothing wrote",
    ),
    (
        "barriers_joined",
        "reads threadgroup memory that nothing wrote",
    ),
    (
        "function_constants",
        "has no values; Python tests launch with some",
    ),
];

/// Families of cases that take a simdgroup; most others have elements that neighbours write.
const TOGETHER: &[&str] = &[
    "simd_", "quad_", "votes", "matrix_", "reverse", "linear", "grid",
];

/// A grid, its threadgroups and what scalars are, where that and small numbers do not fit the case.
type Launch = ([u64; 3], [u64; 3], Option<i128>);
const LAUNCHES: &[(&str, Launch)] = &[
    ("loop_reduction", ([512, 1, 1], [256, 1, 1], None)),
    ("tiled_matmul", ([16, 16, 1], [16, 16, 1], Some(16))),
    // Thread 0 has no left neighbour: only where no thread is inside is it defined.
    ("masked_load", ([32, 1, 1], [32, 1, 1], Some(-1))),
    ("async_copy", ([32, 1, 1], [32, 1, 1], Some(40))),
    ("async_copy_air", ([32, 1, 1], [32, 1, 1], Some(40))),
];

fn known<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    let row = table.iter().find(|(known, _)| *known == name);
    row.map(|(_, value)| *value)
}

/// Numbers that serve as values, indices and amounts.
fn number(dtype: Scalar, n: usize) -> Const {
    let small = (n * 5 + 1) % 13;
    match dtype {
        Scalar::Bool => Const::from_bool(small.is_multiple_of(2)),
        _ if dtype.is_float() => Const::from_f64(dtype, small as f64 / 4.0 + 0.25),
        _ => Const::from_int(dtype, small as i128),
    }
}

fn args(kernel: &Kernel, scalars: Option<i128>) -> Vec<Arg> {
    let arg = |(place, param): (usize, &Param)| match (param.kind, scalars) {
        (ParamKind::Buffer, _) => {
            let numbers = (0..LEN).map(|n| number(param.dtype, n + place));
            Arg::Buffer(numbers.collect())
        }
        (ParamKind::Scalar, Some(n)) => Arg::Scalar(Const::from_int(param.dtype, n)),
        (ParamKind::Scalar, None) => Arg::Scalar(number(param.dtype, place)),
    };
    kernel.params.iter().enumerate().map(arg).collect()
}

#[test]
fn golden_kernels_give_one_result_everywhere() {
    for case in cases::all().filter(|case| known(UNDEFINED, case.name).is_none()) {
        let mut k = K::new(case.name);
        (case.build)(&mut k);
        let kernel = k.verified().kernel().clone();
        let is_together = TOGETHER.iter().any(|family| case.name.starts_with(family));
        let size = [if is_together { 32 } else { 1 }, 1, 1];
        let usual = (size, size, None);
        let (grid, threads, scalars) = known(LAUNCHES, case.name).unwrap_or(usual);
        let mut found = args(&kernel, scalars);
        if case.name == "literals" {
            // It stores NaNs, whose bits are open.
            run_each(&kernel, &found, grid, threads, |_| {});
        } else {
            run(&kernel, &mut found, grid, threads);
        }
    }
}
