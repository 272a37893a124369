//! Random kernels: well-formed, free of races, in bounds, with one result whatever the schedule.
//!
//! A seed gives a `Program`, statements over variables; a program gives a kernel and arguments. What makes
//! the result unique: a thread writes its own elements only; what it reads of others was written before a
//! barrier that all reach; atomics commute and their old values go nowhere; what a shuffle reads of a lane that
//! is not active is dropped; indices are masked. What the language leaves open (bits of a NaN, the
//! sign of a zero that is a minimum) is settled by the kernel itself.

#[path = "generate/build.rs"]
pub mod build;
#[path = "generate/compare.rs"]
pub mod compare;
#[path = "generate/data.rs"]
pub mod data;
#[path = "generate/expr.rs"]
mod expr;
#[path = "generate/lanes.rs"]
mod lanes;
#[path = "generate/lower.rs"]
mod lower;
#[path = "generate/matrices.rs"]
mod matrices;
#[path = "generate/program.rs"]
pub mod program;
#[path = "generate/rng.rs"]
mod rng;
#[path = "generate/shrink.rs"]
pub mod shrink;
#[path = "generate/stmt.rs"]
pub mod stmt;
