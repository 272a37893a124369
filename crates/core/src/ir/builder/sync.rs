//! Building of barriers and async copies.

use super::{Builder, Fallible, Operand};
use crate::diag::Code;
use crate::ir::{Attr, MemFlags, Memory, Value};
use crate::ops::sync;
use crate::types::Type;

impl Builder {
    /// Threadgroup barrier.
    pub fn barrier(&mut self, flags: MemFlags) {
        self.emit(&sync::BARRIER, vec![], Attr::Flags(flags), &[]);
    }

    /// Simdgroup barrier.
    pub fn simd_barrier(&mut self, flags: MemFlags) {
        self.emit(&sync::SIMD_BARRIER, vec![], Attr::Flags(flags), &[]);
    }

    /// Says that a condition holds here.
    pub fn assert(&mut self, condition: Operand) -> Fallible<()> {
        let condition = self.condition("assert", condition)?;
        self.emit(&sync::ASSERT, vec![condition], Attr::None, &[]);
        Ok(())
    }

    /// Starts a copy of `count` elements; gives its event.
    pub fn async_copy_1d(
        &mut self,
        (dst, dst_offset): (Memory, Operand),
        (src, src_offset): (Memory, Operand),
        count: Operand,
    ) -> Fallible<Value> {
        let operands = self.copy_operands(dst, src, &[dst_offset, src_offset, count])?;
        let event = self.emit1(
            &sync::ASYNC_COPY_1D,
            operands,
            Attr::Copy { dst, src },
            Type::Event,
        );
        self.pending.push(event);
        Ok(event)
    }

    /// Starts a copy of `rows` rows of `columns` elements; gives its event. Each side is its memory, the
    /// offset of its first element and the distance between its rows.
    pub fn async_copy_2d(
        &mut self,
        (dst, dst_offset, dst_row): (Memory, Operand, Operand),
        (src, src_offset, src_row): (Memory, Operand, Operand),
        columns: Operand,
        rows: Operand,
    ) -> Fallible<Value> {
        let args = [dst_offset, dst_row, src_offset, src_row, columns, rows];
        let operands = self.copy_operands(dst, src, &args)?;
        let event = self.emit1(
            &sync::ASYNC_COPY_2D,
            operands,
            Attr::Copy { dst, src },
            Type::Event,
        );
        self.pending.push(event);
        Ok(event)
    }

    fn copy_operands(
        &mut self,
        dst: Memory,
        src: Memory,
        args: &[Operand],
    ) -> Fallible<Vec<Value>> {
        let (to, from) = (self.kernel.element(dst), self.kernel.element(src));
        if to != from {
            let (d, s) = (self.kernel.memory_name(dst), self.kernel.memory_name(src));
            let message = format!("async copy from {s}, which is {from}, to {d}, which is {to}");
            return Err(Box::new(
                self.error(Code::OperandType, message)
                    .note("both must have one dtype"),
            ));
        }
        args.iter()
            .map(|&a| self.index_operand("async copy", a))
            .collect()
    }

    /// Waits for copies; none given waits for nothing.
    pub fn async_copy_wait(&mut self, events: &[Value]) -> Fallible<()> {
        for &event in events {
            self.check_scope(event)?;
            if self.ty(event) != Type::Event {
                let e = self.error(
                    Code::OperandType,
                    format!("async_copy_wait does not take {}", self.ty(event)),
                );
                return Err(Box::new(e.note("pass what an async copy returned")));
            }
        }
        if events.is_empty() {
            return Ok(());
        }
        self.pending.retain(|e| !events.contains(e));
        self.emit(&sync::ASYNC_COPY_WAIT, events.to_vec(), Attr::None, &[]);
        Ok(())
    }
}
