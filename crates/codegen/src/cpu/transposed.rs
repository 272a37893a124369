//! Loads down the columns of a tile: chunks side by side read neighbours where the lanes of each are far apart.
//!
//! What a lane reads in all the chunks is one short vector. As many of these as there are chunks, side by side in
//! registers, are a square that is transposed by shuffles of pairs: each step exchanges one bit of the number of a
//! vector for one bit of the place in it (Eklundh, "A fast computer method for matrix transposing", 1972).

use super::access::Place;
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
        let start = self.placed(&access);
        let start = start.expect("internal error: a column without a place");
        let start = self.index_of(start);
        let offsets = self.offsets(self.forms.of(op.operands[0]));
        let rows = self.parts.len();
        let made = Made::Columns {
            chunks: rows as u32,
        };
        self.note(id, made);
        let columns = self.load_lane_rows(access.place, start, &offsets, rows);
        self.each_part(|e, part| {
            let v = e.loaded(columns[part], access.place.element);
            e.set(op.result(), Val::Vector(v));
        });
    }

    /// Loads neighbouring elements for each lane, from its offset on; gives a vector of all lanes for each of them.
    pub fn load_lane_rows(
        &self,
        place: Place,
        start: V,
        offsets: &[i64],
        elements: usize,
    ) -> Vec<V> {
        let ll = &self.ll;
        let short = ll.vector(self.stored(place.element), elements as u32);
        let row = |&offset: &i64| {
            let at = ll.add(start, self.i64(offset.cast_unsigned()));
            ll.load(short, self.address(place, at), Self::align(place))
        };
        let blocks = offsets.chunks(self.side_by_side(elements) * elements);
        let blocks = blocks.map(|block| {
            let side_by_side = |n: usize| {
                let rows = block[n..].iter().step_by(elements).map(row);
                self.concatenated(&rows.collect::<Vec<V>>())
            };
            let squares = (0..elements).map(side_by_side).collect();
            self.transposed(squares, block.len())
        });
        let blocks: Vec<Vec<V>> = blocks.collect();
        let column = |n: usize| {
            let lanes: Vec<V> = blocks.iter().map(|block| block[n]).collect();
            self.concatenated(&lanes)
        };
        (0..elements).map(column).collect()
    }

    /// Stores neighbouring elements for each lane, from its offset on, of a vector of all lanes for each of them.
    pub fn store_lane_rows(&self, place: Place, start: V, offsets: &[i64], columns: &[V]) {
        let ll = &self.ll;
        let elements = columns.len();
        let lanes = self.side_by_side(elements) * elements;
        for (n, block) in offsets.chunks(lanes).enumerate() {
            let part = |v: V, from: usize, count: usize| {
                let picked: Vec<u32> = (from..from + count).map(|lane| lane as u32).collect();
                ll.shuffle(v, v, &picked)
            };
            let squares = columns.iter().map(|&v| part(v, n * lanes, block.len()));
            let squares = self.transposed(squares.collect(), block.len());
            for (lane, &offset) in block.iter().enumerate() {
                let row = part(squares[lane % elements], lane - lane % elements, elements);
                let at = ll.add(start, self.i64(offset.cast_unsigned()));
                ll.store(row, self.address(place, at), Self::align(place));
            }
        }
    }

    /// How many squares of so many elements a side lie side by side in a register.
    fn side_by_side(&self, elements: usize) -> usize {
        (self.register_lanes as usize / elements).max(1)
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
