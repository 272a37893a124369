//! Branches and loops: which threads are active where, and what blocks hand on.

use super::state::{Machine, Mask, Run};
use crate::ir::{BlockId, OpData, OpId};

impl Machine<'_> {
    /// Runs a block of a branch or loop for some of its threads.
    fn inner(&mut self, owner: OpId, block: BlockId, (all, some): (&Mask, &Mask)) -> Run {
        let parts = some.len() < all.len();
        if parts {
            self.require_together(self.kernel.op(owner), (all, some))?;
            self.splits.push(owner);
        }
        self.block(block, some)?;
        if parts {
            self.splits.pop();
        }
        Ok(())
    }

    pub(super) fn branch(&mut self, id: OpId, mask: &Mask) -> Run {
        let op = self.kernel.op(id);
        let (yes, no) = mask
            .iter()
            .partition::<Vec<_>, _>(|&&t| self.get(op.operands[0], t).as_bool());
        for (&block, taken) in op.blocks.iter().zip([yes, no]) {
            self.inner(id, block, (mask, &taken))?;
            self.copy(&op.results, &self.kernel.block(block).yields, &taken);
        }
        Ok(())
    }

    pub(super) fn counted(&mut self, id: OpId, mask: &Mask) -> Run {
        let op = self.kernel.op(id);
        let body = self.kernel.block(op.blocks[0]);
        let (index, carried) = (body.args[0], &body.args[1..]);
        self.copy(carried, &op.operands[3..], mask);
        let mut active: Vec<(usize, u128)> = mask
            .iter()
            .map(|&t| (t, self.trips(op, t)))
            .filter(|&(_, trips)| trips > 0)
            .collect();
        let mut round = 0;
        while !active.is_empty() {
            let threads: Vec<usize> = active.iter().map(|&(t, _)| t).collect();
            self.charge(op)?;
            for &t in &threads {
                let (lo, step) = (self.get(op.operands[0], t), self.get(op.operands[2], t));
                // No wrap: the trip count keeps the index below `hi`.
                let now = lo.as_int() + round as i128 * step.as_int();
                self.set(index, t, crate::Const::from_int(lo.ty, now));
            }
            self.inner(id, op.blocks[0], (mask, &threads))?;
            self.copy(carried, &body.yields, &threads);
            round += 1;
            active.retain(|&(_, trips)| trips > round);
        }
        // A thread's carried values stay as its last round left them.
        self.copy(&op.results, carried, mask);
        Ok(())
    }

    /// `ceil((hi - lo) / step)` where the loop runs at all, in arithmetic that cannot overflow.
    fn trips(&self, op: &OpData, thread: usize) -> u128 {
        let bound = |n: usize| self.get(op.operands[n], thread).as_int();
        let (lo, hi, step) = (bound(0), bound(1), bound(2));
        if lo < hi && step > 0 {
            (hi - lo).cast_unsigned().div_ceil(step.cast_unsigned())
        } else {
            0
        }
    }

    pub(super) fn conditional(&mut self, id: OpId, mask: &Mask) -> Run {
        let op = self.kernel.op(id);
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let (condition, forwarded) = (test.yields[0], &test.yields[1..]);
        self.copy(&test.args, &op.operands, mask);
        let mut active = mask.to_vec();
        while !active.is_empty() {
            self.charge(op)?;
            self.inner(id, op.blocks[0], (mask, &active))?;
            let (stay, leave) = active
                .iter()
                .partition::<Vec<_>, _>(|&&t| self.get(condition, t).as_bool());
            self.copy(&op.results, forwarded, &leave);
            self.copy(&body.args, forwarded, &stay);
            self.inner(id, op.blocks[1], (mask, &stay))?;
            self.copy(&test.args, &body.yields, &stay);
            active = stay;
        }
        Ok(())
    }
}
