//! Operations across the lanes of one simdgroup.
//!
//! A sum of floats is a fixed tree: lane i and lane i + 16, then 8, 4, 2, 1 apart, lanes without a value
//! counting as -0. On `half` and `bfloat` each addition is computed in `float` and rounded to the type
//! before the next one.

use super::SIMD_WIDTH;
use super::state::{Machine, Mask};
use crate::constant::Const;
use crate::ir::OpData;
use crate::ops::{OpDef, SimdOp, arith, bits, math};
use crate::types::Scalar;

/// What each lane contributes; nothing where it is inactive or missing.
type Lanes = [Option<Const>; SIMD_WIDTH];

impl Machine<'_> {
    /// Evaluates the operation for the active threads of one simdgroup.
    pub(super) fn simd(&mut self, op: &OpData, simd: SimdOp, threads: &Mask) {
        let mut lanes: Lanes = [None; SIMD_WIDTH];
        for &t in threads {
            lanes[t % SIMD_WIDTH] = Some(self.get(op.operands[0], t));
        }
        let ty = self.kernel.dtype(op.result());
        let (smaller, larger) = if ty.is_float() {
            (&math::FMIN, &math::FMAX)
        } else {
            (&bits::IMIN, &bits::IMAX)
        };
        let reduced = match simd {
            SimdOp::Sum => Some(sum(&lanes, ty)),
            SimdOp::Max => Some(reduce(&lanes, larger, ty)),
            SimdOp::Min => Some(reduce(&lanes, smaller, ty)),
            SimdOp::Shuffle | SimdOp::ShuffleXor | SimdOp::ShuffleDown | SimdOp::Broadcast => None,
        };
        for &t in threads {
            let value = reduced.unwrap_or_else(|| self.shuffled(op, simd, &lanes, t));
            self.set(op.result(), t, value);
        }
    }

    fn shuffled(&self, op: &OpData, simd: SimdOp, lanes: &Lanes, thread: usize) -> Const {
        let own = self.get(op.operands[0], thread);
        let (lane, number) = (
            (thread % SIMD_WIDTH) as i128,
            self.get(op.operands[1], thread).as_int(),
        );
        let source = match simd {
            SimdOp::Shuffle | SimdOp::Broadcast => number,
            SimdOp::ShuffleXor => lane ^ number,
            SimdOp::ShuffleDown => lane + number,
            SimdOp::Sum | SimdOp::Max | SimdOp::Min => panic!("internal error: not a shuffle"),
        };
        match usize::try_from(source).ok().and_then(|n| lanes.get(n)) {
            Some(value) => value.unwrap_or(Const::from_bits(own.ty, 0)),
            None => own,
        }
    }
}

fn combine(op: &OpDef, a: Const, b: Const) -> Const {
    op.evaluate(&[a, b], a.ty)
        .unwrap_or_else(|| panic!("internal error: {} has no meaning in the table", op.name))
}

fn reduce(lanes: &Lanes, op: &OpDef, ty: Scalar) -> Const {
    let active = lanes.iter().flatten().copied();
    active
        .reduce(|a, b| combine(op, a, b))
        .unwrap_or(Const::from_bits(ty, 0))
}

fn sum(lanes: &Lanes, ty: Scalar) -> Const {
    let nothing = if ty.is_float() {
        Const::from_f64(ty, -0.0)
    } else {
        Const::from_int(ty, 0)
    };
    let mut tree = lanes.map(|lane| lane.unwrap_or(nothing));
    for distance in [16, 8, 4, 2, 1] {
        for lane in 0..distance {
            tree[lane] = combine(&arith::ADD, tree[lane], tree[lane + distance]);
        }
    }
    tree[0]
}
