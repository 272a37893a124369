//! Devices by their names, and launches that were handed over to one.

use crate::{arguments, errors};
use enigma::core::{Code, Diagnostic};
use enigma::{Device, LaunchStats};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::sync::Mutex;

/// The device that a call names, or the one of calls that name none.
pub fn chosen(py: Python<'_>, name: Option<&Bound<'_, PyAny>>) -> PyResult<Device> {
    let device = match name {
        None => Device::usual(),
        Some(name) => match name.extract::<String>() {
            Ok(name) => Device::named(&name),
            Err(_) => {
                let message = format!("device={}", crate::convert::shorten(name));
                let finding = arguments::finding(Code::BadOption, message);
                Err(finding.note("expected the name of a device, or None"))
            }
        },
    };
    device.map_err(|finding| arguments::blame(py, vec![finding]))
}

/// The names of the devices here, the best one first.
#[pyfunction]
pub fn devices() -> Vec<&'static str> {
    Device::all().iter().map(Device::name).collect()
}

/// The name of a device that is here; of the one of calls that name none, for None.
#[pyfunction]
#[pyo3(signature = (name=None))]
pub fn device(py: Python<'_>, name: Option<&Bound<'_, PyAny>>) -> PyResult<&'static str> {
    chosen(py, name).map(|device| device.name())
}

/// Name, family and its number, bytes of threadgroup memory, threads of a threadgroup, and whether there are simdgroup
/// matrices: of the GPU.
type GpuFacts = (String, String, u32, u64, u64, bool);

/// What the GPU of this machine is; an exception where there is none.
#[pyfunction]
pub fn gpu(py: Python<'_>) -> PyResult<GpuFacts> {
    let gpu = Device::gpu().map_err(|finding| arguments::blame(py, vec![finding]))?;
    let known = gpu.capabilities();
    Ok((
        known.name.clone(),
        known.family_name(),
        known.family,
        known.threadgroup_bytes,
        known.threads[0],
        known.has_simdgroup_matrices,
    ))
}

/// What the system's Metal compiler says against a text; None if it takes it.
#[pyfunction]
pub fn metal_complaint(py: Python<'_>, text: &str) -> PyResult<Option<String>> {
    let gpu = Device::gpu().map_err(|finding| arguments::blame(py, vec![finding]))?;
    errors::enter_detached(py, || Ok(gpu.complaint(text)))
}

/// Waits until every launch that was handed over to a device has ended.
#[pyfunction]
#[pyo3(signature = (name=None))]
pub fn synchronize(py: Python<'_>, name: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
    let device = chosen(py, name)?;
    let signals = Signals::default();
    let outcome = errors::enter_detached(py, || device.synchronize(&|| signals.are_there()));
    signals.or(outcome)
}

/// A signal that arrived while Python was away, such as Ctrl-C.
#[derive(Default)]
pub struct Signals(Mutex<Option<PyErr>>);

impl Signals {
    /// Whether one has arrived; Python runs its handlers.
    pub fn are_there(&self) -> bool {
        let error = Python::attach(|py| py.check_signals().err());
        let stop = error.is_some();
        if let (true, Ok(mut slot)) = (stop, self.0.lock()) {
            *slot = error;
        }
        stop
    }

    /// What a handler raised, or else the outcome.
    pub fn or<T>(self, outcome: PyResult<T>) -> PyResult<T> {
        match self.0.into_inner() {
            Ok(Some(error)) => Err(error),
            _ => outcome,
        }
    }
}

/// Memory of the GPU, all zeros, as NumPy sees it: bytes.
#[pyclass(frozen, module = "enigma._native")]
pub struct Pages(enigma::metal::Pages);

#[pymethods]
impl Pages {
    #[new]
    fn new(py: Python<'_>, bytes: usize) -> PyResult<Pages> {
        let pages = Device::gpu().and_then(|gpu| gpu.pages(bytes));
        pages
            .map(Pages)
            .map_err(|finding| arguments::blame(py, vec![finding]))
    }

    /// NumPy's protocol.
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let interface = PyDict::new(py);
        interface.set_item("version", 3)?;
        interface.set_item("typestr", "|u1")?;
        interface.set_item("shape", (self.0.bytes(),))?;
        let address = self.0.start().as_ptr().expose_provenance();
        interface.set_item("data", (address, false))?;
        Ok(interface)
    }
}

/// A launch that was handed over to a device, and may be under way. When it goes, its end is waited for.
#[pyclass(frozen, module = "enigma")]
pub struct Submission {
    /// Before what it keeps, since the device uses that memory until this is dropped.
    submission: enigma::Submission,
    name: String,
    /// The arguments and the exports of tensors among them.
    keeps: (Py<PyTuple>, Vec<Py<PyAny>>),
}

impl Submission {
    /// With everything that keeps the memory of its arguments.
    pub fn new(
        submission: enigma::Submission,
        name: &str,
        args: Py<PyTuple>,
        owners: Vec<Py<PyAny>>,
    ) -> Submission {
        Submission {
            submission,
            name: name.into(),
            keeps: (args, owners),
        }
    }
}

#[pymethods]
impl Submission {
    /// Waits until it has ended: then its results are in the arrays. Gives the kernel's own time in microseconds; an
    /// error of the launch is raised here.
    fn wait(&self, py: Python<'_>) -> PyResult<f64> {
        let signals = Signals::default();
        let wait = || -> Result<LaunchStats, Vec<Diagnostic>> {
            self.submission.wait(&|| signals.are_there())
        };
        let outcome = errors::enter_detached(py, wait);
        signals.or(outcome.map(|stats| stats.kernel_us))
    }

    /// Whether it has ended; asks, and does not wait.
    #[getter]
    fn done(&self) -> bool {
        self.submission.is_done()
    }

    /// The kernel's name, and whether it has ended.
    fn __repr__(&self) -> String {
        let state = if self.done() { "done" } else { "under way" };
        format!("<enigma.Submission of {}, {state}>", self.name)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.keeps.0)?;
        self.keeps.1.iter().try_for_each(|owner| visit.call(owner))
    }
}
