//! Native SIMD code through LLVM.
//!
//! A threadgroup runs on one thread of the host. Its threads are taken W at a time (a chunk), each value of
//! theirs as a vector of W lanes, or as one scalar where the lanes agree, or as a scalar and a stride where
//! they count up: `forms`. The body is cut at threadgroup barriers into runs, each a loop over the chunks;
//! control flow that contains a barrier is executed once per threadgroup, around the loops: `plan`, `group`,
//! `group_control`.
//! What crosses a cut lives in a slot, one element per thread: `slots`. Nothing waits at a barrier: all threads of
//! the threadgroup have come there when the loop before it ends.
//!
//! Invariants:
//! 1. Inside a run at least one lane of the mask is on; lanes that are off hold any value, and no
//!    instruction may trap or touch memory for them.
//! 2. Code reads and writes memory that is in bounds only, unless `Spec::bounds` is off.
//! 3. The result does not depend on W, but for what the language leaves open.

pub mod abi;

mod access;
mod arith;
mod atomic;
mod barriers;
mod chunk;
mod control;
mod copies;
mod counted;
mod counter;
mod emitter;
mod explain;
pub mod flags;
mod float;
mod forms;
mod group;
mod group_control;
mod jam;
mod lanes;
mod llvm;
mod lockstep;
mod machine;
mod matrix;
pub mod multiples;
mod narrow;
mod notes;
mod order;
mod patterns;
mod plan;
mod prefetch;
mod products;
mod query;
pub mod ranges;
mod records;
mod rounds;
mod shuffle;
mod simd;
mod slides;
mod slots;
mod stream;
mod threads;
mod tiles;
mod transposed;
mod wide;
mod windowed;
mod windows;

pub use explain::{Check, Explanation, Record, RunRecord, SlotRecord, explain};
pub use machine::{Host, linking_machine, llvm_version};
pub use order::GridOrder;

use enigma_core::ir::OpId;
use enigma_core::passes::Legal;

/// What a kernel is specialised on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spec {
    /// Threads of a whole threadgroup along x, y, z.
    pub threads: [u32; 3],
    /// Along which dimensions the threadgroups are whole; along others the launch says how long they are.
    pub whole: [bool; 3],
    /// Whether accesses are checked against the length of their memory.
    pub bounds: bool,
    /// Scalars that are multiples of 2 to the power of `multiples::ROUND`, as bits by the number of their parameter;
    /// no others than `multiples::wanted` gives.
    pub multiples: u64,
    /// Accesses to device memory that need no check, as `ranges::proven_at_launch` gives them.
    pub proven: u64,
}

impl Spec {
    /// Extents of the threadgroups, where they are known when code is made.
    pub fn extent(&self) -> [Option<u32>; 3] {
        [0, 1, 2].map(|d| self.whole[d].then_some(self.threads[d]))
    }
}

/// Compiled code.
#[derive(Clone, Debug)]
pub struct Object {
    /// An object file for the host, with one function, `ENTRY`.
    pub code: Vec<u8>,
    /// Bytes of threadgroup memory.
    pub threadgroup_bytes: usize,
    /// Bytes of slots.
    pub slot_bytes: usize,
    /// What a site number stands for.
    pub sites: Vec<Site>,
}

/// An operation that may report something, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The operation.
    pub op: OpId,
    /// The innermost branch or loop around it that may have parted the threads.
    pub parted: Option<OpId>,
    /// Whether an access is checked.
    pub checked: bool,
}

/// The name of the function in the object file.
pub const ENTRY: &str = "enigma_entry";

/// Compiles a kernel for the host.
pub fn compile(kernel: &Legal, spec: &Spec, host: &Host) -> Object {
    emitter::Emitter::new(kernel.kernel(), spec, host).compile(host)
}

/// What to show of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// LLVM IR as emitted.
    Emitted,
    /// LLVM IR after LLVM's passes.
    Optimised,
    /// Assembly.
    Assembly,
}

/// The code as text, for those who look; none where LLVM here does not know the target.
pub fn text(kernel: &Legal, spec: &Spec, host: &Host, stage: Stage) -> Option<String> {
    emitter::Emitter::new(kernel.kernel(), spec, host).text(host, stage)
}
