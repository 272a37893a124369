//! Which products of simdgroup matrices are computed together, and which loads wait for them.
//!
//! A product alone reads as many elements as it makes sums. Products that share an operand share what is read of it,
//! so those of a block that follow each other and do not need each other's results are emitted together, where the
//! last of them stands. A matrix that only products use is left in memory until then, if nothing writes memory
//! between: they read the elements of it from there one by one, as they need them.

use super::plan;
use enigma_core::ir::{Attr, BlockId, Kernel, OpData, OpId, Value};
use enigma_core::ops::{Kind, MatrixOp};
use std::collections::{HashMap, HashSet};

/// What is emitted elsewhere than where it stands.
#[derive(Debug, Default)]
pub struct Tiles {
    /// Products that are emitted together, by the last of them.
    batches: HashMap<OpId, Vec<OpId>>,
    /// Loads whose matrices stay in memory.
    waiting: HashSet<OpId>,
}

impl Tiles {
    /// Looks through a kernel.
    pub fn new(kernel: &Kernel) -> Tiles {
        let mut tiles = Tiles::default();
        tiles.block(kernel, Kernel::BODY);
        tiles
    }

    /// The products that are emitted where this one stands; none where it is emitted with a later one.
    pub fn batch(&self, product: OpId) -> &[OpId] {
        self.batches.get(&product).map_or(&[], Vec::as_slice)
    }

    /// Whether a load leaves the matrix in memory, for products to read.
    pub fn waits(&self, load: OpId) -> bool {
        self.waiting.contains(&load)
    }

    fn block(&mut self, kernel: &Kernel, block: BlockId) {
        let ops = &kernel.block(block).ops;
        for &id in ops {
            let blocks = &kernel.op(id).blocks;
            blocks.iter().for_each(|&b| self.block(kernel, b));
        }
        if ops.iter().any(|&id| is_product(kernel.op(id))) {
            let together = self.gather(kernel, ops);
            self.find_waiting(kernel, block, &together);
        }
    }

    /// Gathers the batches of a block; gives the place of each product's batch in the block.
    fn gather(&mut self, kernel: &Kernel, ops: &[OpId]) -> HashMap<OpId, usize> {
        let mut together = HashMap::new();
        let mut open: Vec<(usize, OpId)> = Vec::new();
        let mut close = |tiles: &mut Tiles, open: &mut Vec<(usize, OpId)>| {
            if let Some(&(place, last)) = open.last() {
                let batch: Vec<OpId> = open.drain(..).map(|(_, id)| id).collect();
                together.extend(batch.iter().map(|&id| (id, place)));
                tiles.batches.insert(last, batch);
            }
        };
        for (place, &id) in ops.iter().enumerate() {
            let op = kernel.op(id);
            let needs =
                |&(_, made): &(usize, OpId)| op.operands.contains(&kernel.op(made).result());
            if ends_waiting(op) || open.iter().any(needs) {
                close(self, &mut open);
            }
            if is_product(op) {
                open.push((place, id));
            }
        }
        close(self, &mut open);
        together
    }

    fn find_waiting(&mut self, kernel: &Kernel, block: BlockId, together: &HashMap<OpId, usize>) {
        let block = kernel.block(block);
        for (place, &id) in block.ops.iter().enumerate() {
            let op = kernel.op(id);
            if op.op.kind != Kind::Matrix(MatrixOp::Load) || block.yields.contains(&op.result()) {
                continue;
            }
            let rest = &block.ops[place + 1..];
            let users = rest
                .iter()
                .filter(|&&user| reads(kernel, user, op.result()));
            let ends: Option<Vec<usize>> = users
                .map(|user| {
                    together
                        .get(user)
                        .copied()
                        .filter(|_| takes(kernel, *user, op))
                })
                .collect();
            let Some(end) = ends.and_then(|ends| ends.into_iter().max()) else {
                continue;
            };
            let mut between = block.ops[place + 1..end].iter();
            if !between.any(|&other| ends_waiting(kernel.op(other))) {
                self.waiting.insert(id);
            }
        }
    }
}

fn is_product(op: &OpData) -> bool {
    let Kind::Matrix(matrix) = op.op.kind else {
        return false;
    };
    match matrix {
        MatrixOp::Multiply | MatrixOp::MultiplyAccumulate => true,
        MatrixOp::Load | MatrixOp::Store | MatrixOp::Fill => false,
    }
}

/// Whether reads of memory may not move past an operation, and products not past the blocks in it.
fn ends_waiting(op: &OpData) -> bool {
    op.op.effects.writes || op.op.effects.barrier || !op.blocks.is_empty()
}

fn reads(kernel: &Kernel, user: OpId, v: Value) -> bool {
    let mut used = Vec::new();
    plan::uses(kernel, user, &mut used);
    used.contains(&v)
}

/// Whether a product can take the matrix from memory: the right operand by its rows, and none as what is added.
fn takes(kernel: &Kernel, product: OpId, load: &OpData) -> bool {
    let Attr::Matrix { transpose, .. } = load.attr else {
        return false;
    };
    let (op, v) = (kernel.op(product), load.result());
    let right = op.operands[1] == v;
    !(right && transpose) && op.operands.get(2) != Some(&v)
}
