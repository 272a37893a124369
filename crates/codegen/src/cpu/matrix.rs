//! Simdgroup matrices: a chunk is a simdgroup, and a matrix one vector of 64 elements, row after row.
//!
//! A product is eight steps of broadcasts and fused multiply-adds over the whole matrix, in float. Rows of memory
//! are vector accesses if one test says that all of them are in bounds; else the runtime copies what is, and
//! reports the first element that is not.

use super::abi::Worker;
use super::access::Place;
use super::emitter::{Emitter, Mask, Val};
use super::forms::Form;
use super::llvm::V;
use super::notes::Made;
use enigma_core::ir::{Attr, OpData, OpId, Value};
use enigma_core::limits::{MATRIX_EDGE, MATRIX_LEN, SIMD_WIDTH};
use enigma_core::ops::MatrixOp;
use enigma_core::types::{Scalar, Type};
use std::mem::offset_of;

const EDGE: u32 = MATRIX_EDGE as u32;
const LEN: u32 = MATRIX_LEN as u32;

/// Where a matrix lies in memory.
struct Rows {
    id: OpId,
    place: Place,
    /// Index of the first element, and distance of the rows, i64s.
    start: V,
    distance: V,
    /// The rows follow each other without a gap.
    dense: bool,
    transpose: bool,
}

impl Emitter<'_> {
    pub fn matrix(&mut self, id: OpId, op: &OpData, matrix: MatrixOp) {
        self.require_whole(id);
        let result = match matrix {
            MatrixOp::Load => {
                let rows = self.rows(id, op);
                self.matrix_load(&rows)
            }
            MatrixOp::Store => {
                let rows = self.rows(id, op);
                let elements = self.vector(op.operands[2]);
                return self.matrix_store(&rows, elements);
            }
            MatrixOp::Fill => {
                let value = self.agreed(id, op.operands[0]);
                self.ll.splat(value, LEN)
            }
            MatrixOp::Multiply => {
                let ty = self.formed(Type::Matrix(Scalar::F32), Form::Scalar);
                let zeros = self.ll.zero(ty);
                self.product(op, zeros)
            }
            MatrixOp::MultiplyAccumulate => {
                let c = self.in_float(op.operands[2]);
                self.product(op, c)
            }
        };
        self.set(op.result(), Val::Scalar(result));
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
        let known = self.kernel.constant(op.operands[1]);
        let dense = known.is_some_and(|c| c.as_int() == i128::from(EDGE));
        self.note(id, Made::Rows { dense });
        Rows {
            id,
            place: self.place(memory),
            start,
            distance,
            dense,
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

    /// Rows of elements in memory: the address of each, and how many elements it has.
    fn pieces(&self, rows: &Rows) -> Vec<(V, u32)> {
        let stored = self.stored(rows.place.element);
        let mut at = self.address(rows.place, rows.start);
        if rows.dense {
            return vec![(at, LEN)];
        }
        let mut pieces = Vec::new();
        for _ in 0..EDGE {
            pieces.push((at, EDGE));
            at = self.ll.offset(stored, at, rows.distance);
        }
        pieces
    }

    fn matrix_load(&mut self, rows: &Rows) -> V {
        let stored = self.stored(rows.place.element);
        let align = rows.place.element.bytes() as u32;
        let get = |e: &mut Self| {
            let pieces = e.pieces(rows).into_iter();
            let loaded = pieces.map(|(at, n)| e.ll.load(e.ll.vector(stored, n), at, align));
            e.joined(loaded.collect())
        };
        let elements = if self.is_checked(rows.id) {
            let passes = self.are_in_bounds(rows);
            self.checked(passes, get, |e| e.load_rows_slowly(rows))
        } else {
            get(self)
        };
        self.turned(elements, rows.transpose)
    }

    fn matrix_store(&mut self, rows: &Rows, elements: V) {
        let elements = self.turned(elements, rows.transpose);
        let align = rows.place.element.bytes() as u32;
        let put = |e: &mut Self| {
            let mut first = 0;
            for (at, n) in e.pieces(rows) {
                let piece: Vec<u32> = (first..first + n).collect();
                e.ll.store(e.ll.shuffle(elements, elements, &piece), at, align);
                first += n;
            }
        };
        if self.is_checked(rows.id) {
            let passes = self.are_in_bounds(rows);
            self.checked_effect(passes, put, |e| {
                let scratch = e.spill(0, elements);
                let (from, to) = (e.scratch_side(scratch), (rows.place.base, rows.place.len));
                e.copy_rows(
                    rows.id,
                    [to, from],
                    &[rows.start, rows.distance],
                    e.chunk().first,
                );
            });
        } else {
            put(self);
        }
    }

    /// By the runtime, with a report; elements that are out of bounds are 0.
    fn load_rows_slowly(&mut self, rows: &Rows) -> V {
        let ty = self.ll.vector(self.stored(rows.place.element), LEN);
        let scratch = self.spill(0, self.ll.zero(ty));
        let (to, from) = (
            self.scratch_side(scratch),
            (rows.place.base, rows.place.len),
        );
        self.copy_rows(
            rows.id,
            [to, from],
            &[rows.start, rows.distance],
            self.chunk().first,
        );
        self.ll.load(ty, scratch, 64)
    }

    fn scratch_side(&self, scratch: V) -> (V, V) {
        (scratch, self.i64(u64::from(LEN)))
    }

    /// One vector of several, one behind the other; their number is a power of two.
    fn joined(&self, mut parts: Vec<V>) -> V {
        while parts.len() > 1 {
            let pairs = parts.chunks(2).map(|pair| {
                let lanes = self.ll.lanes(self.ll.type_of(pair[0])).unwrap_or(1);
                let all: Vec<u32> = (0..2 * lanes).collect();
                self.ll.shuffle(pair[0], pair[1], &all)
            });
            parts = pairs.collect();
        }
        parts[0]
    }

    /// The matrix, or its transpose.
    fn turned(&self, elements: V, transpose: bool) -> V {
        if !transpose {
            return elements;
        }
        let from: Vec<u32> = (0..LEN).map(|n| n % EDGE * EDGE + n / EDGE).collect();
        self.ll.shuffle(elements, elements, &from)
    }

    // Products

    fn matrix_dtype(&self, v: Value) -> Scalar {
        self.kernel.ty(v).matrix().unwrap_or(Scalar::F32)
    }

    fn in_float(&self, v: Value) -> V {
        self.widen(self.vector(v), self.matrix_dtype(v))
    }

    /// Row i of the sums takes a[i][k] times row k of b, for k from 0 on.
    fn product(&self, op: &OpData, mut sums: V) -> V {
        let (a, b) = (self.in_float(op.operands[0]), self.in_float(op.operands[1]));
        let ty = self.ll.type_of(sums);
        for k in 0..EDGE {
            let column: Vec<u32> = (0..LEN).map(|n| n / EDGE * EDGE + k).collect();
            let row: Vec<u32> = (0..LEN).map(|n| k * EDGE + n % EDGE).collect();
            let (left, right) = (self.ll.shuffle(a, a, &column), self.ll.shuffle(b, b, &row));
            sums = self.ll.intrinsic("llvm.fma", &[ty], &[left, right, sums]);
        }
        self.narrow(sums, self.matrix_dtype(op.result()))
    }
}
