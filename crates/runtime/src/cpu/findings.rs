//! What machine code reports, and what the user reads of it.

use super::job::BoxRun;
use super::lanes::memory;
use enigma_core::ir::{Kernel, Memory, OpData};
use enigma_core::limits::{parted_lanes, triple};
use enigma_core::ops::Kind;
use enigma_core::{Code, Diagnostic};

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The box, and the threadgroup in it.
    pub box_number: usize,
    pub group: u64,
    /// The operation, by its number in the code of the box.
    pub site: u32,
    /// Linear index in the threadgroup.
    pub thread: u32,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An index out of bounds.
    OutOfBounds { index: u64 },
    /// The same in an async copy, which knows its memory and a number that may not fit 64 bits.
    CopyOutOfBounds {
        index: i128,
        memory: Memory,
        len: u64,
    },
    /// A barrier reached by that many threads only.
    Diverged { count: u32 },
    /// Lanes of a simdgroup that part where they have to stay together.
    Parted { some: u32, all: u32 },
    /// An operation of a simdgroup of which another thread wants something else.
    CopiesDiffer { other: u32 },
}

/// One report. It is ordered by threadgroup in the grid, then operation, then thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub spot: Spot,
    pub order: u64,
    pub what: What,
}

impl Finding {
    fn key(&self) -> (u64, u32, u32) {
        (self.order, self.spot.site, self.spot.thread)
    }
}

/// The first of each sort.
#[derive(Debug, Default)]
pub struct Findings {
    fault: Option<Finding>,
    /// What ended the launch.
    end: Option<Finding>,
}

impl Findings {
    pub fn add(&mut self, finding: Finding) {
        let first = match finding.what {
            What::OutOfBounds { .. } | What::CopyOutOfBounds { .. } => &mut self.fault,
            What::Diverged { .. } | What::Parted { .. } | What::CopiesDiffer { .. } => {
                &mut self.end
            }
        };
        if first.is_none_or(|old| finding.key() < old.key()) {
            *first = Some(finding);
        }
    }

    /// The one that the user reads.
    pub fn first(
        &self,
        kernel: &Kernel,
        boxes: &[BoxRun],
        interrupted: bool,
    ) -> Option<Diagnostic> {
        // Threadgroups count as run one after another: what ended the launch hides what lies behind it.
        let fault = self
            .fault
            .filter(|f| self.end.is_none_or(|e| f.order <= e.order));
        if let Some(finding) = fault.or(self.end) {
            return Some(diagnostic(
                kernel,
                &boxes[finding.spot.box_number],
                &finding,
            ));
        }
        interrupted.then(|| {
            let message = format!("the launch of {} was interrupted", kernel.name);
            Diagnostic::new(Code::Interrupted, kernel.loc.clone(), message)
                .note("buffers hold what was written until then")
        })
    }
}

/// Position of a threadgroup of a box in the grid.
pub fn position(run: &BoxRun, group: u64) -> [u64; 3] {
    let [nx, ny, _] = run.frame.count.map(u64::from);
    let local = [group % nx, group / nx % ny, group / (nx * ny)];
    [0, 1, 2].map(|d| u64::from(run.frame.origin[d]) + local[d])
}

fn thread_name(run: &BoxRun, group: u64, thread: u32) -> String {
    let [nx, ny, _] = run.frame.extent.map(u64::from);
    let thread = u64::from(thread);
    let local = [thread % nx, thread / nx % ny, thread / (nx * ny)];
    let group = position(run, group);
    let at = [0, 1, 2].map(|d| group[d] * u64::from(run.frame.threads[d]) + local[d]);
    format!("thread {} of the grid", triple(at))
}

fn diagnostic(kernel: &Kernel, run: &BoxRun, finding: &Finding) -> Diagnostic {
    let spot = finding.spot;
    let site = run.variant.sites[spot.site as usize];
    let op = kernel.op(site.op);
    let here = thread_name(run, spot.group, spot.thread);
    match finding.what {
        What::OutOfBounds { .. } if op.op.kind == Kind::Assert => {
            Diagnostic::new(Code::AssertionFailed, op.loc.clone(), "assertion failed").note(here)
        }
        What::OutOfBounds { index } => {
            let memory = memory(op);
            let ty = kernel.dtype(op.operands[0]);
            // The bits of an index, sign- or zero-extended.
            let index = if ty.is_signed() {
                i128::from(index.cast_signed())
            } else {
                i128::from(index)
            };
            out_of_bounds(kernel, op, (memory, len(kernel, run, memory)), index).note(here)
        }
        What::CopyOutOfBounds { index, memory, len } => {
            out_of_bounds(kernel, op, (memory, len), index).note(here)
        }
        What::Diverged { count } => {
            let all: u32 = run.frame.extent.iter().product();
            let message = format!("barrier reached by {count} of {all} threads of the threadgroup");
            let mut found = Diagnostic::new(Code::BarrierDivergence, op.loc.clone(), message);
            if let Some(parted) = site.parted {
                let at = &kernel.op(parted).loc;
                found = found.note(format!("the threads parted at {at}"));
            }
            let group = triple(position(run, spot.group));
            found
                .note("all threads of a threadgroup must reach the same barrier")
                .note(format!("threadgroup {group} of the grid"))
        }
        What::Parted { some, all } => parted_lanes(op, some as usize, all as usize).note(here),
        What::CopiesDiffer { other } => {
            let what = match op.op.kind {
                Kind::Matrix(_) => op.op.name,
                _ => "async copy",
            };
            let message = format!("{what} arguments differ between the lanes of a simdgroup");
            Diagnostic::new(Code::CopyArguments, op.loc.clone(), message)
                .note(here)
                .note(thread_name(run, spot.group, other))
        }
    }
}

fn out_of_bounds(
    kernel: &Kernel,
    op: &OpData,
    (memory, len): (Memory, u64),
    index: i128,
) -> Diagnostic {
    let name = kernel.memory_name(memory);
    let message = format!("index {index} is out of bounds of {name}, which has {len} elements");
    Diagnostic::new(Code::OutOfBounds, op.loc.clone(), message)
}

fn len(kernel: &Kernel, run: &BoxRun, memory: Memory) -> u64 {
    match memory {
        Memory::Threadgroup(alloc) => kernel.allocs[alloc.index()].len(),
        Memory::Buffer(param) => run.arg(param).len,
    }
}
