//! The geometry of a launch: a grid counted in threads, its threadgroups, the threads of each.

use super::SIMD_WIDTH;
use crate::diag::Diagnostic;
use crate::ir::{Dim, Kernel};
use crate::limits::{check_launch, triple};
use crate::ops::Query;

/// The extent of a launch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Launch {
    grid: [u64; 3],
    threads: [u64; 3],
}

/// One threadgroup.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    launch: Launch,
    /// Position in the grid, counted in threadgroups.
    position: [u64; 3],
    /// Its threads; fewer than asked for at the edge of the grid.
    extent: [u64; 3],
}

impl Launch {
    /// Checks an extent; an empty grid is fine.
    pub(super) fn new(
        kernel: &Kernel,
        grid: [u64; 3],
        threads: [u64; 3],
    ) -> Result<Launch, Box<Diagnostic>> {
        check_launch(kernel, grid, threads)?;
        Ok(Launch { grid, threads })
    }

    fn group_counts(self) -> [u64; 3] {
        [0, 1, 2].map(|d| self.grid[d].div_ceil(self.threads[d]))
    }

    /// Every threadgroup, x fastest.
    pub(super) fn groups(self) -> impl Iterator<Item = Group> {
        let [nx, ny, nz] = self.group_counts();
        (0..nz)
            .flat_map(move |z| (0..ny).flat_map(move |y| (0..nx).map(move |x| [x, y, z])))
            .map(move |position| self.group(position))
    }

    fn group(self, position: [u64; 3]) -> Group {
        let first = |d: usize| position[d] * self.threads[d];
        let extent = [0, 1, 2].map(|d| self.threads[d].min(self.grid[d] - first(d)));
        Group {
            launch: self,
            position,
            extent,
        }
    }
}

impl Group {
    /// Number of its threads.
    pub(super) fn size(&self) -> usize {
        self.extent.iter().product::<u64>() as usize
    }

    /// Position of a thread in the threadgroup.
    fn local(&self, thread: usize) -> [u64; 3] {
        let [nx, ny, _] = self.extent;
        let thread = thread as u64;
        [thread % nx, thread / nx % ny, thread / (nx * ny)]
    }

    fn global(&self, thread: usize) -> [u64; 3] {
        let local = self.local(thread);
        [0, 1, 2].map(|d| self.position[d] * self.launch.threads[d] + local[d])
    }

    /// A query's answer for one thread.
    pub(super) fn query(&self, query: Query, dim: Dim, thread: usize) -> u64 {
        let along = |extents: [u64; 3]| match dim {
            Dim::X => extents[0],
            Dim::Y => extents[1],
            Dim::Z => extents[2],
        };
        match query {
            Query::ThreadPositionInGrid => along(self.global(thread)),
            Query::ThreadPositionInThreadgroup => along(self.local(thread)),
            Query::ThreadgroupPositionInGrid => along(self.position),
            Query::ThreadsPerThreadgroup => along(self.extent),
            Query::ThreadsPerGrid => along(self.launch.grid),
            Query::ThreadgroupsPerGrid => along(self.launch.group_counts()),
            Query::ThreadIndexInThreadgroup => thread as u64,
            Query::ThreadIndexInSimdgroup => (thread % SIMD_WIDTH) as u64,
            Query::SimdgroupIndexInThreadgroup => (thread / SIMD_WIDTH) as u64,
            Query::ThreadsPerSimdgroup => SIMD_WIDTH as u64,
            Query::SimdgroupsPerThreadgroup => self.size().div_ceil(SIMD_WIDTH) as u64,
        }
    }

    /// Where a thread is, for messages.
    pub(super) fn thread_name(&self, thread: usize) -> String {
        format!("thread {} of the grid", triple(self.global(thread)))
    }

    /// Which threadgroup this is, for messages.
    pub(super) fn name(&self) -> String {
        format!("threadgroup {} of the grid", triple(self.position))
    }
}
