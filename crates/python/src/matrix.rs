//! The calls behind the functions on simdgroup matrices in `enigma/simdgroup_matrix.py`.

use crate::convert;
use crate::trace::Step;
use crate::value::Value;
use enigma_core::Code;
use enigma_core::ir::builder::{MatrixPlace, Operand};
use enigma_core::limits::MATRIX_EDGE;
use enigma_core::ops::matrix;
use pyo3::prelude::*;

/// Offset, origin (column and row) and whether rows and columns change places.
type Spot<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// Two sizes or positions.
type Size<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

fn check_size(step: &Step<'_>, (rows, cols): &Size<'_>) -> PyResult<()> {
    let is_edge = |n: &Bound<'_, PyAny>| match convert::number(n) {
        Ok(Some(convert::Number::Int(Some(n)))) => n == MATRIX_EDGE as i128,
        _ => false,
    };
    if is_edge(rows) && is_edge(cols) {
        return Ok(());
    }
    let (rows, cols) = (convert::shorten(rows), convert::shorten(cols));
    let message = format!("{} of {rows} rows and {cols} columns", step.op);
    Err(step.error(
        Code::BadSize,
        message,
        &["a simdgroup matrix has 8 rows and 8 columns"],
    ))
}

fn place<'py>(
    step: &Step<'py>,
    buf: &Bound<'py, PyAny>,
    elements_per_row: &Bound<'py, PyAny>,
    (offset, origin, transpose): Spot<'py>,
) -> PyResult<MatrixPlace> {
    let memory = convert::memory(step, buf)?;
    let offset = memory.offset(step, step.operand(&offset)?)?;
    let Ok((column, row)) = origin.extract::<Size<'py>>() else {
        let message = format!("{} with the origin {}", step.op, convert::shorten(&origin));
        return Err(step.error(Code::BadIndex, message, &["expected (column, row)"]));
    };
    Ok(MatrixPlace {
        memory: memory.memory,
        offset,
        origin: [step.operand(&column)?, step.operand(&row)?],
        elements_per_row: step.operand(elements_per_row)?,
        transpose: transpose.is_truthy()?,
    })
}

/// A matrix of memory. `elem` is the memory's dtype, or None.
#[pyfunction]
pub fn matrix_load<'py>(
    py: Python<'py>,
    buf: &Bound<'py, PyAny>,
    elements_per_row: &Bound<'py, PyAny>,
    elem: &Bound<'py, PyAny>,
    size: Size<'py>,
    spot: Spot<'py>,
) -> PyResult<Value> {
    let step = Step::begin(py, matrix::SIMDGROUP_MATRIX_LOAD.name)?;
    check_size(&step, &size)?;
    let place = place(&step, buf, elements_per_row, spot)?;
    if !elem.is_none() {
        let asked = convert::dtype(&step, elem)?;
        let found = step.build(|b| Ok(b.kernel().element(place.memory)))?;
        if asked != found {
            let message = format!("{} of {asked} from memory of {found}", step.op);
            let fix = "matrices do not convert: leave elem out, or load and cast elements";
            return Err(step.error(Code::OperandType, message, &[fix]));
        }
    }
    step.build_value(|b| b.matrix_load(place))
}

/// Writes a matrix to memory.
#[pyfunction]
pub fn matrix_store<'py>(
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
    buf: &Bound<'py, PyAny>,
    elements_per_row: &Bound<'py, PyAny>,
    spot: Spot<'py>,
) -> PyResult<()> {
    let step = Step::begin(py, matrix::SIMDGROUP_MATRIX_STORE.name)?;
    let value = step.operand(value)?;
    let place = place(&step, buf, elements_per_row, spot)?;
    step.build(|b| b.matrix_store(value, place))
}

/// A matrix with one value in every place.
#[pyfunction]
pub fn matrix_fill<'py>(
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
    elem: &Bound<'py, PyAny>,
    size: Size<'py>,
) -> PyResult<Value> {
    let step = Step::begin(py, matrix::MAKE_FILLED_SIMDGROUP_MATRIX.name)?;
    check_size(&step, &size)?;
    let dtype = convert::dtype(&step, elem)?;
    let value = step.operand(value)?;
    step.build_value(|b| b.matrix_fill(value, dtype))
}

/// A matrix product.
#[pyfunction]
pub fn matrix_multiply(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    b: &Bound<'_, PyAny>,
) -> PyResult<Value> {
    let step = Step::begin(py, matrix::SIMDGROUP_MULTIPLY.name)?;
    let (x, y): (Operand, Operand) = (step.operand(a)?, step.operand(b)?);
    step.build_value(|b| b.matrix_multiply(x, y))
}

/// A matrix product, added to a matrix.
#[pyfunction]
pub fn matrix_multiply_accumulate(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    b: &Bound<'_, PyAny>,
    c: &Bound<'_, PyAny>,
) -> PyResult<Value> {
    let step = Step::begin(py, matrix::SIMDGROUP_MULTIPLY_ACCUMULATE.name)?;
    let (x, y, z) = (step.operand(a)?, step.operand(b)?, step.operand(c)?);
    step.build_value(|b| b.matrix_multiply_accumulate(x, y, z))
}
