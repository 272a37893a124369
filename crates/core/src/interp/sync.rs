//! Barriers and async copies.

use super::state::{Machine, Mask, Run};
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Attr, Memory, OpData, Value};
use crate::ops::Kind;

/// What one async copy moves.
struct Transfer {
    /// First element and distance between rows, of the destination and of the source.
    dst: (i128, i128),
    src: (i128, i128),
    columns: i128,
    rows: i128,
}

impl Machine<'_> {
    /// Memory is always in order here; what can go wrong is that some threads are elsewhere.
    pub(super) fn barrier(&self, op: &OpData, mask: &Mask) -> Run {
        if mask.len() == self.threads {
            return Ok(());
        }
        let (some, all) = (mask.len(), self.threads);
        let message = format!("barrier reached by {some} of {all} threads of the threadgroup");
        let mut finding = Diagnostic::new(Code::BarrierDivergence, op.loc.clone(), message);
        if let Some(&owner) = self.splits.last() {
            finding = finding.note(format!(
                "the threads parted at {}",
                self.kernel.op(owner).loc
            ));
        }
        let finding = finding.note("all threads of a threadgroup must reach the same barrier");
        Err(Box::new(finding.note(self.group().name())))
    }

    /// Copies on behalf of the active lanes of one simdgroup, which must ask for the same.
    pub(super) fn async_copy(&mut self, op: &OpData, lanes: &Mask) -> Run {
        let first = self.agreed("async copy", op, &op.operands, lanes)?;
        let first: Vec<i128> = first.into_iter().map(Const::as_int).collect();
        let Attr::Copy { dst, src } = op.attr else {
            panic!("internal error: {} without its memories", op.op.name)
        };
        self.transfer(op, (dst, src), &Transfer::new(op, &first), lanes[0])
    }

    /// Operands that all lanes of a simdgroup have to give alike.
    pub(super) fn agreed(
        &self,
        what: &str,
        op: &OpData,
        operands: &[Value],
        lanes: &Mask,
    ) -> Result<Vec<Const>, Box<Diagnostic>> {
        let asked = |thread: usize| operands.iter().map(move |&v| self.get(v, thread));
        let Some(&other) = lanes.iter().find(|&&t| !asked(t).eq(asked(lanes[0]))) else {
            return Ok(asked(lanes[0]).collect());
        };
        let message = format!("{what} arguments differ between the lanes of a simdgroup");
        let finding = Diagnostic::new(Code::CopyArguments, op.loc.clone(), message);
        let finding = finding.note(self.group().thread_name(lanes[0]));
        Err(Box::new(finding.note(self.group().thread_name(other))))
    }

    fn transfer(
        &mut self,
        op: &OpData,
        (dst, src): (Memory, Memory),
        copy: &Transfer,
        thread: usize,
    ) -> Run {
        for row in 0..copy.rows {
            self.charge(op)?;
            for column in 0..copy.columns {
                self.charge(op)?;
                let value = self.read(op, src, element(copy.src, row, column), thread);
                self.write(op, dst, (element(copy.dst, row, column), value), thread);
            }
        }
        Ok(())
    }
}

impl Transfer {
    /// From the operands, in the order of the entry.
    fn new(op: &OpData, v: &[i128]) -> Transfer {
        if op.op.kind == Kind::AsyncCopy1d {
            Transfer {
                dst: (v[0], 0),
                src: (v[1], 0),
                columns: v[2],
                rows: 1,
            }
        } else {
            Transfer {
                dst: (v[0], v[1]),
                src: (v[2], v[3]),
                columns: v[4],
                rows: v[5],
            }
        }
    }
}

/// The index of an element; far out of bounds stays so.
fn element((offset, distance): (i128, i128), row: i128, column: i128) -> i128 {
    row.saturating_mul(distance)
        .saturating_add(offset)
        .saturating_add(column)
}
