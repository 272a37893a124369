//! Atomic operations on one element of device or threadgroup memory.
//!
//! Dtypes: int, uint, long, ulong; load, store, exchange, compare-exchange, add, sub, min and max also float.
//! Bit operations take integers only. `AtomicOp::accepts` is the rule.

use super::{Arg, AtomicOp, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text};
use super::{Tolerance, family};

family! {
    /// `atomic_load`
    ATOMIC_LOAD = OpDef {
        name: "atomic_load",
        kind: Kind::Atomic(AtomicOp::Load),
        sig: Sig { args: &[Arg::Index], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically reads `buf[index]`. Orders: relaxed, acquire.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_store`
    ATOMIC_STORE = OpDef {
        name: "atomic_store",
        kind: Kind::Atomic(AtomicOp::Store),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Nothing },
        effects: Effects::WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically writes `buf[index]`. Orders: relaxed, release.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_exchange`
    ATOMIC_EXCHANGE = OpDef {
        name: "atomic_exchange",
        kind: Kind::Atomic(AtomicOp::Exchange),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically replaces `buf[index]`; the result is the old value. Orders: relaxed, acquire, release, acq_rel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_fetch_add`
    ATOMIC_FETCH_ADD = OpDef {
        name: "atomic_fetch_add",
        kind: Kind::Atomic(AtomicOp::Add),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically adds to `buf[index]`; the result is the old value. Orders: relaxed, acquire, release, acq_rel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_fetch_sub`
    ATOMIC_FETCH_SUB = OpDef {
        name: "atomic_fetch_sub",
        kind: Kind::Atomic(AtomicOp::Sub),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically subtracts from `buf[index]`; the result is the old value. Orders: relaxed, acquire, release, acq_rel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_fetch_min`
    ATOMIC_FETCH_MIN = OpDef {
        name: "atomic_fetch_min",
        kind: Kind::Atomic(AtomicOp::Min),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically keeps the smaller of the value and `buf[index]`; the result is the old value. Orders: relaxed, acquire, release, acq_rel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_fetch_max`
    ATOMIC_FETCH_MAX = OpDef {
        name: "atomic_fetch_max",
        kind: Kind::Atomic(AtomicOp::Max),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically keeps the larger of the value and `buf[index]`; the result is the old value. Orders: relaxed, acquire, release, acq_rel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_fetch_and`
    ATOMIC_FETCH_AND = OpDef {
        name: "atomic_fetch_and",
        kind: Kind::Atomic(AtomicOp::And),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically bitwise ands into `buf[index]`; the result is the old value. Orders: relaxed, acquire, release, acq_rel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_fetch_or`
    ATOMIC_FETCH_OR = OpDef {
        name: "atomic_fetch_or",
        kind: Kind::Atomic(AtomicOp::Or),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically bitwise ors into `buf[index]`; the result is the old value. Orders: relaxed, acquire, release, acq_rel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_fetch_xor`
    ATOMIC_FETCH_XOR = OpDef {
        name: "atomic_fetch_xor",
        kind: Kind::Atomic(AtomicOp::Xor),
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, value: Operand, order: str = \"relaxed\", memory_order: str | None = None"),
        doc: "Atomically bitwise exclusive-ors into `buf[index]`; the result is the old value. Orders: relaxed, acquire, release, acq_rel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_compare_exchange_weak`
    ATOMIC_COMPARE_EXCHANGE = OpDef {
        name: "atomic_compare_exchange_weak",
        kind: Kind::Atomic(AtomicOp::CompareExchange),
        sig: Sig { args: &[Arg::Index, Arg::Element, Arg::Element], result: Res::Bool },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, expected: Operand, desired: Operand, success_order: str = \"relaxed\", failure_order: str = \"relaxed\", order: str | None = None, memory_order: str | None = None, success_memory_order: str | None = None, failure_memory_order: str | None = None"),
        doc: "Atomically replaces `buf[index]` by `desired` if it equals `expected` bit for bit; the result says whether it did. May fail spuriously.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `atomic_compare_exchange`
    ATOMIC_COMPARE_SWAP = OpDef {
        name: "atomic_compare_exchange",
        kind: Kind::Atomic(AtomicOp::CompareSwap),
        sig: Sig { args: &[Arg::Index, Arg::Element, Arg::Element], result: Res::Element },
        effects: Effects::READ_WRITE,
        python: Python::Function("buf: Memory, index: Operand, expected: Operand, desired: Operand, success_order: str = \"relaxed\", failure_order: str = \"relaxed\", order: str | None = None, memory_order: str | None = None, success_memory_order: str | None = None, failure_memory_order: str | None = None"),
        doc: "Atomically replaces `buf[index]` by `desired` if it equals `expected` bit for bit; the result is the old value, which is `expected` where it was replaced. Never fails spuriously.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

impl AtomicOp {
    /// The element dtypes the operation takes.
    pub const fn accepts(self) -> Class {
        match self {
            AtomicOp::And | AtomicOp::Or | AtomicOp::Xor => Class::ATOMIC_INT,
            AtomicOp::Load
            | AtomicOp::Store
            | AtomicOp::Exchange
            | AtomicOp::Add
            | AtomicOp::Sub
            | AtomicOp::Min
            | AtomicOp::Max
            | AtomicOp::CompareExchange
            | AtomicOp::CompareSwap => Class::ATOMIC,
        }
    }
}
