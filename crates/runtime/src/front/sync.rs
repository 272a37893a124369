//! Barriers and async copies.

use super::{Input, Memory, Tracer};
use enigma_core::Code;
use enigma_core::ir::{self, MemFlags};

/// An async copy under way.
#[derive(Clone, Copy, Debug)]
pub struct Event<'k> {
    tracer: &'k Tracer,
    handle: Option<ir::Value>,
}

impl Event<'_> {
    /// Waits for this copy.
    #[track_caller]
    pub fn wait(self) {
        self.tracer.async_copy_wait(&[self]);
    }
}

impl Tracer {
    /// Barrier of the threadgroup that orders threadgroup memory.
    #[track_caller]
    pub fn barrier(&self) {
        self.barrier_with(MemFlags::Threadgroup);
    }

    /// Barrier of the threadgroup that orders what the flags say.
    #[track_caller]
    pub fn barrier_with(&self, flags: MemFlags) {
        self.step(|b| {
            b.barrier(flags);
            Ok(())
        });
    }

    /// Barrier of the simdgroup that orders threadgroup memory.
    #[track_caller]
    pub fn simd_barrier(&self) {
        self.simd_barrier_with(MemFlags::Threadgroup);
    }

    /// Barrier of the simdgroup that orders what the flags say.
    #[track_caller]
    pub fn simd_barrier_with(&self, flags: MemFlags) {
        self.step(|b| {
            b.simd_barrier(flags);
            Ok(())
        });
    }

    /// Starts a copy of `count` elements between device and threadgroup memory. A side is its memory
    /// and the offset of its first element.
    #[track_caller]
    pub fn async_copy_1d<'k>(
        &'k self,
        (dst, dst_offset): (Memory<'k>, impl Into<Input<'k>>),
        (src, src_offset): (Memory<'k>, impl Into<Input<'k>>),
        count: impl Into<Input<'k>>,
    ) -> Event<'k> {
        let args = self.operands(&[dst_offset.into(), src_offset.into(), count.into()]);
        let handle = self
            .copy_sides(dst, src)
            .zip(args)
            .and_then(|((dst, src), args)| {
                self.step(|b| b.async_copy_1d((dst, args[0]), (src, args[1]), args[2]))
            });
        Event {
            tracer: self,
            handle,
        }
    }

    /// Starts a copy of `rows` rows of `columns` elements between device and threadgroup memory. A side
    /// is its memory, the offset of its first element and the distance between its rows.
    #[track_caller]
    pub fn async_copy_2d<'k>(
        &'k self,
        (dst, dst_offset, dst_row): (Memory<'k>, impl Into<Input<'k>>, impl Into<Input<'k>>),
        (src, src_offset, src_row): (Memory<'k>, impl Into<Input<'k>>, impl Into<Input<'k>>),
        columns: impl Into<Input<'k>>,
        rows: impl Into<Input<'k>>,
    ) -> Event<'k> {
        let (to, from) = (
            [dst_offset.into(), dst_row.into()],
            [src_offset.into(), src_row.into()],
        );
        let args = self.operands(&[to[0], to[1], from[0], from[1], columns.into(), rows.into()]);
        let handle = self
            .copy_sides(dst, src)
            .zip(args)
            .and_then(|((dst, src), a)| {
                self.step(|b| b.async_copy_2d((dst, a[0], a[1]), (src, a[2], a[3]), a[4], a[5]))
            });
        Event {
            tracer: self,
            handle,
        }
    }

    /// One side is device memory, the other threadgroup memory.
    #[track_caller]
    fn copy_sides(&self, dst: Memory<'_>, src: Memory<'_>) -> Option<(ir::Memory, ir::Memory)> {
        for side in [dst, src] {
            if !std::ptr::eq(side.tracer, self) {
                self.wrong_kernel("memory");
                return None;
            }
        }
        let sides = (dst.handle?, src.handle?);
        let is_device = |m| matches!(m, ir::Memory::Buffer(_));
        if is_device(sides.0) == is_device(sides.1) {
            let note = "copy between a buffer and threadgroup memory";
            self.report(
                Code::AddressSpace,
                "async copy inside one address space",
                note,
            );
            return None;
        }
        Some(sides)
    }

    /// Waits for copies.
    #[track_caller]
    pub fn async_copy_wait(&self, events: &[Event<'_>]) {
        if events.iter().any(|e| !std::ptr::eq(e.tracer, self)) {
            self.wrong_kernel("event");
            return;
        }
        let known: Option<Vec<ir::Value>> = events.iter().map(|e| e.handle).collect();
        if let Some(known) = known {
            self.step(|b| b.async_copy_wait(&known));
        }
    }
}
