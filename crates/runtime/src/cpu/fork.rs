//! Forks: a process that is forked off has one thread, and every lock as it was at that moment.
//!
//! So code is made and looked up behind a gate that a fork closes: no lock in there is held when the process
//! is copied. What belongs to other threads, such as the pool, belongs to a generation, and is left alone in
//! the next one.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

static GATE: RwLock<()> = RwLock::new(());
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// How often this process was forked off.
pub fn generation() -> u32 {
    GENERATION.load(Ordering::Relaxed)
}

/// Keeps forks away while the guard lives. What is done meanwhile waits for no other thread's launch, nor forks.
pub fn pass() -> RwLockReadGuard<'static, ()> {
    GATE.read().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
pub use unix::watch;

/// No other system forks.
#[cfg(not(unix))]
pub fn watch() {}

#[cfg(unix)]
mod unix {
    use super::{GATE, GENERATION};
    use std::cell::RefCell;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{PoisonError, RwLockWriteGuard};

    thread_local! {
        /// The closed gate, from before a fork until after it.
        static CLOSED: RefCell<Option<RwLockWriteGuard<'static, ()>>> = const { RefCell::new(None) };
    }

    /// Asks the system to be told of forks; once is enough.
    pub fn watch() {
        static WATCHED: AtomicBool = AtomicBool::new(false);
        if !WATCHED.swap(true, Ordering::Relaxed) {
            // SAFETY: the functions are there as long as the process, and do nothing that a forked process
            // may not do. Where there is no memory to note them, forks go unnoticed.
            unsafe { libc::pthread_atfork(Some(before), Some(open), Some(in_child)) };
        }
    }

    extern "C" fn before() {
        let gate = GATE.write().unwrap_or_else(PoisonError::into_inner);
        CLOSED.set(Some(gate));
    }

    extern "C" fn open() {
        drop(CLOSED.take());
    }

    extern "C" fn in_child() {
        GENERATION.fetch_add(1, Ordering::Relaxed);
        open();
    }
}
