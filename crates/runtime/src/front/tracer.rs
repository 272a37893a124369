//! The kernel being built, and the operations that are functions of their arguments.

use super::input::{Input, Source};
use super::memory::Memory;
use super::{Element, Extents, Value};
use enigma_core::ir::builder::{Builder, Fallible, Operand};
use enigma_core::ir::{self, Attr};
use enigma_core::ops::{self, Kind, OpDef, Res};
use enigma_core::{Code, Diagnostic, Loc, Scalar};
use std::cell::RefCell;

/// The kernel being built.
///
/// Every method may be called at any time; what is wrong is noted and returned at the end.
#[derive(Debug)]
pub struct Tracer {
    state: RefCell<State>,
}

#[derive(Debug)]
struct State {
    builder: Builder,
    errors: Vec<Diagnostic>,
}

impl Tracer {
    pub(super) fn new(name: &str, loc: Loc) -> Tracer {
        let state = State {
            builder: Builder::new(name, loc),
            errors: Vec::new(),
        };
        Tracer {
            state: RefCell::new(state),
        }
    }

    pub(super) fn finish(self) -> Result<ir::Kernel, Vec<Diagnostic>> {
        let State { builder, errors } = self.state.into_inner();
        if errors.is_empty() {
            builder.finish()
        } else {
            Err(errors)
        }
    }

    /// Runs a step of the builder at the caller's line; notes what goes wrong.
    #[track_caller]
    pub(super) fn step<T>(&self, step: impl FnOnce(&mut Builder) -> Fallible<T>) -> Option<T> {
        let state = &mut *self.state.borrow_mut();
        state.builder.set_loc(Loc::caller());
        match step(&mut state.builder) {
            Ok(done) => Some(done),
            Err(finding) => {
                state.errors.push(*finding);
                None
            }
        }
    }

    /// Notes a finding of the front end's own at the caller's line.
    #[track_caller]
    pub(super) fn report(&self, code: Code, message: impl Into<String>, note: &str) {
        let finding = Diagnostic::new(code, Loc::caller(), message).note(note);
        self.state.borrow_mut().errors.push(finding);
    }

    /// Looks at the kernel so far.
    pub(super) fn peek<T>(&self, look: impl FnOnce(&Builder) -> T) -> T {
        look(&self.state.borrow().builder)
    }

    /// The value that a step gives; a stand-in where it fails.
    #[track_caller]
    pub(super) fn value(
        &self,
        step: impl FnOnce(&mut Builder) -> Fallible<ir::Value>,
    ) -> Value<'_> {
        Value {
            tracer: self,
            handle: self.step(step),
        }
    }

    /// The builder's form of an argument; none where it depends on an earlier mistake.
    #[track_caller]
    pub(super) fn operand(&self, input: Input<'_>) -> Option<Operand> {
        match input.0 {
            Source::Literal(operand, _) => Some(operand),
            Source::Value(value) => {
                if !std::ptr::eq(value.tracer, self) {
                    self.wrong_kernel("value");
                    return None;
                }
                value.handle.map(Operand::Value)
            }
        }
    }

    #[track_caller]
    pub(super) fn wrong_kernel(&self, what: &str) {
        let note = "values, variables and memory live in the closure that made them";
        self.report(
            Code::WrongKernel,
            format!("this {what} belongs to another kernel"),
            note,
        );
    }

    /// `operand` of each argument; looks at all of them.
    #[track_caller]
    pub(super) fn operands(&self, inputs: &[Input<'_>]) -> Option<Vec<Operand>> {
        let mut all = Some(Vec::with_capacity(inputs.len()));
        for &input in inputs {
            match self.operand(input) {
                Some(operand) => all.iter_mut().for_each(|list| list.push(operand)),
                None => all = None,
            }
        }
        all
    }

    /// Whether `call` and `apply` take the operation and that many arguments; notes what is wrong.
    #[track_caller]
    pub(super) fn check_call(&self, op: &'static OpDef, found: usize) -> bool {
        let wanted = op.sig.args.len();
        let takes = matches!(op.kind, Kind::Pure | Kind::Simd(_) | Kind::Composite(_));
        if !takes || op.sig.result == Res::Asked {
            let note =
                "call takes pure and simdgroup operations whose result follows from their operands";
            self.report(
                Code::BadCall,
                format!("{} has a method of its own", op.name),
                note,
            );
        } else if found != wanted {
            let message = format!("{} takes {wanted} arguments, not {found}", op.name);
            self.report(
                Code::BadCall,
                message,
                "see the operation's entry in the table",
            );
        } else {
            return true;
        }
        false
    }

    /// Builds any pure or simdgroup operation of the table: `k.call(&ops::exponential::EXP, &[x.into()])`.
    #[track_caller]
    pub fn call<'k>(&'k self, op: &'static OpDef, args: &[Input<'k>]) -> Value<'k> {
        if let Kind::Composite(_) = op.kind {
            let note = "apply takes operations on vectors";
            self.report(Code::BadCall, format!("{} works on vectors", op.name), note);
        } else if self.check_call(op, args.len())
            && let Some(operands) = self.operands(args)
        {
            return self.value(|b| b.op(op, &operands, None));
        }
        self.nothing()
    }

    /// The stand-in for a value that could not be made.
    pub(super) fn nothing(&self) -> Value<'_> {
        Value {
            tracer: self,
            handle: None,
        }
    }

    /// A constant of the element's dtype.
    #[track_caller]
    pub fn constant<T: Element>(&self, value: T) -> Value<'_> {
        self.value(|b| Ok(b.constant(value.constant())))
    }

    /// `true_val` where the condition holds, else `false_val`; both are computed. The false value comes
    /// first, as in Metal's `select`.
    #[track_caller]
    pub fn where_<'k>(
        &'k self,
        false_val: impl Into<Input<'k>>,
        true_val: impl Into<Input<'k>>,
        condition: impl Into<Input<'k>>,
    ) -> Value<'k> {
        self.call(
            &ops::compare::WHERE,
            &[false_val.into(), true_val.into(), condition.into()],
        )
    }

    /// A value that is fixed when the kernel is specialised, by its index.
    #[track_caller]
    pub fn function_constant<T: Element>(&self, index: u32) -> Value<'_> {
        self.value(|b| b.function_constant(T::DTYPE, index))
    }

    /// The next parameter: a device buffer.
    #[track_caller]
    pub fn buffer<T: Element>(&self, name: &str) -> Memory<'_> {
        self.buffer_of(name, T::DTYPE)
    }

    /// `buffer` of a dtype that is not known in Rust.
    #[track_caller]
    pub fn buffer_of(&self, name: &str, dtype: Scalar) -> Memory<'_> {
        Memory {
            tracer: self,
            handle: self.step(|b| Ok(b.buffer(name, dtype))),
        }
    }

    /// The next parameter: one value for all threads.
    #[track_caller]
    pub fn scalar<T: Element>(&self, name: &str) -> Value<'_> {
        self.scalar_of(name, T::DTYPE)
    }

    /// `scalar` of a dtype that is not known in Rust.
    #[track_caller]
    pub fn scalar_of(&self, name: &str, dtype: Scalar) -> Value<'_> {
        self.value(|b| Ok(b.scalar(name, dtype)))
    }

    /// Memory shared by the threads of a threadgroup; contents are undefined at start. Two or three
    /// sizes make it indexed by as many values.
    #[track_caller]
    pub fn threadgroup_alloc<T: Element>(&self, size: impl Into<Extents>) -> Memory<'_> {
        self.threadgroup_alloc_of(T::DTYPE, size)
    }

    /// `threadgroup_alloc` of a dtype that is not known in Rust.
    #[track_caller]
    pub fn threadgroup_alloc_of(&self, dtype: Scalar, size: impl Into<Extents>) -> Memory<'_> {
        let Extents(shape) = size.into();
        let handle = self.step(|b| b.alloc(dtype, &shape).map(ir::Memory::Threadgroup));
        Memory {
            tracer: self,
            handle,
        }
    }

    #[track_caller]
    pub(super) fn query(&self, op: &'static OpDef, attr: Attr) -> Value<'_> {
        self.value(|b| b.op_with(op, &[], attr, None))
    }
}
