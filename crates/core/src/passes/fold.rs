//! Constant folding: pure operations on constants, identities of integers, branches on constants.

use super::rewrite::{Rewriter, Transform, rewrite};
use crate::constant::Const;
use crate::ir::{Kernel, OpData, OpId, Value};
use crate::ops::{Kind, arith, bits, compare};

/// The kernel with constants folded.
pub fn fold(kernel: &Kernel) -> Kernel {
    rewrite(kernel, &mut Fold)
}

struct Fold;

impl Transform for Fold {
    fn op(&mut self, rw: &mut Rewriter<'_>, id: OpId) {
        let op = rw.old.op(id);
        let constants: Vec<Option<Const>> = op
            .operands
            .iter()
            .map(|&v| rw.new.kernel().constant(rw.get(v)))
            .collect();
        match op.op.kind {
            Kind::Pure => {
                if let Some(value) =
                    folded(rw, op, &constants).or_else(|| identity(rw, op, &constants))
                {
                    rw.set(op.result(), value);
                    return;
                }
            }
            Kind::If => {
                if let Some(condition) = constants[0] {
                    let taken = op.blocks[usize::from(!condition.as_bool())];
                    rw.ops(self, taken);
                    for (&result, &value) in op.results.iter().zip(&rw.old.block(taken).yields) {
                        let value = rw.get(value);
                        rw.set(result, value);
                    }
                    return;
                }
            }
            _ => {}
        }
        rw.copy(self, id);
    }
}

/// The constant a pure operation on constants is.
fn folded(rw: &mut Rewriter<'_>, op: &OpData, constants: &[Option<Const>]) -> Option<Value> {
    let constants: Vec<Const> = constants.iter().copied().collect::<Option<_>>()?;
    let value = op.op.evaluate(&constants, rw.old.dtype(op.result()))?;
    Some(rw.new.constant(value))
}

/// `x + 0`, `x * 1` and the like on integers; a selection whose condition is known.
fn identity(rw: &Rewriter<'_>, op: &OpData, constants: &[Option<Const>]) -> Option<Value> {
    let is = |n: usize, value: i128| {
        constants
            .get(n)
            .copied()
            .flatten()
            .is_some_and(|c| !c.ty.is_float() && c.as_int() == value)
    };
    let def = op.op;
    let zero_right = [
        &arith::ADD,
        &arith::SUB,
        &bits::BITOR,
        &bits::BITXOR,
        &bits::SHL,
        &bits::SHR,
    ];
    let operand = if def == &compare::WHERE {
        constants[2].map(|c| usize::from(c.as_bool()))?
    } else if (zero_right.contains(&def) && is(1, 0))
        || ((def == &arith::MUL || def == &arith::DIV) && is(1, 1))
    {
        0
    } else if (def == &arith::ADD && is(0, 0)) || (def == &arith::MUL && is(0, 1)) {
        1
    } else {
        return None;
    };
    Some(rw.get(op.operands[operand]))
}
