//! Uniformity: which values are the same for all threads of a threadgroup that compute them together.
//!
//! A value is uniform if it depends on nothing that differs between threads: positions inside the
//! threadgroup, lanes, results of atomics and of simdgroup operations, and joins of control flow that not
//! all threads take alike. A load at a uniform index is uniform: threads that could see different contents
//! would race.

use crate::diag::{Code, Diagnostic};
use crate::ir::{BlockId, Kernel, OpData, OpId, Value};
use crate::ops::Kind;

/// The result of the analysis.
#[derive(Clone, Debug)]
pub struct Uniformity {
    varying: Vec<bool>,
}

impl Uniformity {
    /// Whether all threads of the threadgroup that compute the value get the same one.
    pub fn is_uniform(&self, v: Value) -> bool {
        !self.varying[v.index()]
    }
}

/// Analyses a kernel: optimistic at first, repeated until nothing changes.
pub fn analyse(kernel: &Kernel) -> Uniformity {
    let mut a = Analysis {
        kernel,
        varying: vec![false; kernel.value_count()],
        changed: true,
    };
    while std::mem::take(&mut a.changed) {
        a.block(Kernel::BODY);
    }
    Uniformity { varying: a.varying }
}

struct Analysis<'k> {
    kernel: &'k Kernel,
    varying: Vec<bool>,
    changed: bool,
}

impl Analysis<'_> {
    fn mark(&mut self, v: Value, varying: bool) {
        if varying && !self.varying[v.index()] {
            self.varying[v.index()] = true;
            self.changed = true;
        }
    }

    fn any(&self, values: &[Value]) -> bool {
        values.iter().any(|v| self.varying[v.index()])
    }

    fn block(&mut self, block: BlockId) {
        let kernel = self.kernel;
        for &id in &kernel.block(block).ops {
            let op = kernel.op(id);
            for &inner in &op.blocks {
                self.block(inner);
            }
            self.op(op);
        }
    }

    fn op(&mut self, op: &OpData) {
        match op.op.kind {
            Kind::If => self.branch(op),
            Kind::For => self.counted(op),
            Kind::While => self.conditional(op),
            _ => {
                let varying = is_source(op) || self.any(&op.operands);
                for &result in &op.results {
                    self.mark(result, varying);
                }
            }
        }
    }

    fn branch(&mut self, op: &OpData) {
        let condition = self.any(&op.operands);
        for (n, &result) in op.results.iter().enumerate() {
            let yields = op
                .blocks
                .iter()
                .map(|&b| self.kernel.block(b).yields[n])
                .collect::<Vec<_>>();
            let varying = condition || self.any(&yields);
            self.mark(result, varying);
        }
    }

    fn counted(&mut self, op: &OpData) {
        let body = self.kernel.block(op.blocks[0]);
        let (lo, hi, step) = (op.operands[0], op.operands[1], op.operands[2]);
        // Threads still in the loop have counted alike, if they began alike.
        let index = self.any(&[lo, step]);
        self.mark(body.args[0], index);
        let trips = self.any(&[lo, hi, step]);
        for (n, &result) in op.results.iter().enumerate() {
            let varying =
                trips || self.any(&[op.operands[3 + n], body.yields[n], body.args[1 + n]]);
            self.mark(body.args[1 + n], varying);
            self.mark(result, varying);
        }
    }

    fn conditional(&mut self, op: &OpData) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let trips = self.any(&test.yields[..1]);
        for (n, &result) in op.results.iter().enumerate() {
            let carried = trips || self.any(&[op.operands[n], body.yields[n], test.args[n]]);
            self.mark(test.args[n], carried);
            let forwarded = trips || self.any(&[test.yields[n + 1]]);
            self.mark(body.args[n], forwarded);
            self.mark(result, forwarded);
        }
    }
}

/// Whether threads may get different results from equal operands.
pub(super) fn is_source(op: &OpData) -> bool {
    match op.op.kind {
        Kind::Query(query) => !query.is_uniform(),
        // The last simdgroup may be partial, so even a uniform operand gives different sums.
        Kind::Simd(_) | Kind::Atomic(_) | Kind::AsyncCopy1d | Kind::AsyncCopy2d => true,
        Kind::Pure
        | Kind::Const
        | Kind::ScalarParam
        | Kind::Load
        | Kind::Store
        | Kind::LoadIf
        | Kind::LocalGet
        | Kind::LocalSet
        | Kind::Assert
        | Kind::Barrier
        | Kind::SimdBarrier
        | Kind::AsyncCopyWait
        // A matrix is its simdgroup's, and those with equal operands are equal.
        | Kind::Matrix(_)
        | Kind::FunctionConstant
        | Kind::For
        | Kind::While
        | Kind::If
        | Kind::Composite(_) => false,
    }
}

/// Warnings for threadgroup barriers under conditions that may differ between threads.
pub fn divergent_barriers(kernel: &Kernel) -> Vec<Diagnostic> {
    let uniform = analyse(kernel);
    let mut found = Vec::new();
    warn_in(kernel, &uniform, Kernel::BODY, None, &mut found);
    found
}

fn warn_in(
    kernel: &Kernel,
    uniform: &Uniformity,
    block: BlockId,
    divergent: Option<OpId>,
    found: &mut Vec<Diagnostic>,
) {
    for &id in &kernel.block(block).ops {
        let op = kernel.op(id);
        if let (Kind::Barrier, Some(condition)) = (op.op.kind, divergent) {
            let at = &kernel.op(condition).loc;
            found.push(
                Diagnostic::new(
                    Code::DivergentBarrier,
                    op.loc.clone(),
                    "barrier under a condition that may differ between threads",
                )
                .note(format!("the condition is at {at}"))
                .note(
                    "all threads of the threadgroup must reach the barrier; the launch checks it",
                ),
            );
        }
        let inner = divergent.or_else(|| controls_differ(kernel, uniform, op).then_some(id));
        for &b in &op.blocks {
            warn_in(kernel, uniform, b, inner, found);
        }
    }
}

fn controls_differ(kernel: &Kernel, uniform: &Uniformity, op: &OpData) -> bool {
    match op.op.kind {
        Kind::If => !uniform.is_uniform(op.operands[0]),
        Kind::For => op.operands[..3].iter().any(|&v| !uniform.is_uniform(v)),
        Kind::While => !uniform.is_uniform(kernel.block(op.blocks[0]).yields[0]),
        _ => false,
    }
}
