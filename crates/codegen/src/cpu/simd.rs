//! Operations across the lanes of a simdgroup, which is one chunk of 32 lanes here: reductions, scans and votes, in
//! the orders that `ops::lanes` fixes. Quadgroups are taken all at once, by the same vector instructions.

use super::emitter::{Emitter, Mask, Val};
use super::llvm::V;
use enigma_core::constant::Const;
use enigma_core::ir::OpData;
use enigma_core::limits::SIMD_WIDTH;
use enigma_core::ops::SimdOp;
use enigma_core::ops::lanes::{Bound, Reach, Reduction, Vote};
use enigma_core::types::Scalar;

/// Lanes, as an operand of `shufflevector` numbers them.
const LANES: std::ops::Range<u32> = 0..SIMD_WIDTH as u32;

impl Emitter<'_> {
    pub fn simd(&mut self, op: &OpData, simd: SimdOp) {
        let val = match simd {
            SimdOp::Reduce(reduction, Reach::Simdgroup) => {
                Val::Scalar(self.reduce_simdgroup(op, reduction))
            }
            SimdOp::Reduce(reduction, Reach::Quad) => Val::Vector(self.reduce_quads(op, reduction)),
            SimdOp::Scan(reduction, bound, reach) => {
                Val::Vector(self.scan(op, reduction, bound, reach))
            }
            SimdOp::Shuffle(source, reach) => self.shuffle(op, source, reach),
            SimdOp::Fill(direction, _) => Val::Vector(self.fill(op, direction)),
            SimdOp::BroadcastFirst(reach) => self.broadcast_first(op, reach),
            SimdOp::Vote(vote, Reach::Simdgroup) => self.vote_of_simdgroup(op, vote),
            SimdOp::Vote(vote, Reach::Quad) => Val::Vector(self.vote_of_quads(op, vote)),
        };
        self.set(op.result(), val);
    }

    fn combine(&self, reduction: Reduction, a: V, b: V, ty: Scalar) -> V {
        self.native(reduction.combines(ty), &[a, b], ty, ty)
    }

    /// An operand's lanes; those that are off have the constant.
    pub fn given(&self, op: &OpData, operand: usize, off: Const) -> V {
        let lanes = self.vector(op.operands[operand]);
        match self.chunk().mask {
            Mask::Full => lanes,
            Mask::Lanes(on) => self.ll.select(on, lanes, self.splat(self.constant(off))),
        }
    }

    /// What each lane adds to a reduction or scan.
    fn parts(&self, op: &OpData, reduction: Reduction) -> V {
        self.given(op, 0, reduction.nothing(self.kernel.dtype(op.result())))
    }

    /// Halves the vector at each step.
    fn reduce_simdgroup(&self, op: &OpData, reduction: Reduction) -> V {
        let ty = self.kernel.dtype(op.result());
        let mut tree = self.parts(op, reduction);
        let mut half = SIMD_WIDTH as u32 / 2;
        while half > 0 {
            let part = |from: u32| -> Vec<u32> { (from..from + half).collect() };
            let low = self.ll.shuffle(tree, tree, &part(0));
            let high = self.ll.shuffle(tree, tree, &part(half));
            tree = self.combine(reduction, low, high, ty);
            half /= 2;
        }
        self.ll.extract(tree, self.i32(0))
    }

    /// Each lane with its counterpart: no matter which of two comes first, they combine to the same.
    fn reduce_quads(&self, op: &OpData, reduction: Reduction) -> V {
        let ty = self.kernel.dtype(op.result());
        let mut tree = self.parts(op, reduction);
        for distance in [2, 1] {
            let others: Vec<u32> = LANES.map(|lane| lane ^ distance).collect();
            let other = self.ll.shuffle(tree, tree, &others);
            tree = self.combine(reduction, tree, other, ty);
        }
        tree
    }

    /// Lanes moved up in their reach; the lowest get the constant.
    fn moved_up(&self, lanes: V, distance: u32, reach: Reach, low: V) -> V {
        let count = reach.lanes() as u32;
        let from = |lane: u32| {
            let own = lane % count;
            if own < distance {
                LANES.end + lane
            } else {
                lane - distance
            }
        };
        let from: Vec<u32> = LANES.map(from).collect();
        self.ll.shuffle(lanes, low, &from)
    }

    /// Doubles the distance at each step.
    fn scan(&self, op: &OpData, reduction: Reduction, bound: Bound, reach: Reach) -> V {
        let ty = self.kernel.dtype(op.result());
        let splat = |c: Const| self.splat(self.constant(c));
        let mut sums = self.parts(op, reduction);
        if bound == Bound::Exclusive {
            sums = self.moved_up(sums, 1, reach, splat(reduction.start(ty)));
        }
        let nothing = splat(reduction.nothing(ty));
        let mut distance = 1;
        while distance < reach.lanes() as u32 {
            let below = self.moved_up(sums, distance, reach, nothing);
            sums = self.combine(reduction, below, sums, ty);
            distance *= 2;
        }
        sums
    }

    /// The active lanes where the condition is as asked; all of them where there is none.
    fn voters(&self, op: &OpData, holds: bool) -> V {
        let mask = self.chunk().mask;
        let Some(&condition) = op.operands.first() else {
            return self.mask_lanes(mask);
        };
        let lanes = self.vector(condition);
        let asked = if holds { lanes } else { self.ll.not(lanes) };
        self.masked(mask, asked)
    }

    fn vote_of_simdgroup(&self, op: &OpData, vote: Vote) -> Val {
        match vote {
            Vote::All => Val::Scalar(self.ll.not(self.any(self.voters(op, false)))),
            Vote::Any => Val::Scalar(self.any(self.voters(op, true))),
            Vote::Ballot | Vote::Active => Val::Scalar(self.bits(self.voters(op, true))),
            Vote::IsFirst => {
                let first = self.first_lane(self.voters(op, true));
                Val::Vector(self.ll.eq(self.lane_numbers(32), self.splat(first)))
            }
        }
    }

    /// Each lane looks at the four bits of its quadgroup.
    fn vote_of_quads(&self, op: &OpData, vote: Vote) -> V {
        let ll = &self.ll;
        let splat = |n: u32| self.splat(self.i32(n));
        let lanes = self.lane_numbers(32);
        let quad = |voters: V| {
            let first = ll.and(lanes, splat(!3));
            ll.and(ll.lshr(self.splat(self.bits(voters)), first), splat(15))
        };
        match vote {
            Vote::All => ll.eq(quad(self.voters(op, false)), splat(0)),
            Vote::Any => ll.ne(quad(self.voters(op, true)), splat(0)),
            Vote::Ballot | Vote::Active => quad(self.voters(op, true)),
            Vote::IsFirst => {
                let own = ll.and(lanes, splat(3));
                let below = ll.sub(ll.shl(splat(1), own), splat(1));
                ll.eq(ll.and(quad(self.voters(op, true)), below), splat(0))
            }
        }
    }
}
