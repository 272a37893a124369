//! Positions and sizes, on grids of several shapes, ragged ones among them.

use super::trial::Trial;
use enigma::core::interp::Arg;
use enigma::core::ir::builder::{Builder, Fallible};
use enigma::core::ir::{Attr, Dim, Value};
use enigma::core::ops::{OpDef, Query, arith, query};
use enigma::core::passes::specialise::Constants;
use enigma::core::{Const, Loc, Scalar};

type Extent = [u64; 3];

/// (grid, threads)
const GEOMETRIES: [(Extent, Extent); 4] = [
    ([70, 1, 1], [32, 1, 1]),
    ([100, 1, 1], [48, 1, 1]),
    ([13, 7, 1], [8, 4, 1]),
    ([9, 6, 5], [4, 3, 2]),
];

/// Each thread stores what the query gives, at its place in the grid.
pub fn positions(op: &'static OpDef, asked: Query) -> Vec<Trial> {
    let dims: &[Option<Dim>] = if has_dimensions(asked) {
        &[Some(Dim::X), Some(Dim::Y), Some(Dim::Z)]
    } else {
        &[None]
    };
    let each = |&dim: &Option<Dim>| {
        GEOMETRIES.map(|(grid, threads)| {
            let count = grid.iter().product::<u64>() as usize;
            let want = (0..count as u64).map(|i| {
                let found = model(asked, dim, grid, threads, i);
                Const::from_int(Scalar::U32, i128::from(found))
            });
            Trial {
                constants: Constants::new(),
                title: format!("{} {dim:?} on {grid:?} by {threads:?}", op.name),
                kernel: kernel(op, dim).expect("valid").finish().expect("closed"),
                args: vec![Arg::Buffer(vec![Const::from_bits(Scalar::U32, 0); count])],
                want: vec![Arg::Buffer(want.collect())],
                grid,
                threads,
            }
        })
    };
    dims.iter().flat_map(each).collect()
}

fn kernel(op: &'static OpDef, dim: Option<Dim>) -> Fallible<Builder> {
    let mut b = Builder::new("query", Loc::caller());
    let out = b.buffer("out", Scalar::U32);
    let attr = dim.map_or(Attr::None, Attr::Dim);
    let value = b.op_with(op, &[], attr, None)?;
    let mut at: Option<Value> = None;
    for dim in [Dim::Z, Dim::Y, Dim::X] {
        let position = |b: &mut Builder, op| b.op_with(op, &[], Attr::Dim(dim), None);
        let here = position(&mut b, &query::THREAD_POSITION_IN_GRID_XYZ)?;
        let extent = position(&mut b, &query::THREADS_PER_GRID)?;
        at = Some(match at {
            None => here,
            Some(outer) => {
                let scaled = b.op(&arith::MUL, &[outer.into(), extent.into()], None)?;
                b.op(&arith::ADD, &[scaled.into(), here.into()], None)?
            }
        });
    }
    let at = at.expect("three dimensions");
    b.store(out, &[at.into()], value.into())?;
    Ok(b)
}

const fn has_dimensions(asked: Query) -> bool {
    match asked {
        Query::ThreadPositionInGrid
        | Query::ThreadPositionInThreadgroup
        | Query::ThreadgroupPositionInGrid
        | Query::ThreadsPerThreadgroup
        | Query::ThreadsPerGrid
        | Query::ThreadgroupsPerGrid => true,
        Query::ThreadIndexInThreadgroup
        | Query::ThreadIndexInSimdgroup
        | Query::SimdgroupIndexInThreadgroup
        | Query::ThreadsPerSimdgroup
        | Query::SimdgroupsPerThreadgroup => false,
    }
}

/// What thread number i of the grid must get.
fn model(asked: Query, dim: Option<Dim>, grid: Extent, threads: Extent, i: u64) -> u64 {
    let position = [i % grid[0], i / grid[0] % grid[1], i / (grid[0] * grid[1])];
    let group = [0, 1, 2].map(|d| position[d] / threads[d]);
    let local = [0, 1, 2].map(|d| position[d] % threads[d]);
    let extent = [0, 1, 2].map(|d| threads[d].min(grid[d] - group[d] * threads[d]));
    let index = local[0] + extent[0] * (local[1] + extent[1] * local[2]);
    let d = dim.map_or(0, Dim::index);
    match asked {
        Query::ThreadPositionInGrid => position[d],
        Query::ThreadPositionInThreadgroup => local[d],
        Query::ThreadgroupPositionInGrid => group[d],
        Query::ThreadsPerThreadgroup => extent[d],
        Query::ThreadsPerGrid => grid[d],
        Query::ThreadgroupsPerGrid => grid[d].div_ceil(threads[d]),
        Query::ThreadIndexInThreadgroup => index,
        Query::ThreadIndexInSimdgroup => index % 32,
        Query::SimdgroupIndexInThreadgroup => index / 32,
        Query::ThreadsPerSimdgroup => 32,
        Query::SimdgroupsPerThreadgroup => extent.iter().product::<u64>().div_ceil(32),
    }
}
