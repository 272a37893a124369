//! Products of simdgroup matrices: row i of the sums takes a[i][k] times row k of b, for k from 0 on, in float.
//!
//! Products that share the left operand are taken together (`tiles`), a few rows of their sums at a time, so that
//! those sums stay in registers for all k, and an element of the left operand is read once for all of them.

use super::Host;
use super::emitter::Emitter;
use super::llvm::V;
use super::matrix::{EDGE, Lying, Rows};
use super::tiles::Tiles;
use enigma_core::ir::{Kernel, OpId, Value};
use enigma_core::types::Scalar;
use std::collections::{HashMap, HashSet};

/// What emission of matrices keeps.
pub struct Matrices {
    pub tiles: Tiles,
    shape: Shape,
    /// Matrices in memory, by the chunk that is emitted and the value.
    waiting: HashMap<(usize, Value), Waiting>,
    /// The slot for left operands.
    parking: Option<u64>,
}

/// How many sums are in registers at a time.
#[derive(Clone, Copy)]
struct Shape {
    rows: u32,
    products: usize,
    /// Multiplications take an element of a register for all lanes; elsewhere it comes from memory.
    by_element: bool,
}

#[derive(Clone, Copy)]
enum Waiting {
    Unchecked(Rows),
    Settled(Lying),
}

/// The left operand: rows in registers, or floats in memory.
enum Left {
    Rows(Vec<V>),
    Memory(Lying),
}

/// The right operand: rows in registers, in float, or in memory.
enum Right {
    Rows(Vec<V>),
    Memory(Lying, Scalar),
}

impl Matrices {
    pub fn new(kernel: &Kernel, host: &Host) -> Matrices {
        let by_element = host.triple.starts_with("aarch64") || host.triple.starts_with("arm64");
        // A row takes 8 lanes; beside the sums there are a row of each right operand and what it is multiplied by.
        let (rows, products) = match host.register_lanes() {
            16 => (8, 2),
            8 => (4, 2),
            _ if by_element => (4, 2),
            _ => (2, 2),
        };
        Matrices {
            tiles: Tiles::new(kernel),
            shape: Shape {
                rows,
                products,
                by_element,
            },
            waiting: HashMap::new(),
            parking: None,
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
        let mut by_left: Vec<(Value, Vec<OpId>)> = Vec::new();
        for id in batch {
            let left = self.kernel.op(id).operands[0];
            match by_left.iter_mut().find(|(v, _)| *v == left) {
                Some((_, products)) => products.push(id),
                None => by_left.push((left, vec![id])),
            }
        }
        let mut asked = HashSet::new();
        for (left, products) in by_left {
            for tile in products.chunks(self.matrices.shape.products) {
                let kernel = self.kernel;
                let taken = tile.iter().flat_map(|&id| &kernel.op(id).operands[..2]);
                let new: Vec<Value> = taken.copied().filter(|&v| asked.insert(v)).collect();
                new.into_iter().for_each(|v| self.prefetch_matrix(v));
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
            self.prefetch(self.row_address(Lying { at, ..lying }, element, n));
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

    /// The rows of a matrix in float.
    fn in_float(&self, v: Value) -> Vec<V> {
        let element = self.matrix_dtype(v);
        let rows = match self.in_memory(v) {
            Some(lying) => self.load_rows(lying, element),
            None => self.matrix_rows(v),
        };
        rows.into_iter()
            .map(|row| self.widen(row, element))
            .collect()
    }

    fn left(&mut self, v: Value) -> Left {
        let by_element = self.matrices.shape.by_element;
        match self.in_memory(v) {
            Some(lying) if !by_element && self.matrix_dtype(v) == Scalar::F32 => {
                Left::Memory(lying)
            }
            _ if by_element => Left::Rows(self.in_float(v)),
            _ => Left::Memory(self.parked(v)),
        }
    }

    /// The matrix in a slot, as floats, to read its elements from there.
    fn parked(&mut self, v: Value) -> Lying {
        let bytes = Scalar::F32.bytes() as u64 * u64::from(EDGE * EDGE / 32);
        let slot = match self.matrices.parking {
            Some(slot) => slot,
            None => self.reserve_slot(bytes),
        };
        self.matrices.parking = Some(slot);
        let at = self.ll.bytes_on(self.entry().slots, slot);
        let parked = Lying {
            at,
            distance: self.i64(u64::from(EDGE)),
            transpose: false,
            ahead: None,
        };
        self.store_rows(parked, Scalar::F32, &self.in_float(v));
        self.ll.keep_order();
        parked
    }

    fn right(&self, v: Value) -> Right {
        match self.in_memory(v) {
            Some(lying) => Right::Memory(lying, self.matrix_dtype(v)),
            None => Right::Rows(self.in_float(v)),
        }
    }

    /// An element of the left operand in all lanes of a row.
    fn left_element(&self, left: &Left, row: u32, k: u32) -> V {
        match *left {
            Left::Rows(ref rows) => {
                let v = rows[row as usize];
                self.ll.shuffle(v, v, &[k; EDGE as usize])
            }
            Left::Memory(lying) => {
                let (row, k) = if lying.transpose { (k, row) } else { (row, k) };
                let at = self.row_address(lying, Scalar::F32, row);
                let at = self.ll.bytes_on(at, u64::from(4 * k));
                let one = self.ll.load(self.ll.float(), at, 4);
                self.ll.splat(one, EDGE)
            }
        }
    }

    fn right_row(&self, right: &Right, k: u32) -> V {
        match *right {
            Right::Rows(ref rows) => rows[k as usize],
            Right::Memory(lying, element) => self.widen(self.load_row(lying, element, k), element),
        }
    }

    /// The sums that products begin with.
    fn first_sums(&self, product: OpId) -> Vec<V> {
        match self.kernel.op(product).operands.get(2) {
            Some(&c) => self.in_float(c),
            None => vec![self.ll.zero(self.ll.vector(self.ll.float(), EDGE)); EDGE as usize],
        }
    }

    /// Products with one left operand, rows of a few sums after rows.
    fn tile(&mut self, left: Value, products: &[OpId]) {
        let kernel = self.kernel;
        let left = self.left(left);
        let right = |e: &Self, &id: &OpId| e.right(kernel.op(id).operands[1]);
        let rights: Vec<Right> = products.iter().map(|id| right(self, id)).collect();
        let mut sums: Vec<Vec<V>> = products.iter().map(|&id| self.first_sums(id)).collect();
        let step = self.matrices.shape.rows;
        for first in (0..EDGE).step_by(step as usize) {
            for k in 0..EDGE {
                let rows: Vec<V> = rights
                    .iter()
                    .map(|right| self.right_row(right, k))
                    .collect();
                for row in first..first + step {
                    let one = self.left_element(&left, row, k);
                    for (sums, &other) in sums.iter_mut().zip(&rows) {
                        let sum = &mut sums[row as usize];
                        let ty = self.ll.type_of(*sum);
                        *sum = self.ll.intrinsic("llvm.fma", &[ty], &[one, other, *sum]);
                    }
                }
            }
            // What is read of the operands is read again for other sums: registers do not hold it until then.
            self.ll.keep_order();
        }
        for (&id, sums) in products.iter().zip(sums) {
            let result = kernel.op(id).result();
            let element = self.matrix_dtype(result);
            let rows: Vec<V> = sums
                .into_iter()
                .map(|row| self.narrow(row, element))
                .collect();
            self.set_matrix(result, &rows);
        }
    }
}
