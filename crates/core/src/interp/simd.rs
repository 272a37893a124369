//! Operations across the lanes of a simdgroup: 32 consecutive threads, the last group of them perhaps fewer.

use super::{Group, Mask, SIMD_WIDTH};
use crate::constant::Const;
use crate::ir::OpData;
use crate::ops::{OpDef, SimdOp, arith, bits, math};

/// A simdgroup's lanes; none where a lane is missing or inactive.
type Lanes = [Option<Const>; SIMD_WIDTH];

impl Group<'_> {
    pub(super) fn simd(&mut self, op: &OpData, simd: SimdOp, mask: &Mask) {
        for first in (0..self.size).step_by(SIMD_WIDTH) {
            let on = |lane: usize| mask.get(first + lane).copied().unwrap_or(false);
            let lanes: Lanes = std::array::from_fn(|lane| {
                on(lane).then(|| self.get(op.operands[0], first + lane))
            });
            let reduced = match simd {
                SimdOp::Sum => reduce(lanes, &arith::ADD),
                SimdOp::Max => reduce(lanes, pick(&lanes, &math::FMAX, &bits::IMAX)),
                SimdOp::Min => reduce(lanes, pick(&lanes, &math::FMIN, &bits::IMIN)),
                SimdOp::Shuffle | SimdOp::ShuffleXor | SimdOp::ShuffleDown | SimdOp::Broadcast => {
                    None
                }
            };
            for lane in (0..SIMD_WIDTH).filter(|&lane| on(lane)) {
                let value = reduced.unwrap_or_else(|| {
                    let argument = self.get(op.operands[1], first + lane).as_int();
                    moved(&lanes, simd, lane, argument)
                });
                self.set(op.result(), first + lane, value);
            }
        }
    }
}

fn pick(lanes: &Lanes, float: &'static OpDef, int: &'static OpDef) -> &'static OpDef {
    if lanes.iter().flatten().any(|c| c.ty.is_float()) {
        float
    } else {
        int
    }
}

/// Pairwise: lane i with lane i + 16, then 8, 4, 2, 1. The order is part of the meaning of a float sum.
fn reduce(mut lanes: Lanes, op: &OpDef) -> Option<Const> {
    let mut half = SIMD_WIDTH / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] = match (lanes[lane], lanes[lane + half]) {
                (Some(a), Some(b)) => op.evaluate(&[a, b], a.ty),
                (a, b) => a.or(b),
            };
        }
        half /= 2;
    }
    lanes[0]
}

/// The value a lane gets from another.
fn moved(lanes: &Lanes, simd: SimdOp, lane: usize, argument: i128) -> Const {
    let own = lanes[lane].expect("internal error: an inactive lane reads");
    let from = match simd {
        SimdOp::ShuffleXor => lane as i128 ^ argument,
        SimdOp::ShuffleDown => lane as i128 + argument,
        SimdOp::Shuffle | SimdOp::Broadcast | SimdOp::Sum | SimdOp::Max | SimdOp::Min => argument,
    };
    match usize::try_from(from).ok().and_then(|n| lanes.get(n)) {
        Some(value) => value.unwrap_or(Const::from_bits(own.ty, 0)),
        None => own,
    }
}
