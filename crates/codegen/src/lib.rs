//! Backends: `msl` for Metal Shading Language, `cpu` for native SIMD code with LLVM.
//!
//! A backend takes `Legal` kernels only, so it has no errors that a user can cause.

pub mod clike;
pub mod cpu;
pub mod msl;
