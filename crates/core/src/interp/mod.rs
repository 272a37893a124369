//! The interpreter: the executable meaning of the language, and the oracle of differential tests.
//!
//! It runs one threadgroup after another. Inside a group every operation is evaluated for all active
//! threads before the next one, under a mask; that is one schedule among those the language allows, so a
//! kernel without races has this result on every target. It is never the product's way to run.
//!
//! Where the language leaves a value open, this is what it is here: threadgroup memory starts as zeros, a
//! shuffle from an inactive or missing lane gives 0.

mod control;
mod memory;
mod ops;
mod simd;

use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{BlockId, Kernel, Memory, OpData, ParamKind, Value};
use crate::loc::Loc;
use crate::types::{Scalar, Type};

/// Lanes of a simdgroup.
pub const SIMD_WIDTH: usize = 32;

/// An argument: the contents of a buffer, changed in place, or a scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// Elements of the parameter's dtype.
    Buffer(Vec<Const>),
    /// A value of the parameter's dtype.
    Scalar(Const),
}

/// How many operations, counted per group and not per thread, a run may take.
const BUDGET: u64 = 50_000_000;

type Run<T = ()> = Result<T, Box<Diagnostic>>;

/// Which threads of the group take part.
type Mask = Vec<bool>;

/// Runs a kernel over `grid` threads in groups of `threads`; buffers are changed in place.
///
/// An access out of bounds reads 0 or writes nothing; the run goes on and the first one is returned.
pub fn run(kernel: &Kernel, args: &mut [Arg], grid: [u64; 3], threads: [u64; 3]) -> Run {
    check_args(kernel, args)?;
    if grid.contains(&0) {
        return Ok(());
    }
    let groups: [u64; 3] = std::array::from_fn(|d| grid[d].div_ceil(threads[d]));
    let mut fault = None;
    let mut budget = BUDGET;
    for linear in 0..groups.iter().product::<u64>() {
        let at = [
            linear % groups[0],
            linear / groups[0] % groups[1],
            linear / groups[0] / groups[1],
        ];
        let shape = std::array::from_fn(|d| threads[d].min(grid[d] - at[d] * threads[d]));
        let place = Place {
            grid,
            groups,
            threads,
            at,
            shape,
        };
        let mut group = Group::new(kernel, args, place, &mut fault, &mut budget);
        let everyone = vec![true; group.size];
        group.block(Kernel::BODY, &everyone)?;
    }
    fault.map_or(Ok(()), Err)
}

fn check_args(kernel: &Kernel, args: &[Arg]) -> Run {
    let fits = kernel.params.len() == args.len()
        && kernel.params.iter().zip(args).all(|(p, a)| match a {
            Arg::Buffer(data) => {
                p.kind == ParamKind::Buffer && data.iter().all(|c| c.ty == p.dtype)
            }
            Arg::Scalar(c) => p.kind == ParamKind::Scalar && c.ty == p.dtype,
        });
    if fits {
        return Ok(());
    }
    let message = format!("{} does not take these arguments", kernel.name);
    Err(Box::new(Diagnostic::new(
        Code::ArgumentCount,
        kernel.loc.clone(),
        message,
    )))
}

/// Where a threadgroup stands.
struct Place {
    grid: [u64; 3],
    groups: [u64; 3],
    threads: [u64; 3],
    at: [u64; 3],
    /// Its actual extents; smaller than `threads` at the edge.
    shape: [u64; 3],
}

/// A threadgroup in execution.
struct Group<'r> {
    kernel: &'r Kernel,
    args: &'r mut [Arg],
    shared: Vec<Vec<Const>>,
    /// Per value and thread; empty until the value is first computed.
    values: Vec<Vec<Const>>,
    place: Place,
    size: usize,
    fault: &'r mut Option<Box<Diagnostic>>,
    budget: &'r mut u64,
    /// Conditions that some threads of the group failed, innermost last.
    conditions: Vec<Loc>,
}

impl<'r> Group<'r> {
    fn new(
        kernel: &'r Kernel,
        args: &'r mut [Arg],
        place: Place,
        fault: &'r mut Option<Box<Diagnostic>>,
        budget: &'r mut u64,
    ) -> Group<'r> {
        let size = place.shape.iter().product::<u64>() as usize;
        let zeros = |a: &crate::ir::Alloc| vec![Const::from_bits(a.dtype, 0); a.len() as usize];
        let shared = kernel.allocs.iter().map(zeros).collect();
        let values = vec![Vec::new(); kernel.value_count()];
        Group {
            kernel,
            args,
            shared,
            values,
            place,
            size,
            fault,
            budget,
            conditions: Vec::new(),
        }
    }

    fn get(&self, v: Value, thread: usize) -> Const {
        self.values[v.index()][thread]
    }

    fn set(&mut self, v: Value, thread: usize, c: Const) {
        let slots = &mut self.values[v.index()];
        if slots.is_empty() {
            let ty = match self.kernel.ty(v) {
                Type::Scalar(s) => s,
                Type::Event => Scalar::U64,
            };
            slots.resize(self.size, Const::from_bits(ty, 0));
        }
        slots[thread] = c;
    }

    /// Copies values to others, all read before any is written.
    fn assign(&mut self, to: &[Value], from: &[Value], mask: &Mask) {
        for thread in active(mask) {
            let read: Vec<Const> = from.iter().map(|&v| self.get(v, thread)).collect();
            for (&v, c) in to.iter().zip(read) {
                self.set(v, thread, c);
            }
        }
    }

    fn block(&mut self, block: BlockId, mask: &Mask) -> Run {
        let kernel = self.kernel;
        for &id in &kernel.block(block).ops {
            let op = kernel.op(id);
            *self.budget = self.budget.checked_sub(1).ok_or_else(|| endless(op))?;
            self.op(op, mask)?;
        }
        Ok(())
    }

    fn memory(&mut self, memory: Memory) -> &mut Vec<Const> {
        match memory {
            Memory::Threadgroup(a) => &mut self.shared[a.index()],
            Memory::Buffer(p) => match &mut self.args[p.index()] {
                Arg::Buffer(data) => data,
                Arg::Scalar(_) => panic!("internal error: a scalar parameter accessed as memory"),
            },
        }
    }
}

fn endless(op: &OpData) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        Code::Interrupted,
        op.loc.clone(),
        "the kernel ran for too many steps",
    ))
}

fn active(mask: &Mask) -> impl Iterator<Item = usize> + '_ {
    mask.iter()
        .enumerate()
        .filter(|(_, on)| **on)
        .map(|(thread, _)| thread)
}
