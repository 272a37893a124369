//! Shuffles: a permutation where the numbers are known, else a look at spilled lanes.
//!
//! What the language leaves open is as the interpreter has it: a lane that is off reads as 0, and one out of reach
//! as the lane's own value.

use super::emitter::{Emitter, Mask, Val};
use super::llvm::V;
use enigma_core::constant::Const;
use enigma_core::ir::{OpData, Value};
use enigma_core::limits::SIMD_WIDTH;
use enigma_core::ops::lanes::{Direction, Reach, Source};

impl Emitter<'_> {
    fn known_number(&self, v: Value) -> Option<i128> {
        self.kernel.constant(v).map(|c| c.as_int())
    }

    /// Lanes that are off give 0.
    fn shown(&self, op: &OpData, operand: usize) -> V {
        let ty = self.kernel.dtype(op.result());
        self.given(op, operand, Const::from_bits(ty, 0))
    }

    pub fn shuffle(&mut self, op: &OpData, source: Source, reach: Reach) -> Val {
        let of_simdgroup =
            matches!(source, Source::Lane | Source::Broadcast) && reach == Reach::Simdgroup;
        let Some(number) = self.known_number(op.operands[1]) else {
            return Val::Vector(match self.get(op.operands[1]) {
                Val::Scalar(lane) if of_simdgroup => self.one_lane(op, lane),
                _ => self.varying_shuffle(op, source, reach),
            });
        };
        if let (true, 0..32) = (of_simdgroup, number) {
            let lane = self.i32(number as u32);
            return Val::Scalar(self.ll.extract(self.shown(op, 0), lane));
        }
        let lane = |own: usize| {
            let from = source.lane(own, number, reach);
            from.unwrap_or(SIMD_WIDTH + own) as u32
        };
        let lanes: Vec<u32> = (0..SIMD_WIDTH).map(lane).collect();
        let own = self.vector(op.operands[0]);
        Val::Vector(self.ll.shuffle(self.shown(op, 0), own, &lanes))
    }

    /// A lane whose number is the same for all, in all of them.
    fn one_lane(&self, op: &OpData, lane: V) -> V {
        let ll = &self.ll;
        let lane = self.index64(lane, self.kernel.dtype(op.operands[1]));
        let exists = ll.ult(lane, self.i64(SIMD_WIDTH as u64));
        let safe = ll.select(exists, lane, self.i64(0));
        let found = self.splat(ll.extract(self.shown(op, 0), safe));
        ll.select(exists, found, self.vector(op.operands[0]))
    }

    pub fn broadcast_first(&mut self, op: &OpData, reach: Reach) -> Val {
        let lanes = self.vector(op.operands[0]);
        match (reach, self.chunk().mask) {
            (Reach::Simdgroup, mask) => {
                let first = self.first_lane(self.mask_lanes(mask));
                Val::Scalar(self.ll.extract(lanes, first))
            }
            (Reach::Quad, Mask::Full) => Val::Vector(self.nth_of_quad(lanes, 0)),
            (Reach::Quad, Mask::Lanes(on)) => {
                let mut first = self.nth_of_quad(lanes, 3);
                for n in [2, 1, 0] {
                    let (is_on, value) = (self.nth_of_quad(on, n), self.nth_of_quad(lanes, n));
                    first = self.ll.select(is_on, value, first);
                }
                Val::Vector(first)
            }
        }
    }

    /// Lane n of each quadgroup, in all its lanes.
    fn nth_of_quad(&self, lanes: V, n: usize) -> V {
        let from = |lane| (Reach::Quad.first(lane) + n) as u32;
        let from: Vec<u32> = (0..SIMD_WIDTH).map(from).collect();
        self.ll.shuffle(lanes, lanes, &from)
    }

    pub fn fill(&mut self, op: &OpData, direction: Direction) -> V {
        let modulo = self.known_number(op.operands[3]);
        let modulo = modulo.expect("internal error: a modulo that is not known") as usize;
        let Some(delta) = self.known_number(op.operands[2]) else {
            return self.varying_fill(op, direction, modulo);
        };
        let lane = |own: usize| {
            let (filled, from) = direction.lane(own, delta, modulo);
            (if filled { SIMD_WIDTH + from } else { from }) as u32
        };
        let lanes: Vec<u32> = (0..SIMD_WIDTH).map(lane).collect();
        self.ll
            .shuffle(self.shown(op, 0), self.shown(op, 1), &lanes)
    }

    /// Places in a group of so many lanes that are a distance away, as 64-bit numbers; the lanes' own places; and
    /// where the groups begin.
    fn places(&self, distance: Value, up: bool, count: usize) -> (V, V, V) {
        let ll = &self.ll;
        let ty = self.kernel.dtype(distance);
        let mut by = self.index64(self.vector(distance), ty);
        let splat = |n: usize| self.splat(self.i64(n as u64));
        if !ty.is_signed() {
            // A huge unsigned number must not wrap into a lane; around the end it counts as what is left of it.
            let rest = ll.and(by, splat(count - 1));
            let far = ll.or(rest, splat(count));
            by = ll.select(ll.ult(by, splat(count)), by, far);
        }
        let lanes = self.lane_numbers(64);
        let own = ll.and(lanes, splat(count - 1));
        let from = if up { ll.sub(own, by) } else { ll.add(own, by) };
        (from, own, ll.sub(lanes, own))
    }

    fn varying_shuffle(&mut self, op: &OpData, source: Source, reach: Reach) -> V {
        let count = reach.lanes();
        let number = op.operands[1];
        let up = matches!(source, Source::Up | Source::RotateUp);
        let (moved, own, first) = self.places(number, up, count);
        let ll = &self.ll;
        let splat = |n: usize| self.splat(self.i64(n as u64));
        let given = || self.index64(self.vector(number), self.kernel.dtype(number));
        let from = match source {
            Source::Lane | Source::Broadcast => given(),
            Source::Xor => ll.xor(own, given()),
            Source::Up | Source::Down => moved,
            Source::RotateUp | Source::RotateDown => ll.and(moved, splat(count - 1)),
        };
        let exists = ll.ult(from, splat(count));
        let safe = ll.add(first, ll.select(exists, from, own));
        let value = self.vector(op.operands[0]);
        let shown = self.shown(op, 0);
        let found = self.look_up(op, shown, safe);
        self.ll.select(exists, found, value)
    }

    fn varying_fill(&mut self, op: &OpData, direction: Direction, modulo: usize) -> V {
        let (from, _, first) = self.places(op.operands[2], direction == Direction::Up, modulo);
        let ll = &self.ll;
        let splat = |n: usize| self.splat(self.i64(n as u64));
        let inside = ll.ult(from, splat(modulo));
        let around = ll.add(first, ll.and(from, splat(modulo - 1)));
        let (value, filling) = (self.shown(op, 0), self.shown(op, 1));
        let value = self.look_up(op, value, around);
        let filling = self.look_up(op, filling, around);
        self.ll.select(inside, value, filling)
    }

    /// For each lane, the lane of that number, a 64-bit one that exists.
    fn look_up(&mut self, op: &OpData, lanes: V, numbers: V) -> V {
        let place = self.spill(0, lanes);
        let ll = &self.ll;
        let element = self.kernel.dtype(op.result());
        let pointers = ll.offset(self.repr(element), place, numbers);
        let result = ll.type_of(lanes);
        let all = self.mask_lanes(Mask::Full);
        let types = [result, ll.type_of(pointers)];
        let call = ll.intrinsic(
            "llvm.masked.gather",
            &types,
            &[pointers, all, ll.poison(result)],
        );
        ll.call_align(call, 1, element.bytes() as u32);
        call
    }
}
