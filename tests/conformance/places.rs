//! The places that a kernel is run at: the interpreter, as the passes leave it, and the CPU.

use crate::device;
use enigma::core::interp::{self, Arg};
use enigma::core::ir::Kernel;
use enigma::{CompiledKernel, Options};

/// What a kernel leaves in its arguments, with the place where it ran, in words.
pub fn everywhere(
    title: &str,
    kernel: Kernel,
    args: &[Arg],
    grid: u64,
    threads: u64,
) -> [(&'static str, Vec<Arg>); 2] {
    let compiled = CompiledKernel::compile(kernel, Options::default())
        .unwrap_or_else(|e| panic!("{title}: {e:?}"));
    let (grid, threads) = ([grid, 1, 1], [threads, 1, 1]);
    let (mut prepared, mut native) = (args.to_vec(), args.to_vec());
    interp::run(compiled.legal().kernel(), &mut prepared, grid, threads)
        .unwrap_or_else(|e| panic!("{title}: {}", e.message));
    device::launch(&compiled.into(), &mut native, grid, threads, &|| false)
        .unwrap_or_else(|e| panic!("{title}: {}", e[0].message));
    [("as prepared", prepared), ("on the CPU", native)]
}
