//! Products of simdgroup matrices: row i of the sums takes a[i][k] times row k of b, for k from 0 on, in float.
//!
//! Products that share the left operand are taken together (`tiles`), a few rows of their sums at a time, so that
//! those sums stay in registers for all k, and an element of the left operand is spread once for all of them.

use super::Host;
use super::emitter::Emitter;
use super::llvm::V;
use super::matrix::{EDGE, Lying, Rows};
use super::prefetch::Cache;
use super::tiles::Tiles;
use enigma_core::ir::{Kernel, OpId, Value};
use enigma_core::types::Scalar;
use std::collections::{HashMap, HashSet};

/// What emission of matrices keeps.
pub struct Matrices {
    pub tiles: Tiles,
    /// Sums that are in registers at a time: rows of each product, and products.
    rows: u32,
    products: usize,
    /// Matrices in memory, by the chunk that is emitted and the value.
    waiting: HashMap<(usize, Value), Waiting>,
}

#[derive(Clone, Copy)]
enum Waiting {
    Unchecked(Rows),
    Settled(Lying),
}

/// An operand: rows in registers, in float, or in memory.
enum Source {
    Rows(Vec<V>),
    Memory(Lying, Scalar),
}

impl Matrices {
    pub fn new(kernel: &Kernel, host: &Host) -> Matrices {
        // A row takes 8 lanes. Beside the sums, registers hold a row of each right operand and the rows of the left.
        let (rows, products) = match host.register_lanes() {
            16 => (4, 4),
            8 => (4, 2),
            _ if host.is_aarch64() => (4, 2),
            _ => (2, 2),
        };
        Matrices {
            tiles: Tiles::new(kernel),
            rows,
            products,
            waiting: HashMap::new(),
        }
    }
}

impl Emitter<'_> {
    /// Leaves a matrix in memory until a product takes it.
    pub fn wait(&mut self, v: Value, rows: Rows) {
        let key = (self.part, v);
        self.matrices.waiting.insert(key, Waiting::Unchecked(rows));
    }

    /// Emits the products that belong where this one stands.
    pub fn products(&mut self, id: OpId) {
        let batch = self.matrices.tiles.batch(id).to_vec();
        self.settle_operands(&batch);
        let operand = |id: OpId, n: usize| self.kernel.op(id).operands[n];
        let mut by_left: Vec<(Value, Vec<OpId>)> = Vec::new();
        for &id in &batch {
            let left = operand(id, 0);
            match by_left.iter_mut().find(|(v, _)| *v == left) {
                Some((_, products)) => products.push(id),
                None => by_left.push((left, vec![id])),
            }
        }
        let rights = batch.iter().map(|&id| operand(id, 1));
        let mut seen = HashSet::new();
        for v in rights.filter(|&v| seen.insert(v)).collect::<Vec<_>>() {
            self.prefetch_matrix(v);
        }
        for (left, products) in by_left {
            for tile in products.chunks(self.matrices.products) {
                self.tile(left, tile);
            }
        }
    }

    /// Asks for the memory from which the next round of the loop around takes its matrix.
    fn prefetch_matrix(&self, v: Value) {
        let Some(lying) = self.in_memory(v) else {
            return;
        };
        let Some(ahead) = lying.ahead else { return };
        let element = self.matrix_dtype(v);
        let at = self.ll.offset(self.stored(element), lying.at, ahead);
        for n in 0..EDGE {
            self.prefetch(
                self.row_address(Lying { at, ..lying }, element, n),
                Cache::Second,
            );
        }
    }

    /// Checks what products take from memory.
    fn settle_operands(&mut self, batch: &[OpId]) {
        let kernel = self.kernel;
        let (mut values, mut loads) = (Vec::new(), Vec::new());
        for v in batch.iter().flat_map(|&id| &kernel.op(id).operands[..2]) {
            if let Some(&Waiting::Unchecked(rows)) = self.matrices.waiting.get(&(self.part, *v))
                && !values.contains(v)
            {
                values.push(*v);
                loads.push(rows);
            }
        }
        let settled = self.settled(&loads);
        for (v, lying) in values.into_iter().zip(settled) {
            let key = (self.part, v);
            self.matrices.waiting.insert(key, Waiting::Settled(lying));
        }
    }

    /// Where a matrix lies, if it is in memory.
    fn in_memory(&self, v: Value) -> Option<Lying> {
        match self.matrices.waiting.get(&(self.part, v))? {
            Waiting::Settled(lying) => Some(*lying),
            Waiting::Unchecked(_) => {
                panic!("internal error: a matrix in memory that was not checked")
            }
        }
    }

    fn matrix_dtype(&self, v: Value) -> Scalar {
        self.kernel.ty(v).matrix().unwrap_or(Scalar::F32)
    }

    fn source(&self, v: Value) -> Source {
        let element = self.matrix_dtype(v);
        match self.in_memory(v) {
            // Columns are not read one by one.
            Some(lying) if !lying.transpose => Source::Memory(lying, element),
            Some(lying) => Source::Rows(self.in_float(self.load_rows(lying, element), element)),
            None => Source::Rows(self.in_float(self.matrix_rows(v), element)),
        }
    }

    fn in_float(&self, rows: Vec<V>, element: Scalar) -> Vec<V> {
        rows.into_iter()
            .map(|row| self.widen(row, element))
            .collect()
    }

    fn row(&self, source: &Source, n: u32) -> V {
        match *source {
            Source::Rows(ref rows) => rows[n as usize],
            Source::Memory(lying, element) => self.widen(self.load_row(lying, element, n), element),
        }
    }

    /// The sums that a product begins with.
    fn first_sums(&self, product: OpId) -> Vec<V> {
        match self.kernel.op(product).operands.get(2) {
            Some(&c) => self.in_float(self.matrix_rows(c), self.matrix_dtype(c)),
            None => vec![self.ll.zero(self.ll.vector(self.ll.float(), EDGE)); EDGE as usize],
        }
    }

    /// Products with one left operand, rows of a few sums after rows.
    fn tile(&mut self, left: Value, products: &[OpId]) {
        let right = |&id: &OpId| self.source(self.kernel.op(id).operands[1]);
        let (left, rights) = (self.source(left), products.iter().map(right));
        let rights: Vec<Source> = rights.collect();
        let mut sums: Vec<Vec<V>> = products.iter().map(|&id| self.first_sums(id)).collect();
        let count = self.matrices.rows;
        for first in (0..EDGE).step_by(count as usize) {
            let lefts: Vec<V> = (first..first + count).map(|n| self.row(&left, n)).collect();
            for k in 0..EDGE {
                let rows: Vec<V> = rights.iter().map(|right| self.row(right, k)).collect();
                for (n, &left) in (first..).zip(&lefts) {
                    let one = self.ll.shuffle(left, left, &[k; EDGE as usize]);
                    for (sums, &row) in sums.iter_mut().zip(&rows) {
                        let sum = &mut sums[n as usize];
                        let ty = self.ll.type_of(row);
                        *sum = self.ll.intrinsic("llvm.fma", &[ty], &[one, row, *sum]);
                    }
                }
            }
            // What is read of the operands is read again for other sums: registers do not hold it until then.
            self.ll.keep_order();
        }
        for (&id, sums) in products.iter().zip(sums) {
            let result = self.kernel.op(id).result();
            let element = self.matrix_dtype(result);
            let rows: Vec<V> = sums
                .into_iter()
                .map(|row| self.narrow(row, element))
                .collect();
            self.set_matrix(result, &rows);
        }
    }
}
