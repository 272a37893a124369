//! The trace: one builder while a kernel's Python function runs with symbolic values.
//!
//! Each thread has a stack of traces, since a kernel may be compiled while another one is traced; operations
//! go to the innermost. A trace belongs to the thread that started it, but its values may travel.

use crate::compiled::{self, Compiled};
use crate::convert;
use crate::errors;
use crate::memory::MemoryHandle;
use crate::operators::Traced;
use crate::place::{Places, Site};
use crate::value::Value;
use crate::vector::Vector;
use enigma_core::ir::builder::{self, Builder, Fallible, Operand};
use enigma_core::ir::{self, AllocId, Argument, Bundle};
use enigma_core::ops::{self, OpDef, Python as Spelling};
use enigma_core::{Code, Diagnostic, Loc};
use pyo3::prelude::*;
use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

thread_local! {
    static STACK: RefCell<Vec<Arc<Trace>>> = const { RefCell::new(Vec::new()) };
}

/// What a trace has built so far.
#[derive(Debug)]
pub struct Trace {
    /// Tells its values from those of other traces.
    pub id: u64,
    /// Counts checkpoints and returns to them: when a handle was made.
    clock: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Gone once the trace is finished.
    builder: Option<Builder>,
    places: Places,
    /// What the user may have assigned to a variable, and the instruction that made it.
    nameable: Vec<(Nameable, Py<PyAny>, usize)>,
    /// Times whose handles are dead, since the builder went back before them; in order, apart.
    dead: Vec<(u64, u64)>,
}

/// A state of a trace that it can go back to.
#[pyclass(frozen, module = "enigma._native")]
pub struct Checkpoint {
    trace: Arc<Trace>,
    builder: builder::Checkpoint,
    nameable: usize,
    clock: u64,
}

#[pymethods]
impl Checkpoint {
    /// The state of the innermost trace.
    #[new]
    fn new(py: Python<'_>) -> PyResult<Checkpoint> {
        let step = Step::begin(py, "a loop")?;
        let builder = step.build(|b| Ok(b.checkpoint()))?;
        let trace = step.trace;
        let nameable = trace.state().nameable.len();
        let clock = trace.clock.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(Checkpoint {
            trace,
            builder,
            nameable,
            clock,
        })
    }

    /// Forgets what was traced since.
    fn rollback(&self, py: Python<'_>) -> PyResult<()> {
        Step::begin(py, "a loop")?.build(|b| {
            b.rollback(&self.builder);
            Ok(())
        })?;
        let end = self.trace.clock.fetch_add(1, Ordering::Relaxed);
        let dropped = {
            let mut state = self.trace.state();
            while state.dead.last().is_some_and(|last| last.0 >= self.clock) {
                state.dead.pop();
            }
            state.dead.push((self.clock, end));
            state.nameable.split_off(self.nameable)
        };
        drop(dropped);
        Ok(())
    }
}

/// What can bear a user's name.
#[derive(Clone, Debug)]
enum Nameable {
    Value(ir::Value),
    Vector(Bundle),
    Alloc(AllocId),
    /// One of several variables that share a name, and which one it is.
    Slot(ir::Local, String),
}

impl Trace {
    /// No Python code runs while this lock is held.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When a handle made now was made.
    pub fn now(&self) -> u64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Whether a handle made then belongs to what was forgotten since.
    pub fn is_dead(&self, made: u64) -> bool {
        let state = self.state();
        let after = state.dead.partition_point(|&(_, end)| end < made);
        state
            .dead
            .get(after)
            .is_some_and(|&(start, _)| start <= made)
    }

    /// Looks at the builder; None once the trace is finished.
    pub fn look<T>(&self, f: impl FnOnce(&Builder) -> T) -> Option<T> {
        self.state().builder.as_ref().map(f)
    }
}

/// One call of an operation by the user: the trace it goes to and the place it is blamed on.
pub struct Step<'py> {
    /// Python is attached.
    pub py: Python<'py>,
    /// The innermost trace of this thread.
    pub trace: Arc<Trace>,
    /// What the user calls the operation.
    pub op: &'static str,
    site: Site,
}

impl<'py> Step<'py> {
    /// Starts an operation; outside a kernel it is an error.
    pub fn begin(py: Python<'py>, op: &'static str) -> PyResult<Step<'py>> {
        let Some(trace) = STACK.with_borrow(|stack| stack.last().cloned()) else {
            return Err(outside(py, op));
        };
        let mut places = std::mem::take(&mut trace.state().places);
        let site = places.site(py);
        trace.state().places = places;
        Ok(Step {
            py,
            trace,
            op,
            site,
        })
    }

    /// The place.
    pub fn loc(&self) -> Loc {
        self.site.loc.clone()
    }

    /// A finding at the place, as an exception.
    pub fn error(&self, code: Code, message: impl Into<String>, notes: &[&str]) -> PyErr {
        let finding = Diagnostic::new(code, self.loc(), message);
        let finding = notes.iter().fold(finding, |d, &note| d.note(note));
        errors::raise_one(self.py, finding)
    }

    /// An error for a handle of what was traced and then forgotten.
    pub fn check_alive(&self, made: u64) -> PyResult<()> {
        if !self.trace.is_dead(made) {
            return Ok(());
        }
        let notes = [
            "the body of a loop is traced again once it is known what the loop carries; what it keeps in a \
             global, or in an object that the loop does not mention, is not carried",
            "assign it to a variable of the function, or keep it in a register_tensor or memory",
        ];
        let message = "value used outside the round of the loop that made it";
        Err(self.error(Code::OutOfScope, message, &notes))
    }

    /// A Python object as an operand of the builder.
    pub fn operand(&self, object: &Bound<'py, PyAny>) -> PyResult<Operand> {
        convert::operand(self, object)
    }

    /// A Python object as an argument that may be a vector.
    pub fn argument(&self, object: &Bound<'py, PyAny>) -> PyResult<Argument> {
        convert::argument(self, object)
    }

    /// Whether what was made in a trace, at a time as it counts, can be used in this one.
    pub fn own(&self, trace: &Arc<Trace>, made: u64) -> PyResult<()> {
        if Arc::ptr_eq(trace, &self.trace) {
            return self.check_alive(made);
        }
        let fix = "pass what another kernel computed through a buffer";
        Err(self.error(Code::WrongKernel, "value belongs to another kernel", &[fix]))
    }

    /// Calls the builder at the place.
    pub fn build<T>(&self, f: impl FnOnce(&mut Builder) -> Fallible<T>) -> PyResult<T> {
        errors::enter(self.py, || {
            let mut state = self.trace.state();
            let Some(builder) = state.builder.as_mut() else {
                let message = format!("{} in a kernel that is already finished", spelled(self.op));
                let finding = Diagnostic::new(Code::OutsideKernel, self.loc(), message);
                return Err(vec![finding]);
            };
            builder.set_loc(self.loc());
            f(builder).map_err(|finding| vec![*finding])
        })
    }

    /// A value for Python; it may get the name of the variable that it is assigned to.
    pub fn value(&self, value: ir::Value) -> Value {
        self.nameable(Nameable::Value(value));
        Value::new(self.trace.clone(), value)
    }

    /// `build` for what gives a value.
    pub fn build_value(
        &self,
        f: impl FnOnce(&mut Builder) -> Fallible<ir::Value>,
    ) -> PyResult<Value> {
        self.build(f).map(|v| self.value(v))
    }

    /// A scalar or vector for Python; it may get the name of the variable that it is assigned to.
    pub fn traced(&self, bundle: Bundle) -> Traced {
        if let Some(value) = bundle.scalar() {
            return Traced::Value(self.value(value));
        }
        self.nameable(Nameable::Vector(bundle));
        Traced::Vector(Vector::new(self.trace.clone(), bundle))
    }

    /// `build` for what gives a scalar or a vector.
    pub fn build_traced(
        &self,
        f: impl FnOnce(&mut Builder) -> Fallible<Bundle>,
    ) -> PyResult<Traced> {
        self.build(f).map(|bundle| self.traced(bundle))
    }

    /// An operation of the table on scalars or vectors.
    pub fn apply(&self, op: &'static OpDef, args: &[Argument]) -> PyResult<Traced> {
        self.build_traced(|b| b.apply(op, args, None))
    }

    /// Threadgroup memory for Python; it may get the name of its variable.
    pub fn alloc(&self, alloc: AllocId) -> MemoryHandle {
        self.nameable(Nameable::Alloc(alloc));
        MemoryHandle::new(self.trace.clone(), ir::Memory::Threadgroup(alloc), 1)
    }

    /// A variable that may get the name of the one that holds it and others.
    pub fn slot(&self, local: ir::Local, part: String) {
        self.nameable(Nameable::Slot(local, part));
    }

    fn nameable(&self, what: Nameable) {
        if let Some((code, offset)) = &self.site.instruction {
            let code = code.clone_ref(self.py);
            self.trace.state().nameable.push((what, code, *offset));
        }
    }
}

fn outside(py: Python<'_>, op: &str) -> PyErr {
    let loc = crate::place::current(py);
    let message = format!("{} can only be used inside @enigma.kernel", spelled(op));
    let finding = Diagnostic::new(Code::OutsideKernel, loc, message)
        .note("a kernel's body runs when the kernel is compiled or first launched");
    errors::raise_one(py, finding)
}

/// An operation as users write it.
fn spelled(op: &str) -> String {
    match ops::find(op).map(|entry| entry.python) {
        Some(Spelling::Operator(text)) => format!("`{text}`"),
        _ if op.contains(' ') => op.to_string(),
        _ => format!("enigma.{op}"),
    }
}

/// A kernel while it is traced.
#[pyclass(frozen, module = "enigma._native")]
pub struct Tracer {
    trace: Arc<Trace>,
}

#[pymethods]
impl Tracer {
    #[new]
    fn new(name: &str, file: &str, line: u32) -> Tracer {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let state = State {
            builder: Some(Builder::new(name, Loc::line(file, line))),
            places: Places::default(),
            nameable: Vec::new(),
            dead: Vec::new(),
        };
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Tracer {
            trace: Arc::new(Trace {
                id,
                clock: AtomicU64::new(0),
                state: Mutex::new(state),
            }),
        }
    }

    /// From here on this thread's operations go to this kernel.
    fn push(&self) {
        STACK.with_borrow_mut(|stack| stack.push(self.trace.clone()));
    }

    /// Undoes `push`, whatever was left above it.
    fn pop(&self) {
        STACK.with_borrow_mut(|stack| {
            if let Some(at) = stack.iter().rposition(|t| Arc::ptr_eq(t, &self.trace)) {
                stack.truncate(at);
            }
        });
    }

    /// Adds a buffer parameter; the elements of floats are vectors where `vec_width` is 2 or more.
    fn buffer(
        &self,
        py: Python<'_>,
        name: &str,
        dtype: &Bound<'_, PyAny>,
        vec_width: usize,
    ) -> PyResult<MemoryHandle> {
        let step = Step::begin(py, "kernel")?;
        let dtype = convert::dtype(&step, dtype)?;
        let memory = step.build(|b| Ok(b.buffer(name, dtype)))?;
        let size = if dtype.is_float() { vec_width } else { 1 };
        Ok(MemoryHandle::new(self.trace.clone(), memory, size))
    }

    /// Adds a scalar parameter and reads it.
    fn scalar(&self, py: Python<'_>, name: &str, dtype: &Bound<'_, PyAny>) -> PyResult<Value> {
        let step = Step::begin(py, "kernel")?;
        let dtype = convert::dtype(&step, dtype)?;
        let value = step.build(|b| Ok(b.scalar(name, dtype)))?;
        Ok(Value::new(self.trace.clone(), value))
    }

    /// What may get a name: its number, the code object and the instruction that made it.
    fn nameable(&self, py: Python<'_>) -> Vec<(usize, Py<PyAny>, usize)> {
        let state = self.trace.state();
        let entries = state.nameable.iter().enumerate();
        entries
            .map(|(number, (_, code, offset))| (number, code.clone_ref(py), *offset))
            .collect()
    }

    /// Gives the user's name to the entry of that number.
    fn name(&self, number: usize, name: &str) {
        let mut state = self.trace.state();
        let what = state.nameable.get(number).map(|(what, _, _)| what.clone());
        let Some((what, builder)) = what.zip(state.builder.as_mut()) else {
            return;
        };
        match what {
            Nameable::Value(v) => builder.name_value(v, name),
            Nameable::Vector(bundle) => {
                for (&v, letter) in bundle.values().iter().zip(["x", "y", "z", "w"]) {
                    builder.name_value(v, &format!("{name}_{letter}"));
                }
            }
            Nameable::Alloc(a) => builder.name_alloc(a, name),
            Nameable::Slot(local, part) => builder.name_local(local, &format!("{name}_{part}")),
        }
    }

    /// Ends the kernel and compiles it.
    fn finish(
        &self,
        py: Python<'_>,
        bounds: bool,
        fast_math: bool,
        air: bool,
    ) -> PyResult<Compiled> {
        let (builder, nameable) = {
            let mut state = self.trace.state();
            state.places.clear();
            (state.builder.take(), std::mem::take(&mut state.nameable))
        };
        drop(nameable);
        let Some(builder) = builder else {
            return Err(outside(py, "compile"));
        };
        compiled::compile(py, builder, (bounds, fast_math, air))
    }
}
