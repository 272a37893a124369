//! Runs a kernel on the interpreter as built, on the interpreter as the passes leave it, and on the CPU;
//! all must agree, bit for bit.

use crate::device;
use enigma::core::interp::{self, Arg};
use enigma::core::ir::Kernel;
use enigma::core::{Const, Diagnostic, Scalar};
use enigma::front::Element;

/// Group sizes around the width of a simdgroup and up to the largest.
pub const SIZES: [u64; 7] = [1, 31, 32, 33, 256, 1000, 1024];

/// A buffer of ints.
pub fn ints(values: impl IntoIterator<Item = i128>) -> Arg {
    of_dtype(Scalar::I32, values)
}

/// A buffer of integers of the dtype.
pub fn of_dtype(dtype: Scalar, values: impl IntoIterator<Item = i128>) -> Arg {
    let constants = values.into_iter().map(|v| Const::from_int(dtype, v));
    Arg::Buffer(constants.collect())
}

/// A buffer of Rust values.
pub fn of<T: Element>(values: impl IntoIterator<Item = T>) -> Arg {
    Arg::Buffer(values.into_iter().map(Element::constant).collect())
}

/// A buffer of that many zeros.
pub fn zeros<T: Element>(len: u64) -> Arg {
    of((0..len).map(|_| T::default()))
}

/// The contents as integers.
pub fn read(arg: &Arg) -> Vec<i128> {
    match arg {
        Arg::Buffer(data) => data.iter().map(|c| c.as_int()).collect(),
        Arg::Scalar(c) => vec![c.as_int()],
    }
}

/// The contents as floats.
pub fn reals(arg: &Arg) -> Vec<f64> {
    match arg {
        Arg::Buffer(data) => data.iter().map(|c| c.as_f64()).collect(),
        Arg::Scalar(c) => vec![c.as_f64()],
    }
}

/// Compiles with the default options.
#[track_caller]
pub fn compiled(kernel: &Kernel) -> enigma::front::Kernel {
    enigma::CompiledKernel::compile(kernel.clone(), enigma::Options::default())
        .expect("compiles")
        .into()
}

/// Runs everywhere; `args` hold the results after.
#[track_caller]
pub fn run(kernel: &Kernel, args: &mut [Arg], grid: [u64; 3], threads: [u64; 3]) {
    let ready = compiled(kernel);
    let (mut prepared, mut native) = (args.to_vec(), args.to_vec());
    interp::run(kernel, args, grid, threads).expect("as built");
    let legal = ready.compiled().legal().kernel();
    interp::run(legal, &mut prepared, grid, threads).expect("as prepared");
    let text = || enigma::core::ir::print::print(legal);
    same(args, &prepared, "the passes changed the meaning", text);
    device::launch(&ready, &mut native, grid, threads, &|| false).expect("on the CPU");
    let (grid, threads) = (grid.map(|n| n.to_string()), threads.map(|n| n.to_string()));
    let what = format!(
        "the CPU differs, grid {} in groups of {}",
        grid.join("x"),
        threads.join("x")
    );
    same(args, &native, &what, text);
}

/// `run`, by code whose accesses are not checked.
#[track_caller]
pub fn run_unchecked(kernel: &Kernel, args: &mut [Arg], grid: [u64; 3], threads: [u64; 3]) {
    let options = enigma::Options {
        bounds: false,
        ..enigma::Options::default()
    };
    let ready = enigma::CompiledKernel::compile(kernel.clone(), options).expect("compiles");
    let mut native = args.to_vec();
    interp::run(kernel, args, grid, threads).expect("as built");
    device::launch(&ready.into(), &mut native, grid, threads, &|| false).expect("on the CPU");
    let text = || enigma::core::ir::print::print(kernel);
    same(args, &native, "the CPU differs without checks", text);
}

/// Runs everywhere, where the schedule may show in the results: each must satisfy the check.
#[track_caller]
pub fn run_each(
    kernel: &Kernel,
    args: &[Arg],
    grid: [u64; 3],
    threads: [u64; 3],
    check: impl Fn(&[Arg]),
) {
    let ready = compiled(kernel);
    let mut found = args.to_vec();
    interp::run(kernel, &mut found, grid, threads).expect("as built");
    check(&found);
    let mut found = args.to_vec();
    device::launch(&ready, &mut found, grid, threads, &|| false).expect("on the CPU");
    check(&found);
}

/// Runs everywhere; every run must end with the same code and blame the same line, which is returned.
/// `args` hold what the interpreter leaves.
#[track_caller]
pub fn fails(kernel: &Kernel, args: &mut [Arg], grid: [u64; 3], threads: [u64; 3]) -> Diagnostic {
    let ready = compiled(kernel);
    let mut native = args.to_vec();
    let error = *interp::run(kernel, args, grid, threads).expect_err("fails");
    let found = device::launch(&ready, &mut native, grid, threads, &|| false)
        .expect_err("fails on the CPU too");
    assert_eq!(found[0].code, error.code, "{}", found[0].message);
    assert_eq!(found[0].loc.line, error.loc.line, "{}", found[0].message);
    error
}

/// `fails`, where memory afterwards is specified too: what is in bounds is as if nothing else happened.
#[track_caller]
pub fn fails_intact(
    kernel: &Kernel,
    args: &mut [Arg],
    grid: [u64; 3],
    threads: [u64; 3],
) -> Diagnostic {
    let mut native = args.to_vec();
    let error = fails(kernel, args, grid, threads);
    let ready = compiled(kernel);
    device::launch(&ready, &mut native, grid, threads, &|| false).expect_err("fails on the CPU");
    let text = || enigma::core::ir::print::print(ready.compiled().legal().kernel());
    same(args, &native, "the CPU leaves other data", text);
    error
}

/// Compares arguments; says where they first differ.
#[track_caller]
fn same(wanted: &[Arg], found: &[Arg], what: &str, text: impl Fn() -> String) {
    for (n, (wanted, found)) in wanted.iter().zip(found).enumerate() {
        let (Arg::Buffer(wanted), Arg::Buffer(found)) = (wanted, found) else {
            continue;
        };
        if let Some(i) = (0..wanted.len()).find(|&i| wanted[i] != found[i]) {
            let (wanted, found) = (wanted[i], found[i]);
            panic!(
                "{what}: argument {n}[{i}] is {found:?}, not {wanted:?}\n{}",
                text()
            );
        }
    }
}

/// Where a thread stands, as the plain loops of the tests see it.
#[derive(Clone, Copy, Debug)]
pub struct Thread {
    /// Position in the grid.
    pub at: [u64; 3],
    /// Position in the threadgroup.
    pub local: [u64; 3],
    /// Position of the threadgroup.
    pub group: [u64; 3],
    /// Actual extent of the threadgroup.
    pub extent: [u64; 3],
    /// Linear index in the threadgroup.
    pub index: u64,
    /// Linear index in the grid.
    pub linear: usize,
}

/// Every thread of a launch, in the order of the grid.
pub fn threads(grid: [u64; 3], size: [u64; 3]) -> Vec<Thread> {
    let total = grid.iter().product::<u64>();
    (0..total)
        .map(|n| {
            let at = [n % grid[0], n / grid[0] % grid[1], n / (grid[0] * grid[1])];
            let group: [u64; 3] = std::array::from_fn(|d| at[d] / size[d]);
            let local: [u64; 3] = std::array::from_fn(|d| at[d] % size[d]);
            let extent: [u64; 3] =
                std::array::from_fn(|d| size[d].min(grid[d] - group[d] * size[d]));
            let index = local[0] + extent[0] * (local[1] + extent[1] * local[2]);
            Thread {
                at,
                local,
                group,
                extent,
                index,
                linear: n as usize,
            }
        })
        .collect()
}
