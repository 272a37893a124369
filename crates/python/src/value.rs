//! The traced value: what a kernel's Python code computes with.
//!
//! Operators build operations; a Python number beside a value is a literal that takes the value's dtype.
//! What would need the value while tracing (truth, iteration, use as a Python number) is an error that says
//! what to write instead.

use crate::operators::{Operates, Traced, misuse, operators, unknown};
use crate::trace::{Step, Trace};
use enigma_core::Code;
use enigma_core::ir::builder::{Builder, Operand};
use enigma_core::ir::{self, Argument};
use enigma_core::ops::{arith, bits, compare, math, rounding};
use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use std::sync::Arc;

/// A value of the kernel being traced.
#[pyclass(frozen, module = "enigma")]
pub struct Value {
    trace: Arc<Trace>,
    value: ir::Value,
    /// When, as the trace counts.
    made: u64,
}

impl Value {
    /// A value of a trace.
    pub fn new(trace: Arc<Trace>, value: ir::Value) -> Value {
        let made = trace.now();
        Value { trace, value, made }
    }

    /// The value as an operand, if it belongs to the kernel being traced.
    pub fn operand(&self, step: &Step<'_>) -> PyResult<Operand> {
        step.own(&self.trace, self.made)?;
        Ok(Operand::Value(self.value))
    }

    /// The handle, for calls that take values only.
    pub fn handle(&self, step: &Step<'_>) -> PyResult<ir::Value> {
        self.operand(step).map(|_| self.value)
    }

    /// Whether the value may be used in what is being traced.
    pub fn is_in_scope(&self, step: &Step<'_>) -> bool {
        let same = Arc::ptr_eq(&self.trace, &step.trace);
        same && self.look(|b| b.in_scope(self.value)).unwrap_or(false)
    }

    /// Looks at the value; None where it is gone.
    fn look<T>(&self, f: impl FnOnce(&Builder) -> T) -> Option<T> {
        if self.trace.is_dead(self.made) {
            return None;
        }
        self.trace.look(f)
    }
}

impl Operates for Value {
    fn argument(&self, step: &Step<'_>) -> PyResult<Argument> {
        self.operand(step).map(Argument::Scalar)
    }
}

operators! { Value {
    /// Metal's name of the dtype.
    #[getter]
    fn dtype(&self) -> String {
        let ty = self.look(|b| b.ty(self.value).to_string());
        ty.unwrap_or_default()
    }

    /// The user's name, or a number.
    #[getter]
    fn name(&self) -> String {
        let name = self.look(|b| b.kernel().value(self.value).name.clone());
        let name = name.flatten().map(|n| n.to_string());
        name.unwrap_or_else(|| format!("v{}", self.value.index()))
    }

    fn __repr__(&self) -> String {
        format!("<enigma.Value {}: {}>", self.name(), self.dtype())
    }

    fn __hash__(&self) -> u64 {
        (self.trace.id << 32) ^ self.value.index() as u64
    }

    fn __bool__(&self, py: Python<'_>) -> PyResult<bool> {
        Err(unknown(
            py,
            Code::TruthValue,
            "a traced value is not known while tracing, so it is neither true nor false",
            "truth",
        ))
    }

    fn __int__(&self, py: Python<'_>) -> PyResult<i64> {
        let note = "to convert it in the kernel: enigma.metal_cast(x, \"int\")";
        Err(misuse(
            py,
            Code::TruthValue,
            "a traced value is not a Python int",
            &[note],
        ))
    }

    fn __float__(&self, py: Python<'_>) -> PyResult<f64> {
        let notes = [
            "to convert it in the kernel: enigma.metal_cast(x, \"float\")",
            "for a function of Python's math module use enigma's of that name",
        ];
        Err(misuse(
            py,
            Code::TruthValue,
            "a traced value is not a Python float",
            &notes,
        ))
    }

    fn __index__(&self, py: Python<'_>) -> PyResult<i64> {
        let notes = [
            "a loop of the kernel, `for i in enigma.range(x):`, counts to a traced number",
            "a Python list or array is indexed while tracing; index a buffer or threadgroup memory instead",
        ];
        Err(misuse(
            py,
            Code::RangeOfValue,
            "a traced value is not known while tracing, so it is no Python int",
            &notes,
        ))
    }

    fn __iter__(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let note = "for a loop that the kernel runs write `for i in enigma.range(n):`";
        Err(misuse(
            py,
            Code::RangeOfValue,
            "a traced value cannot be iterated or unpacked",
            &[note],
        ))
    }
} }
