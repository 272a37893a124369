//! Second thoughts: going back to an earlier state, and variables whose need shows after a block was closed.
//!
//! A front end that discovers what a loop carries traces the body, goes back, and traces it again; what a
//! branch hands on it knows when both arms are traced.

use super::{Builder, Fallible, Operand};
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
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
            None => self.zero(ty)?,
        };
        let local = self.local(ty, what, init)?;
        self.move_before(op, first);
        Ok(local)
    }

    /// What stands for a value that is not specified.
    fn zero(&mut self, ty: Type) -> Fallible<Operand> {
        match ty {
            Type::Scalar(dtype) => Ok(self.constant(Const::from_int(dtype, 0)).into()),
            Type::Matrix(dtype) => Ok(self.matrix_fill(0.0.into(), dtype)?.into()),
            Type::Event => Err(self.no_meeting("an async copy event")),
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

    /// Assigns a variable at the end of a block, which may be closed; without a value, zero.
    pub(crate) fn local_set_in(
        &mut self,
        block: BlockId,
        local: Local,
        value: Option<Operand>,
    ) -> Fallible<()> {
        self.open.push(block);
        let outcome = match value {
            Some(value) => self.local_set(local, value),
            None => self
                .zero(self.local_type(local))
                .and_then(|zero| self.local_set(local, zero)),
        };
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

    /// The type that operands meet in: values are promoted, literals take the dtype of the values where
    /// their kind allows it. Matrices meet matrices of the same dtype only.
    pub fn meeting_type(&self, operands: &[Operand]) -> Fallible<Type> {
        let types: Vec<Type> = operands
            .iter()
            .filter_map(|&o| match o {
                Operand::Value(v) => Some(self.ty(v)),
                Operand::Int(_) | Operand::Float(_) | Operand::Bool(_) => None,
            })
            .collect();
        if let Some(&other) = types.iter().find(|t| t.scalar().is_none()) {
            let is_alike = types.len() == operands.len() && types.iter().all(|&t| t == other);
            let meets = is_alike && other != Type::Event;
            return if meets {
                Ok(other)
            } else {
                Err(self.no_meeting(&other.to_string()))
            };
        }
        let values = types
            .into_iter()
            .filter_map(Type::scalar)
            .reduce(Scalar::promote);
        let literals = operands.iter().filter_map(|o| o.default_dtype());
        let meet = |common: Scalar, literal: Scalar| match common {
            Scalar::Bool => literal,
            c if literal.is_float() && !c.is_float() => literal,
            c => c,
        };
        let dtype = match values {
            Some(values) => literals.fold(values, meet),
            None => literals.reduce(Scalar::promote).unwrap_or(Scalar::I64),
        };
        Ok(dtype.into())
    }

    fn no_meeting(&self, what: &str) -> Box<Diagnostic> {
        let message = format!("{what} cannot become one value with something else");
        let e = self.error(Code::Unjoinable, message);
        Box::new(e.note("use it inside the branch or loop that made it"))
    }
}
