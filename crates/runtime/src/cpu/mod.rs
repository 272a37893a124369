//! The CPU: code made at the first launch of each threadgroup size, run on a pool of threads.
//!
//! `program` keeps the code of one kernel, `jit` loads it, `boxes` cuts a grid into threadgroups of equal
//! extent, `job` is one launch under way, `pieces` what is left of it, `pool` the threads that take part in it, `pace` what it
//! is expected to take, `fork` what keeps all of this whole in a process that is forked off, `worker` what machine code calls back
//! (`lanes` and `copies` for memory), `findings` what it reports.

mod boxes;
mod copies;
mod findings;
mod fork;
mod jit;
mod job;
mod lanes;
mod pace;
mod pieces;
mod pool;
mod program;
mod proofs;
mod worker;

pub use program::{Program, host};
