//! A kernel on the CPU: its variants, and launches of them.

use super::boxes::{self, Cut};
use super::fork;
use super::jit::{self, Code};
use super::job::{BoxRun, Job, Runs};
use super::pace::Pace;
use super::pool::{self, Pool};
use super::proofs::Proofs;
use crate::cache;
use crate::launch::{Arg, Grid, LaunchStats};
use enigma_codegen::cpu::abi::{Frame, Slot};
use enigma_codegen::cpu::{self, Host, Object, Site, Spec, flags, multiples};
use enigma_core::ir::{Kernel, Param, ParamKind};
use enigma_core::limits::check_launch;
use enigma_core::passes::Legal;
use enigma_core::{Code as ErrorCode, Diagnostic};
use smallvec::SmallVec;
use std::cell::Cell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Launches with so many arguments allocate nothing.
const USUAL: usize = 24;

/// What a brief launch does at most, and takes.
const BRIEF_OPERATIONS: u64 = 1 << 18;
const BRIEF: Duration = Duration::from_micros(5);

/// Code for one specification.
#[derive(Debug)]
pub struct Variant {
    /// The machine code.
    pub code: Code,
    /// What a site number stands for.
    pub sites: Vec<Site>,
    /// Bytes of threadgroup memory and of slots.
    pub scratch: (usize, usize),
}

/// The variants of one kernel, made when first needed.
#[derive(Debug, Default)]
pub struct Program {
    variants: RwLock<HashMap<Spec, Arc<Variant>>>,
    /// Held while code is made, so that two launches do not make the same.
    making: Mutex<()>,
    /// `multiples::wanted`.
    wanted: OnceLock<u64>,
    proofs: Proofs,
    pace: Pace,
}

impl Program {
    /// Runs the kernel and waits.
    ///
    /// # Safety
    /// As for `CompiledKernel::launch`.
    pub unsafe fn launch(
        &self,
        kernel: &Legal,
        bounds: bool,
        args: &[Arg],
        grid: Grid,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        check_launch(kernel.kernel(), grid.grid, grid.threads).map_err(|d| vec![*d])?;
        let pool = pool::pool().map_err(|finding| vec![finding])?;
        let slots: SmallVec<[Slot; USUAL]> = args.iter().map(slot).collect();
        let stream = large(kernel.kernel(), &slots);
        let multiples = self.multiples(kernel.kernel(), &slots);
        let proven = if bounds {
            self.proofs.of(kernel.kernel(), &slots, &grid)
        } else {
            0
        };
        let runs = boxes::cut(&grid)
            .iter()
            .map(|cut| {
                let known = Spec {
                    multiples,
                    proven,
                    ..spec(bounds, &grid, cut)
                };
                let variant = self.variant(kernel, known)?;
                Ok(BoxRun::new(variant, frame(&slots, stream, &grid, cut)))
            })
            .collect::<Result<Runs, Vec<Diagnostic>>>()?;
        let threads = threads_of(&grid);
        let expected = self.pace.expected(threads);
        let job = Job::new(kernel.kernel(), runs, pool.threads(), expected);
        let start = Instant::now();
        let took_part = run(pool, &job, expected, interrupted);
        let elapsed = start.elapsed();
        self.pace.note(threads, elapsed * took_part as u32);
        let kernel_us = elapsed.as_secs_f64() * 1e6;
        job.into_result().map(|()| LaunchStats { kernel_us })
    }

    /// Whether a launch surely takes a few microseconds only. What decides that is how much a thread of the
    /// kernel does at most, and how long it took to do that.
    pub fn is_brief(&self, most_operations: Option<u64>, bounds: bool, grid: &Grid) -> bool {
        let _no_fork = fork::pass();
        let threads = threads_of(grid);
        let is_small = most_operations
            .is_some_and(|each| threads.saturating_mul(each.max(1)) <= BRIEF_OPERATIONS);
        is_small
            && self
                .pace
                .expected(threads)
                .is_some_and(|time| time <= BRIEF)
            && grid
                .threads
                .iter()
                .all(|&n| (1..=u64::from(u32::MAX)).contains(&n))
            && boxes::cut(grid)
                .iter()
                .all(|cut| self.has_some(&spec(bounds, grid, cut)))
    }

    /// Whether there is code for a specification, whatever is known of its arguments.
    fn has_some(&self, spec: &Spec) -> bool {
        let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
        let of = |known: &Spec| Spec {
            multiples: spec.multiples,
            proven: spec.proven,
            ..*known
        };
        variants.contains_key(spec) || variants.keys().any(|known| of(known) == *spec)
    }

    /// Which scalars are multiples of a round number, of those for which it matters.
    fn multiples(&self, kernel: &Kernel, slots: &[Slot]) -> u64 {
        let wanted = *self.wanted.get_or_init(|| multiples::wanted(kernel));
        if wanted == 0 {
            return 0;
        }
        let low = (1 << multiples::ROUND) - 1;
        wanted & flags::pack(slots.iter().map(|slot| slot.value & low == 0))
    }

    fn variant(&self, kernel: &Legal, spec: Spec) -> Result<Arc<Variant>, Vec<Diagnostic>> {
        let _no_fork = fork::pass();
        if let Some(variant) = self.known(&spec) {
            return Ok(variant);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(variant) = self.known(&spec) {
            return Ok(variant);
        }
        let make = || cpu::compile(kernel, &spec, host());
        let object = cache::object(kernel.kernel(), &spec, host(), make);
        let variant = Arc::new(load(kernel.kernel(), object)?);
        let mut variants = self
            .variants
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        variants.insert(spec, variant.clone());
        Ok(variant)
    }

    fn known(&self, spec: &Spec) -> Option<Arc<Variant>> {
        let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
        variants.get(spec).cloned()
    }
}

fn threads_of(grid: &Grid) -> u64 {
    grid.grid.iter().fold(1, |all, &n| all.saturating_mul(n))
}

/// The specification of a box, as far as its size and the options decide it.
fn spec(bounds: bool, grid: &Grid, cut: &Cut) -> Spec {
    Spec {
        threads: grid.threads.map(|n| n as u32),
        // A dimension of one thread is always whole.
        whole: [0, 1, 2].map(|d| cut.whole[d] || grid.threads[d] == 1),
        bounds,
        multiples: 0,
        proven: 0,
    }
}

/// Runs a launch, and gives the number of threads that took part. A panic of `interrupted` ends it and goes on from
/// here: machine code, which asks, does not unwind, and other threads may be inside the launch.
fn run(
    pool: &'static Pool,
    job: &Job<'_>,
    expected: Option<Duration>,
    interrupted: &dyn Fn() -> bool,
) -> usize {
    let panicked = Cell::new(None);
    let ask = || {
        catch_unwind(AssertUnwindSafe(interrupted)).unwrap_or_else(|panic| {
            panicked.set(Some(panic));
            true
        })
    };
    let took_part = pool.run(job, expected, &ask);
    if let Some(panic) = panicked.take() {
        resume_unwind(panic);
    }
    took_part
}

/// The processor this runs on.
pub fn host() -> &'static Host {
    static HOST: OnceLock<Host> = OnceLock::new();
    HOST.get_or_init(Host::detect)
}

fn load(kernel: &Kernel, object: Object) -> Result<Variant, Vec<Diagnostic>> {
    let code = jit::load(&object.code).map_err(|reason| {
        let message = "this system does not let machine code be loaded";
        let finding = Diagnostic::new(ErrorCode::CannotLoad, kernel.loc.clone(), message);
        vec![finding.note(reason)]
    })?;
    Ok(Variant {
        code,
        sites: object.sites,
        scratch: (object.threadgroup_bytes, object.slot_bytes),
    })
}

fn slot(arg: &Arg) -> Slot {
    match *arg {
        Arg::Buffer { data, len } => Slot {
            value: data as u64,
            len: len as u64,
        },
        Arg::Scalar(c) => Slot {
            value: c.bits(),
            len: 0,
        },
    }
}

/// Bytes of a buffer from which on stores to it go around the caches: more than a core's share of them.
const LARGE: u64 = 16 << 20;

/// The large buffers, as bits by the number of their parameter.
fn large(kernel: &Kernel, slots: &[Slot]) -> u64 {
    let is_large = |(p, slot): (&Param, &Slot)| {
        p.kind == ParamKind::Buffer && slot.len.saturating_mul(p.dtype.bytes() as u64) >= LARGE
    };
    flags::pack(kernel.params.iter().zip(slots).map(is_large))
}

fn frame(slots: &[Slot], stream: u64, grid: &Grid, cut: &Cut) -> Frame {
    Frame {
        args: slots.as_ptr(),
        grid: grid.grid.map(|n| n as u32),
        groups: [0, 1, 2].map(|d| grid.grid[d].div_ceil(grid.threads[d]) as u32),
        threads: grid.threads.map(|n| n as u32),
        origin: cut.origin,
        count: cut.count,
        extent: cut.extent,
        stream,
    }
}
