//! Python's operators, the same for scalars and vectors: what each class adds is its own.
//!
//! A Python number beside a value is a literal that takes the value's dtype; a scalar beside a vector counts for
//! every component.

use crate::place;
use crate::trace::Step;
use crate::value::Value;
use crate::vector::Vector;
use enigma_core::ir::Argument;
use enigma_core::ops::OpDef;
use enigma_core::{Code, Diagnostic};
use pyo3::intern;
use pyo3::prelude::*;

/// What an operation gives: a scalar, a vector, or that the other operand is to be asked.
#[derive(IntoPyObject)]
pub enum Traced {
    /// A scalar.
    Value(Value),
    /// A vector.
    Vector(Vector),
    /// Python's `NotImplemented`.
    Other(Py<PyAny>),
}

/// The other operand of an operator; none where it is made of values and has the operator itself.
fn other_side<'py>(step: &Step<'py>, other: &Bound<'py, PyAny>) -> PyResult<Option<Argument>> {
    match step.argument(other) {
        Ok(argument) => Ok(Some(argument)),
        Err(_) if other.hasattr(intern!(step.py, "__enigma_rebuild__"))? => Ok(None),
        Err(error) => Err(error),
    }
}

/// What operators work on.
pub trait Operates {
    /// It as an argument, if it belongs to the kernel being traced.
    fn argument(&self, step: &Step<'_>) -> PyResult<Argument>;

    /// An operation on it.
    fn unary(&self, py: Python<'_>, op: &'static OpDef) -> PyResult<Traced> {
        let step = Step::begin(py, op.name)?;
        let a = self.argument(&step)?;
        step.apply(op, &[a])
    }

    /// An operation on it and another.
    fn binary(&self, op: &'static OpDef, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
        let step = Step::begin(other.py(), op.name)?;
        let a = self.argument(&step)?;
        match other_side(&step, other)? {
            Some(b) => step.apply(op, &[a, b]),
            None => Ok(Traced::Other(step.py.NotImplemented())),
        }
    }

    /// An operation on another and it.
    fn reflected(&self, op: &'static OpDef, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
        let step = Step::begin(other.py(), op.name)?;
        let (a, b) = (step.argument(other)?, self.argument(&step)?);
        step.apply(op, &[a, b])
    }

    /// `self ** other`. The third argument of Python's `pow` is a modulus, which no kernel has.
    fn power(
        &self,
        other: &Bound<'_, PyAny>,
        modulus: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Traced> {
        let step = Step::begin(other.py(), "pow")?;
        if modulus.is_some() {
            return Err(step.error(Code::BadCall, "pow with a modulus", &["write a ** b % m"]));
        }
        let (a, b) = (self.argument(&step)?, step.argument(other)?);
        step.build_traced(|builder| builder.power_each(&a, &b))
    }

    /// `other ** self`
    fn reflected_power(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
        let step = Step::begin(other.py(), "pow")?;
        let (a, b) = (step.argument(other)?, self.argument(&step)?);
        step.build_traced(|builder| builder.power_each(&a, &b))
    }
}

/// What needs the value while tracing, as an exception.
pub fn misuse(py: Python<'_>, code: Code, message: &str, notes: &[&str]) -> PyErr {
    let finding = Diagnostic::new(code, place::current(py), message);
    let finding = notes.iter().fold(finding, |d, &note| d.note(note));
    crate::errors::raise_one(py, finding)
}

/// The error of a value that Python would have to know; what to write instead depends on whether the
/// code that runs was rewritten (`enigma/flow/explain.py`).
pub fn unknown(py: Python<'_>, code: Code, message: &str, kind: &str) -> PyErr {
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

/// The methods of a class that `Operates`: the operators, and those of its own.
macro_rules! operators {
    ($class:ident { $($own:tt)* }) => {
        #[pymethods]
        impl $class {
            /// NumPy leaves operators with a value to the value.
            #[classattr]
            fn __array_ufunc__() -> Option<i32> {
                None
            }

            fn __add__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&arith::ADD, other)
            }

            fn __radd__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&arith::ADD, other)
            }

            fn __sub__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&arith::SUB, other)
            }

            fn __rsub__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&arith::SUB, other)
            }

            fn __mul__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&arith::MUL, other)
            }

            fn __rmul__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&arith::MUL, other)
            }

            fn __truediv__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&arith::DIV, other)
            }

            fn __rtruediv__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&arith::DIV, other)
            }

            fn __floordiv__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&arith::FLOORDIV, other)
            }

            fn __rfloordiv__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&arith::FLOORDIV, other)
            }

            fn __mod__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&arith::MOD, other)
            }

            fn __rmod__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&arith::MOD, other)
            }

            fn __and__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&bits::BITAND, other)
            }

            fn __rand__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&bits::BITAND, other)
            }

            fn __or__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&bits::BITOR, other)
            }

            fn __ror__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&bits::BITOR, other)
            }

            fn __xor__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&bits::BITXOR, other)
            }

            fn __rxor__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&bits::BITXOR, other)
            }

            fn __lshift__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&bits::SHL, other)
            }

            fn __rlshift__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&bits::SHL, other)
            }

            fn __rshift__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.binary(&bits::SHR, other)
            }

            fn __rrshift__(&self, other: &Bound<'_, PyAny>) -> PyResult<Traced> {
                self.reflected(&bits::SHR, other)
            }

            fn __pow__(
                &self,
                other: &Bound<'_, PyAny>,
                modulus: Option<&Bound<'_, PyAny>>,
            ) -> PyResult<Traced> {
                self.power(other, modulus)
            }

            fn __rpow__(
                &self,
                other: &Bound<'_, PyAny>,
                _modulus: Option<&Bound<'_, PyAny>>,
            ) -> PyResult<Traced> {
                self.reflected_power(other)
            }

            /// Python's `round`: the nearest integer, ties to the even one, as a float.
            fn __round__(&self, py: Python<'_>) -> PyResult<Traced> {
                self.unary(py, &math::RINT)
            }

            fn __floor__(&self, py: Python<'_>) -> PyResult<Traced> {
                self.unary(py, &math::FLOOR)
            }

            fn __ceil__(&self, py: Python<'_>) -> PyResult<Traced> {
                self.unary(py, &rounding::CEIL)
            }

            fn __trunc__(&self, py: Python<'_>) -> PyResult<Traced> {
                self.unary(py, &rounding::TRUNC)
            }

            fn __neg__(&self, py: Python<'_>) -> PyResult<Traced> {
                self.unary(py, &arith::NEG)
            }

            fn __pos__(slf: Py<$class>) -> Py<$class> {
                slf
            }

            fn __invert__(&self, py: Python<'_>) -> PyResult<Traced> {
                self.unary(py, &bits::BITNOT)
            }

            fn __abs__(&self, py: Python<'_>) -> PyResult<Traced> {
                self.unary(py, &math::ABS)
            }

            fn __richcmp__(&self, other: &Bound<'_, PyAny>, op: CompareOp) -> PyResult<Traced> {
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

            $($own)*
        }
    };
}
pub(crate) use operators;
