//! Kernels written through the Rust front end, run by the interpreter as built and as the passes leave
//! them, and compared with plain loops.

mod control;
mod memory;
mod mlir;
mod msl;
mod reverse;
mod support;
