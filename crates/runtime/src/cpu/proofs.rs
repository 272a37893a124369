//! What the last launches of a kernel proved of its accesses, so that equal ones need not prove it again.

use super::fork;
use crate::launch::Grid;
use enigma_codegen::cpu::abi::Slot;
use enigma_codegen::cpu::ranges::{Facts, proven_at_launch};
use enigma_core::constant::Const;
use enigma_core::ir::{Kernel, Param, ParamKind};
use smallvec::SmallVec;
use std::sync::{PoisonError, RwLock};

/// Launches that are remembered.
const MOST: usize = 8;

/// What a proof depends on: the grid, integer scalars, and the lengths of buffers. Floats may change in every launch.
type Launch = SmallVec<[u64; 32]>;

/// Proofs by launch, the latest last.
#[derive(Debug, Default)]
pub struct Proofs {
    known: RwLock<Vec<(Launch, u64)>>,
}

impl Proofs {
    /// The accesses that are in bounds, as bits by their number.
    pub fn of(&self, kernel: &Kernel, slots: &[Slot], grid: &Grid) -> u64 {
        let _no_fork = fork::pass();
        let launch = launch(kernel, slots, grid);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, proven)) = known.iter().rev().find(|(l, _)| *l == launch) {
            return *proven;
        }
        drop(known);
        let proven = prove(kernel, slots, grid);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() == MOST {
            known.remove(0);
        }
        known.push((launch, proven));
        proven
    }
}

fn launch(kernel: &Kernel, slots: &[Slot], grid: &Grid) -> Launch {
    let sizes = grid.grid.iter().chain(&grid.threads).copied();
    let arguments = kernel
        .params
        .iter()
        .zip(slots)
        .map(|(p, slot)| match p.kind {
            ParamKind::Buffer => slot.len,
            ParamKind::Scalar if p.dtype.is_float() => 0,
            ParamKind::Scalar => slot.value,
        });
    sizes.chain(arguments).collect()
}

fn prove(kernel: &Kernel, slots: &[Slot], grid: &Grid) -> u64 {
    let scalars: Vec<Option<i128>> = kernel.params.iter().zip(slots).map(scalar).collect();
    let lengths: Vec<u64> = slots.iter().map(|slot| slot.len).collect();
    let facts = Facts {
        grid: grid.grid,
        threads: grid.threads,
        scalars: &scalars,
        lengths: &lengths,
    };
    proven_at_launch(kernel, &facts)
}

fn scalar((param, slot): (&Param, &Slot)) -> Option<i128> {
    let whole = param.kind == ParamKind::Scalar && param.dtype.is_int();
    whole.then(|| Const::from_bits(param.dtype, slot.value).as_int())
}
