//! The pool: threads that sleep until a launch has work for them.
//!
//! The launching thread takes part in its launch; so one of several threads is no thread of the pool. Others are
//! called where the launch is expected to take long enough to pay for that, or when it turns out to. Threads that
//! had work stay awake for a moment, since another launch often follows. Launches from several threads are served
//! together. A process that is forked off makes a pool of its own.

use super::fork;
use super::job::Job;
use enigma_core::{Code, Diagnostic, Loc};
use std::cell::{Cell, OnceCell};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// Time between two questions to the launching thread's caller, which may take a lock to answer.
const PATIENCE: Duration = Duration::from_millis(10);

/// How long a thread without work stays awake: a few times what waking it takes.
const AWAKE: Duration = Duration::from_micros(100);

/// How long a thread that waits keeps its CPU to itself. The one waited for may need it.
const ALONE: Duration = Duration::from_micros(5);

/// What takes less has nothing from other threads that are awake, or asleep: to wake one takes the launching thread
/// up to 10 microseconds on a virtual machine, and the one woken comes 20 to 30 later.
const WORTH_SHARING: Duration = Duration::from_micros(10);
const WORTH_WAKING: Duration = Duration::from_micros(50);

/// How many threads may be asked for.
const COUNTS: RangeInclusive<usize> = 1..=1024;

/// A launch that threads may join.
struct Ticket {
    /// The launch; valid while the ticket is in the queue or `inside` is not 0.
    job: *const Job<'static>,
    /// Threads taking part, without the launching one; more only under the queue's lock.
    inside: AtomicUsize,
    /// How many have taken part.
    joined: AtomicUsize,
    launching: Thread,
}

// SAFETY: a job is shared by design; the launching thread keeps it alive until nobody is inside.
unsafe impl Send for Ticket {}
// SAFETY: as above.
unsafe impl Sync for Ticket {}

#[derive(Default)]
struct Queue {
    tickets: Vec<Arc<Ticket>>,
    asleep: usize,
}

/// Threads, or what makes them when they are first needed.
pub struct Pool {
    threads: usize,
    queue: Mutex<Queue>,
    /// Signalled when a ticket is there.
    work: Condvar,
    /// Tickets in the queue, and threads looking for one, to be read without the lock.
    open: AtomicUsize,
    awake: AtomicUsize,
    is_started: AtomicBool,
    /// Whose threads these are: a process that was forked off has none of them.
    generation: u32,
}

static POOL: AtomicPtr<Pool> = AtomicPtr::new(std::ptr::null_mut());

/// The pool of this process; a finding where the environment asks for no number of threads.
pub fn pool() -> Result<&'static Pool, Diagnostic> {
    let known = POOL.load(Ordering::Acquire);
    // SAFETY: pools are never freed.
    if let Some(pool) = unsafe { known.as_ref() }
        && pool.generation == fork::generation()
    {
        return Ok(pool);
    }
    fork::watch();
    let made = Box::into_raw(Box::new(Pool::new(thread_count()?)));
    // Of several threads that come here at once, one makes the pool of all.
    let stored = POOL.compare_exchange(known, made, Ordering::AcqRel, Ordering::Acquire);
    let pool = stored.map_or_else(
        |other| {
            // SAFETY: nobody else has seen it.
            drop(unsafe { Box::from_raw(made) });
            other
        },
        |_| made,
    );
    // SAFETY: pools are never freed.
    Ok(unsafe { &*pool })
}

/// `ENIGMA_NUM_THREADS`, or as many threads as this process may run at once: its CPUs, and what a container
/// gives it of their time.
fn thread_count() -> Result<usize, Diagnostic> {
    let asked = std::env::var_os("ENIGMA_NUM_THREADS").unwrap_or_default();
    let asked = asked.to_string_lossy();
    if asked.trim().is_empty() {
        return Ok(thread::available_parallelism().map_or(1, usize::from));
    }
    let count = asked.trim().parse().ok().filter(|n| COUNTS.contains(n));
    count.ok_or_else(|| {
        let message = format!("ENIGMA_NUM_THREADS is {asked:?}");
        let (least, most) = (COUNTS.start(), COUNTS.end());
        Diagnostic::new(Code::BadOption, Loc::default(), message)
            .note(format!(
                "expected a number of threads from {least} to {most}"
            ))
            .note("without it, launches use a thread for each CPU of the process")
    })
}

impl Pool {
    fn new(threads: usize) -> Pool {
        Pool {
            threads,
            queue: Mutex::default(),
            work: Condvar::new(),
            open: AtomicUsize::new(0),
            awake: AtomicUsize::new(0),
            is_started: AtomicBool::new(false),
            generation: fork::generation(),
        }
    }

    /// Threads that a launch may use, the launching one included.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Runs a launch, which is expected to take that long on one thread, and waits for its end. Gives the number
    /// of threads that took part.
    pub fn run(
        &'static self,
        job: &Job<'_>,
        expected: Option<Duration>,
        interrupted: &dyn Fn() -> bool,
    ) -> usize {
        let launch = Launch::new(self, job, interrupted);
        if expected.is_none_or(|time| self.is_worth(time)) {
            launch.call();
        }
        job.take_part(0, Some(&|| launch.ask()));
        launch.joined() + 1
    }

    /// Whether to call other threads for what one thread does in that time.
    fn is_worth(&self, time: Duration) -> bool {
        let is_awake = self.awake.load(Ordering::Relaxed) > 0;
        time >= if is_awake {
            WORTH_SHARING
        } else {
            WORTH_WAKING
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the threads; a system that gives fewer gives fewer.
    fn start(&'static self) {
        if self.is_started.swap(true, Ordering::Relaxed) {
            return;
        }
        for number in 1..self.threads {
            let builder = thread::Builder::new().name(format!("enigma-{number}"));
            drop(builder.spawn(|| self.serve()));
        }
    }

    /// The life of a thread of the pool.
    fn serve(&self) {
        loop {
            let (number, ticket) = self.next();
            // SAFETY: `inside` counts this thread, so the launch waits for it.
            let job: &Job<'_> = unsafe { &*ticket.job };
            job.take_part(number, None);
            if ticket.inside.fetch_sub(1, Ordering::Release) == 1 {
                ticket.launching.unpark();
            }
        }
    }

    /// A launch with work left; sleeps until there is one.
    fn next(&self) -> (usize, Arc<Ticket>) {
        self.awake.fetch_add(1, Ordering::Relaxed);
        let found = self.look();
        self.awake.fetch_sub(1, Ordering::Relaxed);
        if let Some(joined) = found {
            return joined;
        }
        let mut queue = self.lock();
        loop {
            if let Some(joined) = queue.join() {
                return joined;
            }
            queue.asleep += 1;
            let woken = self.work.wait(queue);
            queue = woken.unwrap_or_else(PoisonError::into_inner);
            queue.asleep -= 1;
        }
    }

    fn look(&self) -> Option<(usize, Arc<Ticket>)> {
        let begin = Instant::now();
        while begin.elapsed() < AWAKE {
            for _ in 0..32 {
                if self.open.load(Ordering::Relaxed) > 0
                    && let Some(joined) = self.lock().join()
                {
                    return Some(joined);
                }
                std::hint::spin_loop();
            }
        }
        None
    }
}

impl Queue {
    /// Joins the launch that has the fewest threads, of those with work left; gives the thread its number there.
    fn join(&mut self) -> Option<(usize, Arc<Ticket>)> {
        let inside = |t: &&Arc<Ticket>| t.inside.load(Ordering::Relaxed);
        // SAFETY: a ticket in the queue has a launch that waits for it to leave.
        let open = |t: &&Arc<Ticket>| unsafe { !(*t.job).is_handed_out() };
        let ticket = self.tickets.iter().filter(open).min_by_key(inside)?;
        ticket.inside.fetch_add(1, Ordering::Relaxed);
        let before = ticket.joined.fetch_add(1, Ordering::Relaxed);
        Some((before + 1, ticket.clone()))
    }
}

/// The launching thread's side of a launch. Dropping it waits until no other thread takes part.
struct Launch<'a> {
    pool: &'static Pool,
    job: &'a Job<'a>,
    interrupted: &'a dyn Fn() -> bool,
    start: Instant,
    asked: Cell<Instant>,
    /// There when other threads were called.
    ticket: OnceCell<Arc<Ticket>>,
}

impl<'a> Launch<'a> {
    fn new(pool: &'static Pool, job: &'a Job<'a>, interrupted: &'a dyn Fn() -> bool) -> Self {
        let start = Instant::now();
        Launch {
            pool,
            job,
            interrupted,
            start,
            asked: Cell::new(start),
            ticket: OnceCell::new(),
        }
    }

    fn joined(&self) -> usize {
        let ticket = self.ticket.get();
        ticket.map_or(0, |t| t.joined.load(Ordering::Relaxed))
    }

    /// Whether the launch ends early; asked now and then. Others are called when it takes long.
    fn ask(&self) -> bool {
        let now = Instant::now();
        if self.ticket.get().is_none() && self.pool.is_worth(self.rest(now)) {
            self.call();
        }
        if now - self.asked.get() < PATIENCE {
            return false;
        }
        let stop = (self.interrupted)();
        self.asked.set(Instant::now());
        stop || self.is_orphaned() && self.ticket.get().is_some()
    }

    /// How long what is left takes one thread, if it goes on as it went.
    fn rest(&self, now: Instant) -> Duration {
        let pieces = self.job.pieces();
        let left = pieces.left();
        let begun = pieces.total() - left;
        let rest = (now - self.start).as_secs_f64() * left as f64 / begun.max(1) as f64;
        Duration::try_from_secs_f64(rest).unwrap_or(Duration::MAX)
    }

    /// Lets others take part, if there is something for them.
    fn call(&self) {
        let helpers = self.job.pieces().threads() - 1;
        if helpers == 0 || self.job.is_handed_out() || self.is_orphaned() {
            return;
        }
        self.pool.start();
        let ticket = self.ticket.get_or_init(|| {
            Arc::new(Ticket {
                // Only the lifetime is cast; see `Ticket::job`.
                job: std::ptr::from_ref(self.job).cast(),
                inside: AtomicUsize::new(0),
                joined: AtomicUsize::new(0),
                launching: thread::current(),
            })
        });
        let mut queue = self.pool.lock();
        queue.tickets.push(ticket.clone());
        self.pool.open.fetch_add(1, Ordering::Relaxed);
        let asleep = queue.asleep;
        drop(queue);
        let awake = self.pool.awake.load(Ordering::Relaxed);
        for _ in 0..helpers.saturating_sub(awake).min(asleep) {
            self.pool.work.notify_one();
        }
    }

    /// Whether threads that take part, or took part, are not of this process.
    fn is_orphaned(&self) -> bool {
        fork::generation() != self.pool.generation
    }

    /// Waits for the others: awake at first, since their last pieces are small.
    fn wait(&self, ticket: &Ticket) {
        let is_left = || ticket.inside.load(Ordering::Acquire) == 0 || self.is_orphaned();
        let begin = Instant::now();
        loop {
            if is_left() {
                return;
            }
            match begin.elapsed() {
                time if time < ALONE => std::hint::spin_loop(),
                time if time < AWAKE => thread::yield_now(),
                _ => break,
            }
        }
        while !is_left() {
            thread::park_timeout(PATIENCE);
            if self.ask() {
                self.job.interrupt();
            }
        }
    }
}

impl Drop for Launch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.job.stop();
        }
        let Some(ticket) = self.ticket.get() else {
            return;
        };
        if !self.is_orphaned() {
            let mut queue = self.pool.lock();
            queue.tickets.retain(|t| !Arc::ptr_eq(t, ticket));
            self.pool.open.fetch_sub(1, Ordering::Relaxed);
            drop(queue);
            self.wait(ticket);
        }
        if self.is_orphaned() {
            // A question to the caller has forked: what others had begun is not done here.
            self.job.interrupt();
        }
    }
}
