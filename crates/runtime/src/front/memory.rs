//! Buffers and threadgroup memory: indexing and masked access.

use super::{Input, Tracer, Value};
use enigma_core::ir::{self, builder::Operand};

/// A device buffer or threadgroup memory of the kernel being built.
#[derive(Clone, Copy, Debug)]
pub struct Memory<'k> {
    pub(super) tracer: &'k Tracer,
    /// None stands for memory that could not be made; accesses to it are passed over.
    pub(super) handle: Option<ir::Memory>,
}

/// An index: one input, or a tuple or array of one per dimension of the memory.
#[derive(Clone, Debug)]
pub struct Index<'k>(Vec<Input<'k>>);

macro_rules! single {
    ($($t:ty)*) => {
        $(impl<'k> From<$t> for Index<'k> {
            fn from(index: $t) -> Index<'k> {
                Index(vec![index.into()])
            }
        })*
    };
}
single!(Input<'k> Value<'k> i32 u32 i64 u64 usize);

impl<'k, A: Into<Input<'k>>, B: Into<Input<'k>>> From<(A, B)> for Index<'k> {
    fn from((a, b): (A, B)) -> Index<'k> {
        Index(vec![a.into(), b.into()])
    }
}

impl<'k, A, B, C> From<(A, B, C)> for Index<'k>
where
    A: Into<Input<'k>>,
    B: Into<Input<'k>>,
    C: Into<Input<'k>>,
{
    fn from((a, b, c): (A, B, C)) -> Index<'k> {
        Index(vec![a.into(), b.into(), c.into()])
    }
}

impl<'k, I: Into<Input<'k>>, const N: usize> From<[I; N]> for Index<'k> {
    fn from(indices: [I; N]) -> Index<'k> {
        Index(indices.into_iter().map(Into::into).collect())
    }
}

/// What an access names, in the builder's form.
pub(super) struct Place {
    pub(super) memory: ir::Memory,
    pub(super) index: Vec<Operand>,
}

impl<'k> Memory<'k> {
    /// Memory and index in the builder's form; none where either depends on an earlier mistake.
    #[track_caller]
    pub(super) fn place(self, index: Index<'k>) -> Option<Place> {
        let index = self.tracer.operands(&index.0)?;
        Some(Place {
            memory: self.handle?,
            index,
        })
    }

    /// Gives threadgroup memory a name, which Metal text and messages use.
    #[must_use]
    #[track_caller]
    pub fn named(self, name: &str) -> Memory<'k> {
        if let Some(ir::Memory::Threadgroup(alloc)) = self.handle {
            self.tracer.step(|b| {
                b.name_alloc(alloc, name);
                Ok(())
            });
        }
        self
    }

    /// The element at the index.
    #[track_caller]
    pub fn get(self, index: impl Into<Index<'k>>) -> Value<'k> {
        match self.place(index.into()) {
            Some(at) => self.tracer.value(|b| b.load(at.memory, &at.index)),
            None => self.tracer.nothing(),
        }
    }

    /// Writes the element at the index. Floats convert among themselves and integers to anything but
    /// bool; float to integer needs a cast.
    #[track_caller]
    pub fn set(self, index: impl Into<Index<'k>>, value: impl Into<Input<'k>>) {
        let (at, value) = (self.place(index.into()), self.tracer.operand(value.into()));
        if let (Some(at), Some(value)) = (at, value) {
            self.tracer.step(|b| b.store(at.memory, &at.index, value));
        }
    }

    /// The element where the mask holds, else the default; memory is not touched where it does not.
    #[track_caller]
    pub fn load_if(
        self,
        index: impl Into<Index<'k>>,
        mask: impl Into<Input<'k>>,
        default: impl Into<Input<'k>>,
    ) -> Value<'k> {
        let at = self.place(index.into());
        let rest = self.tracer.operands(&[mask.into(), default.into()]);
        match (at, rest.as_deref()) {
            (Some(at), Some(&[mask, default])) => self
                .tracer
                .value(|b| b.load_if(at.memory, &at.index, mask, default)),
            _ => self.tracer.nothing(),
        }
    }

    /// Writes the element where the mask holds.
    #[track_caller]
    pub fn store_if(
        self,
        index: impl Into<Index<'k>>,
        value: impl Into<Input<'k>>,
        mask: impl Into<Input<'k>>,
    ) {
        let at = self.place(index.into());
        let rest = self.tracer.operands(&[value.into(), mask.into()]);
        if let (Some(at), Some(&[value, mask])) = (at, rest.as_deref()) {
            self.tracer
                .step(|b| b.store_if(at.memory, &at.index, value, mask));
        }
    }
}
