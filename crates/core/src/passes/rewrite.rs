//! The walk that passes share: copies a kernel operation by operation, with a say for the pass at each.

use crate::ir::builder::Builder;
use crate::ir::{BlockId, Kernel, OpData, OpId, Value};
use crate::types::Type;

/// What a pass decides about each operation.
pub trait Transform {
    /// Handles one operation of the old kernel; `Rewriter::copy` keeps it.
    fn op(&mut self, rw: &mut Rewriter<'_>, id: OpId)
    where
        Self: Sized,
    {
        rw.copy(self, id);
    }

    /// Called when a block opens.
    fn enter(&mut self) {}

    /// Called when a block closes.
    fn leave(&mut self) {}
}

/// An old kernel, the new one, and which new value stands for which old one.
pub struct Rewriter<'k> {
    /// The kernel read.
    pub old: &'k Kernel,
    /// The kernel made.
    pub new: Builder,
    map: Vec<Option<Value>>,
}

/// Runs a pass over a kernel.
pub fn rewrite(old: &Kernel, pass: &mut impl Transform) -> Kernel {
    let mut rw = Rewriter {
        old,
        new: Builder::like(old),
        map: vec![None; old.value_count()],
    };
    rw.ops(pass, Kernel::BODY);
    rw.new.into_kernel()
}

impl Rewriter<'_> {
    /// The new value for an old one.
    pub fn get(&self, old: Value) -> Value {
        self.map[old.index()].expect("internal error: a value used before it was rewritten")
    }

    /// The new values for old ones.
    pub fn get_all(&self, old: &[Value]) -> Vec<Value> {
        old.iter().map(|&v| self.get(v)).collect()
    }

    /// Records which new value stands for an old one; the user's name goes with it.
    pub fn set(&mut self, old: Value, new: Value) {
        self.map[old.index()] = Some(new);
        if let Some(name) = &self.old.value(old).name
            && self.new.kernel().value(new).name.is_none()
        {
            let name = name.clone();
            self.new.name_value(new, &name);
        }
    }

    /// Rewrites the operations of a block into the open one.
    pub fn ops(&mut self, pass: &mut impl Transform, block: BlockId) {
        for &id in &self.old.block(block).ops {
            self.new.set_loc(self.old.op(id).loc.clone());
            pass.op(self, id);
        }
    }

    /// Keeps an operation, its blocks rewritten.
    pub fn copy(&mut self, pass: &mut impl Transform, id: OpId) -> OpId {
        let op: &OpData = self.old.op(id);
        let types: Vec<Type> = op.results.iter().map(|&r| self.old.ty(r)).collect();
        let operands = self.get_all(&op.operands);
        let new = self.new.emit(op.op, operands, op.attr, &types);
        for &block in &op.blocks {
            self.block(pass, new, block);
        }
        for (n, &old) in op.results.iter().enumerate() {
            let value = self.new.kernel().op(new).results[n];
            self.set(old, value);
        }
        new
    }

    /// Rewrites a block of an operation.
    fn block(&mut self, pass: &mut impl Transform, owner: OpId, block: BlockId) {
        let old = self.old.block(block);
        let types: Vec<Type> = old.args.iter().map(|&a| self.old.ty(a)).collect();
        let new = self.new.open_block(owner, &types);
        for (n, &arg) in old.args.iter().enumerate() {
            let value = self.new.kernel().block(new).args[n];
            self.set(arg, value);
        }
        pass.enter();
        self.ops(pass, block);
        let yields = self.get_all(&old.yields);
        pass.leave();
        self.new.close_block(yields);
    }
}
