//! A compiled kernel: verified IR, and machine code made when a launch first needs it.

use crate::launch::{Arg, Grid, LaunchStats};
use enigma_codegen::msl::AsyncCopy;
use enigma_core::Diagnostic;
use enigma_core::ir::Kernel;

/// Choices of a compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Whether every access of the CPU code is checked against the buffer's length.
    pub bounds: bool,
    /// How async copies are written in Metal text.
    pub async_copy: AsyncCopy,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            bounds: true,
            async_copy: AsyncCopy::Cooperative,
        }
    }
}

/// A compiled kernel; cheap to clone, launched from any thread.
#[derive(Clone, Debug)]
pub struct CompiledKernel {}

impl CompiledKernel {
    /// Verifies and prepares a kernel. All findings are reported together.
    pub fn compile(_kernel: Kernel, _options: Options) -> Result<CompiledKernel, Vec<Diagnostic>> {
        Ok(CompiledKernel {})
    }

    /// The kernel as built (verified, not yet optimised).
    pub fn kernel(&self) -> &Kernel {
        panic!("internal error: not built yet")
    }

    /// Findings that do not stop the compilation, such as barriers under divergent conditions.
    pub fn warnings(&self) -> &[Diagnostic] {
        &[]
    }

    /// The IR as text, in MLIR's generic form.
    pub fn mlir_source(&self) -> String {
        enigma_core::ir::print::print(self.kernel())
    }

    /// The Metal text, or why Metal cannot do it.
    pub fn metal_source(&self) -> Result<String, Vec<Diagnostic>> {
        Ok(String::new())
    }

    /// Runs the kernel on the CPU and waits. `interrupted` is polled now and then from the launching
    /// thread; true ends the launch early with `Code::Interrupted`.
    ///
    /// # Safety
    /// Each buffer is valid for reads and writes of its length for the duration of the call, and nothing
    /// else accesses it meanwhile.
    pub unsafe fn launch(
        &self,
        _args: &[Arg],
        _grid: Grid,
        _interrupted: &dyn Fn() -> bool,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        Ok(LaunchStats::default())
    }
}
