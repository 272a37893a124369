//! Turns thread-local variables into SSA values: results of branches, carried values of loops.
//!
//! A variable assigned inside a branch or loop and declared before it becomes a result of that operation.
//! This is the usual construction for structured code: no dominance frontiers are needed, since an
//! operation's results are the only joins.

use super::rewrite::{Rewriter, Transform, rewrite};
use crate::ir::{Attr, BlockId, Kernel, Local, OpData, OpId, Value};
use crate::ops::{Kind, OpDef};
use crate::types::Type;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The kernel without thread-local variables.
pub fn promote(kernel: &Kernel) -> Kernel {
    let mut read = HashSet::new();
    kernel.walk(&mut |_, op| {
        if let (Kind::LocalGet, Attr::Local(local)) = (op.op.kind, op.attr) {
            read.insert(local);
        }
    });
    rewrite(
        kernel,
        &mut Promote {
            current: BTreeMap::new(),
            read,
        },
    )
}

struct Promote {
    /// The value each live variable has here.
    current: BTreeMap<Local, Value>,
    /// Variables that are read anywhere; others need no joins.
    read: HashSet<Local>,
}

impl Transform for Promote {
    fn op(&mut self, rw: &mut Rewriter<'_>, id: OpId) {
        let op = rw.old.op(id).clone();
        match (op.op.kind, op.attr) {
            (Kind::LocalGet, Attr::Local(local)) => {
                let value = self.current[&local];
                rw.set(op.result(), value);
            }
            (Kind::LocalSet, Attr::Local(local)) => {
                let value = rw.get(op.operands[0]);
                name(rw, local, value);
                self.current.insert(local, value);
            }
            (Kind::If, _) => self.branch(rw, &op),
            (Kind::For, _) => self.counted(rw, &op),
            (Kind::While, _) => self.conditional(rw, &op),
            _ => {
                rw.copy(self, id);
            }
        }
    }
}

impl Promote {
    /// Variables declared before the operation that it assigns and someone reads, in a fixed order.
    fn assigned(&self, kernel: &Kernel, op: &OpData) -> Vec<Local> {
        let mut set = BTreeSet::new();
        for &block in &op.blocks {
            kernel.walk_block(block, &mut |_, inner| {
                if let (Kind::LocalSet, Attr::Local(local)) = (inner.op.kind, inner.attr) {
                    set.insert(local);
                }
            });
        }
        set.into_iter()
            .filter(|l| self.current.contains_key(l) && self.read.contains(l))
            .collect()
    }

    fn values(&self, locals: &[Local]) -> Vec<Value> {
        locals.iter().map(|l| self.current[l]).collect()
    }

    fn assign(&mut self, locals: &[Local], values: &[Value]) {
        self.current
            .extend(locals.iter().copied().zip(values.iter().copied()));
    }

    /// Emits the operation with its carried values appended to operands and results.
    fn emit(
        &self,
        rw: &mut Rewriter<'_>,
        op: &'static OpDef,
        mut operands: Vec<Value>,
        carried: &[Local],
        as_operands: bool,
    ) -> OpId {
        let values = self.values(carried);
        let types: Vec<Type> = values.iter().map(|&v| rw.new.ty(v)).collect();
        if as_operands {
            operands.extend(values);
        }
        rw.new.emit(op, operands, Attr::None, &types)
    }

    /// Rewrites one block; its last `carried` arguments, if it has them, are the variables.
    fn block(
        &mut self,
        rw: &mut Rewriter<'_>,
        owner: OpId,
        block: BlockId,
        args: &[Type],
        carried: &[Local],
    ) -> BlockId {
        let new = rw.new.open_block(owner, args);
        let values = rw.new.kernel().block(new).args.clone();
        for (&old, &value) in rw.old.block(block).args.iter().zip(&values) {
            rw.set(old, value);
        }
        if !args.is_empty() {
            let values = &values[args.len() - carried.len()..];
            name_all(rw, carried, values);
            self.assign(carried, values);
        }
        rw.ops(self, block);
        new
    }

    fn branch(&mut self, rw: &mut Rewriter<'_>, op: &OpData) {
        let carried = self.assigned(rw.old, op);
        let condition = rw.get(op.operands[0]);
        let new = self.emit(rw, op.op, vec![condition], &carried, false);
        let before = self.current.clone();
        for &block in &op.blocks {
            self.current = before.clone();
            self.block(rw, new, block, &[], &carried);
            rw.new.close_block(self.values(&carried));
        }
        self.current = before;
        self.finish(rw, new, &carried);
    }

    fn counted(&mut self, rw: &mut Rewriter<'_>, op: &OpData) {
        let carried = self.assigned(rw.old, op);
        let bounds = rw.get_all(&op.operands);
        let index = rw.new.ty(bounds[0]);
        let before = self.current.clone();
        let new = self.emit(rw, op.op, bounds, &carried, true);
        let args = self.carried_types(rw, &carried, Some(index));
        self.block(rw, new, op.blocks[0], &args, &carried);
        rw.new.close_block(self.values(&carried));
        self.current = before;
        self.finish(rw, new, &carried);
    }

    fn conditional(&mut self, rw: &mut Rewriter<'_>, op: &OpData) {
        let carried = self.assigned(rw.old, op);
        let before = self.current.clone();
        let new = self.emit(rw, op.op, vec![], &carried, true);
        let args = self.carried_types(rw, &carried, None);
        self.block(rw, new, op.blocks[0], &args, &carried);
        let condition = rw.get(rw.old.block(op.blocks[0]).yields[0]);
        let forwarded = self.values(&carried);
        rw.new.close_block([vec![condition], forwarded].concat());
        self.block(rw, new, op.blocks[1], &args, &carried);
        rw.new.close_block(self.values(&carried));
        self.current = before;
        self.finish(rw, new, &carried);
    }

    fn carried_types(
        &self,
        rw: &Rewriter<'_>,
        carried: &[Local],
        index: Option<Type>,
    ) -> Vec<Type> {
        index
            .into_iter()
            .chain(self.values(carried).iter().map(|&v| rw.new.ty(v)))
            .collect()
    }

    fn finish(&mut self, rw: &mut Rewriter<'_>, new: OpId, carried: &[Local]) {
        let results = rw.new.kernel().op(new).results.clone();
        name_all(rw, carried, &results);
        self.assign(carried, &results);
    }
}

/// Calls a value as the user calls the variable that holds it, if neither it nor the user has a better name.
fn name(rw: &mut Rewriter<'_>, local: Local, value: Value) {
    let Some(name) = rw.old.locals[local.index()].name.clone() else {
        return;
    };
    if rw.new.kernel().value(value).name.is_none() {
        rw.new.name_value(value, &name);
    }
}

fn name_all(rw: &mut Rewriter<'_>, locals: &[Local], values: &[Value]) {
    for (&local, &value) in locals.iter().zip(values) {
        name(rw, local, value);
    }
}
