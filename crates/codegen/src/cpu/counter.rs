//! Counting the active threads of a threadgroup, chunk by chunk.

use super::emitter::Emitter;
use super::llvm::V;

/// A number on the stack that grows.
#[derive(Clone, Copy)]
pub struct Counter {
    place: V,
}

impl Counter {
    /// A counter at zero.
    pub fn new(e: &Emitter<'_>) -> Counter {
        let place = e.ll.alloca(e.ll.int(32), 1);
        e.ll.store(e.i32(0), place, 4);
        Counter { place }
    }

    /// Counts the lanes that are on.
    pub fn add(self, e: &Emitter<'_>, lanes: V) {
        let before = e.ll.load(e.ll.int(32), self.place, 4);
        e.ll.store(e.ll.add(before, e.count(lanes)), self.place, 4);
    }

    /// Where it is, an i32.
    pub fn place(self) -> V {
        self.place
    }
}
