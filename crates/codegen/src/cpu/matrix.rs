//! Simdgroup matrices: a chunk is a simdgroup, and a matrix an array of its rows, each a vector of 8 elements.
//!
//! Products are in `products`. Rows of memory are vector accesses if one test says that all of them are in bounds; else
//! the runtime copies what is, to or from a place on the stack, and reports the first element that is not.

use super::abi::Worker;
use super::access::Place;
use super::emitter::{Emitter, Mask, Val};
use super::llvm::V;
use super::notes::Made;
use enigma_core::ir::{Attr, OpData, OpId, Value};
use enigma_core::limits::{MATRIX_EDGE, MATRIX_LEN, SIMD_WIDTH};
use enigma_core::ops::MatrixOp;
use enigma_core::types::Scalar;
use std::mem::offset_of;

pub const EDGE: u32 = MATRIX_EDGE as u32;
const LEN: u32 = MATRIX_LEN as u32;

/// Where a load or store says that a matrix lies in memory.
#[derive(Clone, Copy)]
pub struct Rows {
    id: OpId,
    place: Place,
    /// Index of the first element, and distance of the rows, i64s.
    start: V,
    distance: V,
    /// The operands that say so.
    said: [Value; 2],
    transpose: bool,
}

/// Rows in memory that are in bounds: the first one's address, and their distance in elements.
#[derive(Clone, Copy)]
pub struct Lying {
    pub at: V,
    pub distance: V,
    pub transpose: bool,
    /// How many elements on the next round of the loop around finds its matrix, where that is known.
    pub ahead: Option<V>,
}

impl Emitter<'_> {
    pub fn matrix(&mut self, id: OpId, op: &OpData, matrix: MatrixOp) {
        self.require_whole(id);
        match matrix {
            MatrixOp::Load => self.matrix_load(id, op),
            MatrixOp::Store => self.matrix_store(id, op),
            MatrixOp::Fill => {
                let value = self.agreed(id, op.operands[0]);
                let row = self.ll.splat(value, EDGE);
                self.set_matrix(op.result(), &[row; EDGE as usize]);
            }
            MatrixOp::Multiply | MatrixOp::MultiplyAccumulate => self.products(id),
        }
    }

    /// The rows of a matrix.
    pub fn matrix_rows(&self, v: Value) -> Vec<V> {
        let matrix = self.scalar(v);
        (0..EDGE).map(|n| self.ll.unpacked(matrix, n)).collect()
    }

    pub fn set_matrix(&mut self, v: Value, rows: &[V]) {
        let matrix = self.ll.packed(rows);
        self.set(v, Val::Scalar(matrix));
    }

    // Lanes

    /// All 32 lanes must be here.
    fn require_whole(&mut self, id: OpId) {
        if let Mask::Lanes(on) = self.chunk().mask {
            let whole = self.all(on);
            let all = self.i32(SIMD_WIDTH as u32);
            self.require_lanes(id, whole, (on, all));
        }
    }

    /// Where a branch or loop gives matrices, the lanes that go into a block of it are none or all that came.
    pub fn require_together(&mut self, id: OpId, lanes: V) {
        let results = &self.kernel.op(id).results;
        if !results.iter().any(|&v| self.is_matrix(v)) {
            return;
        }
        let outer = self.mask_lanes(self.chunk().mask);
        let none = self.ll.not(self.any(lanes));
        let together = self.ll.eq(self.bits(lanes), self.bits(outer));
        let (fine, all) = (self.ll.or(none, together), self.count(outer));
        self.require_lanes(id, fine, (lanes, all));
    }

    fn require_lanes(&mut self, id: OpId, fine: V, (lanes, all): (V, V)) {
        let (whole, parted) = (self.ll.block("whole"), self.ll.block("parted"));
        self.ll.branch_likely(fine, whole, parted);
        self.ll.at(parted);
        let site = self.site(id);
        let thread = self.ll.add(self.chunk().first, self.first_lane(lanes));
        let count = self.count(lanes);
        let args = [
            self.entry().worker,
            site,
            count,
            all,
            thread,
            self.group().index,
        ];
        self.callback(offset_of!(Worker, parted), self.ll.void(), &args);
        self.ll.jump(self.entry().stopped);
        self.ll.at(whole);
    }

    /// An operand that all lanes must give alike.
    fn agreed(&mut self, id: OpId, operand: Value) -> V {
        let all = self.mask_lanes(Mask::Full);
        let first = self.i32(0);
        self.require_agreement(id, &[operand], (all, first));
        self.lane_of(self.get(operand), first, self.kernel.dtype(operand))
    }

    // Memory

    fn rows(&mut self, id: OpId, op: &OpData) -> Rows {
        let Attr::Matrix { memory, transpose } = op.attr else {
            panic!("internal error: {} without its memory", op.op.name)
        };
        let [start, distance] = [op.operands[0], op.operands[1]].map(|v| {
            let index = self.agreed(id, v);
            self.index64(index, self.kernel.dtype(v))
        });
        self.note(id, Made::Rows);
        Rows {
            id,
            place: self.place(memory),
            start,
            distance,
            said: [op.operands[0], op.operands[1]],
            transpose,
        }
    }

    /// Whether all elements are in bounds. Nothing wraps where the first two tests hold: a length is below 2^60.
    fn are_in_bounds(&self, rows: &Rows) -> V {
        let (ll, len) = (&self.ll, rows.place.len);
        let edge = self.i64(u64::from(EDGE) - 1);
        let reach = ll.add(ll.mul(rows.distance, edge), edge);
        let last = ll.add(rows.start, reach);
        let ordered = ll.and(ll.ult(rows.start, len), ll.ult(rows.distance, len));
        ll.and(ordered, ll.ult(last, len))
    }

    fn matrix_load(&mut self, id: OpId, op: &OpData) {
        let rows = self.rows(id, op);
        if self.matrices.tiles.waits(id) {
            // Findings are in the order of the operations.
            if self.is_checked(id) {
                self.site(id);
            }
            return self.wait(op.result(), rows);
        }
        let lying = self.settled(&[rows])[0];
        let loaded = self.load_rows(lying, rows.place.element);
        self.set_matrix(op.result(), &loaded);
    }

    /// All rows of a matrix in memory.
    pub fn load_rows(&self, lying: Lying, element: Scalar) -> Vec<V> {
        let rows = (0..EDGE)
            .map(|n| self.load_row(lying, element, n))
            .collect();
        self.turned(rows, lying.transpose)
    }

    /// A row of memory.
    pub fn load_row(&self, lying: Lying, element: Scalar, n: u32) -> V {
        let stored = self.stored(element);
        let at = self.row_address(lying, element, n);
        let align = element.bytes() as u32;
        self.ll.load(self.ll.vector(stored, EDGE), at, align)
    }

    pub fn row_address(&self, lying: Lying, element: Scalar, n: u32) -> V {
        let index = self.ll.mul(lying.distance, self.i64(u64::from(n)));
        self.ll.offset(self.stored(element), lying.at, index)
    }

    fn lying(&self, rows: &Rows) -> Lying {
        Lying {
            at: self.address(rows.place, rows.start),
            distance: rows.distance,
            transpose: rows.transpose,
            ahead: self.moves_on(rows.said[0]),
        }
    }

    /// Where matrices can be read: in their memory, or, if an element of any of them is out of bounds, where the
    /// runtime has put all that is in bounds. There is one test for all, and no rows go through its two ways.
    pub fn settled(&mut self, loads: &[Rows]) -> Vec<Lying> {
        let good: Vec<Lying> = loads.iter().map(|rows| self.lying(rows)).collect();
        let checked = loads.iter().filter(|rows| self.is_checked(rows.id));
        let tests: Vec<V> = checked.map(|rows| self.are_in_bounds(rows)).collect();
        let Some(passes) = tests.into_iter().reduce(|a, b| self.ll.and(a, b)) else {
            return good;
        };
        let ll = &self.ll;
        let (outside, join) = (ll.block("out"), ll.block("join"));
        let before = ll.here();
        ll.branch_likely(passes, join, outside);
        ll.at(outside);
        let bad: Vec<V> = loads
            .iter()
            .map(|rows| self.load_slowly_rows(rows))
            .collect();
        let ll = &self.ll;
        let end = ll.here();
        ll.jump(join);
        ll.at(join);
        let (ptr, edge) = (ll.ptr(), self.i64(u64::from(EDGE)));
        let way = |(good, bad): (&Lying, V)| ll.phi(ptr, &[(good.at, before), (bad, end)]);
        let places: Vec<V> = good.iter().zip(bad).map(way).collect();
        // Loads that give the same distance have the same one after this, too.
        let mut distances: Vec<(Value, V)> = Vec::new();
        for rows in loads {
            if !distances.iter().any(|&(said, _)| said == rows.said[1]) {
                let ways = [(rows.distance, before), (edge, end)];
                distances.push((rows.said[1], ll.phi(ll.int(64), &ways)));
            }
        }
        let distance = |rows: &Rows| {
            let mut same = distances.iter().filter(|&&(said, _)| said == rows.said[1]);
            same.next().map_or(edge, |&(_, distance)| distance)
        };
        let settled = good
            .iter()
            .zip(loads)
            .zip(places)
            .map(|((good, rows), at)| Lying {
                at,
                distance: distance(rows),
                ..*good
            });
        settled.collect()
    }

    fn matrix_store(&mut self, id: OpId, op: &OpData) {
        let rows = self.rows(id, op);
        let elements = self.turned(self.matrix_rows(op.operands[2]), rows.transpose);
        let put = |e: &mut Self| {
            let lying = e.lying(&rows);
            e.store_rows(lying, rows.place.element, &elements);
        };
        if !self.is_checked(id) {
            return put(self);
        }
        let passes = self.are_in_bounds(&rows);
        self.checked_effect(passes, put, |e| {
            let scratch = e.scratch(rows.place.element, &elements);
            let from = (scratch, e.i64(u64::from(LEN)));
            e.copy_matrix(&rows, [(rows.place.base, rows.place.len), from]);
        });
    }

    pub fn store_rows(&self, lying: Lying, element: Scalar, rows: &[V]) {
        for (n, &row) in rows.iter().enumerate() {
            let at = self.row_address(lying, element, n as u32);
            self.ll.store(row, at, element.bytes() as u32);
        }
    }

    /// A place on the stack that holds a matrix.
    fn scratch(&self, element: Scalar, rows: &[V]) -> V {
        let at = self.ll.alloca(self.stored(element), LEN);
        let dense = Lying {
            at,
            distance: self.i64(u64::from(EDGE)),
            transpose: false,
            ahead: None,
        };
        self.store_rows(dense, element, rows);
        at
    }

    /// By the runtime, with a report; elements that are out of bounds are 0.
    fn load_slowly_rows(&mut self, rows: &Rows) -> V {
        let element = rows.place.element;
        let zero = self.ll.zero(self.ll.vector(self.stored(element), EDGE));
        let scratch = self.scratch(element, &[zero; EDGE as usize]);
        let to = (scratch, self.i64(u64::from(LEN)));
        self.copy_matrix(rows, [to, (rows.place.base, rows.place.len)]);
        scratch
    }

    fn copy_matrix(&mut self, rows: &Rows, sides: [(V, V); 2]) {
        let operands = [rows.start, rows.distance];
        self.copy_rows(rows.id, sides, &operands, self.chunk().first);
    }

    /// The matrix, or its transpose: three rounds that take rows with those four below, element by element.
    fn turned(&self, mut rows: Vec<V>, transpose: bool) -> Vec<V> {
        let rounds = if transpose { 3 } else { 0 };
        let half = EDGE / 2;
        let pick =
            |from: u32| -> Vec<u32> { (from..from + half).flat_map(|n| [n, n + EDGE]).collect() };
        for _ in 0..rounds {
            let pairs = (0..half as usize).map(|n| (rows[n], rows[n + half as usize]));
            let mixed = pairs.flat_map(|(a, b)| [0, half].map(|n| self.ll.shuffle(a, b, &pick(n))));
            rows = mixed.collect();
        }
        rows
    }
}
