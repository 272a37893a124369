//! Loads and stores: every access is checked.

use super::Arg;
use super::state::Machine;
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Attr, Memory, OpData};

impl Machine<'_> {
    pub(super) fn load(&mut self, op: &OpData, thread: usize) -> Const {
        let index = self.get(op.operands[0], thread).as_int();
        self.read(op, memory(op), index, thread)
    }

    pub(super) fn load_if(&mut self, op: &OpData, thread: usize) -> Const {
        if self.get(op.operands[1], thread).as_bool() {
            self.load(op, thread)
        } else {
            self.get(op.operands[2], thread)
        }
    }

    pub(super) fn store(&mut self, op: &OpData, thread: usize) {
        let index = self.get(op.operands[0], thread).as_int();
        let value = self.get(op.operands[1], thread);
        self.write(op, memory(op), (index, value), thread);
    }

    /// Reports the thread where the condition does not hold.
    pub(super) fn assert(&mut self, op: &OpData, thread: usize) {
        if !self.get(op.operands[0], thread).as_bool() {
            let at = self.group().thread_name(thread);
            self.report(|| {
                Diagnostic::new(Code::AssertionFailed, op.loc.clone(), "assertion failed").note(at)
            });
        }
    }

    /// An element; 0 out of bounds.
    pub(super) fn read(&mut self, op: &OpData, mem: Memory, index: i128, thread: usize) -> Const {
        let zero = Const::from_bits(self.kernel.element(mem), 0);
        self.locate(op, mem, index, thread)
            .map_or(zero, |at| self.memory(mem)[at])
    }

    /// Writes an element; nothing out of bounds.
    pub(super) fn write(
        &mut self,
        op: &OpData,
        mem: Memory,
        (index, value): (i128, Const),
        thread: usize,
    ) {
        if let Some(at) = self.locate(op, mem, index, thread) {
            self.memory(mem)[at] = value;
        }
    }

    /// The place of an element; out of bounds is reported.
    fn locate(&mut self, op: &OpData, mem: Memory, index: i128, thread: usize) -> Option<usize> {
        let len = self.memory(mem).len();
        if let Some(index) = usize::try_from(index).ok().filter(|&i| i < len) {
            return Some(index);
        }
        let name = self.kernel.memory_name(mem);
        let at = self.group().thread_name(thread);
        self.report(|| {
            let message =
                format!("index {index} is out of bounds of {name}, which has {len} elements");
            Diagnostic::new(Code::OutOfBounds, op.loc.clone(), message).note(at)
        });
        None
    }

    fn memory(&mut self, mem: Memory) -> &mut [Const] {
        match mem {
            Memory::Threadgroup(a) => &mut self.shared[a.index()],
            Memory::Buffer(p) => match &mut self.args[p.index()] {
                Arg::Buffer(elements) => elements,
                Arg::Scalar(_) => panic!("internal error: an access to a scalar parameter"),
            },
        }
    }
}

/// The memory an access names.
pub(super) fn memory(op: &OpData) -> Memory {
    match op.attr {
        Attr::Memory(memory) | Attr::Atomic { memory, .. } | Attr::Matrix { memory, .. } => memory,
        _ => panic!("internal error: {} without its memory", op.op.name),
    }
}
