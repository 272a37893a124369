//! Barriers, assertions and async copies.

use super::{Arg, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text, Tolerance, family};

family! {
    /// `barrier`
    BARRIER = OpDef {
        name: "barrier",
        kind: Kind::Barrier,
        sig: Sig { args: &[], result: Res::Nothing },
        effects: Effects::BARRIER,
        python: Python::Function("mem_flags: str = \"mem_threadgroup\""),
        doc: "Threadgroup barrier: every thread of the threadgroup must reach it before any continues. Accesses before it to the memories in `mem_flags` happen before those after it by other threads of the group. Flags: mem_none, mem_device, mem_threadgroup, mem_device_and_threadgroup, mem_texture.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simd_barrier`
    SIMD_BARRIER = OpDef {
        name: "simd_barrier",
        kind: Kind::SimdBarrier,
        sig: Sig { args: &[], result: Res::Nothing },
        effects: Effects::BARRIER,
        python: Python::Function("mem_flags: str = \"mem_threadgroup\""),
        doc: "Simdgroup barrier: the same as `barrier`, within one simdgroup.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `assert`
    ASSERT = OpDef {
        name: "assert",
        kind: Kind::Assert,
        sig: Sig { args: &[Arg::Bool], result: Res::Nothing },
        effects: Effects::WRITE,
        python: Python::Special("assert condition"),
        doc: "Says what holds here. A thread where it does not hold goes on and is reported; the launch then raises the first report. Left out of kernels compiled with `bounds=\"off\"`.",
        eval: Eval::Machine,
        msl: Text::Dropped("a Metal kernel has no way to report"),
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `async_copy_1d`
    ASYNC_COPY_1D = OpDef {
        name: "async_copy_1d",
        kind: Kind::AsyncCopy1d,
        sig: Sig { args: &[Arg::Index, Arg::Index, Arg::Index], result: Res::Event },
        effects: Effects::COPY,
        python: Python::Special("async_copy_1d_d2t, async_copy_1d_t2d"),
        doc: "Copies `count` elements between device and threadgroup memory, at some time before the wait.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `async_copy_2d`
    ASYNC_COPY_2D = OpDef {
        name: "async_copy_2d",
        kind: Kind::AsyncCopy2d,
        sig: Sig { args: &[Arg::Index, Arg::Index, Arg::Index, Arg::Index, Arg::Index, Arg::Index], result: Res::Event },
        effects: Effects::COPY,
        python: Python::Special("async_copy_2d_d2t, async_copy_2d_t2d"),
        doc: "Copies a tile of rows between device and threadgroup memory, at some time before the wait.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `async_copy_wait`
    ASYNC_COPY_WAIT = OpDef {
        name: "async_copy_wait",
        kind: Kind::AsyncCopyWait,
        sig: Sig { args: &[], result: Res::Nothing },
        effects: Effects::BARRIER,
        python: Python::Special("async_copy_wait(*events)"),
        doc: "Waits for async copies; their data is then ordered for the lanes of this simdgroup.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}
