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
mod matrix;
mod memory;
mod simd;
mod state;
mod sync;

use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Kernel, Param, ParamKind};
use launch::Launch;
use state::{Machine, Run};

pub use crate::limits::SIMD_WIDTH;

/// An argument of a run, one per kernel parameter, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Elements of the parameter's dtype, changed in place.
    Buffer(Vec<Const>),
    /// A value of the parameter's dtype.
    Scalar(Const),
}

/// Choices of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Each byte of threadgroup memory when a threadgroup starts.
    pub fill: u8,
    /// Operations, counted per threadgroup and not per thread, before the run ends as interrupted.
    pub budget: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            fill: 0,
            budget: 50_000_000,
        }
    }
}

/// Runs a kernel on a grid of that many threads, in threadgroups of at most `threads`.
pub fn run(kernel: &Kernel, args: &mut [Arg], grid: [u64; 3], threads: [u64; 3]) -> Run {
    run_with(kernel, args, grid, threads, Options::default())
}

/// `run` with choices.
pub fn run_with(
    kernel: &Kernel,
    args: &mut [Arg],
    grid: [u64; 3],
    threads: [u64; 3],
    options: Options,
) -> Run {
    check_args(kernel, args)?;
    let launch = Launch::new(kernel, grid, threads)?;
    let mut machine = Machine::new(kernel, args, options);
    let ended = launch
        .groups()
        .try_for_each(|group| machine.run_group(group));
    match (machine.into_fault(), ended) {
        (Some(fault), _) => Err(Box::new(fault)),
        (None, ended) => ended,
    }
}

fn check_args(kernel: &Kernel, args: &[Arg]) -> Run {
    let (found, expected) = (args.len(), kernel.params.len());
    if found != expected {
        let message = format!("{} takes {expected} arguments, not {found}", kernel.name);
        return Err(Box::new(Diagnostic::new(
            Code::ArgumentCount,
            kernel.loc.clone(),
            message,
        )));
    }
    for (param, arg) in kernel.params.iter().zip(args) {
        if let Some(found) = misfit(param, arg) {
            let message = format!("argument {} is {found}", param.name);
            return Err(Box::new(Diagnostic::new(
                Code::ArgumentDtype,
                kernel.loc.clone(),
                message,
            )));
        }
    }
    Ok(())
}

/// What an argument is that does not fit its parameter.
fn misfit(param: &Param, arg: &Arg) -> Option<String> {
    let other = |c: &Const| (c.ty != param.dtype).then(|| format!("{}, not {}", c.ty, param.dtype));
    match (param.kind, arg) {
        (ParamKind::Buffer, Arg::Scalar(_)) => Some("not a buffer".into()),
        (ParamKind::Scalar, Arg::Buffer(_)) => Some("not a scalar".into()),
        (ParamKind::Scalar, Arg::Scalar(c)) => other(c),
        (ParamKind::Buffer, Arg::Buffer(elements)) => elements.iter().find_map(other),
    }
}
