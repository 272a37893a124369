//! The launches of a device that may be under way, and how each of them ends.

use super::binding::{CopyBack, Region};
use super::cache::lock;
use super::gpu::{Gpu, Outcome};
use super::{messages, order};
use crate::launch::LaunchStats;
use enigma_core::ir::Kernel;
use enigma_core::{Code, Diagnostic, Loc};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often a launch that is waited for asks whether it is interrupted.
const PATIENCE: Duration = Duration::from_millis(20);

/// Launches in the order in which they were handed over.
pub struct Queue<G: Gpu> {
    last: u64,
    running: Vec<Arc<Running<G>>>,
    nothing: Option<Arc<G::Buffer>>,
}

/// One launch that was handed over.
pub struct Running<G: Gpu> {
    name: String,
    loc: Loc,
    regions: Vec<Region>,
    state: Mutex<State<G>>,
}

enum State<G: Gpu> {
    Running(Flight<G>),
    Done(Result<LaunchStats, Vec<Diagnostic>>),
}

/// What is needed until a launch has ended.
pub struct Flight<G: Gpu> {
    /// The launch.
    pub command: G::Command,
    /// The buffers of its regions.
    pub buffers: Vec<Arc<G::Buffer>>,
    /// What is copied back.
    pub copies: Vec<CopyBack>,
}

impl<G: Gpu> Queue<G> {
    /// Nothing was handed over yet.
    pub fn new() -> Queue<G> {
        Queue {
            last: 0,
            running: Vec::new(),
            nothing: None,
        }
    }

    /// Ends every launch that has to be over before memory of a new one is copied.
    pub fn settle(&mut self, gpu: &G, regions: &[Region]) {
        for running in &self.running {
            if order::must_end_first(&running.regions, regions) {
                // What goes wrong is told to whoever waits for that launch.
                let _ = running.finish(gpu, &|| false);
            }
        }
        self.sweep();
    }

    /// The number of the launch that a new one has to follow, if one may be under way.
    pub fn unfinished(&self) -> Option<u64> {
        (!self.running.is_empty()).then_some(self.last)
    }

    /// The number of a new launch.
    pub fn next(&self) -> u64 {
        self.last + 1
    }

    /// Adds the new launch.
    pub fn push(&mut self, running: Running<G>) -> Arc<Running<G>> {
        self.last += 1;
        let running = Arc::new(running);
        self.running.push(running.clone());
        running
    }

    /// The launches that may be under way.
    pub fn running(&self) -> Vec<Arc<Running<G>>> {
        self.running.clone()
    }

    /// Forgets launches that have ended.
    pub fn sweep(&mut self) {
        self.running.retain(|running| !running.has_ended());
    }

    /// The buffer that stands for those without elements.
    pub fn nothing(&mut self, make: impl FnOnce() -> Option<G::Buffer>) -> Option<Arc<G::Buffer>> {
        if self.nothing.is_none() {
            self.nothing = make().map(Arc::new);
        }
        self.nothing.clone()
    }
}

impl<G: Gpu> Running<G> {
    /// A launch that was handed over.
    pub fn new(kernel: &Kernel, regions: Vec<Region>, flight: Flight<G>) -> Running<G> {
        Running {
            name: kernel.name.clone(),
            loc: kernel.loc.clone(),
            regions,
            state: Mutex::new(State::Running(flight)),
        }
    }

    /// Whether its end was seen; somebody who waits for it has not seen it yet.
    fn has_ended(&self) -> bool {
        let state = self.state.try_lock();
        state.is_ok_and(|state| matches!(*state, State::Done(_)))
    }

    /// Whether it has ended; asks, and does not wait.
    pub fn is_done(&self, gpu: &G) -> bool {
        let Ok(mut state) = self.state.try_lock() else {
            return false;
        };
        if let State::Running(flight) = &*state
            && let Some(outcome) = gpu.wait(&flight.command, Duration::ZERO)
        {
            self.end(&mut state, outcome);
        }
        matches!(*state, State::Done(_))
    }

    /// Waits for its end; results are copied back once.
    pub fn finish(
        &self,
        gpu: &G,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        let mut state = lock(&self.state);
        let mut stop = false;
        while let State::Running(flight) = &*state {
            match gpu.wait(&flight.command, PATIENCE) {
                Some(outcome) => self.end(&mut state, outcome),
                None => stop |= interrupted(),
            }
        }
        if stop {
            let message = format!("{} was interrupted", self.name);
            return Err(vec![Diagnostic::new(
                Code::Interrupted,
                self.loc.clone(),
                message,
            )]);
        }
        match &*state {
            State::Done(outcome) => outcome.clone(),
            State::Running(_) => unreachable!("internal error: a launch ended and did not"),
        }
    }

    fn end(&self, state: &mut State<G>, outcome: Outcome) {
        let outcome = match (&*state, outcome) {
            (State::Running(flight), Ok(time)) => {
                flight.copy_back();
                let kernel_us = time.as_secs_f64() * 1e6;
                Ok(LaunchStats { kernel_us })
            }
            (State::Running(_), Err(failure)) => {
                Err(vec![messages::of_device(&self.name, &self.loc, &failure)])
            }
            (State::Done(_), _) => return,
        };
        *state = State::Done(outcome);
    }
}

impl<G: Gpu> Flight<G> {
    fn copy_back(&self) {
        for copy in &self.copies {
            let from = G::contents(&self.buffers[copy.region]).as_ptr();
            let to = std::ptr::with_exposed_provenance_mut::<u8>(copy.start);
            // SAFETY: the caller of `Device::submit` promised that its memory is writable until the launch has
            // ended; the buffer has the size of the region, and the launch, which wrote it, is over.
            unsafe { std::ptr::copy_nonoverlapping(from.add(copy.offset), to, copy.bytes) };
        }
    }
}
