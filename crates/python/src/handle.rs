//! `kernel(a, b).launch(grid=..., threads=...)`: what Python runs at every launch, in native code from the call to
//! the launch.

use crate::compiled::Compiled;
use crate::device::Submission;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};

/// What is launched by calling it: kernels, compiled ones too. Classes of it have `_launchable` and `_bound`.
#[pyclass(frozen, subclass, module = "enigma._native")]
pub struct Launchable {
    /// What launches without constants of their own run, after the first of them.
    ready: PyOnceLock<Py<Compiled>>,
}

#[pymethods]
impl Launchable {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> Launchable {
        Launchable {
            ready: PyOnceLock::new(),
        }
    }

    /// A handle that launches the kernel in place on these arguments.
    #[pyo3(signature = (*args, **kwargs))]
    fn __call__(
        slf: &Bound<'_, Launchable>,
        args: Bound<'_, PyTuple>,
        kwargs: Option<Bound<'_, PyDict>>,
    ) -> PyResult<KernelHandle> {
        let args = match kwargs {
            Some(kwargs) if !kwargs.is_empty() => slf
                .call_method1(intern!(slf.py(), "_bind"), (args, kwargs))?
                .cast_into::<PyTuple>()?,
            _ => args,
        };
        Ok(KernelHandle {
            kernel_def: slf.clone().unbind(),
            args: args.unbind(),
        })
    }
}

/// A kernel with its arguments.
#[pyclass(frozen, module = "enigma")]
pub struct KernelHandle {
    /// The kernel.
    #[pyo3(get)]
    kernel_def: Py<Launchable>,
    /// Its arguments.
    #[pyo3(get)]
    args: Py<PyTuple>,
}

#[pymethods]
impl KernelHandle {
    /// Keeps kernel and arguments; nothing runs before `launch`.
    #[new]
    fn new(kernel_def: Py<Launchable>, args: Py<PyTuple>) -> KernelHandle {
        KernelHandle { kernel_def, args }
    }

    /// Runs the kernel in place on the arrays given, and waits.
    ///
    /// Args:
    ///     grid: total number of threads: an int, or up to three along x, y, z. Zero does nothing.
    ///     threads: size of a threadgroup, likewise; at most 1,024 in all.
    ///     constants: a value for each `function_constant` of the kernel, by its index: a number,
    ///         or a dtype and a number. Code is made once for the same values.
    ///     device: the name of a device; by default what `ENIGMA_DEVICE` says, or else the best one.
    #[pyo3(signature = (grid, threads, constants=None, device=None))]
    fn launch(
        &self,
        py: Python<'_>,
        grid: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
        constants: Option<&Bound<'_, PyAny>>,
        device: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let compiled = self.compiled(py, constants)?;
        let args = self.args.bind(py);
        compiled.get().run(py, args, grid, threads, device)?;
        Ok(())
    }

    /// Hands the launch over to a device and goes on; the arguments are those of `launch`.
    ///
    /// A GPU runs launches in the order in which they are handed over. On the CPU, the launch has ended when this
    /// returns.
    ///
    /// Returns:
    ///     the submission: `wait()` waits for the results and raises what went wrong. The arrays are not to be
    ///     touched before that.
    #[pyo3(signature = (grid, threads, constants=None, device=None))]
    fn submit(
        &self,
        py: Python<'_>,
        grid: &Bound<'_, PyAny>,
        threads: &Bound<'_, PyAny>,
        constants: Option<&Bound<'_, PyAny>>,
        device: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Submission> {
        let compiled = self.compiled(py, constants)?;
        let args = self.args.bind(py);
        compiled.get().submit(py, args, grid, threads, device)
    }

    /// The kernel's name and the number of arguments.
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let name = self.kernel_def.bind(py).getattr(intern!(py, "name"))?;
        let count = self.args.bind(py).len();
        Ok(format!("<enigma.kernel {name} with {count} arguments>"))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.kernel_def)?;
        visit.call(&self.args)
    }
}

impl KernelHandle {
    /// What a launch runs.
    fn compiled<'py>(
        &self,
        py: Python<'py>,
        constants: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Compiled>> {
        let kernel = self.kernel_def.bind(py);
        let ready = &kernel.get().ready;
        if let (None, Some(compiled)) = (constants, ready.get(py)) {
            return Ok(compiled.bind(py).clone());
        }
        let compiled = kernel
            .call_method0(intern!(py, "_launchable"))?
            .call_method1(intern!(py, "_bound"), (constants,))?
            .cast_into::<Compiled>()?;
        if constants.is_none() {
            // Where another thread was faster, the two are the same.
            let _ = ready.set(py, compiled.clone().unbind());
        }
        Ok(compiled)
    }
}
