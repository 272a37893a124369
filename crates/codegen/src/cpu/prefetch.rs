//! Prefetching for loops that are executed once per threadgroup, and for the loop over the threadgroups.
//!
//! Such a loop loads a tile, meets at a barrier, and computes. The hardware's own prefetching does not see the rows
//! of the next tile coming, because other work lies between. Where an index moves by the same distance in
//! each round, what the next round will load is asked for when this one has loaded. Likewise where chunks jump
//! through what their threadgroup loads: then what the next threadgroup of a row will load is asked for. Where a row
//! of threads is taken through many threadgroups, the work for each is so little that one further on is asked for.

use super::emitter::{Emitter, Val};
use super::llvm::V;
use super::order::GridOrder;
use super::windows::apart;
use enigma_core::ir::{Attr, Def, Dim, Kernel, Value};
use enigma_core::ops::{Kind, Query, arith};
use std::collections::{HashMap, HashSet};

/// Operations between an index and the loop's that are looked through.
const DEPTH: u32 = 8;

/// Bytes of a cache line, on every host there is code for; a wrong one costs time only.
const LINE: u64 = 64;

/// Elements between loads that the hardware's prefetching does not see as one stream.
const FAR: i64 = 64;

/// Threadgroups of a line between a load and what is asked for: work for about as long as memory takes to answer.
const AHEAD: u64 = 4;

/// Rounds of a loop that strides far between a load and what is asked for.
const STRIDES_AHEAD: u64 = 2;

/// Which cache memory is asked for into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cache {
    /// The first, which waits for few lines at once: for what is needed soon.
    First,
    /// The second: for a tile or row all of which is asked for at once, with a round's work to come before it is needed.
    Second,
}

/// A loop around the run that is being emitted.
#[derive(Clone, Copy, Debug)]
pub enum Round {
    /// One of the kernel's: its index, and how far that moves in a round.
    Loop { index: Value, step: V },
    /// That over the threadgroups of a row.
    Groups,
}

impl Emitter<'_> {
    /// Asks for what a later round of the innermost loop loads where this one has loaded `bytes` from `at`; whether it is
    /// known what that is.
    pub fn prefetch_next(&self, index: Value, at: V, element_bytes: u64, bytes: u64) -> bool {
        let jumps = self.loops > 0 || self.jumping.contains(&index);
        let far = self.inner_rounds.last().filter(|round| self.is_far(round));
        let (round, ahead, into) = match (far, self.rounds.last(), self.order) {
            (Some(&round), _, _) => (round, STRIDES_AHEAD, Cache::First),
            (None, Some(&round), _) => (round, 1, Cache::Second),
            (None, None, GridOrder::Lines { .. }) => (Round::Groups, AHEAD, Cache::First),
            (None, None, GridOrder::Rows) if jumps => (Round::Groups, 1, Cache::Second),
            (None, None, GridOrder::Rows | GridOrder::Strips) => return false,
        };
        let Some(distance) = self.moved(index, round, DEPTH) else {
            return false;
        };
        let ll = &self.ll;
        let distance = ll.sext(distance, ll.int(64));
        let scaled = ll.mul(distance, self.i64(element_bytes * ahead));
        let next = ll.offset(ll.int(8), at, scaled);
        for line in 0..bytes.div_ceil(LINE) {
            self.prefetch(ll.bytes_on(next, line * LINE), into);
        }
        true
    }

    /// Whether a loop may stride further than the hardware's prefetching follows: by a distance that is not known.
    fn is_far(&self, round: &Round) -> bool {
        match *round {
            Round::Loop { step, .. } => !self.ll.is_constant(step),
            Round::Groups => false,
        }
    }

    /// Asks for a line of the cache.
    pub fn prefetch(&self, place: V, into: Cache) {
        let locality = match into {
            Cache::First => 3,
            Cache::Second => 2,
        };
        let (read, data) = (self.i32(0), self.i32(1));
        let args = [place, read, self.i32(locality), data];
        self.ll.intrinsic("llvm.prefetch", &[self.ll.ptr()], &args);
    }

    /// How far an index moves in a round of the innermost loop inside the run, an i64.
    pub fn moves_on(&self, index: Value) -> Option<V> {
        let round = *self.inner_rounds.last()?;
        let distance = self.moved(index, round, DEPTH)?;
        Some(self.ll.sext(distance, self.ll.int(64)))
    }

    /// How far a value moves in a round; none if not at all, or not by one distance for all lanes.
    fn moved(&self, v: Value, round: Round, depth: u32) -> Option<V> {
        if let Round::Loop { index, step } = round
            && v == index
        {
            return Some(step);
        }
        if depth == 0 {
            return None;
        }
        let Def::Result(id, 0) = self.kernel.value(v).def else {
            return None;
        };
        let op = self.kernel.op(id);
        if let (Round::Groups, Kind::Query(query), Attr::Dim(Dim::X)) =
            (round, op.op.kind, &op.attr)
        {
            return match query {
                Query::ThreadgroupPositionInGrid => Some(self.i32(1)),
                Query::ThreadPositionInGrid => Some(self.entry().threads[0]),
                _ => None,
            };
        }
        let &[a, b] = op.operands.as_slice() else {
            return None;
        };
        let moved = |v| self.moved(v, round, depth - 1);
        let (moved_a, moved_b) = (moved(a), moved(b));
        let ll = &self.ll;
        if op.op == &arith::ADD {
            return match (moved_a, moved_b) {
                (Some(a), Some(b)) => Some(ll.add(a, b)),
                (a, b) => a.or(b),
            };
        }
        if op.op == &arith::SUB && moved_b.is_none() {
            return moved_a;
        }
        let (moved, factor) = match (moved_a, moved_b) {
            (Some(moved), None) => (moved, b),
            (None, Some(moved)) => (moved, a),
            (Some(_), Some(_)) | (None, None) => return None,
        };
        match self.known(factor) {
            Some(Val::Scalar(factor)) if op.op == &arith::MUL => Some(ll.mul(moved, factor)),
            _ => None,
        }
    }
}

/// Indices of loads that read one buffer several times, a known distance apart that is more than a few lines: the
/// chunks of a threadgroup read it in a zigzag.
pub fn jumping(kernel: &Kernel) -> HashSet<Value> {
    let mut loads: HashMap<(Attr, Value), Vec<(Value, i64)>> = HashMap::new();
    kernel.walk(&mut |_, op| {
        if op.op.kind == Kind::Load {
            let (root, distance) = apart(kernel, op.operands[0]);
            let known = loads.entry((op.attr, root)).or_default();
            known.push((op.operands[0], distance));
        }
    });
    let jumps = |l: &Vec<(Value, i64)>| {
        let least = l.iter().map(|&(_, d)| d).min();
        let most = l.iter().map(|&(_, d)| d).max();
        most.zip(least)
            .is_some_and(|(most, least)| most - least >= FAR)
    };
    let jumping = loads.into_values().filter(jumps).flatten();
    jumping.map(|(v, _)| v).collect()
}
