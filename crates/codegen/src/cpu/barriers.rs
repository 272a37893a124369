//! Barriers that nothing needs: before and after them every chunk works on a part of memory of its own.
//!
//! Without the barrier the loops over the chunks around it are one, and what a chunk wrote it may still have in
//! registers. The steps of a sort or a scan whose reach is inside a chunk are such.

use super::forms::Forms;
use super::plan::{Plan, Step};
use enigma_core::ir::{Attr, Kernel, Memory, OpId, Value};
use enigma_core::ops::Kind;
use std::collections::{HashMap, HashSet};

/// How one memory is used.
#[derive(Clone, Default)]
struct Use {
    reads: bool,
    writes: bool,
    /// Elements of the part that is the chunk's own, one for each access; none where an access leaves it.
    parts: Vec<Option<i64>>,
}

/// The memory that some operations use.
#[derive(Clone, Default)]
struct Uses {
    of: HashMap<Memory, Use>,
    /// Whether something is there that may touch anything.
    anything: bool,
}

impl Uses {
    fn join(&mut self, other: Uses) {
        self.anything |= other.anything;
        for (memory, more) in other.of {
            let known = self.of.entry(memory).or_default();
            known.reads |= more.reads;
            known.writes |= more.writes;
            known.parts.extend(more.parts);
        }
    }

    /// Whether chunks may do this after those have done the other, each in its own time.
    fn are_apart(&self, after: &Uses) -> bool {
        if self.anything || after.anything {
            return false;
        }
        let written = |uses: &Uses, device: bool| {
            let mut all = uses.of.iter();
            all.any(|(m, u)| u.writes && matches!(m, Memory::Buffer(_)) == device)
        };
        // Two buffers may be one array.
        if written(self, true) || written(after, true) {
            return false;
        }
        self.of.iter().all(|(memory, before)| {
            let Some(after) = after.of.get(memory) else {
                return true;
            };
            let mut parts = before.parts.iter().chain(&after.parts);
            let part = parts.next().copied().flatten();
            !(before.writes || after.writes) || part.is_some() && parts.all(|p| *p == part)
        })
    }
}

/// Finds the barriers that may be left out.
pub fn unneeded(kernel: &Kernel, plan: &Plan<'_>, forms: &Forms) -> HashSet<OpId> {
    let mut unneeded = HashSet::new();
    for block in plan.blocks() {
        let finder = Finder { kernel, forms };
        let mut before: Option<Uses> = None;
        let mut barrier = None;
        // What is done once, before the run.
        let mut once = Uses::default();
        for step in plan.steps(block) {
            match step {
                Step::Scalar(op) => finder.add(*op, &mut once),
                Step::Barrier(id) if barrier.is_none() => barrier = Some(*id),
                Step::Barrier(_) | Step::Control(_) => (before, barrier) = (None, None),
                Step::Run(_, ops) => {
                    let mut uses = std::mem::take(&mut once);
                    ops.iter().for_each(|&op| finder.add(op, &mut uses));
                    if let (Some(mut known), Some(id)) = (before.take(), barrier.take())
                        && known.are_apart(&uses)
                    {
                        unneeded.insert(id);
                        known.join(uses);
                        uses = known;
                    }
                    before = Some(uses);
                }
            }
        }
    }
    unneeded
}

struct Finder<'a> {
    kernel: &'a Kernel,
    forms: &'a Forms,
}

impl Finder<'_> {
    fn add(&self, id: OpId, uses: &mut Uses) {
        let op = self.kernel.op(id);
        match (op.op.kind, &op.attr) {
            (Kind::Load | Kind::LoadIf | Kind::Store, &Attr::Memory(memory)) => {
                let writes = op.op.kind == Kind::Store;
                let known = uses.of.entry(memory).or_default();
                known.writes |= writes;
                known.reads |= !writes;
                known.parts.push(self.own_part(op.operands[0]));
            }
            (
                Kind::Pure
                | Kind::Const
                | Kind::ScalarParam
                | Kind::Query(_)
                | Kind::Simd(_)
                | Kind::SimdBarrier
                | Kind::Assert
                | Kind::If
                | Kind::For
                | Kind::While,
                _,
            ) => {}
            _ => uses.anything = true,
        }
        for &block in &op.blocks {
            let ops = &self.kernel.block(block).ops;
            ops.iter().for_each(|&inner| self.add(inner, uses));
        }
    }

    /// Its elements, where the lanes of a chunk stay in the part of memory that has its number.
    fn own_part(&self, index: Value) -> Option<i64> {
        let shape = self.forms.shape(index);
        let (step, start) = shape.place?;
        let offsets = self.forms.patterns.offsets(shape.form)?;
        let inside = offsets.iter().all(|o| (0..step).contains(&(start + o)));
        inside.then_some(step)
    }
}
