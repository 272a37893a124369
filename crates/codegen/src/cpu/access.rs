//! Loads and stores, by the form of the index.
//!
//! - The same element for all lanes: one access.
//! - Neighbouring elements, up or down: one vector access, if one comparison says that all lanes are in
//!   bounds. Lanes that are off may read then: it is memory of the same buffer.
//! - Elements near each other, at places that are known: vectors and shuffles, in `windowed`.
//! - Anything else: a gather or scatter, after one test of all lanes.
//!
//! Where the test fails, the runtime takes the lanes one by one, reports the first that is out of bounds,
//! and reads 0 or writes nothing for those.

use super::abi::Worker;
use super::emitter::{Emitter, Mask, Val};
use super::llvm::{Ty, V};
use super::notes::{Made, Spread};
use super::windows::apart;
use enigma_core::ir::{Attr, Memory, OpData, OpId, Value};
use enigma_core::ops::Kind;
use enigma_core::types::Scalar;
use std::mem::offset_of;

/// Memory that an access names.
#[derive(Clone, Copy)]
pub struct Place {
    pub base: V,
    pub len: V,
    pub known_len: Option<u64>,
    pub element: Scalar,
    /// Whether stores may go around the caches, and what tells.
    pub gate: Option<V>,
}

/// An access: its operation, its memory, its index.
#[derive(Clone, Copy)]
pub struct Access {
    pub id: OpId,
    pub place: Place,
    pub operand: Value,
    pub index: Val,
    index_ty: Scalar,
    pub checked: bool,
}

/// An element of some memory: an index in 64 bits, and a distance from it. Accesses at different distances from one
/// index share what leads there.
#[derive(Clone, Copy)]
pub struct Position {
    pub index: V,
    pub ahead: i64,
}

impl Emitter<'_> {
    pub fn place(&self, memory: Memory) -> Place {
        let element = self.kernel.element(memory);
        match memory {
            Memory::Buffer(param) => {
                let (base, len) = self.entry().args[param.index()];
                Place {
                    base,
                    len,
                    known_len: None,
                    element,
                    gate: self.entry().streams[param.index()],
                }
            }
            Memory::Threadgroup(alloc) => {
                let len = self.kernel.allocs[alloc.index()].len();
                let offset = self.kernel.alloc_offset(alloc);
                Place {
                    base: self.ll.bytes_on(self.entry().threadgroup, offset),
                    len: self.i64(len),
                    known_len: Some(len),
                    element,
                    gate: None,
                }
            }
        }
    }

    pub fn access(&self, id: OpId, op: &OpData) -> Access {
        self.access_with(id, op, self.get(op.operands[0]))
    }

    /// An access whose index may have no place in the code yet.
    pub fn access_with(&self, id: OpId, op: &OpData, index: Val) -> Access {
        let (Attr::Memory(memory) | Attr::Atomic { memory, .. }) = op.attr else {
            panic!("internal error: {} without its memory", op.op.name)
        };
        let operand = op.operands[0];
        Access {
            id,
            place: self.place(memory),
            operand,
            index,
            index_ty: self.kernel.dtype(operand),
            checked: self.is_checked(id) || self.needs_whole_vectors(op),
        }
    }

    /// Whether a masked load is a load of whole vectors only if these are seen to be in bounds: the host has no
    /// instruction that leaves lanes out, and would take them one by one.
    fn needs_whole_vectors(&self, op: &OpData) -> bool {
        let device = matches!(op.attr, Attr::Memory(Memory::Buffer(_)));
        let load = matches!(op.op.kind, Kind::Load | Kind::LoadIf);
        let masked =
            self.parts.get(self.part).is_some() && matches!(self.chunk().mask, Mask::Lanes(_));
        self.spec.bounds && load && device && masked && !self.scatters
    }

    /// From how a value lies in memory to how registers hold it.
    pub fn loaded(&self, v: V, ty: Scalar) -> V {
        if ty != Scalar::Bool {
            return v;
        }
        self.ll.ne(v, self.ll.zero(self.ll.type_of(v)))
    }

    /// The reverse; a bool becomes a byte, 0 or 1.
    pub fn stored_form(&self, v: V, ty: Scalar) -> V {
        if ty == Scalar::Bool {
            self.ll.zext(v, self.ll.int(8))
        } else {
            v
        }
    }

    pub fn address(&self, place: Place, index64: V) -> V {
        self.ll
            .offset(self.stored(place.element), place.base, index64)
    }

    pub fn address_of(&self, place: Place, position: Position) -> V {
        let bytes = position.ahead * place.element.bytes() as i64;
        let address = self.address(place, position.index);
        self.ll.bytes_on(address, bytes.cast_unsigned())
    }

    /// All of a position.
    pub fn index_of(&self, position: Position) -> V {
        let ahead = self.i64(position.ahead.cast_unsigned());
        self.ll.add(position.index, ahead)
    }

    /// Where an access is whose index, or that of its first lane, is given.
    fn reached(&self, access: &Access, index: V) -> Position {
        let whole = || Position {
            index: self.index64(index, access.index_ty),
            ahead: 0,
        };
        if access.checked || !self.proven.is_exact(access.id) {
            return whole();
        }
        let (rest, ahead) = apart(self.kernel, access.operand);
        let rest = match (access.index, self.known(rest)) {
            (Val::Scalar(_), Some(Val::Scalar(rest))) => rest,
            // The first lane may be off, and what is known need not hold for it.
            (Val::Linear(..), Some(Val::Linear(rest, _)))
                if matches!(self.chunk().mask, Mask::Full) =>
            {
                rest
            }
            _ => return whole(),
        };
        Position {
            index: self.index64(rest, access.index_ty),
            ahead,
        }
    }

    pub fn align(place: Place) -> u32 {
        place.element.bytes() as u32
    }

    /// The index of every lane, in 64 bits.
    pub fn indices(&self, access: &Access) -> V {
        let lanes = self.spread(access.index, access.index_ty);
        self.index64(lanes, access.index_ty)
    }

    // Loads

    pub fn load(&mut self, id: OpId, op: &OpData) {
        if self.load_window(id) {
            return;
        }
        let access = self.access(id, op);
        let val = self.load_lanes(&access);
        self.set(op.result(), val);
    }

    fn load_lanes(&mut self, access: &Access) -> Val {
        if let Some(known) = self.recall(access) {
            self.note(access.id, Made::Recalled);
            return known;
        }
        match access.index {
            Val::Scalar(index) => {
                let thread = |e: &Self| {
                    let lanes = e.mask_lanes(e.chunk().mask);
                    e.ll.add(e.chunk().first, e.first_lane(lanes))
                };
                self.note(access.id, Made::Broadcast);
                Val::Scalar(self.load_one(access, index, thread))
            }
            Val::Linear(base, stride @ (1 | -1)) if Self::are_neighbours(access) => {
                self.note_vector(access.id, stride < 0, false);
                Val::Vector(self.load_neighbours(access, base, stride < 0))
            }
            Val::Linear(..) | Val::Pattern(..) | Val::Vector(_) => {
                self.note(access.id, Made::Gather(Spread::of(access.index)));
                Val::Vector(self.gather(access))
            }
        }
    }

    /// Loads once for the threadgroup.
    pub fn load_once(&mut self, id: OpId, op: &OpData) {
        let access = self.access(id, op);
        let index = self.scalar(op.operands[0]);
        self.note(id, Made::Once);
        let v = self.load_one(&access, index, |e| e.i32(0));
        self.set(op.result(), Val::Scalar(v));
    }

    pub fn load_if_once(&mut self, id: OpId, op: &OpData) {
        let (condition, default) = (self.scalar(op.operands[1]), self.scalar(op.operands[2]));
        let v = self.if_wanted(condition, &[default], |e| {
            let access = e.access(id, op);
            let index = e.scalar(op.operands[0]);
            e.note(id, Made::Once);
            vec![e.load_one(&access, index, |e| e.i32(0))]
        });
        self.set(op.result(), Val::Scalar(v[0]));
    }

    pub fn load_if(&mut self, id: OpId, op: &OpData) {
        let element = self.kernel.dtype(op.result());
        let form = self.forms.of(op.result());
        let default = self.as_form(self.get(op.operands[2]), element.into(), form);
        let access = self.access(id, op);
        let fetch = |e: &mut Self| {
            let val = e.load_lanes(&access);
            vec![e.as_form(val, element.into(), form)]
        };
        let v = match self.get(op.operands[1]) {
            Val::Scalar(condition) => self.if_wanted(condition, &[default], fetch)[0],
            condition => {
                let condition = self.spread(condition, Scalar::Bool);
                let wanted = self.masked(self.chunk().mask, condition);
                let any = self.any(wanted);
                let v = self.if_wanted(any, &[default], |e| e.under(Mask::Lanes(wanted), fetch))[0];
                self.ll.select(condition, v, default)
            }
        };
        let val = self.of_form(v, form);
        self.set(op.result(), val);
    }

    /// Values computed where a condition holds; others where not.
    pub fn if_wanted(
        &mut self,
        condition: V,
        others: &[V],
        compute: impl FnOnce(&mut Self) -> Vec<V>,
    ) -> Vec<V> {
        let ll = &self.ll;
        let (wanted, join) = (ll.block("wanted"), ll.block("join"));
        let before = ll.here();
        ll.branch(condition, wanted, join);
        ll.at(wanted);
        let values = compute(self);
        let ll = &self.ll;
        let end = ll.here();
        ll.jump(join);
        ll.at(join);
        values
            .iter()
            .zip(others)
            .map(|(&v, &other)| ll.phi(ll.type_of(v), &[(v, end), (other, before)]))
            .collect()
    }

    /// Values from the expected way, or from the way that a failed check takes.
    pub fn checked_all(
        &mut self,
        passes: V,
        good: impl FnOnce(&mut Self) -> Vec<V>,
        bad: impl FnOnce(&mut Self) -> Vec<V>,
    ) -> Vec<V> {
        let ll = &self.ll;
        let (inside, outside, join) = (ll.block("in"), ll.block("out"), ll.block("join"));
        ll.branch_likely(passes, inside, outside);
        ll.at(inside);
        let good = good(self);
        let inside = self.ll.here();
        self.ll.jump(join);
        self.ll.at(outside);
        let bad = bad(self);
        let outside = self.ll.here();
        self.ll.jump(join);
        self.ll.at(join);
        let pairs = good.iter().zip(&bad);
        let join = |(&a, &b)| {
            self.ll
                .phi(self.ll.type_of(a), &[(a, inside), (b, outside)])
        };
        pairs.map(join).collect()
    }

    /// The same for one value.
    pub fn checked(
        &mut self,
        passes: V,
        good: impl FnOnce(&mut Self) -> V,
        bad: impl FnOnce(&mut Self) -> V,
    ) -> V {
        self.checked_all(passes, |e| vec![good(e)], |e| vec![bad(e)])[0]
    }

    /// The same where there is no value.
    pub fn checked_effect(
        &mut self,
        passes: V,
        good: impl FnOnce(&mut Self),
        bad: impl FnOnce(&mut Self),
    ) {
        let ll = &self.ll;
        let (inside, outside, join) = (ll.block("in"), ll.block("out"), ll.block("join"));
        ll.branch_likely(passes, inside, outside);
        ll.at(inside);
        good(self);
        self.ll.jump(join);
        self.ll.at(outside);
        bad(self);
        self.ll.jump(join);
        self.ll.at(join);
    }

    /// Reports an index that is out of bounds.
    pub fn report(&mut self, id: OpId, index64: V, thread: V) {
        let site = self.site(id);
        let args = [
            self.entry().worker,
            site,
            index64,
            thread,
            self.group().index,
        ];
        let offset = offset_of!(Worker, out_of_bounds);
        self.callback(offset, self.ll.void(), &args);
    }

    /// Reports the threads where a condition does not hold.
    pub fn assert(&mut self, id: OpId, op: &OpData) {
        if !self.spec.bounds {
            return;
        }
        let fails = self.ll.not(self.vector(op.operands[0]));
        let lanes = self.masked(self.chunk().mask, fails);
        self.each_lane(lanes, |e, lane| {
            let thread = e.ll.add(e.chunk().first, lane);
            e.report(id, e.i64(0), thread);
        });
    }

    fn load_one(&mut self, access: &Access, index: V, thread: impl FnOnce(&Self) -> V) -> V {
        let (place, id) = (access.place, access.id);
        let stored = self.stored(place.element);
        let position = self.reached(access, index);
        let get = |e: &mut Self| {
            let at = e.address_of(place, position);
            e.ll.load(stored, at, Self::align(place))
        };
        let v = if access.checked {
            let index64 = self.index_of(position);
            let passes = self.ll.ult(index64, place.len);
            self.checked(passes, get, |e| {
                let thread = thread(e);
                e.report(id, index64, thread);
                e.ll.zero(stored)
            })
        } else {
            get(self)
        };
        self.loaded(v, place.element)
    }

    /// The lowest index of neighbouring lanes, and whether all lanes are in bounds.
    ///
    /// The index of a narrow type wraps where no memory has elements, because the length is capped at what
    /// the type can count; a negative one is huge as an unsigned number.
    fn neighbours(&self, access: &Access, base: V, down: bool) -> (Position, V) {
        let start = self.lowest_index(access, base, down);
        let starts = self.starts(access, u64::from(self.width() - 1));
        (start, self.ll.ult(self.index_of(start), starts))
    }

    /// How many elements may be the first of a stretch whose last one is `reach` further on.
    pub fn starts(&self, access: &Access, reach: u64) -> V {
        let ll = &self.ll;
        let bits = access.index_ty.bits() - u32::from(access.index_ty.is_signed());
        let most = if bits == 64 { u64::MAX } else { 1 << bits };
        match access.place.known_len {
            Some(len) => self.i64(len.min(most).saturating_sub(reach)),
            None => {
                let i64 = ll.int(64);
                let len = access.place.len;
                let capped = match most {
                    u64::MAX => len,
                    _ => ll.intrinsic("llvm.umin", &[i64], &[len, self.i64(most)]),
                };
                ll.intrinsic("llvm.usub.sat", &[i64], &[capped, self.i64(reach)])
            }
        }
    }

    /// The lowest index of neighbouring lanes. Without a check it must be right for those that are on, and
    /// where others lie before element 0, only the highest of an unsigned type did not wrap.
    fn lowest_index(&self, access: &Access, base: V, down: bool) -> Position {
        let (ll, ty) = (&self.ll, access.index_ty);
        let reach = i64::from(self.width() - 1);
        let back = |from: Position| Position {
            ahead: from.ahead - reach,
            ..from
        };
        if let Some(placed) = self.placed(access) {
            return if down { back(placed) } else { placed };
        }
        let wraps = matches!(self.chunk().mask, Mask::Lanes(_)) && !ty.is_signed();
        match (down, !access.checked && wraps) {
            (true, _) => back(self.reached(access, base)),
            (false, true) => {
                let highest = ll.add(base, ll.number(ll.type_of(base), reach as u64));
                back(Position {
                    index: self.index64(highest, ty),
                    ahead: 0,
                })
            }
            (false, false) => self.reached(access, base),
        }
    }

    /// Whether lanes whose indices count up or down are neighbours in memory. An index of a narrow type may
    /// wrap inside its memory; only a check says that it does not.
    fn are_neighbours(access: &Access) -> bool {
        access.checked || access.index_ty.bits() >= 32
    }

    fn reversed(&self, lanes: V) -> V {
        let numbers: Vec<u32> = (0..self.width()).rev().collect();
        self.ll.shuffle(lanes, lanes, &numbers)
    }

    fn load_neighbours(&mut self, access: &Access, base: V, down: bool) -> V {
        let place = access.place;
        if let Some(v) = self.load_slide(access) {
            return v;
        }
        let (start, passes) = self.neighbours(access, base, down);
        let wide = self.wide(self.stored(place.element));
        let get = |e: &mut Self| {
            let at = e.address_of(place, start);
            if place.known_len.is_none() {
                let (element, lanes) = (place.element.bytes() as u64, u64::from(e.width()));
                if e.prefetch_next(access.operand, at, element, element * lanes) {
                    e.note_prefetch(access.id);
                }
            }
            let turn = |v| if down { e.reversed(v) } else { v };
            // Threadgroup memory is padded by a vector: lanes that are off may reach over its end.
            let v = match (e.chunk().mask, access.checked, place.known_len) {
                (Mask::Lanes(on), false, None) => {
                    e.masked_load(wide, at, turn(on), Self::align(place))
                }
                _ if !down => e.load_across(access, at),
                _ => e.ll.load(wide, at, Self::align(place)),
            };
            turn(v)
        };
        let v = if access.checked {
            self.checked(passes, get, |e| e.load_slowly(access))
        } else {
            get(self)
        };
        self.loaded(v, place.element)
    }

    /// Neighbouring elements. Where they are known to lie across two parts of threadgroup memory that chunks store as
    /// vectors, these two are loaded: what was just stored need not have reached memory for that.
    fn load_across(&self, access: &Access, at: V) -> V {
        let (ll, place, width) = (&self.ll, access.place, i64::from(self.width()));
        let wide = self.wide(self.stored(place.element));
        let align = Self::align(place);
        let known = self.forms.shape(access.operand).place;
        let stored = self.run_stores.contains(&self.kernel.op(access.id).attr);
        let known =
            known.filter(|(step, _)| stored && step % width == 0 && self.placed(access).is_some());
        let beyond = known.map_or(0, |(_, start)| start.rem_euclid(width));
        if beyond == 0 {
            return ll.load(wide, at, align);
        }
        let bytes = place.element.bytes() as i64;
        let whole = |n: i64| {
            let back = self.i64(((n * width - beyond) * bytes).cast_unsigned());
            ll.load(wide, ll.offset(ll.int(8), at, back), align)
        };
        let lanes: Vec<u32> = (0..width).map(|n| (n + beyond) as u32).collect();
        ll.shuffle(whole(0), whole(1), &lanes)
    }

    fn gather(&mut self, access: &Access) -> V {
        let place = access.place;
        let lanes = self.spread(access.index, access.index_ty);
        let mask = self.chunk().mask;
        let get = |e: &mut Self| {
            let zero = e.ll.zero(e.ll.type_of(lanes));
            // An active lane is in bounds, so element 0 exists.
            let safe = match mask {
                Mask::Full => lanes,
                Mask::Lanes(on) => e.ll.select(on, lanes, zero),
            };
            e.gather_all(access, safe)
        };
        let v = if access.checked {
            let passes = self.all_inside(access, lanes);
            self.checked(passes, get, |e| e.load_slowly(access))
        } else {
            get(self)
        };
        self.loaded(v, place.element)
    }

    /// Whether all active lanes are in bounds. Indices of 32 bits are compared as they are: what lies beyond 2^31
    /// is taken lane by lane, so that those that pass are the same with and without a sign.
    fn all_inside(&self, access: &Access, lanes: V) -> V {
        let ll = &self.ll;
        let inside = if access.index_ty.bits() == 32 {
            let i64 = ll.int(64);
            let len = ll.intrinsic("llvm.umin", &[i64], &[access.place.len, self.i64(1 << 31)]);
            ll.ult(lanes, self.splat(ll.trunc(len, ll.int(32))))
        } else {
            let lanes = self.index64(lanes, access.index_ty);
            ll.ult(lanes, self.splat(access.place.len))
        };
        let fine = match self.chunk().mask {
            Mask::Full => inside,
            Mask::Lanes(on) => ll.or(inside, ll.not(on)),
        };
        self.all(fine)
    }

    /// The addresses of elements in bounds.
    fn addresses(&self, access: &Access, lanes: V) -> V {
        let (place, ty) = (access.place, access.index_ty);
        // An address adds numbers with a sign; a checked index has none, and one that needs no check either.
        let signed = ty.bits() == 32 && (self.spec.bounds || place.known_len.is_some());
        let indices = if signed {
            lanes
        } else {
            self.index64(lanes, ty)
        };
        let stored = self.stored(place.element);
        self.ll.offset(stored, place.base, indices)
    }

    fn gather_all(&self, access: &Access, lanes: V) -> V {
        let ll = &self.ll;
        let wide = self.wide(self.stored(access.place.element));
        let pointers = self.addresses(access, lanes);
        let all = self.mask_lanes(Mask::Full);
        let types = [wide, ll.type_of(pointers)];
        let call = ll.intrinsic(
            "llvm.masked.gather",
            &types,
            &[pointers, all, ll.poison(wide)],
        );
        ll.call_align(call, 1, Self::align(access.place));
        call
    }

    fn masked_load(&self, wide: Ty, at: V, mask: V, align: u32) -> V {
        let ll = &self.ll;
        let types = [wide, ll.ptr()];
        let call = ll.intrinsic("llvm.masked.load", &types, &[at, mask, ll.zero(wide)]);
        ll.call_align(call, 1, align);
        call
    }

    fn masked_store(&self, v: V, at: V, mask: V, align: u32) {
        let ll = &self.ll;
        let types = [ll.type_of(v), ll.ptr()];
        let call = ll.intrinsic("llvm.masked.store", &types, &[v, at, mask]);
        ll.call_align(call, 2, align);
    }

    /// Lane by lane, with reports, by the runtime; gives the elements.
    pub fn load_slowly(&mut self, access: &Access) -> V {
        let wide = self.wide(self.stored(access.place.element));
        self.call_lanes(
            access,
            (
                offset_of!(Worker, load_lanes),
                offset_of!(Worker, load_line),
            ),
        );
        self.ll
            .load(wide, self.worker_field(offset_of!(Worker, values)), 8)
    }

    fn worker_field(&self, offset: usize) -> V {
        self.ll.bytes_on(self.entry().worker, offset as u64)
    }

    /// Has the runtime execute an access: by one function where the indices count, else by the other.
    fn call_lanes(&mut self, access: &Access, (any, line): (usize, usize)) {
        let on = self.mask_lanes(self.chunk().mask);
        let mask = self.ll.zext(self.bits(on), self.ll.int(32));
        let (site, void) = (self.site(access.id), self.ll.void());
        let (worker, first, group) = (self.entry().worker, self.chunk().first, self.group().index);
        if let Val::Linear(base, stride) = access.index {
            let base = self.index64(base, access.index_ty);
            let stride = self.i64(stride.cast_unsigned());
            let args = [worker, site, base, stride, mask, first, group];
            self.callback(line, void, &args);
        } else {
            let indices = self.worker_field(offset_of!(Worker, indices));
            self.ll.store(self.indices(access), indices, 8);
            self.callback(any, void, &[worker, site, mask, first, group]);
        }
    }

    // Stores

    pub fn store(&mut self, id: OpId, op: &OpData) {
        if self.joined.contains(&id) || self.store_window(id) {
            return;
        }
        let access = self.access(id, op);
        let value = op.operands[1];
        match access.index {
            Val::Scalar(index) => {
                self.note(id, Made::Last);
                self.store_one(&access, index, value);
            }
            Val::Linear(base, stride @ (1 | -1)) if Self::are_neighbours(&access) => {
                self.note_vector(id, stride < 0, access.place.gate.is_some());
                self.store_neighbours(&access, base, stride < 0, value);
            }
            Val::Linear(..) | Val::Pattern(..) | Val::Vector(_) => self.scatter(&access, value),
        }
    }

    /// All lanes store to one element: the last one's value stays.
    fn store_one(&mut self, access: &Access, index: V, value: Value) {
        let (place, id) = (access.place, access.id);
        let lanes = self.mask_lanes(self.chunk().mask);
        let last = self.last_lane(lanes);
        let v = self.lane_of(self.get(value), last, place.element);
        let v = self.stored_form(v, place.element);
        let position = self.reached(access, index);
        let put = |e: &mut Self| {
            let at = e.address_of(place, position);
            e.ll.store(v, at, Self::align(place));
        };
        if !access.checked {
            return put(self);
        }
        let index64 = self.index_of(position);
        let passes = self.ll.ult(index64, place.len);
        self.checked_effect(passes, put, |e| {
            let thread = e.ll.add(e.chunk().first, e.first_lane(lanes));
            e.report(id, index64, thread);
        });
    }

    fn store_neighbours(&mut self, access: &Access, base: V, down: bool, value: Value) {
        let place = access.place;
        let (start, passes) = self.neighbours(access, base, down);
        let lanes = self.stored_form(self.vector(value), place.element);
        let mask = self.chunk().mask;
        let put = |e: &mut Self| {
            let at = e.address_of(place, start);
            let turn = |v| if down { e.reversed(v) } else { v };
            match mask {
                Mask::Full => e.store_lanes(turn(lanes), at, place),
                // No other thread of the host sees threadgroup memory: lanes that are off may write what they
                // read, which is faster than a masked store.
                Mask::Lanes(on) if place.known_len.is_some() => {
                    let new = turn(lanes);
                    let old = e.ll.load(e.ll.type_of(new), at, Self::align(place));
                    let blended = e.ll.select(turn(on), new, old);
                    e.ll.store(blended, at, Self::align(place));
                }
                Mask::Lanes(on) => e.masked_store(turn(lanes), at, turn(on), Self::align(place)),
            }
        };
        if access.checked {
            self.checked_effect(passes, put, |e| e.store_slowly(access, lanes));
        } else {
            put(self);
        }
        self.remember(access, lanes);
    }

    /// Lane by lane, in ascending order: of lanes that write one element the last one's value stays.
    fn scatter(&mut self, access: &Access, value: Value) {
        let values = self.stored_form(self.vector(value), access.place.element);
        let lanes = self.spread(access.index, access.index_ty);
        let put = |e: &mut Self| {
            let instruction = e.scatters && access.place.element.bits() >= 32;
            let spread = Spread::of(access.index);
            e.note(
                access.id,
                Made::Scatter {
                    spread,
                    instruction,
                },
            );
            if instruction {
                e.scatter_all(access, lanes, values);
            } else {
                e.scatter_each(access, lanes, values);
            }
        };
        if access.checked {
            let passes = self.all_inside(access, lanes);
            self.checked_effect(passes, put, |e| e.store_slowly(access, values));
        } else {
            put(self);
        }
    }

    fn scatter_all(&self, access: &Access, lanes: V, values: V) {
        let ll = &self.ll;
        let pointers = self.addresses(access, lanes);
        let on = self.mask_lanes(self.chunk().mask);
        let types = [ll.type_of(values), ll.type_of(pointers)];
        let call = ll.intrinsic("llvm.masked.scatter", &types, &[values, pointers, on]);
        ll.call_align(call, 2, Self::align(access.place));
    }

    fn scatter_each(&mut self, access: &Access, lanes: V, values: V) {
        let (place, ty) = (access.place, access.index_ty);
        let (lanes, values) = (self.spill(0, lanes), self.spill(1, values));
        let on = self.mask_lanes(self.chunk().mask);
        self.each_lane(on, |e, lane| {
            let index = e.index64(e.spilled(lanes, lane, ty), ty);
            let v = e.spilled(values, lane, place.element);
            e.ll.store(v, e.address(place, index), Self::align(place));
        });
    }

    /// Lane by lane, with reports, by the runtime.
    pub fn store_slowly(&mut self, access: &Access, lanes: V) {
        let values = self.worker_field(offset_of!(Worker, values));
        self.ll.store(lanes, values, 8);
        self.call_lanes(
            access,
            (
                offset_of!(Worker, store_lanes),
                offset_of!(Worker, store_line),
            ),
        );
    }
}
