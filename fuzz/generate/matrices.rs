//! Simdgroup matrices: products of input buffers, added up in a loop, of which each thread sees an element.

use super::build::Build;
use super::program::{Expr, Var};
use enigma_core::Scalar;
use enigma_core::ir::builder::MatrixPlace;
use enigma_core::ir::{MemFlags, Memory, Value};
use enigma_core::ops::{arith, bits};
use enigma_core::types::Type;

/// Rows of a matrix, and its elements.
const EDGE: usize = 8;
const LEN: usize = EDGE * EDGE;

/// A product of matrices, and who sees what of it.
#[derive(Clone, Debug)]
pub struct Product {
    /// The dtype of the factors; the sums are of the variable's.
    pub dtype: Scalar,
    /// Which of the factors are transposed.
    pub transpose: [bool; 2],
    /// How often it is added up; once, it is a product alone.
    pub rounds: u32,
    /// The element that a thread looks at.
    pub from: Expr,
    /// Where it goes.
    pub to: Var,
}

impl Build<'_> {
    /// Both barriers keep threads of the same simdgroup apart from its matrices in threadgroup memory.
    pub(super) fn product(&mut self, p: &Product) {
        let from = self.masked(&p.from, LEN - 1);
        let tile = self.tile(p.to.0);
        let first = self.op(&arith::MUL, &[self.place.first.into(), 2.into()]);
        let input = MatrixPlace::new(self.inputs[&p.dtype], EDGE.into());
        let [a, b] = p.transpose.map(|transpose| {
            let place = MatrixPlace { transpose, ..input };
            self.b.matrix_load(place).expect("a matrix of floats")
        });
        let sums = if p.rounds == 1 && p.dtype == p.to.0 {
            (self.b.matrix_multiply(a.into(), b.into())).expect("one dtype")
        } else {
            self.sums(p, [a, b])
        };
        self.b.barrier(MemFlags::Threadgroup);
        let place = MatrixPlace {
            offset: first.into(),
            ..MatrixPlace::new(tile, EDGE.into())
        };
        (self.b.matrix_store(sums.into(), place)).expect("the same dtype");
        self.b.barrier(MemFlags::Threadgroup);
        let at = self.op(&bits::BITOR, &[first.into(), from.into()]);
        let seen = self.b.load(tile, &[at.into()]).expect("an index");
        self.see(p.to, seen);
    }

    fn sums(&mut self, p: &Product, [a, b]: [Value; 2]) -> Value {
        let ty = Type::Matrix(p.to.0);
        let start = (self.b.matrix_fill(0.5.into(), p.to.0)).expect("a float");
        let sums = (self.b.local(ty, "sums", start.into())).expect("the same type");
        let open = (self.b)
            .for_begin(0.into(), p.rounds.into(), 1.into(), Scalar::U32)
            .expect("integers");
        let before = self.b.local_get(sums).expect("in scope");
        let after = (self.b)
            .matrix_multiply_accumulate(a.into(), b.into(), before.into())
            .expect("dtypes that fit");
        self.b.local_set(sums, after.into()).expect("the same type");
        self.b.for_end(open).expect("innermost");
        self.b.local_get(sums).expect("in scope")
    }

    /// Threadgroup memory with a matrix per simdgroup.
    fn tile(&mut self, dtype: Scalar) -> Memory {
        if let Some(&tile) = self.tiles.get(&dtype) {
            return tile;
        }
        let size = self.p.capacity() / 32 * LEN;
        let alloc = (self.b.alloc(dtype, &[size as i128])).expect("a positive size");
        let tile = Memory::Threadgroup(alloc);
        self.tiles.insert(dtype, tile);
        tile
    }
}
