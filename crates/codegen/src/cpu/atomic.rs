//! Atomics, one active lane after another.
//!
//! A threadgroup runs on one thread of the host, so its own memory needs no atomic instruction.

use super::access::Access;
use super::emitter::{Emitter, Mask, Val};
use super::llvm::V;
use super::notes::Made;
use enigma_core::ir::{Attr, Memory, OpData, OpId, Order};
use enigma_core::ops::{AtomicOp, Instr};
use enigma_core::types::Scalar;
use llvm_sys::{LLVMAtomicOrdering, LLVMAtomicRMWBinOp};

/// Bits of a general register.
const WORD: u32 = 64;

/// What an atomic does, for one element.
#[derive(Clone, Copy)]
struct Action {
    op: AtomicOp,
    element: Scalar,
    shared: bool,
    order: Order,
    failure: Order,
}

impl Emitter<'_> {
    pub fn atomic(&mut self, id: OpId, op: &OpData, atomic: AtomicOp) {
        let Attr::Atomic {
            memory,
            order,
            failure,
        } = op.attr
        else {
            panic!("internal error: {} without its memory", op.op.name)
        };
        let access = self.access(id, op);
        let element = access.place.element;
        let action = Action {
            op: atomic,
            element,
            shared: matches!(memory, Memory::Buffer(_)),
            order,
            failure,
        };
        let looped = !self.counts_alone(&access, op);
        let same = matches!(self.get(op.operands[0]), Val::Scalar(_));
        let shared = action.shared;
        self.note(
            id,
            Made::Atomic {
                shared,
                looped,
                same,
            },
        );
        if !looped {
            return self.act_on_all(&access, op, action);
        }
        let indices = self.indices(&access);
        let indices = self.spill(0, indices);
        let operands: Vec<V> = op.operands[1..].iter().map(|&v| self.vector(v)).collect();
        let operands: Vec<V> = operands
            .into_iter()
            .enumerate()
            .map(|(n, v)| self.spill(2 + n, v))
            .collect();
        let wanted = op.results.iter().find(|r| self.used[r.index()]);
        let result_ty = wanted.map(|&r| self.kernel.dtype(r));
        let results = result_ty.map(|ty| {
            let none = self.ll.zero(self.wide(self.stored(ty)));
            self.spill(1, none)
        });
        let lanes = self.mask_lanes(self.chunk().mask);
        let checked = self.is_checked(id);
        self.each_lane(lanes, |e, lane| {
            let index = e.spilled(indices, lane, Scalar::U64);
            let good = |e: &mut Self| {
                let at = e.ll.offset(e.stored(element), access.place.base, index);
                let values: Vec<V> = operands
                    .iter()
                    .map(|&place| e.spilled(place, lane, element))
                    .collect();
                let result = e.act(action, at, &values);
                if let (Some(place), Some(ty), Some(v)) = (results, result_ty, result) {
                    let to = e.ll.offset(e.stored(ty), place, lane);
                    e.ll.store(e.stored_form(v, ty), to, ty.bytes() as u32);
                }
            };
            if checked {
                let passes = e.ll.ult(index, access.place.len);
                e.checked_effect(passes, good, |e| {
                    let thread = e.ll.add(e.chunk().first, lane);
                    e.report(id, index, thread);
                });
            } else {
                good(e);
            }
        });
        if let (Some(place), Some(ty)) = (results, result_ty) {
            let stored = self.ll.load(self.wide(self.stored(ty)), place, 64);
            let v = self.loaded(stored, ty);
            self.set(op.result(), Val::Vector(v));
        }
    }

    /// Whether all lanes act on elements of threadgroup memory that are known to be there, and nobody asks what was
    /// there before.
    fn counts_alone(&self, access: &Access, op: &OpData) -> bool {
        let whole = matches!(self.chunk().mask, Mask::Full);
        let alone = access.place.known_len.is_some() && !self.is_checked(access.id);
        whole && alone && op.results.iter().all(|r| !self.used[r.index()])
    }

    /// One lane after another, without a loop.
    fn act_on_all(&mut self, access: &Access, op: &OpData, action: Action) {
        let element = self.stored(action.element);
        let bits = match access.place.known_len {
            Some(..=0x100) => 8,
            Some(..=0x1_0000) => 16,
            _ => 32,
        };
        let words = self.index_words(access, bits);
        for n in 0..self.width() {
            let index = self.index_of_words(words, bits, n);
            let at = self.ll.offset(element, access.place.base, index);
            let lane = self.i32(n);
            let operands = op.operands[1..].iter();
            let values: Vec<V> = operands
                .map(|&v| self.lane_of(self.get(v), lane, action.element))
                .collect();
            self.act_alone(action, at, &values);
        }
    }

    /// The lanes' indices, several to a general register, for memory that all of them are inside of. Few bits say where
    /// in small memory that is, and a register parts them faster than they could be written to the stack and read
    /// one by one.
    fn index_words(&self, access: &Access, bits: u32) -> V {
        let ll = &self.ll;
        let lanes = ll.trunc(self.indices(access), ll.int(bits));
        let word = WORD.min(bits * self.width());
        ll.reinterpret(lanes, ll.vector(ll.int(word), bits * self.width() / word))
    }

    /// The index of a lane, of words that have several. LLVM would take lanes that are truncated words for lanes of the
    /// vector, which are slow to come by.
    fn index_of_words(&self, words: V, bits: u32, lane: u32) -> V {
        let ll = &self.ll;
        let first = lane * bits;
        let word = ll.extract(words, self.i32(first / WORD));
        let number = |n| ll.number(ll.type_of(word), n);
        let lowest = ll.lshr(word, number(u64::from(first % WORD)));
        ll.zext(ll.and(lowest, number((1 << bits) - 1)), ll.int(64))
    }

    /// Acts on one element; gives the result where there is one.
    fn act(&mut self, action: Action, at: V, values: &[V]) -> Option<V> {
        if action.shared {
            self.act_shared(action, at, values)
        } else {
            self.act_alone(action, at, values)
        }
    }

    fn act_shared(&self, action: Action, at: V, values: &[V]) -> Option<V> {
        let (ll, align) = (&self.ll, action.element.bytes() as u32);
        let order = ordering(action.order);
        let float = action.element.is_float();
        let signed = action.element.is_signed();
        use LLVMAtomicRMWBinOp as Rmw;
        let rmw = match action.op {
            AtomicOp::Load => {
                return Some(ll.atomic_load(self.repr(action.element), at, align, order));
            }
            AtomicOp::Store => {
                ll.atomic_store(values[0], at, align, order);
                return None;
            }
            AtomicOp::CompareExchange | AtomicOp::CompareSwap => {
                let orders = (order, ordering(action.failure));
                let ty = ll.int(action.element.bits());
                let bits = |v| ll.reinterpret(v, ty);
                let pair = (bits(values[0]), bits(values[1]));
                let (old, same) = ll.compare_exchange(at, pair, orders);
                let old = ll.reinterpret(old, self.repr(action.element));
                return Some(exchanged(action.op, old, same));
            }
            AtomicOp::Exchange => Rmw::LLVMAtomicRMWBinOpXchg,
            AtomicOp::Add if float => Rmw::LLVMAtomicRMWBinOpFAdd,
            AtomicOp::Add => Rmw::LLVMAtomicRMWBinOpAdd,
            AtomicOp::Sub if float => Rmw::LLVMAtomicRMWBinOpFSub,
            AtomicOp::Sub => Rmw::LLVMAtomicRMWBinOpSub,
            AtomicOp::Min if float => Rmw::LLVMAtomicRMWBinOpFMin,
            AtomicOp::Min if signed => Rmw::LLVMAtomicRMWBinOpMin,
            AtomicOp::Min => Rmw::LLVMAtomicRMWBinOpUMin,
            AtomicOp::Max if float => Rmw::LLVMAtomicRMWBinOpFMax,
            AtomicOp::Max if signed => Rmw::LLVMAtomicRMWBinOpMax,
            AtomicOp::Max => Rmw::LLVMAtomicRMWBinOpUMax,
            AtomicOp::And => Rmw::LLVMAtomicRMWBinOpAnd,
            AtomicOp::Or => Rmw::LLVMAtomicRMWBinOpOr,
            AtomicOp::Xor => Rmw::LLVMAtomicRMWBinOpXor,
        };
        Some(ll.atomic_rmw(rmw, at, values[0], order))
    }

    fn act_alone(&self, action: Action, at: V, values: &[V]) -> Option<V> {
        let (ll, ty) = (&self.ll, action.element);
        let align = ty.bytes() as u32;
        if action.op == AtomicOp::Store {
            ll.store(values[0], at, align);
            return None;
        }
        let old = ll.load(self.repr(ty), at, align);
        let combine = |instr| self.instr(instr, &[old, values[0]], ty, ty);
        let new = match action.op {
            AtomicOp::Load | AtomicOp::Store => return Some(old),
            AtomicOp::Exchange => values[0],
            AtomicOp::Add => combine(Instr::Add),
            AtomicOp::Sub => combine(Instr::Sub),
            AtomicOp::Min if ty.is_float() => self.math("llvm.minnum", &[old, values[0]], ty),
            AtomicOp::Min => combine(Instr::Min),
            AtomicOp::Max if ty.is_float() => self.math("llvm.maxnum", &[old, values[0]], ty),
            AtomicOp::Max => combine(Instr::Max),
            AtomicOp::And => combine(Instr::And),
            AtomicOp::Or => combine(Instr::Or),
            AtomicOp::Xor => combine(Instr::Xor),
            AtomicOp::CompareExchange | AtomicOp::CompareSwap => {
                let bits = |v| ll.reinterpret(v, ll.int(ty.bits()));
                let same = ll.eq(bits(old), bits(values[0]));
                ll.store(ll.select(same, values[1], old), at, align);
                return Some(exchanged(action.op, old, same));
            }
        };
        ll.store(new, at, align);
        Some(old)
    }
}

/// What a compare-exchange gives: whether it happened, or the old value.
fn exchanged(op: AtomicOp, old: V, same: V) -> V {
    if op == AtomicOp::CompareExchange {
        same
    } else {
        old
    }
}

fn ordering(order: Order) -> LLVMAtomicOrdering {
    match order {
        Order::Relaxed => LLVMAtomicOrdering::LLVMAtomicOrderingMonotonic,
        Order::Acquire => LLVMAtomicOrdering::LLVMAtomicOrderingAcquire,
        Order::Release => LLVMAtomicOrdering::LLVMAtomicOrderingRelease,
        Order::AcqRel => LLVMAtomicOrdering::LLVMAtomicOrderingAcquireRelease,
    }
}
