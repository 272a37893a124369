//! Shuffles: each lane keeps what it reads only where the language says what that is.

use super::build::Build;
use super::program::{Expr, Var};
use enigma_core::ir::Value;
use enigma_core::ops::lanes::{Direction, Source};
use enigma_core::ops::{Kind, OpDef, SimdOp, arith, bits, compare, query, simd};

impl Build<'_> {
    /// The thread's number in a group of so many lanes, and that of the group's first lane.
    fn lane_in(&mut self, count: usize) -> (Value, Value) {
        let lane = self.op(&query::THREAD_INDEX_IN_SIMDGROUP, &[]);
        let own = self.op(&bits::BITAND, &[lane.into(), (count - 1).into()]);
        let first = self.op(&arith::SUB, &[lane.into(), own.into()]);
        (own, first)
    }

    /// What was read of a lane of a group of so many, if it exists and is active; else the other value.
    fn keep(
        &mut self,
        (from, first, count): (Value, Value, usize),
        read: Value,
        other: Value,
    ) -> Value {
        let active = self.op(&simd::SIMD_ACTIVE_THREADS_MASK, &[]);
        let exists = self.op(&compare::CMP_LT, &[from.into(), count.into()]);
        // The amount counts modulo the width.
        let lane = self.op(&arith::ADD, &[first.into(), from.into()]);
        let bit = self.op(&bits::SHR, &[active.into(), lane.into()]);
        let bit = self.op(&bits::BITAND, &[bit.into(), 1.into()]);
        let is_active = self.op(&compare::CMP_EQ, &[bit.into(), 1.into()]);
        let is_known = self.op(&bits::BITAND, &[exists.into(), is_active.into()]);
        self.op(
            &compare::WHERE,
            &[other.into(), read.into(), is_known.into()],
        )
    }

    pub(super) fn shuffle(&mut self, op: &'static OpDef, (value, lane): (&Expr, &Expr), to: Var) {
        let Kind::Simd(SimdOp::Shuffle(source, reach)) = op.kind else {
            panic!("{} is no shuffle", op.name)
        };
        let count = reach.lanes();
        let value = self.expr(value);
        let number = self.masked(lane, count - 1);
        let read = self.op(op, &[value.into(), number.into()]);
        let (own, first) = self.lane_in(count);
        let mut both = |def| self.op(def, &[own.into(), number.into()]);
        let from = match source {
            Source::Lane | Source::Broadcast => number,
            Source::Xor => both(&bits::BITXOR),
            Source::Up | Source::RotateUp => both(&arith::SUB),
            Source::Down | Source::RotateDown => both(&arith::ADD),
        };
        let around = matches!(source, Source::RotateUp | Source::RotateDown);
        let from = if around {
            self.op(&bits::BITAND, &[from.into(), (count - 1).into()])
        } else {
            from
        };
        let kept = self.keep((from, first, count), read, value);
        self.see(to, kept);
    }

    pub(super) fn fill(
        &mut self,
        op: &'static OpDef,
        (values, delta): (&[Expr; 2], &Expr),
        modulo: usize,
        to: Var,
    ) {
        let Kind::Simd(SimdOp::Fill(direction, reach)) = op.kind else {
            panic!("{} fills in nothing", op.name)
        };
        let [value, filling] = [self.expr(&values[0]), self.expr(&values[1])];
        let delta = self.masked(delta, reach.lanes() - 1);
        let args = [value.into(), filling.into(), delta.into(), modulo.into()];
        let read = self.op(op, &args);
        let (own, first) = self.lane_in(modulo);
        let moved = match direction {
            Direction::Up => self.op(&arith::SUB, &[own.into(), delta.into()]),
            Direction::Down => self.op(&arith::ADD, &[own.into(), delta.into()]),
        };
        let from = self.op(&bits::BITAND, &[moved.into(), (modulo - 1).into()]);
        let kept = self.keep((from, first, modulo), read, value);
        self.see(to, kept);
    }
}
