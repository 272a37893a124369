//! The extent of a launch against what device and pipeline take.

use super::gpu::{Facts, PipelineFacts};
use crate::launch::Grid;
use enigma_core::ir::Kernel;
use enigma_core::limits::{SIMD_WIDTH, check_launch, triple};
use enigma_core::{Code, Diagnostic};

/// Whether there is nothing to run.
pub fn is_empty(grid: &Grid) -> bool {
    grid.grid.contains(&0)
}

/// What is wrong with the size of a threadgroup, before anything is compiled.
pub fn check(kernel: &Kernel, grid: &Grid, facts: &Facts) -> Result<(), Box<Diagnostic>> {
    check_launch(kernel, grid.grid, grid.threads)?;
    let is_longer = |d: &usize| grid.threads[*d] > facts.threads[*d];
    if (0..3).any(|d| is_longer(&d)) {
        let most = triple(facts.threads);
        let note = format!("{} takes at most {most} along x, y, z", facts.name);
        return Err(Box::new(threadgroup(kernel, grid).note(note)));
    }
    Ok(())
}

/// What the compiled kernel says against the launch. Without this, Metal runs nothing and says nothing.
pub fn check_pipeline(
    kernel: &Kernel,
    grid: &Grid,
    facts: &Facts,
    pipeline: &PipelineFacts,
    uses_lanes: bool,
) -> Result<(), Box<Diagnostic>> {
    let total: u64 = grid.threads.iter().product();
    let name = &kernel.name;
    if total > pipeline.threads {
        let most = pipeline.threads;
        let note = format!("{name} needs so many registers that {most} threads fit");
        return Err(Box::new(threadgroup(kernel, grid).note(note)));
    }
    if pipeline.threadgroup_bytes > facts.threadgroup_bytes {
        let (used, most) = (pipeline.threadgroup_bytes, facts.threadgroup_bytes);
        let message = format!("{name} uses {used} bytes of threadgroup memory");
        let finding = Diagnostic::new(Code::ThreadgroupMemory, kernel.loc.clone(), message);
        return Err(Box::new(finding.note(format!("{} has {most}", facts.name))));
    }
    if uses_lanes && pipeline.width != SIMD_WIDTH as u64 {
        let message = format!("{name} uses simdgroups of {SIMD_WIDTH} lanes");
        let finding = Diagnostic::new(Code::UnsupportedOp, kernel.loc.clone(), message);
        let note = format!("those of {} have {}", facts.name, pipeline.width);
        return Err(Box::new(finding.note(note)));
    }
    Ok(())
}

fn threadgroup(kernel: &Kernel, grid: &Grid) -> Diagnostic {
    let message = format!("a threadgroup of {} threads", triple(grid.threads));
    Diagnostic::new(Code::ThreadgroupSize, kernel.loc.clone(), message)
}
