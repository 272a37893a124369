//! Backends: `msl` writes Metal Shading Language through `clike`; `cpu` makes native SIMD code with LLVM.
//!
//! A backend takes `Legal` kernels only, so it has no errors that a user can cause.

pub mod clike;
pub mod msl;
