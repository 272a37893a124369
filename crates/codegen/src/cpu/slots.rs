//! Slots: storage of a threadgroup with one element per thread, for values that cross from one run to
//! another, and what it takes to bring a value into a run.

use super::emitter::{Emitter, Val};
use super::llvm::V;
use super::plan::{Home, is_data};
use enigma_core::ir::{Def, Value};
use enigma_core::types::Scalar;

impl Emitter<'_> {
    /// The slot of a value.
    pub fn slot(&mut self, v: Value) -> u64 {
        if let Some(&at) = self.slots.get(&v) {
            return at;
        }
        let at = self.reserve_slot(self.kernel.dtype(v).bytes() as u64);
        self.slots.insert(v, at);
        at
    }

    pub fn slot_address(&self, slot: u64, first: V, ty: Scalar) -> V {
        let ll = &self.ll;
        let base = ll.bytes_on(self.entry().slots, slot);
        ll.offset(self.stored(ty), base, ll.zext(first, ll.int(64)))
    }

    pub fn read_lanes(&self, at: V, ty: Scalar) -> V {
        let stored = self
            .ll
            .load(self.wide(self.stored(ty)), at, ty.bytes() as u32);
        self.loaded(stored, ty)
    }

    pub fn read_slot(&mut self, v: Value) -> V {
        let (slot, ty) = (self.slot(v), self.kernel.dtype(v));
        let at = self.slot_address(slot, self.chunk().first, ty);
        self.read_lanes(at, ty)
    }

    pub fn write_slot(&self, slot: u64, lanes: V, ty: Scalar) {
        let at = self.slot_address(slot, self.chunk().first, ty);
        self.ll
            .store(self.stored_form(lanes, ty), at, ty.bytes() as u32);
    }

    /// Brings a value of another run, or of a slot, into this one.
    pub fn materialise(&mut self, v: Value) {
        if self.has(v) {
            return;
        }
        let stored = self.plan.home(v) == Home::Slot || self.plan.crosses(v);
        if stored {
            let lanes = self.read_slot(v);
            return self.set(v, Val::Vector(lanes));
        }
        let Def::Result(id, _) = self.kernel.value(v).def else {
            panic!("internal error: a block argument without a slot")
        };
        for operand in self.kernel.op(id).operands.clone() {
            self.materialise(operand);
        }
        self.chunk_op(id);
    }

    pub fn materialised(&mut self, v: Value) -> V {
        self.materialise(v);
        self.vector(v)
    }

    /// Copies values into the slots of others, all at once so that two may change places; only for active
    /// threads.
    pub fn copy_to_slots(&mut self, pairs: &[(Value, Value)]) {
        let live = |e: &Self, to: Value| is_data(e.kernel, to) && e.plan.home(to) == Home::Slot;
        let pairs: Vec<(Value, Value)> = pairs
            .iter()
            .copied()
            .filter(|&(to, _)| live(self, to))
            .collect();
        if pairs.is_empty() {
            return;
        }
        self.run = u32::MAX;
        let masked = self.group_mask.is_some();
        self.over_chunks(true, |e| {
            let new: Vec<V> = pairs
                .iter()
                .map(|&(_, from)| e.materialised(from))
                .collect();
            for (&(to, _), v) in pairs.iter().zip(new) {
                let kept = if masked {
                    let old = e.read_slot(to);
                    e.ll.select(e.mask_lanes(e.chunk().mask), v, old)
                } else {
                    v
                };
                let slot = e.slot(to);
                e.write_slot(slot, kept, e.kernel.dtype(to));
            }
        });
    }
}
