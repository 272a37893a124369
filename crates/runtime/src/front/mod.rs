//! Kernels from Rust closures, over the same builder as Python's.
//!
//! ```no_run
//! let n = 1 << 20;
//! let (a, mut b) = (vec![1.0f32; n], vec![0.0f32; n]);
//! let reverse = enigma::kernel("reverse", |k| {
//!     let a = k.buffer::<f32>("A");
//!     let b = k.buffer::<f32>("B");
//!     let tid = k.thread_position_in_grid();
//!     let lid = k.thread_position_in_threadgroup();
//!     let bsize = k.threads_per_threadgroup();
//!     let shared = k.threadgroup_alloc::<f32>(256);
//!     shared.set(lid, a.get(tid));
//!     k.barrier();
//!     b.set(tid, shared.get(bsize - lid - 1));
//! })
//! .expect("a correct kernel");
//! reverse.launch((&a, &mut b), n, 256).expect("a launch in bounds");
//! ```
//!
//! The closure is written for one thread and runs once. What it calls builds operations, in the order
//! of the calls, so the same kernel written in Python gives the same IR. Values are handles that can be
//! copied; literals take the type of what they meet. A mistake never panics: it is noted with the line
//! that made it, what depends on it is passed over, and `kernel` returns all that was found.

mod atomic;
mod control;
mod element;
mod extents;
mod input;
mod launch;
mod matrix;
mod memory;
mod operators;
mod query;
mod sync;
mod tracer;
mod value;
mod vector;

pub use control::Var;
pub use element::Element;
pub use extents::Extents;
pub use input::Input;
pub use launch::{Argument, Arguments, Kernel};
pub use matrix::{Matrix, MatrixVar, Tile};
pub use memory::{Index, Memory};
pub use sync::Event;
pub use tracer::Tracer;
pub use value::Value;
pub use vector::{Term, Vector};

use crate::compiled::{CompiledKernel, Options};
use enigma_core::{Diagnostic, Loc, ir};

/// Builds and compiles a kernel with the default options.
#[track_caller]
pub fn kernel(name: &str, body: impl FnOnce(&Tracer)) -> Result<Kernel, Vec<Diagnostic>> {
    kernel_with(Options::default(), name, body)
}

/// Builds and compiles a kernel.
#[track_caller]
pub fn kernel_with(
    options: Options,
    name: &str,
    body: impl FnOnce(&Tracer),
) -> Result<Kernel, Vec<Diagnostic>> {
    let built = trace(name, body)?;
    Ok(CompiledKernel::compile(built, options)?.into())
}

/// Builds a kernel without compiling it.
#[track_caller]
pub fn trace(name: &str, body: impl FnOnce(&Tracer)) -> Result<ir::Kernel, Vec<Diagnostic>> {
    let tracer = Tracer::new(name, Loc::caller());
    body(&tracer);
    tracer.finish()
}
