//! Loads of slides: neighbouring elements of threadgroup memory, again and again a little further on.
//!
//! A load that is not at a multiple of its size touches two lines of the cache, and takes the time of two. Where many
//! such loads pass over the same memory, its registers are loaded once, as they lie, and two neighbours are shifted
//! into each other for what lies across them. Some are loaded all the same, because the units for loads would be idle.

use super::access::{Access, Place};
use super::emitter::Emitter;
use super::llvm::V;
use enigma_core::ir::OpId;

/// Lanes of a register that shifts into another.
const LANES: i64 = 16;

/// Of so many loads that lie across two registers one is done as it is.
const LOADED: usize = 3;

/// A register of a slide: its first load, and the register's number from the element with the index of lane 0 of
/// the first chunk on.
pub type Piece = (OpId, i64);

impl Emitter<'_> {
    /// A load of a slide whose place in the threadgroup's memory is known; none where it is to be loaded as any other.
    pub fn load_slide(&mut self, access: &Access) -> Option<V> {
        let slide = self.windows.slide(access.id)?;
        let (step, start) = self.forms.shape(access.operand).place?;
        let registers =
            i64::from(self.register_lanes) == LANES && access.place.element.bits() == 32;
        let whole = i64::from(self.width()) % LANES == 0 && step % LANES == 0 && start >= 0;
        let (first, ahead) = self.placed_first(access, step)?;
        // Rounds of a loop side by side have memory that changes.
        if !registers || !whole || self.together.is_some() {
            return None;
        }
        if slide.number == 0 {
            let here = self.ll.here();
            let ll = &self.ll;
            self.pieces
                .retain(|_, &mut piece| ll.block_of(piece) == here);
        }
        let start = start + ahead;
        let halves = (0..i64::from(self.width()))
            .step_by(LANES as usize)
            .map(|n| {
                let at = start + n;
                let (piece, beyond) = (at.div_euclid(LANES), at.rem_euclid(LANES));
                if beyond > 0 && slide.number % LOADED == LOADED - 1 {
                    return self.sixteen(access.place, first, at);
                }
                let mut piece_at = |number: i64| {
                    let known = self.pieces.get(&(slide.first, number)).copied();
                    known.unwrap_or_else(|| {
                        let piece = self.sixteen(access.place, first, number * LANES);
                        self.pieces.insert((slide.first, number), piece);
                        piece
                    })
                };
                let low = piece_at(piece);
                if beyond == 0 {
                    return low;
                }
                let high = piece_at(piece + 1);
                let lanes: Vec<u32> = (0..LANES).map(|n| (n + beyond) as u32).collect();
                self.ll.shuffle(low, high, &lanes)
            });
        let halves: Vec<V> = halves.collect();
        let halves = self.concatenated(&halves);
        let wide = self.wide(self.stored(access.place.element));
        Some(self.ll.reinterpret(halves, wide))
    }

    /// A register from an element on, of integers: LLVM shifts floats into each other by tables of lanes.
    fn sixteen(&self, place: Place, first: V, element: i64) -> V {
        let ll = &self.ll;
        let register = ll.vector(ll.int(32), LANES as u32);
        let bytes = element * place.element.bytes() as i64;
        let at = ll.bytes_on(self.address(place, first), bytes.cast_unsigned());
        ll.load(register, at, Self::align(place))
    }
}
