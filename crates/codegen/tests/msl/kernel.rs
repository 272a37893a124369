//! Short names for building kernels; whatever fails here is a mistake of the test.

use crate::cases::USUAL;
use enigma_codegen::msl::{self, AsyncCopy, Options};
use enigma_core::ir::builder::{Builder, Operand};
use enigma_core::ir::{Dim, Memory, Order, Value};
use enigma_core::ops::{OpDef, arith, bits, compare, query};
use enigma_core::verify::{Verified, verify};
use enigma_core::{Diagnostic, Loc, Scalar};

/// A kernel being built.
pub struct K {
    /// The builder.
    pub b: Builder,
    file: String,
}

impl K {
    /// An empty kernel, defined in line 2 of its file.
    pub fn new(name: &str) -> K {
        let file = format!("work/{name}.py");
        K {
            b: Builder::new(name, Loc::line(file.as_str(), 2)),
            file,
        }
    }

    /// What follows stands in that line.
    pub fn at(&mut self, line: u32) -> &mut K {
        self.b.set_loc(Loc::line(self.file.as_str(), line));
        self
    }

    /// A buffer of `float`.
    pub fn floats(&mut self, name: &str) -> Memory {
        self.b.buffer(name, Scalar::F32)
    }

    /// Threadgroup memory with the user's name.
    pub fn shared(&mut self, name: &str, ty: Scalar, shape: &[i128]) -> Memory {
        let id = self.b.alloc(ty, shape).expect("an allocation");
        self.b.name_alloc(id, name);
        Memory::Threadgroup(id)
    }

    /// A pure operation.
    pub fn op(&mut self, op: &'static OpDef, args: &[Operand]) -> Value {
        self.b
            .op(op, args, None)
            .unwrap_or_else(|e| panic!("{}: {e:?}", op.name))
    }

    /// `a + b`
    pub fn add(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.op(&arith::ADD, &[a.into(), b.into()])
    }

    /// `a - b`
    pub fn sub(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.op(&arith::SUB, &[a.into(), b.into()])
    }

    /// `a * b`
    pub fn mul(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.op(&arith::MUL, &[a.into(), b.into()])
    }

    /// `a < b`
    pub fn lt(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.op(&compare::CMP_LT, &[a.into(), b.into()])
    }

    /// `a & b`
    pub fn and(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.op(&bits::BITAND, &[a.into(), b.into()])
    }

    /// A position or size along x.
    pub fn query(&mut self, op: &'static OpDef) -> Value {
        self.query_dim(op, Dim::X)
    }

    /// A position or size.
    pub fn query_dim(&mut self, op: &'static OpDef, dim: Dim) -> Value {
        let attr = enigma_core::ir::Attr::Dim(dim);
        self.b.op_with(op, &[], attr, None).expect("a query")
    }

    /// `tid = enigma.thread_position_in_grid`
    pub fn tid(&mut self) -> Value {
        let tid = self.query(&query::THREAD_POSITION_IN_GRID_XYZ);
        self.named(tid, "tid")
    }

    /// Gives a value the user's name.
    pub fn named(&mut self, v: Value, name: &str) -> Value {
        self.b.name_value(v, name);
        v
    }

    /// `memory[index]`
    pub fn load(&mut self, memory: Memory, index: impl Into<Operand>) -> Value {
        self.b.load(memory, &[index.into()]).expect("a load")
    }

    /// `memory[index] = value`
    pub fn store(&mut self, memory: Memory, index: impl Into<Operand>, value: impl Into<Operand>) {
        self.b
            .store(memory, &[index.into()], value.into())
            .expect("a store");
    }

    /// `metal_cast`
    pub fn cast(&mut self, v: impl Into<Operand>, ty: Scalar) -> Value {
        self.b.cast(v.into(), ty).expect("a cast")
    }

    /// A relaxed atomic.
    pub fn atomic(
        &mut self,
        op: &'static OpDef,
        memory: Memory,
        args: &[Operand],
    ) -> Option<Value> {
        self.ordered(op, memory, args, (Order::Relaxed, Order::Relaxed))
    }

    /// An atomic: the index first, then its values.
    pub fn ordered(
        &mut self,
        op: &'static OpDef,
        memory: Memory,
        args: &[Operand],
        orders: (Order, Order),
    ) -> Option<Value> {
        self.b
            .atomic(op, memory, &args[..1], &args[1..], orders)
            .expect("an atomic")
    }

    /// `for i in range(lo, hi, step)` over `int`.
    pub fn for_range(
        &mut self,
        (lo, hi, step): (Operand, Operand, Operand),
        ty: Scalar,
        body: impl FnOnce(&mut K, Value),
    ) {
        let open = self.b.for_begin(lo, hi, step, ty).expect("a loop");
        body(self, open.index);
        self.b.for_end(open).expect("the loop's end");
    }

    /// `if condition:`
    pub fn when(&mut self, condition: Value, then: impl FnOnce(&mut K)) {
        let open = self.b.if_begin(condition.into()).expect("a branch");
        then(self);
        self.b.if_end(open).expect("the branch's end");
    }

    /// `if condition: ... else: ...`
    pub fn choose(
        &mut self,
        condition: Value,
        then: impl FnOnce(&mut K),
        other: impl FnOnce(&mut K),
    ) {
        let open = self.b.if_begin(condition.into()).expect("a branch");
        then(self);
        let open = self.b.if_else(open).expect("the other arm");
        other(self);
        self.b.if_end(open).expect("the branch's end");
    }

    /// The kernel, verified.
    pub fn verified(self) -> Verified {
        let kernel = self.b.finish().expect("a finished kernel");
        verify(kernel).expect("a valid kernel")
    }

    /// Its text, or the findings.
    pub fn emit(self, async_copy: AsyncCopy) -> Result<String, Vec<Diagnostic>> {
        let options = Options {
            async_copy,
            ..USUAL
        };
        self.emit_for(&options)
    }

    /// Its text with choices, or the findings.
    pub fn emit_for(self, options: &Options) -> Result<String, Vec<Diagnostic>> {
        let module = msl::module_for(&self.verified(), options);
        module.map(|module| module.text)
    }
}
