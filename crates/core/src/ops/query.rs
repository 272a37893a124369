//! Positions and sizes, scalar parameters and constants: values that depend on the launch alone.

use super::{Effects, Eval, Kind, Native, OpDef, Python, Query, Res, Sig, Text, Tolerance, family};

family! {
    /// `thread_position_in_grid_xyz`
    THREAD_POSITION_IN_GRID_XYZ = OpDef {
        name: "thread_position_in_grid_xyz",
        kind: Kind::Query(Query::ThreadPositionInGrid),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("dim: str = \"x\""),
        doc: "Position of the thread in the grid. `enigma.thread_position_in_grid`, without a call, is its x component. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `thread_position_in_threadgroup`
    THREAD_POSITION_IN_THREADGROUP = OpDef {
        name: "thread_position_in_threadgroup",
        kind: Kind::Query(Query::ThreadPositionInThreadgroup),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("dim: str = \"x\""),
        doc: "Position of the thread in its threadgroup. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `threadgroup_position_in_grid`
    THREADGROUP_POSITION_IN_GRID = OpDef {
        name: "threadgroup_position_in_grid",
        kind: Kind::Query(Query::ThreadgroupPositionInGrid),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("dim: str = \"x\""),
        doc: "Position of the threadgroup in the grid, counted in threadgroups. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `threads_per_threadgroup`
    THREADS_PER_THREADGROUP = OpDef {
        name: "threads_per_threadgroup",
        kind: Kind::Query(Query::ThreadsPerThreadgroup),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("dim: str = \"x\""),
        doc: "Threads of this threadgroup along `dim`: smaller than asked for at the edge of a ragged grid. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `threads_per_grid`
    THREADS_PER_GRID = OpDef {
        name: "threads_per_grid",
        kind: Kind::Query(Query::ThreadsPerGrid),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("dim: str = \"x\""),
        doc: "Threads of the grid along `dim`. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `threadgroups_per_grid`
    THREADGROUPS_PER_GRID = OpDef {
        name: "threadgroups_per_grid",
        kind: Kind::Query(Query::ThreadgroupsPerGrid),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function("dim: str = \"x\""),
        doc: "Threadgroups of the grid along `dim`, a partial one included. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `thread_index_in_threadgroup`
    THREAD_INDEX_IN_THREADGROUP = OpDef {
        name: "thread_index_in_threadgroup",
        kind: Kind::Query(Query::ThreadIndexInThreadgroup),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function(""),
        doc: "Linear index of the thread in its threadgroup, x fastest. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `thread_index_in_simdgroup`
    THREAD_INDEX_IN_SIMDGROUP = OpDef {
        name: "thread_index_in_simdgroup",
        kind: Kind::Query(Query::ThreadIndexInSimdgroup),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function(""),
        doc: "Lane of the thread in its simdgroup, 0 to 31. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simdgroup_index_in_threadgroup`
    SIMDGROUP_INDEX_IN_THREADGROUP = OpDef {
        name: "simdgroup_index_in_threadgroup",
        kind: Kind::Query(Query::SimdgroupIndexInThreadgroup),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function(""),
        doc: "Index of the simdgroup in its threadgroup. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `threads_per_simdgroup`
    THREADS_PER_SIMDGROUP = OpDef {
        name: "threads_per_simdgroup",
        kind: Kind::Query(Query::ThreadsPerSimdgroup),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function(""),
        doc: "Lanes of a simdgroup: 32 on every device. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simdgroups_per_threadgroup`
    SIMDGROUPS_PER_THREADGROUP = OpDef {
        name: "simdgroups_per_threadgroup",
        kind: Kind::Query(Query::SimdgroupsPerThreadgroup),
        sig: Sig { args: &[], result: Res::U32 },
        effects: Effects::PURE,
        python: Python::Function(""),
        doc: "Simdgroups of this threadgroup, a partial one included. A uint.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `scalar_param`
    SCALAR_PARAM = OpDef {
        name: "scalar_param",
        kind: Kind::ScalarParam,
        sig: Sig { args: &[], result: Res::Asked },
        effects: Effects::PURE,
        python: Python::Special("a kernel parameter annotated enigma.Scalar(dtype)"),
        doc: "A scalar parameter of the kernel.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `const`
    CONST = OpDef {
        name: "const",
        kind: Kind::Const,
        sig: Sig { args: &[], result: Res::Asked },
        effects: Effects::PURE,
        python: Python::Special("a Python number"),
        doc: "A constant.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `function_constant`
    FUNCTION_CONSTANT = OpDef {
        name: "function_constant",
        kind: Kind::FunctionConstant,
        sig: Sig { args: &[], result: Res::Asked },
        effects: Effects::PURE,
        python: Python::Special("enigma.function_constant(dtype, index)"),
        doc: "A value that is fixed when the kernel is specialised: given by its index at the launch, folded like a literal.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

impl Query {
    /// Whether all threads of a threadgroup get the same answer.
    pub const fn is_uniform(self) -> bool {
        match self {
            Query::ThreadPositionInGrid
            | Query::ThreadPositionInThreadgroup
            | Query::ThreadIndexInThreadgroup
            | Query::ThreadIndexInSimdgroup
            | Query::SimdgroupIndexInThreadgroup => false,
            Query::ThreadgroupPositionInGrid
            | Query::ThreadsPerThreadgroup
            | Query::ThreadsPerGrid
            | Query::ThreadgroupsPerGrid
            | Query::ThreadsPerSimdgroup
            | Query::SimdgroupsPerThreadgroup => true,
        }
    }
}
