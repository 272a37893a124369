//! Arrays of NumPy, read from NumPy's own structure: a description in Python objects costs more than a launch.

use crate::array::Array;
use enigma_core::Scalar;
use numpy::npyffi::{_PyArray_GET_ITEM_DATA, NPY_ARRAY_WRITEABLE, PyArray_CheckExact};
use numpy::{PyUntypedArray, PyUntypedArrayMethods};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// NumPy's dtypes that kernels have, in this machine's byte order. NumPy has one object of each.
static DTYPES: PyOnceLock<Vec<(Py<PyAny>, Scalar)>> = PyOnceLock::new();

/// What an array of NumPy is, or an `enigma.Buffer`, which holds one.
pub fn read(object: &Bound<'_, PyAny>) -> PyResult<Option<Array>> {
    static BUFFER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = object.py();
    let class = BUFFER.get_or_try_init(py, || {
        let module = py.import(intern!(py, "enigma.buffers"))?;
        module.getattr(intern!(py, "Buffer")).map(Bound::unbind)
    })?;
    if object.get_type_ptr().cast() != class.as_ptr() {
        return read_array(object);
    }
    let array = read_array(&object.getattr(intern!(py, "_array"))?)?;
    // The bits of a bfloat look like these; the buffer's description says what they are.
    Ok(array.filter(|array| array.dtype != Some(Scalar::U16)))
}

/// What an array of NumPy is, by its class and the identity of its dtype. None for everything else, subclasses
/// included: those may describe themselves in another way.
fn read_array(object: &Bound<'_, PyAny>) -> PyResult<Option<Array>> {
    let py = object.py();
    // SAFETY: the pointer is to a living object.
    if unsafe { PyArray_CheckExact(py, object.as_ptr()) } == 0 {
        return Ok(None);
    }
    // SAFETY: it was just checked.
    let array = unsafe { object.cast_unchecked::<PyUntypedArray>() };
    // SAFETY: an array has this structure, which NumPy documents and keeps.
    let fields = unsafe { &*_PyArray_GET_ITEM_DATA(array.as_array_ptr()) };
    let known = DTYPES.get_or_try_init(py, || dtypes(py))?;
    let dtype = known
        .iter()
        .find(|(dtype, _)| dtype.as_ptr() == fields.descr.cast());
    Ok(dtype.map(|&(_, dtype)| Array {
        data: fields.data as usize,
        read_only: fields.flags & NPY_ARRAY_WRITEABLE == 0,
        dtype: Some(dtype),
        native_order: true,
        len: array.shape().iter().product(),
        contiguous: array.is_c_contiguous(),
        owner: None,
    }))
}

fn dtypes(py: Python<'_>) -> PyResult<Vec<(Py<PyAny>, Scalar)>> {
    let make = py
        .import(intern!(py, "numpy"))?
        .getattr(intern!(py, "dtype"))?;
    let names = [
        ("float32", Scalar::F32),
        ("float16", Scalar::F16),
        ("int32", Scalar::I32),
        ("uint32", Scalar::U32),
        ("int64", Scalar::I64),
        ("uint64", Scalar::U64),
        ("int8", Scalar::I8),
        ("uint8", Scalar::U8),
        ("int16", Scalar::I16),
        ("uint16", Scalar::U16),
        ("bool", Scalar::Bool),
    ];
    names
        .iter()
        .map(|&(name, scalar)| Ok((make.call1((name,))?.unbind(), scalar)))
        .collect()
}
