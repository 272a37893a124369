//! Agreement: which threads share a value, and reach a place together, as far as a kernel that is still being
//! built shows it.
//!
//! A front end asks while it traces, before thread-local variables are promoted and before the rest of a loop is
//! known. So the answer is cautious where `uniform` is exact: what a variable holds counts as a thread's own.

use super::uniform::is_source;
use crate::ir::{BlockId, Def, Kernel, OpData, Value};
use crate::ops::{Kind, Query};

/// The widest set of threads that agree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Agreement {
    /// Each thread may differ.
    Thread,
    /// The threads of a simdgroup agree.
    Simdgroup,
    /// The threads of a threadgroup agree.
    Threadgroup,
}

impl Agreement {
    /// The word that users write.
    pub const fn name(self) -> &'static str {
        match self {
            Agreement::Thread => "thread",
            Agreement::Simdgroup => "simdgroup",
            Agreement::Threadgroup => "threadgroup",
        }
    }
}

/// Who agrees on all the values and reaches the innermost of the open blocks together.
pub fn agreement(kernel: &Kernel, open: &[BlockId], values: &[Value]) -> Agreement {
    let known = of_values(kernel);
    let of = |v: &Value| known[v.index()];
    let owners = open.iter().filter_map(|&block| kernel.block(block).owner);
    let control = owners.map(|id| {
        let op = kernel.op(id);
        match op.op.kind {
            Kind::For => least(op.operands[..3].iter().map(of)),
            // The condition is known once the body is open.
            Kind::While => {
                (kernel.block(op.blocks[0]).yields.first()).map_or(Agreement::Thread, of)
            }
            _ => least(op.operands.iter().map(of)),
        }
    });
    least(control.chain(values.iter().map(of)))
}

/// The agreement of every value; operands come before what is made of them.
fn of_values(kernel: &Kernel) -> Vec<Agreement> {
    let mut known: Vec<Agreement> = Vec::with_capacity(kernel.value_count());
    for value in &kernel.values {
        let agreed = match value.def {
            Def::Result(id, _) => of_result(kernel.op(id), &known),
            Def::Argument(block, _) => {
                let owner = kernel.block(block).owner.map(|id| kernel.op(id));
                match owner {
                    // Threads that are still in the loop have counted alike, if they began alike.
                    Some(op) if op.op.kind == Kind::For => {
                        known[op.operands[0].index()].min(known[op.operands[2].index()])
                    }
                    _ => Agreement::Thread,
                }
            }
        };
        known.push(agreed);
    }
    known
}

fn of_result(op: &OpData, known: &[Agreement]) -> Agreement {
    match op.op.kind {
        Kind::Query(Query::SimdgroupIndexInThreadgroup) => Agreement::Simdgroup,
        Kind::LocalGet | Kind::For | Kind::While | Kind::If => Agreement::Thread,
        _ if is_source(op) => Agreement::Thread,
        _ => least(op.operands.iter().map(|v| known[v.index()])),
    }
}

fn least(all: impl Iterator<Item = Agreement>) -> Agreement {
    all.min().unwrap_or(Agreement::Threadgroup)
}
