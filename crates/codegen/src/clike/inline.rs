//! Which values are written where they are used, and which get a statement of their own.
//!
//! A value is inlined if it is read once, in the block that computes it, and the user gave it no name.
//! Evaluation then moves to the reader: never across control flow, for a read of memory never across
//! a write or a barrier, and for one of a variable never across what assigns it. Expressions do not grow
//! beyond what a line holds. A constant added to what never changes is written wherever it is read: `i + 1`
//! needs no name.

use super::dialect::Dialect;
use super::uses::Uses;
use super::vars::Vars;
use super::wide::Wide;
use enigma_core::ir::{BlockId, Def, Kernel, OpData, OpId, Value};
use enigma_core::ops::{Kind, Text};
use enigma_core::{Scalar, Type};

/// Operations in one expression at most; more become statements.
const LARGEST_EXPRESSION: usize = 8;

/// What `plan` found.
#[derive(Debug)]
pub struct Inline {
    inlined: Vec<bool>,
}

impl Inline {
    /// Whether the value has no statement of its own.
    pub fn contains(&self, v: Value) -> bool {
        self.inlined[v.index()]
    }
}

/// Decides for every value of the kernel.
pub fn plan(
    kernel: &Kernel,
    wide: &Wide,
    uses: &Uses,
    vars: &Vars,
    dialect: &dyn Dialect,
) -> Inline {
    let inlined = vec![false; kernel.value_count()];
    let mut planner = Planner {
        kernel,
        wide,
        uses,
        vars,
        dialect,
        inlined,
    };
    planner.block(Kernel::BODY);
    Inline {
        inlined: planner.inlined,
    }
}

struct Planner<'k> {
    kernel: &'k Kernel,
    wide: &'k Wide,
    uses: &'k Uses,
    vars: &'k Vars,
    dialect: &'k dyn Dialect,
    inlined: Vec<bool>,
}

impl Planner<'_> {
    fn block(&mut self, block: BlockId) {
        let ops = &self.kernel.block(block).ops;
        // Backwards, for where an operation is evaluated depends on its reader.
        let mut anchors: Vec<usize> = (0..ops.len()).collect();
        for index in (0..ops.len()).rev() {
            if let Some(anchor) = self.inline_at(ops, index, &anchors) {
                self.inlined[self.kernel.op(ops[index]).result().index()] = true;
                anchors[index] = anchor;
            }
        }
        self.split_large(ops);
        for &id in ops {
            for &inner in &self.kernel.op(id).blocks {
                self.block(inner);
            }
        }
    }

    /// Where the operation is evaluated if it is inlined; none if it is not.
    fn inline_at(&self, ops: &[OpId], index: usize, anchors: &[usize]) -> Option<usize> {
        let op = self.kernel.op(ops[index]);
        match op.op.kind {
            Kind::Const | Kind::ScalarParam | Kind::FunctionConstant => return Some(index),
            Kind::Query(_) => {
                return self
                    .dialect
                    .inlines_query(self.kernel, op.result())
                    .then_some(index);
            }
            Kind::Pure | Kind::Load | Kind::LoadIf => {}
            Kind::Store
            | Kind::LocalGet
            | Kind::LocalSet
            | Kind::Assert
            | Kind::Barrier
            | Kind::SimdBarrier
            | Kind::Simd(_)
            | Kind::Atomic(_)
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::AsyncCopyWait
            | Kind::Matrix(_)
            | Kind::For
            | Kind::While
            | Kind::If
            | Kind::Composite(_) => return None,
        }
        let v = op.result();
        if self.is_small(op) || self.is_component(ops[index]) {
            return Some(index);
        }
        let [site] = self.uses.sites(v) else {
            return None;
        };
        let named = self.kernel.value(v).name.is_some() || self.vars.of(v).is_some();
        if named || site.weight != 1 || site.block != op.parent {
            return None;
        }
        let anchor = anchors.get(site.index).copied().unwrap_or(site.index);
        let between = ops.get(index + 1..anchor)?;
        let read: Vec<_> = op
            .operands
            .iter()
            .filter_map(|&v| self.vars.of(v))
            .collect();
        let assigns = |id| {
            let results = &self.kernel.op(id).results;
            let mut assigned = results.iter().filter_map(|&v| self.vars.of(v));
            assigned.any(|var| read.contains(&var))
        };
        let crosses = between
            .iter()
            .any(|&id| self.forbids(id, op.op.effects.reads) || assigns(id));
        (!crosses).then_some(anchor)
    }

    /// Whether an operation gives a component of a vector that was loaded before, and has no other name.
    fn is_component(&self, id: OpId) -> bool {
        let op = self.kernel.op(id);
        op.op.kind == Kind::Load
            && self.wide.group(id).is_some()
            && self.kernel.value(op.result()).name.is_none()
            && self.vars.of(op.result()).is_none()
    }

    /// Whether an operation adds a constant to something that has a name and never changes.
    fn is_small(&self, op: &OpData) -> bool {
        let v = op.result();
        let [a, b] = op.operands[..] else {
            return false;
        };
        let is_sum = matches!(self.dialect.text(op.op), Text::Wrapping("+" | "-"));
        let is_unnamed = self.kernel.value(v).name.is_none() && self.vars.of(v).is_none();
        let is_constant = |v| self.kernel.constant(v).is_some();
        // A sum of another type is written with a conversion, or wraps in a way that C leaves open.
        let has_plain_sum = matches!(self.kernel.ty(v), Type::Scalar(Scalar::U32 | Scalar::U64));
        is_sum
            && is_unnamed
            && has_plain_sum
            && ((is_constant(b) && self.is_fixed(a)) || (is_constant(a) && self.is_fixed(b)))
    }

    /// Whether a value is a name in the text, whose meaning does not change.
    fn is_fixed(&self, v: Value) -> bool {
        if self.vars.of(v).is_some() {
            return false;
        }
        let Def::Result(id, _) = self.kernel.value(v).def else {
            return true;
        };
        let op = self.kernel.op(id);
        let kind = op.op.kind;
        let is_written = matches!(kind, Kind::ScalarParam | Kind::FunctionConstant)
            || (matches!(kind, Kind::Query(_)) && self.dialect.inlines_query(self.kernel, v));
        // What several read has a statement, unless it is small itself.
        let has_statement =
            || kind == Kind::Pure && self.uses.sites(v).len() > 1 && !self.is_small(op);
        is_written || self.kernel.value(v).name.is_some() || has_statement()
    }

    /// Whether an evaluation may not move across the operation.
    fn forbids(&self, id: OpId, reads: bool) -> bool {
        let op = self.kernel.op(id);
        !op.blocks.is_empty() || (reads && (op.op.effects.writes || op.op.effects.barrier))
    }

    /// Gives statements to parts of expressions that are too large, largest part first.
    fn split_large(&mut self, ops: &[OpId]) {
        let mut sizes = vec![0; self.kernel.value_count()];
        for &id in ops {
            let op = self.kernel.op(id);
            let mut size = self.size(op, &sizes);
            while size > LARGEST_EXPRESSION {
                let parts = op.operands.iter().filter(|&&v| self.is_part(v));
                let Some(&largest) = parts.max_by_key(|v| sizes[v.index()]) else {
                    break;
                };
                self.inlined[largest.index()] = false;
                sizes[largest.index()] = 0;
                size = self.size(op, &sizes);
            }
            if let [result] = op.results[..] {
                sizes[result.index()] = if self.is_part(result) { size } else { 0 };
            }
        }
    }

    fn size(&self, op: &OpData, sizes: &[usize]) -> usize {
        1 + op.operands.iter().map(|v| sizes[v.index()]).sum::<usize>()
    }

    /// Whether a value is an inlined expression, not a name or a literal.
    fn is_part(&self, v: Value) -> bool {
        let Def::Result(id, _) = self.kernel.value(v).def else {
            return false;
        };
        let is_leaf = matches!(
            self.kernel.op(id).op.kind,
            Kind::Const | Kind::ScalarParam | Kind::FunctionConstant | Kind::Query(_)
        );
        self.inlined[v.index()] && !is_leaf
    }
}
