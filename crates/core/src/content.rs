//! The content of a kernel: everything that its machine code depends on, fed to a hasher.
//!
//! Structures are taken apart field by field, so that a new field does not compile until somebody has said whether
//! it counts. Places in the user's source do not, nor do the names of values, parameters and allocations: machine
//! code names operations by number, and what is said of one is read from the kernel. The kernel's own name counts,
//! because it stands in the object file.

use crate::ir::{Alloc, Block, Def, Kernel, LocalDecl, OpData, OpId, Param, ValueData};
use std::hash::{Hash, Hasher};

impl Kernel {
    /// Feeds the content to a hasher.
    pub fn hash_content(&self, state: &mut impl Hasher) {
        let Kernel {
            name,
            loc: _,
            params,
            allocs,
            locals,
            values,
            ops,
            blocks,
        } = self;
        name.hash(state);
        each(params, state, param);
        each(allocs, state, alloc);
        each(locals, state, local);
        each(values, state, value);
        each(ops, state, op);
        each(blocks, state, block);
    }

    /// The operation with that number, if there is one.
    pub fn op_at(&self, index: usize) -> Option<OpId> {
        let number = u32::try_from(index).ok()?;
        (index < self.ops.len()).then_some(OpId(number))
    }
}

fn each<T, H: Hasher>(items: &[T], state: &mut H, feed: fn(&T, &mut H)) {
    items.len().hash(state);
    for item in items {
        feed(item, state);
    }
}

fn param<H: Hasher>(item: &Param, state: &mut H) {
    let Param {
        name: _,
        dtype,
        kind,
    } = item;
    (dtype, kind).hash(state);
}

fn alloc<H: Hasher>(item: &Alloc, state: &mut H) {
    let Alloc {
        name: _,
        dtype,
        shape,
        loc: _,
    } = item;
    (dtype, shape).hash(state);
}

fn local<H: Hasher>(item: &LocalDecl, state: &mut H) {
    let LocalDecl {
        ty,
        home,
        what: _,
        name: _,
    } = item;
    (ty, home).hash(state);
}

fn value<H: Hasher>(item: &ValueData, state: &mut H) {
    let ValueData { ty, name: _, def } = item;
    ty.hash(state);
    match def {
        Def::Result(op, n) => (0u8, op, n).hash(state),
        Def::Argument(block, n) => (1u8, block, n).hash(state),
    }
}

fn op<H: Hasher>(item: &OpData, state: &mut H) {
    let OpData {
        op,
        operands,
        results,
        attr,
        blocks,
        loc: _,
        parent,
    } = item;
    (op.name, operands, results, attr, blocks, parent).hash(state);
}

fn block<H: Hasher>(item: &Block, state: &mut H) {
    let Block {
        args,
        ops,
        yields,
        owner,
    } = item;
    (args, ops, yields, owner).hash(state);
}
