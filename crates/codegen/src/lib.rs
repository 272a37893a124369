//! Backends: `msl` for Metal Shading Language, `cpu` for native SIMD code with LLVM.
//!
//! A backend takes `Legal` kernels only, so it has no errors that a user can cause. `cpu` is not written yet:
//! asking for it is `Code::NoBackend`, never a wrong or empty result.

pub mod clike;
pub mod msl;

use enigma_core::ir::Kernel;
use enigma_core::passes::Target;
use enigma_core::{Code, Diagnostic};

/// The error for a target that has no code generator yet.
pub fn no_backend(kernel: &Kernel, target: Target) -> Vec<Diagnostic> {
    let message = format!("this build cannot generate code for {} yet", target.name());
    vec![
        Diagnostic::new(Code::NoBackend, kernel.loc.clone(), message)
            .note("the interpreter (enigma_core::interp::run) runs the kernel, slowly"),
    ]
}
