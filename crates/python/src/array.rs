//! What an array says of itself through NumPy's `__array_interface__`, or else through DLPack or the buffer
//! protocol: address, dtype, shape, strides.

use crate::dlpack::{self, Export, Tensor};
use crate::numpy_array;
use enigma_core::Scalar;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMemoryView, PyString, PyTuple};

/// An array as its owner describes it. Valid while the owner lives and is not resized.
#[derive(Debug)]
pub struct Array {
    /// First element.
    pub data: usize,
    /// Whether the owner forbids writing.
    pub read_only: bool,
    /// The element's dtype, if the language has it.
    pub dtype: Option<Scalar>,
    /// Whether the bytes of an element are in this machine's order.
    pub native_order: bool,
    /// Number of elements.
    pub len: usize,
    /// Whether elements follow each other in C order without gaps.
    pub contiguous: bool,
    /// What keeps the memory, where that is not the object itself.
    pub owner: Option<Py<PyAny>>,
}

/// What asking an object for an array comes to.
#[derive(Debug)]
pub enum Found {
    /// The object is no array.
    Nothing,
    /// It is one that cannot be used here; says why.
    Refused(String),
    /// Here it is.
    Array(Array),
}

impl Found {
    /// Asks for NumPy's description first, since it costs less.
    pub fn of(object: &Bound<'_, PyAny>) -> PyResult<Found> {
        if let Some(array) = Array::of(object)? {
            return Ok(Found::Array(array));
        }
        Ok(match dlpack::export(object)? {
            Export::None => Array::of_buffer(object)?.map_or(Found::Nothing, Found::Array),
            Export::Refused(reason) => Found::Refused(reason),
            Export::Tensor(tensor) => Found::Array(Array::from(tensor)),
        })
    }
}

impl From<Tensor> for Array {
    fn from(tensor: Tensor) -> Array {
        let strides = tensor.strides.as_deref();
        Array {
            data: tensor.data,
            read_only: tensor.read_only,
            dtype: tensor.dtype,
            native_order: true,
            len: tensor.shape.iter().product(),
            // DLPack counts distances in elements.
            contiguous: strides.is_none_or(|s| is_contiguous(&tensor.shape, s, 1)),
            owner: Some(tensor.owner),
        }
    }
}

impl Array {
    /// What NumPy makes of memory that an object shows through the buffer protocol, without a copy.
    fn of_buffer(object: &Bound<'_, PyAny>) -> PyResult<Option<Array>> {
        let py = object.py();
        let Ok(view) = PyMemoryView::from(object) else {
            return Ok(None);
        };
        let numpy = py.import(intern!(py, "numpy"))?;
        let array = numpy.call_method1(intern!(py, "asarray"), (view,))?;
        let described = Array::of(&array)?;
        Ok(described.map(|described| Array {
            owner: Some(array.unbind()),
            ..described
        }))
    }

    /// An array of NumPy, or what describes itself as NumPy's do; None for other objects.
    pub fn of(object: &Bound<'_, PyAny>) -> PyResult<Option<Array>> {
        match numpy_array::read(object)? {
            Some(array) => Ok(Some(array)),
            None => Array::described(object),
        }
    }

    /// Reads NumPy's description in Python objects; None where the object has none.
    fn described(object: &Bound<'_, PyAny>) -> PyResult<Option<Array>> {
        let py = object.py();
        let Some(interface) = object.getattr_opt(intern!(py, "__array_interface__"))? else {
            return Ok(None);
        };
        let Ok(interface) = interface.cast_into::<PyDict>() else {
            return Ok(None);
        };
        let typestr = interface.get_item(intern!(py, "typestr"))?;
        let data = interface.get_item(intern!(py, "data"))?;
        let shape = interface.get_item(intern!(py, "shape"))?;
        let (Some(typestr), Some(data), Some(shape)) = (typestr, data, shape) else {
            return Ok(None);
        };
        let typestr = typestr.cast_into::<PyString>()?;
        let typestr = typestr.to_str()?;
        let (data, read_only) = data.extract::<(usize, bool)>()?;
        let shape = shape.cast_into::<PyTuple>()?.extract::<Vec<usize>>()?;
        let strides = interface
            .get_item(intern!(py, "strides"))?
            .filter(|s| !s.is_none());
        let strides = strides.map(|s| s.extract::<Vec<isize>>()).transpose()?;
        let dtype = scalar(object, typestr)?;
        Ok(Some(Array {
            data,
            read_only,
            dtype,
            native_order: !typestr.starts_with(FOREIGN_ORDER),
            len: shape.iter().product(),
            contiguous: strides.is_none_or(|s| is_contiguous(&shape, &s, size(typestr))),
            owner: None,
        }))
    }
}

/// The byte order mark of the other kind of machine.
const FOREIGN_ORDER: char = if cfg!(target_endian = "little") {
    '>'
} else {
    '<'
};

fn size(typestr: &str) -> usize {
    typestr.get(2..).and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn scalar(object: &Bound<'_, PyAny>, typestr: &str) -> PyResult<Option<Scalar>> {
    Ok(match typestr.get(1..) {
        Some("f4") => Some(Scalar::F32),
        Some("f2") => Some(Scalar::F16),
        Some("i1") => Some(Scalar::I8),
        Some("u1") => Some(Scalar::U8),
        Some("i2") => Some(Scalar::I16),
        Some("u2") => Some(Scalar::U16),
        Some("i4") => Some(Scalar::I32),
        Some("u4") => Some(Scalar::U32),
        Some("i8") => Some(Scalar::I64),
        Some("u8") => Some(Scalar::U64),
        Some("b1") => Some(Scalar::Bool),
        // What ml_dtypes registers with NumPy has a name, but no type code of its own.
        Some("V2") if matches!(&*dtype_name(object), "bfloat16" | "bfloat") => Some(Scalar::BF16),
        _ => None,
    })
}

/// What the array calls its dtype: NumPy's name, ours, or the last part of another library's.
pub fn dtype_name(object: &Bound<'_, PyAny>) -> String {
    let py = object.py();
    let Ok(dtype) = object.getattr(intern!(py, "dtype")) else {
        return "of an unknown dtype".into();
    };
    for name in [intern!(py, "name"), intern!(py, "metal_name")] {
        if let Ok(name) = dtype.getattr(name).and_then(|n| n.extract()) {
            return name;
        }
    }
    let text = dtype.to_string();
    text.rsplit('.').next().unwrap_or(&text).into()
}

fn is_contiguous(shape: &[usize], strides: &[isize], size: usize) -> bool {
    if shape.contains(&0) {
        return true;
    }
    let mut expected = size as isize;
    for (&extent, &stride) in shape.iter().zip(strides).rev() {
        if extent != 1 && stride != expected {
            return false;
        }
        expected *= extent as isize;
    }
    true
}
