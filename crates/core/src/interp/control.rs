//! Branches and loops under masks.

use super::{Group, Mask, Run, active};
use crate::constant::Const;
use crate::ir::OpData;

impl Group<'_> {
    /// The active threads whose condition equals `want`.
    fn holds(&self, mask: &Mask, condition: crate::ir::Value, want: bool) -> Mask {
        let mut out = vec![false; mask.len()];
        for thread in active(mask) {
            out[thread] = self.get(condition, thread).as_bool() == want;
        }
        out
    }

    /// Runs something with the place remembered where threads may have parted.
    fn parted(&mut self, op: &OpData, mask: &Mask, f: impl FnOnce(&mut Self) -> Run) -> Run {
        let all = mask.iter().all(|&on| on);
        if !all {
            self.conditions.push(op.loc.clone());
        }
        let result = f(self);
        if !all {
            self.conditions.pop();
        }
        result
    }

    pub(super) fn branch(&mut self, op: &OpData, mask: &Mask) -> Run {
        for (n, &block) in op.blocks.iter().enumerate() {
            let taken = self.holds(mask, op.operands[0], n == 0);
            if active(&taken).next().is_none() {
                continue;
            }
            self.parted(op, &taken, |group| group.block(block, &taken))?;
            let yields = self.kernel.block(block).yields.clone();
            self.assign(&op.results, &yields, &taken);
        }
        Ok(())
    }

    pub(super) fn counted(&mut self, op: &OpData, mask: &Mask) -> Run {
        let body = self.kernel.block(op.blocks[0]).clone();
        let (index, carried) = body
            .args
            .split_first()
            .expect("internal error: a loop without an index");
        self.assign(&op.results, &op.operands[3..], mask);
        let ty = self.kernel.dtype(*index);
        for round in 0.. {
            let mut on = vec![false; mask.len()];
            for thread in active(mask) {
                let [lo, hi, step] = [0, 1, 2].map(|n| self.get(op.operands[n], thread).as_int());
                let i = lo + round * step;
                on[thread] = step > 0 && i < hi;
                if on[thread] {
                    self.set(*index, thread, Const::from_int(ty, i));
                }
            }
            if active(&on).next().is_none() {
                break;
            }
            self.assign(carried, &op.results, &on);
            self.parted(op, &on, |group| group.block(op.blocks[0], &on))?;
            self.assign(&op.results, &body.yields, &on);
        }
        Ok(())
    }

    pub(super) fn conditional(&mut self, op: &OpData, mask: &Mask) -> Run {
        let test = self.kernel.block(op.blocks[0]).clone();
        let body = self.kernel.block(op.blocks[1]).clone();
        self.assign(&test.args, &op.operands, mask);
        let mut on = mask.clone();
        loop {
            self.parted(op, &on, |group| group.block(op.blocks[0], &on))?;
            self.assign(&op.results, &test.yields[1..], &on);
            on = self.holds(&on, test.yields[0], true);
            if active(&on).next().is_none() {
                return Ok(());
            }
            self.assign(&body.args, &op.results, &on);
            self.parted(op, &on, |group| group.block(op.blocks[1], &on))?;
            self.assign(&test.args, &body.yields, &on);
        }
    }
}
