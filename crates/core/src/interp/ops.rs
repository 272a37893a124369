//! One operation, for every active thread.

use super::{Arg, Group, Mask, Run, active};
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Attr, Dim, OpData};
use crate::ops::{Kind, Query};
use crate::types::Scalar;

impl Group<'_> {
    pub(super) fn op(&mut self, op: &OpData, mask: &Mask) -> Run {
        match op.op.kind {
            Kind::Pure => self.pure(op, mask),
            Kind::Const => self.each(op, mask, |_, _| match op.attr {
                Attr::Const(c) => c,
                _ => panic!("internal error: a constant without a value"),
            }),
            Kind::Query(query) => self.each(op, mask, |group, thread| {
                let dim = if let Attr::Dim(dim) = op.attr {
                    dim
                } else {
                    Dim::X
                };
                Const::from_int(
                    Scalar::U32,
                    i128::from(group.query(query, dim as usize, thread)),
                )
            }),
            Kind::ScalarParam => self.each(op, mask, |group, _| match op.attr {
                Attr::Param(p) => match group.args[p.index()] {
                    Arg::Scalar(c) => c,
                    Arg::Buffer(_) => panic!("internal error: a buffer read as a scalar"),
                },
                _ => panic!("internal error: a scalar parameter without its number"),
            }),
            Kind::Load | Kind::LoadIf | Kind::Store => self.access(op, mask),
            Kind::Atomic(atomic) => self.atomic(op, atomic, mask),
            Kind::Barrier => return self.barrier(op, mask),
            Kind::Simd(simd) => self.simd(op, simd, mask),
            Kind::AsyncCopy1d | Kind::AsyncCopy2d => return self.copy(op, mask),
            // Copies are done when they are issued, and one schedule needs no ordering.
            Kind::SimdBarrier | Kind::AsyncCopyWait => {}
            Kind::For => return self.counted(op, mask),
            Kind::While => return self.conditional(op, mask),
            Kind::If => return self.branch(op, mask),
            Kind::LocalGet | Kind::LocalSet => {
                panic!("internal error: {} was not promoted", op.op.name)
            }
        }
        Ok(())
    }

    /// Sets the result for every active thread.
    pub(super) fn each(&mut self, op: &OpData, mask: &Mask, f: impl Fn(&mut Self, usize) -> Const) {
        for thread in active(mask) {
            let c = f(self, thread);
            self.set(op.result(), thread, c);
        }
    }

    fn pure(&mut self, op: &OpData, mask: &Mask) {
        let ty = self.kernel.dtype(op.result());
        self.each(op, mask, |group, thread| {
            let operands: Vec<Const> = op.operands.iter().map(|&v| group.get(v, thread)).collect();
            op.op
                .evaluate(&operands, ty)
                .expect("internal error: a pure operation without a meaning")
        });
    }

    /// Position of a thread in its group.
    pub(super) fn position(&self, thread: usize) -> [u64; 3] {
        let [x, y, _] = self.place.shape;
        let t = thread as u64;
        [t % x, t / x % y, t / x / y]
    }

    fn query(&self, query: Query, d: usize, thread: usize) -> u64 {
        let place = &self.place;
        let lanes = super::SIMD_WIDTH as u64;
        match query {
            Query::ThreadPositionInGrid => {
                place.at[d] * place.threads[d] + self.position(thread)[d]
            }
            Query::ThreadPositionInThreadgroup => self.position(thread)[d],
            Query::ThreadgroupPositionInGrid => place.at[d],
            Query::ThreadsPerThreadgroup => place.shape[d],
            Query::ThreadsPerGrid => place.grid[d],
            Query::ThreadgroupsPerGrid => place.groups[d],
            Query::ThreadIndexInThreadgroup => thread as u64,
            Query::ThreadIndexInSimdgroup => thread as u64 % lanes,
            Query::SimdgroupIndexInThreadgroup => thread as u64 / lanes,
            Query::ThreadsPerSimdgroup => lanes,
            Query::SimdgroupsPerThreadgroup => (self.size as u64).div_ceil(lanes),
        }
    }

    fn barrier(&self, op: &OpData, mask: &Mask) -> Run {
        let arrived = active(mask).count();
        if arrived == self.size {
            return Ok(());
        }
        let message = format!(
            "barrier reached by {arrived} of {} threads of the threadgroup",
            self.size
        );
        let mut d = Diagnostic::new(Code::BarrierDivergence, op.loc.clone(), message);
        if let Some(condition) = self.conditions.last() {
            d = d.note(format!("the threads parted at {condition}"));
        }
        Err(Box::new(d.note(
            "all threads of a threadgroup must reach the same barrier",
        )))
    }
}
