//! Simdgroup matrices and function constants.

use super::{Case, case};
use crate::kernel::K;
use enigma_core::ir::builder::MatrixPlace;
use enigma_core::ir::{MemFlags, Memory, Value};
use enigma_core::ops::{arith, compare, query};
use enigma_core::{Scalar, Type};

pub const CASES: &[Case] = &[
    case("matrix_product", product),
    case("matrix_half", |k| half_products(k, Scalar::F16)),
    case("matrix_bfloat", |k| half_products(k, Scalar::BF16)),
    case("matrix_branch", branch),
    case("function_constants", function_constants),
];

fn place(memory: Memory, width: Value, offset: Value) -> MatrixPlace {
    MatrixPlace {
        offset: offset.into(),
        ..MatrixPlace::new(memory, width.into())
    }
}

/// A tile of C = A Bᵀ per simdgroup, by a loop over tiles.
fn product(k: &mut K) {
    let [a, b, c] = ["A", "B", "C"].map(|name| k.floats(name));
    let width = k.b.scalar("width", Scalar::U32);
    let group = k.at(3).query(&query::THREADGROUP_POSITION_IN_GRID);
    let row = k.mul(group, 8);
    let row = k.named(row, "row");
    let first = k.mul(row, width);
    let first = k.named(first, "first");
    let zeros = k
        .at(4)
        .b
        .matrix_fill(0.0.into(), Scalar::F32)
        .expect("a float");
    let sums =
        (k.b.local(Type::Matrix(Scalar::F32), "carry[0]", zeros.into())).expect("one type");
    k.at(5)
        .for_range((0.into(), width.into(), 8.into()), Scalar::U32, |k, i| {
            let at = k.add(first, i);
            let x = k.at(6).b.matrix_load(place(a, width, at)).expect("floats");
            let x = k.named(x, "x");
            let turned = MatrixPlace {
                transpose: true,
                origin: [i.into(), row.into()],
                ..MatrixPlace::new(b, width.into())
            };
            let y = k.at(7).b.matrix_load(turned).expect("floats");
            let before = k.b.local_get(sums).expect("in scope");
            let after = k
                .at(8)
                .b
                .matrix_multiply_accumulate(x.into(), y.into(), before.into());
            k.b.local_set(sums, after.expect("one dtype").into())
                .expect("one type");
        });
    let sums = k.b.local_get(sums).expect("in scope");
    k.at(9)
        .b
        .matrix_store(sums.into(), place(c, width, first))
        .expect("floats");
}

/// Products summed in their own dtype and in float, through threadgroup memory.
fn half_products(k: &mut K, ty: Scalar) {
    let (a, c) = (k.b.buffer("A", ty), k.floats("C"));
    let tile = k.at(3).shared("tile", ty, &[8, 8]);
    let x = k
        .at(4)
        .b
        .matrix_load(MatrixPlace::new(a, 8.into()))
        .expect("floats");
    let square = k
        .at(5)
        .b
        .matrix_multiply(x.into(), x.into())
        .expect("one dtype");
    let square = k.named(square, "square");
    let shared = MatrixPlace::new(tile, 8.into());
    k.at(6)
        .b
        .matrix_store(square.into(), shared)
        .expect("one dtype");
    k.at(7).b.barrier(MemFlags::Threadgroup);
    let y = k.at(8).b.matrix_load(shared).expect("floats");
    let ones = k.at(9).b.matrix_fill(1.0.into(), ty).expect("a float");
    let own = (k.b).matrix_multiply_accumulate(x.into(), y.into(), ones.into());
    let own = own.expect("one dtype");
    let wide = k
        .at(10)
        .b
        .matrix_fill(1.0.into(), Scalar::F32)
        .expect("a float");
    let sum = (k.b).matrix_multiply_accumulate(own.into(), y.into(), wide.into());
    let to = MatrixPlace::new(c, 8.into());
    (k.at(11).b.matrix_store(sum.expect("float").into(), to)).expect("float");
}

/// A matrix that a branch chooses.
fn branch(k: &mut K) {
    let (a, c) = (k.floats("A"), k.floats("C"));
    let n = k.b.scalar("n", Scalar::I32);
    let from = MatrixPlace::new(a, 8.into());
    let x = k.at(3).b.matrix_load(from).expect("floats");
    let m =
        k.b.local(Type::Matrix(Scalar::F32), "m", x.into())
            .expect("one type");
    let positive = k.at(4).op(&compare::CMP_GT, &[n.into(), 0.into()]);
    k.when(positive, |k| {
        let y = k
            .at(5)
            .b
            .matrix_multiply(x.into(), x.into())
            .expect("one dtype");
        k.b.local_set(m, y.into()).expect("one type");
    });
    let m = k.at(6).b.local_get(m).expect("in scope");
    let to = MatrixPlace {
        offset: n.into(),
        ..MatrixPlace::new(c, 8.into())
    };
    k.b.matrix_store(m.into(), to).expect("floats");
}

/// Constants used in several places, one with the user's name.
fn function_constants(k: &mut K) {
    let data = k.floats("data");
    let scale = k.at(3).b.function_constant(Scalar::F32, 0).expect("new");
    k.named(scale, "scale");
    let fast = k.at(4).b.function_constant(Scalar::Bool, 3).expect("new");
    let half = k.at(5).b.function_constant(Scalar::BF16, 7).expect("new");
    let tid = k.tid();
    let x = k.at(6).load(data, tid);
    let x = k.op(&arith::MUL, &[x.into(), scale.into()]);
    k.choose(
        fast,
        |k| k.at(8).store(data, tid, x),
        |k| {
            let again = k
                .at(10)
                .b
                .function_constant(Scalar::F32, 0)
                .expect("the same dtype");
            let y = k.add(x, again);
            let wide = k.cast(half, Scalar::F32);
            let y = k.add(y, wide);
            k.store(data, tid, y);
        },
    );
}
