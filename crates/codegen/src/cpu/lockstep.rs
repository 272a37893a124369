//! Threadgroups so small that registers hold what their threads share.
//!
//! All chunks of such a threadgroup are emitted side by side, operation by operation, in step with one another: then
//! every barrier holds by itself, and nothing has to be kept for after it. And where threads store to threadgroup memory
//! at places that are known, what an element holds is known too, as a lane of a value: loads of it are shuffles. The
//! scans that GPUs make in log2(n) steps come down to their sums.

use super::access::Access;
use super::barriers::Order;
use super::emitter::{Emitter, Mask, Val};
use super::forms::{Form, Forms, Geometry};
use super::llvm::V;
use super::machine::Host;
use super::plan::{Plan, Step};
use enigma_core::ir::{AllocId, Attr, Kernel, Memory, OpData, OpId, Value};
use enigma_core::ops::Kind;
use std::collections::HashMap;

/// Fewest barriers that are worth it.
const FEWEST: usize = 4;

/// Most operations of a kernel, times the chunks.
const MOST_CODE: u32 = 1024;

/// Bytes of a float.
const FLOAT: u64 = 4;

/// Bytes that an access may reach over the end of threadgroup memory with lanes that are off.
const PADDING: u64 = 256;

/// What threadgroup memory holds: for each element, a value in the form that memory has, and the lane.
#[derive(Debug, Default)]
pub struct Contents {
    of: HashMap<AllocId, Vec<Option<(V, u32)>>>,
}

/// The barriers that chunks in step with one another do not need, where a kernel is to be emitted so: all of them.
pub fn barriers_in_step(
    kernel: &Kernel,
    (plan, forms): (&Plan<'_>, &Forms),
    geometry: Geometry,
    host: &Host,
) -> Option<HashMap<OpId, Order>> {
    let steps = plan.steps(Kernel::BODY);
    let barrier = |step: &Step| match step {
        Step::Barrier(id) => Some(*id),
        Step::Scalar(_) | Step::Run(..) | Step::Control(_) => None,
    };
    let barriers: Vec<OpId> = steps.iter().filter_map(barrier).collect();
    let total = geometry
        .total()
        .filter(|n| n.is_multiple_of(geometry.width))?;
    let mut in_step = InStep::default();
    kernel.walk(&mut |id, op| in_step.add(kernel, forms, (id, op)));
    // As much again is needed to compute with it.
    let room = u64::from(host.registers() * host.register_lanes()) * FLOAT / 2;
    let fits = !in_step.unfit
        && in_step.size * (total / geometry.width) <= MOST_CODE
        && kernel.threadgroup_bytes() <= room;
    let flat = !steps.iter().any(|step| matches!(step, Step::Control(_)));
    (fits && flat && barriers.len() >= FEWEST).then(|| {
        let body = kernel.block(Kernel::BODY).ops.iter();
        let all = body.filter(|&&id| kernel.op(id).op.kind == Kind::Barrier);
        all.map(|&id| (id, Order::Any)).collect()
    })
}

/// What the operations of a kernel are like.
#[derive(Default)]
struct InStep {
    size: u32,
    /// Whether something is there that does not go in step, or uses threadgroup memory at places that are not known.
    unfit: bool,
}

impl InStep {
    fn add(&mut self, kernel: &Kernel, forms: &Forms, (id, op): (OpId, &OpData)) {
        self.size += 1;
        let known = |index: Value| {
            let shape = forms.shape(index);
            let lanes = forms.patterns.offsets(shape.form).is_some();
            lanes && shape.place.is_some() || kernel.constant(index).is_some()
        };
        self.unfit |= match (op.op.kind, &op.attr) {
            (Kind::For | Kind::While, _) => true,
            (Kind::Load | Kind::LoadIf, Attr::Memory(Memory::Threadgroup(_))) => {
                !known(op.operands[0])
            }
            (Kind::Store, Attr::Memory(Memory::Threadgroup(_))) => {
                let index = op.operands[0];
                let straight = matches!(forms.shape(index).form, Form::Linear(1));
                let always = kernel.block(Kernel::BODY).ops.contains(&id);
                !straight || !always || !known(index)
            }
            (_, Attr::Memory(Memory::Threadgroup(_))) => true,
            (Kind::Atomic(_) | Kind::AsyncCopy1d | Kind::AsyncCopy2d | Kind::Matrix(_), _) => true,
            _ => false,
        };
    }
}

impl Emitter<'_> {
    /// Threadgroup memory that is the function's own: it is gone where nothing loads from it.
    pub fn own_threadgroup_memory(&self) -> V {
        let bytes = self.kernel.threadgroup_bytes() + PADDING;
        self.ll.alloca(self.ll.int(64), bytes.div_ceil(8) as u32)
    }

    /// Notes what lanes in the form of memory are stored.
    pub fn remember(&mut self, access: &Access, lanes: V) {
        let Some(alloc) = self.alloc_in_step(self.kernel.op(access.id)) else {
            return;
        };
        let len = self.kernel.allocs[alloc.index()].len() as usize;
        let (places, mask) = (self.elements(access), self.chunk().mask);
        let known = self.contents.of.entry(alloc).or_default();
        known.resize(len, None);
        let (Some(places), Mask::Full) = (places, mask) else {
            return known.fill(None);
        };
        for (place, lane) in places.into_iter().zip(0..) {
            let element = usize::try_from(place).ok();
            if let Some(element) = element.and_then(|n| known.get_mut(n)) {
                *element = Some((lanes, lane));
            }
        }
    }

    /// What a load gives, where it is known: of one or two values.
    pub fn recall(&self, access: &Access) -> Option<Val> {
        let alloc = self.alloc_in_step(self.kernel.op(access.id))?;
        let known = self.contents.of.get(&alloc)?;
        let places = self.elements(access)?;
        let off = !access.checked && matches!(self.chunk().mask, Mask::Lanes(_));
        let element = access.place.element;
        let mut sources: Vec<V> = Vec::new();
        let mut lanes = Vec::new();
        for place in places {
            let inside = usize::try_from(place).ok().filter(|&n| n < known.len());
            let Some(n) = inside else {
                // A lane that is out of bounds is off, if that was not to be checked.
                lanes.push(None);
                off.then_some(())?;
                continue;
            };
            let (value, lane) = known[n]?;
            let number = sources.iter().position(|&v| v == value).unwrap_or_else(|| {
                sources.push(value);
                sources.len() - 1
            });
            lanes.push(Some(number as u32 * self.width() + lane));
        }
        let Some(&a) = sources.first() else {
            let none = self.ll.zero(self.wide(self.stored(element)));
            return Some(Val::Vector(self.loaded(none, element)));
        };
        let b = sources.get(1);
        (sources.len() <= 2).then(|| match access.index {
            Val::Scalar(_) => {
                let lane = lanes[0].unwrap_or(0);
                Val::Scalar(self.loaded(self.ll.extract(a, self.i32(lane)), element))
            }
            Val::Linear(..) | Val::Pattern(..) | Val::Vector(_) => {
                let v = self.ll.shuffle_some(a, *b.unwrap_or(&a), &lanes);
                Val::Vector(self.loaded(v, element))
            }
        })
    }

    /// The memory of an access, where it is known what it holds.
    fn alloc_in_step(&self, op: &OpData) -> Option<AllocId> {
        match op.attr {
            Attr::Memory(Memory::Threadgroup(alloc)) if self.in_step => Some(alloc),
            _ => None,
        }
    }

    /// The elements that the lanes access, where they are known.
    fn elements(&self, access: &Access) -> Option<Vec<i64>> {
        let (base, form) = match access.index {
            Val::Scalar(base) => (base, Form::Scalar),
            Val::Linear(base, stride) => (base, Form::Linear(stride)),
            Val::Pattern(base, pattern) => (base, Form::Pattern(pattern)),
            Val::Vector(_) => return None,
        };
        let base = self.ll.known_integer(base)?;
        Some(self.offsets(form).iter().map(|o| base + o).collect())
    }
}
