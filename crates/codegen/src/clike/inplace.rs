//! Statements that assign a variable at once, as a person writes them: `acc = fma(x, y, acc);`, and not a
//! variable for each value that is then copied.
//!
//! What a block hands on at its end is computed into the variable that takes it, and a value that the user gave
//! the name of an earlier one replaces that one. Either needs that nothing in the block reads what the variable
//! held before: then no reader can tell. An expression that reads the variable is not moved across the
//! assignment (`inline`).

use super::vars::{Finder, VarId};
use enigma_core::Type;
use enigma_core::ir::{BlockId, OpData, OpId, Value};
use enigma_core::ops::{Kind, MatrixOp};

impl Finder<'_> {
    /// Joins what a statement computes to a variable, if there is one that it may assign.
    pub(super) fn statement(&mut self, id: OpId, op: &OpData) {
        let [v] = op.results[..] else { return };
        let is_statement = statement(op.op.kind).is_some();
        if !is_statement || self.vars.of(v).is_some() || self.is_test(op.parent) {
            return;
        }
        let at = self.uses.position(id);
        if let Some(var) = self.taker(v, op, at) {
            self.join(v, var);
        } else if let Some(old) = self.replaced(v, op, at) {
            let var = self.claim(old, "acc");
            self.join(v, var);
        }
    }

    /// Notes the names that an operation gives: to its results, and to what its blocks begin with.
    pub(super) fn remember(&mut self, op: &OpData) {
        let args = |block: BlockId| {
            let args = self.kernel.block(block).args.iter();
            args.map(move |&v| (block, v))
        };
        let results = op.results.iter().map(|&v| (op.parent, v));
        let inside = op.blocks.iter().flat_map(|&block| args(block));
        let named: Vec<_> = results.chain(inside).collect();
        for (block, v) in named {
            if let Some(name) = &self.kernel.value(v).name {
                self.latest.insert((block, name.clone()), v);
            }
        }
    }

    /// The test of a `while` is an expression where that is possible: nothing is assigned there.
    fn is_test(&self, block: BlockId) -> bool {
        let owner = self.kernel.block(block).owner;
        owner.is_some_and(|owner| {
            let owner = self.kernel.op(owner);
            owner.op.kind == Kind::While && owner.blocks[0] == block
        })
    }

    /// The variable that takes a value at the end of its block.
    fn taker(&self, v: Value, op: &OpData, at: usize) -> Option<VarId> {
        let block = self.kernel.block(op.parent);
        let owner = self.kernel.op(block.owner?);
        let slot = block.yields.iter().position(|&yielded| yielded == v)?;
        let var = self.vars.of(*owner.results.get(slot)?)?;
        let name = self.vars.data(var).name.as_deref();
        (self.fits(v, name) && self.may_assign(var, v, op, at)).then_some(var)
    }

    /// The value of the same name that this one replaces.
    fn replaced(&self, v: Value, op: &OpData, at: usize) -> Option<Value> {
        let name = self.kernel.value(v).name.clone()?;
        let &old = self.latest.get(&(op.parent, name))?;
        match self.vars.of(old) {
            Some(var) => self.may_assign(var, v, op, at).then_some(old),
            None => {
                let alike = self.kernel.ty(old) == self.kernel.ty(v);
                let ends = self.is_over(old, op.parent, at);
                let fits = self.could_be_variable(old) && self.could_be_variable(v);
                (alike && ends && fits && !fills_its_factor(op, |w| w == old)).then_some(old)
            }
        }
    }

    /// Whether a statement may put its value into a variable.
    fn may_assign(&self, var: VarId, v: Value, op: &OpData, at: usize) -> bool {
        let data = self.vars.data(var);
        let mut members = data.members.iter();
        data.ty == self.kernel.ty(v)
            && data.ty != Type::Event
            && members.all(|&w| self.is_over(w, op.parent, at))
            && !fills_its_factor(op, |w| data.members.contains(&w))
    }

    /// Whether nothing in the block reads a value after a position.
    fn is_over(&self, v: Value, block: BlockId, at: usize) -> bool {
        let mut sites = self.uses.sites(v).iter();
        !sites.any(|&site| {
            let position = self.uses.position_in(self.kernel, site, block);
            position.is_some_and(|position| position > at)
        })
    }
}

/// Whether the value of an operation always has a statement of its own, or only if it needs a name; none if it
/// never has one.
pub(super) fn statement(kind: Kind) -> Option<bool> {
    match kind {
        Kind::Pure | Kind::Load | Kind::LoadIf => Some(false),
        Kind::Simd(_) | Kind::Atomic(_) | Kind::Matrix(_) => Some(true),
        Kind::Const
        | Kind::Query(_)
        | Kind::ScalarParam
        | Kind::FunctionConstant
        | Kind::Store
        | Kind::LocalGet
        | Kind::LocalSet
        | Kind::Assert
        | Kind::Barrier
        | Kind::SimdBarrier
        | Kind::AsyncCopy1d
        | Kind::AsyncCopy2d
        | Kind::AsyncCopyWait
        | Kind::For
        | Kind::While
        | Kind::If
        | Kind::Composite(_) => None,
    }
}

/// Whether a product of matrices would go to where one of its factors is, which Metal does not promise to bear.
fn fills_its_factor(op: &OpData, is_there: impl Fn(Value) -> bool) -> bool {
    let is_product = matches!(
        op.op.kind,
        Kind::Matrix(MatrixOp::Multiply | MatrixOp::MultiplyAccumulate)
    );
    is_product && op.operands[..2].iter().any(|&v| is_there(v))
}
