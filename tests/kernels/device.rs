//! Runs a compiled kernel on the CPU, on the interpreter's arguments; every buffer lies between guard
//! zones, and a write to one is a failure whatever the launch says.

use crate::metal;
use enigma::core::interp::Arg;
use enigma::core::{Const, Diagnostic, Scalar};
use enigma::front::{Argument, Kernel};

/// Bytes on each side of a buffer.
const GUARD: usize = 4096;

/// What guard zones are filled with: no value that a test stores.
const FILL: u8 = 0xC9;

/// Runs the kernel; `args` hold the results after, also where it failed.
pub fn launch(
    kernel: &Kernel,
    args: &mut [Arg],
    grid: [u64; 3],
    threads: [u64; 3],
    interrupted: &dyn Fn() -> bool,
) -> Result<(), Vec<Diagnostic>> {
    let params = kernel.compiled().kernel().params.clone();
    let before = args.to_vec();
    let mut buffers: Vec<Guarded> = args
        .iter()
        .zip(&params)
        .map(|(arg, param)| Guarded::new(param.dtype, arg))
        .collect();
    let list: Vec<Argument<'_>> = buffers
        .iter_mut()
        .zip(args.iter())
        .map(|(buffer, arg)| buffer.argument(arg))
        .collect();
    let result = kernel.launch_until(list, grid, threads, interrupted);
    for ((buffer, arg), param) in buffers.iter().zip(args.iter_mut()).zip(&params) {
        buffer.check(&param.name);
        buffer.read(arg);
    }
    if result.is_ok() {
        metal::keep(kernel, (&before, args), grid, threads);
    }
    result.map(|_| ())
}

/// An aligned array of bytes with guard zones.
struct Guarded {
    dtype: Scalar,
    storage: Vec<u8>,
    first: usize,
    len: usize,
}

impl Guarded {
    fn new(dtype: Scalar, arg: &Arg) -> Guarded {
        let data: &[Const] = match arg {
            Arg::Buffer(data) => data,
            Arg::Scalar(_) => &[],
        };
        let len = data.len() * dtype.bytes();
        let mut storage = vec![FILL; len + 2 * GUARD + 64];
        let first = GUARD + storage.as_ptr().align_offset(64);
        for (place, c) in storage[first..]
            .chunks_exact_mut(dtype.bytes())
            .zip(data.iter())
        {
            place.copy_from_slice(&c.bits().to_le_bytes()[..dtype.bytes()]);
        }
        Guarded {
            dtype,
            storage,
            first,
            len,
        }
    }

    fn argument(&mut self, arg: &Arg) -> Argument<'_> {
        match arg {
            Arg::Buffer(_) => {
                let bytes = &mut self.storage[self.first..self.first + self.len];
                Argument::bytes(self.dtype, bytes).expect("aligned")
            }
            Arg::Scalar(c) => (*c).into(),
        }
    }

    fn check(&self, name: &str) {
        let (before, rest) = self.storage.split_at(self.first);
        let intact = |zone: &[u8]| zone.iter().all(|&b| b == FILL);
        assert!(intact(before), "written before the start of {name}");
        assert!(intact(&rest[self.len..]), "written past the end of {name}");
    }

    fn read(&self, arg: &mut Arg) {
        let Arg::Buffer(data) = arg else { return };
        let bytes = &self.storage[self.first..self.first + self.len];
        for (c, place) in data.iter_mut().zip(bytes.chunks_exact(self.dtype.bytes())) {
            let mut bits = [0; 8];
            bits[..place.len()].copy_from_slice(place);
            assert!(
                self.dtype != Scalar::Bool || bits[0] <= 1,
                "a bool is stored as {}",
                bits[0]
            );
            *c = Const::from_bits(self.dtype, u64::from_le_bytes(bits));
        }
    }
}
