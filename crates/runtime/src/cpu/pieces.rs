//! The threadgroups of a launch, handed out in pieces.
//!
//! Each thread begins with a range of its own, so that in launch after launch the same one touches the same memory;
//! a thread whose range is done takes from the one that has the most left. Pieces get smaller as a range does, so
//! that no thread waits long for another at the end.

use smallvec::SmallVec;
use std::ops;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A piece is this part of what its range has left.
const PART: u64 = 3;

/// Most of the smallest pieces that a range has, if all are of that size, and fewest.
const MOST_PIECES: u64 = 128;
const FEWEST_PIECES: u64 = 2;

/// What a piece takes at least, since taking one takes time, too.
const PIECE: Duration = Duration::from_micros(1);

/// What is left of a launch.
#[derive(Debug)]
pub struct Pieces {
    ranges: SmallVec<[Range; 2]>,
    total: u64,
    smallest: u64,
}

/// Threadgroups by number; on a cache line that it shares with no other range.
#[derive(Debug)]
#[repr(align(64))]
struct Range {
    next: AtomicU64,
    end: u64,
}

impl Pieces {
    /// That many threadgroups for so many threads, expected to take that long on one of them.
    pub fn new(total: u64, threads: usize, expected: Option<Duration>) -> Pieces {
        let threads = (threads as u64).min(total).max(1);
        let (each, more) = (total / threads, total % threads);
        let begin = |n: u64| n * each + n.min(more);
        let ranges = (0..threads).map(|n| Range {
            next: AtomicU64::new(begin(n)),
            end: begin(n + 1),
        });
        Pieces {
            ranges: ranges.collect(),
            total,
            smallest: smallest(total, threads, expected),
        }
    }

    /// How many threads have something to do.
    pub fn threads(&self) -> usize {
        self.ranges.len()
    }

    /// How many threadgroups there were.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many are not handed out.
    pub fn left(&self) -> u64 {
        self.ranges.iter().map(Range::left).sum()
    }

    /// Whether all are handed out.
    pub fn is_empty(&self) -> bool {
        self.ranges.iter().all(|range| range.left() == 0)
    }

    /// The next piece for a thread, by its number in the launch.
    pub fn take(&self, thread: usize) -> Option<ops::Range<u64>> {
        let mut range = &self.ranges[thread % self.ranges.len()];
        loop {
            if let Some(piece) = range.take(self.ranges.len() > 1, self.smallest) {
                return Some(piece);
            }
            let most = self.ranges.iter().max_by_key(|range| range.left());
            range = most.filter(|range| range.left() > 0)?;
        }
    }
}

impl Range {
    fn left(&self) -> u64 {
        self.end.saturating_sub(self.next.load(Ordering::Relaxed))
    }

    fn take(&self, is_shared: bool, smallest: u64) -> Option<ops::Range<u64>> {
        let mut begin = self.next.load(Ordering::Relaxed);
        loop {
            let left = self.end.checked_sub(begin).filter(|&n| n > 0)?;
            let piece = if is_shared {
                (left / PART).max(smallest).min(left)
            } else {
                left
            };
            let (next, order) = (begin + piece, Ordering::Relaxed);
            match self.next.compare_exchange_weak(begin, next, order, order) {
                Ok(_) => return Some(begin..next),
                Err(now) => begin = now,
            }
        }
    }
}

/// Fewest threadgroups of a piece.
fn smallest(total: u64, threads: u64, expected: Option<Duration>) -> u64 {
    let in_time = expected.map_or(0, |all| {
        let pieces = all.as_nanos() / PIECE.as_nanos();
        total / u64::try_from(pieces).unwrap_or(u64::MAX).max(1)
    });
    let each = total / threads;
    let most = each / FEWEST_PIECES;
    in_time.min(most).max(each / MOST_PIECES).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: [Option<Duration>; 3] =
        [None, Some(Duration::ZERO), Some(Duration::from_micros(50))];

    #[test]
    fn every_threadgroup_is_handed_out_once() {
        for total in [0, 1, 2, 3, 7, 64, 1000, 12_345] {
            for threads in [1, 2, 3, 8, 100] {
                for expected in EXPECTED {
                    let pieces = Pieces::new(total, threads, expected);
                    let mut seen = vec![0; total as usize];
                    for turn in 0.. {
                        let Some(piece) = pieces.take(turn % (threads + 1)) else {
                            break;
                        };
                        assert!(!piece.is_empty());
                        piece.for_each(|n| seen[n as usize] += 1);
                    }
                    assert!(pieces.is_empty() && pieces.left() == 0);
                    assert!(seen.iter().all(|&n| n == 1), "{total} {threads}");
                }
            }
        }
    }

    #[test]
    fn the_last_numbers_are_handed_out_too() {
        let pieces = Pieces::new(u64::MAX, 3, None);
        let mut end = 0;
        while let Some(piece) = pieces.take(2) {
            end = end.max(piece.end);
        }
        assert_eq!(end, u64::MAX);
    }

    #[test]
    fn pieces_get_smaller() {
        let pieces = Pieces::new(1000, 2, None);
        let own: Vec<_> = std::iter::from_fn(|| pieces.take(1))
            .take_while(|piece| piece.start >= 500)
            .map(|piece| piece.end - piece.start)
            .collect();
        assert!(own.windows(2).all(|two| two[0] >= two[1]), "{own:?}");
        assert_eq!((own[0], own.last()), (166, Some(&1)));
    }

    #[test]
    fn many_threads_take_all() {
        let pieces = Pieces::new(100_000, 4, None);
        let taken = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (pieces, taken) = (&pieces, &taken);
                scope.spawn(move || {
                    while let Some(piece) = pieces.take(thread) {
                        taken.fetch_add(piece.end - piece.start, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(taken.into_inner(), 100_000);
    }
}
