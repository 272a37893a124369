//! The order of the threadgroups of a call.
//!
//! Rows of the grid, one after another, read and write memory as it lies. But where each threadgroup walks through
//! memory in a loop, those of a column walk through the same as those of a row do: then the grid is taken in strips
//! a few threadgroups wide, so that what neighbours in both directions share is still in the cache. And where
//! threadgroups of several rows of threads do little, one row of threads is taken through many threadgroups before the
//! next: each touches memory in one long line then, as the hardware's prefetching and the pages of memory want it.

use super::abi::Frame;
use super::emitter::{Emitter, Group};
use super::llvm::V;
use super::plan::Step;
use enigma_core::ir::{Kernel, OpId};
use enigma_core::ops::Kind;
use std::mem::offset_of;

/// How the threadgroups of a call follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridOrder {
    /// Row by row.
    Rows,
    /// In strips a few threadgroups wide.
    Strips,
    /// Row by row of threads, each through many threadgroups.
    Lines {
        /// Chunks that are emitted side by side.
        jam: u32,
    },
}

impl GridOrder {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            GridOrder::Rows => "rows",
            GridOrder::Strips => "strips",
            GridOrder::Lines { .. } => "lines",
        }
    }
}

/// Threadgroups of a row of a strip. Measured with products of matrices: 2 is too few, and more than 8 no better.
const STRIP: u32 = 8;

/// Most threadgroups of a line: enough for long lines of memory, few enough that a call can be stopped between two.
const LINE: u64 = 256;

impl Emitter<'_> {
    /// The loop over the threadgroups asked for.
    pub fn over_groups(&mut self, body: impl FnOnce(&mut Self)) {
        let ll = &self.ll;
        let frame = ll.param(0);
        let count = [0, 1, 2].map(|n| {
            let at = ll.bytes_on(frame, (offset_of!(Frame, count) + 4 * n) as u64);
            ll.load(ll.int(32), at, 4)
        });
        self.order = self.grid_order();
        match self.order {
            GridOrder::Rows | GridOrder::Strips => self.one_by_one(count, body),
            GridOrder::Lines { jam } => self.in_lines(count, jam, body),
        }
        self.fence_streams();
        self.ll.ret(self.i32(0));
    }

    fn one_by_one(&mut self, count: [V; 3], body: impl FnOnce(&mut Self)) {
        let ll = &self.ll;
        let (begin, end) = (ll.param(4), ll.param(5));
        let start = self.place_in_rows(begin, count);
        let before = ll.here();
        let (head, exit) = (ll.block("threadgroup"), ll.block("done"));
        ll.jump(head);
        ll.at(head);
        let number = ll.phi(ll.int(64), &[(begin, before)]);
        let counted = start.map(|n| ll.phi(ll.int(32), &[(n, before)]));
        let (index, local) = match self.order {
            GridOrder::Strips => self.place_in_strips(number, count),
            GridOrder::Rows | GridOrder::Lines { .. } => (number, counted),
        };
        self.enter_group(index, local);
        self.poll();
        body(self);
        let ll = &self.ll;
        let next_number = ll.add(number, self.i64(1));
        let next = self.count_up(counted, count);
        let latch = ll.here();
        ll.add_incoming(number, &[(next_number, latch)]);
        for d in 0..3 {
            ll.add_incoming(counted[d], &[(next[d], latch)]);
        }
        ll.branch(ll.ult(next_number, end), head, exit);
        ll.at(exit);
    }

    /// Threadgroups of one row of the grid at a time, and of them one round of the loop over the chunks at a time.
    fn in_lines(&mut self, count: [V; 3], jam: u32, body: impl FnOnce(&mut Self)) {
        let ll = &self.ll;
        let (begin, end) = (ll.param(4), ll.param(5));
        let before = ll.here();
        let (head, exit) = (ll.block("line"), ll.block("done"));
        ll.jump(head);
        ll.at(head);
        let number = ll.phi(ll.int(64), &[(begin, before)]);
        let start = self.place_in_rows(number, count);
        let rest_of_row = ll.sub(count[0], start[0]);
        let least = |a, b| ll.intrinsic("llvm.umin", &[ll.int(64)], &[a, b]);
        let length = least(ll.sub(end, number), ll.zext(rest_of_row, ll.int(64)));
        let length = least(length, self.i64(LINE));
        self.poll();
        let rounds = self.known_total().unwrap_or(0) / (self.width() * jam);
        self.count_to(self.i64(rounds.into()), "row", |e, round| {
            e.round = Some(e.ll.trunc(round, e.ll.int(32)));
            e.count_to(length, "threadgroup", |e, n| {
                let x = e.ll.add(start[0], e.ll.trunc(n, e.ll.int(32)));
                e.enter_group(e.ll.add(number, n), [x, start[1], start[2]]);
                body(e);
            });
            e.round = None;
        });
        let ll = &self.ll;
        let next = ll.add(number, length);
        ll.add_incoming(number, &[(next, ll.here())]);
        ll.branch(ll.ult(next, end), head, exit);
        ll.at(exit);
    }

    fn enter_group(&mut self, index: V, local: [V; 3]) {
        let origin = self.entry().origin;
        let position = [0, 1, 2].map(|d| self.ll.add(origin[d], local[d]));
        self.group = Some(Group { index, position });
    }

    fn grid_order(&self) -> GridOrder {
        let steps = self.plan.steps(Kernel::BODY);
        let loops = |step: &Step| match step {
            Step::Control(op) => matches!(self.kernel.op(*op).op.kind, Kind::For | Kind::While),
            Step::Scalar(_) | Step::Run(..) | Step::Barrier(_) => false,
        };
        if steps.iter().any(loops) {
            return GridOrder::Strips;
        }
        let mut runs = steps.iter().filter(|step| !matches!(step, Step::Scalar(_)));
        match (runs.next(), runs.next()) {
            (Some(Step::Run(_, ops)), None) if self.goes_in_lines(ops) => {
                GridOrder::Lines { jam: self.jam(ops) }
            }
            _ => GridOrder::Rows,
        }
    }

    /// Whether the one run of a kernel has several rows of threads, and does little for each.
    fn goes_in_lines(&self, ops: &[OpId]) -> bool {
        let rows = self.known_total().zip(self.spec.extent()[0]);
        let several =
            rows.is_some_and(|(total, row)| total > row && row.is_multiple_of(self.width()));
        // Threadgroup memory belongs to one threadgroup at a time.
        let mut light = self.kernel.threadgroup_bytes() == 0;
        for &id in ops {
            self.kernel.walk_op(id, &mut |_, op| {
                light &= !matches!(op.op.kind, Kind::For | Kind::While);
            });
        }
        several && light && self.narrowed(ops).is_none()
    }

    /// Where the threadgroup of a number is, x fastest.
    fn place_in_rows(&self, number: V, count: [V; 3]) -> [V; 3] {
        let ll = &self.ll;
        let wide = count.map(|n| ll.zext(n, ll.int(64)));
        let rows = ll.udiv(number, wide[0]);
        [
            ll.urem(number, wide[0]),
            ll.urem(rows, wide[1]),
            ll.udiv(rows, wide[1]),
        ]
        .map(|n| ll.trunc(n, ll.int(32)))
    }

    /// The place after another, without division.
    fn count_up(&self, local: [V; 3], count: [V; 3]) -> [V; 3] {
        let ll = &self.ll;
        let mut next = local;
        let mut carry = self.i32(1);
        for d in 0..3 {
            let up = ll.add(local[d], carry);
            let wraps = ll.eq(up, count[d]);
            next[d] = ll.select(wraps, self.i32(0), up);
            carry = ll.zext(wraps, ll.int(32));
        }
        next
    }

    /// The threadgroup of a number where those of a layer are taken strip by strip: its index in the box, and where
    /// it is.
    fn place_in_strips(&self, number: V, count: [V; 3]) -> (V, [V; 3]) {
        let (ll, strip) = (&self.ll, self.i64(STRIP.into()));
        let [nx, ny, _] = count.map(|n| ll.zext(n, ll.int(64)));
        let layer = ll.mul(nx, ny);
        let (z, in_layer) = (ll.udiv(number, layer), ll.urem(number, layer));
        let whole = ll.mul(strip, ny);
        let (strips, in_strip) = (ll.udiv(in_layer, whole), ll.urem(in_layer, whole));
        let left = ll.mul(strips, strip);
        // The last strip may be narrower.
        let rest = ll.sub(nx, left);
        let width = ll.intrinsic("llvm.umin", &[ll.int(64)], &[rest, strip]);
        let (x, y) = (
            ll.add(left, ll.urem(in_strip, width)),
            ll.udiv(in_strip, width),
        );
        let index = ll.add(ll.add(ll.mul(z, layer), ll.mul(y, nx)), x);
        (index, [x, y, z].map(|n| ll.trunc(n, ll.int(32))))
    }
}
