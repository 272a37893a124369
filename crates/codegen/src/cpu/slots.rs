//! Slots: storage of a threadgroup with one element per thread, for values that cross from one run to
//! another, and what it takes to bring a value into a run.

use super::emitter::Emitter;
use super::forms::Form;
use super::llvm::V;
use super::plan::{Home, is_data};
use enigma_core::ir::{Def, Value};
use enigma_core::limits::{MATRIX_LEN, SIMD_WIDTH};
use enigma_core::types::{Scalar, Type};

/// Alignment of matrices in slots: they are at least that large.
const MATRIX_ALIGN: u32 = 64;

impl Emitter<'_> {
    /// The slot of a value.
    pub fn slot(&mut self, v: Value) -> u64 {
        if let Some(&at) = self.slots.get(&v) {
            return at;
        }
        let at = self.reserve_slot(self.share_bytes(v));
        self.slots.insert(v, at);
        at
    }

    /// Bytes of a value in a slot, for each thread.
    pub fn share_bytes(&self, v: Value) -> u64 {
        match self.kernel.ty(v) {
            Type::Scalar(ty) => ty.bytes() as u64,
            Type::Matrix(ty) => (ty.bytes() * MATRIX_LEN / SIMD_WIDTH) as u64,
            Type::Event => panic!("internal error: an event in a slot"),
        }
    }

    /// Where the chunk's part of a value lies in its slot. What depends on the loop over the chunks comes first, so
    /// that all slots, and all chunks side by side, share it.
    fn share_address(&mut self, v: Value) -> V {
        let (slot, bytes) = (self.slot(v), self.share_bytes(v));
        let (first, own) = (self.first_chunk(), self.chunk());
        let at = self.part_of_slots(first.first, bytes);
        let ahead = u64::from((own.number - first.number) * self.width());
        self.ll.bytes_on(at, slot + ahead * bytes)
    }

    /// Where the part of the chunk that begins with a thread lies in a slot.
    pub fn slot_address(&self, slot: u64, first: V, ty: Scalar) -> V {
        let at = self.part_of_slots(first, ty.bytes() as u64);
        self.ll.bytes_on(at, slot)
    }

    fn part_of_slots(&self, first: V, bytes: u64) -> V {
        let ll = &self.ll;
        let threads = ll.zext(first, ll.int(64));
        let ahead = ll.mul(threads, self.i64(bytes));
        ll.offset(ll.int(8), self.entry().slots, ahead)
    }

    pub fn read_lanes(&self, at: V, ty: Scalar) -> V {
        let stored = self
            .ll
            .load(self.wide(self.stored(ty)), at, ty.bytes() as u32);
        self.loaded(stored, ty)
    }

    pub fn read_slot(&mut self, v: Value) -> V {
        let at = self.share_address(v);
        match self.kernel.ty(v) {
            Type::Scalar(ty) => self.read_lanes(at, ty),
            ty => self
                .ll
                .load(self.formed(ty, Form::Scalar), at, MATRIX_ALIGN),
        }
    }

    /// Writes what `vector` gives of a value to its slot.
    pub fn write_value(&mut self, v: Value, lanes: V) {
        let at = self.share_address(v);
        match self.kernel.ty(v) {
            Type::Scalar(ty) => {
                let stored = self.stored_form(lanes, ty);
                self.ll.store(stored, at, ty.bytes() as u32);
            }
            _ => self.ll.store(lanes, at, MATRIX_ALIGN),
        }
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
            let val = self.of_vector(v, lanes);
            return self.set(v, val);
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
        let live = |to: Value| is_data(self.kernel, to) && self.plan.home(to) == Home::Slot;
        let there = |to: Value, from: Value| {
            let at = self.slots.get(&to);
            at.is_some() && at == self.slots.get(&from)
        };
        let pairs: Vec<(Value, Value)> = pairs
            .iter()
            .copied()
            .filter(|&(to, from)| live(to) && !there(to, from))
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
                    e.blend(to, e.mask_lanes(e.chunk().mask), v, old)
                } else {
                    v
                };
                e.write_value(to, kept);
            }
        });
    }
}
