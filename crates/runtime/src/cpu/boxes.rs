//! A grid cut into boxes of threadgroups of equal extent.
//!
//! Along each dimension there are the whole threadgroups, and perhaps a last one that is cut off. So a
//! launch has one box of whole threadgroups and up to seven of smaller ones.

use crate::launch::Grid;
use smallvec::SmallVec;

/// Threadgroups of equal extent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The first threadgroup.
    pub origin: [u32; 3],
    /// How many there are.
    pub count: [u32; 3],
    /// Threads of each.
    pub extent: [u32; 3],
    /// Along which dimensions they are whole.
    pub whole: [bool; 3],
}

/// Of most launches there is one.
pub type Cuts = SmallVec<[Cut; 1]>;

/// The boxes of a launch, whose sizes were checked; the inner one first.
pub fn cut(grid: &Grid) -> Cuts {
    let along = [0, 1, 2].map(|d| parts(grid.grid[d] as u32, grid.threads[d] as u32));
    let mut cuts = Cuts::new();
    for z in &along[2] {
        for y in &along[1] {
            for x in &along[0] {
                let [x, y, z] = [x, y, z];
                cuts.push(Cut {
                    origin: [x.first, y.first, z.first],
                    count: [x.count, y.count, z.count],
                    extent: [x.extent, y.extent, z.extent],
                    whole: [x.whole, y.whole, z.whole],
                });
            }
        }
    }
    cuts
}

/// Threadgroups of equal extent along one dimension.
struct Part {
    first: u32,
    count: u32,
    extent: u32,
    whole: bool,
}

fn parts(grid: u32, threads: u32) -> SmallVec<[Part; 2]> {
    let (whole, rest) = (grid / threads, grid % threads);
    let mut parts = SmallVec::new();
    if whole > 0 {
        parts.push(Part {
            first: 0,
            count: whole,
            extent: threads,
            whole: true,
        });
    }
    if rest > 0 {
        parts.push(Part {
            first: whole,
            count: 1,
            extent: rest,
            whole: false,
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_cover_the_grid_once() {
        for grid in [[100, 1, 1], [256, 1, 1], [33, 7, 5], [5, 0, 3], [1, 1, 1]] {
            let threads = [16, 4, 2];
            let cuts = cut(&Grid { grid, threads });
            let mut seen = std::collections::HashSet::new();
            for c in &cuts {
                for (x, y, z) in positions(c) {
                    assert!(seen.insert((x, y, z)), "{grid:?}: twice {x} {y} {z}");
                }
            }
            assert_eq!(seen.len() as u64, grid.iter().product::<u64>(), "{grid:?}");
        }
    }

    fn positions(c: &Cut) -> Vec<(u32, u32, u32)> {
        let threads = [16, 4, 2];
        let along = |d: usize| {
            let first = c.origin[d] * threads[d];
            let each = (0..c.count[d]).map(move |g| first + g * threads[d]);
            each.flat_map(move |at| at..at + c.extent[d])
                .collect::<Vec<_>>()
        };
        let mut all = Vec::new();
        for z in along(2) {
            for y in along(1) {
                for x in along(0) {
                    all.push((x, y, z));
                }
            }
        }
        all
    }
}
