//! Async copies, in both forms.

use super::{Case, USUAL, case};
use crate::kernel::K;
use enigma_codegen::msl::{AsyncCopy, Options};
use enigma_core::Scalar;
use enigma_core::ir::MemFlags;
use enigma_core::ops::{compare, query};

pub const CASES: &[Case] = &[
    case("async_copy", async_copy),
    Case {
        name: "async_copy_air",
        build: async_copy,
        options: Options {
            async_copy: AsyncCopy::Air,
            ..USUAL
        },
    },
];

/// One simdgroup copies a row and a tile in, and a row out.
fn async_copy(k: &mut K) {
    let (a, b) = (k.b.buffer("A", Scalar::F16), k.b.buffer("B", Scalar::F16));
    let width = k.b.scalar("width", Scalar::U32);
    let count = k.b.scalar("count", Scalar::I32);
    let row = k.at(3).shared("row", Scalar::F16, &[64]);
    let tile = k.at(4).shared("tile", Scalar::F16, &[8, 8]);
    let simdgroup = k.at(5).op(&query::SIMDGROUP_INDEX_IN_THREADGROUP, &[]);
    let first = k.op(&compare::CMP_EQ, &[simdgroup.into(), 0.into()]);
    k.when(first, |k| {
        let one = k
            .at(6)
            .b
            .async_copy_1d((row, 0.into()), (a, width.into()), count.into())
            .expect("a copy");
        let two = k
            .at(7)
            .b
            .async_copy_2d(
                (tile, 0.into(), 8.into()),
                (a, 5.into(), width.into()),
                8.into(),
                8.into(),
            )
            .expect("a copy");
        k.at(8).b.async_copy_wait(&[one, two]).expect("a wait");
    });
    k.at(9).b.barrier(MemFlags::Threadgroup);
    k.when(first, |k| {
        let back = k
            .at(11)
            .b
            .async_copy_1d((b, 0.into()), (row, 4.into()), 32.into())
            .expect("a copy");
        k.at(12).b.async_copy_wait(&[back]).expect("a wait");
    });
}
