//! Branches and loops that contain a barrier: executed once per threadgroup, around the runs inside.
//!
//! Where all threads agree they are ordinary control flow on scalars. Where threads may differ, the active
//! ones are a mask in a slot, the block is executed while it has one, and a barrier in it reports when
//! they are not all of the threadgroup.

use super::counter::Counter;
use super::emitter::{Emitter, GroupMask, Val};
use super::llvm::{Bb, V};
use super::notes::Made;
use super::plan::{Home, Step, is_data, uses};
use super::prefetch::Round;
use enigma_core::ir::{BlockId, OpData, OpId, Value};
use enigma_core::types::Scalar;
use std::collections::HashMap;

impl Emitter<'_> {
    /// Makes a mask of the active threads where something holds.
    fn new_mask(&mut self, slot: u64, holds: impl FnOnce(&mut Self) -> V) -> GroupMask {
        let counter = Counter::new(self);
        self.run = u32::MAX;
        self.over_chunks(false, |e| {
            let condition = holds(e);
            let lanes = e.masked(e.chunk().mask, condition);
            e.write_slot(slot, lanes, Scalar::Bool);
            counter.add(e, lanes);
        });
        GroupMask {
            slot,
            count: counter.place(),
        }
    }

    fn is_empty(&self, mask: GroupMask) -> V {
        let ll = &self.ll;
        ll.eq(ll.load(ll.int(32), mask.count, 4), self.i32(0))
    }

    /// Emits a block under another mask of the threadgroup.
    fn under_group(&mut self, id: OpId, mask: GroupMask, body: impl FnOnce(&mut Self)) {
        let outer = self.group_mask.replace(mask);
        self.parted.push(id);
        body(self);
        self.parted.pop();
        self.group_mask = outer;
    }

    fn pairs_of(to: &[Value], from: &[Value]) -> Vec<(Value, Value)> {
        to.iter().copied().zip(from.iter().copied()).collect()
    }

    pub fn group_branch(&mut self, id: OpId, op: &OpData) {
        let agreed = self.plan.is_group(op.operands[0]);
        self.note(id, if agreed { Made::Agreed } else { Made::Parted });
        if agreed {
            self.agreed_branch(op);
        } else {
            self.parted_branch(id, op);
        }
    }

    fn agreed_branch(&mut self, op: &OpData) {
        let condition = self.scalar(op.operands[0]);
        let ll = &self.ll;
        let (then, other, join) = (ll.block("then"), ll.block("else"), ll.block("join"));
        ll.branch(condition, then, other);
        let mut ends = Vec::new();
        for (start, &block) in [then, other].into_iter().zip(&op.blocks) {
            self.ll.at(start);
            self.group_block(block);
            let yields = &self.kernel.block(block).yields;
            self.copy_to_slots(&Self::pairs_of(&op.results, yields));
            ends.push(self.ll.here());
            self.ll.jump(join);
        }
        self.ll.at(join);
        for (n, &result) in op.results.iter().enumerate() {
            if !is_data(self.kernel, result) || !self.plan.is_group(result) {
                continue;
            }
            let arm = |e: &Self, k: usize| {
                let v = e.kernel.block(op.blocks[k]).yields[n];
                (e.scalar(v), ends[k])
            };
            let ty = self.repr(self.kernel.dtype(result));
            let phi = self.ll.phi(ty, &[arm(self, 0), arm(self, 1)]);
            self.set(result, Val::Scalar(phi));
        }
    }

    fn parted_branch(&mut self, id: OpId, op: &OpData) {
        let condition = op.operands[0];
        for (n, &block) in op.blocks.iter().enumerate() {
            let slot = self.reserve_slot(1);
            let mask = self.new_mask(slot, |e| {
                let lanes = e.materialised(condition);
                if n == 0 { lanes } else { e.ll.not(lanes) }
            });
            let (arm, join) = (self.ll.block("then"), self.ll.block("join"));
            let none = self.is_empty(mask);
            self.ll.branch(none, join, arm);
            self.ll.at(arm);
            self.under_group(id, mask, |e| {
                e.group_block(block);
                let yields = &e.kernel.block(block).yields;
                e.copy_to_slots(&Self::pairs_of(&op.results, yields));
            });
            self.ll.jump(join);
            self.ll.at(join);
        }
    }

    /// Goes to the head of a loop; gives where from.
    fn enter(&self, head: Bb) -> Bb {
        let before = self.ll.here();
        self.ll.jump(head);
        self.ll.at(head);
        before
    }

    /// Phis of the threadgroup's own carried values; gives them with the values that go on.
    fn group_phis(
        &mut self,
        before: Bb,
        (args, init, next): (&[Value], &[Value], &[Value]),
    ) -> Vec<(V, Value)> {
        let mut phis = Vec::new();
        for ((&arg, &init), &next) in args.iter().zip(init).zip(next) {
            if is_data(self.kernel, arg) && self.plan.is_group(arg) {
                let ty = self.repr(self.kernel.dtype(arg));
                let phi = self.ll.phi(ty, &[(self.scalar(init), before)]);
                self.set(arg, Val::Scalar(phi));
                phis.push((phi, next));
            }
        }
        phis
    }

    fn close_phis(&self, phis: &[(V, Value)]) {
        let here = self.ll.here();
        for &(phi, next) in phis {
            self.ll.add_incoming(phi, &[(self.scalar(next), here)]);
        }
    }

    /// A carried value in a slot is also what the loop results in; one place for both.
    fn share_slots(&mut self, args: &[Value], results: &[Value]) {
        for (&arg, &result) in args.iter().zip(results) {
            let slot = |e: &Self, v: Value| is_data(e.kernel, v) && e.plan.home(v) == Home::Slot;
            if slot(self, arg) && slot(self, result) {
                let at = self.slot(arg);
                self.slots.insert(result, at);
            }
        }
    }

    /// What goes on to the next round lies where the carried value lies, if that is not read any more when it is
    /// written.
    fn share_slots_with_next(&mut self, block: BlockId, args: &[Value]) {
        if self.group_mask.is_some() {
            return;
        }
        let body = self.kernel.block(block);
        let (mut last_read, mut made) = (HashMap::new(), HashMap::new());
        for (place, step) in self.plan.steps(block).iter().enumerate() {
            let mut read = Vec::new();
            match step {
                Step::Run(run, ops) => {
                    read.extend(self.plan.imports(*run));
                    let results = ops.iter().flat_map(|&op| &self.kernel.op(op).results);
                    made.extend(results.map(|&v| (v, place)));
                }
                Step::Control(id) => uses(self.kernel, *id, &mut read),
                Step::Scalar(_) | Step::Barrier(_) => {}
            }
            last_read.extend(read.into_iter().map(|v| (v, place)));
        }
        for (&arg, &next) in args.iter().zip(&body.yields) {
            let is_slot = is_data(self.kernel, arg) && self.plan.home(arg) == Home::Slot;
            let moves = self.plan.crosses(next) && !self.slots.contains_key(&next);
            let free = made.get(&next).is_some_and(|made| {
                last_read.get(&arg).is_none_or(|read| read <= made) && !body.yields.contains(&arg)
            });
            if is_slot && moves && free {
                let at = self.slot(arg);
                self.slots.insert(next, at);
            }
        }
    }

    pub fn group_for(&mut self, id: OpId, op: &OpData) {
        let body = self.kernel.block(op.blocks[0]);
        self.share_slots(&body.args[1..], &op.results);
        self.copy_to_slots(&Self::pairs_of(&body.args[1..], &op.operands[3..]));
        let apart = self.results_apart(&body.args[1..], &op.results, &op.operands[3..]);
        self.copy_to_slots(&apart);
        let agreed = self.plan.is_group(body.args[0]);
        self.note(id, if agreed { Made::Agreed } else { Made::Parted });
        if agreed {
            self.agreed_for(op);
        } else {
            self.parted_for(id, op);
        }
    }

    fn agreed_for(&mut self, op: &OpData) {
        let body = self.kernel.block(op.blocks[0]);
        let bounds = [0, 1, 2].map(|n| self.scalar(op.operands[n]));
        let trips = self.trips(op, bounds);
        let ll = &self.ll;
        let int = ll.type_of(trips);
        let (head, inner, exit) = (ll.block("for"), ll.block("round"), ll.block("for_done"));
        let before = self.enter(head);
        let ll = &self.ll;
        let round = ll.phi(int, &[(ll.zero(int), before)]);
        let index = ll.phi(int, &[(bounds[0], before)]);
        self.set(body.args[0], Val::Scalar(index));
        let phis = self.group_phis(before, (&body.args[1..], &op.operands[3..], &body.yields));
        let ll = &self.ll;
        ll.branch(ll.ult(round, trips), inner, exit);
        ll.at(inner);
        self.poll();
        self.rounds.push(Round::Loop {
            index: body.args[0],
            step: bounds[2],
        });
        self.share_slots_with_next(op.blocks[0], &body.args[1..]);
        self.group_block(op.blocks[0]);
        self.rounds.pop();
        self.copy_to_slots(&Self::pairs_of(&body.args[1..], &body.yields));
        let ll = &self.ll;
        let end = ll.here();
        ll.add_incoming(round, &[(ll.add(round, ll.number(int, 1)), end)]);
        ll.add_incoming(index, &[(ll.add(index, bounds[2]), end)]);
        self.close_phis(&phis);
        self.ll.jump(head);
        self.ll.at(exit);
        for (&arg, &result) in body.args[1..].iter().zip(&op.results) {
            if is_data(self.kernel, result) && self.plan.is_group(result) {
                self.set(result, self.get(arg));
            }
        }
    }

    fn parted_for(&mut self, id: OpId, op: &OpData) {
        let body = self.kernel.block(op.blocks[0]);
        let (ty, index) = (self.kernel.dtype(op.operands[0]), body.args[0]);
        let trips_slot = self.reserve_slot(ty.bytes() as u64);
        self.run = u32::MAX;
        let bounds = [op.operands[0], op.operands[1], op.operands[2]];
        self.over_chunks(true, |e| {
            let bounds = bounds.map(|v| e.materialised(v));
            let trips = e.trips(op, bounds);
            e.write_slot(trips_slot, trips, ty);
        });
        self.copy_to_slots(&[(index, op.operands[0])]);
        let mask_slot = self.reserve_slot(1);
        let ll = &self.ll;
        let int = ll.int(ty.bits());
        let (head, inner, exit) = (ll.block("for"), ll.block("round"), ll.block("for_done"));
        let before = self.enter(head);
        let ll = &self.ll;
        let round = ll.phi(int, &[(ll.zero(int), before)]);
        let phis = self.group_phis(before, (&body.args[1..], &op.operands[3..], &body.yields));
        let mask = self.new_mask(mask_slot, |e| {
            let at = e.slot_address(trips_slot, e.chunk().first, ty);
            let trips = e.read_lanes(at, ty);
            e.ll.ult(e.splat(round), trips)
        });
        let none = self.is_empty(mask);
        self.ll.branch(none, exit, inner);
        self.ll.at(inner);
        self.poll();
        self.under_group(id, mask, |e| {
            e.group_block(op.blocks[0]);
            let mut pairs = Self::pairs_of(&body.args[1..], &body.yields);
            pairs.extend(e.results_apart(&body.args[1..], &op.results, &body.yields));
            e.copy_to_slots(&pairs);
        });
        self.advance(index, op.operands[2]);
        let ll = &self.ll;
        let next = ll.add(round, ll.number(int, 1));
        ll.add_incoming(round, &[(next, ll.here())]);
        self.close_phis(&phis);
        self.ll.jump(head);
        self.ll.at(exit);
    }

    /// Results that have a slot of their own, because what is carried has none.
    fn results_apart(
        &self,
        args: &[Value],
        results: &[Value],
        yields: &[Value],
    ) -> Vec<(Value, Value)> {
        let all = args.iter().zip(results).zip(yields);
        all.filter(|((arg, _), _)| is_data(self.kernel, **arg) && self.plan.is_group(**arg))
            .map(|((_, &result), &next)| (result, next))
            .collect()
    }

    /// `index += step`, thread by thread.
    fn advance(&mut self, index: Value, step: Value) {
        self.run = u32::MAX;
        self.over_chunks(true, |e| {
            let step = e.materialised(step);
            let now = e.read_slot(index);
            let slot = e.slot(index);
            e.write_slot(slot, e.ll.add(now, step), e.kernel.dtype(index));
        });
    }

    pub fn group_while(&mut self, id: OpId, op: &OpData) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        self.share_slots(&body.args, &op.results);
        self.copy_to_slots(&Self::pairs_of(&test.args, &op.operands));
        let agreed = self.plan.is_group(test.yields[0]);
        self.note(id, if agreed { Made::Agreed } else { Made::Parted });
        if agreed {
            self.agreed_while(op);
        } else {
            self.parted_while(id, op);
        }
    }

    /// Hands on what the test forwards: through slots, or as scalars of the threadgroup.
    fn group_forward(&mut self, from: &[Value], body: &[Value], results: &[Value]) {
        let mut pairs = Self::pairs_of(body, from);
        pairs.extend(self.results_apart(body, results, from));
        self.copy_to_slots(&pairs);
        for (&from, &to) in from.iter().zip(body).chain(from.iter().zip(results)) {
            if is_data(self.kernel, to) && self.plan.is_group(to) {
                self.set(to, self.get(from));
            }
        }
    }

    fn agreed_while(&mut self, op: &OpData) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let ll = &self.ll;
        let (head, inner, exit) = (ll.block("while"), ll.block("do"), ll.block("while_done"));
        let before = self.enter(head);
        let phis = self.group_phis(before, (&test.args, &op.operands, &body.yields));
        self.poll();
        self.group_block(op.blocks[0]);
        self.group_forward(&test.yields[1..], &body.args, &op.results);
        let condition = self.scalar(test.yields[0]);
        self.ll.branch(condition, inner, exit);
        self.ll.at(inner);
        self.group_block(op.blocks[1]);
        self.copy_to_slots(&Self::pairs_of(&test.args, &body.yields));
        self.close_phis(&phis);
        self.ll.jump(head);
        self.ll.at(exit);
    }

    fn parted_while(&mut self, id: OpId, op: &OpData) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let slot = self.reserve_slot(1);
        let yes = self.ll.number(self.wide(self.ll.int(1)), 1);
        let mask = self.new_mask(slot, |_| yes);
        let ll = &self.ll;
        let (head, inner, exit) = (ll.block("while"), ll.block("do"), ll.block("while_done"));
        let before = self.enter(head);
        let phis = self.group_phis(before, (&test.args, &op.operands, &body.yields));
        self.poll();
        self.under_group(id, mask, |e| {
            e.group_block(op.blocks[0]);
            e.group_forward(&test.yields[1..], &body.args, &op.results);
            let condition = test.yields[0];
            let stay = e.new_mask(slot, |e| e.materialised(condition));
            // The one mask of the loop: what is in its slot counts now.
            let count = e.ll.load(e.ll.int(32), stay.count, 4);
            e.ll.store(count, mask.count, 4);
            let none = e.is_empty(mask);
            e.ll.branch(none, exit, inner);
            e.ll.at(inner);
            e.group_block(op.blocks[1]);
            e.copy_to_slots(&Self::pairs_of(&test.args, &body.yields));
        });
        self.close_phis(&phis);
        self.ll.jump(head);
        self.ll.at(exit);
    }
}
