//! Open blocks of branches and loops; the context managers that users see are in `enigma/control.py`.

use crate::convert;
use crate::trace::Step;
use crate::value::Value;
use enigma_core::ir::BlockId;
use enigma_core::ir::builder::{self, Operand};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::sync::{Mutex, PoisonError};

/// An open branch.
#[pyclass(frozen, module = "enigma._native")]
pub struct IfBlock {
    open: Mutex<builder::IfBlock>,
}

impl IfBlock {
    fn open(&self) -> builder::IfBlock {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl IfBlock {
    /// Opens the arm for where the condition holds.
    #[new]
    fn new(py: Python<'_>, condition: &Bound<'_, PyAny>) -> PyResult<IfBlock> {
        let step = Step::begin(py, "if_")?;
        let condition = step.operand(condition)?;
        let open = step.build(|b| b.if_begin(condition))?;
        Ok(IfBlock {
            open: Mutex::new(open),
        })
    }

    /// Moves what the open arm has so far before the branch.
    fn hoist(&self, py: Python<'_>) -> PyResult<()> {
        Step::begin(py, "if_")?.build(|b| b.if_hoist(self.open()))
    }

    /// Closes the first arm and opens the other.
    fn otherwise(&self, py: Python<'_>) -> PyResult<()> {
        let open = Step::begin(py, "if_")?.build(|b| b.if_else(self.open()))?;
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = open;
        Ok(())
    }

    /// Number of operations in the open arm.
    fn count(&self, py: Python<'_>) -> PyResult<usize> {
        Step::begin(py, "if_")?.build(|b| Ok(b.if_len(self.open())))
    }

    /// What the closed branch hands on: one value from each arm.
    fn join(
        &self,
        py: Python<'_>,
        name: &str,
        then: &Bound<'_, PyAny>,
        otherwise: &Bound<'_, PyAny>,
    ) -> PyResult<Value> {
        let step = Step::begin(py, "if_")?;
        let arms = [optional(&step, then)?, optional(&step, otherwise)?];
        let open = self.open();
        step.build_value(|b| {
            let joined = b.if_join(open, name, arms)?;
            b.name_value(joined, name);
            Ok(joined)
        })
    }

    /// Replaces a branch that was just closed by its operations, if they are pure and few; says whether.
    fn dissolve(&self, py: Python<'_>) -> PyResult<bool> {
        Step::begin(py, "if_")?.build(|b| Ok(b.if_dissolve(self.open())))
    }

    /// Closes the branch.
    fn end(&self, py: Python<'_>) -> PyResult<()> {
        Step::begin(py, "if_")?.build(|b| b.if_end(self.open()))
    }
}

/// An open counted loop.
#[pyclass(frozen, module = "enigma._native")]
pub struct ForBlock {
    open: builder::ForBlock,
    /// The loop's index.
    #[pyo3(get)]
    index: Py<Value>,
}

#[pymethods]
impl ForBlock {
    /// Opens the loop's body.
    #[new]
    fn new(
        py: Python<'_>,
        lo: &Bound<'_, PyAny>,
        hi: &Bound<'_, PyAny>,
        step: &Bound<'_, PyAny>,
        dtype: &Bound<'_, PyAny>,
    ) -> PyResult<ForBlock> {
        let at = Step::begin(py, "for_range")?;
        let dtype = convert::dtype(&at, dtype)?;
        let (lo, hi, step) = (at.operand(lo)?, at.operand(hi)?, at.operand(step)?);
        let open = at.build(|b| b.for_begin(lo, hi, step, dtype))?;
        let index = Py::new(py, at.value(open.index))?;
        Ok(ForBlock { open, index })
    }

    /// What a variable that each round assigns is after the closed loop.
    fn last(
        &self,
        py: Python<'_>,
        name: &str,
        init: &Bound<'_, PyAny>,
        last: &Bound<'_, PyAny>,
    ) -> PyResult<Value> {
        last_of(py, self.open.block, name, init, last)
    }

    /// Closes the loop.
    fn end(&self, py: Python<'_>) -> PyResult<()> {
        Step::begin(py, "for_range")?.build(|b| b.for_end(self.open))
    }
}

/// An open conditional loop.
#[pyclass(frozen, module = "enigma._native")]
pub struct WhileBlock {
    open: Mutex<builder::WhileBlock>,
}

impl WhileBlock {
    fn open(&self) -> builder::WhileBlock {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl WhileBlock {
    /// Opens the loop's condition.
    #[new]
    fn new(py: Python<'_>) -> PyResult<WhileBlock> {
        let open = Step::begin(py, "while_")?.build(|b| Ok(b.while_begin()))?;
        Ok(WhileBlock {
            open: Mutex::new(open),
        })
    }

    /// Ends the condition and opens the body.
    fn body(&self, py: Python<'_>, condition: &Bound<'_, PyAny>) -> PyResult<()> {
        let step = Step::begin(py, "while_")?;
        let condition = step.operand(condition)?;
        let open = step.build(|b| b.while_body(self.open(), condition))?;
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = open;
        Ok(())
    }

    /// What a variable that each round assigns is after the closed loop.
    fn last(
        &self,
        py: Python<'_>,
        name: &str,
        init: &Bound<'_, PyAny>,
        last: &Bound<'_, PyAny>,
    ) -> PyResult<Value> {
        last_of(py, self.open().block, name, init, last)
    }

    /// Closes the loop.
    fn end(&self, py: Python<'_>) -> PyResult<()> {
        Step::begin(py, "while_")?.build(|b| b.while_end(self.open()))
    }
}

/// A variable's value after a loop; `init` is None where it had none before.
fn last_of(
    py: Python<'_>,
    body: BlockId,
    name: &str,
    init: &Bound<'_, PyAny>,
    last: &Bound<'_, PyAny>,
) -> PyResult<Value> {
    let step = Step::begin(py, "a loop")?;
    let last = step.operand(last)?;
    let init = optional(&step, init)?;
    step.build_value(|b| {
        let value = b.loop_last(body, name, (init, last))?;
        b.name_value(value, name);
        Ok(value)
    })
}

/// An operand, or None.
fn optional<'py>(step: &Step<'py>, object: &Bound<'py, PyAny>) -> PyResult<Option<Operand>> {
    (!object.is_none())
        .then(|| step.operand(object))
        .transpose()
}

/// The name of the type that numbers and values meet in.
#[pyfunction]
#[pyo3(signature = (*operands))]
pub fn common_dtype(py: Python<'_>, operands: &Bound<'_, PyTuple>) -> PyResult<String> {
    let step = Step::begin(py, "a join of values")?;
    let operands = operands
        .iter()
        .map(|o| step.operand(&o))
        .collect::<PyResult<Vec<_>>>()?;
    step.build(|b| Ok(b.meeting_type(&operands)?.to_string()))
}

/// Says that a condition holds here.
#[pyfunction]
#[pyo3(name = "assert_")]
pub fn assert(py: Python<'_>, condition: &Bound<'_, PyAny>) -> PyResult<()> {
    let step = Step::begin(py, "assert")?;
    let condition = step.operand(condition)?;
    step.build(|b| b.assert(condition))
}

/// Gives a value the user's name for it.
#[pyfunction]
pub fn name_value(py: Python<'_>, value: &Value, name: &str) -> PyResult<()> {
    let step = Step::begin(py, "a name")?;
    let value = value.handle(&step)?;
    step.build(|b| {
        b.name_value(value, name);
        Ok(())
    })
}

/// Whether a value may be used here: its block is open, and it was not traced for nothing.
#[pyfunction]
pub fn in_scope(py: Python<'_>, value: &Value) -> PyResult<bool> {
    let step = Step::begin(py, "a value")?;
    Ok(value.is_in_scope(&step))
}
