//! Simdgroup matrices: eight rows of eight floats that the lanes of a simdgroup hold together.

use super::family;
use super::{
    Arg, Class, Effects, Eval, Kind, MatrixOp, Native, OpDef, Python, Res, Sig, Text, Tolerance,
};

family! {
    /// `simdgroup_matrix_load`
    SIMDGROUP_MATRIX_LOAD = OpDef {
        name: "simdgroup_matrix_load",
        kind: Kind::Matrix(MatrixOp::Load),
        sig: Sig { args: &[Arg::Index, Arg::Index], result: Res::Matrix },
        effects: Effects::CONVERGENT_READ,
        python: Python::Special("enigma.simdgroup_matrix_load(buf, elements_per_row, elem=None, rows=8, cols=8, *, offset=0, origin=(0, 0), transpose=False)"),
        doc: "An 8 x 8 matrix from memory: element (r, c) is `buf[offset + r * elements_per_row + c]`, or with `transpose` element (c, r) is. All 32 lanes of the simdgroup have to call it together, with the same arguments. Elements out of bounds are 0 and the launch raises.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simdgroup_matrix_store`
    SIMDGROUP_MATRIX_STORE = OpDef {
        name: "simdgroup_matrix_store",
        kind: Kind::Matrix(MatrixOp::Store),
        sig: Sig { args: &[Arg::Index, Arg::Index, Arg::Matrix], result: Res::Nothing },
        effects: Effects::CONVERGENT_WRITE,
        python: Python::Special("enigma.simdgroup_matrix_store(matrix, buf, elements_per_row, *, offset=0, origin=(0, 0), transpose=False)"),
        doc: "Writes a matrix to where `simdgroup_matrix_load` with the same arguments reads it. Elements out of bounds are not written and the launch raises.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `make_filled_simdgroup_matrix`
    MAKE_FILLED_SIMDGROUP_MATRIX = OpDef {
        name: "make_filled_simdgroup_matrix",
        kind: Kind::Matrix(MatrixOp::Fill),
        sig: Sig { args: &[Arg::T(Class::FLOAT)], result: Res::Matrix },
        effects: Effects::CONVERGENT,
        python: Python::Special("enigma.make_filled_simdgroup_matrix(value, elem=\"float\", rows=8, cols=8)"),
        doc: "An 8 x 8 matrix with `value` in every place; the lanes of the simdgroup have to give the same.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simdgroup_multiply`
    SIMDGROUP_MULTIPLY = OpDef {
        name: "simdgroup_multiply",
        kind: Kind::Matrix(MatrixOp::Multiply),
        sig: Sig { args: &[Arg::Matrix, Arg::Matrix], result: Res::Matrix },
        effects: Effects::CONVERGENT,
        python: Python::Special("enigma.simdgroup_multiply(a, b)"),
        doc: "The matrix product of `a` and `b`, which have one dtype: `simdgroup_multiply_accumulate` onto zeros of that dtype.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `simdgroup_multiply_accumulate`
    SIMDGROUP_MULTIPLY_ACCUMULATE = OpDef {
        name: "simdgroup_multiply_accumulate",
        kind: Kind::Matrix(MatrixOp::MultiplyAccumulate),
        sig: Sig { args: &[Arg::Matrix, Arg::Matrix, Arg::Matrix], result: Res::Matrix },
        effects: Effects::CONVERGENT,
        python: Python::Special("enigma.simdgroup_multiply_accumulate(a, b, c)"),
        doc: "The matrix product of `a` and `b` plus `c`, in the dtype of `c`: that of `a` and `b`, or float. Sums are made in float, from `c` on, by fused multiply-adds in the order k = 0 to 7, and rounded once to the dtype of `c`; on a GPU the order is not specified.",
        eval: Eval::Machine,
        msl: Text::Custom,
        cpu: Native::Custom,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}
