//! Notes: what the emitter made of accesses, control flow and barriers, taken down where it decides.
//!
//! An operation may be emitted several times: for chunks side by side, with and without masks. What comes out
//! alike is one note.

use super::emitter::{Emitter, Mask, Val};
use enigma_core::ir::OpId;
use std::collections::BTreeMap;

/// How the indices of the lanes of a gather or scatter lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// At a constant distance.
    Strided(i64),
    /// At distances that are known when code is made.
    Known,
    /// Anywhere.
    Varying,
}

impl Spread {
    /// How an index lies.
    pub fn of(index: Val) -> Spread {
        match index {
            Val::Scalar(_) => Spread::Strided(0),
            Val::Linear(_, stride) => Spread::Strided(stride),
            Val::Pattern(..) => Spread::Known,
            Val::Vector(_) => Spread::Varying,
        }
    }
}

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// A load that is executed once for the threadgroup.
    Once,
    /// One element for all lanes.
    Broadcast,
    /// All lanes store to one element.
    Last,
    /// Neighbouring elements, down or up; a store may go around the caches.
    Vector { down: bool, around: bool },
    /// Part of a stretch that several accesses, or one with gaps, touch together.
    Window { elements: u32, accesses: u32 },
    /// What registers hold of threadgroup memory.
    Recalled,
    /// Columns of a tile, for several chunks at once.
    Columns { chunks: u32 },
    /// Lane by lane, by one instruction of the host or LLVM's replacement of it.
    Gather(Spread),
    /// The same for a store; without the instruction it is a loop over the lanes.
    Scatter { spread: Spread, instruction: bool },
    /// One lane after another; `shared` takes atomic instructions, `looped` a loop over the active lanes.
    Atomic {
        shared: bool,
        looped: bool,
        same: bool,
    },
    /// Rows of a simdgroup matrix.
    Rows,
    /// A copy by the runtime.
    Copy,
    /// Control flow around barriers that all threads of the threadgroup take alike.
    Agreed,
    /// Control flow around barriers that they may take differently.
    Parted,
    /// Control flow that the lanes agree on, executed once for so many chunks.
    Uniform { chunks: u32 },
    /// A loop whose lanes leave in different rounds.
    Masked { whole_rounds: bool },
    /// A side of a branch that lanes may take differently; short ones are executed without a test.
    Arm { tested: bool },
    /// A branch around all that a run does: chunks that do not take it are left out.
    Narrowed,
    /// A barrier that ends a run; `counted` where not all threads may come.
    Cut { counted: bool },
    /// A barrier that nothing needs.
    LeftOut,
    /// A barrier between chunks that keep in step without.
    InStep,
    /// What chunks do anyhow.
    Free,
}

/// What became of an operation, and under which masks.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    pub made: Made,
    /// Emitted where all lanes are on.
    pub whole: bool,
    /// Emitted under a mask.
    pub masked: bool,
    /// What comes next is asked for ahead of time.
    pub prefetched: bool,
}

/// A loop over the chunks.
#[derive(Clone, Copy, Debug)]
pub struct RunNote {
    /// Its first operation.
    pub first: OpId,
    /// Chunks of one round.
    pub chunks: u32,
    /// Whether it is for some threads only.
    pub narrowed: bool,
}

/// All notes of a kernel.
#[derive(Debug, Default)]
pub struct Notes {
    pub of: BTreeMap<OpId, Vec<Note>>,
    pub runs: Vec<RunNote>,
}

impl Emitter<'_> {
    /// Takes down what is made of an operation.
    pub fn note(&mut self, id: OpId, made: Made) {
        let mask = self.parts.get(self.part).map(|_| self.chunk().mask);
        let masked = matches!(mask, Some(Mask::Lanes(_)));
        let notes = self.notes.of.entry(id).or_default();
        if let Some(known) = notes.iter_mut().find(|n| n.made == made) {
            known.masked |= masked;
            known.whole |= !masked;
            return;
        }
        notes.push(Note {
            made,
            whole: !masked,
            masked,
            prefetched: false,
        });
    }

    /// Takes down an access to neighbours.
    pub fn note_vector(&mut self, id: OpId, down: bool, around: bool) {
        let whole = matches!(self.chunk().mask, Mask::Full);
        let around = around && whole;
        self.note(id, Made::Vector { down, around });
    }

    /// Takes down that what an access touches next is asked for.
    pub fn note_prefetch(&mut self, id: OpId) {
        for note in self.notes.of.get_mut(&id).into_iter().flatten() {
            note.prefetched = true;
        }
    }

    /// Takes down a loop over the chunks.
    pub fn note_run(&mut self, ops: &[OpId], chunks: u32, narrowed: bool) {
        let first = ops.first().copied();
        self.notes.runs.extend(first.map(|first| RunNote {
            first,
            chunks,
            narrowed,
        }));
    }

    /// Takes down control flow that the lanes agree on.
    pub fn note_uniform(&mut self, id: OpId) {
        let chunks = if self.alone {
            1
        } else {
            self.parts.len() as u32
        };
        self.note(id, Made::Uniform { chunks });
    }
}
