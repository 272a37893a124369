//! Scans and reductions from shuffles, for what Metal lacks: 64-bit integers, running minima and maxima.
//!
//! Inactive lanes hold nothing that could be read, so steps of a fixed distance will not do under divergence. Each
//! lane is linked to the active lane before it instead, and links double in each step, so that the steps are as
//! few. The order in which lanes are combined is not that of the language, which no operation here can tell.

use crate::constant::Const;
use crate::ir::builder::Builder;
use crate::ir::{Attr, Value};
use crate::ops::lanes::{Bound, Reach, Reduction};
use crate::ops::{bits, integer, query, simd};
use crate::types::{Scalar, Type};

/// What stands for no lane.
const NONE: u32 = 32;

/// Where a lane stands among the active lanes in reach.
#[derive(Clone, Copy)]
struct Place {
    lane: Value,
    /// The active lanes in reach, one bit each.
    active: Value,
    /// The active lane before this one; `NONE` where there is none.
    link: Value,
}

impl Place {
    fn find(b: &mut Builder, reach: Reach) -> Place {
        let uint: Type = Scalar::U32.into();
        let lane = &query::THREAD_INDEX_IN_SIMDGROUP;
        let lane = b.emit1(lane, vec![], Attr::None, uint);
        let mut active = b.build(&simd::SIMD_ACTIVE_THREADS_MASK, &[]);
        if reach == Reach::Quad {
            let first = and(b, lane, 28);
            let quad = shifted(b, 15, first);
            active = b.build(&bits::BITAND, &[active.into(), quad.into()]);
        }
        let below = shifted(b, 1, lane);
        let below = b.sub(below, 1);
        let before = b.build(&bits::BITAND, &[active.into(), below.into()]);
        let exists = b.lt(0, before);
        let last = highest(b, before);
        let link = b.pick(exists, last, NONE);
        Place { lane, active, link }
    }
}

fn and(b: &mut Builder, v: Value, mask: u32) -> Value {
    b.build(&bits::BITAND, &[v.into(), mask.into()])
}

/// `bits << by`
fn shifted(b: &mut Builder, bits: u32, by: Value) -> Value {
    let bits = b.constant(Const::from_int(Scalar::U32, bits.into()));
    b.build(&bits::SHL, &[bits.into(), by.into()])
}

/// The number of the highest 1.
fn highest(b: &mut Builder, mask: Value) -> Value {
    let above = b.build(&integer::CLZ, &[mask.into()]);
    b.sub(31, above)
}

fn shuffle(b: &mut Builder, v: Value, lane: Value) -> Value {
    b.build(&simd::SIMD_SHUFFLE, &[v.into(), lane.into()])
}

fn combine(b: &mut Builder, reduction: Reduction, low: Value, high: Value) -> Value {
    let op = reduction.combines(b.kernel().dtype(high));
    b.build(op, &[low.into(), high.into()])
}

/// Combines each lane with all active ones before it.
fn inclusive(b: &mut Builder, x: Value, reduction: Reduction, reach: Reach, place: Place) -> Value {
    let (mut value, mut link) = (x, place.link);
    let steps = reach.lanes().ilog2();
    for step in 0..steps {
        let exists = b.lt(link, NONE);
        let from = b.pick(exists, link, place.lane);
        let before = shuffle(b, value, from);
        let both = combine(b, reduction, before, value);
        value = b.pick(exists, both, value);
        if step + 1 < steps {
            let next = shuffle(b, link, from);
            link = b.pick(exists, next, NONE);
        }
    }
    value
}

/// A scan.
pub fn scan(b: &mut Builder, x: Value, reduction: Reduction, bound: Bound, reach: Reach) -> Value {
    let place = Place::find(b, reach);
    let with_own = inclusive(b, x, reduction, reach, place);
    if bound == Bound::Inclusive {
        return with_own;
    }
    let ty = b.kernel().dtype(x);
    let start = b.constant(reduction.start(ty));
    let exists = b.lt(place.link, NONE);
    let from = b.pick(exists, place.link, place.lane);
    let mut before = shuffle(b, with_own, from);
    if ty.is_float() {
        // Nothing but NaN is the start, too.
        before = combine(b, reduction, start, before);
    }
    b.pick(exists, before, start)
}

/// A reduction: what the last active lane has in the end.
pub fn reduce(b: &mut Builder, x: Value, reduction: Reduction, reach: Reach) -> Value {
    let place = Place::find(b, reach);
    let with_own = inclusive(b, x, reduction, reach, place);
    let last = highest(b, place.active);
    shuffle(b, with_own, last)
}
