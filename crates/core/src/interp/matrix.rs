//! Simdgroup matrices. One belongs to its simdgroup: all 32 lanes act together, or the run ends.

use super::SIMD_WIDTH;
use super::memory::memory;
use super::state::{Machine, Mask, Run, simdgroups};
use crate::constant::Const;
use crate::diag::Diagnostic;
use crate::ir::{Attr, OpData, Value};
use crate::limits::{MATRIX_EDGE, MATRIX_LEN, parted_lanes};
use crate::ops::{Kind, MatrixOp};
use crate::types::{Scalar, Type};

impl Machine<'_> {
    /// Evaluates the operation for the active lanes of one simdgroup.
    pub(super) fn matrix(&mut self, op: &OpData, matrix: MatrixOp, lanes: &Mask) -> Run {
        if lanes.len() < SIMD_WIDTH {
            return Err(self.parted(op, (lanes.len(), SIMD_WIDTH), lanes[0]));
        }
        let given: Vec<Value> = op
            .operands
            .iter()
            .copied()
            .filter(|&v| self.is_scalar(v))
            .collect();
        let given = self.agreed(op.op.name, op, &given, lanes)?;
        let first = lanes[0];
        match matrix {
            MatrixOp::Load => {
                let elements = self.matrix_load(op, &given, first);
                self.set_matrix(op.result(), first, &elements);
            }
            MatrixOp::Store => self.matrix_store(op, &given, first),
            MatrixOp::Fill => self.set_matrix(op.result(), first, &[given[0]; MATRIX_LEN]),
            MatrixOp::Multiply | MatrixOp::MultiplyAccumulate => {
                let product = self.product(op, first);
                self.set_matrix(op.result(), first, &product);
            }
        }
        Ok(())
    }

    fn is_scalar(&self, v: Value) -> bool {
        matches!(self.kernel.ty(v), Type::Scalar(_))
    }

    fn parted(&self, op: &OpData, (some, all): (usize, usize), thread: usize) -> Box<Diagnostic> {
        Box::new(parted_lanes(op, some, all).note(self.group().thread_name(thread)))
    }

    /// Where a branch or loop gives matrices, the lanes of a simdgroup stay together.
    pub(super) fn require_together(&self, op: &OpData, (all, some): (&Mask, &Mask)) -> Run {
        let gives_matrix = |&v: &Value| self.kernel.ty(v).matrix().is_some();
        if !op.results.iter().any(gives_matrix) {
            return Ok(());
        }
        for lanes in simdgroups(some) {
            let number = lanes[0] / SIMD_WIDTH;
            let together = all.iter().filter(|&&t| t / SIMD_WIDTH == number).count();
            if lanes.len() < together {
                return Err(self.parted(op, (lanes.len(), together), lanes[0]));
            }
        }
        Ok(())
    }

    /// The element at each place of memory, row after row, and its place in the matrix.
    fn places(op: &OpData, given: &[Const]) -> impl Iterator<Item = (i128, usize)> + use<> {
        let (start, distance) = (given[0].as_int(), given[1].as_int());
        let transpose = matches!(
            op.attr,
            Attr::Matrix {
                transpose: true,
                ..
            }
        );
        (0..MATRIX_LEN).map(move |n| {
            let (row, column) = (n / MATRIX_EDGE, n % MATRIX_EDGE);
            let skipped = distance.saturating_mul(row as i128);
            let index = start.saturating_add(skipped).saturating_add(column as i128);
            let place = if transpose {
                column * MATRIX_EDGE + row
            } else {
                n
            };
            (index, place)
        })
    }

    fn matrix_load(&mut self, op: &OpData, given: &[Const], first: usize) -> Vec<Const> {
        let memory = memory(op);
        let mut elements = vec![Const::from_bits(self.kernel.element(memory), 0); MATRIX_LEN];
        for (index, place) in Self::places(op, given) {
            elements[place] = self.read(op, memory, index, first);
        }
        elements
    }

    fn matrix_store(&mut self, op: &OpData, given: &[Const], first: usize) {
        let elements = self.get_matrix(op.operands[2], first).to_vec();
        for (index, place) in Self::places(op, given) {
            self.write(op, memory(op), (index, elements[place]), first);
        }
    }

    /// Sums in float by fused multiply-adds, k ascending, rounded once.
    fn product(&self, op: &OpData, first: usize) -> Vec<Const> {
        let floats = |v: Value| -> Vec<f32> {
            let elements = self.get_matrix(v, first).iter();
            elements.map(|c| c.as_f64() as f32).collect()
        };
        let (a, b) = (floats(op.operands[0]), floats(op.operands[1]));
        let mut sums = match op.op.kind {
            Kind::Matrix(MatrixOp::MultiplyAccumulate) => floats(op.operands[2]),
            _ => vec![0.0; MATRIX_LEN],
        };
        for (n, sum) in sums.iter_mut().enumerate() {
            let (row, column) = (n / MATRIX_EDGE, n % MATRIX_EDGE);
            for k in 0..MATRIX_EDGE {
                *sum = a[row * MATRIX_EDGE + k].mul_add(b[k * MATRIX_EDGE + column], *sum);
            }
        }
        let dtype = self.kernel.ty(op.result()).matrix().unwrap_or(Scalar::F32);
        sums.iter()
            .map(|&sum| Const::from_f64(dtype, f64::from(sum)))
            .collect()
    }
}
