//! Jamming: chunks that are emitted side by side, in one round of the loop over the chunks.
//!
//! They share what does not depend on the chunk: an element that all threads read, the row of a tile, the control of
//! a loop. It is loaded, or executed, once. And the chains of results of one chunk fill the time in which those of
//! another are under way. It costs registers and code, so it is done where a run has much to share.

use super::emitter::Emitter;
use super::forms::Form;
use super::plan::is_data;
use enigma_core::ir::{Attr, Def, Dim, Memory, OpData, OpId, Value};
use enigma_core::limits::SIMD_WIDTH;
use enigma_core::ops::{Kind, Query};
use std::collections::{HashMap, HashSet};

/// Operations between an index and what is the same in all chunks that are looked through.
const DEPTH: u32 = 16;

/// Most operations of a run, times the chunks side by side.
const MOST_CODE: u32 = 1024;

/// Stores of windows that make a run a chain of shuffles.
const CHAIN: u32 = 8;

/// What a run would gain.
#[derive(Default)]
struct Gain {
    /// Loads that chunks would share.
    shared: u32,
    /// Operations that each does for itself.
    own: u32,
    /// Loads that are cheaper for many chunks at once.
    columns: u32,
    /// Loops that lanes leave one by one, whose rounds are chains of results.
    chains: u32,
    /// Stores of windows in threadgroup memory: shuffles that what is loaded next has to wait for.
    shuffled: u32,
    /// Scalars of the threadgroup that are spread over lanes.
    spread: HashSet<Value>,
    /// Loops that stride over memory: chunks side by side take more of a line of it, or of a page, in a round.
    strides: u32,
}

impl Emitter<'_> {
    /// Does something for each of the chunks that are emitted side by side, by number, or for the one that is
    /// emitted alone.
    pub fn each_part<R>(&mut self, mut body: impl FnMut(&mut Self, usize) -> R) -> Vec<R> {
        if self.alone {
            return vec![body(self, 0)];
        }
        self.alone = true;
        let results = (0..self.parts.len()).map(|part| {
            self.part = part;
            body(self, part)
        });
        let results = results.collect();
        self.part = 0;
        self.alone = false;
        results
    }

    /// How many chunks of a run are emitted side by side.
    pub fn jam(&self, ops: &[OpId]) -> u32 {
        let whole = self.known_total().filter(|_| self.group_mask.is_none());
        let Some(chunks) = whole.filter(|n| n.is_multiple_of(self.width())) else {
            return 1;
        };
        let chunks = chunks / self.width();
        if self.in_step {
            return chunks;
        }
        let mut gain = Gain::default();
        for &id in ops {
            let weigh = &mut |id, op: &OpData| self.weigh(id, op, &mut gain);
            self.kernel.walk_op(id, weigh);
        }
        // More scalars than there is room for beside other values are spread again for each chunk.
        let spread = gain.spread.len() as u32;
        if spread > self.room {
            gain.shared += spread;
        }
        let all = gain.shared + gain.own;
        // One load in four operations keeps the units for loads as busy as those for sums.
        let wanted = match all {
            _ if gain.columns > 0 => 8,
            _ if gain.chains + gain.strides > 0 => 4,
            _ if gain.shared * 5 >= all && gain.shared > 0 => 4,
            _ if gain.shared * 10 >= all && gain.shared > 0 => 2,
            _ if gain.shuffled >= CHAIN => 4,
            _ => 1,
        };
        let room = self.room * 3 / 4 / self.held(ops).max(1);
        let fits = |jam: &u32| {
            *jam <= wanted.min(room)
                && chunks.is_multiple_of(*jam)
                && all * *jam <= MOST_CODE.max(all)
        };
        [8, 4, 2].into_iter().find(fits).unwrap_or(1)
    }

    /// Values that a chunk keeps for the whole of a loop: what it carries, and what it reads from outside.
    fn held(&self, ops: &[OpId]) -> u32 {
        let mut most = 0;
        for &id in ops {
            let op = self.kernel.op(id);
            let inside = op
                .blocks
                .iter()
                .map(|&b| self.held(&self.kernel.block(b).ops));
            most = inside.fold(most, u32::max);
            if matches!(op.op.kind, Kind::For | Kind::While) {
                most = most.max(self.held_by(op));
            }
        }
        most
    }

    pub fn held_by(&self, op: &OpData) -> u32 {
        let (mut inner, mut used) = (HashSet::new(), HashSet::new());
        for &block in &op.blocks {
            inner.extend(&self.kernel.block(block).args);
            self.kernel.walk_block(block, &mut |_, op| {
                used.extend(&op.operands);
                inner.extend(&op.results);
                for &block in &op.blocks {
                    inner.extend(&self.kernel.block(block).args);
                }
            });
        }
        let outer = used.difference(&inner);
        let lanes = |v: &&Value| {
            let data = is_data(self.kernel, **v) && !self.is_matrix(**v);
            data && self.form_here(**v) == Form::Vector
        };
        let own = outer.chain(&op.results).filter(lanes);
        own.filter(|&&v| !self.agrees(v, true)).count() as u32
    }

    fn weigh(&self, id: OpId, op: &OpData, gain: &mut Gain) {
        match op.op.kind {
            Kind::While if self.goes_together(op) => gain.chains += 1,
            Kind::For if self.goes_along(op) => gain.strides += 1,
            Kind::Load if self.is_column_load(id) => gain.columns += 1,
            Kind::Load | Kind::LoadIf if self.agrees(op.operands[0], true) => {
                gain.shared += self.load_costs(id);
            }
            Kind::Const | Kind::ScalarParam | Kind::FunctionConstant | Kind::Query(_) => {}
            _ if op.results.iter().any(|&v| self.agrees(v, true)) => {}
            _ => {
                gain.own += self.load_costs(id);
                let own = matches!(op.attr, Attr::Memory(Memory::Threadgroup(_)));
                let window = own && self.windows.of(id).is_some();
                let shuffled = op.op.kind == Kind::Store && window;
                gain.shuffled += u32::from(shuffled);
                let spread = op
                    .operands
                    .iter()
                    .copied()
                    .filter(|&v| self.is_spread(op, v));
                gain.spread.extend(spread);
            }
        }
    }

    /// Whether an operation on lanes takes a float that is one for the threadgroup.
    fn is_spread(&self, op: &OpData, v: Value) -> bool {
        let lanes = |&r: &Value| is_data(self.kernel, r) && self.form_here(r) == Form::Vector;
        let float =
            is_data(self.kernel, v) && !self.is_matrix(v) && self.kernel.dtype(v).is_float();
        op.op.kind == Kind::Pure
            && float
            && self.plan.is_group(v)
            && self.kernel.constant(v).is_none()
            && op.results.iter().any(lanes)
    }

    /// Instructions of an operation for each register: a load whose lanes are picked from several is not one.
    fn load_costs(&self, id: OpId) -> u32 {
        if self.windows.of(id).is_some() { 3 } else { 1 }
    }

    /// Whether control flow is executed once for all chunks that are emitted side by side.
    pub fn is_shared(&self, id: OpId) -> bool {
        let op = self.kernel.op(id);
        let same = |v: &Value| self.agrees(*v, false);
        match op.op.kind {
            Kind::While => self.goes_together(op),
            Kind::If => same(&op.operands[0]),
            Kind::For => op.operands[..3].iter().all(same) || self.goes_along(op),
            _ => false,
        }
    }

    /// Whether a value is the same in all chunks that are emitted side by side: lane by lane, or in all lanes.
    pub fn agrees(&self, v: Value, by_lane: bool) -> bool {
        self.agrees_within(v, by_lane, DEPTH)
    }

    fn agrees_within(&self, v: Value, by_lane: bool, depth: u32) -> bool {
        if self.plan.is_group(v) {
            return true;
        }
        match self.kernel.value(v).def {
            _ if depth == 0 => false,
            Def::Result(id, _) => self.op_agrees(self.kernel.op(id), by_lane, depth - 1),
            // The index of a loop that is executed once for all.
            Def::Argument(block, n) => {
                let owner = self.kernel.block(block).owner.map(|id| self.kernel.op(id));
                let same = |&v: &Value| self.agrees_within(v, false, depth - 1);
                let apart = self.together.as_ref().is_some_and(|t| t.block == block);
                owner.filter(|_| !apart).is_some_and(|op| {
                    op.op.kind == Kind::For && n == 0 && op.operands[..3].iter().all(same)
                })
            }
        }
    }

    /// What a `while` carries that is the same in all chunks that go round it together, because it begins so and each
    /// round makes the next of it and of what they agree on: a counter.
    pub fn carried_alike(&self, op: &OpData, begins_alike: impl Fn(Value) -> bool) -> Vec<Value> {
        let [test, body] = [0, 1].map(|n| self.kernel.block(op.blocks[n]));
        let handed_on: HashMap<Value, Value> = body
            .args
            .iter()
            .copied()
            .zip(test.yields[1..].iter().copied())
            .collect();
        let mut alike = test.args.clone();
        alike.retain(|&arg| self.forms.of(arg) == Form::Scalar && begins_alike(arg));
        let nexts: HashMap<Value, Value> = test
            .args
            .iter()
            .copied()
            .zip(body.yields.iter().copied())
            .collect();
        loop {
            let known = |v: &Value| {
                let v = handed_on.get(v).unwrap_or(v);
                alike.contains(v) || self.agrees(*v, false)
            };
            let stays = |arg: &Value| match self.kernel.value(nexts[arg]).def {
                Def::Result(id, _) => {
                    let next = self.kernel.op(id);
                    next.op.kind == Kind::Pure && next.operands.iter().all(known)
                }
                Def::Argument(..) => known(&nexts[arg]),
            };
            let kept: Vec<Value> = alike.iter().copied().filter(stays).collect();
            if kept.len() == alike.len() {
                return kept;
            }
            alike = kept;
        }
    }

    fn op_agrees(&self, op: &OpData, by_lane: bool, depth: u32) -> bool {
        match op.op.kind {
            Kind::Const | Kind::ScalarParam => true,
            Kind::Query(query) => query.is_uniform() || by_lane && self.is_place(query, op),
            Kind::Pure => {
                let same = |&v: &Value| self.agrees_within(v, by_lane, depth);
                op.operands.iter().all(same)
            }
            _ => false,
        }
    }

    /// Whether a query answers with the place in a chunk: in a simdgroup, or in a row where every chunk is one.
    fn is_place(&self, query: Query, op: &OpData) -> bool {
        let x = matches!(op.attr, Attr::Dim(Dim::X));
        match query {
            Query::ThreadIndexInSimdgroup => self.width() == SIMD_WIDTH as u32,
            Query::ThreadPositionInGrid | Query::ThreadPositionInThreadgroup => {
                x && self.geometry.is_row()
            }
            Query::ThreadIndexInThreadgroup
            | Query::SimdgroupIndexInThreadgroup
            | Query::ThreadgroupPositionInGrid
            | Query::ThreadsPerThreadgroup
            | Query::ThreadsPerGrid
            | Query::ThreadgroupsPerGrid
            | Query::ThreadsPerSimdgroup
            | Query::SimdgroupsPerThreadgroup => false,
        }
    }
}
