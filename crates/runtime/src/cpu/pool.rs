//! The pool: threads that sleep until a launch has work for them.
//!
//! The launching thread takes part in its launch; so one of several threads is no thread of the pool, and a
//! launch of one threadgroup wakes nobody. Launches from several threads are served together.

use super::job::Job;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// How long the launching thread waits for the others before it polls again.
const PATIENCE: Duration = Duration::from_millis(10);

/// Rounds of waiting awake before sleep: about the time that waking a thread takes.
const SPINS: u32 = 2000;

/// A launch that threads may join.
struct Ticket {
    /// The launch; valid while the ticket is in the queue or `inside` is not 0.
    job: *const Job<'static>,
    piece: u64,
    /// Threads taking part, without the launching one; changed under the queue's lock.
    inside: AtomicUsize,
}

// SAFETY: a job is shared by design; `run` keeps it alive until nobody is inside.
unsafe impl Send for Ticket {}
// SAFETY: as above.
unsafe impl Sync for Ticket {}

#[derive(Default)]
struct Queue {
    tickets: Mutex<VecDeque<Arc<Ticket>>>,
    /// Signalled when a ticket is there.
    work: Condvar,
    /// Signalled when a thread leaves a launch.
    left: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<Ticket>>> {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Pool {
    queue: Arc<Queue>,
    threads: usize,
    /// Whose threads these are: a process that was forked off has none.
    process: u32,
}

/// Runs a launch and waits for its end.
pub fn run(job: &Job<'_>, interrupted: &dyn Fn() -> bool) {
    let pool = pool();
    let piece = job.piece(pool.threads);
    if pool.threads < 2 || job.total() < 2 || pool.process != std::process::id() {
        return job.take_part(piece, Some(interrupted));
    }
    let ticket = Arc::new(Ticket {
        // Only the lifetime is cast; see `Ticket::job`.
        job: (&raw const *job).cast(),
        piece,
        inside: AtomicUsize::new(0),
    });
    // Takes the ticket back and waits, whatever happens.
    let _wait = Wait {
        queue: &pool.queue,
        ticket: ticket.clone(),
        job,
        interrupted,
    };
    pool.queue.lock().push_back(ticket);
    pool.queue.work.notify_all();
    job.take_part(piece, Some(interrupted));
}

/// Ends a launch's time in the queue when dropped.
struct Wait<'a> {
    queue: &'a Queue,
    ticket: Arc<Ticket>,
    job: &'a Job<'a>,
    interrupted: &'a dyn Fn() -> bool,
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.job.stop();
        }
        let mut tickets = self.queue.lock();
        tickets.retain(|t| !Arc::ptr_eq(t, &self.ticket));
        drop(tickets);
        for _ in 0..SPINS {
            if self.ticket.inside.load(Ordering::Acquire) == 0 {
                return;
            }
            std::hint::spin_loop();
        }
        let mut tickets = self.queue.lock();
        while self.ticket.inside.load(Ordering::Acquire) > 0 {
            let (guard, waited) = self
                .queue
                .left
                .wait_timeout(tickets, PATIENCE)
                .unwrap_or_else(PoisonError::into_inner);
            tickets = guard;
            if waited.timed_out() {
                drop(tickets);
                if (self.interrupted)() {
                    self.job.interrupt();
                }
                tickets = self.queue.lock();
            }
        }
    }
}

fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| {
        let queue = Arc::new(Queue::default());
        let wanted = thread_count();
        let mut threads = 1;
        for number in 1..wanted {
            let queue = queue.clone();
            let name = format!("enigma-{number}");
            let spawned = std::thread::Builder::new()
                .name(name)
                .spawn(move || serve(&queue));
            // A system that gives fewer threads gives fewer.
            threads += usize::from(spawned.is_ok());
        }
        Pool {
            queue,
            threads,
            process: std::process::id(),
        }
    })
}

/// `ENIGMA_NUM_THREADS`, or as many threads as the machine runs at once.
fn thread_count() -> usize {
    let asked = std::env::var("ENIGMA_NUM_THREADS").ok();
    asked
        .and_then(|text| text.trim().parse().ok())
        .filter(|&n| n > 0)
        .or_else(|| std::thread::available_parallelism().ok().map(usize::from))
        .unwrap_or(1)
}

/// The life of a thread of the pool.
fn serve(queue: &Queue) {
    loop {
        let ticket = next(queue);
        // SAFETY: `inside` counts this thread, so the launch waits for it.
        let job: &Job<'_> = unsafe { &*ticket.job };
        job.take_part(ticket.piece, None);
        // Under the lock, so that the launching thread does not miss the signal between look and sleep.
        let tickets = queue.lock();
        ticket.inside.fetch_sub(1, Ordering::Release);
        drop(tickets);
        queue.left.notify_all();
    }
}

/// A launch with work left; sleeps until there is one.
fn next(queue: &Queue) -> Arc<Ticket> {
    let mut spins = 0;
    let mut tickets = queue.lock();
    loop {
        // SAFETY: a ticket in the queue has a launch that waits for it to leave.
        let open = |t: &&Arc<Ticket>| unsafe { !(*t.job).is_handed_out() };
        if let Some(ticket) = tickets.iter().find(open).cloned() {
            ticket.inside.fetch_add(1, Ordering::Relaxed);
            return ticket;
        }
        if spins < SPINS {
            drop(tickets);
            for _ in 0..16 {
                std::hint::spin_loop();
            }
            spins += 16;
            tickets = queue.lock();
        } else {
            tickets = queue
                .work
                .wait(tickets)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}
