//! Second thoughts: going back to an earlier state, and variables whose need shows after a block was closed.
//!
//! A front end that discovers what a loop carries traces the body, goes back, and traces it again; what a
//! branch hands on it knows when both arms are traced.

use super::{Builder, Fallible, Operand};
use crate::constant::Const;
use crate::diag::Code;
use crate::ir::{BlockId, Local, OpId, Value};
use crate::ops::Effects;
use crate::types::{Scalar, Type};

/// A state that a builder can go back to.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    values: usize,
    ops: usize,
    blocks: usize,
    locals: usize,
    allocs: usize,
    pending: Vec<Value>,
    open: Vec<OpenBlock>,
}

/// A block that was open: how many operations it had, and how many blocks its owner.
#[derive(Clone, Copy, Debug)]
struct OpenBlock {
    block: BlockId,
    ops: usize,
    siblings: usize,
}

/// Operations that are cheaper to do always than to branch around.
const CHEAP: usize = 16;

impl Builder {
    /// The state now.
    pub fn checkpoint(&self) -> Checkpoint {
        let open = self.open.iter().map(|&block| {
            let data = self.kernel.block(block);
            OpenBlock {
                block,
                ops: data.ops.len(),
                siblings: data.owner.map_or(0, |op| self.kernel.op(op).blocks.len()),
            }
        });
        Checkpoint {
            values: self.kernel.values.len(),
            ops: self.kernel.ops.len(),
            blocks: self.kernel.blocks.len(),
            locals: self.kernel.locals.len(),
            allocs: self.kernel.allocs.len(),
            pending: self.pending.clone(),
            open: open.collect(),
        }
    }

    /// Forgets everything that was built since. Handles of it must not be used any more.
    pub fn rollback(&mut self, to: &Checkpoint) {
        let kernel = &mut self.kernel;
        kernel.values.truncate(to.values);
        kernel.ops.truncate(to.ops);
        kernel.blocks.truncate(to.blocks);
        kernel.locals.truncate(to.locals);
        kernel.allocs.truncate(to.allocs);
        for open in &to.open {
            let block = &mut kernel.blocks[open.block.index()];
            block.ops.truncate(open.ops);
            block.yields.clear();
            if let Some(owner) = block.owner {
                kernel.ops[owner.index()].blocks.truncate(open.siblings);
            }
        }
        self.open = to.open.iter().map(|open| open.block).collect();
        self.pending.clone_from(&to.pending);
    }

    /// A thread-local variable that has a value before a branch or loop of the current block, which may
    /// be closed already: `init`, or else zero.
    pub(crate) fn local_before(
        &mut self,
        op: OpId,
        ty: Type,
        what: &str,
        init: Option<Operand>,
    ) -> Fallible<Local> {
        let parent = self.kernel.op(op).parent;
        assert_eq!(
            self.open.last(),
            Some(&parent),
            "internal error: a variable before an operation of another block"
        );
        let first = self.kernel.block(parent).ops.len();
        let init = match init {
            Some(init) => init,
            None => self.zero(ty)?.into(),
        };
        let local = self.local(ty, what, init)?;
        self.move_before(op, first);
        Ok(local)
    }

    /// The zero of a type.
    fn zero(&mut self, ty: Type) -> Fallible<Value> {
        match ty {
            Type::Scalar(dtype) => Ok(self.constant(Const::from_int(dtype, 0))),
            Type::Matrix(dtype) => self.matrix_fill(Operand::Int(0), dtype),
            Type::Event => panic!("internal error: an event in a variable"),
        }
    }

    /// Moves the operations of the current block from a position on before another one in it.
    fn move_before(&mut self, op: OpId, first: usize) {
        let parent = self.kernel.op(op).parent;
        let ops = &mut self.kernel.blocks[parent.index()].ops;
        let moved = ops.split_off(first);
        let at = ops
            .iter()
            .rposition(|&id| id == op)
            .expect("internal error: a lost operation");
        ops.splice(at..at, moved);
    }

    /// Assigns a variable at the end of a block, which may be closed.
    pub(crate) fn local_set_in(
        &mut self,
        block: BlockId,
        local: Local,
        value: Operand,
    ) -> Fallible<()> {
        self.open.push(block);
        let outcome = self.local_set(local, value);
        self.open.pop();
        outcome
    }

    /// Dissolves a closed branch without results, the last operation of the current block, if all it has
    /// is pure and cheap: its operations then stand before everything that follows.
    pub(crate) fn dissolve(&mut self, op: OpId) -> bool {
        let blocks = self.kernel.op(op).blocks.clone();
        let inside: Vec<OpId> = blocks
            .iter()
            .flat_map(|&b| self.kernel.block(b).ops.iter().copied())
            .collect();
        let is_free = |id: &OpId| {
            let op = self.kernel.op(*id);
            op.op.effects == Effects::PURE && op.blocks.is_empty()
        };
        if inside.len() > CHEAP || !inside.iter().all(is_free) {
            return false;
        }
        let parent = self.kernel.op(op).parent;
        let list = &mut self.kernel.blocks[parent.index()].ops;
        assert_eq!(list.pop(), Some(op), "internal error: a branch is not last");
        list.extend(&inside);
        for id in inside {
            self.kernel.ops[id.index()].parent = parent;
        }
        for block in blocks {
            self.kernel.blocks[block.index()].ops.clear();
        }
        true
    }

    /// The type that operands meet in: matrices of one dtype in theirs; of scalars, values are promoted, literals take the dtype of the values where
    /// their kind allows it.
    pub fn meeting_type(&self, operands: &[Operand]) -> Fallible<Type> {
        let matrix = operands.iter().find_map(|o| match o {
            Operand::Value(v) => self.ty(*v).matrix().map(|_| self.ty(*v)),
            _ => None,
        });
        match matrix {
            Some(ty) => self.meeting_matrix(ty, operands),
            None => self.meeting_dtype(operands).map(Type::Scalar),
        }
    }

    fn meeting_matrix(&self, ty: Type, operands: &[Operand]) -> Fallible<Type> {
        for &operand in operands {
            let found = match operand {
                Operand::Value(v) if self.ty(v) == ty => continue,
                Operand::Value(v) => self.ty(v).to_string(),
                literal => literal.describe(),
            };
            let message = format!("a branch or loop cannot give {ty} or {found}");
            let e = self.error(Code::CarriedType, message);
            return Err(Box::new(e.note("a matrix stays one, of the same dtype")));
        }
        Ok(ty)
    }

    fn meeting_dtype(&self, operands: &[Operand]) -> Fallible<Scalar> {
        let mut dtypes = Vec::with_capacity(operands.len());
        for &operand in operands {
            if let Operand::Value(v) = operand {
                let dtype = self.ty(v).scalar();
                dtypes.push(dtype.ok_or_else(|| {
                    let e = self.error(
                        Code::OperandType,
                        "an async copy event cannot be chosen by a branch or loop",
                    );
                    Box::new(e.note("wait for it in the block that started it"))
                })?);
            }
        }
        let values = dtypes.into_iter().reduce(Scalar::promote);
        let literals = operands.iter().filter_map(|o| o.default_dtype());
        let meet = |common: Scalar, literal: Scalar| match common {
            Scalar::Bool => literal,
            c if literal.is_float() && !c.is_float() => literal,
            c => c,
        };
        Ok(match values {
            Some(values) => literals.fold(values, meet),
            None => literals.reduce(Scalar::promote).unwrap_or(Scalar::I64),
        })
    }
}
