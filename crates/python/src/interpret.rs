//! Launches through the interpreter: copies arrays into constants and back.

use enigma::{Arg, CompiledKernel, Grid};
use enigma_core::interp;
use enigma_core::{Const, Diagnostic, Scalar};

/// Runs a kernel on checked arguments, in place.
pub fn run(compiled: &CompiledKernel, args: &[Arg], grid: Grid) -> Result<(), Vec<Diagnostic>> {
    let kernel = compiled.kernel();
    let params = kernel.params.iter().zip(args);
    let mut copies: Vec<interp::Arg> = params.map(|(p, a)| copy_in(p.dtype, *a)).collect();
    let outcome = interp::run(kernel, &mut copies, grid.grid, grid.threads);
    for ((id, param), (arg, copy)) in kernel.param_ids().zip(args.iter().zip(&copies)) {
        if compiled.is_written(id) {
            copy_out(param.dtype, *arg, copy);
        }
    }
    outcome.map_err(|finding| vec![*finding])
}

fn copy_in(dtype: Scalar, arg: Arg) -> interp::Arg {
    match arg {
        Arg::Scalar(c) => interp::Arg::Scalar(c),
        Arg::Buffer { data, len } => {
            interp::Arg::Buffer((0..len).map(|at| read(dtype, data, at)).collect())
        }
    }
}

fn read(dtype: Scalar, data: *const u8, at: usize) -> Const {
    let size = dtype.bytes();
    let mut bytes = [0; 8];
    // SAFETY: the argument was checked to be an array of the parameter's dtype with more than `at`
    // elements; little-endian machines keep the low bytes first.
    unsafe {
        data.add(at * size)
            .copy_to_nonoverlapping(bytes.as_mut_ptr(), size)
    };
    Const::from_bits(dtype, u64::from_le_bytes(bytes))
}

fn copy_out(dtype: Scalar, arg: Arg, copy: &interp::Arg) {
    let (Arg::Buffer { data, .. }, interp::Arg::Buffer(contents)) = (arg, copy) else {
        return;
    };
    let size = dtype.bytes();
    for (at, value) in contents.iter().enumerate() {
        let bytes = value.bits().to_le_bytes();
        // SAFETY: as in `read`; the kernel writes the parameter, so the array was checked to be writable.
        unsafe {
            data.add(at * size)
                .copy_from_nonoverlapping(bytes.as_ptr(), size)
        };
    }
}
