//! Runs Metal text on the host (`tests/metal`) and compares buffers with the interpreter's.

use enigma_codegen::msl::{self, AsyncCopy};
use enigma_core::Const;
use enigma_core::interp::{self, Arg};
use enigma_core::passes::Floats;
use enigma_core::verify::Verified;
use enigma_metal_check::execute::{self, Host, Keep};

/// A kernel whose threads do not talk to each other, with its arguments.
pub struct Run {
    /// The kernel.
    pub kernel: Verified,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// Number of threads.
    pub grid: u32,
    /// Units in the last place that a float may be off.
    pub ulp: u64,
}

/// Runs all kernels both ways; what differs. None where the machine has no clang 22.
pub fn differences(runs: Vec<Run>) -> Option<Vec<String>> {
    let host = Host::new(Keep::Programs)?;
    let on_host: Vec<execute::Run> = runs.iter().map(on_host).collect();
    let pairs = runs.into_iter().zip(host.execute(&on_host));
    let differing = pairs.filter_map(|(run, executed)| match executed {
        Ok(executed) => compare(run, &executed.forward),
        Err(said) => Some(said),
    });
    Some(differing.collect())
}

fn on_host(run: &Run) -> execute::Run {
    let args = run.args.iter().map(|arg| match arg {
        Arg::Buffer(elements) => elements.iter().flat_map(|&c| bytes(c)).collect(),
        Arg::Scalar(c) => bytes(*c),
    });
    execute::Run {
        text: msl::emit(&run.kernel, Floats::Ieee, AsyncCopy::Cooperative).expect("text"),
        constants: Vec::new(),
        args: args.collect(),
        grid: [run.grid, 1, 1],
        threads: [32, 1, 1],
    }
}

fn bytes(c: Const) -> Vec<u8> {
    c.bits().to_le_bytes()[..c.ty.bytes()].to_vec()
}

/// What differs in one kernel, with its text.
fn compare(mut run: Run, after: &[Vec<u8>]) -> Option<String> {
    let kernel = run.kernel.kernel();
    interp::run(
        kernel,
        &mut run.args,
        [u64::from(run.grid), 1, 1],
        [32, 1, 1],
    )
    .expect("a clean run");
    let mut difference = None;
    for ((arg, param), after) in run.args.iter().zip(&kernel.params).zip(after) {
        let Arg::Buffer(want) = arg else { continue };
        for (i, (&want, chunk)) in want
            .iter()
            .zip(after.chunks(param.dtype.bytes()))
            .enumerate()
        {
            let mut bits = [0; 8];
            bits[..chunk.len()].copy_from_slice(chunk);
            let found = Const::from_bits(want.ty, u64::from_le_bytes(bits));
            if !is_close(found, want, run.ulp) && difference.is_none() {
                difference = Some(format!("{}[{i}] is {found:?}, not {want:?}", param.name));
            }
        }
    }
    let text = msl::emit(&run.kernel, Floats::Ieee, AsyncCopy::Cooperative).expect("text");
    difference.map(|d| format!("{d} in\n{text}"))
}

fn is_close(a: Const, b: Const, ulp: u64) -> bool {
    if a == b || !a.ty.is_float() {
        return a == b;
    }
    let (x, y) = (a.as_f64(), b.as_f64());
    let is_nan = x.is_nan() && y.is_nan();
    let same_sign = x.is_sign_positive() == y.is_sign_positive();
    is_nan
        || x == y
        || (same_sign && !x.is_nan() && !y.is_nan() && a.bits().abs_diff(b.bits()) <= ulp)
}
