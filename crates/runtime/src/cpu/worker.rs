//! What one thread brings to a launch: memory of its own, and the functions that machine code calls.

use super::copies;
use super::findings::{Finding, Spot, What, position};
use super::job::{BoxRun, Job};
use super::lanes;
use enigma_codegen::cpu::abi::{Copy, LANES, SCRATCH_ALIGN, Worker};
use enigma_core::ir::{Memory, OpData};
use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};

/// Steps between two polls.
const FUEL: u32 = 1024;

/// Bytes before and after threadgroup memory: lanes that are off may read that far over its ends.
const PADDING: usize = 256;

/// Memory for threadgroups and slots; grows, and is kept for the next launch.
#[derive(Debug)]
pub struct Scratch {
    data: *mut u8,
    size: usize,
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch {
            data: std::ptr::null_mut(),
            size: 0,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.size > 0 {
            // SAFETY: allocated with this layout.
            unsafe { dealloc(self.data, layout(self.size)) }
        }
    }
}

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, SCRATCH_ALIGN).expect("internal error: a scratch size")
}

impl Scratch {
    /// Addresses of threadgroup memory and of slots, of at least those sizes.
    pub fn of(&mut self, (threadgroup, slots): (usize, usize)) -> (*mut u8, *mut u8) {
        let threadgroup = threadgroup.next_multiple_of(SCRATCH_ALIGN) + PADDING;
        let needed = PADDING + threadgroup + slots;
        if needed > self.size {
            *self = Scratch::default();
            // SAFETY: the size is not zero.
            let data = unsafe { alloc_zeroed(layout(needed)) };
            if data.is_null() {
                handle_alloc_error(layout(needed));
            }
            *self = Scratch { data, size: needed };
        }
        // SAFETY: both lie inside the allocation.
        unsafe {
            let first = self.data.add(PADDING);
            (first, first.add(threadgroup))
        }
    }
}

/// A worker as machine code sees it, and what its callbacks need.
#[repr(C)]
pub struct Context<'j> {
    pub worker: Worker,
    job: &'j Job<'j>,
    box_number: usize,
    threadgroup: *mut u8,
    /// Asked now and then; none where this is not the launching thread.
    poll: Option<&'j dyn Fn() -> bool>,
}

impl<'j> Context<'j> {
    pub fn new(job: &'j Job<'j>, poll: Option<&'j dyn Fn() -> bool>) -> Context<'j> {
        Context {
            worker: Worker {
                fuel: FUEL,
                poll: on_poll,
                out_of_bounds: on_out_of_bounds,
                diverged: on_diverged,
                copies_differ: on_copies_differ,
                parted: on_parted,
                copy: on_copy,
                load_lanes: lanes::on_load,
                store_lanes: lanes::on_store,
                load_line: lanes::on_load_line,
                store_line: lanes::on_store_line,
                indices: [0; LANES],
                values: [0; LANES],
            },
            job,
            box_number: 0,
            threadgroup: std::ptr::null_mut(),
            poll,
        }
    }

    /// What follows is about another box, whose threadgroup memory is there.
    pub fn enter(&mut self, box_number: usize, threadgroup: *mut u8) {
        self.box_number = box_number;
        self.threadgroup = threadgroup;
    }

    /// The operation that a site number of the box stands for.
    pub fn op(&self, site: u32) -> &'j OpData {
        self.job
            .kernel
            .op(self.run().variant.sites[site as usize].op)
    }

    /// First element and length of a memory.
    pub fn memory(&self, memory: Memory) -> (*mut u8, u64) {
        let kernel = self.job.kernel;
        match memory {
            Memory::Threadgroup(alloc) => {
                let offset = kernel.alloc_offset(alloc) as usize;
                let len = kernel.allocs[alloc.index()].len();
                (self.threadgroup.wrapping_add(offset), len)
            }
            Memory::Buffer(param) => {
                let slot = self.run().arg(param);
                (slot.value as *mut u8, slot.len)
            }
        }
    }

    pub fn worker(&mut self) -> *mut Worker {
        (&raw mut *self).cast()
    }

    pub fn job(&self) -> &'j Job<'j> {
        self.job
    }

    pub fn run(&self) -> &'j BoxRun {
        self.job.box_run(self.box_number)
    }

    /// Reports something about a thread of the box.
    pub fn report(&self, (site, group, thread): (u32, u64, u32), what: What) {
        let run = self.run();
        let [nx, ny, _] = run.frame.groups.map(u64::from);
        let [x, y, z] = position(run, group);
        self.job.report(Finding {
            spot: Spot {
                box_number: self.box_number,
                group,
                site,
                thread,
            },
            order: x + nx * (y + ny * z),
            what,
        });
    }

    /// Refills; says whether the launch ends.
    fn refuel(&mut self) -> bool {
        self.worker.fuel = FUEL;
        self.ask();
        self.job.stopped()
    }

    /// Asks the launching thread's caller whether to go on.
    pub fn ask(&self) {
        if self.poll.is_some_and(|interrupted| interrupted()) {
            self.job.interrupt();
        }
    }
}

/// The context that a callback's worker is the beginning of.
pub fn context<'a>(worker: *mut Worker) -> &'a mut Context<'a> {
    // SAFETY: machine code hands back the worker that it was called with, which is a context's first
    // field; nothing else uses the context during the call.
    unsafe { &mut *worker.cast::<Context<'a>>() }
}

extern "C" fn on_poll(worker: *mut Worker) -> u32 {
    u32::from(context(worker).refuel())
}

extern "C" fn on_out_of_bounds(
    worker: *mut Worker,
    site: u32,
    index: u64,
    thread: u32,
    group: u64,
) {
    context(worker).report((site, group, thread), What::OutOfBounds { index });
}

extern "C" fn on_diverged(worker: *mut Worker, site: u32, count: u32, group: u64) {
    context(worker).report((site, group, 0), What::Diverged { count });
}

extern "C" fn on_copies_differ(
    worker: *mut Worker,
    site: u32,
    thread: u32,
    other: u32,
    group: u64,
) {
    context(worker).report((site, group, thread), What::CopiesDiffer { other });
}

extern "C" fn on_parted(
    worker: *mut Worker,
    site: u32,
    some: u32,
    all: u32,
    thread: u32,
    group: u64,
) {
    context(worker).report((site, group, thread), What::Parted { some, all });
}

extern "C" fn on_copy(worker: *mut Worker, copy: *const Copy) -> u32 {
    // SAFETY: machine code passes a record on its stack, filled in.
    let copy = unsafe { &*copy };
    let context = context(worker);
    copies::run(context, copy);
    u32::from(context.job().stopped())
}
