//! Windows: accesses of one block whose lanes together touch a stretch of memory.
//!
//! `p[4 * i]`, `p[4 * i + 1]`, ... of neighbouring threads are one stretch, element after element. Accesses of a
//! window have the same index but for a constant, and nothing between them touches memory. Loads are done by the
//! first of them, stores by the last; a lone access whose lanes are near each other is a window of its own.
//!
//! Where neighbouring threads load neighbouring elements, many loads at constant distances are a slide: a stretch of
//! memory passes by the lanes.

use super::forms::Forms;
use enigma_core::ir::{Attr, BlockId, Def, Kernel, Memory, OpData, OpId, Value};
use enigma_core::ops::{Instr, Kind, Native};
use std::collections::HashMap;
use std::rc::Rc;

/// The most elements of a window, as a multiple of the lanes of all its accesses.
const SPARSEST: i64 = 4;

/// One access of a window.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub id: OpId,
    /// Its index less that of the window.
    pub distance: i64,
}

/// Accesses to one memory at constant distances, in order of execution.
#[derive(Debug)]
pub struct Window {
    /// The index that the distances are from.
    pub index: Value,
    pub members: Vec<Member>,
    /// The lowest and the highest offset of an element from the base of the index.
    pub low: i64,
    pub high: i64,
}

impl Window {
    /// Number of elements.
    pub fn span(&self) -> i64 {
        self.high - self.low + 1
    }
}

/// The fewest loads of a slide.
const SLIDE: usize = 8;

/// A load of a slide.
#[derive(Clone, Copy, Debug)]
pub struct Slide {
    /// Its first load.
    pub first: OpId,
    /// How many of its loads come before.
    pub number: usize,
}

/// The windows of a kernel, by access.
#[derive(Debug, Default)]
pub struct Windows {
    of: HashMap<OpId, Rc<Window>>,
    slides: HashMap<OpId, Slide>,
}

impl Windows {
    /// The window of an access.
    pub fn of(&self, id: OpId) -> Option<Rc<Window>> {
        self.of.get(&id).cloned()
    }

    /// The slide of a load.
    pub fn slide(&self, id: OpId) -> Option<Slide> {
        self.slides.get(&id).copied()
    }
}

/// Finds the windows of a kernel, those in threadgroup memory only where that is not in registers.
pub fn find(kernel: &Kernel, forms: &Forms, width: u32, in_step: bool) -> Windows {
    let mut finder = Finder {
        kernel,
        forms,
        in_step,
        width: i64::from(width),
        open: Vec::new(),
        writes: false,
        windows: Windows::default(),
    };
    finder.block(Kernel::BODY);
    finder.windows
}

/// Accesses that may become a window.
struct Open {
    memory: Memory,
    index: Value,
    members: Vec<Member>,
}

struct Finder<'a> {
    kernel: &'a Kernel,
    forms: &'a Forms,
    /// Whether registers hold threadgroup memory.
    in_step: bool,
    width: i64,
    open: Vec<Open>,
    /// Whether what is open writes.
    writes: bool,
    windows: Windows,
}

impl Finder<'_> {
    fn block(&mut self, block: BlockId) {
        let kernel = self.kernel;
        for &id in &kernel.block(block).ops {
            let op = kernel.op(id);
            match op.op.kind {
                Kind::Load => self.add(id, op, false),
                Kind::Store => self.add(id, op, true),
                Kind::Pure | Kind::Const | Kind::Query(_) | Kind::ScalarParam => {}
                _ => self.close(),
            }
            for &inner in &op.blocks {
                self.block(inner);
                self.close();
            }
        }
        self.close();
    }

    fn add(&mut self, id: OpId, op: &OpData, writes: bool) {
        let Attr::Memory(memory) = op.attr else {
            return;
        };
        if self.in_step && matches!(memory, Memory::Threadgroup(_)) {
            return;
        }
        let (index, distance) = apart(self.kernel, op.operands[0]);
        let same = |o: &Open| o.memory == memory && o.index == index;
        // What is written may be what is read, in another buffer too.
        let open = self.open.iter().any(same);
        if writes != self.writes || writes && !open {
            self.close();
        }
        self.writes = writes;
        let member = Member { id, distance };
        match self.open.iter_mut().find(|o| same(o)) {
            Some(open) => open.members.push(member),
            None => self.open.push(Open {
                memory,
                index,
                members: vec![member],
            }),
        }
    }

    /// Ends what is open: from here on memory may be another.
    fn close(&mut self) {
        let writes = self.writes;
        for open in std::mem::take(&mut self.open) {
            let shape = self.forms.shape(open.index);
            let Some(offsets) = self.forms.patterns.offsets(shape.form) else {
                continue;
            };
            let up = (0..).zip(&offsets).all(|(n, &o)| o == n);
            if up && !writes && open.members.len() >= SLIDE {
                let first = open.members[0].id;
                for (number, member) in open.members.iter().enumerate() {
                    let slide = Slide { first, number };
                    self.windows.slides.insert(member.id, slide);
                }
            }
            // Scalars and neighbours have accesses of their own.
            if offsets.iter().all(|&o| o == 0) || (0..).zip(&offsets).all(|(n, &o)| o.abs() == n) {
                continue;
            }
            self.keep(open, &offsets);
        }
    }

    fn keep(&mut self, open: Open, offsets: &[i64]) {
        let extreme = |pick: fn(i64, i64) -> i64| {
            let offset = offsets.iter().copied().reduce(pick);
            let distance = open.members.iter().map(|m| m.distance).reduce(pick);
            offset.zip(distance).map(|(o, d)| o + d)
        };
        let (Some(low), Some(high)) = (extreme(i64::min), extreme(i64::max)) else {
            return;
        };
        let most = SPARSEST * self.width * open.members.len() as i64;
        if high - low < most {
            let window = Rc::new(Window {
                index: open.index,
                members: open.members,
                low,
                high,
            });
            for member in &window.members {
                self.windows.of.insert(member.id, window.clone());
            }
        } else if open.members.len() > 1 {
            // Each may be one by itself.
            for member in open.members {
                let alone = Open {
                    memory: open.memory,
                    index: open.index,
                    members: vec![member],
                };
                self.keep(alone, offsets);
            }
        }
    }
}

/// An index as another plus a constant.
pub fn apart(kernel: &Kernel, index: Value) -> (Value, i64) {
    let ty = kernel.dtype(index);
    let Def::Result(id, _) = kernel.value(index).def else {
        return (index, 0);
    };
    let op = kernel.op(id);
    let sign = match op.op.cpu {
        Native::Instr(Instr::Add) => 1,
        Native::Instr(Instr::Sub) => -1,
        _ => return (index, 0),
    };
    let constant = |v: Value| {
        let c = kernel.constant(v)?.as_int();
        // An unsigned type wraps: its largest numbers are small steps down.
        let wraps = !ty.is_signed() && c >= 1 << (ty.bits() - 1);
        i64::try_from(if wraps { c - (1 << ty.bits()) } else { c }).ok()
    };
    let (a, b) = (op.operands[0], op.operands[1]);
    let (rest, distance) = match (constant(a), constant(b)) {
        (_, Some(c)) => (a, sign * c),
        (Some(c), None) if sign == 1 => (b, c),
        _ => return (index, 0),
    };
    if distance.abs() > 1 << 20 || kernel.constant(rest).is_some() {
        return (index, 0);
    }
    let (index, more) = apart(kernel, rest);
    (index, distance + more)
}
