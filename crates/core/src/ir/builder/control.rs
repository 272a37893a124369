//! Building of structured control flow, block by block.
//!
//! A front end opens a block, emits into it and closes it; what survives a block does so through
//! thread-local variables.

use super::{Builder, Fallible, Operand};
use crate::diag::Code;
use crate::ir::{Attr, BlockId, OpId, Value};
use crate::ops::control;
use crate::types::Scalar;

/// An open `if`.
#[derive(Clone, Copy, Debug)]
pub struct IfBlock {
    op: OpId,
    block: BlockId,
}

/// An open `for`.
#[derive(Clone, Copy, Debug)]
pub struct ForBlock {
    /// The loop's body.
    pub block: BlockId,
    /// The loop's index.
    pub index: Value,
}

/// An open `while`.
#[derive(Clone, Copy, Debug)]
pub struct WhileBlock {
    op: OpId,
    /// The condition, and once that is done the body.
    pub block: BlockId,
}

impl Builder {
    /// Opens a branch; what follows runs where the condition holds.
    pub fn if_begin(&mut self, condition: Operand) -> Fallible<IfBlock> {
        let condition = self.condition("if_", condition)?;
        let op = self.emit(&control::IF, vec![condition], Attr::None, &[]);
        let block = self.open_block(op, &[]);
        Ok(IfBlock { op, block })
    }

    /// Moves what the open `then` block has so far before the branch: it was written outside both arms.
    pub fn if_hoist(&mut self, open: IfBlock) -> Fallible<()> {
        self.check_innermost(open.block, "if_")?;
        let moved = std::mem::take(&mut self.kernel.blocks[open.block.index()].ops);
        let parent = self.kernel.op(open.op).parent;
        for &id in &moved {
            self.kernel.ops[id.index()].parent = parent;
        }
        for local in &mut self.kernel.locals {
            if local.home == open.block {
                local.home = parent;
            }
        }
        let ops = &mut self.kernel.blocks[parent.index()].ops;
        let at = ops
            .iter()
            .position(|&id| id == open.op)
            .expect("internal error: a lost branch");
        ops.splice(at..at, moved);
        Ok(())
    }

    /// Closes the first arm and opens the other.
    pub fn if_else(&mut self, open: IfBlock) -> Fallible<IfBlock> {
        self.check_innermost(open.block, "if_")?;
        self.close_block(vec![]);
        let block = self.open_block(open.op, &[]);
        Ok(IfBlock { op: open.op, block })
    }

    /// Closes a branch.
    pub fn if_end(&mut self, open: IfBlock) -> Fallible<()> {
        self.check_innermost(open.block, "if_")?;
        self.close_block(vec![]);
        if self.kernel.op(open.op).blocks.len() == 1 {
            self.open_block(open.op, &[]);
            self.close_block(vec![]);
        }
        Ok(())
    }

    /// Number of operations in the open arm so far.
    pub fn if_len(&self, open: IfBlock) -> usize {
        self.kernel.block(open.block).ops.len()
    }

    /// A value that a closed branch hands on: one operand from each arm, converted to the type they meet
    /// in. An arm that has none leaves it unspecified.
    pub fn if_join(
        &mut self,
        closed: IfBlock,
        what: &str,
        arms: [Option<Operand>; 2],
    ) -> Fallible<Value> {
        let given: Vec<Operand> = arms.into_iter().flatten().collect();
        let ty = self.meeting_type(&given)?;
        let local = self.local_before(closed.op, ty, what, None)?;
        let blocks = self.kernel.op(closed.op).blocks.clone();
        for (block, arm) in blocks.into_iter().zip(arms) {
            self.local_set_in(block, local, arm)?;
        }
        self.local_get(local)
    }

    /// Replaces a branch that was just closed by its operations, if they are pure and few; says whether.
    pub fn if_dissolve(&mut self, closed: IfBlock) -> bool {
        self.dissolve(closed.op)
    }

    /// Opens a counted loop over `[lo, hi)`.
    pub fn for_begin(
        &mut self,
        lo: Operand,
        hi: Operand,
        step: Operand,
        ty: Scalar,
    ) -> Fallible<ForBlock> {
        if !ty.is_int() {
            return Err(self.error(
                Code::OperandType,
                format!("for_range counts in an integer dtype, not {ty}"),
            ));
        }
        if let Operand::Int(n) = step
            && n <= 0
        {
            let e = self.error(
                Code::BadStep,
                format!("for_range needs a positive step, not {n}"),
            );
            return Err(Box::new(
                e.note("to count down, use hi - 1 - i in the body"),
            ));
        }
        let mut bounds = Vec::with_capacity(3);
        for bound in [lo, hi, step] {
            if let Operand::Value(v) = bound {
                let found = self.scalar_of(v, "for_range")?;
                if !found.is_int() {
                    let e = self.error(
                        Code::OperandType,
                        format!("for_range takes integer bounds, not {found}"),
                    );
                    return Err(Box::new(e.note("cast it: enigma.metal_cast(x, \"int\")")));
                }
            }
            bounds.push(self.convert(bound, ty, "for_range")?);
        }
        let op = self.emit(&control::FOR, bounds, Attr::None, &[]);
        let block = self.open_block(op, &[ty.into()]);
        let index = self.kernel.block(block).args[0];
        Ok(ForBlock { block, index })
    }

    /// Closes a counted loop.
    pub fn for_end(&mut self, open: ForBlock) -> Fallible<()> {
        self.check_innermost(open.block, "for_range")?;
        self.close_block(vec![]);
        Ok(())
    }

    /// Opens the condition of a loop; what follows is evaluated before each round.
    pub fn while_begin(&mut self) -> WhileBlock {
        let op = self.emit(&control::WHILE, vec![], Attr::None, &[]);
        let block = self.open_block(op, &[]);
        WhileBlock { op, block }
    }

    /// Ends the condition and opens the body.
    pub fn while_body(&mut self, open: WhileBlock, condition: Operand) -> Fallible<WhileBlock> {
        self.check_innermost(open.block, "while_")?;
        let condition = self.condition("while_", condition)?;
        self.close_block(vec![condition]);
        let block = self.open_block(open.op, &[]);
        Ok(WhileBlock { op: open.op, block })
    }

    /// Closes a loop.
    pub fn while_end(&mut self, open: WhileBlock) -> Fallible<()> {
        self.check_innermost(open.block, "while_")?;
        self.close_block(vec![]);
        Ok(())
    }

    /// What a variable that each round of a closed loop assigns before it reads it is after the loop:
    /// `last` of the last round, or `init` where there was none; without it, zero.
    pub fn loop_last(
        &mut self,
        body: BlockId,
        what: &str,
        (init, last): (Option<Operand>, Operand),
    ) -> Fallible<Value> {
        let both: Vec<Operand> = init.into_iter().chain([last]).collect();
        let ty = self.meeting_type(&both)?;
        let owner = self.kernel.block(body).owner;
        let owner = owner.expect("internal error: the body of a loop has an owner");
        let local = self.local_before(owner, ty, what, init)?;
        self.local_set_in(body, local, Some(last))?;
        self.local_get(local)
    }

    fn check_innermost(&self, block: BlockId, what: &str) -> Fallible<()> {
        if self.open.last() == Some(&block) {
            return Ok(());
        }
        let e = self.error(
            Code::UnclosedBlock,
            format!("blocks of {what} are not properly nested"),
        );
        Err(Box::new(
            e.note("close inner blocks first; enter each block once"),
        ))
    }
}
