//! Atomics: one thread after another, so every order holds.

use super::memory::memory;
use super::state::Machine;
use crate::constant::Const;
use crate::ir::OpData;
use crate::ops::{AtomicOp, OpDef, arith, bits, math};

impl Machine<'_> {
    pub(super) fn atomic(&mut self, op: &OpData, atomic: AtomicOp, thread: usize) {
        let mem = memory(op);
        let index = self.get(op.operands[0], thread).as_int();
        let values: Vec<Const> = op.operands[1..]
            .iter()
            .map(|&v| self.get(v, thread))
            .collect();
        let old = match atomic {
            AtomicOp::Store => Const::from_bits(self.kernel.element(mem), 0),
            AtomicOp::Load
            | AtomicOp::Exchange
            | AtomicOp::Add
            | AtomicOp::Sub
            | AtomicOp::Min
            | AtomicOp::Max
            | AtomicOp::And
            | AtomicOp::Or
            | AtomicOp::Xor
            | AtomicOp::CompareExchange
            | AtomicOp::CompareSwap => self.read(op, mem, index, thread),
        };
        if let Some(new) = replacement(atomic, old, &values) {
            self.write(op, mem, (index, new), thread);
        }
        if let &[result] = &op.results[..] {
            let value = if atomic == AtomicOp::CompareExchange {
                Const::from_bool(old.bits() == values[0].bits())
            } else {
                old
            };
            self.set(result, thread, value);
        }
    }
}

/// What the element becomes; none where it stays.
fn replacement(atomic: AtomicOp, old: Const, values: &[Const]) -> Option<Const> {
    let combine = |op: &OpDef| op.evaluate(&[old, values[0]], old.ty);
    let float = old.ty.is_float();
    match atomic {
        AtomicOp::Load => None,
        AtomicOp::Store | AtomicOp::Exchange => Some(values[0]),
        AtomicOp::Add => combine(&arith::ADD),
        AtomicOp::Sub => combine(&arith::SUB),
        AtomicOp::Min => combine(if float { &math::FMIN } else { &bits::IMIN }),
        AtomicOp::Max => combine(if float { &math::FMAX } else { &bits::IMAX }),
        AtomicOp::And => combine(&bits::BITAND),
        AtomicOp::Or => combine(&bits::BITOR),
        AtomicOp::Xor => combine(&bits::BITXOR),
        AtomicOp::CompareExchange | AtomicOp::CompareSwap => {
            (old.bits() == values[0].bits()).then_some(values[1])
        }
    }
}
