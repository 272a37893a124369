//! Enigma for Rust: compile a kernel once, launch it on arrays.
//!
//! `kernel` builds one from a closure and gives it a safe launch. Below it, `CompiledKernel::compile`
//! takes what any front end built; `CompiledKernel::launch` runs it on the CPU, `launch_on` on a `Device`, and
//! `CompiledKernel::metal_source` gives its Metal text. `unsafe` lives in this crate and the code generator.

pub mod cache;
pub mod compiled;
mod cpu;
pub mod device;
pub mod front;
pub mod launch;
pub mod metal;

pub use compiled::{CompiledKernel, Options};
pub use device::{Device, Submission};
pub use enigma_codegen::cpu::{Explanation, Host, Stage};
pub use enigma_codegen::msl::AsyncCopy;
pub use enigma_core as core;
pub use enigma_core::passes::Floats;
pub use front::{kernel, kernel_with, trace};
pub use launch::{Arg, Grid, LaunchStats};
