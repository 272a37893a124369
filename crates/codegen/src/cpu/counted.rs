//! Counted loops inside a run: rounds that all lanes take, without masks, and those that only some take, with them.
//!
//! Chunks side by side go round together while all of their lanes do. Where each lane begins at a place of its own
//! and all go on by one step to one end, as in a loop that strides over a grid, those are all rounds but the last.

use super::emitter::{Emitter, Mask, Val};
use super::forms::Form;
use super::llvm::V;
use super::notes::Made;
use super::prefetch::Round;
use enigma_core::ir::{OpData, OpId};

/// Loops that take no more rounds than this do not ask the runtime whether to go on.
const SHORT_LOOP: i128 = 64;

/// Most operations of a loop that is emitted twice, with and without masks.
const SMALL: usize = 48;

/// Where a chunk stands in a loop.
struct Standing {
    index: V,
    /// In the forms of the block's arguments.
    carried: Vec<V>,
    /// What lanes take out of the loop, where that is kept lane by lane.
    kept: Vec<V>,
}

/// A loop whose lanes take different numbers of rounds.
struct Ragged {
    trips: V,
    step: V,
    start: Standing,
}

impl Emitter<'_> {
    pub fn counted(&mut self, id: OpId, op: &OpData) {
        let scalar = |&v| matches!(self.get(v), Val::Scalar(_));
        if op.operands[..3].iter().all(scalar) {
            self.note_uniform(id);
            self.uniform_for(op);
        } else {
            self.masked_for(id, op);
        }
    }

    /// Whether each lane begins at a place of its own, and all of them go on by one step to one end, in all chunks
    /// that are emitted side by side.
    pub fn goes_along(&self, op: &OpData) -> bool {
        let apart = matches!(self.form_here(op.operands[0]), Form::Linear(_));
        let same = |&v| self.agrees(v, false);
        apart && op.operands[1..3].iter().all(same) && self.is_small(op)
    }

    /// Whether a counted loop may take many rounds.
    pub fn is_long(&self, op: &OpData) -> bool {
        let short = |[lo, hi, step]: [i128; 3]| hi - lo <= SHORT_LOOP * step;
        !self.known_bounds(op).is_some_and(short)
    }

    /// Start, end and step of a counted loop, where they are known and it counts up.
    pub fn known_bounds(&self, op: &OpData) -> Option<[i128; 3]> {
        let known = |n: usize| Some(self.kernel.constant(op.operands[n])?.as_int());
        let bounds = [known(0)?, known(1)?, known(2)?];
        (bounds[2] > 0).then_some(bounds)
    }

    /// `ceil((hi - lo) / step)` where the loop runs at all, as the unsigned type of the same width; lanes
    /// or not.
    pub fn trips(&self, op: &OpData, [lo, hi, step]: [V; 3]) -> V {
        let ty = self.kernel.dtype(op.operands[0]);
        let ll = &self.ll;
        let int = ll.type_of(lo);
        let (zero, one) = (ll.zero(int), ll.number(int, 1));
        let (ordered, forward) = if ty.is_signed() {
            (ll.slt(lo, hi), ll.sgt(step, zero))
        } else {
            (ll.ult(lo, hi), ll.ne(step, zero))
        };
        let runs = ll.and(ordered, forward);
        // Exact in the unsigned type even where `hi - lo` has no signed value.
        let span = ll.sub(ll.sub(hi, lo), one);
        let forward = self.kernel.constant(op.operands[2]);
        let step = match forward.is_some_and(|c| c.as_int() > 0) {
            true => step,
            false => ll.select(runs, step, one),
        };
        let unsigned = ty.to_unsigned().unwrap_or(ty);
        let whole = self.quotient(span, step, unsigned);
        ll.select(runs, ll.add(whole, one), zero)
    }

    /// A loop whose lanes agree on the rounds, and so do the chunks side by side.
    fn uniform_for(&mut self, op: &OpData) {
        let args = &self.kernel.block(op.blocks[0]).args[1..];
        let bounds = [0, 1, 2].map(|n| self.scalar(op.operands[n]));
        let trips = self.trips(op, bounds);
        let [lo, _, step] = bounds;
        let mut ends = self.each_part(|e, _| Standing {
            index: lo,
            carried: e.as_forms(&op.operands[3..], args),
            kept: Vec::new(),
        });
        let (together, mut rest) = (self.rounds_together(op), trips);
        if together > 1 {
            let ll = &self.ll;
            let number = |n: u32| ll.number(ll.type_of(trips), u64::from(n));
            let whole = ll.lshr(trips, number(together.trailing_zeros()));
            rest = ll.and(trips, number(together - 1));
            ends = self.rounds(op, whole, &ends, (step, together));
        }
        if !self.is_multiple(op, together) {
            ends = self.rounds(op, rest, &ends, (step, 1));
        }
        self.each_part(|e, part| {
            let pairs = e.data(&op.results).into_iter().zip(e.data(args));
            for ((result, arg), &v) in pairs.zip(&ends[part].carried) {
                e.set(result, e.of_form(v, e.forms.of(arg)));
            }
        });
    }

    /// A loop whose lanes take different numbers of rounds: those that all take, for all chunks, and then the others,
    /// chunk by chunk.
    fn masked_for(&mut self, id: OpId, op: &OpData) {
        let loops = self.each_part(|e, _| e.ragged(op));
        let whole_rounds = self.is_small(op) && matches!(self.chunk().mask, Mask::Full);
        self.note(id, Made::Masked { whole_rounds });
        let (trips, steps): (Vec<V>, Vec<V>) = loops.iter().map(|l| (l.trips, l.step)).unzip();
        let mut starts: Vec<Standing> = loops.into_iter().map(|l| l.start).collect();
        let mut taken = self.ll.zero(self.ll.element(self.ll.type_of(trips[0])));
        if whole_rounds {
            taken = self.least(&trips);
            starts = self.rounds(op, taken, &starts, (steps[0], 1));
        }
        self.each_part(|e, part| {
            e.masked_rounds(id, op, (&starts[part], taken), (trips[part], steps[part]));
        });
    }

    fn ragged(&mut self, op: &OpData) -> Ragged {
        let body = self.kernel.block(op.blocks[0]);
        let ty = self.kernel.ty(op.operands[0]);
        let form = self.forms.of(body.args[0]);
        let bounds = [0, 1, 2].map(|n| self.vector(op.operands[n]));
        Ragged {
            trips: self.trips(op, bounds),
            step: match form {
                Form::Vector => bounds[2],
                Form::Scalar | Form::Linear(_) | Form::Pattern(_) => self.scalar(op.operands[2]),
            },
            start: Standing {
                index: self.as_form(self.get(op.operands[0]), ty, form),
                carried: self.as_forms(&op.operands[3..], &body.args[1..]),
                kept: self.as_vectors(&op.operands[3..]),
            },
        }
    }

    /// Whether a loop may be emitted twice.
    fn is_small(&self, op: &OpData) -> bool {
        let mut size = 0;
        self.kernel.walk_block(op.blocks[0], &mut |_, _| size += 1);
        size <= SMALL
    }

    /// The least of all lanes of all chunks.
    fn least(&self, lanes: &[V]) -> V {
        let ll = &self.ll;
        let of_lanes = |&v: &V| ll.intrinsic("llvm.vector.reduce.umin", &[ll.type_of(v)], &[v]);
        let of_both = |a, b| ll.intrinsic("llvm.umin", &[ll.type_of(a)], &[a, b]);
        let least = lanes.iter().map(of_lanes).reduce(of_both);
        least.expect("internal error: no chunk")
    }

    /// Rounds that all lanes of all chunks side by side take, without masks, one or several at once; where they stand
    /// then.
    fn rounds(
        &mut self,
        op: &OpData,
        trips: V,
        starts: &[Standing],
        (step, together): (V, u32),
    ) -> Vec<Standing> {
        let own_step = step;
        let step = self.times(step, together);
        let body = self.kernel.block(op.blocks[0]);
        let index = body.args[0];
        let form = self.forms.of(index);
        let ways = self
            .each_part(|e, part| e.ways_of_carried(op.blocks[0], &starts[part].carried, together));
        let ll = &self.ll;
        let int = ll.type_of(trips);
        let before = ll.here();
        let (head, exit) = (ll.block("for"), ll.block("for_done"));
        ll.branch(ll.ne(trips, ll.zero(int)), head, exit);
        ll.at(head);
        let round = ll.phi(int, &[(ll.zero(int), before)]);
        let begun = |start: &Standing| ll.phi(ll.type_of(start.index), &[(start.index, before)]);
        let indices: Vec<V> = match form {
            Form::Scalar => vec![begun(&starts[0]); starts.len()],
            Form::Linear(_) | Form::Pattern(_) | Form::Vector => starts.iter().map(begun).collect(),
        };
        let carried = self.each_part(|e, part| {
            e.set(index, e.of_form(indices[part], form));
            e.carry_rounds(op.blocks[0], (&starts[part].carried, before), &ways[part])
        });
        if self.is_long(op) {
            self.poll();
        }
        let moves = (form != Form::Vector).then_some(Round::Loop { index, step });
        let around = self.inner_rounds.len();
        self.inner_rounds.extend(moves);
        let mut yields = self.emit_rounds(op.blocks[0], (indices[0], own_step), together);
        self.inner_rounds.truncate(around);
        let next = self.each_part(|e, part| Standing {
            index: e.ll.add(indices[part], step),
            carried: std::mem::take(&mut yields[part]),
            kept: match starts[part].kept.as_slice() {
                [] => Vec::new(),
                _ => e.as_vectors(&body.yields),
            },
        });
        let ll = &self.ll;
        let next_round = ll.add(round, ll.number(int, 1));
        let end = ll.here();
        ll.add_incoming(round, &[(next_round, end)]);
        for (part, next) in next.iter().enumerate() {
            if part == 0 || form != Form::Scalar {
                ll.add_incoming(indices[part], &[(next.index, end)]);
            }
            for (phi, &v) in carried[part].iter().zip(&next.carried) {
                if let &Some(phi) = phi {
                    self.ll.add_incoming(phi, &[(v, end)]);
                }
            }
        }
        let ll = &self.ll;
        ll.branch(ll.ult(next_round, trips), head, exit);
        ll.at(exit);
        let either = |old: V, new: V| ll.phi(ll.type_of(old), &[(old, before), (new, end)]);
        let all = |old: &[V], new: &[V]| {
            let pairs = old.iter().zip(new);
            pairs.map(|(&old, &new)| either(old, new)).collect()
        };
        let ends = starts.iter().zip(&next).map(|(start, next)| Standing {
            index: either(start.index, next.index),
            carried: all(&start.carried, &next.carried),
            kept: all(&start.kept, &next.kept),
        });
        let mut ends: Vec<Standing> = ends.collect();
        for (end, ways) in ends.iter_mut().zip(&ways) {
            for (v, cell) in end.carried.iter_mut().zip(ways) {
                *v = cell.map_or(*v, |cell| self.in_cell(cell));
            }
        }
        ends
    }

    /// Rounds from where a chunk stands, after so many: lane n is on while fewer were taken than it takes.
    fn masked_rounds(
        &mut self,
        id: OpId,
        op: &OpData,
        (start, taken): (&Standing, V),
        (trips, step): (V, V),
    ) {
        let body = self.kernel.block(op.blocks[0]);
        let form = self.forms.of(body.args[0]);
        let outer = self.mask_lanes(self.chunk().mask);
        let ll = &self.ll;
        let (before, int) = (ll.here(), ll.type_of(taken));
        let (head, rounds, exit) = (ll.block("for"), ll.block("round"), ll.block("for_done"));
        ll.jump(head);
        ll.at(head);
        let round = ll.phi(int, &[(taken, before)]);
        let index = ll.phi(ll.type_of(start.index), &[(start.index, before)]);
        let val = self.of_form(index, form);
        self.set(body.args[0], val);
        let carried = self.carry(&body.args[1..], &start.carried, before);
        let kept = self.kept(&op.results, &start.kept, before);
        let more = self.ll.ult(self.splat(round), trips);
        let active = self.ll.and(outer, more);
        let any = self.any(active);
        self.ll.branch(any, rounds, exit);
        self.ll.at(rounds);
        self.require_together(id, active);
        self.poll();
        self.under(Mask::Lanes(active), |e| e.chunk_block(op.blocks[0]));
        let next = self.yields(op.blocks[0], &body.args[1..]);
        let ll = &self.ll;
        let next_round = ll.add(round, ll.number(int, 1));
        ll.add_incoming(round, &[(next_round, ll.here())]);
        let next_index = ll.add(index, step);
        ll.add_incoming(index, &[(next_index, ll.here())]);
        self.carry_on(&carried, &next);
        self.keep(&kept, (&op.results, &body.yields), active);
        self.ll.jump(head);
        self.ll.at(exit);
        self.set_kept(&op.results, &kept);
    }
}
