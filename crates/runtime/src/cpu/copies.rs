//! Async copies, and simdgroup matrices that are not all in bounds: rows of elements, each of which may lie out of bounds.
//!
//! An element whose source is out of bounds is copied as 0; one whose destination is, not at all. Rows that
//! touch nothing are not looked at, however many there are.

use super::findings::What;
use super::worker::Context;
use enigma_codegen::cpu::abi::{Copy, Slot};
use enigma_core::ir::{Attr, Kernel, Memory, OpData};
use enigma_core::limits::MATRIX_EDGE;
use enigma_core::ops::Kind;

/// Rows between two looks at whether the launch was stopped.
const ROWS_PER_LOOK: i128 = 4096;

/// One side of a copy.
#[derive(Clone, Copy)]
struct Side {
    memory: Memory,
    data: *mut u8,
    len: i128,
    /// Index of the first element, and distance of the rows.
    offset: i128,
    distance: i128,
}

impl Side {
    fn new(memory: Memory, slot: Slot, (offset, distance): (i128, i128)) -> Side {
        Side {
            memory,
            data: slot.value as *mut u8,
            len: i128::from(slot.len),
            offset,
            distance,
        }
    }

    fn row(&self, row: i128) -> i128 {
        row.saturating_mul(self.distance)
            .saturating_add(self.offset)
    }
}

struct Transfer {
    dst: Side,
    src: Side,
    columns: i128,
    rows: i128,
    bytes: usize,
}

/// An operand of the operation, as its dtype has it.
fn operand(kernel: &Kernel, op: &OpData, copy: &Copy, n: usize) -> i128 {
    let bits = copy.operands[n];
    if kernel.dtype(op.operands[n]).is_signed() {
        i128::from(bits.cast_signed())
    } else {
        i128::from(bits)
    }
}

/// Executes a copy, and reports the first element that is out of bounds.
pub fn run(context: &Context<'_>, copy: &Copy) {
    let site = context.run().variant.sites[copy.site as usize];
    let kernel = context.job().kernel;
    let transfer = Transfer::new(kernel, kernel.op(site.op), copy);
    if let Some((side, index)) = transfer.first_fault() {
        let what = What::CopyOutOfBounds {
            index,
            memory: side.memory,
            len: side.len as u64,
        };
        context.report((copy.site, copy.group, copy.thread), what);
    }
    transfer.execute(&|| context.job().stopped());
}

impl Transfer {
    fn new(kernel: &Kernel, op: &OpData, copy: &Copy) -> Transfer {
        let operand = |n| operand(kernel, op, copy, n);
        let (dst, src) = match op.attr {
            Attr::Copy { dst, src } => (dst, src),
            Attr::Matrix { memory, .. } => return Transfer::of_matrix(kernel, op, memory, copy),
            _ => panic!("internal error: {} without its memories", op.op.name),
        };
        let bytes = kernel.element(dst).bytes();
        if op.op.kind == Kind::AsyncCopy1d {
            return Transfer {
                dst: Side::new(dst, copy.dst, (operand(0), 0)),
                src: Side::new(src, copy.src, (operand(1), 0)),
                columns: operand(2),
                rows: 1,
                bytes,
            };
        }
        Transfer {
            dst: Side::new(dst, copy.dst, (operand(0), operand(1))),
            src: Side::new(src, copy.src, (operand(2), operand(3))),
            columns: operand(4),
            rows: operand(5),
            bytes,
        }
    }

    /// The rows of a matrix; where machine code keeps its elements, the rows are without gaps and in bounds.
    fn of_matrix(kernel: &Kernel, op: &OpData, memory: Memory, copy: &Copy) -> Transfer {
        let (start, distance) = (operand(kernel, op, copy, 0), operand(kernel, op, copy, 1));
        let edge = MATRIX_EDGE as i128;
        let is_load = op.op.effects.reads;
        let (dst, src) = if is_load {
            ((0, edge), (start, distance))
        } else {
            ((start, distance), (0, edge))
        };
        Transfer {
            dst: Side::new(memory, copy.dst, dst),
            src: Side::new(memory, copy.src, src),
            columns: edge,
            rows: edge,
            bytes: kernel.element(memory).bytes(),
        }
    }

    /// The rows that lie in bounds in part, on that side, where the columns count as a block.
    fn rows_touching(&self, side: &Side) -> (i128, i128) {
        rows_where(side, self.rows, -self.columns + 1, side.len - 1)
    }

    /// The first element, in the order of the copy, that is out of bounds: where both sides are, the source,
    /// which is read first.
    fn first_fault(&self) -> Option<(&Side, i128)> {
        if self.columns <= 0 || self.rows <= 0 {
            return None;
        }
        let mut first: Option<(i128, i128, &Side)> = None;
        for side in [&self.src, &self.dst] {
            // Rows that are in bounds as a whole; the others are before and after.
            let (from, to) = rows_where(side, self.rows, 0, side.len - self.columns);
            let row = if from > 0 || from > to { 0 } else { to + 1 };
            if row >= self.rows {
                continue;
            }
            let start = side.row(row);
            let column = if start < 0 || start >= side.len {
                0
            } else {
                side.len - start
            };
            if first.is_none_or(|(r, c, _)| (row, column) < (r, c)) {
                first = Some((row, column, side));
            }
        }
        first.map(|(row, column, side)| (side, side.row(row).saturating_add(column)))
    }

    fn execute(&self, stopped: &dyn Fn() -> bool) {
        let (from, to) = self.rows_touching(&self.dst);
        let mut row = from;
        while row <= to {
            if (row - from) % ROWS_PER_LOOK == 0 && stopped() {
                return;
            }
            self.copy_row(row);
            row += 1;
        }
    }

    /// Copies what of a row is in bounds of the destination.
    fn copy_row(&self, row: i128) {
        let (dst, src) = (self.dst.row(row), self.src.row(row));
        // Columns whose destination exists, and of those the ones whose source does.
        let (first, last) = (0.max(-dst), self.columns.min(self.dst.len - dst));
        let known = (first.max(-src), last.min(self.src.len - src));
        let element = |data: *mut u8, index: i128| {
            // SAFETY: the index is in bounds.
            unsafe { data.add(index as usize * self.bytes) }
        };
        let zero = |from: i128, to: i128| {
            if from < to {
                // SAFETY: the columns are in bounds of the destination.
                unsafe {
                    element(self.dst.data, dst + from)
                        .write_bytes(0, (to - from) as usize * self.bytes);
                }
            }
        };
        if known.0 >= known.1 {
            return zero(first, last);
        }
        zero(first, known.0);
        zero(known.1, last);
        let (to, from) = (
            element(self.dst.data, dst + known.0),
            element(self.src.data, src + known.0),
        );
        // SAFETY: both ranges are in bounds; they may overlap.
        unsafe { from.copy_to(to, (known.1 - known.0) as usize * self.bytes) }
    }
}

/// The rows whose first element's index lies in `[least, most]`, as the first and the last; one range,
/// because rows go one way.
fn rows_where(side: &Side, rows: i128, least: i128, most: i128) -> (i128, i128) {
    let none = (0, -1);
    if least > most || rows <= 0 {
        return none;
    }
    let (low, high) = (least - side.offset, most - side.offset);
    let (from, to) = match side.distance {
        0 if low <= 0 && high >= 0 => (0, rows - 1),
        0 => return none,
        d if d > 0 => (ceil_div(low, d), floor_div(high, d)),
        d => (ceil_div(-high, -d), floor_div(-low, -d)),
    };
    (from.max(0), to.min(rows - 1))
}

fn floor_div(a: i128, b: i128) -> i128 {
    a.div_euclid(b)
}

fn ceil_div(a: i128, b: i128) -> i128 {
    -(-a).div_euclid(b)
}
