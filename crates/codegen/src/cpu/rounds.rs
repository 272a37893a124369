//! Counted loops that the lanes agree on, and rounds of them side by side.
//!
//! What a loop carries or reads from outside is in memory where registers cannot hold all of it: then every round loads
//! each value again, and stores what it carries. Rounds that are emitted side by side, operation by operation, load it
//! once for all of them, and what they compute from it apart fills the time in which results are under way. They are
//! chunks to the emitter, each with values of its own, and what a round yields becomes what the next one carries as
//! soon as it is computed. So every value is computed as it was; only operations of different rounds change places,
//! which nobody can see where they touch different memory.

use super::emitter::{Cell, Emitter, Part, Val};
use super::forms::Form;
use super::llvm::{Bb, V};
use super::plan::{self, is_data};
use enigma_core::ir::{AllocId, Attr, BlockId, Kernel, Memory, OpData, OpId, Value};
use enigma_core::ops::Kind;
use enigma_core::types::Scalar;
use std::collections::{HashMap, HashSet};

/// Most operations of a loop, times the chunks and rounds side by side.
const MOST_CODE: u32 = 1024;

/// A counted loop whose rounds are being emitted side by side.
#[derive(Debug)]
pub struct Together {
    pub block: BlockId,
    /// What the next round carries of what a round yields.
    next: HashMap<Value, Vec<Value>>,
    /// Chunks of a round.
    chunks: usize,
    /// The chunks around the loop, and where emission was among them.
    outer: Vec<Part>,
    part: usize,
    alone: bool,
}

impl Emitter<'_> {
    /// Whether a loop is known to take a multiple of so many rounds.
    pub fn is_multiple(&self, op: &OpData, together: u32) -> bool {
        let bounds = self.known_bounds(op).filter(|_| together > 1);
        bounds.is_some_and(|[lo, hi, step]| {
            let trips = (hi - lo + step - 1).max(0) / step;
            trips % i128::from(together) == 0
        })
    }

    /// The step of so many rounds.
    pub fn times(&self, step: V, together: u32) -> V {
        let ll = &self.ll;
        match together {
            1 => step,
            n => ll.mul(step, ll.number(ll.type_of(step), u64::from(n))),
        }
    }

    /// Emits rounds that are taken at once, where the lanes agree on the index; gives what the last one yields.
    pub fn emit_rounds(
        &mut self,
        block: BlockId,
        (index, step): (V, V),
        together: u32,
    ) -> Vec<Vec<V>> {
        let args = &self.kernel.block(block).args;
        if together == 1 {
            self.chunk_block(block);
            return self.each_part(|e, _| e.yields(block, &args[1..]));
        }
        let chunks = self.begin_rounds(block, together);
        self.each_part(|e, part| {
            let ll = &e.ll;
            let round = ll.number(ll.type_of(step), (part / chunks) as u64);
            let own = ll.add(index, ll.mul(step, round));
            e.set(args[0], Val::Scalar(own));
        });
        self.chunk_block(block);
        let mut next = self.each_part(|e, _| e.yields(block, &args[1..]));
        self.end_rounds();
        next.split_off(next.len() - chunks)
    }

    /// How a chunk's values go from round to round: as phis, or in memory where rounds are taken side by side and
    /// registers do not hold all that is carried. There phis would be in memory too, and moved from place to place.
    pub fn ways_of_carried(&self, block: BlockId, first: &[V], together: u32) -> Vec<Option<Cell>> {
        if together == 1 {
            return vec![None; first.len()];
        }
        let args = self.data(&self.kernel.block(block).args[1..]);
        let passed_on = |&arg: &Value| self.only_makes_its_next(block, arg);
        let passed_on: Vec<bool> = args.iter().map(passed_on).collect();
        let many = passed_on.iter().filter(|&&p| p).count() > self.room as usize;
        let pairs = passed_on.iter().zip(first);
        pairs
            .map(|(&passed_on, &v)| (many && passed_on).then(|| self.new_cell(v)))
            .collect()
    }

    /// Begins a round with a chunk's values; gives the phis of those that are in registers.
    pub fn carry_rounds(
        &mut self,
        block: BlockId,
        (first, before): (&[V], Bb),
        ways: &[Option<Cell>],
    ) -> Vec<Option<V>> {
        let args = self.data(&self.kernel.block(block).args[1..]);
        let mut phis = Vec::new();
        for ((&arg, &first), way) in args.iter().zip(first).zip(ways) {
            if let &Some(cell) = way {
                let part = self.part;
                self.parts[part].keep_in_memory(arg, cell);
                phis.push(None);
            } else {
                phis.extend(self.carry(&[arg], &[first], before).into_iter().map(Some));
            }
        }
        phis
    }

    /// Whether a round uses a vector that it is given only to make the one that it hands on, which then needs a
    /// register between its load and its store alone.
    fn only_makes_its_next(&self, block: BlockId, arg: Value) -> bool {
        let body = self.kernel.block(block);
        let vector = self.forms.of(arg) == Form::Vector;
        let scalar = self.kernel.ty(arg).scalar();
        if !vector || scalar.is_none_or(|s| s == Scalar::Bool) {
            return false;
        }
        let next = body.args[1..].iter().zip(&body.yields);
        let next = next.filter(|(a, _)| **a == arg).map(|(_, v)| *v).next();
        let users = body.ops.iter().filter(|&&id| {
            let mut uses = Vec::new();
            plan::uses(self.kernel, id, &mut uses);
            uses.contains(&arg)
        });
        let users: Vec<&OpId> = users.collect();
        let [user] = users[..] else { return false };
        let op = self.kernel.op(*user);
        op.blocks.is_empty()
            && !body.yields.contains(&arg)
            && op.results.iter().any(|&v| Some(v) == next)
    }

    /// Makes chunks of the rounds of a loop; gives how many a round has.
    fn begin_rounds(&mut self, block: BlockId, together: u32) -> usize {
        let outer = std::mem::take(&mut self.parts);
        let (alone, part) = (self.alone, self.part);
        let around = if alone {
            part..part + 1
        } else {
            0..outer.len()
        };
        let chunks = around.len();
        for _ in 0..together {
            self.parts.extend(outer[around.clone()].iter().cloned());
        }
        (self.alone, self.part) = (false, 0);
        let body = self.kernel.block(block);
        let mut next: HashMap<Value, Vec<Value>> = HashMap::new();
        for (&arg, &value) in body.args[1..].iter().zip(&body.yields) {
            if arg != value && is_data(self.kernel, arg) {
                next.entry(value).or_default().push(arg);
            }
        }
        let later = &mut self.parts[chunks..];
        for &arg in next.values().flatten() {
            later.iter_mut().for_each(|part| part.forget(arg));
        }
        self.together = Some(Together {
            block,
            next,
            chunks,
            outer,
            part,
            alone,
        });
        let own = results_of(self.kernel, block);
        for &value in body.yields.iter().filter(|v| !own.contains(v)) {
            self.each_part(|e, part| e.hand_on(&[value], part));
        }
        chunks
    }

    fn end_rounds(&mut self) {
        let together = self.together.take();
        let together = together.expect("internal error: no rounds side by side");
        self.parts = together.outer;
        (self.alone, self.part) = (together.alone, together.part);
    }

    /// Gives the next round what it carries of the values that a part of a round has computed.
    pub fn hand_on(&mut self, values: &[Value], part: usize) {
        let Some(together) = &self.together else {
            return;
        };
        let to = part + together.chunks;
        let next = |v: &Value| together.next.get(v).map(|args| (*v, args.clone()));
        let next: Vec<(Value, Vec<Value>)> = values.iter().filter_map(next).collect();
        for (value, args) in next {
            for arg in args {
                let form = self.forms.of(arg);
                let v = self.as_form(self.get(value), self.kernel.ty(arg), form);
                if to >= self.parts.len() {
                    // The first round of the next ones.
                    if let Some(cell) = self.parts[to % self.parts.len()].cell_of(arg) {
                        self.put_in_cell(v, cell);
                    }
                    continue;
                }
                let val = self.of_form(v, form);
                let here = std::mem::replace(&mut self.part, to);
                self.set(arg, val);
                self.part = here;
            }
        }
    }

    /// How many rounds of a loop are emitted side by side.
    pub fn rounds_together(&self, op: &OpData) -> u32 {
        let block = op.blocks[0];
        let chunks = if self.alone {
            1
        } else {
            self.parts.len() as u32
        };
        let crowded = self.held_by(op) * chunks > self.room;
        if !crowded || self.in_step || self.together.is_some() || !self.may_go_together(block) {
            return 1;
        }
        let mut size = 0;
        self.kernel.walk_block(block, &mut |_, op| {
            size += u32::from(op.op.kind != Kind::Const)
        });
        let live = self.live_at_once(block) * chunks;
        let fits = |n: &u32| n * live <= self.room && n * size * chunks <= MOST_CODE;
        [4, 2].into_iter().find(fits).unwrap_or(1)
    }

    /// Whether the rounds of a loop may change places, operation by operation.
    fn may_go_together(&self, block: BlockId) -> bool {
        let mut light = true;
        self.kernel.walk_block(block, &mut |id, op| {
            light &= match op.op.kind {
                Kind::Const | Kind::Query(_) | Kind::ScalarParam | Kind::Pure => true,
                Kind::Load | Kind::LoadIf | Kind::Store => !self.is_checked(id),
                Kind::For => op.operands[..3].iter().all(|&v| self.is_fixed(v)),
                _ => false,
            };
        });
        light && self.stores_apart(block) && self.carries_in_order(block)
    }

    /// Whether a value is the same for all threads, and in all rounds.
    fn is_fixed(&self, v: Value) -> bool {
        self.plan.is_group(v) || self.kernel.constant(v).is_some()
    }

    /// Whether nothing that a loop stores to is accessed by another of its operations.
    fn stores_apart(&self, block: BlockId) -> bool {
        let mut accesses: HashMap<Option<AllocId>, (u32, u32)> = HashMap::new();
        self.kernel.walk_block(block, &mut |_, op| {
            let memory = match op.attr {
                Attr::Memory(Memory::Threadgroup(n)) => Some(n),
                // Two buffers may be one array.
                _ => None,
            };
            let known = accesses.entry(memory).or_default();
            match op.op.kind {
                Kind::Load | Kind::LoadIf => known.0 += 1,
                Kind::Store => known.1 += 1,
                _ => {}
            }
        });
        let own = &self.kernel.block(block).ops;
        let own = own
            .iter()
            .filter(|&&id| self.kernel.op(id).op.kind == Kind::Store);
        let stores: u32 = accesses.values().map(|(_, stores)| stores).sum();
        let apart = |&(loads, stores): &(u32, u32)| stores == 0 || stores == 1 && loads == 0;
        own.count() as u32 == stores && accesses.values().all(apart)
    }

    /// Whether what a round carries is computed, by the round before, no later than where it is first used.
    fn carries_in_order(&self, block: BlockId) -> bool {
        let body = self.kernel.block(block);
        let (mut made, mut used) = (HashMap::new(), HashMap::new());
        for (place, &id) in body.ops.iter().enumerate() {
            let op = self.kernel.op(id);
            made.extend(op.results.iter().map(|&v| (v, place)));
            let mut uses = Vec::new();
            plan::uses(self.kernel, id, &mut uses);
            // Control flow is emitted once for all rounds.
            let before = 2 * place + usize::from(op.blocks.is_empty());
            uses.into_iter().for_each(|v| {
                used.entry(v).or_insert(before);
            });
        }
        let mut pairs = body.args[1..].iter().zip(&body.yields);
        pairs.all(|(arg, value)| match (made.get(value), used.get(arg)) {
            _ if arg == value => true,
            (Some(made), Some(&used)) => 2 * made < used,
            (Some(_), None) => true,
            (None, _) => !body.args.contains(value),
        })
    }

    /// The most vectors of a round that wait at once to be used, beside what it carries.
    fn live_at_once(&self, block: BlockId) -> u32 {
        let body = self.kernel.block(block);
        let mut last = HashMap::new();
        for (place, &id) in body.ops.iter().enumerate() {
            let mut uses = Vec::new();
            plan::uses(self.kernel, id, &mut uses);
            last.extend(uses.into_iter().map(|v| (v, place)));
        }
        let yields: HashSet<Value> = body.yields.iter().copied().collect();
        let mut ends = vec![0; body.ops.len()];
        let (mut live, mut most) = (0, 0);
        for (place, &id) in body.ops.iter().enumerate() {
            live -= ends[place];
            for v in &self.kernel.op(id).results {
                let waits = last.get(v).filter(|_| !yields.contains(v));
                if let Some(&end) = waits
                    && self.form_here(*v) == Form::Vector
                {
                    live += 1;
                    ends[end] += 1;
                }
            }
            most = most.max(live);
        }
        most
    }
}

/// What the operations of a block give.
fn results_of(kernel: &Kernel, block: BlockId) -> HashSet<Value> {
    let ops = kernel.block(block).ops.iter();
    ops.flat_map(|&id| kernel.op(id).results.iter().copied())
        .collect()
}
