//! Atomics. Metal's functions take the relaxed order only, on pointers to atomic types; elements are cast
//! where they are used, so that a buffer may be accessed plainly too. Stronger orders are fences around a
//! relaxed atomic.

use super::legality::{Way, way};
use super::{barriers, types};
use crate::clike::{Emitter, Expr};
use enigma_core::ir::{Attr, MemFlags, Memory, OpData, Order};
use enigma_core::ops::AtomicOp;
use enigma_core::{Loc, Scalar};

/// Writes an atomic.
pub fn emit(e: &mut Emitter<'_>, atomic: AtomicOp, op: &OpData) {
    let Attr::Atomic {
        memory,
        order,
        failure,
    } = op.attr
    else {
        panic!("internal error: an atomic on nothing")
    };
    let releases = |o: Order| matches!(o, Order::Release | Order::AcqRel);
    let acquires = |o: Order| matches!(o, Order::Acquire | Order::AcqRel);
    if releases(order) {
        fence(e, memory, &op.loc);
    }
    let way = way(atomic, e.kernel().element(memory), memory);
    let call = match (atomic, way) {
        (AtomicOp::CompareExchange | AtomicOp::CompareSwap, _) => {
            compare_exchange(e, atomic, op, memory, way)
        }
        (_, Way::Native) => native(e, atomic, op, memory),
        (_, Way::Bits) => by_bits(e, atomic, op, memory),
        (_, Way::Loop) => by_loop(e, atomic, op, memory),
        (_, Way::Unsupported(reason)) => panic!("internal error: {reason}"),
    };
    match op.results[..] {
        [v] => e.define_if_read(v, &call, &op.loc),
        _ => e.line(&format!("{call};"), Some(&op.loc)),
    }
    if acquires(order) || acquires(failure) {
        fence(e, memory, &op.loc);
    }
}

/// Metal's fences know relaxed and sequentially consistent; the latter covers every order.
fn fence(e: &mut Emitter<'_>, memory: Memory, loc: &Loc) {
    let flags = barriers::flags(&[MemFlags::DeviceAndThreadgroup]);
    let scope = match memory {
        Memory::Buffer(_) => "thread_scope_device",
        Memory::Threadgroup(_) => "thread_scope_threadgroup",
    };
    e.line(
        &format!("atomic_thread_fence({flags}, memory_order_seq_cst, {scope});"),
        Some(loc),
    );
}

/// Metal's name, without the suffix.
fn function(atomic: AtomicOp) -> &'static str {
    match atomic {
        AtomicOp::Load => "atomic_load",
        AtomicOp::Store => "atomic_store",
        AtomicOp::Exchange => "atomic_exchange",
        AtomicOp::Add => "atomic_fetch_add",
        AtomicOp::Sub => "atomic_fetch_sub",
        AtomicOp::Min => "atomic_fetch_min",
        AtomicOp::Max => "atomic_fetch_max",
        AtomicOp::And => "atomic_fetch_and",
        AtomicOp::Or => "atomic_fetch_or",
        AtomicOp::Xor => "atomic_fetch_xor",
        AtomicOp::CompareExchange | AtomicOp::CompareSwap => "atomic_compare_exchange_weak",
    }
}

/// `(device atomic_uint*)&buf[i]`
fn pointer(e: &Emitter<'_>, op: &OpData, memory: Memory, element: Scalar) -> Expr {
    let address = Expr::prefix("&", &e.element(memory, op.operands[0]));
    Expr::prefix(
        &format!("({} {}*)", types::space(memory), types::atomic(element)),
        &address,
    )
}

fn relaxed(function: &str, mut args: Vec<Expr>) -> Expr {
    args.push(Expr::primary("memory_order_relaxed"));
    Expr::call(&format!("{function}_explicit"), &args)
}

fn as_type(ty: Scalar, e: Expr) -> Expr {
    Expr::call(&format!("as_type<{}>", types::name(ty)), &[e])
}

fn native(e: &Emitter<'_>, atomic: AtomicOp, op: &OpData, memory: Memory) -> Expr {
    let mut args = vec![pointer(e, op, memory, e.kernel().element(memory))];
    args.extend(op.operands[1..].iter().map(|&v| e.value(v)));
    let function = match (atomic, e.kernel().element(memory)) {
        (AtomicOp::Min, Scalar::U64) => "atomic_min",
        (AtomicOp::Max, Scalar::U64) => "atomic_max",
        _ => function(atomic),
    };
    relaxed(function, args)
}

/// On a float's bits: loads, stores and exchanges.
fn by_bits(e: &Emitter<'_>, atomic: AtomicOp, op: &OpData, memory: Memory) -> Expr {
    let mut args = vec![pointer(e, op, memory, Scalar::U32)];
    args.extend(
        op.operands[1..]
            .iter()
            .map(|&v| as_type(Scalar::U32, e.value(v))),
    );
    let call = relaxed(function(atomic), args);
    match op.results[..] {
        [v] if e.is_read(v) => as_type(Scalar::F32, call),
        _ => call,
    }
}

/// A read-modify-write that Metal lacks on floats.
fn by_loop(e: &Emitter<'_>, atomic: AtomicOp, op: &OpData, memory: Memory) -> Expr {
    let (name, update) = match atomic {
        AtomicOp::Add => ("enigma_atomic_add", "as_type<float>(old) + value"),
        AtomicOp::Sub => ("enigma_atomic_sub", "as_type<float>(old) - value"),
        AtomicOp::Min => ("enigma_atomic_min", "fmin(as_type<float>(old), value)"),
        AtomicOp::Max => ("enigma_atomic_max", "fmax(as_type<float>(old), value)"),
        AtomicOp::Load
        | AtomicOp::Store
        | AtomicOp::Exchange
        | AtomicOp::And
        | AtomicOp::Or
        | AtomicOp::Xor
        | AtomicOp::CompareExchange
        | AtomicOp::CompareSwap => panic!("internal error: {} needs no loop", op.op.name),
    };
    let space = types::space(memory);
    e.helper(format!(
        "// Metal has no such atomic on float: tries to exchange the bits until no other thread was faster.\n\
         inline float {name}({space} atomic_uint* bits, float value) {{\n    \
             uint old = atomic_load_explicit(bits, memory_order_relaxed);\n    \
             while (!atomic_compare_exchange_weak_explicit(\n        \
                 bits, &old, as_type<uint>({update}), memory_order_relaxed, memory_order_relaxed)) {{\n    \
             }}\n    \
             return as_type<float>(old);\n}}\n"
    ));
    Expr::call(
        name,
        &[pointer(e, op, memory, Scalar::U32), e.value(op.operands[1])],
    )
}

/// The parameter `expected` is the local that Metal writes the old value to. Metal's only exchange may fail without
/// a reason: the one that may not tries again while it sees what it expects.
fn compare_exchange(
    e: &Emitter<'_>,
    atomic: AtomicOp,
    op: &OpData,
    memory: Memory,
    way: Way,
) -> Expr {
    let by_bits = way == Way::Bits;
    let element = if by_bits {
        Scalar::U32
    } else {
        e.kernel().element(memory)
    };
    let mut args = vec![pointer(e, op, memory, element)];
    let bits = |v| {
        if by_bits {
            as_type(Scalar::U32, e.value(v))
        } else {
            e.value(v)
        }
    };
    args.extend(op.operands[1..].iter().map(|&v| bits(v)));
    let parameters = format!(
        "{} {}* p, {ty} expected, {ty} desired",
        types::space(memory),
        types::atomic(element),
        ty = types::name(element),
    );
    if atomic == AtomicOp::CompareExchange {
        e.helper(format!(
            "// Replaces the element if it is as expected; whether it did. May fail without a reason.\n\
             inline bool enigma_compare_exchange_weak({parameters}) {{\n    \
                 return atomic_compare_exchange_weak_explicit(\n        \
                     p, &expected, desired, memory_order_relaxed, memory_order_relaxed);\n}}\n"
        ));
        return Expr::call("enigma_compare_exchange_weak", &args);
    }
    let ty = types::name(element);
    e.helper(format!(
        "// Replaces the element if it is as expected; its old value.\n\
         inline {ty} enigma_compare_exchange({parameters}) {{\n    \
             {ty} old = expected;\n    \
             while (!atomic_compare_exchange_weak_explicit(\n        \
                 p, &old, desired, memory_order_relaxed, memory_order_relaxed) && old == expected) {{\n    \
             }}\n    \
             return old;\n}}\n"
    ));
    let call = Expr::call("enigma_compare_exchange", &args);
    match op.results[..] {
        [v] if by_bits && e.is_read(v) => as_type(Scalar::F32, call),
        _ => call,
    }
}
