//! One launch under way: its threadgroups, handed out piece by piece, and what was found.

use super::findings::{Finding, Findings};
use super::pieces::Pieces;
use super::program::Variant;
use super::worker::{Context, Scratch};
use enigma_codegen::cpu::abi::{Frame, Slot};
use enigma_core::Diagnostic;
use enigma_core::ir::{Kernel, ParamId};
use smallvec::SmallVec;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The threadgroups of one box, with the code that runs them.
#[derive(Debug)]
pub struct BoxRun {
    pub variant: Arc<Variant>,
    pub frame: Frame,
    groups: u64,
}

impl BoxRun {
    pub fn new(variant: Arc<Variant>, frame: Frame) -> BoxRun {
        BoxRun {
            variant,
            groups: frame.count.iter().map(|&n| u64::from(n)).product(),
            frame,
        }
    }

    /// An argument of the launch.
    pub fn arg(&self, param: ParamId) -> Slot {
        // SAFETY: the frame's arguments outlive the launch, one per parameter.
        unsafe { *self.frame.args.add(param.index()) }
    }
}

/// The boxes of a launch; most have one.
pub type Runs = SmallVec<[BoxRun; 1]>;

/// A launch.
pub struct Job<'k> {
    pub kernel: &'k Kernel,
    boxes: Runs,
    pieces: Pieces,
    stop: AtomicBool,
    interrupted: AtomicBool,
    findings: Mutex<Findings>,
}

// SAFETY: the frames point to the launch's arguments, which outlive it and are read only; what kernels
// share through buffers is theirs to order.
unsafe impl Sync for Job<'_> {}

impl<'k> Job<'k> {
    /// A launch that so many threads may take part in, and that is expected to take that long on one of them.
    pub fn new(
        kernel: &'k Kernel,
        boxes: Runs,
        threads: usize,
        expected: Option<Duration>,
    ) -> Job<'k> {
        let total = boxes.iter().map(|b| b.groups).sum();
        Job {
            kernel,
            boxes,
            pieces: Pieces::new(total, threads, expected),
            stop: AtomicBool::new(false),
            interrupted: AtomicBool::new(false),
            findings: Mutex::default(),
        }
    }

    /// The threadgroups that are left.
    pub fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    /// Whether nothing is left to hand out.
    pub fn is_handed_out(&self) -> bool {
        self.stopped() || self.pieces.is_empty()
    }

    pub fn box_run(&self, number: usize) -> &BoxRun {
        &self.boxes[number]
    }

    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Ends the launch early.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Ends the launch early because its caller asked for that.
    pub fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Relaxed);
        self.stop();
    }

    /// Adds what a thread found; threadgroups are ordered as in the grid.
    pub fn report(&self, finding: Finding) {
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        findings.add(finding);
    }

    /// Runs pieces until none is left; threads of a launch have numbers. `poll` is asked now and then whether the
    /// launch ends early, where this is the launching thread.
    pub fn take_part(&self, thread: usize, poll: Option<&dyn Fn() -> bool>) {
        thread_local! {
            static SCRATCH: RefCell<Scratch> = RefCell::default();
        }
        let take = |scratch: &mut Scratch| {
            let mut context = Context::new(self, poll);
            while !self.stopped()
                && let Some(piece) = self.pieces.take(thread)
            {
                self.run(piece, scratch, &mut context);
                if !self.is_handed_out() {
                    context.ask();
                }
            }
        };
        // A launch from inside a poll of another has the thread's memory for itself.
        SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
            Ok(mut scratch) => take(&mut scratch),
            Err(_) => take(&mut Scratch::default()),
        });
    }

    /// Runs threadgroups by number, through the boxes they lie in.
    fn run(&self, piece: Range<u64>, scratch: &mut Scratch, context: &mut Context<'_>) {
        let mut first = 0;
        for (number, b) in self.boxes.iter().enumerate() {
            let (from, to) = (piece.start.max(first), piece.end.min(first + b.groups));
            if from < to {
                let (threadgroup, slots) = scratch.of(b.variant.scratch);
                context.enter(number, threadgroup);
                let entry = b.variant.code.entry();
                // SAFETY: the code was made for this frame's arguments; memory is as large as it asks
                // for and this thread's alone; the context outlives the call.
                let ended = unsafe {
                    entry(
                        &raw const b.frame,
                        context.worker(),
                        threadgroup,
                        slots,
                        from - first,
                        to - first,
                    )
                };
                if ended != 0 {
                    return self.stop();
                }
            }
            first += b.groups;
        }
    }

    /// How the launch went.
    pub fn into_result(self) -> Result<(), Vec<Diagnostic>> {
        let interrupted = self.interrupted.load(Ordering::Relaxed);
        let findings = self
            .findings
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        match findings.first(self.kernel, &self.boxes, interrupted) {
            Some(finding) => Err(vec![finding]),
            None => Ok(()),
        }
    }
}
