//! A GPU and its launches.

use super::binding::{Plan, Region, Slot, Way};
use super::cache::{Cache, Ready, lock};
use super::capabilities::{Capabilities, uses_lanes};
use super::gpu::{Bound, CompileOptions, Facts, Gpu, Work};
use super::pages::{Own, Pages};
use super::queue::{Flight, Queue, Running};
use super::source::Source;
use super::{messages, sizes};
use crate::launch::{Arg, Grid, LaunchStats};
use enigma_core::ir::Kernel;
use enigma_core::limits::triple;
use enigma_core::passes::specialise::Constants;
use enigma_core::{Code, Diagnostic, Loc};
use std::fmt;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex};

/// Bytes of the buffer that stands for one without elements, which Metal does not have.
const NOTHING: usize = 16;

/// A GPU; cheap to clone, launched on from any thread.
pub struct Device<G: Gpu> {
    inner: Arc<Inner<G>>,
}

struct Inner<G: Gpu> {
    gpu: G,
    /// The process that opened it.
    process: u32,
    facts: Facts,
    capabilities: Capabilities,
    cache: Cache<G>,
    queue: Mutex<Queue<G>>,
    own: Own<G>,
}

/// What is launched.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The kernel whose text it is.
    pub kernel: &'a Kernel,
    /// Its text.
    pub source: &'a Source,
    /// Which parameters it writes.
    pub written: &'a [bool],
    /// Values for its function constants.
    pub constants: &'a Constants,
    /// The extent.
    pub grid: Grid,
}

/// A launch that was handed over, and may be under way. Dropping it waits for its end.
pub struct Submission<G: Gpu> {
    /// None where there was nothing to run.
    running: Option<(Device<G>, Arc<Running<G>>)>,
}

impl<G: Gpu> Device<G> {
    /// A device with nothing compiled and nothing under way.
    pub fn new(gpu: G) -> Device<G> {
        Device::opened_by(gpu, std::process::id())
    }

    /// The same, opened by a process.
    pub(super) fn opened_by(gpu: G, process: u32) -> Device<G> {
        let facts = gpu.facts();
        Device {
            inner: Arc::new(Inner {
                capabilities: Capabilities::of(&facts),
                facts,
                gpu,
                process,
                cache: Cache::new(),
                queue: Mutex::new(Queue::new()),
                own: Own::default(),
            }),
        }
    }

    /// What it can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.inner.capabilities
    }

    /// Memory of the device, all zeros: arrays in it are used in place, and cost a launch nothing.
    pub fn pages(&self, bytes: usize) -> Result<Pages<G>, Diagnostic> {
        let inner = &*self.inner;
        let buffer = (bytes as u64 <= inner.facts.buffer_bytes)
            .then(|| inner.gpu.allocate(bytes.max(1)))
            .flatten();
        let buffer =
            buffer.ok_or_else(|| messages::no_memory(&Loc::default(), bytes, &inner.facts.name))?;
        let start = G::contents(&buffer);
        // SAFETY: the buffer has so many bytes, and nobody else knows them yet.
        unsafe { std::ptr::write_bytes(start.as_ptr(), 0, bytes) };
        Ok(inner.own.add(start, bytes, buffer))
    }

    /// What the system's compiler says against a text; nothing if it takes it.
    pub fn complaint(&self, text: &str) -> Option<String> {
        let inner = &*self.inner;
        let options = inner.options(inner.capabilities.language, false);
        inner.gpu.library(text, &options).err()
    }

    /// Hands a launch over; the first one with a text and constants compiles it.
    ///
    /// # Safety
    /// Each buffer is valid for reads and writes of its length until the submission has ended, and nothing else
    /// accesses it meanwhile but other launches on this device.
    pub unsafe fn submit(
        &self,
        request: &Request<'_>,
        args: &[Arg],
    ) -> Result<Submission<G>, Vec<Diagnostic>> {
        let inner = &*self.inner;
        let (kernel, grid) = (request.kernel, &request.grid);
        inner.check(request)?;
        if sizes::is_empty(grid) {
            return Ok(Submission { running: None });
        }
        let ready = inner.ready(request)?;
        let mut plan = Plan::new(kernel, request.written, args, inner.facts.page);
        // SAFETY: as the caller promises.
        let buffers = unsafe { inner.buffers(kernel, &mut plan) }?;
        let mut queue = lock(&inner.queue);
        queue.settle(&inner.gpu, &plan.regions);
        for (region, buffer) in plan.regions.iter().zip(&buffers) {
            // SAFETY: the buffer was made for the region, and no launch that is under way writes the region.
            unsafe { copy_in::<G>(region, buffer) };
        }
        let nothing = if plan.slots.contains(&Slot::Nothing) {
            let made = queue.nothing(|| inner.gpu.allocate(NOTHING));
            Some(made.ok_or_else(|| vec![inner.no_memory(kernel, NOTHING)])?)
        } else {
            None
        };
        let slots = bound::<G>(&plan, &buffers, nothing.as_deref());
        let work = Work {
            label: &kernel.name,
            pipeline: &ready.pipeline,
            slots: &slots,
            grid: grid.grid,
            threads: grid.threads,
            after: queue.unfinished(),
            number: queue.next(),
        };
        // SAFETY: one slot per parameter, of its kind and dtype, as the caller promises of the arguments.
        let command = unsafe { inner.gpu.commit(&work) };
        let command = command.map_err(|said| vec![messages::refused(&kernel.loc, &said)])?;
        let copies = plan.copies_back(request.written);
        let flight = Flight {
            command,
            buffers,
            copies,
        };
        let running = Running::new(kernel, plan.regions, flight);
        Ok(Submission {
            running: Some((self.clone(), queue.push(running))),
        })
    }

    /// Waits until everything that was handed over has ended; gives the first error.
    pub fn synchronize(&self, interrupted: &dyn Fn() -> bool) -> Result<(), Vec<Diagnostic>> {
        let all = lock(&self.inner.queue).running();
        let mut first = Ok(());
        for running in all {
            let outcome = running.finish(&self.inner.gpu, interrupted).map(|_| ());
            first = first.and(outcome);
        }
        lock(&self.inner.queue).sweep();
        first
    }
}

impl<G: Gpu> Inner<G> {
    /// Everything that can be wrong before a text is compiled.
    fn check(&self, request: &Request<'_>) -> Result<(), Vec<Diagnostic>> {
        let (kernel, grid) = (request.kernel, &request.grid);
        if self.process != std::process::id() {
            let message = "a process that was forked off cannot use Metal";
            let finding = Diagnostic::new(Code::NoDevice, kernel.loc.clone(), message);
            let fix =
                "start it anew: multiprocessing.set_start_method(\"spawn\"), or run on the CPU";
            return Err(vec![finding.note(fix)]);
        }
        sizes::check(kernel, grid, &self.facts).map_err(|finding| vec![*finding])?;
        let mut findings = self.capabilities.findings(kernel, request.source);
        let is_whole = |d: usize| grid.grid[d].is_multiple_of(grid.threads[d]);
        if !self.capabilities.has_edge_groups && !(0..3).all(is_whole) {
            let message = format!("a grid of {} threads", triple(grid.grid));
            let note = format!(
                "{} takes multiples of the threadgroup {} only",
                self.facts.name,
                triple(grid.threads)
            );
            let finding = Diagnostic::new(Code::GridSize, kernel.loc.clone(), message);
            findings.push(finding.note(note));
        }
        if findings.is_empty() {
            Ok(())
        } else {
            Err(findings)
        }
    }

    /// The pipeline, which fits the launch.
    fn ready(&self, request: &Request<'_>) -> Result<Arc<Ready<G>>, Vec<Diagnostic>> {
        let (kernel, source) = (request.kernel, request.source);
        let options = self.options(source.version, source.fast_math);
        let constants = request.constants;
        let ready = self
            .cache
            .pipeline(&self.gpu, kernel, source, &options, constants)?;
        let (grid, lanes) = (&request.grid, uses_lanes(kernel));
        sizes::check_pipeline(kernel, grid, &self.facts, &ready.facts, lanes)
            .map_err(|finding| vec![*finding])?;
        Ok(ready)
    }

    fn options(&self, needed: (u32, u32), fast_math: bool) -> CompileOptions {
        CompileOptions {
            version: self.capabilities.version_for(needed),
            fast_math,
            has_math_modes: self.capabilities.has_math_modes(),
        }
    }

    fn no_memory(&self, kernel: &Kernel, bytes: usize) -> Diagnostic {
        messages::no_memory(&kernel.loc, bytes, &self.facts.name)
    }

    /// A buffer for each region: the device's own, or shared; what the system does not share is copied.
    ///
    /// # Safety
    /// The regions are the caller's memory until the launch has ended.
    unsafe fn buffers(
        &self,
        kernel: &Kernel,
        plan: &mut Plan,
    ) -> Result<Vec<Arc<G::Buffer>>, Vec<Diagnostic>> {
        let mut buffers = Vec::with_capacity(plan.regions.len());
        for number in 0..plan.regions.len() {
            let region = plan.regions[number];
            if let Some((start, buffer)) = self.own.find(&region) {
                plan.own(number, start);
                buffers.push(buffer);
                continue;
            }
            if region.buffer_bytes() as u64 > self.facts.buffer_bytes {
                return Err(vec![self.no_memory(kernel, region.buffer_bytes())]);
            }
            // SAFETY: as the caller promises; what follows the region on its last page is there.
            let shared = unsafe { self.share(&region) };
            let buffer = shared.or_else(|| {
                plan.copy(number);
                self.gpu.allocate(plan.regions[number].buffer_bytes())
            });
            let buffer = buffer.ok_or_else(|| vec![self.no_memory(kernel, region.bytes)])?;
            buffers.push(Arc::new(buffer));
        }
        Ok(buffers)
    }

    /// # Safety
    /// As for `Gpu::share`.
    unsafe fn share(&self, region: &Region) -> Option<G::Buffer> {
        let Way::InPlace(bytes) = region.way else {
            return None;
        };
        let start = NonNull::new(std::ptr::with_exposed_provenance_mut(region.start))?;
        // SAFETY: as the caller promises.
        unsafe { self.gpu.share(start, bytes) }
    }
}

/// What each slot is bound to.
fn bound<'a, G: Gpu>(
    plan: &'a Plan,
    buffers: &'a [Arc<G::Buffer>],
    nothing: Option<&'a G::Buffer>,
) -> Vec<Bound<'a, G::Buffer>> {
    let bound = |slot: &'a Slot| match slot {
        Slot::Memory { region, offset, .. } => Bound::Memory(&*buffers[*region], *offset),
        Slot::Nothing => Bound::Memory(nothing.expect("internal error: no empty buffer"), 0),
        Slot::Value(bytes) => Bound::Bytes(bytes.get()),
    };
    plan.slots.iter().map(bound).collect()
}

/// Copies a region to the device, if it is copied.
///
/// # Safety
/// The region is readable, nothing writes it, and the buffer has its size.
unsafe fn copy_in<G: Gpu>(region: &Region, buffer: &G::Buffer) {
    if let Way::Copied(lead) = region.way {
        let from = std::ptr::with_exposed_provenance::<u8>(region.start);
        let to = G::contents(buffer).as_ptr();
        // SAFETY: as the caller promises; the buffer is the device's own memory.
        unsafe { std::ptr::copy_nonoverlapping(from, to.add(lead), region.bytes) };
    }
}

impl<G: Gpu> Submission<G> {
    /// Whether it has ended; asks, and does not wait.
    pub fn is_done(&self) -> bool {
        let Some((device, running)) = &self.running else {
            return true;
        };
        running.is_done(&device.inner.gpu)
    }

    /// Waits until it has ended: then its results are in the caller's memory.
    ///
    /// A GPU does not stop: where `interrupted` says so, the error comes when the launch has ended.
    pub fn wait(&self, interrupted: &dyn Fn() -> bool) -> Result<LaunchStats, Vec<Diagnostic>> {
        let Some((device, running)) = &self.running else {
            return Ok(LaunchStats::default());
        };
        let outcome = running.finish(&device.inner.gpu, interrupted);
        lock(&device.inner.queue).sweep();
        outcome
    }
}

impl<G: Gpu> Drop for Submission<G> {
    fn drop(&mut self) {
        // The device may write the caller's memory until then. What goes wrong is not asked for.
        let _ = self.wait(&|| false);
    }
}

impl<G: Gpu> Clone for Device<G> {
    fn clone(&self) -> Device<G> {
        Device {
            inner: self.inner.clone(),
        }
    }
}

impl<G: Gpu> fmt::Debug for Device<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Device").field(&self.inner.gpu).finish()
    }
}

impl<G: Gpu> fmt::Debug for Submission<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_done = self.is_done();
        f.debug_struct("Submission")
            .field("is_done", &is_done)
            .finish()
    }
}
