//! Loads, stores, atomics and copies, each checked against the length of its memory.

use super::{Group, Mask, Run, active};
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Attr, Memory, OpData, Value};
use crate::ops::{AtomicOp, Kind, arith, bits, math};

impl Group<'_> {
    pub(super) fn access(&mut self, op: &OpData, mask: &Mask) {
        let Attr::Memory(memory) = op.attr else {
            panic!("internal error: {} without memory", op.op.name)
        };
        for thread in active(mask) {
            let operand = |group: &Self, n: usize| group.get(op.operands[n], thread);
            if op.op.kind == Kind::LoadIf && !operand(self, 1).as_bool() {
                let default = operand(self, 2);
                self.set(op.result(), thread, default);
                continue;
            }
            let index = operand(self, 0).as_int();
            if op.op.kind == Kind::Store {
                let value = operand(self, 1);
                self.write(op, memory, thread, index, value);
            } else {
                let value = self.read(op, memory, thread, index);
                self.set(op.result(), thread, value);
            }
        }
    }

    /// An element's place, if it exists; else the fault is noted.
    fn locate(&mut self, op: &OpData, memory: Memory, thread: usize, index: i128) -> Option<usize> {
        let len = self.memory(memory).len();
        if let Some(n) = usize::try_from(index).ok().filter(|&n| n < len) {
            return Some(n);
        }
        if self.fault.is_none() {
            let name = self.kernel.memory_name(memory);
            let message =
                format!("index {index} is out of bounds of {name}, which has {len} elements");
            let at: [u64; 3] = {
                let p = self.position(thread);
                std::array::from_fn(|d| self.place.at[d] * self.place.threads[d] + p[d])
            };
            let d = Diagnostic::new(Code::OutOfBounds, op.loc.clone(), message);
            *self.fault = Some(Box::new(d.note(format!(
                "thread ({}, {}, {}) of the grid",
                at[0], at[1], at[2]
            ))));
        }
        None
    }

    fn read(&mut self, op: &OpData, memory: Memory, thread: usize, index: i128) -> Const {
        let zero = Const::from_bits(self.kernel.element(memory), 0);
        self.locate(op, memory, thread, index)
            .map_or(zero, |n| self.memory(memory)[n])
    }

    fn write(&mut self, op: &OpData, memory: Memory, thread: usize, index: i128, value: Const) {
        if let Some(n) = self.locate(op, memory, thread, index) {
            self.memory(memory)[n] = value;
        }
    }

    pub(super) fn atomic(&mut self, op: &OpData, atomic: AtomicOp, mask: &Mask) {
        let Attr::Atomic { memory, .. } = op.attr else {
            panic!("internal error: an atomic without memory")
        };
        for thread in active(mask) {
            let operands: Vec<Const> = op.operands.iter().map(|&v| self.get(v, thread)).collect();
            let index = operands[0].as_int();
            let old = self.read(op, memory, thread, index);
            let exchanged = atomic == AtomicOp::CompareExchange && operands[1] == old;
            if let Some(new) = replacement(atomic, old, &operands[1..], exchanged) {
                self.write(op, memory, thread, index, new);
            }
            if let Some(&result) = op.results.first() {
                let value = if atomic == AtomicOp::CompareExchange {
                    Const::from_bool(exchanged)
                } else {
                    old
                };
                self.set(result, thread, value);
            }
        }
    }

    /// Each simdgroup copies once, with its lanes' common arguments.
    pub(super) fn copy(&mut self, op: &OpData, mask: &Mask) -> Run {
        let Attr::Copy { dst, src } = op.attr else {
            panic!("internal error: a copy without memory")
        };
        for first in (0..self.size).step_by(super::SIMD_WIDTH) {
            let lanes: Vec<usize> = active(mask)
                .filter(|t| t / super::SIMD_WIDTH == first / super::SIMD_WIDTH)
                .collect();
            let Some(&leader) = lanes.first() else {
                continue;
            };
            let arguments = |group: &Self, t: usize| -> Vec<i128> {
                op.operands
                    .iter()
                    .map(|&v: &Value| group.get(v, t).as_int())
                    .collect()
            };
            let a = arguments(self, leader);
            if lanes.iter().any(|&t| arguments(self, t) != a) {
                let message = "async copy arguments differ between the lanes of a simdgroup";
                return Err(Box::new(Diagnostic::new(
                    Code::CopyArguments,
                    op.loc.clone(),
                    message,
                )));
            }
            let (to, to_row, from, from_row, columns, rows) = match a[..] {
                [to, from, count] => (to, 0, from, 0, count, 1),
                [to, to_row, from, from_row, columns, rows] => {
                    (to, to_row, from, from_row, columns, rows)
                }
                _ => panic!("internal error: operands of an async copy"),
            };
            for row in 0..rows {
                for column in 0..columns {
                    let value = self.read(op, src, leader, from + row * from_row + column);
                    self.write(op, dst, leader, to + row * to_row + column, value);
                }
            }
        }
        Ok(())
    }
}

/// What the element becomes, if anything.
fn replacement(atomic: AtomicOp, old: Const, values: &[Const], exchanged: bool) -> Option<Const> {
    let float = old.ty.is_float();
    let op = match atomic {
        AtomicOp::Load => return None,
        AtomicOp::Store | AtomicOp::Exchange => return Some(values[0]),
        AtomicOp::CompareExchange => return exchanged.then(|| values[1]),
        AtomicOp::Add => &arith::ADD,
        AtomicOp::Sub => &arith::SUB,
        AtomicOp::Min if float => &math::FMIN,
        AtomicOp::Min => &bits::IMIN,
        AtomicOp::Max if float => &math::FMAX,
        AtomicOp::Max => &bits::IMAX,
        AtomicOp::And => &bits::BITAND,
        AtomicOp::Or => &bits::BITOR,
        AtomicOp::Xor => &bits::BITXOR,
    };
    op.evaluate(&[old, values[0]], old.ty)
}
