//! Accesses lane by lane: scattered stores, and what a check of all lanes at once refused.

use super::findings::What;
use super::worker::context;
use enigma_codegen::cpu::abi::{Lanes, Worker};

pub extern "C" fn on_load(worker: *mut Worker, lanes: *const Lanes) {
    // SAFETY: machine code passes a record on its stack, with room for an element per lane.
    unsafe {
        let lanes = &*lanes;
        match lanes.bytes {
            1 => load::<u8>(worker, lanes),
            2 => load::<u16>(worker, lanes),
            4 => load::<u32>(worker, lanes),
            _ => load::<u64>(worker, lanes),
        }
    }
}

pub extern "C" fn on_store(worker: *mut Worker, lanes: *const Lanes) {
    // SAFETY: as above.
    unsafe {
        let lanes = &*lanes;
        match lanes.bytes {
            1 => store::<u8>(worker, lanes),
            2 => store::<u16>(worker, lanes),
            4 => store::<u32>(worker, lanes),
            _ => store::<u64>(worker, lanes),
        }
    }
}

/// # Safety
/// The record is filled in, and its elements have the size of `T`.
unsafe fn load<T: Copy + Default>(worker: *mut Worker, lanes: &Lanes) {
    // SAFETY: the record has room for every active lane.
    each(worker, lanes, |lane, element: *mut T| unsafe {
        let value = match element.is_null() {
            true => T::default(),
            false => element.read_unaligned(),
        };
        lanes.values.cast::<T>().add(lane).write(value);
    });
}

/// # Safety
/// As for `load`.
unsafe fn store<T: Copy>(worker: *mut Worker, lanes: &Lanes) {
    // SAFETY: the record has an element for every active lane.
    each(worker, lanes, |lane, element: *mut T| unsafe {
        if !element.is_null() {
            element.write_unaligned(lanes.values.cast::<T>().add(lane).read());
        }
    });
}

/// Visits the active lanes in ascending order, with the element of each; null, and a report, where it is out
/// of bounds.
fn each<T>(worker: *mut Worker, lanes: &Lanes, visit: impl Fn(usize, *mut T)) {
    let mut left = lanes.mask;
    while left != 0 {
        let lane = left.trailing_zeros();
        left &= left - 1;
        // SAFETY: there is an index for every active lane.
        let index = unsafe { *lanes.indices.add(lane as usize) };
        if index < lanes.len {
            visit(
                lane as usize,
                lanes.base.cast::<T>().wrapping_add(index as usize),
            );
            continue;
        }
        let spot = (lanes.site, lanes.group, lanes.first + lane);
        context(worker).report(spot, What::OutOfBounds { index });
        visit(lane as usize, std::ptr::null_mut());
    }
}
