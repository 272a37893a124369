//! The interpreter: the executable meaning of the language, and the oracle of differential tests.
//!
//! Threadgroups run one after another. Within one, each operation is evaluated for all active threads
//! before the next begins, under the mask that branches and loops leave: a schedule that the language
//! allows, so that a kernel without races gets the one result it has. Nothing here is fast.
//!
//! What is fixed where the language leaves a choice:
//! - threads act in order of their linear index, which is what atomics and racing stores see;
//! - an async copy happens when it is issued;
//! - threadgroup memory starts as the pattern of `Options`;
//! - a shuffle from an inactive or missing lane gives 0, one past lane 31 the lane's own value;
//! - a compare-exchange never fails spuriously.
//!
//! An index out of bounds reads 0 and writes nothing; the run goes on and ends with the first such
//! finding. A kernel that was not promoted yet runs too, which is how promotion is tested.

mod atomic;
mod control;
mod launch;
mod memory;
mod simd;
mod state;
mod sync;

use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Kernel, Param, ParamKind};
use launch::Launch;
use state::Machine;

/// An argument of a run, one per kernel parameter, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Device memory: elements as little-endian bytes, a bool one byte of 0 or 1. Changed in place.
    Buffer(Vec<u8>),
    /// The value of a scalar parameter, of its dtype.
    Scalar(Const),
}

/// Choices of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Each byte of threadgroup memory when a threadgroup starts.
    pub fill: u8,
    /// Evaluations of an operation by a thread before the run ends as interrupted.
    pub budget: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options { fill: 0, budget: 500_000_000 }
    }
}

/// Runs a kernel on a grid of that many threads, in threadgroups of at most `threads`.
pub fn run(kernel: &Kernel, args: &mut [Arg], grid: [u64; 3], threads: [u64; 3]) -> Result<(), Diagnostic> {
    run_with(kernel, args, grid, threads, Options::default())
}

/// `run` with choices.
pub fn run_with(
    kernel: &Kernel,
    args: &mut [Arg],
    grid: [u64; 3],
    threads: [u64; 3],
    options: Options,
) -> Result<(), Diagnostic> {
    check_args(kernel, args)?;
    let launch = Launch::new(kernel, grid, threads)?;
    let mut machine = Machine::new(kernel, args, options);
    let ended = launch.groups().try_for_each(|group| machine.run_group(group));
    match (machine.into_fault(), ended) {
        (Some(fault), _) => Err(fault),
        (None, ended) => ended.map_err(|stop| *stop),
    }
}

fn check_args(kernel: &Kernel, args: &[Arg]) -> Result<(), Diagnostic> {
    let (found, expected) = (args.len(), kernel.params.len());
    if found != expected {
        let message = format!("{} takes {expected} arguments, not {found}", kernel.name);
        return Err(Diagnostic::new(Code::ArgumentCount, kernel.loc.clone(), message));
    }
    for (param, arg) in kernel.params.iter().zip(args) {
        if let Some((code, found)) = misfit(param, arg) {
            let message = format!("argument {} is {found}", param.name);
            return Err(Diagnostic::new(code, kernel.loc.clone(), message));
        }
    }
    Ok(())
}

/// What is wrong with an argument, if anything is.
fn misfit(param: &Param, arg: &Arg) -> Option<(Code, String)> {
    match (param.kind, arg) {
        (ParamKind::Buffer, Arg::Scalar(_)) => Some((Code::ArgumentDtype, "not a buffer".into())),
        (ParamKind::Scalar, Arg::Buffer(_)) => Some((Code::ArgumentDtype, "not a scalar".into())),
        (ParamKind::Scalar, Arg::Scalar(c)) if c.ty != param.dtype => {
            Some((Code::ArgumentDtype, format!("{}, not {}", c.ty, param.dtype)))
        }
        (ParamKind::Buffer, Arg::Buffer(bytes)) if bytes.len() % param.dtype.bytes() != 0 => {
            Some((Code::ArgumentSize, format!("{} bytes, not whole {}s", bytes.len(), param.dtype)))
        }
        (ParamKind::Scalar, Arg::Scalar(_)) | (ParamKind::Buffer, Arg::Buffer(_)) => None,
    }
}
