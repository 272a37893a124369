//! Barriers that nothing needs, if the chunks are taken in the right order.
//!
//! A barrier keeps what comes after it, in any chunk, behind what comes before it, in all chunks. Where every chunk
//! works on a part of memory of its own, or reads only of parts whose chunks have their turn later, the loops over the
//! chunks around the barrier can be one; what a chunk wrote it may then still have in registers. The steps of a sort
//! whose reach is inside a chunk are such, and the half of a step of a scan that reads what is below.

use super::forms::Forms;
use super::plan::{Plan, Step};
use enigma_core::ir::{Attr, Kernel, Memory, OpData, OpId, Value};
use enigma_core::ops::Kind;
use std::collections::HashMap;

/// The order in which a loop takes the chunks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// It does not matter; ascending.
    Any,
    /// The first one first.
    Ascending,
    /// The last one first.
    Descending,
}

impl Order {
    /// An order that suits both.
    fn and(self, other: Order) -> Option<Order> {
        match (self, other) {
            (Order::Any, order) | (order, Order::Any) => Some(order),
            (a, b) => (a == b).then_some(a),
        }
    }
}

/// Which parts of a memory an access of a chunk touches, where each chunk has a part of so many elements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reach {
    /// Its own.
    Own(i64),
    /// Its own and those of lower chunks.
    Below(i64),
    /// Its own and those of higher chunks.
    Above(i64),
    /// Any.
    Anywhere,
}

impl Reach {
    fn part(self) -> Option<i64> {
        match self {
            Reach::Own(part) | Reach::Below(part) | Reach::Above(part) => Some(part),
            Reach::Anywhere => None,
        }
    }
}

/// How one memory is used.
#[derive(Clone, Default)]
struct Use {
    reads: Vec<Reach>,
    writes: Vec<Reach>,
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
            known.reads.extend(more.reads);
            known.writes.extend(more.writes);
        }
    }

    fn writes_device(&self) -> bool {
        let mut all = self.of.iter();
        all.any(|(m, u)| matches!(m, Memory::Buffer(_)) && !u.writes.is_empty())
    }

    /// The order in which each chunk may do this and at once what comes after; none where the barrier between them
    /// is needed.
    fn order(&self, after: &Uses) -> Option<Order> {
        // Two buffers may be one array.
        if self.anything || after.anything || self.writes_device() || after.writes_device() {
            return None;
        }
        let mut order = Order::Any;
        for (memory, before) in &self.of {
            if let Some(after) = after.of.get(memory) {
                order = order.and(order_of(before, after)?)?;
            }
        }
        // Device memory is best read as it lies.
        let device = self.touches_device() || after.touches_device();
        (order != Order::Descending || !device).then_some(order)
    }

    fn touches_device(&self) -> bool {
        let mut all = self.of.keys();
        all.any(|m| matches!(m, Memory::Buffer(_)))
    }
}

/// The order for one memory. What comes after, in a chunk that has its turn, must not touch what comes before in those
/// whose turn is later.
fn order_of(before: &Use, after: &Use) -> Option<Order> {
    if before.writes.is_empty() && after.writes.is_empty() {
        return Some(Order::Any);
    }
    let all = || {
        let first = before.reads.iter().chain(&before.writes);
        first.chain(&after.reads).chain(&after.writes)
    };
    let part = all().next()?.part()?;
    let own = Reach::Own(part);
    let same = all().all(|r| r.part() == Some(part));
    let written = before.writes.iter().chain(&after.writes);
    if !same || !written.clone().all(|r| *r == own) {
        return None;
    }
    if all().all(|r| *r == own) {
        return Some(Order::Any);
    }
    let within = |reads: &[Reach], other: Reach| reads.iter().all(|r| *r == own || *r == other);
    let (below, above) = (Reach::Below(part), Reach::Above(part));
    // Reads before, of what is written after, and reads after, of what is written before.
    let fits = |early: Reach, late: Reach| {
        (after.writes.is_empty() || within(&before.reads, early))
            && (before.writes.is_empty() || within(&after.reads, late))
    };
    if fits(below, above) {
        Some(Order::Descending)
    } else if fits(above, below) {
        Some(Order::Ascending)
    } else {
        None
    }
}

/// Finds the barriers that may be left out, and the order that each asks for.
pub fn unneeded(kernel: &Kernel, plan: &Plan<'_>, forms: &Forms) -> HashMap<OpId, Order> {
    let mut unneeded = HashMap::new();
    for block in plan.blocks() {
        let finder = Finder { forms };
        let mut before: Option<(Uses, Order)> = None;
        let mut barrier = None;
        // What is done once, before the run.
        let mut once = Uses::default();
        for step in plan.steps(block) {
            match step {
                Step::Scalar(id) => finder.add(kernel.op(*id), &mut once),
                Step::Barrier(id) if barrier.is_none() => barrier = Some(*id),
                Step::Barrier(_) | Step::Control(_) => (before, barrier) = (None, None),
                Step::Run(_, ops) => {
                    let mut uses = std::mem::take(&mut once);
                    for &id in ops {
                        kernel.walk_op(id, &mut |_, op| finder.add(op, &mut uses));
                    }
                    let mut order = Order::Any;
                    if let (Some((mut known, so_far)), Some(id)) = (before.take(), barrier.take())
                        && let Some(both) = known.order(&uses).and_then(|o| o.and(so_far))
                    {
                        unneeded.insert(id, both);
                        known.join(uses);
                        (uses, order) = (known, both);
                    }
                    before = Some((uses, order));
                }
            }
        }
    }
    unneeded
}

struct Finder<'a> {
    forms: &'a Forms,
}

impl Finder<'_> {
    fn add(&self, op: &OpData, uses: &mut Uses) {
        match (op.op.kind, &op.attr) {
            (Kind::Load | Kind::LoadIf | Kind::Store, &Attr::Memory(memory)) => {
                let writes = op.op.kind == Kind::Store;
                let known = uses.of.entry(memory).or_default();
                let list = if writes {
                    &mut known.writes
                } else {
                    &mut known.reads
                };
                list.push(self.reach(op.operands[0]));
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
    }

    /// Where the lanes of a chunk go, as seen from the part of memory that has its number.
    fn reach(&self, index: Value) -> Reach {
        let shape = self.forms.shape(index);
        let offsets = self.forms.patterns.offsets(shape.form);
        let (Some((part, start)), Some(offsets)) = (shape.place, offsets) else {
            return Reach::Anywhere;
        };
        let inside = |o: &i64| (0..part).contains(&(start + o));
        match part {
            ..=0 => Reach::Anywhere,
            _ if offsets.iter().all(inside) => Reach::Own(part),
            _ if offsets.iter().all(|o| start + o < part) => Reach::Below(part),
            _ if offsets.iter().all(|o| start + o >= 0) => Reach::Above(part),
            _ => Reach::Anywhere,
        }
    }
}
