//! Drops operations without effects whose results nothing needs, and results and carried values of
//! branches and loops that nothing reads.
//!
//! An operation is needed if it writes memory, is convergent with an effect of its own (barriers, copies),
//! or gives a needed value. A loop that writes nothing is dropped even if it might not end: an endless loop
//! without effects has no meaning. Dead loads are dropped.

use super::rewrite::{Rewriter, Transform, rewrite};
use crate::ir::{BlockId, Def, Kernel, OpData, OpId, Value};
use crate::ops::Kind;
use crate::types::Type;

/// The kernel without what nothing needs.
pub fn dce(kernel: &Kernel) -> Kernel {
    let mut live = Live {
        kernel,
        ops: vec![false; kernel.ops.len()],
        values: vec![false; kernel.value_count()],
        work: Vec::new(),
    };
    kernel.walk(&mut |id, op| {
        if op.op.effects.writes || op.op.effects.barrier {
            live.need_op(id);
        }
    });
    live.run();
    rewrite(
        kernel,
        &mut Sweep {
            ops: live.ops,
            values: live.values,
        },
    )
}

struct Live<'k> {
    kernel: &'k Kernel,
    ops: Vec<bool>,
    values: Vec<bool>,
    work: Vec<Value>,
}

impl Live<'_> {
    fn run(&mut self) {
        while let Some(v) = self.work.pop() {
            match self.kernel.value(v).def {
                Def::Result(op, n) => {
                    self.need_op(op);
                    self.need_yields(op, n as usize);
                }
                Def::Argument(block, n) => self.need_argument(block, n as usize),
            }
        }
    }

    fn need(&mut self, v: Value) {
        if !std::mem::replace(&mut self.values[v.index()], true) {
            self.work.push(v);
        }
    }

    /// An operation that stays, with the operands it always reads and the operations it stands in.
    fn need_op(&mut self, id: OpId) {
        if std::mem::replace(&mut self.ops[id.index()], true) {
            return;
        }
        let op = self.kernel.op(id);
        let fixed = fixed_operands(op);
        for &v in &op.operands[..fixed] {
            self.need(v);
        }
        if op.op.kind == Kind::While {
            self.need(self.kernel.block(op.blocks[0]).yields[0]);
        }
        if let Some(owner) = self.kernel.block(op.parent).owner {
            self.need_op(owner);
        }
    }

    /// What the n-th result of a branch or loop is made of.
    fn need_yields(&mut self, id: OpId, n: usize) {
        let op = self.kernel.op(id);
        let yielded = |block: usize, k: usize| self.kernel.block(op.blocks[block]).yields[k];
        let needed = match op.op.kind {
            Kind::If => vec![yielded(0, n), yielded(1, n)],
            Kind::For => vec![
                yielded(0, n),
                op.operands[3 + n],
                self.kernel.block(op.blocks[0]).args[1 + n],
            ],
            // The slot stays as a whole, whatever the forwarded value is made of.
            Kind::While => vec![yielded(0, n + 1), self.kernel.block(op.blocks[0]).args[n]],
            _ => return,
        };
        for v in needed {
            self.need(v);
        }
    }

    /// What the n-th argument of a loop's block is made of; its slot then stays as a whole.
    fn need_argument(&mut self, block: BlockId, n: usize) {
        let owner = self
            .kernel
            .block(block)
            .owner
            .expect("internal error: the body has no arguments");
        let op = self.kernel.op(owner);
        self.need_op(owner);
        match op.op.kind {
            Kind::For if n > 0 => self.need(op.results[n - 1]),
            Kind::While => {
                // The condition block's arguments, the forwarded values and the results go together.
                let (test, body) = (
                    self.kernel.block(op.blocks[0]),
                    self.kernel.block(op.blocks[1]),
                );
                for v in [
                    op.operands[n],
                    test.args[n],
                    test.yields[n + 1],
                    body.yields[n],
                    op.results[n],
                ] {
                    self.need(v);
                }
            }
            _ => {}
        }
    }
}

/// Operands that do not belong to a carried value.
fn fixed_operands(op: &OpData) -> usize {
    match op.op.kind {
        Kind::For => 3,
        Kind::While => 0,
        _ => op.operands.len(),
    }
}

struct Sweep {
    ops: Vec<bool>,
    values: Vec<bool>,
}

impl Transform for Sweep {
    fn op(&mut self, rw: &mut Rewriter<'_>, id: OpId) {
        if !self.ops[id.index()] {
            return;
        }
        let op = rw.old.op(id).clone();
        match op.op.kind {
            Kind::If | Kind::For | Kind::While if op.results.iter().any(|r| !self.is_live(*r)) => {
                self.shrink(rw, &op);
            }
            _ => {
                rw.copy(self, id);
            }
        }
    }
}

impl Sweep {
    /// Whether a result stays. Marking any part of a loop's slot marks its result too.
    fn is_live(&self, result: Value) -> bool {
        self.values[result.index()]
    }

    /// Copies a branch or loop with the live ones of its results.
    fn shrink(&mut self, rw: &mut Rewriter<'_>, op: &OpData) {
        let old = rw.old;
        let keep: Vec<usize> = (0..op.results.len())
            .filter(|&n| self.is_live(op.results[n]))
            .collect();
        let types: Vec<Type> = keep.iter().map(|&n| old.ty(op.results[n])).collect();
        let fixed = fixed_operands(op);
        let mut operands = rw.get_all(&op.operands[..fixed]);
        if op.operands.len() > fixed {
            operands.extend(keep.iter().map(|&n| rw.get(op.operands[fixed + n])));
        }
        let new = rw.new.emit(op.op, operands, op.attr, &types);
        for (number, &block) in op.blocks.iter().enumerate() {
            self.shrink_block(rw, new, (op.op.kind, number, block), &keep);
        }
        for (k, &n) in keep.iter().enumerate() {
            let value = rw.new.kernel().op(new).results[k];
            rw.set(op.results[n], value);
        }
    }

    fn shrink_block(
        &mut self,
        rw: &mut Rewriter<'_>,
        owner: OpId,
        (kind, number, block): (Kind, usize, BlockId),
        keep: &[usize],
    ) {
        let old = rw.old.block(block).clone();
        let leading_args = usize::from(kind == Kind::For);
        let leading_yields = usize::from(kind == Kind::While && number == 0);
        let kept = |list: &[Value], leading: usize| -> Vec<Value> {
            if list.len() <= leading {
                return list.to_vec();
            }
            list[..leading]
                .iter()
                .copied()
                .chain(keep.iter().map(|&n| list[leading + n]))
                .collect()
        };
        let args = kept(&old.args, leading_args);
        let types: Vec<Type> = args.iter().map(|&a| rw.old.ty(a)).collect();
        let new = rw.new.open_block(owner, &types);
        for (k, &arg) in args.iter().enumerate() {
            let value = rw.new.kernel().block(new).args[k];
            rw.set(arg, value);
        }
        rw.ops(self, block);
        let yields = rw.get_all(&kept(&old.yields, leading_yields));
        rw.new.close_block(yields);
    }
}
