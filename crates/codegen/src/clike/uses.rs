//! Where values are read, and how often the text would repeat them.

use enigma_core::ir::{BlockId, Kernel, OpData, OpId, Value};
use enigma_core::ops::Kind;
use std::collections::HashMap;

/// How a counted loop is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoopForm {
    /// `for (i = lo; i < hi; i += step)`: the index cannot overflow.
    Simple,
    /// `for (i = lo; i < hi; i += min(step, hi - i))`: it could, near the end of its type.
    Clamped,
    /// By a trip count computed before: the step may not be positive.
    Counted,
}

impl LoopForm {
    /// Simple where `i + step` cannot pass the end of the type while `i < hi`, as with a step of 1.
    pub fn of(kernel: &Kernel, op: &OpData) -> LoopForm {
        let Some(step) = kernel.constant(op.operands[2]).map(|c| c.as_int()) else {
            return LoopForm::Counted;
        };
        let (_, max) = kernel.dtype(op.operands[0]).int_range();
        let last = kernel
            .constant(op.operands[1])
            .map_or(max, |hi| hi.as_int());
        match step {
            ..=0 => LoopForm::Counted,
            _ if last - 1 + step <= max => LoopForm::Simple,
            _ => LoopForm::Clamped,
        }
    }
}

/// One place that reads a value: the operation at `index` of the block, or its yields if `index` is past them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Site {
    /// The block.
    pub block: BlockId,
    /// Position in it.
    pub index: usize,
    /// How often the text repeats the value there.
    pub weight: u32,
}

/// Every place that reads each value.
#[derive(Debug)]
pub struct Uses {
    sites: Vec<Vec<Site>>,
    positions: HashMap<OpId, usize>,
}

impl Uses {
    /// Collects them.
    pub fn collect(kernel: &Kernel) -> Uses {
        let mut uses = Uses {
            sites: vec![Vec::new(); kernel.value_count()],
            positions: HashMap::new(),
        };
        uses.block(kernel, Kernel::BODY);
        uses
    }

    fn block(&mut self, kernel: &Kernel, block: BlockId) {
        let data = kernel.block(block);
        for (index, &id) in data.ops.iter().enumerate() {
            self.positions.insert(id, index);
            let op = kernel.op(id);
            for (n, &v) in op.operands.iter().enumerate() {
                self.sites[v.index()].push(Site {
                    block,
                    index,
                    weight: weight(kernel, op, n),
                });
            }
            for &inner in &op.blocks {
                self.block(kernel, inner);
            }
        }
        for &v in &data.yields {
            self.sites[v.index()].push(Site {
                block,
                index: data.ops.len(),
                weight: 1,
            });
        }
    }

    /// Where a value is read.
    pub fn sites(&self, v: Value) -> &[Site] {
        &self.sites[v.index()]
    }

    /// How often the text would repeat it.
    pub fn count(&self, v: Value) -> u32 {
        self.sites(v).iter().map(|s| s.weight).sum()
    }

    /// An operation's position in its block.
    pub fn position(&self, op: OpId) -> usize {
        self.positions[&op]
    }

    /// Position in `block` of the operation that is the site or contains it.
    pub fn position_in(&self, kernel: &Kernel, site: Site, block: BlockId) -> Option<usize> {
        let mut at = site;
        while at.block != block {
            let owner = kernel.block(at.block).owner?;
            at = Site {
                block: kernel.op(owner).parent,
                index: self.position(owner),
                weight: 1,
            };
        }
        Some(at.index)
    }
}

/// How often the text of an operation repeats its n-th operand.
fn weight(kernel: &Kernel, op: &OpData, n: usize) -> u32 {
    match (op.op.kind, n) {
        // The mask selects the index, then the value.
        (Kind::LoadIf, 1) => 2,
        // A bound is tested every round; a start and a step that the trip count needs are read again inside.
        (Kind::For, 0..=2) => match LoopForm::of(kernel, op) {
            LoopForm::Simple | LoopForm::Clamped => [1, 2, 1][n],
            LoopForm::Counted => [2, 1, 2][n],
        },
        _ => 1,
    }
}
