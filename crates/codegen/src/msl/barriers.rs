//! Barriers. One that follows another at once is part of it: the first orders what both do.

use crate::clike::Emitter;
use enigma_core::ir::{Attr, Kernel, MemFlags, OpData, OpId};

/// Writes a barrier with those that follow it, or nothing if it follows one.
pub fn emit(e: &mut Emitter<'_>, function: &str, id: OpId) {
    let kernel = e.kernel();
    let op = kernel.op(id);
    let ops = &kernel.block(op.parent).ops;
    let at = ops.iter().position(|&other| other == id).unwrap_or(0);
    if neighbours(kernel, op, ops[..at].iter().rev())
        .next()
        .is_some()
    {
        return;
    }
    let mut all = vec![which(op)];
    all.extend(neighbours(kernel, op, ops[at + 1..].iter()).map(which));
    e.line(&format!("{function}({});", flags(&all)), Some(&op.loc));
}

/// The barriers of the same kind next to one: nothing in between accesses memory or depends on other lanes.
fn neighbours<'k>(
    kernel: &'k Kernel,
    op: &'k OpData,
    others: impl Iterator<Item = &'k OpId>,
) -> impl Iterator<Item = &'k OpData> {
    let kind = op.op.kind;
    let others = others.map(|&id| kernel.op(id));
    let near = others.take_while(move |other| {
        let effects = other.op.effects;
        let is_quiet = !effects.reads && !effects.writes && !effects.convergent && !effects.barrier;
        other.op.kind == kind || (is_quiet && other.blocks.is_empty())
    });
    near.filter(move |other| other.op.kind == kind)
}

fn which(op: &OpData) -> MemFlags {
    match op.attr {
        Attr::Flags(which) => which,
        _ => panic!("internal error: a barrier without flags"),
    }
}

/// Flags as an expression. The name of both memories at once is deprecated: they are or-ed.
pub fn flags(all: &[MemFlags]) -> String {
    let is_there = |wanted: &[MemFlags]| all.iter().any(|flags| wanted.contains(flags));
    let both = MemFlags::DeviceAndThreadgroup;
    let names = [
        ("mem_flags::mem_device", is_there(&[MemFlags::Device, both])),
        (
            "mem_flags::mem_threadgroup",
            is_there(&[MemFlags::Threadgroup, both]),
        ),
        ("mem_flags::mem_texture", is_there(&[MemFlags::Texture])),
    ];
    let named: Vec<&str> = names
        .iter()
        .filter(|(_, is_there)| *is_there)
        .map(|(name, _)| *name)
        .collect();
    match named[..] {
        [] => "mem_flags::mem_none".to_string(),
        _ => named.join(" | "),
    }
}
