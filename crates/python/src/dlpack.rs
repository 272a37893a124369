//! DLPack: what tensors of other libraries say of themselves, read without a copy.
//!
//! The structures are those of `dlpack.h`, with and without a version. A capsule is looked at and never
//! consumed: while it lives its tensor does, and its own destructor frees it.

use crate::array::Array;
use enigma_core::Scalar;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCapsule, PyDict};
use std::ffi::c_void;

/// A tensor in memory that this process can read.
#[derive(Debug)]
pub struct Tensor {
    /// First element.
    pub data: usize,
    /// Whether its owner forbids writing.
    pub read_only: bool,
    /// Whether the exporter has a way to say so: those that know no versions of DLPack have none.
    says_whether_read_only: bool,
    /// The element's dtype, if the language has it.
    pub dtype: Option<Scalar>,
    /// Extents, outermost first.
    pub shape: Vec<usize>,
    /// Distances in elements; None for C order.
    pub strides: Option<Vec<isize>>,
    /// What keeps the memory.
    pub owner: Py<PyAny>,
}

/// What asking an object for its tensor comes to.
#[derive(Debug)]
pub enum Export {
    /// It has none to give.
    None,
    /// It has one, which this process cannot use; says why.
    Refused(String),
    /// Here it is.
    Tensor(Tensor),
}

#[repr(C)]
struct DlTensor {
    data: *mut c_void,
    device_type: i32,
    device_id: i32,
    ndim: i32,
    code: u8,
    bits: u8,
    lanes: u16,
    shape: *const i64,
    strides: *const i64,
    byte_offset: u64,
}

#[repr(C)]
struct Versioned {
    major: u32,
    minor: u32,
    manager: *mut c_void,
    deleter: *mut c_void,
    flags: u64,
    tensor: DlTensor,
}

const VERSIONED: &std::ffi::CStr = c"dltensor_versioned";
const UNVERSIONED: &std::ffi::CStr = c"dltensor";
const READ_ONLY: u64 = 1;
/// The devices whose memory a CPU reads: its own, and host memory that CUDA or ROCm has pinned.
const HOST: [i32; 3] = [1, 3, 11];

/// Asks an object for its tensor. Where that is says the tensor, so that there is one call only.
pub fn export(object: &Bound<'_, PyAny>) -> PyResult<Export> {
    let py = object.py();
    let Some(method) = object.getattr_opt(intern!(py, "__dlpack__"))? else {
        return Ok(Export::None);
    };
    match capsule(&method) {
        Ok(capsule) => {
            let mut export = read(&capsule);
            if let Export::Tensor(tensor) = &mut export
                && !tensor.says_whether_read_only
            {
                tensor.read_only = numpy_forbids_writing(object, tensor.data);
            }
            Ok(export)
        }
        // Such as a tensor of torch that takes part in automatic differentiation.
        Err(refusal) => Ok(Export::Refused(refusal.value(py).to_string())),
    }
}

fn capsule<'py>(method: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = method.py();
    static OPTIONS: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let options = OPTIONS.get_or_try_init(py, || {
        let options = PyDict::new(py);
        options.set_item("max_version", (1, 0))?;
        PyResult::Ok(options.unbind())
    })?;
    // The callee gets a copy, as everything that is called with keywords.
    match method.call((), Some(options.bind(py))) {
        // Exporters of before 2024 know no versions.
        Err(e) if e.is_instance_of::<PyTypeError>(py) => method.call0(),
        outcome => outcome,
    }
}

fn read(object: &Bound<'_, PyAny>) -> Export {
    let Ok(capsule) = object.cast::<PyCapsule>() else {
        return Export::Refused("its `__dlpack__` gives no capsule".into());
    };
    let owner = object.clone().unbind();
    if let Ok(pointer) = capsule.pointer_checked(Some(VERSIONED)) {
        // SAFETY: the name says what the pointer is to; the first field of every version is the version.
        let managed = unsafe { pointer.cast::<Versioned>().as_ref() };
        if managed.major != 1 {
            return Export::Refused(format!("it speaks version {} of DLPack", managed.major));
        }
        let read_only = managed.flags & READ_ONLY != 0;
        return describe(&managed.tensor, Some(read_only), owner);
    }
    match capsule.pointer_checked(Some(UNVERSIONED)) {
        // SAFETY: the name says what the pointer is to, a structure that starts with the tensor.
        Ok(pointer) => describe(unsafe { pointer.cast::<DlTensor>().as_ref() }, None, owner),
        Err(_) => Export::Refused("its `__dlpack__` gives a capsule of another kind".into()),
    }
}

/// Whether what NumPy makes of an object is the same memory and may not be written, as arrays of JAX.
fn numpy_forbids_writing(object: &Bound<'_, PyAny>, data: usize) -> bool {
    let py = object.py();
    let numpy = py.import(intern!(py, "numpy"));
    let array = numpy.and_then(|numpy| numpy.call_method1(intern!(py, "asarray"), (object,)));
    // An object that NumPy cannot take, or copies, says nothing.
    matches!(array.and_then(|array| Array::of(&array)),
        Ok(Some(array)) if array.data == data && array.read_only)
}

fn describe(tensor: &DlTensor, read_only: Option<bool>, owner: Py<PyAny>) -> Export {
    if !HOST.contains(&tensor.device_type) {
        return Export::Refused("its memory is on another device".into());
    }
    let rank = usize::try_from(tensor.ndim).unwrap_or(0);
    let extents = |pointer: *const i64| {
        if rank == 0 {
            return Vec::new();
        }
        // SAFETY: shape, and strides where there are any, have one number per dimension.
        unsafe { std::slice::from_raw_parts(pointer, rank) }.to_vec()
    };
    let shape = extents(tensor.shape).into_iter();
    let strides = (!tensor.strides.is_null()).then(|| extents(tensor.strides));
    Export::Tensor(Tensor {
        data: tensor.data as usize + tensor.byte_offset as usize,
        read_only: read_only == Some(true),
        says_whether_read_only: read_only.is_some(),
        dtype: scalar(tensor),
        shape: shape.map(|n| usize::try_from(n).unwrap_or(0)).collect(),
        strides: strides.map(|s| s.into_iter().map(|n| n as isize).collect()),
        owner,
    })
}

fn scalar(tensor: &DlTensor) -> Option<Scalar> {
    if tensor.lanes != 1 {
        return None;
    }
    match (tensor.code, tensor.bits) {
        (0, 8) => Some(Scalar::I8),
        (0, 16) => Some(Scalar::I16),
        (0, 32) => Some(Scalar::I32),
        (0, 64) => Some(Scalar::I64),
        (1, 8) => Some(Scalar::U8),
        (1, 16) => Some(Scalar::U16),
        (1, 32) => Some(Scalar::U32),
        (1, 64) => Some(Scalar::U64),
        (2, 16) => Some(Scalar::F16),
        (2, 32) => Some(Scalar::F32),
        (4, 16) => Some(Scalar::BF16),
        (6, 8) => Some(Scalar::Bool),
        _ => None,
    }
}

/// `__array_interface__`, dtype, and what keeps the memory.
type ForNumpy<'py> = (Bound<'py, PyDict>, &'static str, Py<PyAny>);

/// A tensor for NumPy: its `__array_interface__` with the bits of a bfloat as uint16, its dtype, and what
/// keeps its memory. None where the object has no tensor; an exception where it cannot be used here.
#[pyfunction]
pub fn dlpack<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<ForNumpy<'py>>> {
    let tensor = match export(object)? {
        Export::None => return Ok(None),
        Export::Refused(reason) => return Err(PyTypeError::new_err(reason)),
        Export::Tensor(tensor) => tensor,
    };
    let Some(dtype) = tensor.dtype else {
        return Err(PyTypeError::new_err("kernels have no dtype like its"));
    };
    let py = object.py();
    let size = dtype.bytes();
    let interface = PyDict::new(py);
    interface.set_item("version", 3)?;
    interface.set_item("data", (tensor.data, tensor.read_only))?;
    interface.set_item("shape", pyo3::types::PyTuple::new(py, &tensor.shape)?)?;
    interface.set_item("typestr", typestr(dtype))?;
    if let Some(strides) = &tensor.strides {
        let bytes = strides.iter().map(|&n| n * size as isize);
        let bytes: Vec<isize> = bytes.collect();
        interface.set_item("strides", pyo3::types::PyTuple::new(py, bytes)?)?;
    }
    Ok(Some((interface, dtype.metal_name(), tensor.owner)))
}

fn typestr(dtype: Scalar) -> String {
    let kind = match dtype {
        Scalar::Bool => 'b',
        Scalar::F16 | Scalar::F32 => 'f',
        Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 => 'i',
        Scalar::BF16 | Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 => 'u',
    };
    let order = if cfg!(target_endian = "little") {
        '<'
    } else {
        '>'
    };
    format!("{order}{kind}{}", dtype.bytes())
}
