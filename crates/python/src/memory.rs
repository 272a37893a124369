//! Handles of memory: buffers and threadgroup allocations, and the thread-local variables behind register
//! tensors and carried values. The classes that users see are in `enigma/memory.py`.

use crate::convert;
use crate::operators::Traced;
use crate::trace::{Step, Trace};
use enigma_core::ir::builder::{Builder, Fallible};
use enigma_core::ir::{self, Argument, Bundle, builder::Operand};
use enigma_core::ops::arith;
use enigma_core::{Code, Diagnostic, Scalar};
use pyo3::prelude::*;
use std::sync::Arc;

/// A buffer parameter or a threadgroup allocation, or a part of one that has indices of its own.
#[pyclass(frozen, module = "enigma._native")]
pub struct MemoryHandle {
    trace: Arc<Trace>,
    memory: ir::Memory,
    part: Option<Part>,
    /// Components of an element: 1 where it is a scalar.
    size: usize,
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
    /// Components of an element: 1 where it is a scalar.
    pub size: usize,
    part: Option<Part>,
}

impl Place {
    /// Refuses memory whose elements are vectors.
    pub fn check_scalars(&self, step: &Step<'_>) -> PyResult<()> {
        if self.size == 1 {
            return Ok(());
        }
        let message = format!("{} does not take a buffer of vectors", step.op);
        let fix =
            "compile without vec_width, and use load_vec and store_vec where vectors are wanted";
        Err(step.error(Code::OperandType, message, &[fix]))
    }

    /// The index of an access, in scalars and in the whole memory.
    pub fn index(&self, step: &Step<'_>, index: &Bound<'_, PyAny>) -> PyResult<Vec<Operand>> {
        let mut index = convert::index(step, index)?;
        if let ([only], true) = (&mut index[..], self.size > 1) {
            *only = step.build(|b| b.vector_index(*only, self.size))?;
        }
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
    /// Memory of a trace, with so many components per element.
    pub fn new(trace: Arc<Trace>, memory: ir::Memory, size: usize) -> MemoryHandle {
        let (part, made) = (None, trace.now());
        MemoryHandle {
            trace,
            memory,
            part,
            size,
            made,
        }
    }

    /// What to access, if it belongs to the kernel being traced.
    pub fn place(&self, step: &Step<'_>) -> PyResult<Place> {
        if Arc::ptr_eq(&self.trace, &step.trace) {
            step.check_alive(self.made)?;
            return Ok(Place {
                memory: self.memory,
                size: self.size,
                part: self.part,
            });
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
    fn dtype(&self) -> String {
        let dtype = self.trace.look(|b| b.kernel().element(self.memory));
        let dtype = dtype.map_or("", Scalar::metal_name);
        match self.size {
            1 => dtype.to_string(),
            size => format!("vec<{size},{dtype}>"),
        }
    }

    /// `memory[index]`
    fn load(&self, py: Python<'_>, index: &Bound<'_, PyAny>) -> PyResult<Traced> {
        let step = Step::begin(py, "an index")?;
        let place = self.place(&step)?;
        let index = place.index(&step, index)?;
        step.build_traced(|b| match place.size {
            1 => b.load(place.memory, &index).map(Bundle::from),
            size => b.load_vector(place.memory, &index, size),
        })
    }

    /// The `size` elements from the index on.
    fn load_vec(&self, py: Python<'_>, index: &Bound<'_, PyAny>, size: usize) -> PyResult<Traced> {
        let step = Step::begin(py, "load_vec")?;
        let place = self.place(&step)?;
        place.check_scalars(&step)?;
        let index = place.index(&step, index)?;
        step.build_traced(|b| b.load_vector(place.memory, &index, size))
    }

    /// Stores a vector's components from the index on.
    fn store_vec(
        &self,
        py: Python<'_>,
        index: &Bound<'_, PyAny>,
        value: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let step = Step::begin(py, "store_vec")?;
        let place = self.place(&step)?;
        place.check_scalars(&step)?;
        let index = place.index(&step, index)?;
        let value = step.argument(value)?;
        let size = value.size();
        if size == 1 {
            let fix = "store it with A[i] = x, or make a vector: enigma.make_vec(x, y)";
            return Err(step.error(Code::OperandType, "store_vec takes a vector", &[fix]));
        }
        step.build(|b| b.store_vector(place.memory, &index, &value, size))
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
        let value = step.argument(value)?;
        step.build(|b| {
            b.check_stored(place.memory, &value, place.size)?;
            match place.size {
                1 => b.store(place.memory, &index, value.component(0)),
                size => b.store_vector(place.memory, &index, &value, size),
            }
        })
    }

    /// The `len` elements from `first` on, as memory with indices of its own.
    fn part(&self, py: Python<'_>, first: &Bound<'_, PyAny>, len: u64) -> PyResult<MemoryHandle> {
        let step = Step::begin(py, "a part of memory")?;
        let place = self.place(&step)?;
        place.check_scalars(&step)?;
        let first = step.operand(first)?;
        let first = place.offset(&step, first)?;
        let first = step.build(|b| b.materialize(first))?;
        Ok(MemoryHandle {
            trace: self.trace.clone(),
            memory: self.memory,
            part: Some(Part { first, len }),
            size: 1,
            made: self.trace.now(),
        })
    }
}

/// A thread-local variable: one, or one per component of a vector.
#[pyclass(frozen, module = "enigma._native")]
pub struct Local {
    trace: Arc<Trace>,
    locals: Vec<ir::Local>,
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
        self.trace.look(|b| self.described(b)).unwrap_or_default()
    }

    /// Its value here.
    fn get(&self, py: Python<'_>) -> PyResult<Traced> {
        self.step(py)?.build_traced(|b| {
            let values = self.locals.iter().map(|&local| b.local_get(local));
            Ok(Bundle::new(&values.collect::<Fallible<Vec<_>>>()?))
        })
    }

    /// Assigns it; converts as a store does.
    fn set(&self, py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let step = self.step(py)?;
        let value = step.operand(value)?;
        step.build(|b| b.local_set(self.locals[0], value))
    }

    /// Assigns a carried value, whose dtype is that of its first value.
    fn carry(&self, py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let step = self.step(py)?;
        let value = step.argument(value)?;
        step.build(|b| {
            if value.size() != self.locals.len() {
                return Err(self.other_type(b, &value));
            }
            for (n, &local) in self.locals.iter().enumerate() {
                b.local_set(local, value.component(n))
                    .map_err(|finding| self.carried(b, &value, finding))?;
            }
            Ok(())
        })
    }
}

impl Local {
    fn described(&self, b: &Builder) -> String {
        let dtype = b.local_type(self.locals[0]);
        match self.locals.len() {
            1 => dtype.to_string(),
            size => format!("vec<{size},{dtype}>"),
        }
    }

    fn message(&self, b: &Builder, value: &Argument) -> String {
        let found = match value {
            Argument::Scalar(literal) => found(b, *literal),
            Argument::Vector(bundle) => b.bundle_type(bundle),
        };
        format!(
            "a carried value is {} and cannot become {found}",
            self.described(b)
        )
    }

    /// A value of another size than the carried one.
    fn other_type(&self, b: &Builder, value: &Argument) -> Box<Diagnostic> {
        let finding = Diagnostic::new(Code::CarriedType, b.loc().clone(), self.message(b, value));
        Box::new(finding.note("start it with a value of the type it is to have: init=[...]"))
    }

    /// A mismatch of dtypes, in the words of carried values.
    fn carried(
        &self,
        b: &Builder,
        value: &Argument,
        mut finding: Box<Diagnostic>,
    ) -> Box<Diagnostic> {
        if matches!(finding.code, Code::StoreType | Code::LiteralDoesNotFit) {
            finding.code = Code::CarriedType;
            finding.message = self.message(b, value);
            finding
                .notes
                .push("or start it with a value of the dtype it is to have: init=[...]".into());
        }
        finding
    }
}

fn found(b: &Builder, value: Operand) -> String {
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
/// its first value. `part` says which one of several it is that the user's variable holds.
#[pyfunction]
#[pyo3(signature = (what, init, dtype=None, part=None))]
pub fn local(
    py: Python<'_>,
    what: &str,
    init: &Bound<'_, PyAny>,
    dtype: Option<&Bound<'_, PyAny>>,
    part: Option<String>,
) -> PyResult<Local> {
    let step = Step::begin(py, "register_tensor")?;
    let dtype = dtype.map(|d| convert::dtype(&step, d)).transpose()?;
    let init = match dtype {
        Some(_) => Argument::Scalar(step.operand(init)?),
        None => step.argument(init)?,
    };
    let locals = step.build(|b| {
        let declare = |first: Operand| match dtype {
            Some(dtype) => b.local(dtype, what, first),
            None => {
                let first = b.materialize(first)?;
                b.local(b.ty(first), what, first.into())
            }
        };
        init.operands()
            .into_iter()
            .map(declare)
            .collect::<Fallible<Vec<_>>>()
    })?;
    if let (Some(part), [local]) = (part, &locals[..]) {
        step.slot(*local, part);
    }
    let trace = step.trace.clone();
    let made = trace.now();
    Ok(Local {
        trace,
        locals,
        made,
    })
}
