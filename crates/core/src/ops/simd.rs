//! Operations across the 32 lanes of a simdgroup.

use super::family;
use super::{
    Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, SimdOp, Text, Tolerance,
};

family! {
    /// `simd_sum`
    SIMD_SUM = OpDef {
        name: "simd_sum",
        kind: Kind::Simd(SimdOp::Sum),
        sig: Sig { args: &[Arg::T(Class::SIMD)], result: Res::T },
        effects: Effects::CONVERGENT,
        python: Python::Function("x: Operand"),
        doc: "Sum of x over the active lanes of the simdgroup, given to each of them. Floats are added pairwise: lane i with lane i + 16, then 8, 4, 2, 1.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simd_max`
    SIMD_MAX = OpDef {
        name: "simd_max",
        kind: Kind::Simd(SimdOp::Max),
        sig: Sig { args: &[Arg::T(Class::SIMD)], result: Res::T },
        effects: Effects::CONVERGENT,
        python: Python::Function("x: Operand"),
        doc: "Largest x over the active lanes of the simdgroup, by the signedness of its type; NaN is ignored.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simd_min`
    SIMD_MIN = OpDef {
        name: "simd_min",
        kind: Kind::Simd(SimdOp::Min),
        sig: Sig { args: &[Arg::T(Class::SIMD)], result: Res::T },
        effects: Effects::CONVERGENT,
        python: Python::Function("x: Operand"),
        doc: "Smallest x over the active lanes of the simdgroup, by the signedness of its type; NaN is ignored.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simd_shuffle`
    SIMD_SHUFFLE = OpDef {
        name: "simd_shuffle",
        kind: Kind::Simd(SimdOp::Shuffle),
        sig: Sig { args: &[Arg::T(Class::SIMD), Arg::Index], result: Res::T },
        effects: Effects::CONVERGENT,
        python: Python::Function("value: Operand, lane: Operand"),
        doc: "`value` of lane `lane`, which may differ from lane to lane. Reading a lane that is inactive, missing or above 31 gives an unspecified value.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simd_shuffle_xor`
    SIMD_SHUFFLE_XOR = OpDef {
        name: "simd_shuffle_xor",
        kind: Kind::Simd(SimdOp::ShuffleXor),
        sig: Sig { args: &[Arg::T(Class::SIMD), Arg::Index], result: Res::T },
        effects: Effects::CONVERGENT,
        python: Python::Function("value: Operand, mask: Operand"),
        doc: "`value` of the lane whose number is this lane's xor `mask`.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simd_shuffle_down`
    SIMD_SHUFFLE_DOWN = OpDef {
        name: "simd_shuffle_down",
        kind: Kind::Simd(SimdOp::ShuffleDown),
        sig: Sig { args: &[Arg::T(Class::SIMD), Arg::Index], result: Res::T },
        effects: Effects::CONVERGENT,
        python: Python::Function("value: Operand, delta: Operand"),
        doc: "`value` of the lane `delta` above. Past lane 31 the value is unspecified.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simd_broadcast`
    SIMD_BROADCAST = OpDef {
        name: "simd_broadcast",
        kind: Kind::Simd(SimdOp::Broadcast),
        sig: Sig { args: &[Arg::T(Class::SIMD), Arg::Index], result: Res::T },
        effects: Effects::CONVERGENT,
        python: Python::Function("value: Operand, lane: Operand"),
        doc: "`value` of one lane, which must be the same for all active lanes.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}
