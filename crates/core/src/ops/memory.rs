//! Loads and stores of device and threadgroup memory, masked loads, thread-local variables.

use super::{Arg, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text, Tolerance, family};

family! {
    /// `load`
    LOAD = OpDef {
        name: "load",
        kind: Kind::Load,
        sig: Sig { args: &[Arg::Index], result: Res::Element },
        effects: Effects::READ,
        python: Python::Operator("buf[i]"),
        doc: "Element i of a buffer or of threadgroup memory. Out of bounds reads 0 and the launch raises.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `store`
    STORE = OpDef {
        name: "store",
        kind: Kind::Store,
        sig: Sig { args: &[Arg::Index, Arg::Element], result: Res::Nothing },
        effects: Effects::WRITE,
        python: Python::Operator("buf[i] = v"),
        doc: "Writes element i. Floats and integers convert among themselves; float to integer needs a cast. Out of bounds writes nothing and the launch raises.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `load_if`
    LOAD_IF = OpDef {
        name: "load_if",
        kind: Kind::LoadIf,
        sig: Sig { args: &[Arg::Index, Arg::Bool, Arg::Element], result: Res::Element },
        effects: Effects::READ,
        python: Python::Function("buf: Memory, index: Operand, mask: Operand, default: Operand = 0"),
        doc: "`buf[index]` where the mask holds, else `default`. Memory is not touched where the mask is false, whatever the index.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `local_get`
    LOCAL_GET = OpDef {
        name: "local_get",
        kind: Kind::LocalGet,
        sig: Sig { args: &[], result: Res::Asked },
        effects: Effects::PURE,
        python: Python::Special("register tensors and carried values"),
        doc: "Reads a thread-local variable.",
        eval: Eval::Machine,
        msl: Text::Unsupported("promoted before emission"),
        cpu: Native::Unsupported("promoted before emission"),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `local_set`
    LOCAL_SET = OpDef {
        name: "local_set",
        kind: Kind::LocalSet,
        sig: Sig { args: &[Arg::Index], result: Res::Nothing },
        effects: Effects::WRITE,
        python: Python::Special("register tensors and carried values"),
        doc: "Assigns a thread-local variable.",
        eval: Eval::Machine,
        msl: Text::Unsupported("promoted before emission"),
        cpu: Native::Unsupported("promoted before emission"),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}
