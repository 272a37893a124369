//! From Python objects to what the builder takes: dtypes, operands, indices, memories.

use crate::errors;
use crate::memory::{MemoryHandle, Place};
use crate::operators::Operates;
use crate::place;
use crate::trace::Step;
use crate::value::Value;
use crate::vector::Vector;
use enigma_core::ir::builder::Operand;
use enigma_core::ir::{Argument, MemFlags, Order};
use enigma_core::{Code, Diagnostic, Scalar};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString, PyTuple, PyType};

/// A dtype as users write it: a name or alias, a dtype object or its class, a NumPy dtype or scalar type.
pub fn dtype(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyResult<Scalar> {
    match parse_dtype(object)? {
        Some(dtype) => Ok(dtype),
        None => Err(errors::raise_one(
            step.py,
            unknown_dtype(object).at(step.loc()),
        )),
    }
}

/// A dtype, or a vector dtype with its number of components: `vec<4,half>`.
pub fn vector_dtype(
    step: &Step<'_>,
    object: &Bound<'_, PyAny>,
) -> PyResult<(Option<usize>, Scalar)> {
    let text = object.cast::<PyString>().ok();
    let text = text.map(|text| text.to_string()).unwrap_or_default();
    match parse_vector(&text) {
        Some((size, dtype)) => Ok((Some(size), dtype)),
        None => dtype(step, object).map(|dtype| (None, dtype)),
    }
}

fn parse_vector(text: &str) -> Option<(usize, Scalar)> {
    let (size, element) = text
        .strip_prefix("vec<")?
        .strip_suffix('>')?
        .split_once(',')?;
    let size = size.trim().parse().ok().filter(|n| (2..=4).contains(n))?;
    Some((size, Scalar::parse(element.trim())?))
}

/// The canonical name of anything that stands for a dtype.
#[pyfunction]
pub fn dtype_name(object: &Bound<'_, PyAny>) -> PyResult<&'static str> {
    let py = object.py();
    match parse_dtype(object)? {
        Some(dtype) => Ok(dtype.metal_name()),
        None => Err(errors::raise_one(
            py,
            unknown_dtype(object).at(place::current(py)),
        )),
    }
}

/// A finding that has no place yet.
struct Unplaced {
    code: Code,
    message: String,
    note: String,
}

impl Unplaced {
    fn at(self, loc: enigma_core::Loc) -> Diagnostic {
        Diagnostic::new(self.code, loc, self.message).note(self.note)
    }
}

fn unknown_dtype(object: &Bound<'_, PyAny>) -> Unplaced {
    let names = Scalar::ALL.map(Scalar::metal_name).join(", ");
    Unplaced {
        code: Code::UnknownDtype,
        message: format!("unknown dtype {}", describe(object)),
        note: format!(
            "expected one of {names}; enigma.f32, \"f32\" and numpy.float32 are accepted too"
        ),
    }
}

/// The dtype that an object stands for, if it does for one.
pub fn parse_dtype(object: &Bound<'_, PyAny>) -> PyResult<Option<Scalar>> {
    let py = object.py();
    if let Ok(name) = object.cast::<PyString>() {
        return Ok(Scalar::parse(name.to_str()?));
    }
    if let Some(name) = object.getattr_opt(intern!(py, "metal_name"))? {
        return Ok(name
            .extract::<String>()
            .ok()
            .and_then(|n| Scalar::parse(&n)));
    }
    let numpy = py.import(intern!(py, "numpy"))?;
    let dtype_class = numpy.getattr(intern!(py, "dtype"))?;
    let is_scalar_type = match object.cast::<PyType>() {
        Ok(class) => class.is_subclass(numpy_scalar(py)?)?,
        Err(_) => false,
    };
    let name = if object.is_instance(&dtype_class)? {
        object.getattr(intern!(py, "name"))?
    } else if is_scalar_type {
        dtype_class.call1((object,))?.getattr(intern!(py, "name"))?
    } else {
        return Ok(foreign_dtype(object));
    };
    Ok(Scalar::parse(&name.extract::<String>()?))
}

/// A dtype of another library by its name: `torch.float32`, `mlx.core.bfloat16`.
fn foreign_dtype(object: &Bound<'_, PyAny>) -> Option<Scalar> {
    let class = object.get_type().name().ok()?.to_string();
    if !class.eq_ignore_ascii_case("dtype") {
        return None;
    }
    let text = object.to_string();
    Scalar::parse(text.rsplit('.').next().unwrap_or(&text))
}

fn numpy_scalar(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static GENERIC: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let generic = GENERIC.get_or_try_init(py, || {
        py.import("numpy")?.getattr("generic").map(Bound::unbind)
    })?;
    Ok(generic.bind(py))
}

/// A Python number: what a literal or a scalar argument may be.
pub enum Number {
    /// `bool` and `numpy.bool_`.
    Bool(bool),
    /// `int` and NumPy integers; None for one that no dtype holds.
    Int(Option<i128>),
    /// `float` and NumPy floats.
    Float(f64),
}

/// The number a Python object is, if it is one.
pub fn number(object: &Bound<'_, PyAny>) -> PyResult<Option<Number>> {
    if let Ok(b) = object.cast::<PyBool>() {
        return Ok(Some(Number::Bool(b.is_true())));
    }
    if object.is_instance_of::<PyInt>() {
        // Most fit 64 bits, which costs much less to find out.
        let short = object.extract::<i64>().map(i128::from);
        return Ok(Some(Number::Int(short.or_else(|_| object.extract()).ok())));
    }
    if object.is_instance_of::<PyFloat>() {
        return Ok(Some(Number::Float(object.extract()?)));
    }
    let py = object.py();
    if object.is_instance(numpy_scalar(py)?)? {
        let item = object.call_method0(intern!(py, "item"))?;
        // A scalar wider than Python's numbers gives itself.
        if !item.is_instance(numpy_scalar(py)?)? {
            return number(&item);
        }
    }
    Ok(None)
}

/// A vector, a traced value or a literal.
pub fn argument(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyResult<Argument> {
    match object.cast::<Vector>() {
        Ok(vector) => vector.get().argument(step),
        Err(_) => operand(step, object).map(Argument::Scalar),
    }
}

/// The number of a component: a Python int.
pub fn component(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyResult<i128> {
    match number(object)? {
        Some(Number::Int(Some(component))) => Ok(component),
        _ => {
            let message = format!(
                "a component of a vector has a number that is known while tracing, not {}",
                describe(object)
            );
            Err(step.error(
                Code::BadIndex,
                message,
                &["expected a Python int, as in v[0]"],
            ))
        }
    }
}

/// A traced value or a literal.
pub fn operand(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyResult<Operand> {
    if let Ok(value) = object.cast::<Value>() {
        return value.get().operand(step);
    }
    match number(object)? {
        Some(Number::Bool(b)) => Ok(Operand::Bool(b)),
        Some(Number::Int(Some(n))) => Ok(Operand::Int(n)),
        Some(Number::Float(x)) => Ok(Operand::Float(x)),
        Some(Number::Int(None)) => {
            let message = format!("literal {} fits no dtype", shorten(object));
            Err(step.error(
                Code::LiteralDoesNotFit,
                message,
                &["the widest are long and ulong"],
            ))
        }
        None => Err(poisoned(step.py, object).unwrap_or_else(|| not_a_value(step, object))),
    }
}

/// The error of a variable that has no value here (`enigma/flow/poison.py`).
pub fn poisoned(py: Python<'_>, object: &Bound<'_, PyAny>) -> Option<PyErr> {
    let complain = object.getattr(intern!(py, "__enigma_poison__")).ok()?;
    complain.call0().err()
}

fn not_a_value(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyErr {
    if let Ok(vector) = object.cast::<Vector>() {
        let found = vector.get().dtype();
        let message = format!("{} needs a scalar here, not {found}", step.op);
        return step.error(Code::OperandType, message, &["take a component: v.x"]);
    }
    let found = describe(object);
    let message = format!("{} does not take {found}", step.op);
    let is_memory = object.hasattr(intern!(step.py, "_memory")).unwrap_or(false);
    let fix = if is_memory {
        "index it: an element of a buffer is a value, the buffer is not"
    } else if object
        .hasattr(intern!(step.py, "__array_interface__"))
        .unwrap_or(false)
    {
        "pass the array to the kernel as an argument, or one element of it as a Python number"
    } else {
        "expected a traced value, or a Python or NumPy number"
    };
    step.error(Code::NotAValue, message, &[fix])
}

/// One index, or a tuple with one per dimension.
pub fn index(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyResult<Vec<Operand>> {
    let one = |item: &Bound<'_, PyAny>| {
        let is_value = item.is_instance_of::<Value>() || number(item)?.is_some();
        if is_value {
            return operand(step, item);
        }
        if let Some(error) = poisoned(step.py, item) {
            return Err(error);
        }
        let message = format!("an index cannot be {}", describe(item));
        let fix = "expected a traced integer or a Python int, one per dimension";
        Err(step.error(Code::BadIndex, message, &[fix]))
    };
    match object.cast::<PyTuple>() {
        Ok(items) => items.iter().map(|item| one(&item)).collect(),
        Err(_) => Ok(vec![one(object)?]),
    }
}

/// A buffer or threadgroup memory of the current kernel.
pub fn memory(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyResult<Place> {
    let inner = match object.cast::<MemoryHandle>() {
        Ok(_) => Some(object.clone()),
        Err(_) => object.getattr_opt(intern!(step.py, "_memory"))?,
    };
    if let Some(handle) = inner.as_ref().and_then(|o| o.cast::<MemoryHandle>().ok()) {
        return handle.get().place(step);
    }
    let message = format!(
        "{} needs a buffer or threadgroup memory, not {}",
        step.op,
        describe(object)
    );
    let fix = "pass a kernel parameter, or what threadgroup_alloc returned";
    Err(step.error(Code::NotAMemory, message, &[fix]))
}

/// A memory flag by name.
pub fn flags(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyResult<MemFlags> {
    if let Some(flags) = object.extract().ok().and_then(MemFlags::parse) {
        return Ok(flags);
    }
    let names = MemFlags::ALL.map(MemFlags::name).join(", ");
    let message = format!("{}: unknown memory flag {}", step.op, shorten(object));
    Err(step.error(
        Code::BadFlags,
        message,
        &[&format!("expected one of {names}")],
    ))
}

/// A memory order by name.
pub fn order(step: &Step<'_>, object: &Bound<'_, PyAny>) -> PyResult<Order> {
    if let Some(order) = object.extract().ok().and_then(Order::parse) {
        return Ok(order);
    }
    let names = Order::ALL.map(Order::name).join(", ");
    let message = format!("{}: unknown memory order {}", step.op, shorten(object));
    Err(step.error(
        Code::BadOrder,
        message,
        &[&format!("expected one of {names}")],
    ))
}

/// An object in a message: a short `repr`, or its type.
pub fn describe(object: &Bound<'_, PyAny>) -> String {
    if object.is_none() || object.is_instance_of::<PyString>() {
        return shorten(object);
    }
    let class = object.get_type();
    if let Ok(class) = object.cast::<PyType>() {
        return class
            .name()
            .map_or("a class".into(), |n| format!("the class {n}"));
    }
    class
        .name()
        .map_or("an object".into(), |n| format!("an object of type {n}"))
}

/// The `repr` of an object, cut where it is long.
pub fn shorten(object: &Bound<'_, PyAny>) -> String {
    let text = object.repr().map_or("?".into(), |r| r.to_string());
    if text.chars().count() > 60 {
        text.chars().take(57).chain("...".chars()).collect()
    } else {
        text
    }
}
