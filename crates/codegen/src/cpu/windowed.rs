//! Loads and stores of windows: vectors of neighbouring elements, and shuffles that are known when code is made.

use super::access::{Access, Place, Position};
use super::emitter::{Emitter, Mask, Val};
use super::forms::Form;
use super::llvm::V;
use super::notes::Made;
use super::windows::{Member, Window};
use enigma_core::ir::{Attr, Memory, OpId, Value};
use enigma_core::ops::Kind;

impl Emitter<'_> {
    /// Loads for all accesses of a window, if this is its first and it may be loaded at once.
    pub fn load_window(&mut self, id: OpId) -> bool {
        let Some(window) = self.windows.of(id) else {
            return false;
        };
        let op = self.kernel.op(id);
        if self.has(op.result()) && window.members[0].id != id {
            return true;
        }
        let first = self.member_access(&window, window.members[0]);
        if window.members[0].id != id {
            return false;
        }
        if !self.reads_whole(&window) {
            // Emitted before under another mask, perhaps, from where nothing leads here.
            for member in &window.members[1..] {
                let (part, result) = (self.part, self.kernel.op(member.id).result());
                self.parts[part].forget(result);
            }
            return false;
        }
        let checked = self.is_window_checked(&window);
        let place = first.place;
        self.note_window(&window);
        let fast = |e: &mut Self| {
            e.prefetch_window(&window, place);
            if let Some(records) = e.records(&window) {
                let start = e.index_of(e.window_start(&window));
                return e.load_records(&records, start, place);
            }
            let elements = e.window_elements(&window, place);
            let lanes = |m: &Member| e.picked(&window, m.distance, elements);
            window.members.iter().map(lanes).collect::<Vec<V>>()
        };
        let loaded = if checked {
            let passes = self.window_is_inside(&window, &first);
            self.checked_all(passes, fast, |e| {
                let slow = |m: &Member| {
                    let access = e.member_access(&window, *m);
                    e.load_slowly(&access)
                };
                window.members.iter().map(slow).collect()
            })
        } else {
            fast(self)
        };
        for (member, v) in window.members.iter().zip(loaded) {
            let v = self.loaded(v, place.element);
            self.set(self.kernel.op(member.id).result(), Val::Vector(v));
        }
        true
    }

    /// Stores for all accesses of a window, if this is its last and they can be done at once; true also where a
    /// later one will do it.
    pub fn store_window(&mut self, id: OpId) -> bool {
        let Some(window) = self.windows.of(id) else {
            return false;
        };
        let Some(last) = window.members.last() else {
            return false;
        };
        let access = self.member_access(&window, *last);
        let masked = matches!(self.chunk().mask, Mask::Lanes(_));
        if !self.writes_whole(&window, masked) {
            return false;
        }
        if last.id != id {
            return true;
        }
        self.note_window(&window);
        let place = access.place;
        let values = window.members.iter().map(|m| {
            let value = self.kernel.op(m.id).operands[1];
            self.stored_form(self.vector(value), place.element)
        });
        let values: Vec<V> = values.collect();
        let fast = |e: &mut Self| e.put_window(&window, place, &values);
        if self.is_window_checked(&window) {
            let passes = self.window_is_inside(&window, &access);
            self.checked_effect(passes, fast, |e| {
                for (member, &v) in window.members.iter().zip(&values) {
                    let access = e.member_access(&window, *member);
                    e.store_slowly(&access, v);
                }
            });
        } else {
            fast(self);
        }
        true
    }

    fn note_window(&mut self, window: &Window) {
        let (elements, accesses) = (window.span() as u32, window.members.len() as u32);
        for member in &window.members {
            self.note(member.id, Made::Window { elements, accesses });
        }
    }

    /// An access of a window, which may not be there yet: its index is the window's plus the distance.
    fn member_access(&self, window: &Window, member: Member) -> Access {
        let op = self.kernel.op(member.id);
        let ty = self.kernel.dtype(window.index);
        let number = member.distance.cast_unsigned() & (u64::MAX >> (64 - ty.bits()));
        let plus = |base: V| self.ll.add(base, self.ll.number(self.repr(ty), number));
        let index = match self.get(window.index) {
            Val::Scalar(base) => Val::Scalar(plus(base)),
            Val::Linear(base, stride) => Val::Linear(plus(base), stride),
            Val::Pattern(base, pattern) => Val::Pattern(plus(base), pattern),
            Val::Vector(_) => panic!("internal error: a window without a base"),
        };
        self.access_with(member.id, op, index)
    }

    fn is_window_checked(&self, window: &Window) -> bool {
        window.members.iter().any(|m| self.is_checked(m.id))
    }

    /// Whether all elements between the first and the last are there, or are seen to be when the code runs: lanes
    /// that are off may have an index beyond.
    fn reads_whole(&self, window: &Window) -> bool {
        match self.chunk().mask {
            Mask::Full => true,
            Mask::Lanes(_) => self.is_window_checked(window) || self.lies_inside(window),
        }
    }

    /// Whether the window lies inside threadgroup memory, wherever the chunk is.
    fn lies_inside(&self, window: &Window) -> bool {
        let reach = (window.low, window.high);
        self.stays_inside(window.members[0].id, window.index, reach)
    }

    /// Whether an access is in bounds in all lanes, active or not.
    fn is_in_whole_chunks(&self, id: OpId) -> bool {
        let whole = |n: u32| n.is_multiple_of(self.width());
        self.known_total().is_some_and(whole) && self.proven.is_in_all_threads(id)
    }

    /// Whether an access to threadgroup memory lies inside it, wherever the chunk is: at an index, and as far before
    /// and behind it.
    fn stays_inside(&self, id: OpId, index: Value, (low, high): (i64, i64)) -> bool {
        let place = self.forms.shape(index).place;
        let (Some((step, start)), Some(len)) = (place, self.known_len(id)) else {
            return false;
        };
        let Some(total) = self.known_total() else {
            return false;
        };
        let last = i64::from(total.div_ceil(self.width())) - 1;
        step >= 0
            && start + low >= 0
            && u64::try_from(step * last + start + high).is_ok_and(|high| high < len)
    }

    /// Whether the accesses write every element between the first and the last once, or, in memory that no other
    /// thread of the host sees, can write back what is there.
    fn writes_whole(&self, window: &Window, masked: bool) -> bool {
        let mut times = vec![0; window.span() as usize];
        for member in &window.members {
            for offset in self.lane_offsets(window) {
                times[(offset + member.distance - window.low) as usize] += 1;
            }
        }
        let once = times.iter().all(|&n| n == 1);
        let at_most_once = times.iter().all(|&n| n <= 1);
        let own = self.known_len(window.members[0].id).is_some();
        if !masked {
            return once || own && at_most_once;
        }
        own && at_most_once && (self.is_window_checked(window) || self.lies_inside(window))
    }

    /// Whether a masked store writes threadgroup memory with vector instructions and without a test, so that it does
    /// nothing where no lane is on.
    pub fn is_light_store(&self, id: OpId) -> bool {
        let op = self.kernel.op(id);
        let own = matches!(op.attr, Attr::Memory(Memory::Threadgroup(_)));
        match self.windows.of(id) {
            _ if !own || self.is_checked(id) => false,
            Some(window) => !self.is_window_checked(&window) && self.writes_whole(&window, true),
            None => {
                let index = op.operands[0];
                let reach = match self.form_here(index) {
                    Form::Linear(1) => (0, i64::from(self.width()) - 1),
                    Form::Linear(-1) => (1 - i64::from(self.width()), 0),
                    Form::Linear(_) | Form::Scalar | Form::Pattern(_) | Form::Vector => {
                        return false;
                    }
                };
                let inside = self.stays_inside(id, index, reach) || self.is_in_whole_chunks(id);
                self.kernel.dtype(index).bits() >= 32 && inside
            }
        }
    }

    /// The index of lane 0 where it is known for each chunk, in 64 bits: from the number of the chunk alone, so that
    /// accesses near each other show how near they are.
    pub fn placed(&self, access: &Access) -> Option<Position> {
        let (step, start) = self.forms.shape(access.operand).place?;
        let (index, ahead) = self.placed_first(access, step)?;
        Some(Position {
            index,
            ahead: start + ahead,
        })
    }

    /// Elements from the part of memory of chunk 0 to that of the first chunk that is emitted, where parts are so
    /// many elements long, and from there to the part of this chunk.
    pub fn placed_first(&self, access: &Access, step: i64) -> Option<(V, i64)> {
        if access.checked || access.place.known_len.is_none() {
            return None;
        }
        let (ll, first) = (&self.ll, self.first_chunk());
        let chunk = ll.udiv(first.first, self.i32(self.width()));
        let moved = ll.mul(ll.zext(chunk, ll.int(64)), self.i64(step.cast_unsigned()));
        let ahead = i64::from(self.chunk().number) - i64::from(first.number);
        Some((moved, step * ahead))
    }

    /// Whether the lanes of an access are in bounds, wherever the chunk is, because of where they are in it.
    pub fn stays_in_threadgroup(&self, id: OpId) -> bool {
        let op = self.kernel.op(id);
        if !matches!(op.op.kind, Kind::Load | Kind::LoadIf | Kind::Store) {
            return false;
        }
        let index = op.operands[0];
        let offsets = self.forms.patterns.offsets(self.forms.of(index));
        let Some(offsets) = offsets.filter(|_| self.known_len(id).is_some()) else {
            return false;
        };
        let reach = offsets.iter().min().zip(offsets.iter().max());
        reach.is_some_and(|(&low, &high)| self.stays_inside(id, index, (low, high)))
    }

    /// The length of the memory of an access, if it is known when code is made.
    fn known_len(&self, id: OpId) -> Option<u64> {
        match self.kernel.op(id).attr {
            Attr::Memory(Memory::Threadgroup(alloc)) => {
                Some(self.kernel.allocs[alloc.index()].len())
            }
            _ => None,
        }
    }

    pub fn lane_offsets(&self, window: &Window) -> Vec<i64> {
        self.offsets(self.forms.of(window.index))
    }

    /// The window's first element; an index below 0 where it lies before the memory.
    fn window_start(&self, window: &Window) -> Position {
        let access = self.member_access(window, window.members[0]);
        let place = self.forms.shape(window.index).place;
        let placed = place.and_then(|(step, start)| {
            let (index, ahead) = self.placed_first(&access, step)?;
            let ahead = start + ahead + window.low;
            Some(Position { index, ahead })
        });
        placed.unwrap_or_else(|| {
            let base = match self.get(window.index) {
                Val::Scalar(base) | Val::Linear(base, _) | Val::Pattern(base, _) => base,
                Val::Vector(_) => panic!("internal error: a window without a base"),
            };
            Position {
                index: self.index64(base, self.kernel.dtype(window.index)),
                ahead: window.low,
            }
        })
    }

    fn window_is_inside(&self, window: &Window, access: &Access) -> V {
        let starts = self.starts(access, window.span().cast_unsigned() - 1);
        self.ll
            .ult(self.index_of(self.window_start(window)), starts)
    }

    /// All elements of a window as one vector. Where they are no multiple of the lanes the last vector of lanes
    /// overlaps the one before.
    fn window_elements(&self, window: &Window, place: Place) -> V {
        let ll = &self.ll;
        let (span, width) = (window.span(), i64::from(self.width()));
        let start = self.window_start(window);
        let stored = self.stored(place.element);
        let align = Self::align(place);
        if span % width == 0 || span < width {
            let all = ll.vector(stored, span as u32);
            return ll.load(all, self.address_of(place, start), align);
        }
        let wide = self.wide(stored);
        let piece = |n: i64| {
            let at = Position {
                ahead: start.ahead + (n * width).min(span - width),
                ..start
            };
            ll.load(wide, self.address_of(place, at), align)
        };
        let pieces: Vec<V> = (0..(span + width - 1) / width).map(piece).collect();
        let before = (pieces.len() as i64 - 1) * width;
        let from = |n: i64| {
            if n < before {
                n
            } else {
                n + before + width - span
            }
        };
        let from: Vec<u32> = (0..span).map(|n| from(n) as u32).collect();
        let joined = self.concatenated(&pieces);
        ll.shuffle(joined, joined, &from)
    }

    /// Asks for what the next round loads.
    fn prefetch_window(&mut self, window: &Window, place: Place) {
        if place.known_len.is_some() {
            return;
        }
        let at = self.address_of(place, self.window_start(window));
        let element = place.element.bytes() as u64;
        let bytes = element * window.span().cast_unsigned();
        if self.prefetch_next(window.index, at, element, bytes) {
            for member in &window.members {
                self.note_prefetch(member.id);
            }
        }
    }

    /// The lanes of one access out of all elements.
    fn picked(&self, window: &Window, distance: i64, elements: V) -> V {
        let offsets = self.lane_offsets(window).into_iter();
        let from: Vec<u32> = offsets
            .map(|o| (o + distance - window.low) as u32)
            .collect();
        self.ll.shuffle(elements, elements, &from)
    }

    /// Puts the lanes of all accesses where they belong. What no lane writes keeps what it has.
    fn put_window(&mut self, window: &Window, place: Place, values: &[V]) {
        let mask = self.chunk().mask;
        if let (Mask::Full, Some(records)) = (mask, self.records(window)) {
            let start = self.index_of(self.window_start(window));
            self.store_records(&records, start, place, values);
            return;
        }
        let (span, width) = (window.span() as usize, self.width() as usize);
        let mut from = vec![None; span];
        for (m, member) in window.members.iter().enumerate() {
            for (lane, offset) in self.lane_offsets(window).into_iter().enumerate() {
                from[(offset + member.distance - window.low) as usize] = Some(m * width + lane);
            }
        }
        let whole = from.iter().all(Option::is_some) && matches!(mask, Mask::Full);
        let old = (!whole).then(|| self.window_elements(window, place));
        let values: Vec<V> = match (mask, old) {
            (Mask::Lanes(on), Some(old)) => {
                let kept = |(m, &v): (&Member, &V)| {
                    self.ll.select(on, v, self.picked(window, m.distance, old))
                };
                window.members.iter().zip(values).map(kept).collect()
            }
            _ => values.to_vec(),
        };
        let joined = self.concatenated(&values);
        let spread: Vec<u32> = from.iter().map(|f| f.unwrap_or(0) as u32).collect();
        let mut elements = self.ll.shuffle(joined, joined, &spread);
        if let Some(old) = old.filter(|_| from.iter().any(Option::is_none)) {
            let blend = |(n, f): (usize, &Option<usize>)| {
                let number = if f.is_some() { span + n } else { n };
                number as u32
            };
            let blend: Vec<u32> = from.iter().enumerate().map(blend).collect();
            elements = self.ll.shuffle(old, elements, &blend);
        }
        let at = self.address_of(place, self.window_start(window));
        self.store_lanes(elements, at, place);
    }

    /// Vectors one behind the other, as one.
    pub fn concatenated(&self, vectors: &[V]) -> V {
        let mut vectors = vectors.to_vec();
        while vectors.len() > 1 {
            let join = |pair: &[V]| {
                let lanes = self.ll.lanes(self.ll.type_of(pair[0])).unwrap_or(0);
                let all: Vec<u32> = (0..2 * lanes).collect();
                let second = pair.get(1).copied();
                let second = second.unwrap_or_else(|| self.ll.poison(self.ll.type_of(pair[0])));
                self.ll.shuffle(pair[0], second, &all)
            };
            vectors = vectors.chunks(2).map(join).collect();
        }
        vectors[0]
    }
}
