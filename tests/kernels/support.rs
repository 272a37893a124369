//! Runs a kernel as built and as the CPU backend would take it; both must agree.

use enigma::core::interp::{self, Arg};
use enigma::core::ir::Kernel;
use enigma::core::{Const, Scalar};

pub fn ints(values: impl IntoIterator<Item = i128>) -> Arg {
    Arg::Buffer(
        values
            .into_iter()
            .map(|v| Const::from_int(Scalar::I32, v))
            .collect(),
    )
}

pub fn read(arg: &Arg) -> Vec<i128> {
    match arg {
        Arg::Buffer(data) => data.iter().map(|c| c.as_int()).collect(),
        Arg::Scalar(c) => vec![c.as_int()],
    }
}

/// Traces, compiles and runs; `args` hold the results after.
#[track_caller]
pub fn run(kernel: &Kernel, args: &mut [Arg], grid: [u64; 3], threads: [u64; 3]) {
    let compiled = enigma::CompiledKernel::compile(kernel.clone(), enigma::Options::default())
        .expect("compiles");
    let mut again = args.to_vec();
    interp::run(kernel, args, grid, threads).expect("as built");
    interp::run(compiled.legal().kernel(), &mut again, grid, threads).expect("as prepared");
    assert_eq!(
        args,
        &again[..],
        "the passes changed the meaning\n{}",
        compiled.mlir_source()
    );
}
