//! Stores that go around the caches.
//!
//! A store fetches the line that it writes to, unless the whole line is written at once and goes to memory by itself.
//! That saves a third of the traffic of a copy, and keeps in the caches what is read again; but what was written is
//! not there then. So it is done where a kernel writes a buffer only, and the launch says that the buffer is large.
//! Such stores are not ordered with others: a fence ends every call.

use super::abi::Frame;
use super::access::Place;
use super::emitter::{Emitter, Mask};
use super::flags;
use super::llvm::V;
use enigma_core::ir::{Attr, Kernel, Memory};
use enigma_core::ops::Kind;
use std::mem::offset_of;

/// Bytes of the stores that are made around the caches, best first; their addresses are multiples of them. Whole lines
/// go to memory as they are. NumPy's arrays begin at multiples of the other number.
const UNITS: [u64; 2] = [64, 16];

/// Which parameters are buffers that the kernel only writes, with nothing that orders their memory.
pub fn candidates(kernel: &Kernel) -> Vec<bool> {
    let mut candidates = vec![false; kernel.params.len()];
    let mut read = vec![false; kernel.params.len()];
    let mut ordered = false;
    kernel.walk(&mut |_, op| match (op.op.kind, &op.attr) {
        (Kind::Store, Attr::Memory(Memory::Buffer(param))) => candidates[param.index()] = true,
        (Kind::Load | Kind::LoadIf, Attr::Memory(Memory::Buffer(param))) => {
            read[param.index()] = true;
        }
        (Kind::Atomic(_) | Kind::AsyncCopy1d | Kind::AsyncCopy2d | Kind::Matrix(_), _) => {
            ordered = true;
        }
        _ => {}
    });
    let only_written =
        |(n, (c, r)): (usize, (&bool, &bool))| *c && !r && !ordered && n < flags::MOST;
    let both = candidates.iter().zip(&read).enumerate();
    both.map(only_written).collect()
}

impl Emitter<'_> {
    /// For each parameter, a number to join to an address: the address shows that it is not for streaming.
    pub fn stream_gates(&self) -> Vec<Option<V>> {
        let ll = &self.ll;
        let frame = ll.param(0);
        let gate = |(n, candidate): (usize, bool)| {
            candidate.then(|| {
                let at = ll.bytes_on(frame, offset_of!(Frame, stream) as u64);
                let asked = ll.lshr(ll.load(ll.int(64), at, 8), self.i64(n as u64));
                ll.and(ll.not(asked), self.i64(1))
            })
        };
        let candidates = candidates(self.kernel).into_iter();
        candidates.enumerate().map(gate).collect()
    }

    /// Stores lanes to neighbouring elements.
    pub fn store_lanes(&self, lanes: V, at: V, place: Place) {
        let ll = &self.ll;
        let bytes =
            u64::from(ll.lanes(ll.type_of(lanes)).unwrap_or(1)) * place.element.bytes() as u64;
        let join = ll.block("join");
        if let (Some(gate), Mask::Full) = (place.gate, self.chunk().mask) {
            let address = ll.or(ll.address(at), gate);
            for unit in UNITS.into_iter().filter(|&unit| bytes.is_multiple_of(unit)) {
                let rest = ll.and(address, self.i64(unit - 1));
                let (around, other) = (ll.block("around"), ll.block("other"));
                ll.branch(ll.eq(rest, self.i64(0)), around, other);
                ll.at(around);
                ll.store_around(lanes, at, unit as u32);
                ll.jump(join);
                ll.at(other);
            }
        }
        ll.store(lanes, at, Self::align(place));
        ll.jump(join);
        ll.at(join);
    }

    /// Orders what went around the caches before what follows, where the processor does not do it for what announces
    /// the end of a call.
    pub fn fence_streams(&self) {
        if self.is_x86 && self.entry().streams.iter().any(Option::is_some) {
            self.ll.intrinsic("llvm.x86.sse.sfence", &[], &[]);
        }
    }
}
