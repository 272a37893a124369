//! The order of the threadgroups of a call.
//!
//! Rows of the grid, one after another, read and write memory as it lies. But where each threadgroup walks through
//! memory in a loop, those of a column walk through the same as those of a row do: then the grid is taken in strips
//! a few threadgroups wide, so that what neighbours in both directions share is still in the cache.

use super::abi::Frame;
use super::emitter::{Emitter, Group};
use super::llvm::V;
use super::plan::Step;
use enigma_core::ir::Kernel;
use enigma_core::ops::Kind;
use std::mem::offset_of;

/// Threadgroups of a row of a strip. Measured with products of matrices: 2 is too few, and more than 8 no better.
const STRIP: u32 = 8;

impl Emitter<'_> {
    /// The loop over the threadgroups asked for.
    pub fn over_groups(&mut self, body: impl FnOnce(&mut Self, Group)) {
        let ll = &self.ll;
        let i32 = ll.int(32);
        let (begin, end) = (ll.param(4), ll.param(5));
        let frame = ll.param(0);
        let count = [0, 1, 2].map(|n| {
            let at = ll.bytes_on(frame, (offset_of!(Frame, count) + 4 * n) as u64);
            ll.load(i32, at, 4)
        });
        self.in_strips = self.goes_in_strips();
        let in_strips = self.in_strips;
        let start = self.place_in_rows(begin, count);
        let ll = &self.ll;
        let before = ll.here();
        let (head, exit) = (ll.block("threadgroup"), ll.block("done"));
        ll.jump(head);
        ll.at(head);
        let number = ll.phi(ll.int(64), &[(begin, before)]);
        let counted = start.map(|n| ll.phi(i32, &[(n, before)]));
        let (index, local) = if in_strips {
            self.place_in_strips(number, count)
        } else {
            (number, counted)
        };
        let origin = self.entry().origin;
        let position = [0, 1, 2].map(|d| self.ll.add(origin[d], local[d]));
        body(self, Group { index, position });
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
        self.fence_streams();
        self.ll.ret(self.i32(0));
    }

    /// Whether each threadgroup loops around barriers.
    fn goes_in_strips(&self) -> bool {
        let loops = |step: &Step| match step {
            Step::Control(op) => matches!(self.kernel.op(*op).op.kind, Kind::For | Kind::While),
            Step::Scalar(_) | Step::Run(..) | Step::Barrier(_) => false,
        };
        self.plan.steps(Kernel::BODY).iter().any(loops)
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
