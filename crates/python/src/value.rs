//! The traced value: what a kernel's Python code computes with.
//!
//! Operators build operations; a Python number beside a value is a literal that takes the value's dtype.
//! What would need the value while tracing (truth, iteration, use as a Python number) is an error that says
//! what to write instead.

use crate::place;
use crate::trace::{Step, Trace};
use enigma_core::ir;
use enigma_core::ir::builder::{Builder, Operand};
use enigma_core::ops::{OpDef, arith, bits, compare, math, rounding};
use enigma_core::{Code, Diagnostic};
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
        if Arc::ptr_eq(&self.trace, &step.trace) {
            step.check_alive(self.made)?;
            return Ok(Operand::Value(self.value));
        }
        let fix = "pass what another kernel computed through a buffer";
        Err(step.error(Code::WrongKernel, "value belongs to another kernel", &[fix]))
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

    fn unary(&self, py: Python<'_>, op: &'static OpDef) -> PyResult<Value> {
        let step = Step::begin(py, op.name)?;
        let a = self.operand(&step)?;
        step.build_value(|b| b.op(op, &[a], None))
    }

    fn binary(&self, op: &'static OpDef, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        let step = Step::begin(other.py(), op.name)?;
        let (a, b) = (self.operand(&step)?, step.operand(other)?);
        step.build_value(|builder| builder.op(op, &[a, b], None))
    }

    fn reflected(&self, op: &'static OpDef, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        let step = Step::begin(other.py(), op.name)?;
        let (a, b) = (step.operand(other)?, self.operand(&step)?);
        step.build_value(|builder| builder.op(op, &[a, b], None))
    }
}

/// The error of a value that Python would have to know; what to write instead depends on whether the
/// code that runs was rewritten (`enigma/flow/explain.py`).
fn unknown(py: Python<'_>, code: Code, message: &str, kind: &str) -> PyErr {
    let notes = py
        .import("enigma.flow.explain")
        .and_then(|m| m.call_method1("notes", (kind,)))
        .and_then(|notes| notes.extract::<Vec<String>>());
    match notes {
        Ok(notes) => {
            let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
            misuse(py, code, message, &notes)
        }
        Err(error) => error,
    }
}

fn misuse(py: Python<'_>, code: Code, message: &str, notes: &[&str]) -> PyErr {
    let finding = Diagnostic::new(code, place::current(py), message);
    let finding = notes.iter().fold(finding, |d, &note| d.note(note));
    crate::errors::raise_one(py, finding)
}

#[pymethods]
impl Value {
    /// NumPy leaves operators with a value to the value.
    #[classattr]
    fn __array_ufunc__() -> Option<i32> {
        None
    }

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

    fn __add__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&arith::ADD, other)
    }

    fn __radd__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&arith::ADD, other)
    }

    fn __sub__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&arith::SUB, other)
    }

    fn __rsub__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&arith::SUB, other)
    }

    fn __mul__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&arith::MUL, other)
    }

    fn __rmul__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&arith::MUL, other)
    }

    fn __truediv__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&arith::DIV, other)
    }

    fn __rtruediv__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&arith::DIV, other)
    }

    fn __floordiv__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&arith::FLOORDIV, other)
    }

    fn __rfloordiv__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&arith::FLOORDIV, other)
    }

    fn __mod__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&arith::MOD, other)
    }

    fn __rmod__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&arith::MOD, other)
    }

    fn __and__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&bits::BITAND, other)
    }

    fn __rand__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&bits::BITAND, other)
    }

    fn __or__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&bits::BITOR, other)
    }

    fn __ror__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&bits::BITOR, other)
    }

    fn __xor__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&bits::BITXOR, other)
    }

    fn __rxor__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&bits::BITXOR, other)
    }

    fn __lshift__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&bits::SHL, other)
    }

    fn __rlshift__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&bits::SHL, other)
    }

    fn __rshift__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.binary(&bits::SHR, other)
    }

    fn __rrshift__(&self, other: &Bound<'_, PyAny>) -> PyResult<Value> {
        self.reflected(&bits::SHR, other)
    }

    /// The third argument of Python's `pow` is a modulus, which no kernel has.
    fn __pow__(
        &self,
        other: &Bound<'_, PyAny>,
        modulus: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Value> {
        let step = Step::begin(other.py(), "pow")?;
        if modulus.is_some() {
            return Err(step.error(Code::BadCall, "pow with a modulus", &["write a ** b % m"]));
        }
        let (a, b) = (self.operand(&step)?, step.operand(other)?);
        step.build_value(|builder| builder.power(a, b))
    }

    fn __rpow__(
        &self,
        other: &Bound<'_, PyAny>,
        _modulus: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Value> {
        let step = Step::begin(other.py(), "pow")?;
        let (a, b) = (step.operand(other)?, self.operand(&step)?);
        step.build_value(|builder| builder.power(a, b))
    }

    /// Python's `round`: the nearest integer, ties to the even one, as a float.
    fn __round__(&self, py: Python<'_>) -> PyResult<Value> {
        self.unary(py, &math::RINT)
    }

    fn __floor__(&self, py: Python<'_>) -> PyResult<Value> {
        self.unary(py, &math::FLOOR)
    }

    fn __ceil__(&self, py: Python<'_>) -> PyResult<Value> {
        self.unary(py, &rounding::CEIL)
    }

    fn __trunc__(&self, py: Python<'_>) -> PyResult<Value> {
        self.unary(py, &rounding::TRUNC)
    }

    fn __neg__(&self, py: Python<'_>) -> PyResult<Value> {
        self.unary(py, &arith::NEG)
    }

    fn __pos__(slf: Py<Value>) -> Py<Value> {
        slf
    }

    fn __invert__(&self, py: Python<'_>) -> PyResult<Value> {
        self.unary(py, &bits::BITNOT)
    }

    fn __abs__(&self, py: Python<'_>) -> PyResult<Value> {
        self.unary(py, &math::ABS)
    }

    fn __richcmp__(&self, other: &Bound<'_, PyAny>, op: CompareOp) -> PyResult<Value> {
        let op = match op {
            CompareOp::Lt => &compare::CMP_LT,
            CompareOp::Le => &compare::CMP_LE,
            CompareOp::Eq => &compare::CMP_EQ,
            CompareOp::Ne => &compare::CMP_NE,
            CompareOp::Gt => &compare::CMP_GT,
            CompareOp::Ge => &compare::CMP_GE,
        };
        self.binary(op, other)
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
}
