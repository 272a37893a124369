//! Specialisation: puts constants in place of the kernel's function constants.

use super::rewrite::{Rewriter, Transform, rewrite};
use super::simplify;
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Attr, Kernel, OpData, OpId};
use crate::ops::Kind;
use crate::types::Scalar;
use std::collections::BTreeMap;

/// A value for each function constant, by its index.
pub type Constants = BTreeMap<u32, Const>;

/// The function constants of a kernel: index and dtype, in order.
pub fn function_constants(kernel: &Kernel) -> BTreeMap<u32, Scalar> {
    let mut found = BTreeMap::new();
    kernel.walk(&mut |_, op| {
        if let Attr::FunctionConstant(index) = op.attr {
            found.insert(index, kernel.dtype(op.result()));
        }
    });
    found
}

/// The kernel with every function constant bound and folded; each has a value of its dtype, and no other
/// index is given.
pub fn specialise(kernel: &Kernel, constants: &Constants) -> Result<Kernel, Vec<Diagnostic>> {
    let findings = misfits(kernel, constants);
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(simplify(&rewrite(kernel, &mut Specialise { constants })))
}

fn misfits(kernel: &Kernel, constants: &Constants) -> Vec<Diagnostic> {
    let known = function_constants(kernel);
    let finding = |message: String| {
        let given = known.iter().map(|(n, dtype)| format!("{n}: {dtype}"));
        let given = given.collect::<Vec<_>>().join(", ");
        Diagnostic::new(Code::FunctionConstants, kernel.loc.clone(), message).note(
            if given.is_empty() {
                "the kernel has no function constants".into()
            } else {
                format!("the kernel's function constants are {given}")
            },
        )
    };
    let name = &kernel.name;
    let missing = known.iter().filter(|(n, _)| !constants.contains_key(n));
    let missing = missing.map(|(n, dtype)| {
        let fix = format!("pass it at the launch: constants={{{n}: ...}}");
        finding(format!(
            "{name} has no value for function constant {n}, which is {dtype}"
        ))
        .note(fix)
    });
    let unknown = constants.iter().filter(|(n, _)| !known.contains_key(n));
    let unknown = unknown.map(|(n, _)| finding(format!("{name} has no function constant {n}")));
    let wrong = constants.iter().filter_map(|(n, c)| {
        let dtype = known.get(n)?;
        (c.ty != *dtype).then(|| finding(format!("function constant {n} is {dtype}, not {}", c.ty)))
    });
    missing.chain(unknown).chain(wrong).collect()
}

/// What running a kernel that was not specialised ends with.
pub fn unbound(op: &OpData) -> Diagnostic {
    let index = match op.attr {
        Attr::FunctionConstant(index) => index,
        _ => panic!("internal error: {} without its index", op.op.name),
    };
    let message = format!("function constant {index} has no value");
    Diagnostic::new(Code::FunctionConstants, op.loc.clone(), message)
}

struct Specialise<'c> {
    constants: &'c Constants,
}

impl Transform for Specialise<'_> {
    fn op(&mut self, rw: &mut Rewriter<'_>, id: OpId) {
        let op = rw.old.op(id);
        match (op.op.kind, op.attr) {
            (Kind::FunctionConstant, Attr::FunctionConstant(index)) => {
                let value = rw.new.constant(self.constants[&index]);
                rw.set(op.result(), value);
            }
            _ => {
                rw.copy(self, id);
            }
        }
    }
}
