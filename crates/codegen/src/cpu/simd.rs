//! Operations across the lanes of a simdgroup, which is one chunk of 32 lanes here.

use super::emitter::{Emitter, Mask, Val};
use super::llvm::V;
use enigma_core::ir::OpData;
use enigma_core::limits::SIMD_WIDTH;
use enigma_core::ops::{Instr, SimdOp};
use enigma_core::types::Scalar;

/// How a shuffle finds the lane it reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Lane,
    Xor,
    Down,
}

impl Emitter<'_> {
    pub fn simd(&mut self, op: &OpData, simd: SimdOp) {
        let ty = self.kernel.dtype(op.result());
        let val = match simd {
            SimdOp::Sum => {
                Val::Scalar(self.reduce(op, ty, |e, a, b| e.instr(Instr::Add, &[a, b], ty, ty)))
            }
            SimdOp::Max => Val::Scalar(self.reduce(op, ty, |e, a, b| e.extreme(a, b, ty, false))),
            SimdOp::Min => Val::Scalar(self.reduce(op, ty, |e, a, b| e.extreme(a, b, ty, true))),
            SimdOp::Shuffle => self.shuffle(op, Source::Lane),
            SimdOp::ShuffleXor => self.shuffle(op, Source::Xor),
            SimdOp::ShuffleDown => self.shuffle(op, Source::Down),
            SimdOp::Broadcast => self.broadcast(op),
        };
        self.set(op.result(), val);
    }

    fn extreme(&self, a: V, b: V, ty: Scalar, least: bool) -> V {
        match (ty.is_float(), least) {
            (true, true) => self.math("llvm.minnum", &[a, b], ty),
            (true, false) => self.math("llvm.maxnum", &[a, b], ty),
            (false, true) => self.instr(Instr::Min, &[a, b], ty, ty),
            (false, false) => self.instr(Instr::Max, &[a, b], ty, ty),
        }
    }

    /// Combines lane i with lane i + 16, then 8, 4, 2, 1: the order that the language fixes for sums.
    fn reduce(&mut self, op: &OpData, ty: Scalar, combine: impl Fn(&Self, V, V) -> V) -> V {
        let lanes = self.vector(op.operands[0]);
        let mut tree = match self.chunk().mask {
            Mask::Full => lanes,
            Mask::Lanes(on) => {
                let nothing = self.splat(self.neutral(op, ty));
                self.ll.select(on, lanes, nothing)
            }
        };
        let mut half = SIMD_WIDTH as u32 / 2;
        while half > 0 {
            let part = |from: u32| -> Vec<u32> { (from..from + half).collect() };
            let low = self.ll.shuffle(tree, tree, &part(0));
            let high = self.ll.shuffle(tree, tree, &part(half));
            tree = combine(self, low, high);
            half /= 2;
        }
        self.ll.extract(tree, self.i32(0))
    }

    /// What an inactive lane adds: nothing. For the extremes of floats NaN is ignored.
    fn neutral(&self, op: &OpData, ty: Scalar) -> V {
        let (least, greatest) = ty.int_range();
        let bits = match (op.op.kind, ty.is_float()) {
            (enigma_core::ops::Kind::Simd(SimdOp::Sum), true) => 1u64 << (ty.bits() - 1),
            (enigma_core::ops::Kind::Simd(SimdOp::Sum), false) => 0,
            (_, true) => match ty {
                Scalar::F16 => 0x7e00,
                Scalar::BF16 => 0x7fc0,
                _ => 0x7fc0_0000,
            },
            (enigma_core::ops::Kind::Simd(SimdOp::Max), false) => least as u64,
            (_, false) => greatest as u64,
        };
        self.constant(enigma_core::constant::Const::from_bits(ty, bits))
    }

    /// Lanes that are off give 0.
    fn given(&self, op: &OpData) -> V {
        let lanes = self.vector(op.operands[0]);
        match self.chunk().mask {
            Mask::Full => lanes,
            Mask::Lanes(on) => {
                let zero = self.ll.zero(self.ll.type_of(lanes));
                self.ll.select(on, lanes, zero)
            }
        }
    }

    fn known_number(&self, op: &OpData) -> Option<i128> {
        self.kernel.constant(op.operands[1]).map(|c| c.as_int())
    }

    fn broadcast(&mut self, op: &OpData) -> Val {
        match self.known_number(op) {
            Some(lane @ 0..32) => {
                Val::Scalar(self.ll.extract(self.given(op), self.i32(lane as u32)))
            }
            _ => self.shuffle(op, Source::Lane),
        }
    }

    fn shuffle(&mut self, op: &OpData, source: Source) -> Val {
        let v = match self.known_number(op) {
            Some(number) => self.known_shuffle(op, source, number),
            None => self.varying_shuffle(op, source),
        };
        Val::Vector(v)
    }

    /// By a constant: one permutation. A lane that does not exist gives the lane's own value.
    fn known_shuffle(&self, op: &OpData, source: Source, number: i128) -> V {
        let width = SIMD_WIDTH as i128;
        let lane = |own: i128| {
            let from = match source {
                Source::Lane => number,
                Source::Xor => own ^ number,
                Source::Down => own + number,
            };
            let exists = (0..width).contains(&from);
            (if exists { from } else { width + own }) as u32
        };
        let lanes: Vec<u32> = (0..width).map(lane).collect();
        let own = self.vector(op.operands[0]);
        self.ll.shuffle(self.given(op), own, &lanes)
    }

    fn varying_shuffle(&mut self, op: &OpData, source: Source) -> V {
        let given = self.given(op);
        let place = self.spill(0, given);
        let ll = &self.ll;
        let ty = self.kernel.dtype(op.operands[1]);
        let number = self.index64(self.vector(op.operands[1]), ty);
        let wide = ll.type_of(number);
        let lane = self.lane_numbers(64);
        let width = ll.number(wide, SIMD_WIDTH as u64);
        // A huge unsigned number must not wrap into a lane; a negative distance is one.
        let from = match source {
            Source::Lane => number,
            Source::Xor => ll.xor(lane, number),
            Source::Down if ty.is_signed() => ll.add(lane, number),
            Source::Down => {
                let near = ll.ult(number, width);
                ll.add(lane, ll.select(near, number, width))
            }
        };
        let exists = ll.ult(from, width);
        let own = self.vector(op.operands[0]);
        let element = self.kernel.dtype(op.result());
        let safe = ll.select(exists, from, lane);
        let pointers = ll.offset(self.repr(element), place, safe);
        let result = ll.type_of(own);
        let all = self.mask_lanes(Mask::Full);
        let types = [result, ll.type_of(pointers)];
        let call = ll.intrinsic(
            "llvm.masked.gather",
            &types,
            &[pointers, all, ll.poison(result)],
        );
        ll.call_align(call, 1, element.bytes() as u32);
        ll.select(exists, call, own)
    }
}
