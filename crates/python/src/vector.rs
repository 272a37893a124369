//! The traced vector: 2 to 4 values of one dtype, with operators that work on each component.

use crate::operators::{Operates, Traced, misuse, operators};
use crate::trace::{Step, Trace};
use crate::value::Value;
use enigma_core::Code;
use enigma_core::ir::{Argument, Bundle};
use enigma_core::ops::{arith, bits, compare, math, rounding};
use pyo3::basic::CompareOp;
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::sync::Arc;

/// A vector of the kernel being traced.
#[pyclass(frozen, module = "enigma")]
pub struct Vector {
    trace: Arc<Trace>,
    bundle: Bundle,
    /// When, as the trace counts.
    made: u64,
}

impl Vector {
    /// A vector of a trace.
    pub fn new(trace: Arc<Trace>, bundle: Bundle) -> Vector {
        let made = trace.now();
        Vector {
            trace,
            bundle,
            made,
        }
    }

    /// A scalar or vector of the same trace.
    fn part(&self, bundle: Bundle) -> Traced {
        let trace = self.trace.clone();
        match bundle.scalar() {
            Some(value) => Traced::Value(Value::new(trace, value)),
            None => Traced::Vector(Vector::new(trace, bundle)),
        }
    }

    fn component(&self, component: usize) -> Value {
        Value::new(self.trace.clone(), self.bundle.values()[component])
    }
}

impl Operates for Vector {
    fn argument(&self, step: &Step<'_>) -> PyResult<Argument> {
        step.own(&self.trace, self.made)?;
        Ok(self.bundle.into())
    }
}

operators! { Vector {
    /// `vec<4,float>`.
    #[getter]
    pub fn dtype(&self) -> String {
        let ty = self.trace.look(|b| b.bundle_type(&self.bundle));
        ty.unwrap_or_default()
    }

    fn __repr__(&self) -> String {
        format!("<enigma.Vector of {}>", self.dtype())
    }

    fn __hash__(&self) -> u64 {
        let values = self.bundle.values().iter();
        values.fold(self.trace.id, |hash, v| {
            hash.wrapping_mul(31).wrapping_add(v.index() as u64)
        })
    }

    /// Components by their letters: `v.x`, `v.rgb`, `v.zyx`, `v.xx`.
    fn __getattr__(&self, name: &str) -> PyResult<Traced> {
        match self.bundle.swizzle(name) {
            Ok(bundle) => Ok(self.part(bundle)),
            Err(message) => Err(PyAttributeError::new_err(message)),
        }
    }

    fn __len__(&self) -> usize {
        self.bundle.size()
    }

    /// `v[0]`: by a Python int, from the end where it is negative.
    fn __getitem__(&self, index: &Bound<'_, PyAny>) -> PyResult<Value> {
        let step = Step::begin(index.py(), "a component")?;
        let component = crate::convert::component(&step, index)?;
        let component = if component < 0 { component + self.bundle.size() as i128 } else { component };
        let argument = self.argument(&step)?;
        step.build_value(|b| b.vec_extract(&argument, component))
    }

    fn __iter__(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let components = self.__enigma_leaves__(py)?;
        Ok(components.as_any().try_iter()?.into_any().unbind())
    }

    fn __bool__(&self, py: Python<'_>) -> PyResult<bool> {
        Err(misuse(
            py,
            Code::TruthValue,
            "a vector is neither true nor false",
            &["ask whether all or any of its components hold: enigma.all(v), enigma.any(v)"],
        ))
    }

    fn __index__(&self, py: Python<'_>) -> PyResult<i64> {
        let note = "take a component: v.x";
        Err(misuse(py, Code::BadIndex, "a vector is no Python int", &[note]))
    }

    /// The components, for control flow that carries them.
    fn __enigma_leaves__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, (0..self.bundle.size()).map(|component| self.component(component)))
    }

    /// A vector of other components.
    fn __enigma_rebuild__(&self, leaves: &Bound<'_, PyAny>) -> PyResult<Traced> {
        let step = Step::begin(leaves.py(), "a vector")?;
        let mut parts = Vec::new();
        for leaf in leaves.try_iter()? {
            parts.push(step.argument(&leaf?)?);
        }
        let bundle = step.build(|b| b.vector("a vector", &parts, None))?;
        Ok(self.part(bundle))
    }
} }
