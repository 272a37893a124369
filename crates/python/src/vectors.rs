//! The calls behind the functions that make vectors and take them apart, and those that convert.

use crate::convert;
use crate::operators::Traced;
use crate::trace::Step;
use crate::value::Value;
use enigma_core::ir::Argument;
use enigma_core::{Code, Scalar};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// A vector of components and smaller vectors; of that many components of the dtype, where they are given.
#[pyfunction]
#[pyo3(signature = (name, asked, *parts))]
pub fn make_vec(
    py: Python<'_>,
    name: &str,
    asked: Option<(usize, String)>,
    parts: &Bound<'_, PyTuple>,
) -> PyResult<Traced> {
    let step = Step::begin(py, "make_vec")?;
    let parts = parts
        .iter()
        .map(|part| step.argument(&part))
        .collect::<PyResult<Vec<Argument>>>()?;
    let asked = asked.and_then(|(size, dtype)| Some((size, Scalar::parse(&dtype)?)));
    step.build_traced(|b| b.vector(name, &parts, asked))
}

/// A component, by a Python int.
#[pyfunction]
pub fn vec_extract(
    py: Python<'_>,
    v: &Bound<'_, PyAny>,
    component: &Bound<'_, PyAny>,
) -> PyResult<Value> {
    let step = Step::begin(py, "vec_extract")?;
    let (vector, component) = (step.argument(v)?, convert::component(&step, component)?);
    step.build_value(|b| b.vec_extract(&vector, component))
}

/// The vector with one component replaced.
#[pyfunction]
pub fn vec_insert(
    py: Python<'_>,
    v: &Bound<'_, PyAny>,
    component: &Bound<'_, PyAny>,
    value: &Bound<'_, PyAny>,
) -> PyResult<Traced> {
    let step = Step::begin(py, "vec_insert")?;
    let (vector, component) = (step.argument(v)?, convert::component(&step, component)?);
    let value = step.operand(value)?;
    step.build_traced(|b| b.vec_insert(&vector, component, value))
}

/// What a conversion takes and gives: the size of a vector dtype must be that of the argument.
fn conversion<'py>(
    step: &Step<'py>,
    x: &Bound<'py, PyAny>,
    dtype: &Bound<'py, PyAny>,
) -> PyResult<(Argument, Scalar)> {
    let (size, dtype) = convert::vector_dtype(step, dtype)?;
    let x = step.argument(x)?;
    if size.is_none_or(|size| size == x.size()) {
        return Ok((x, dtype));
    }
    let found = step.build(|b| Ok(b.describe(&x)))?;
    let message = format!(
        "{} cannot turn {found} into vec<{},{dtype}>",
        step.op,
        size.unwrap_or(1)
    );
    let fix = "the number of components stays: make_vec puts components together, v.xy takes some";
    Err(step.error(Code::OperandType, message, &[fix]))
}

/// Conversion of a value or of each component.
#[pyfunction]
pub fn metal_cast(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    dtype: &Bound<'_, PyAny>,
) -> PyResult<Traced> {
    let step = Step::begin(py, "metal_cast")?;
    let (x, dtype) = conversion(&step, x, dtype)?;
    step.build_traced(|b| b.cast_each(&x, dtype))
}

/// Reinterpretation of a value or of each component.
#[pyfunction]
pub fn as_type(py: Python<'_>, x: &Bound<'_, PyAny>, dtype: &Bound<'_, PyAny>) -> PyResult<Traced> {
    let step = Step::begin(py, "as_type")?;
    let (x, dtype) = conversion(&step, x, dtype)?;
    step.build_traced(|b| b.as_type_each(&x, dtype))
}
