//! Accesses lane by lane: scattered stores, and what a check of all lanes at once refused.

use super::findings::What;
use super::worker::{Context, context};
use enigma_codegen::cpu::abi::Worker;
use enigma_core::ir::{Attr, Memory, OpData};
use enigma_core::types::Scalar;

/// Which lanes of which threads an access is for.
#[derive(Clone, Copy)]
struct Lanes {
    site: u32,
    mask: u32,
    first: u32,
    group: u64,
}

/// The memory of an access.
struct Place {
    base: *mut u8,
    /// Number of elements; the largest number where nothing is to be checked.
    len: u64,
    element: Scalar,
}

pub extern "C" fn on_load(worker: *mut Worker, site: u32, mask: u32, first: u32, group: u64) {
    let lanes = Lanes {
        site,
        mask,
        first,
        group,
    };
    load(context(worker), lanes);
}

pub extern "C" fn on_store(worker: *mut Worker, site: u32, mask: u32, first: u32, group: u64) {
    let lanes = Lanes {
        site,
        mask,
        first,
        group,
    };
    store(context(worker), lanes);
}

pub extern "C" fn on_load_line(
    worker: *mut Worker,
    site: u32,
    index: u64,
    stride: i64,
    mask: u32,
    first: u32,
    group: u64,
) {
    let lanes = Lanes {
        site,
        mask,
        first,
        group,
    };
    let context = context(worker);
    count(context, site, (index, stride));
    load(context, lanes);
}

pub extern "C" fn on_store_line(
    worker: *mut Worker,
    site: u32,
    index: u64,
    stride: i64,
    mask: u32,
    first: u32,
    group: u64,
) {
    let lanes = Lanes {
        site,
        mask,
        first,
        group,
    };
    let context = context(worker);
    count(context, site, (index, stride));
    store(context, lanes);
}

/// Fills in indices that count up or down, wrapping in their dtype.
fn count(context: &mut Context<'_>, site: u32, (index, stride): (u64, i64)) {
    let op = context.op(site);
    let ty = context.job().kernel.dtype(op.operands[0]);
    let unused = 64 - ty.bits();
    for (lane, at) in context.worker.indices.iter_mut().enumerate() {
        let raw = index.wrapping_add(stride.wrapping_mul(lane as i64).cast_unsigned()) << unused;
        *at = if ty.is_signed() {
            (raw.cast_signed() >> unused).cast_unsigned()
        } else {
            raw >> unused
        };
    }
}

fn load(context: &mut Context<'_>, lanes: Lanes) {
    let place = Place::new(context, lanes.site);
    // SAFETY: the place has elements of that size.
    unsafe {
        match place.element.bytes() {
            1 => load_as::<u8>(context, &place, lanes),
            2 => load_as::<u16>(context, &place, lanes),
            4 => load_as::<u32>(context, &place, lanes),
            _ => load_as::<u64>(context, &place, lanes),
        }
    }
}

fn store(context: &mut Context<'_>, lanes: Lanes) {
    let place = Place::new(context, lanes.site);
    // SAFETY: the place has elements of that size.
    unsafe {
        match place.element.bytes() {
            1 => store_as::<u8>(context, &place, lanes),
            2 => store_as::<u16>(context, &place, lanes),
            4 => store_as::<u32>(context, &place, lanes),
            _ => store_as::<u64>(context, &place, lanes),
        }
    }
}

/// # Safety
/// The place has elements of the size of `T`.
unsafe fn load_as<T: Copy + Default>(context: &mut Context<'_>, place: &Place, lanes: Lanes) {
    let values: *mut T = context.worker.values.as_mut_ptr().cast();
    each(context, place, lanes, |lane, element: *const T| {
        // SAFETY: the element is in bounds; there is room for 64 bits a lane.
        unsafe {
            let value = if element.is_null() {
                T::default()
            } else {
                element.read_unaligned()
            };
            values.add(lane).write(value);
        }
    });
}

/// # Safety
/// As for `load_as`.
unsafe fn store_as<T: Copy>(context: &mut Context<'_>, place: &Place, lanes: Lanes) {
    let values: *const T = context.worker.values.as_ptr().cast();
    each(context, place, lanes, |lane, element: *const T| {
        if !element.is_null() {
            // SAFETY: the element is in bounds; machine code left a value for every active lane.
            unsafe { element.cast_mut().write_unaligned(values.add(lane).read()) }
        }
    });
}

/// Visits the active lanes in ascending order, with the element of each; null, and a report, where it is out
/// of bounds.
fn each<T>(context: &Context<'_>, place: &Place, lanes: Lanes, visit: impl Fn(usize, *const T)) {
    let mut left = lanes.mask;
    while left != 0 {
        let lane = left.trailing_zeros() as usize;
        left &= left - 1;
        let index = context.worker.indices[lane];
        if index < place.len {
            let base: *const T = place.base.cast();
            visit(lane, base.wrapping_add(index as usize));
            continue;
        }
        let spot = (lanes.site, lanes.group, lanes.first + lane as u32);
        context.report(spot, What::OutOfBounds { index });
        visit(lane, std::ptr::null());
    }
}

impl Place {
    fn new(context: &Context<'_>, site: u32) -> Place {
        let memory = memory(context.op(site));
        let (base, len) = context.memory(memory);
        let checked = context.run().variant.sites[site as usize].checked;
        Place {
            base,
            len: if checked { len } else { u64::MAX },
            element: context.job().kernel.element(memory),
        }
    }
}

/// The memory that an access names.
pub fn memory(op: &OpData) -> Memory {
    match op.attr {
        Attr::Memory(memory) | Attr::Atomic { memory, .. } => memory,
        _ => panic!("internal error: {} without its memory", op.op.name),
    }
}
