//! Around the runs: the steps of a block that is executed once per threadgroup, and loops over the chunks.

use super::abi::Worker;
use super::emitter::{Chunk, Emitter, Mask};
use super::llvm::V;
use super::notes::Made;
use super::plan::Step;
use enigma_core::ir::{Attr, BlockId, OpId};
use enigma_core::ops::Kind;
use enigma_core::types::Scalar;
use std::collections::HashSet;
use std::mem::offset_of;

impl Emitter<'_> {
    /// Emits a block that is executed once per threadgroup.
    pub fn group_block(&mut self, block: BlockId) {
        for step in self.plan.steps(block).to_vec() {
            match step {
                Step::Scalar(op) => self.scalar_op(op),
                Step::Run(run, ops) => self.run(run, &ops),
                Step::Barrier(op) => self.barrier(op),
                Step::Control(id) => {
                    let op = self.kernel.op(id);
                    match op.op.kind {
                        Kind::If => self.group_branch(id, op),
                        Kind::For => self.group_for(id, op),
                        Kind::While => self.group_while(id, op),
                        _ => panic!("internal error: {} owns a barrier", op.op.name),
                    }
                }
            }
        }
    }

    fn run(&mut self, run: u32, ops: &[OpId]) {
        self.run = run;
        self.run_stores = self.stores_of(ops);
        if let Some(narrow) = self.narrowed(ops) {
            self.note_run(ops, 1, true);
            return self.narrow_run(run, ops, narrow);
        }
        let jam = self.jam(ops);
        self.note_run(ops, jam, false);
        self.descending = self.plan.is_descending(run);
        self.over_jammed_chunks(jam, |e| {
            e.each_part(|e, _| e.import(run));
            for &op in ops {
                e.chunk_op(op);
            }
            let results = ops.iter().flat_map(|&op| e.kernel.op(op).results.clone());
            for v in results.collect::<Vec<_>>() {
                if e.plan.crosses(v) {
                    e.each_part(|e, _| e.write_value(v, e.vector(v)));
                }
            }
        });
        self.descending = false;
    }

    /// The memories that a run stores to, as attributes.
    fn stores_of(&self, ops: &[OpId]) -> HashSet<Attr> {
        let mut stores = HashSet::new();
        for &id in ops {
            self.kernel.walk_op(id, &mut |_, op| {
                if op.op.kind == Kind::Store {
                    stores.insert(op.attr);
                }
            });
        }
        stores
    }

    /// Brings what a run needs into the chunk.
    pub fn import(&mut self, run: u32) {
        for v in self.plan.imports(run).to_vec() {
            self.materialise(v);
        }
    }

    /// All threads are here when the loop before has ended; what can go wrong is that some are elsewhere.
    fn barrier(&mut self, id: OpId) {
        let counted = self.group_mask.is_some();
        self.note(id, Made::Cut { counted });
        let Some(mask) = self.group_mask else { return };
        let site = self.site(id);
        let ll = &self.ll;
        let count = ll.load(ll.int(32), mask.count, 4);
        let (whole, parted) = (ll.block("barrier"), ll.block("parted"));
        ll.branch_likely(ll.eq(count, self.entry().total), whole, parted);
        ll.at(parted);
        let args = [self.entry().worker, site, count, self.group().index];
        self.callback(offset_of!(Worker, diverged), ll.void(), &args);
        ll.jump(self.entry().stopped);
        ll.at(whole);
    }

    // Chunks

    /// A loop over the chunks of the threadgroup; those without an active thread may be left out.
    pub fn over_chunks(&mut self, skip: bool, body: impl FnOnce(&mut Self)) {
        let one = self.known_total().is_some_and(|n| n <= self.width());
        if one {
            self.one_chunk(self.i32(0), skip, body);
        } else {
            let (chunks, one) = (self.entry().chunks, 1);
            self.count_chunks(chunks, one, |e, first| e.one_chunk(first, skip, body));
        }
        self.leave_chunks();
    }

    /// The same for what is emitted for several chunks at a time.
    fn over_jammed_chunks(&mut self, jam: u32, body: impl FnOnce(&mut Self)) {
        if jam == 1 {
            return self.over_chunks(true, body);
        }
        let side_by_side = |e: &mut Self, first: V| {
            let chunk = |n| Chunk {
                first: e.ll.add(first, e.i32(n * e.width())),
                number: n,
                mask: Mask::Full,
            };
            let chunks: Vec<Chunk> = (0..jam).map(chunk).collect();
            e.enter_chunks(chunks);
            body(e);
        };
        match self.known_total().unwrap_or(0) / (self.width() * jam) {
            1 => side_by_side(self, self.i32(0)),
            rounds => self.count_chunks(self.i32(rounds), jam, side_by_side),
        }
        self.leave_chunks();
    }

    /// A loop of that many rounds, one at least, each for some chunks; the body gets the index of a round's first
    /// thread. Where that loop is around the threadgroups, one round of it.
    pub fn count_chunks(&mut self, rounds: V, chunks: u32, body: impl FnOnce(&mut Self, V)) {
        if let Some(round) = self.round {
            let first = self.ll.mul(round, self.i32(self.width() * chunks));
            return body(self, first);
        }
        self.count_to(rounds, "chunk", |e, number| {
            let ll = &e.ll;
            let turn = if e.descending {
                ll.sub(ll.sub(rounds, e.i32(1)), number)
            } else {
                number
            };
            let first = ll.mul(turn, e.i32(e.width() * chunks));
            body(e, first);
        });
    }

    /// A loop of that many rounds, one at least; the body gets the number of a round.
    pub fn count_to(&mut self, rounds: V, name: &str, body: impl FnOnce(&mut Self, V)) {
        let ll = &self.ll;
        let int = ll.type_of(rounds);
        let before = ll.here();
        let (head, exit) = (ll.block(name), ll.block("done"));
        ll.jump(head);
        ll.at(head);
        let number = ll.phi(int, &[(ll.zero(int), before)]);
        body(self, number);
        let ll = &self.ll;
        let next = ll.add(number, ll.number(int, 1));
        ll.add_incoming(number, &[(next, ll.here())]);
        ll.branch(ll.ult(next, rounds), head, exit);
        ll.at(exit);
    }

    pub fn known_total(&self) -> Option<u32> {
        self.geometry.total()
    }

    fn one_chunk(&mut self, first: V, skip: bool, body: impl FnOnce(&mut Self)) {
        let Some(group_mask) = self.group_mask else {
            let mask = self.whole_mask(first);
            self.enter_chunks([Chunk::lone(first, mask)]);
            return body(self);
        };
        // The slot of a mask has no thread beyond the last.
        let at = self.slot_address(group_mask.slot, first, Scalar::Bool);
        let lanes = self.read_lanes(at, Scalar::Bool);
        let mask = Mask::Lanes(lanes);
        self.enter_chunks([Chunk::lone(first, mask)]);
        if !skip {
            return body(self);
        }
        let (inside, next) = (self.ll.block("active"), self.ll.block("inactive"));
        let any = self.any(lanes);
        self.ll.branch(any, inside, next);
        self.ll.at(inside);
        body(self);
        self.ll.jump(next);
        self.ll.at(next);
    }

    /// The threads of a chunk that exist.
    fn whole_mask(&self, first: V) -> Mask {
        let whole = self
            .known_total()
            .is_some_and(|n| n.is_multiple_of(self.width()));
        if whole {
            return Mask::Full;
        }
        let left = self.ll.sub(self.entry().total, first);
        Mask::Lanes(self.ll.ult(self.lane_numbers(32), self.splat(left)))
    }
}
