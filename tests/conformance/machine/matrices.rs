//! Simdgroup matrices: by dtype, from and to both memories, as they lie there and transposed.

use super::trial::{Body, Trial, trial};
use enigma::core::ir::Memory;
use enigma::core::ir::builder::{Fallible, MatrixPlace, Operand};
use enigma::core::ops::{Class, MatrixOp};
use enigma::core::{Const, Scalar};

/// Threads of a group: one simdgroup.
const LANES: usize = 32;
const EDGE: usize = 8;

/// Elements between rows in memory, and the first one of the matrix.
const ROW: usize = 11;
const START: usize = 5;
const ROOM: usize = START + EDGE * ROW;

/// Numbers that products of eight keep exact in half and bfloat.
fn small(ty: Scalar, count: usize, seed: usize) -> Vec<Const> {
    let number = |i: usize| ((i * 7 + seed * 3 + i / 5) % 5) as i128 - 2;
    (0..count).map(|i| Const::from_int(ty, number(i))).collect()
}

fn place(memory: Memory, transpose: bool) -> MatrixPlace {
    MatrixPlace {
        offset: START.into(),
        elements_per_row: ROW.into(),
        transpose,
        ..MatrixPlace::new(memory, ROW.into())
    }
}

/// The matrix in memory where `place` finds it.
fn matrix_in(memory: &[Const]) -> Vec<Const> {
    let row = |r: usize| memory[START + r * ROW..][..EDGE].to_vec();
    (0..EDGE).flat_map(row).collect()
}

fn transposed(matrix: &[Const]) -> Vec<Const> {
    let at = |n: usize| matrix[n % EDGE * EDGE + n / EDGE];
    (0..matrix.len()).map(at).collect()
}

/// A trial of one simdgroup.
fn simdgroup(
    title: String,
    inputs: &[(Scalar, Vec<Const>)],
    outputs: &[(Scalar, Vec<Const>)],
    body: impl FnOnce(&mut Body<'_>) -> Fallible<()>,
) -> Trial {
    let mut made = trial(title, LANES, inputs, outputs, body);
    made.grid = [LANES as u64, 1, 1];
    made
}

/// A matrix with its rows one behind the other.
fn dense(memory: Memory) -> MatrixPlace {
    MatrixPlace::new(memory, EDGE.into())
}

fn load(ty: Scalar, transpose: bool, shared: bool) -> Trial {
    let all = small(ty, ROOM, 1);
    let plain = matrix_in(&all);
    let want = if transpose { transposed(&plain) } else { plain };
    let title = format!("simdgroup_matrix_load {ty} transpose={transpose} shared={shared}");
    simdgroup(title, &[(ty, all)], &[(ty, want)], |body| {
        let mut source = body.inputs[0];
        if shared {
            let tile = Memory::Threadgroup(body.b.alloc(ty, &[ROOM as i128])?);
            // Ninety-three elements, by 32 threads.
            for first in (0..ROOM).step_by(LANES) {
                let lid = body.lid()?;
                let at = body.op2(&enigma::core::ops::arith::ADD, lid, first as i32)?;
                let inside = body.op2(&enigma::core::ops::compare::CMP_LT, at, ROOM as i32)?;
                let value = (body.b).load_if(source, &[at.into()], inside.into(), 0.into())?;
                body.b
                    .store_if(tile, &[at.into()], value.into(), inside.into())?;
            }
            body.b.barrier(enigma::core::ir::MemFlags::Threadgroup);
            source = tile;
        }
        let matrix = body.b.matrix_load(place(source, transpose))?;
        body.b.matrix_store(matrix.into(), dense(body.outputs[0]))
    })
}

fn store(ty: Scalar, transpose: bool) -> Trial {
    let all = small(ty, EDGE * EDGE, 2);
    let rows = if transpose {
        transposed(&all)
    } else {
        all.clone()
    };
    let mut want = vec![Const::from_bits(ty, 0); ROOM];
    for (r, row) in rows.chunks(EDGE).enumerate() {
        want[START + r * ROW..][..EDGE].copy_from_slice(row);
    }
    let title = format!("simdgroup_matrix_store {ty} transpose={transpose}");
    simdgroup(title, &[(ty, all)], &[(ty, want)], |body| {
        let matrix = body.b.matrix_load(dense(body.inputs[0]))?;
        let to = place(body.outputs[0], transpose);
        body.b.matrix_store(matrix.into(), to)
    })
}

fn fill(ty: Scalar) -> Trial {
    let want = vec![Const::from_f64(ty, -2.5); EDGE * EDGE];
    let title = format!("make_filled_simdgroup_matrix {ty}");
    simdgroup(title, &[], &[(ty, want)], |body| {
        let matrix = body.b.matrix_fill(Operand::Float(-2.5), ty)?;
        body.b.matrix_store(matrix.into(), dense(body.outputs[0]))
    })
}

/// Exact, so that the order of additions does not show.
fn product(ty: Scalar, sum: Option<Scalar>) -> Trial {
    let (a, b) = (small(ty, EDGE * EDGE, 3), small(ty, EDGE * EDGE, 4));
    let of = sum.unwrap_or(ty);
    let c = small(of, EDGE * EDGE, 5);
    let element = |n: usize| {
        let (row, column) = (n / EDGE, n % EDGE);
        let terms = (0..EDGE).map(|k| a[row * EDGE + k].as_f64() * b[k * EDGE + column].as_f64());
        let start = sum.map_or(0.0, |_| c[n].as_f64());
        Const::from_f64(of, start + terms.sum::<f64>())
    };
    let want = (0..EDGE * EDGE).map(element).collect();
    let title = match sum {
        Some(sum) => format!("simdgroup_multiply_accumulate {ty} onto {sum}"),
        None => format!("simdgroup_multiply {ty}"),
    };
    let inputs = [(ty, a), (ty, b), (of, c)];
    simdgroup(title, &inputs, &[(of, want)], |body| {
        let [a, b, c] = [0, 1, 2].map(|n| body.inputs[n]);
        let (x, y) = (body.b.matrix_load(dense(a))?, body.b.matrix_load(dense(b))?);
        let result = match sum {
            Some(_) => {
                let z = body.b.matrix_load(dense(c))?;
                (body.b).matrix_multiply_accumulate(x.into(), y.into(), z.into())?
            }
            None => body.b.matrix_multiply(x.into(), y.into())?,
        };
        body.b.matrix_store(result.into(), dense(body.outputs[0]))
    })
}

/// The trials of an operation on matrices.
pub fn matrices(op: MatrixOp) -> Vec<Trial> {
    let dtypes: Vec<Scalar> = Class::FLOAT.iter().collect();
    let each = |f: &dyn Fn(Scalar) -> Vec<Trial>| dtypes.iter().flat_map(|&ty| f(ty)).collect();
    match op {
        MatrixOp::Load => each(&|ty| {
            let ways = [(false, false), (true, false), (false, true), (true, true)];
            ways.map(|(transpose, shared)| load(ty, transpose, shared))
                .into()
        }),
        MatrixOp::Store => each(&|ty| [false, true].map(|transpose| store(ty, transpose)).into()),
        MatrixOp::Fill => each(&|ty| vec![fill(ty)]),
        MatrixOp::Multiply => each(&|ty| vec![product(ty, None)]),
        MatrixOp::MultiplyAccumulate => each(&|ty| {
            let sums = if ty == Scalar::F32 {
                vec![ty]
            } else {
                vec![ty, Scalar::F32]
            };
            sums.into_iter().map(|sum| product(ty, Some(sum))).collect()
        }),
    }
}
