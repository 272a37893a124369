//! Runs that concern some threads only: `if lid < n` and `if lid == n` around all that a run does.
//!
//! Such a run needs the chunks that hold those threads and no others, and in all but the last chunk of
//! `lid < n` every lane is on, so that nothing there is masked. Tree reductions are made of these.

use super::emitter::{Chunk, Emitter, Mask};
use super::llvm::V;
use super::notes::Made;
use enigma_core::ir::{BlockId, Def, Dim, OpId, Value};
use enigma_core::ops::{Instr, Kind, Native, Predicate, Query};

/// Most operations of a body that is emitted twice, for whole chunks and for the last.
const SMALL: usize = 48;

/// What a run does, and for which threads.
#[derive(Clone, Copy, Debug)]
pub struct Narrow {
    /// The branch that holds everything the run does.
    body: BlockId,
    /// How the linear index of a thread compares with the bound.
    predicate: Predicate,
    bound: Value,
}

impl Emitter<'_> {
    /// Whether a run concerns some threads only.
    pub fn narrowed(&self, ops: &[OpId]) -> Option<Narrow> {
        if self.group_mask.is_some() {
            return None;
        }
        let mut branch = None;
        for &id in ops {
            let op = self.kernel.op(id);
            let crosses = op.results.iter().any(|&v| self.plan.crosses(v));
            match op.op.kind {
                Kind::If if branch.is_none() && op.results.is_empty() => branch = Some(op),
                Kind::Pure | Kind::Query(_) | Kind::Const | Kind::ScalarParam if !crosses => {}
                _ => return None,
            }
        }
        let branch = branch?;
        let other = self.kernel.block(branch.blocks[1]);
        let (predicate, bound) = self.comparison(branch.operands[0])?;
        let mut size = 0;
        self.kernel
            .walk_block(branch.blocks[0], &mut |_, _| size += 1);
        (other.ops.is_empty() && size <= SMALL).then_some(Narrow {
            body: branch.blocks[0],
            predicate,
            bound,
        })
    }

    /// A comparison of the thread's linear index with a scalar of the threadgroup.
    fn comparison(&self, condition: Value) -> Option<(Predicate, Value)> {
        let Def::Result(id, _) = self.kernel.value(condition).def else {
            return None;
        };
        let op = self.kernel.op(id);
        let Native::Instr(Instr::Cmp(predicate)) = op.op.cpu else {
            return None;
        };
        let (a, b) = (op.operands[0], op.operands[1]);
        match predicate {
            Predicate::Lt | Predicate::Le | Predicate::Eq
                if self.is_index(a) && self.plan.is_group(b) =>
            {
                Some((predicate, b))
            }
            Predicate::Gt | Predicate::Ge | Predicate::Eq
                if self.is_index(b) && self.plan.is_group(a) =>
            {
                let turned = match predicate {
                    Predicate::Gt => Predicate::Lt,
                    Predicate::Ge => Predicate::Le,
                    other => other,
                };
                Some((turned, a))
            }
            _ => None,
        }
    }

    /// Whether a value is the thread's linear index in its threadgroup.
    fn is_index(&self, v: Value) -> bool {
        let Def::Result(id, _) = self.kernel.value(v).def else {
            return false;
        };
        let op = self.kernel.op(id);
        let x = matches!(op.attr, enigma_core::ir::Attr::Dim(Dim::X));
        match op.op.kind {
            Kind::Query(Query::ThreadIndexInThreadgroup) => true,
            Kind::Query(Query::ThreadPositionInThreadgroup) => x && self.geometry.is_line(),
            _ => false,
        }
    }

    /// Emits a run for its threads only; the operations of the body are emitted under a mask that is the
    /// branch's condition.
    pub fn narrow_run(&mut self, run: u32, ops: &[OpId], narrow: Narrow) {
        let ll = &self.ll;
        let (total, width) = (self.entry().total, self.i32(self.width()));
        let bound = self.scalar(narrow.bound);
        let last = ll.sub(total, self.i32(1));
        match narrow.predicate {
            Predicate::Eq => {
                let inside = ll.ult(bound, total);
                let first = ll.and(bound, self.i32(!(self.width() - 1)));
                let lane = ll.sub(bound, first);
                self.when(inside, |e| {
                    let lanes = e.ll.eq(e.lane_numbers(32), e.splat(lane));
                    e.narrow_chunk(run, ops, narrow, first, Mask::Lanes(lanes));
                });
            }
            _ => {
                let i32 = [ll.int(32)];
                let threads = match narrow.predicate {
                    Predicate::Le => {
                        let within = ll.intrinsic("llvm.umin", &i32, &[bound, last]);
                        ll.add(within, self.i32(1))
                    }
                    _ => ll.intrinsic("llvm.umin", &i32, &[bound, total]),
                };
                let whole = ll.udiv(threads, width);
                let rest = ll.urem(threads, width);
                let first_rest = ll.sub(threads, rest);
                self.when(self.ll.ne(whole, self.i32(0)), |e| {
                    e.count_chunks(whole, 1, |e, first| {
                        e.narrow_chunk(run, ops, narrow, first, Mask::Full);
                    });
                });
                self.when(self.ll.ne(rest, self.i32(0)), |e| {
                    let lanes = e.ll.ult(e.lane_numbers(32), e.splat(rest));
                    e.narrow_chunk(run, ops, narrow, first_rest, Mask::Lanes(lanes));
                });
            }
        }
    }

    fn when(&mut self, condition: V, body: impl FnOnce(&mut Self)) {
        let (inside, join) = (self.ll.block("some"), self.ll.block("join"));
        self.ll.branch(condition, inside, join);
        self.ll.at(inside);
        body(self);
        self.ll.jump(join);
        self.ll.at(join);
    }

    fn narrow_chunk(&mut self, run: u32, ops: &[OpId], narrow: Narrow, first: V, mask: Mask) {
        self.enter_chunks([Chunk::lone(first, mask)]);
        self.import(run);
        for &op in ops {
            if self.kernel.op(op).op.kind == Kind::If {
                self.note(op, Made::Narrowed);
                self.chunk_block(narrow.body);
            } else {
                self.chunk_op(op);
            }
        }
        self.leave_chunks();
    }
}
