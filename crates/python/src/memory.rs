//! Handles of memory: buffers and threadgroup allocations, and the thread-local variables behind register
//! tensors and carried values. The classes that users see are in `enigma/memory.py`.

use crate::convert;
use crate::trace::{Step, Trace};
use crate::value::Value;
use enigma_core::ir::{self, builder::Operand};
use enigma_core::ops::arith;
use enigma_core::{Code, Scalar};
use pyo3::prelude::*;
use std::sync::Arc;

/// A buffer parameter or a threadgroup allocation, or a part of one that has indices of its own.
#[pyclass(frozen, module = "enigma._native")]
pub struct MemoryHandle {
    trace: Arc<Trace>,
    memory: ir::Memory,
    part: Option<Part>,
    /// When, as the trace counts.
    made: u64,
}

/// So many elements of a memory, from a first one on.
#[derive(Clone, Copy)]
struct Part {
    first: ir::Value,
    len: u64,
}

/// Memory that an operation of the kernel being traced accesses.
pub struct Place {
    /// The whole memory.
    pub memory: ir::Memory,
    part: Option<Part>,
}

impl Place {
    /// The index of an access, in the whole memory.
    pub fn index(&self, step: &Step<'_>, index: &Bound<'_, PyAny>) -> PyResult<Vec<Operand>> {
        let index = convert::index(step, index)?;
        let Some(part) = self.part else {
            return Ok(index);
        };
        let [only] = index[..] else {
            let message = format!("a part of memory is indexed with {} indices", index.len());
            return Err(step.error(Code::BadRank, message, &["it has one dimension"]));
        };
        if let Operand::Int(i) = only
            && !(0..i128::from(part.len)).contains(&i)
        {
            let message = format!(
                "index {i} is out of range of a part of {} elements",
                part.len
            );
            return Err(step.error(Code::IndexRange, message, &["indices count from 0"]));
        }
        Ok(vec![self.offset(step, only)?])
    }

    /// An offset into the memory, in the whole of it.
    pub fn offset(&self, step: &Step<'_>, offset: Operand) -> PyResult<Operand> {
        match self.part {
            Some(part) if offset == Operand::Int(0) => Ok(part.first.into()),
            Some(part) => {
                let first = part.first.into();
                step.build(|b| Ok(b.op(&arith::ADD, &[first, offset], None)?.into()))
            }
            None => Ok(offset),
        }
    }
}

impl MemoryHandle {
    /// Memory of a trace.
    pub fn new(trace: Arc<Trace>, memory: ir::Memory) -> MemoryHandle {
        let (part, made) = (None, trace.now());
        MemoryHandle {
            trace,
            memory,
            part,
            made,
        }
    }

    /// What to access, if it belongs to the kernel being traced.
    pub fn place(&self, step: &Step<'_>) -> PyResult<Place> {
        if Arc::ptr_eq(&self.trace, &step.trace) {
            step.check_alive(self.made)?;
            let (memory, part) = (self.memory, self.part);
            return Ok(Place { memory, part });
        }
        let fix = "a kernel reaches its own parameters and threadgroup memory only";
        Err(step.error(
            Code::WrongKernel,
            "memory belongs to another kernel",
            &[fix],
        ))
    }
}

#[pymethods]
impl MemoryHandle {
    /// The user's name.
    #[getter]
    fn name(&self) -> String {
        let name = self
            .trace
            .look(|b| b.kernel().memory_name(self.memory).to_string());
        name.unwrap_or_default()
    }

    /// Element dtype.
    #[getter]
    fn dtype(&self) -> &'static str {
        let dtype = self.trace.look(|b| b.kernel().element(self.memory));
        dtype.map_or("", Scalar::metal_name)
    }

    /// `memory[index]`
    fn load(&self, py: Python<'_>, index: &Bound<'_, PyAny>) -> PyResult<Value> {
        let step = Step::begin(py, "an index")?;
        let place = self.place(&step)?;
        let index = place.index(&step, index)?;
        step.build_value(|b| b.load(place.memory, &index))
    }

    /// `memory[index] = value`
    fn store(
        &self,
        py: Python<'_>,
        index: &Bound<'_, PyAny>,
        value: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let step = Step::begin(py, "a store")?;
        let place = self.place(&step)?;
        let index = place.index(&step, index)?;
        let value = step.operand(value)?;
        step.build(|b| b.store(place.memory, &index, value))
    }

    /// The `len` elements from `first` on, as memory with indices of its own.
    fn part(&self, py: Python<'_>, first: &Bound<'_, PyAny>, len: u64) -> PyResult<MemoryHandle> {
        let step = Step::begin(py, "a part of memory")?;
        let place = self.place(&step)?;
        let first = step.operand(first)?;
        let first = place.offset(&step, first)?;
        let first = step.build(|b| b.materialize(first))?;
        Ok(MemoryHandle {
            trace: self.trace.clone(),
            memory: self.memory,
            part: Some(Part { first, len }),
            made: self.trace.now(),
        })
    }
}

/// A thread-local variable.
#[pyclass(frozen, module = "enigma._native")]
pub struct Local {
    trace: Arc<Trace>,
    local: ir::Local,
    /// When, as the trace counts.
    made: u64,
}

impl Local {
    fn step<'py>(&self, py: Python<'py>) -> PyResult<Step<'py>> {
        let step = Step::begin(py, "register_tensor")?;
        if Arc::ptr_eq(&self.trace, &step.trace) {
            step.check_alive(self.made)?;
            return Ok(step);
        }
        let fix = "create it inside the kernel that uses it";
        Err(step.error(
            Code::WrongKernel,
            "a variable belongs to another kernel",
            &[fix],
        ))
    }
}

#[pymethods]
impl Local {
    /// Its dtype.
    #[getter]
    fn dtype(&self) -> String {
        let ty = self.trace.look(|b| b.local_type(self.local).to_string());
        ty.unwrap_or_default()
    }

    /// Its value here.
    fn get(&self, py: Python<'_>) -> PyResult<Value> {
        self.step(py)?.build_value(|b| b.local_get(self.local))
    }

    /// Assigns it; converts as a store does.
    fn set(&self, py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let step = self.step(py)?;
        let value = step.operand(value)?;
        step.build(|b| b.local_set(self.local, value))
    }

    /// Assigns a carried value, whose dtype is that of its first value.
    fn carry(&self, py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let step = self.step(py)?;
        let value = step.operand(value)?;
        step.build(|b| {
            b.local_set(self.local, value).map_err(|mut finding| {
                if matches!(finding.code, Code::StoreType | Code::LiteralDoesNotFit) {
                    let dtype = b.local_type(self.local);
                    finding.code = Code::CarriedType;
                    finding.message = format!(
                        "a carried value is {dtype} and cannot become {}",
                        found(b, value)
                    );
                    finding.notes.push(
                        "or start it with a value of the dtype it is to have: init=[...]".into(),
                    );
                }
                finding
            })
        })
    }
}

fn found(b: &ir::builder::Builder, value: Operand) -> String {
    match value {
        Operand::Value(v) => b.ty(v).to_string(),
        Operand::Int(n) => n.to_string(),
        Operand::Float(x) => format!("{x:?}"),
        Operand::Bool(x) => if x { "True" } else { "False" }.into(),
    }
}

/// Threadgroup memory of the shape given.
#[pyfunction]
pub fn alloc(py: Python<'_>, dtype: &Bound<'_, PyAny>, shape: Vec<i128>) -> PyResult<MemoryHandle> {
    let step = Step::begin(py, "threadgroup_alloc")?;
    let dtype = convert::dtype(&step, dtype)?;
    let alloc = step.build(|b| b.alloc(dtype, &shape))?;
    Ok(step.alloc(alloc))
}

/// A thread-local variable: a slot of a register tensor, or a carried value. Without a dtype it has that of
/// its first value.
#[pyfunction]
#[pyo3(signature = (what, init, dtype=None))]
pub fn local(
    py: Python<'_>,
    what: &str,
    init: &Bound<'_, PyAny>,
    dtype: Option<&Bound<'_, PyAny>>,
) -> PyResult<Local> {
    let step = Step::begin(py, "register_tensor")?;
    let dtype = dtype.map(|d| convert::dtype(&step, d)).transpose()?;
    let init = step.operand(init)?;
    let local = step.build(|b| match dtype {
        Some(dtype) => b.local(dtype, what, init),
        None => {
            let first = b.materialize(init)?;
            b.local(b.ty(first), what, first.into())
        }
    })?;
    let trace = step.trace.clone();
    let made = trace.now();
    Ok(Local { trace, local, made })
}
