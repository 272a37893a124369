//! Launches of a compiled kernel: on the CPU, on a device, handed over.

use super::{CompiledKernel, Inner};
use crate::device::{Device, Submission};
use crate::launch::{Arg, Grid, LaunchStats};
use crate::metal::{self, Source};
use enigma_core::Diagnostic;
use enigma_core::passes::specialise::{Constants, specialise};

impl CompiledKernel {
    /// Whether a launch surely takes a few microseconds only, so that a caller need not let go of locks for it:
    /// there is code for it, no number decides how much it does, and it did as much in that time before.
    pub fn is_brief(&self, grid: &Grid) -> bool {
        let Inner {
            most_operations,
            options,
            program,
            ..
        } = &*self.inner;
        program.is_brief(*most_operations, options.bounds, grid)
    }

    /// Runs the kernel on the CPU and waits. `interrupted` is polled now and then from the launching
    /// thread; true ends the launch early with `Code::Interrupted`.
    ///
    /// Code is made at the first launch with a size of threadgroup, and kept.
    ///
    /// # Safety
    /// Each buffer is valid for reads and writes of its length for the duration of the call, and nothing
    /// else accesses it meanwhile.
    pub unsafe fn launch(
        &self,
        args: &[Arg],
        grid: Grid,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        let Inner {
            cpu,
            options,
            program,
            ..
        } = &*self.inner;
        self.check_bound()?;
        // SAFETY: as the caller promises.
        unsafe { program.launch(cpu, options.bounds, args, grid, interrupted) }
    }

    /// Runs the kernel on a device and waits; otherwise as `launch`. On a GPU, accesses are not checked, and a launch
    /// that is interrupted is not stopped: the error comes when it has ended.
    ///
    /// # Safety
    /// As for `launch`; and on a GPU, every index that the kernel computes is within its buffer.
    pub unsafe fn launch_on(
        &self,
        device: &Device,
        args: &[Arg],
        grid: Grid,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        match device {
            // SAFETY: as the caller promises.
            Device::Cpu => unsafe { self.launch(args, grid, interrupted) },
            Device::Metal(gpu) => {
                // SAFETY: as the caller promises: the end is waited for.
                unsafe { self.submit_to(gpu, args, grid) }?.wait(interrupted)
            }
        }
    }

    /// Hands a launch over to a device. A GPU runs launches in their order, while the caller goes on; the CPU has
    /// ended it when this returns.
    ///
    /// # Safety
    /// Each buffer is valid for reads and writes of its length until the submission has ended, and nothing else
    /// accesses it meanwhile but launches that are handed over to the same device. On a GPU, every index that the
    /// kernel computes is within its buffer.
    pub unsafe fn submit(
        &self,
        device: &Device,
        args: &[Arg],
        grid: Grid,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<Submission, Vec<Diagnostic>> {
        match device {
            // SAFETY: as the caller promises.
            Device::Cpu => unsafe { self.launch(args, grid, interrupted) }
                .map(|stats| Submission::done(Ok(stats))),
            Device::Metal(gpu) => {
                // SAFETY: as the caller promises.
                unsafe { self.submit_to(gpu, args, grid) }.map(Submission::on_metal)
            }
        }
    }

    /// Runs a Metal text of other make on the GPU and waits: the text, and its function for this kernel's parameters,
    /// with the values of its function constants. For comparisons.
    ///
    /// # Safety
    /// As for `launch_on`, and the function's parameters are the kernel's, slot by slot.
    pub unsafe fn launch_metal_text(
        &self,
        (text, function): (String, String),
        args: &[Arg],
        grid: Grid,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        let gpu = Device::gpu().map_err(|finding| vec![finding])?;
        let source = Source::foreign(text, function, self.inner.options.floats);
        let request = metal::Request {
            kernel: self.kernel(),
            source: &source,
            // Nothing is known of what it writes.
            written: &vec![true; self.inner.written.len()],
            constants: &self.inner.constants,
            grid,
        };
        // SAFETY: as the caller promises: the end is waited for.
        unsafe { gpu.submit(&request, args) }?.wait(interrupted)
    }

    /// `submit` to Metal, or to what stands for it.
    ///
    /// # Safety
    /// As for `submit`.
    pub(crate) unsafe fn submit_to<G: metal::Metal>(
        &self,
        gpu: &metal::Device<G>,
        args: &[Arg],
        grid: Grid,
    ) -> Result<metal::SubmissionTo<G>, Vec<Diagnostic>> {
        self.check_bound()?;
        let Inner {
            metal,
            written,
            constants,
            ..
        } = &*self.inner;
        let request = metal::Request {
            kernel: metal.kernel.kernel(),
            source: metal.get()?,
            written,
            constants,
            grid,
        };
        // SAFETY: as the caller promises.
        unsafe { gpu.submit(&request, args) }
    }

    /// Says which function constants have no value.
    fn check_bound(&self) -> Result<(), Vec<Diagnostic>> {
        if !self.inner.unbound.is_empty() {
            specialise(self.kernel(), &Constants::new())?;
        }
        Ok(())
    }
}
