//! Loads down the columns of a tile: chunks side by side read neighbours where the lanes of each are far apart.
//!
//! What a lane reads in all the chunks is one short vector. As many of these as there are chunks, side by side in
//! registers, are a square that is transposed by shuffles of pairs: each step exchanges one bit of the number of a
//! vector for one bit of the place in it (Eklundh, "A fast computer method for matrix transposing", 1972).

use super::emitter::{Emitter, Val};
use super::forms::Form;
use super::llvm::V;
use super::notes::Made;
use enigma_core::ir::{Attr, Memory, OpId};
use enigma_core::ops::Kind;

/// Fewest chunks side by side for which it pays.
const FEWEST: usize = 4;

impl Emitter<'_> {
    /// Whether an operation loads down the columns of a tile.
    pub fn is_column_load(&self, id: OpId) -> bool {
        let op = self.kernel.op(id);
        let own = matches!(op.attr, Attr::Memory(Memory::Threadgroup(_)));
        if op.op.kind != Kind::Load || !own || self.is_checked(id) || self.windows.of(id).is_some()
        {
            return false;
        }
        let shape = self.forms.shape(op.operands[0]);
        let apart = match shape.form {
            Form::Linear(stride) => stride.abs() > 1,
            Form::Pattern(_) => true,
            Form::Scalar | Form::Vector => false,
        };
        apart && shape.place.is_some_and(|(step, _)| step == 1)
    }

    /// Whether it is loaded for all chunks that are emitted side by side at once.
    pub fn loads_columns(&self, id: OpId) -> bool {
        let parts = self.parts.len();
        let square = parts >= FEWEST && self.width().is_multiple_of(parts as u32);
        square && self.together.is_none() && self.is_column_load(id)
    }

    /// Loads for all chunks that are emitted side by side.
    pub fn load_columns(&mut self, id: OpId) {
        let op = self.kernel.op(id);
        let access = self.access(id, op);
        let start = self
            .placed(&access)
            .expect("internal error: a column without a place");
        let offsets = self.offsets(self.forms.of(op.operands[0]));
        let rows = self.parts.len();
        self.note(
            id,
            Made::Columns {
                chunks: rows as u32,
            },
        );
        let side_by_side = (self.register_lanes as usize / rows).max(1);
        let blocks = offsets.chunks(rows * side_by_side);
        let ll = &self.ll;
        let short = ll.vector(self.stored(access.place.element), rows as u32);
        let lane = |offset: i64| {
            let at = ll.add(start, self.i64(offset.cast_unsigned()));
            ll.load(
                short,
                self.address(access.place, at),
                Self::align(access.place),
            )
        };
        let columns: Vec<Vec<V>> = blocks
            .map(|block| {
                let row = |n: usize| {
                    let lanes = block[n..].iter().step_by(rows).map(|&o| lane(o));
                    self.concatenated(&lanes.collect::<Vec<V>>())
                };
                let square = (0..rows).map(row).collect();
                self.transposed(square, rows * side_by_side.min(block.len() / rows))
            })
            .collect();
        self.each_part(|e, part| {
            let blocks: Vec<V> = columns.iter().map(|block| block[part]).collect();
            let v = e.concatenated(&blocks);
            let v = e.loaded(v, access.place.element);
            e.set(op.result(), Val::Vector(v));
        });
    }

    /// Vectors, as many as are squares side by side in them, with rows and columns exchanged in each square.
    fn transposed(&self, mut vectors: Vec<V>, lanes: usize) -> Vec<V> {
        let mut bit = 1;
        while bit < vectors.len() {
            let places = 0..lanes as u32;
            let (low, far) = (bit as u32, lanes as u32);
            let of_first = |p: u32| if p & low == 0 { p } else { far + (p ^ low) };
            let of_second = |p: u32| if p & low == 0 { p | low } else { far + p };
            let first: Vec<u32> = places.clone().map(of_first).collect();
            let second: Vec<u32> = places.map(of_second).collect();
            for n in (0..vectors.len()).filter(|n| n & bit == 0) {
                let (a, b) = (vectors[n], vectors[n | bit]);
                vectors[n] = self.ll.shuffle(a, b, &first);
                vectors[n | bit] = self.ll.shuffle(a, b, &second);
            }
            bit *= 2;
        }
        vectors
    }
}
