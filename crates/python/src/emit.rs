//! The calls behind the functions of the package: those that `enigma/_ops.py` is generated with, and those
//! that are written by hand beside it.

use crate::convert;
use crate::operators::Traced;
use crate::trace::Step;
use crate::value::Value;
use enigma_core::ir::builder::Operand;
use enigma_core::ir::{Attr, Dim, Order};
use enigma_core::ops::{self, Kind, OpDef};
use enigma_core::{Code, ir};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// The entry of a name that generated code gives.
fn entry(name: &str) -> &'static OpDef {
    ops::find(name).unwrap_or_else(|| panic!("internal error: no operation is called {name}"))
}

/// A pure or composite operation, or one across lanes: its operands in the order of the entry.
#[pyfunction]
#[pyo3(signature = (name, *args))]
pub fn emit(py: Python<'_>, name: &str, args: &Bound<'_, PyTuple>) -> PyResult<Traced> {
    let op = entry(name);
    let step = Step::begin(py, op.name)?;
    let args = args
        .iter()
        .map(|a| step.argument(&a))
        .collect::<PyResult<Vec<_>>>()?;
    step.apply(op, &args)
}

/// A position or size; `dim` is x, y or z where the query has dimensions.
#[pyfunction]
#[pyo3(signature = (name, dim=None))]
pub fn query(py: Python<'_>, name: &str, dim: Option<&Bound<'_, PyAny>>) -> PyResult<Value> {
    let op = entry(name);
    let step = Step::begin(py, op.name)?;
    let attr = match dim {
        None => Attr::None,
        Some(dim) => match dim.extract().ok().and_then(Dim::parse) {
            Some(dim) => Attr::Dim(dim),
            None => {
                let found = convert::shorten(dim);
                let message = format!("{name}: dim must be 'x'/'y'/'z', got {found}");
                return Err(step.error(Code::BadDim, message, &[]));
            }
        },
    };
    step.build_value(|b| b.op_with(op, &[], attr, None))
}

/// Which threads agree on all the operands and come here together: "threadgroup", "simdgroup" or "thread".
#[pyfunction]
#[pyo3(signature = (*operands))]
pub fn agreement(py: Python<'_>, operands: &Bound<'_, PyTuple>) -> PyResult<&'static str> {
    let step = Step::begin(py, "a tile operation")?;
    let mut values = Vec::new();
    for operand in operands {
        if let Operand::Value(value) = step.operand(&operand)? {
            values.push(value);
        }
    }
    step.build(|b| Ok(b.agreement(&values).name()))
}

/// A barrier of the threadgroup or of the simdgroup.
#[pyfunction]
pub fn barrier(py: Python<'_>, name: &str, mem_flags: &Bound<'_, PyAny>) -> PyResult<()> {
    let op = entry(name);
    let step = Step::begin(py, op.name)?;
    let flags = convert::flags(&step, mem_flags)?;
    step.build(|b| {
        if op.kind == Kind::SimdBarrier {
            b.simd_barrier(flags);
        } else {
            b.barrier(flags);
        }
        Ok(())
    })
}

/// A masked load.
#[pyfunction]
pub fn load_if(
    py: Python<'_>,
    buf: &Bound<'_, PyAny>,
    index: &Bound<'_, PyAny>,
    mask: &Bound<'_, PyAny>,
    default: &Bound<'_, PyAny>,
) -> PyResult<Traced> {
    let step = Step::begin(py, "load_if")?;
    let place = convert::memory(&step, buf)?;
    let index = place.index(&step, index)?;
    let (mask, default) = (step.operand(mask)?, step.argument(default)?);
    let (memory, size) = (place.memory, place.size);
    step.build_traced(|b| {
        if size > 1 {
            return b.load_vector_if(memory, &index, mask, &default, size);
        }
        b.check_stored(memory, &default, 1)?;
        Ok(b.load_if(memory, &index, mask, default.component(0))?
            .into())
    })
}

/// A masked store.
#[pyfunction]
pub fn store_if(
    py: Python<'_>,
    buf: &Bound<'_, PyAny>,
    index: &Bound<'_, PyAny>,
    value: &Bound<'_, PyAny>,
    mask: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let step = Step::begin(py, "store_if")?;
    let place = convert::memory(&step, buf)?;
    let index = place.index(&step, index)?;
    let (value, mask) = (step.argument(value)?, step.operand(mask)?);
    let (memory, size) = (place.memory, place.size);
    step.build(|b| {
        b.check_stored(memory, &value, size)?;
        if size > 1 {
            return b.store_vector_if(memory, &index, &value, mask, size);
        }
        b.store_if(memory, &index, value.component(0), mask)
    })
}

/// An atomic; `memory_order` is another spelling of `order`.
#[pyfunction]
pub fn atomic(
    py: Python<'_>,
    name: &str,
    buf: &Bound<'_, PyAny>,
    index: &Bound<'_, PyAny>,
    values: &Bound<'_, PyTuple>,
    order: &Bound<'_, PyAny>,
    memory_order: &Bound<'_, PyAny>,
) -> PyResult<Option<Value>> {
    let step = Step::begin(py, entry(name).name)?;
    let order = convert::order(&step, given(memory_order, order))?;
    atomic_at(
        &step,
        entry(name),
        buf,
        index,
        values,
        (order, Order::Relaxed),
    )
}

/// A compare-exchange: the order of success and that of failure, each under two names; `order` and
/// `memory_order` are other spellings of the first.
#[pyfunction]
pub fn atomic_compare_exchange(
    py: Python<'_>,
    name: &str,
    buf: &Bound<'_, PyAny>,
    index: &Bound<'_, PyAny>,
    values: &Bound<'_, PyTuple>,
    success: &Bound<'_, PyTuple>,
    failure: &Bound<'_, PyTuple>,
) -> PyResult<Option<Value>> {
    let op = entry(name);
    let step = Step::begin(py, op.name)?;
    let success = convert::order(&step, &last_given(success)?)?;
    let failure = convert::order(&step, &last_given(failure)?)?;
    atomic_at(&step, op, buf, index, values, (success, failure))
}

fn given<'a, 'py>(
    first: &'a Bound<'py, PyAny>,
    other: &'a Bound<'py, PyAny>,
) -> &'a Bound<'py, PyAny> {
    if first.is_none() { other } else { first }
}

/// The last of several spellings that is not None; the first one always has a value.
fn last_given<'py>(spellings: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyAny>> {
    let all = spellings.iter().filter(|s| !s.is_none());
    all.last().map_or_else(|| spellings.get_item(0), Ok)
}

fn atomic_at<'py>(
    step: &Step<'py>,
    op: &'static OpDef,
    buf: &Bound<'py, PyAny>,
    index: &Bound<'py, PyAny>,
    values: &Bound<'py, PyTuple>,
    orders: (Order, Order),
) -> PyResult<Option<Value>> {
    let place = convert::memory(step, buf)?;
    place.check_scalars(step)?;
    let index = place.index(step, index)?;
    let values = values
        .iter()
        .map(|v| step.operand(&v))
        .collect::<PyResult<Vec<_>>>()?;
    let result = step.build(|b| b.atomic(op, place.memory, &index, &values, orders))?;
    Ok(result.map(|v| step.value(v)))
}

/// A literal of the dtype, which it must fit; a value is converted.
#[pyfunction]
pub fn literal(py: Python<'_>, x: &Bound<'_, PyAny>, dtype: &Bound<'_, PyAny>) -> PyResult<Value> {
    let step = Step::begin(py, "a typed literal")?;
    let dtype = convert::dtype(&step, dtype)?;
    let x = step.operand(x)?;
    step.build_value(|b| b.convert(x, dtype, "a typed literal"))
}

/// Which way a copy goes, by its name: the spaces of its destination and source.
fn check_direction(step: &Step<'_>, dst: ir::Memory, src: ir::Memory) -> PyResult<()> {
    let to_threadgroup = step.op.ends_with("d2t");
    let is_threadgroup = |m| matches!(m, ir::Memory::Threadgroup(_));
    if is_threadgroup(dst) == to_threadgroup && is_threadgroup(src) != to_threadgroup {
        return Ok(());
    }
    let (from, to) = if to_threadgroup {
        ("device", "threadgroup")
    } else {
        ("threadgroup", "device")
    };
    let message = format!("{} copies from {from} to {to} memory", step.op);
    let fix = "the destination comes first: dst, dst_offset, ..., src, src_offset, ...";
    Err(step.error(Code::AddressSpace, message, &[fix]))
}

/// Name of an async copy: how many dimensions, and whether the destination is threadgroup memory.
fn copy_name(two: bool, to_threadgroup: bool) -> &'static str {
    match (two, to_threadgroup) {
        (false, true) => "async_copy_1d_d2t",
        (false, false) => "async_copy_1d_t2d",
        (true, true) => "async_copy_2d_d2t",
        (true, false) => "async_copy_2d_t2d",
    }
}

/// Starts a copy of `count` elements; `dst` and `src` are each a memory and an offset.
#[pyfunction]
pub fn async_copy_1d<'py>(
    py: Python<'py>,
    to_threadgroup: bool,
    dst: (Bound<'py, PyAny>, Bound<'py, PyAny>),
    src: (Bound<'py, PyAny>, Bound<'py, PyAny>),
    count: &Bound<'py, PyAny>,
) -> PyResult<Value> {
    let step = Step::begin(py, copy_name(false, to_threadgroup))?;
    let (to, from) = (
        convert::memory(&step, &dst.0)?,
        convert::memory(&step, &src.0)?,
    );
    check_direction(&step, to.memory, from.memory)?;
    to.check_scalars(&step)?;
    from.check_scalars(&step)?;
    let dst = to.offset(&step, step.operand(&dst.1)?)?;
    let src = from.offset(&step, step.operand(&src.1)?)?;
    let count = step.operand(count)?;
    step.build_value(|b| b.async_copy_1d((to.memory, dst), (from.memory, src), count))
}

/// Starts a copy of a tile; `dst` and `src` are each a memory, an offset and the elements of a row; `tile` is
/// columns and rows.
#[pyfunction]
pub fn async_copy_2d<'py>(
    py: Python<'py>,
    to_threadgroup: bool,
    dst: (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>),
    src: (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>),
    tile: (Bound<'py, PyAny>, Bound<'py, PyAny>),
) -> PyResult<Value> {
    let step = Step::begin(py, copy_name(true, to_threadgroup))?;
    let (to, from) = (
        convert::memory(&step, &dst.0)?,
        convert::memory(&step, &src.0)?,
    );
    check_direction(&step, to.memory, from.memory)?;
    to.check_scalars(&step)?;
    from.check_scalars(&step)?;
    let at = to.offset(&step, step.operand(&dst.1)?)?;
    let dst = (to.memory, at, step.operand(&dst.2)?);
    let at = from.offset(&step, step.operand(&src.1)?)?;
    let src = (from.memory, at, step.operand(&src.2)?);
    let (columns, rows) = (step.operand(&tile.0)?, step.operand(&tile.1)?);
    step.build_value(|b| b.async_copy_2d(dst, src, columns, rows))
}

/// Waits for copies.
#[pyfunction]
#[pyo3(signature = (*events))]
pub fn async_copy_wait(py: Python<'_>, events: &Bound<'_, PyTuple>) -> PyResult<()> {
    let step = Step::begin(py, "async_copy_wait")?;
    let handle = |event: Bound<'_, PyAny>| match event.cast::<Value>() {
        Ok(value) => value.get().handle(&step),
        Err(_) => Err(convert::poisoned(py, &event).unwrap_or_else(|| {
            let found = convert::describe(&event);
            let message = format!("async_copy_wait does not take {found}");
            let fix = "pass what an async copy returned";
            step.error(Code::NotAValue, message, &[fix])
        })),
    };
    let events = events.iter().map(handle).collect::<PyResult<Vec<_>>>()?;
    step.build(|b| b.async_copy_wait(&events))
}
