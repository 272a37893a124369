//! Which launches have to end before another may begin to copy.
//!
//! The device runs launches in the order in which they are handed over, so memory that it uses in place is as the
//! launches before left it. Copies are made by the host, at the start and the end of a launch: those have to wait.

use super::binding::{Region, Way};

/// Whether a launch has to be over, its results copied back, before another with these regions is prepared.
pub fn must_end_first(running: &[Region], next: &[Region]) -> bool {
    let pairs = running
        .iter()
        .flat_map(|first| next.iter().map(move |then| (first, then)));
    pairs
        .filter(|(first, then)| first.overlaps(then))
        .any(|(first, then)| {
            let comes_back = first.written && is_copied(first);
            let is_read_early = first.written && is_copied(then);
            comes_back || is_read_early
        })
}

fn is_copied(region: &Region) -> bool {
    matches!(region.way, Way::Copied(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(written: bool, way: Way) -> Region {
        Region {
            start: 4096,
            bytes: 64,
            written,
            way,
        }
    }

    #[test]
    fn copies_wait_for_what_writes_the_same_memory() {
        let (shared, copied) = (Way::InPlace(4096), Way::Copied(0));
        let cases = [
            ((true, shared), (false, shared), false),
            ((true, shared), (false, copied), true),
            ((true, copied), (false, shared), true),
            ((true, copied), (true, copied), true),
            ((false, copied), (true, shared), false),
            ((false, shared), (true, copied), false),
        ];
        for (first, then, wanted) in cases {
            let (running, next) = (region(first.0, first.1), region(then.0, then.1));
            let found = must_end_first(&[running], &[next]);
            assert_eq!(found, wanted, "{first:?} before {then:?}");
            let elsewhere = Region {
                start: next.end(),
                ..next
            };
            assert!(!must_end_first(&[running], &[elsewhere]));
        }
    }
}
