//! Where values are read, and how often the text would repeat them.

use super::wide::Wide;
use enigma_core::ir::{BlockId, Def, Kernel, OpData, OpId, Value};
use enigma_core::ops::Kind;
use std::collections::{HashMap, HashSet};

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
    pub fn collect(kernel: &Kernel, wide: &Wide) -> Uses {
        let mut uses = Uses {
            sites: vec![Vec::new(); kernel.value_count()],
            positions: HashMap::new(),
        };
        let unread = unread_indices(kernel, wide);
        uses.block(kernel, wide, Kernel::BODY, &|id, n| {
            let op = kernel.op(id);
            let is_unread = matches!(op.results[..], [v] if unread.contains(&v));
            let is_absorbed = n == 0 && wide.has_no_index(id);
            !is_unread && !is_absorbed
        });
        uses
    }

    /// `reads` says whether the text of an operation has its n-th operand.
    fn block(
        &mut self,
        kernel: &Kernel,
        wide: &Wide,
        block: BlockId,
        reads: &dyn Fn(OpId, usize) -> bool,
    ) {
        let data = kernel.block(block);
        let numbered = data.ops.iter().enumerate();
        self.positions
            .extend(numbered.map(|(index, &id)| (id, index)));
        for &id in &data.ops {
            // Operands of a store are read where it is written, with those of its group.
            let index = self.position(wide.place(id));
            let op = kernel.op(id);
            let operands = op.operands.iter().enumerate();
            for (n, &v) in operands.filter(|&(n, _)| reads(id, n)) {
                self.sites[v.index()].push(Site {
                    block,
                    index,
                    weight: weight(kernel, op, n),
                });
            }
            for &inner in &op.blocks {
                self.block(kernel, wide, inner, reads);
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

/// Indices that the text does not have, because it accesses their elements together with others.
fn unread_indices(kernel: &Kernel, wide: &Wide) -> HashSet<Value> {
    let mut unread: HashSet<Value> = HashSet::new();
    let mut read: HashSet<Value> = HashSet::new();
    kernel.walk(&mut |id, op| {
        let absorbed = usize::from(wide.has_no_index(id));
        unread.extend(&op.operands[..absorbed]);
        read.extend(&op.operands[absorbed..]);
        for &block in &op.blocks {
            read.extend(&kernel.block(block).yields);
        }
    });
    let is_sum = |v: &Value| {
        let Def::Result(id, _) = kernel.value(*v).def else {
            return false;
        };
        kernel.op(id).op.kind == Kind::Pure
    };
    unread.retain(|v| !read.contains(v) && is_sum(v));
    unread
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
