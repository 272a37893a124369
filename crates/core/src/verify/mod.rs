//! The verifier: turns a kernel into a `Verified` one, or reports everything that is wrong with it.
//!
//! Checked, for every operation: operands are defined in an enclosing block before their use; operand and
//! result types follow the entry of the table; the immediate is of the entry's kind and names something
//! that exists; blocks have the arguments and yields that `ir` describes. Not checked here: what depends on
//! a target (`passes::legal`) or on the launch.

mod shape;
mod types;

use crate::diag::{Code, Diagnostic};
use crate::ir::{BlockId, Kernel, OpData, Value};

/// A kernel without findings.
#[derive(Clone, Debug)]
pub struct Verified {
    kernel: Kernel,
}

impl Verified {
    /// The kernel.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }
}

/// Checks a kernel.
pub fn verify(kernel: Kernel) -> Result<Verified, Vec<Diagnostic>> {
    let findings = findings(&kernel);
    if findings.is_empty() {
        Ok(Verified { kernel })
    } else {
        Err(findings)
    }
}

/// Everything wrong with a kernel.
pub fn findings(kernel: &Kernel) -> Vec<Diagnostic> {
    let mut v = Verifier {
        kernel,
        defined: vec![false; kernel.value_count()],
        findings: Vec::new(),
    };
    v.block(Kernel::BODY);
    v.findings
}

struct Verifier<'k> {
    kernel: &'k Kernel,
    defined: Vec<bool>,
    findings: Vec<Diagnostic>,
}

impl Verifier<'_> {
    fn report(&mut self, op: &OpData, message: String) {
        self.findings.push(Diagnostic::new(
            Code::Malformed,
            op.loc.clone(),
            format!("{}: {message}", op.op.name),
        ));
    }

    fn block(&mut self, id: BlockId) {
        let block = self.kernel.block(id);
        let mut scope: Vec<Value> = block.args.clone();
        self.define(&scope);
        for &op_id in &block.ops {
            let op = self.kernel.op(op_id);
            self.uses(op, &op.operands);
            types::check(self, op);
            shape::check(self, op);
            for &inner in &op.blocks {
                self.block(inner);
            }
            self.define(&op.results);
            scope.extend(&op.results);
        }
        if let Some(owner) = block.owner {
            self.uses(self.kernel.op(owner), &block.yields);
        }
        for v in scope {
            self.defined[v.index()] = false;
        }
    }

    fn define(&mut self, values: &[Value]) {
        for v in values {
            self.defined[v.index()] = true;
        }
    }

    fn uses(&mut self, op: &OpData, values: &[Value]) {
        for &v in values {
            if !self.defined.get(v.index()).copied().unwrap_or(false) {
                self.report(op, format!("value %{} is not defined here", v.index()));
            }
        }
    }
}
