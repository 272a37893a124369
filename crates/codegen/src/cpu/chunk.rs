//! Inside a run: one operation for the lanes of a chunk, and pure operations for the threadgroup too.

use super::emitter::{Emitter, Val};
use super::forms::Form;
use super::llvm::V;
use super::notes::Made;
use enigma_core::constant::Const;
use enigma_core::ir::{Attr, BlockId, OpData, OpId, Value};
use enigma_core::ops::{Kind, Native, OpDef};
use enigma_core::types::Scalar;

impl Emitter<'_> {
    /// Emits the operations of a block for the chunk.
    pub fn chunk_block(&mut self, block: BlockId) {
        for &id in &self.kernel.block(block).ops {
            self.chunk_op(id);
        }
    }

    /// Emits an operation for each of the chunks that are emitted side by side.
    pub fn chunk_op(&mut self, id: OpId) {
        let results = &self.kernel.op(id).results;
        if self.alone {
            self.one_chunk_op(id);
        } else if self.is_shared(id) {
            self.one_chunk_op(id);
            self.each_part(|e, part| e.hand_on(results, part));
        } else if self.loads_columns(id) {
            self.load_columns(id);
        } else {
            self.each_part(|e, part| {
                e.one_chunk_op(id);
                e.hand_on(results, part);
            });
        }
    }

    fn one_chunk_op(&mut self, id: OpId) {
        let op = self.kernel.op(id);
        match op.op.kind {
            Kind::Pure => {
                let form = self.forms.of(op.result());
                let val = self.pure(op, form);
                self.set(op.result(), val);
            }
            Kind::Const => self.constant_op(op),
            Kind::Query(query) => {
                let val = self.query(query, op);
                self.set(op.result(), val);
            }
            Kind::ScalarParam => self.scalar_param(op),
            Kind::Load => self.load(id, op),
            Kind::LoadIf => self.load_if(id, op),
            Kind::Store => self.store(id, op),
            Kind::Assert => self.assert(id, op),
            Kind::Simd(simd) => self.simd(op, simd),
            Kind::Atomic(atomic) => self.atomic(id, op, atomic),
            Kind::AsyncCopy1d | Kind::AsyncCopy2d => self.async_copy(id, op),
            // The lanes of a simdgroup act in step, and a copy is done when it is issued.
            Kind::SimdBarrier | Kind::AsyncCopyWait => self.note(id, Made::Free),
            Kind::Matrix(matrix) => self.matrix(id, op, matrix),
            Kind::If => self.branch(id, op),
            Kind::For | Kind::While => {
                self.loops += 1;
                match op.op.kind {
                    Kind::For => self.counted(id, op),
                    _ => self.conditional(id, op),
                }
                self.loops -= 1;
            }
            Kind::FunctionConstant => panic!("internal error: {} was not bound", op.op.name),
            Kind::Barrier | Kind::LocalGet | Kind::LocalSet | Kind::Composite(_) => {
                panic!("internal error: {} inside a run", op.op.name)
            }
        }
    }

    /// Emits an operation once for the threadgroup.
    pub fn scalar_op(&mut self, id: OpId) {
        let op = self.kernel.op(id);
        match op.op.kind {
            Kind::Pure => {
                let val = self.pure(op, Form::Scalar);
                self.set(op.result(), val);
            }
            Kind::Const => self.constant_op(op),
            Kind::Query(query) => {
                let val = self.query(query, op);
                self.set(op.result(), val);
            }
            Kind::ScalarParam => self.scalar_param(op),
            Kind::Load => self.load_once(id, op),
            Kind::LoadIf => self.load_if_once(id, op),
            Kind::Store
            | Kind::Simd(_)
            | Kind::Atomic(_)
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::SimdBarrier
            | Kind::AsyncCopyWait
            | Kind::Matrix(_)
            | Kind::FunctionConstant
            | Kind::If
            | Kind::For
            | Kind::While
            | Kind::Barrier
            | Kind::LocalGet
            | Kind::LocalSet
            | Kind::Composite(_)
            | Kind::Assert => panic!("internal error: {} executed once", op.op.name),
        }
    }

    /// A pure operation whose result has that form.
    pub fn pure(&mut self, op: &OpData, form: Form) -> Val {
        let part = |e: &Self, v: Value| match (form, e.get(v)) {
            (Form::Vector, val) => e.spread(val, e.kernel.dtype(v)),
            (_, Val::Scalar(s) | Val::Linear(s, _) | Val::Pattern(s, _)) => s,
            (_, Val::Vector(_)) => panic!("internal error: {} of lanes as one", op.op.name),
        };
        let operands: Vec<V> = op.operands.iter().map(|&v| part(self, v)).collect();
        let (from, to) = (
            self.kernel.dtype(op.operands[0]),
            self.kernel.dtype(op.result()),
        );
        let v = self.native(op.op, &operands, from, to);
        if op.attr == Attr::Relaxed {
            self.ll.relax(v);
        }
        self.of_form(v, form)
    }

    /// A pure operation on scalars or lanes, as its entry has it.
    pub fn native(&self, op: &OpDef, operands: &[V], from: Scalar, to: Scalar) -> V {
        match op.cpu {
            Native::Instr(instr) => self.instr(instr, operands, from, to),
            Native::Intrinsic(name) => self.math(name, operands, to),
            Native::Wide(wide, _) => self.wide_op(wide, operands),
            Native::Expand(_) | Native::Custom | Native::Composite | Native::Unsupported(_) => {
                panic!("internal error: {} is not native", op.name)
            }
        }
    }

    fn constant_op(&mut self, op: &OpData) {
        let Attr::Const(c) = op.attr else {
            panic!("internal error: a constant without its value")
        };
        let val = Val::Scalar(self.constant(c));
        self.set(op.result(), val);
    }

    pub fn constant(&self, c: Const) -> V {
        if c.ty == Scalar::F32 {
            return self.ll.real(self.ll.float(), c.as_f64());
        }
        self.ll.number(self.repr(c.ty), c.bits())
    }

    fn scalar_param(&mut self, op: &OpData) {
        let Attr::Param(param) = op.attr else {
            panic!("internal error: {} without its parameter", op.op.name)
        };
        let ty = self.kernel.dtype(op.result());
        let (bits, _) = self.entry().args[param.index()];
        let narrow = self.ll.trunc(bits, self.ll.int(ty.bits()));
        let val = Val::Scalar(self.ll.reinterpret(narrow, self.repr(ty)));
        self.set(op.result(), val);
    }
}
