//! Neighbouring elements that a thread reads or writes together, as one access of a vector.
//!
//! Accesses of a block to `m[x]`, `m[x + 1]` and so on are one where nothing between the first and the last of
//! them could tell the difference: loads move up to the first, stores down to the last. The vectors are packed,
//! so all that has to be aligned is an element. An index that wraps around within a vector is outside of memory
//! either way.

use super::dialect::Dialect;
use enigma_core::ir::{Attr, BlockId, Def, Kernel, Memory, OpData, OpId, Value};
use enigma_core::ops::{Kind, Text};
use std::collections::{HashMap, HashSet};

/// One access of a vector.
#[derive(Debug)]
pub struct Group {
    /// What is accessed.
    pub memory: Memory,
    /// The operations on the elements, in the order of these.
    pub ops: Vec<OpId>,
}

/// The vector accesses of a kernel.
#[derive(Debug, Default)]
pub struct Wide {
    groups: Vec<Group>,
    /// The group of an access, and which of its elements that is.
    of: HashMap<OpId, (usize, usize)>,
    /// The access that each is written at, for those of a group.
    places: HashMap<OpId, OpId>,
}

/// Where an element is: a value that counts, if any, and a constant.
type Index = (Option<Value>, i128);

/// Accesses to one memory, counted from one value, that nothing separates: offsets and operations.
struct Run {
    memory: Memory,
    base: Option<Value>,
    found: Vec<(i128, OpId)>,
}

impl Run {
    fn is_at(&self, memory: Memory, base: Option<Value>) -> bool {
        self.memory == memory && self.base == base
    }

    /// Whether accesses may not be moved across an operation.
    fn is_stopped_by(&self, op: &OpData, kind: Kind) -> bool {
        let effects = op.op.effects;
        let touches = effects.writes || (effects.reads && kind == Kind::Store);
        let elsewhere = match op.attr {
            Attr::Memory(other) => !may_overlap(self.memory, other),
            _ => false,
        };
        effects.barrier || !op.blocks.is_empty() || (touches && !elsewhere)
    }
}

/// Whether two memories may have elements in common: callers may give one array for two buffers.
fn may_overlap(a: Memory, b: Memory) -> bool {
    match (a, b) {
        (Memory::Buffer(_), Memory::Buffer(_)) => true,
        (Memory::Threadgroup(a), Memory::Threadgroup(b)) => a == b,
        (Memory::Buffer(_), Memory::Threadgroup(_))
        | (Memory::Threadgroup(_), Memory::Buffer(_)) => false,
    }
}

/// A constant added to a value, or neither.
fn index(kernel: &Kernel, dialect: &dyn Dialect, v: Value) -> Index {
    if let Some(c) = kernel.constant(v) {
        return (None, c.as_int());
    }
    let Def::Result(id, _) = kernel.value(v).def else {
        return (Some(v), 0);
    };
    let op = kernel.op(id);
    match (dialect.text(op.op), &op.operands[..]) {
        (Text::Wrapping("+"), &[a, b]) => match (kernel.constant(a), kernel.constant(b)) {
            (_, Some(c)) => (Some(a), c.as_int()),
            (Some(c), None) => (Some(b), c.as_int()),
            (None, None) => (Some(v), 0),
        },
        _ => (Some(v), 0),
    }
}

impl Wide {
    /// Finds them.
    pub fn plan(kernel: &Kernel, dialect: &dyn Dialect) -> Wide {
        let mut wide = Wide::default();
        let shared = shared_memory(kernel);
        let mut planner = Planner {
            kernel,
            dialect,
            shared,
            wide: &mut wide,
        };
        planner.block(Kernel::BODY);
        wide
    }

    /// The group of an access.
    pub fn group(&self, id: OpId) -> Option<&Group> {
        self.of.get(&id).map(|&(group, _)| &self.groups[group])
    }

    /// Which element of its group an access is of.
    pub fn component(&self, id: OpId) -> Option<usize> {
        self.of.get(&id).map(|&(_, component)| component)
    }

    /// The operation that an access is written at: itself, or the one that its group is written at.
    pub fn place(&self, id: OpId) -> OpId {
        self.places.get(&id).copied().unwrap_or(id)
    }

    /// Whether a group is written where that access is.
    pub fn is_place(&self, id: OpId) -> bool {
        self.places.get(&id) == Some(&id)
    }

    /// Whether the text has no index for an access, because another of its group has.
    pub fn has_no_index(&self, id: OpId) -> bool {
        self.component(id).is_some_and(|component| component > 0)
    }

    fn add(&mut self, memory: Memory, ops: Vec<OpId>, place: OpId) {
        for (component, &id) in ops.iter().enumerate() {
            self.of.insert(id, (self.groups.len(), component));
            self.places.insert(id, place);
        }
        self.groups.push(Group { memory, ops });
    }
}

/// Memory that atomics access: an element of it is read and written by itself.
fn shared_memory(kernel: &Kernel) -> HashSet<Memory> {
    let mut shared = HashSet::new();
    kernel.walk(&mut |_, op| {
        if let Attr::Atomic { memory, .. } = op.attr {
            shared.insert(memory);
        }
    });
    shared
}

struct Planner<'k> {
    kernel: &'k Kernel,
    dialect: &'k dyn Dialect,
    shared: HashSet<Memory>,
    wide: &'k mut Wide,
}

impl Planner<'_> {
    fn block(&mut self, block: BlockId) {
        let kernel = self.kernel;
        let ops = &kernel.block(block).ops;
        self.accesses(ops, Kind::Load);
        self.accesses(ops, Kind::Store);
        for &id in ops {
            for &inner in &kernel.op(id).blocks {
                self.block(inner);
            }
        }
    }

    /// Groups the accesses of a kind between operations that may not be crossed.
    fn accesses(&mut self, ops: &[OpId], kind: Kind) {
        let mut open: Vec<Run> = Vec::new();
        for &id in ops {
            let op = self.kernel.op(id);
            let mut own = None;
            if let (true, Attr::Memory(memory)) = (op.op.kind == kind, op.attr)
                && !self.shared.contains(&memory)
            {
                let (base, offset) = index(self.kernel, self.dialect, op.operands[0]);
                own = Some((memory, base, offset));
            }
            let mut left = Vec::new();
            for run in open.drain(..) {
                let goes_on = own.is_some_and(|(memory, base, _)| run.is_at(memory, base));
                if goes_on || !run.is_stopped_by(op, kind) {
                    left.push(run);
                } else {
                    self.close(&run, kind);
                }
            }
            open = left;
            let Some((memory, base, offset)) = own else {
                continue;
            };
            match open.iter_mut().find(|run| run.is_at(memory, base)) {
                Some(run) => run.found.push((offset, id)),
                None => open.push(Run {
                    memory,
                    base,
                    found: vec![(offset, id)],
                }),
            }
        }
        for run in open {
            self.close(&run, kind);
        }
    }

    fn close(&mut self, run: &Run, kind: Kind) {
        let mut left = &run.found[..];
        while let Some(&(offset, first)) = left.first() {
            let width = self.width(run.memory, left, offset);
            if width > 1 {
                let ops: Vec<OpId> = left[..width].iter().map(|&(_, id)| id).collect();
                let last = ops[width - 1];
                let place = if kind == Kind::Load { first } else { last };
                self.wide.add(run.memory, ops, place);
            }
            left = &left[width..];
        }
    }

    /// How many of the next accesses are to neighbouring elements, in their order; as many as a vector has.
    fn width(&self, memory: Memory, left: &[(i128, OpId)], offset: i128) -> usize {
        let fits = |&width: &usize| {
            let are_neighbours =
                left.len() >= width && (0..width).all(|n| left[n].0 == offset + n as i128);
            are_neighbours && self.dialect.vector(self.kernel, memory, width).is_some()
        };
        [4, 3, 2].into_iter().find(fits).unwrap_or(1)
    }
}
