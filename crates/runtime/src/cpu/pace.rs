//! How long launches of a kernel took: what the next one is expected to take.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Launches of fewer threads count as of so many, since most of their time is not the threads'.
const FEWEST: u64 = 256;

/// Picoseconds of one CPU for each thread of a grid, as the last launch took them; 0 before the first.
#[derive(Debug, Default)]
pub struct Pace(AtomicU64);

impl Pace {
    /// What a launch is expected to take on one CPU; None before the first.
    pub fn expected(&self, threads: u64) -> Option<Duration> {
        let each = self.0.load(Ordering::Relaxed);
        let all = each.saturating_mul(threads.max(FEWEST));
        (each > 0).then(|| Duration::from_nanos(all / 1000))
    }

    /// Takes note of a launch: the time of all CPUs together.
    pub fn note(&self, threads: u64, took: Duration) {
        let all = took.as_nanos().saturating_mul(1000) / u128::from(threads.max(FEWEST));
        let each = u64::try_from(all).unwrap_or(u64::MAX);
        self.0.store(each.max(1), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expects_what_was_noted() {
        let pace = Pace::default();
        assert_eq!(pace.expected(1000), None);
        pace.note(1000, Duration::from_micros(3));
        assert_eq!(pace.expected(2000), Some(Duration::from_micros(6)));
        pace.note(1, Duration::from_nanos(256));
        assert_eq!(pace.expected(1), Some(Duration::from_nanos(256)));
        assert_eq!(pace.expected(512), Some(Duration::from_nanos(512)));
    }

    #[test]
    fn is_known_after_a_launch_too_short_to_measure() {
        let pace = Pace::default();
        pace.note(u64::MAX, Duration::ZERO);
        assert!(pace.expected(1).is_some());
        pace.note(1, Duration::MAX);
        assert!(pace.expected(u64::MAX).is_some());
    }
}
