//! Async copies, and rows of simdgroup matrices where some are out of bounds: done when issued, by the runtime, on behalf of the active lanes of a simdgroup.

use super::abi::{Copy, Slot, Worker};
use super::emitter::{Emitter, Val};
use super::llvm::V;
use super::notes::Made;
use enigma_core::ir::{Attr, OpData, OpId, Value};
use std::mem::offset_of;

impl Emitter<'_> {
    pub fn async_copy(&mut self, id: OpId, op: &OpData) {
        let Attr::Copy { dst, src } = op.attr else {
            panic!("internal error: {} without its memories", op.op.name)
        };
        self.note(id, Made::Copy);
        let active = self.mask_lanes(self.chunk().mask);
        let first = self.first_lane(active);
        self.require_agreement(id, &op.operands, (active, first));
        let (dst, src) = (self.place(dst), self.place(src));
        let mut operands = Vec::new();
        for &operand in &op.operands {
            let ty = self.kernel.dtype(operand);
            let one = self.lane_of(self.get(operand), first, ty);
            operands.push(self.index64(one, ty));
        }
        let thread = self.ll.add(self.chunk().first, first);
        self.copy_rows(
            id,
            [(dst.base, dst.len), (src.base, src.len)],
            &operands,
            thread,
        );
    }

    /// Has the runtime copy rows, with a report where some are out of bounds. Destination and source are an
    /// address and a length each.
    pub fn copy_rows(&mut self, id: OpId, [dst, src]: [(V, V); 2], operands: &[V], thread: V) {
        let site = self.site(id);
        let ll = &self.ll;
        let record = ll.alloca(ll.int(8), size_of::<Copy>() as u32);
        let put = |offset: usize, v: V| ll.store(v, ll.bytes_on(record, offset as u64), 4);
        let (value, len) = (offset_of!(Slot, value), offset_of!(Slot, len));
        for (side, (base, length)) in [(offset_of!(Copy, dst), dst), (offset_of!(Copy, src), src)] {
            put(side + value, base);
            put(side + len, length);
        }
        for (n, &operand) in operands.iter().enumerate() {
            put(offset_of!(Copy, operands) + n * size_of::<u64>(), operand);
        }
        put(offset_of!(Copy, group), self.group().index);
        put(offset_of!(Copy, site), site);
        put(offset_of!(Copy, thread), thread);
        let args = [self.entry().worker, record];
        let answer = self.callback(offset_of!(Worker, copy), ll.int(32), &args);
        let go_on = ll.block("copied");
        ll.branch_likely(ll.eq(answer, self.i32(0)), go_on, self.entry().stopped);
        ll.at(go_on);
    }

    /// The active lanes must give the same operands.
    pub fn require_agreement(&mut self, id: OpId, operands: &[Value], (active, first): (V, V)) {
        let mut differs = None;
        for &operand in operands {
            if let Val::Scalar(_) = self.get(operand) {
                continue;
            }
            let ty = self.kernel.dtype(operand);
            let lanes = self
                .ll
                .bitcast(self.vector(operand), self.ll.int(ty.bits()));
            let wanted = self.splat(self.ll.extract(lanes, first));
            let other = self.ll.and(active, self.ll.ne(lanes, wanted));
            differs = Some(differs.map_or(other, |d| self.ll.or(d, other)));
        }
        let Some(differs) = differs else { return };
        let any = self.any(differs);
        let (agree, differ) = (self.ll.block("agree"), self.ll.block("differ"));
        self.ll.branch_likely(self.ll.not(any), agree, differ);
        self.ll.at(differ);
        let site = self.site(id);
        let other = self.first_lane(differs);
        let thread = |e: &Self, lane| e.ll.add(e.chunk().first, lane);
        let args = [
            self.entry().worker,
            site,
            thread(self, first),
            thread(self, other),
            self.group().index,
        ];
        self.callback(offset_of!(Worker, copies_differ), self.ll.void(), &args);
        self.ll.jump(self.entry().stopped);
        self.ll.at(agree);
    }
}
