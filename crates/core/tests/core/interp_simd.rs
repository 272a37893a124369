//! The interpreter: operations across the lanes of a simdgroup.

use crate::support::{Element, kernel, load, op, run, store, tid};
use enigma_core::Scalar;
use enigma_core::ir::Kernel;
use enigma_core::ops::{OpDef, arith, compare, simd};
use half::{bf16, f16};

/// `m[t] = op(m[t])`
fn reduction(dtype: Scalar, def: &'static OpDef) -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", dtype);
        let t = tid(b);
        let v = load(b, m, t);
        let v = op(b, def, [v.into()]);
        store(b, m, t, v);
    })
}

/// The same on all of one threadgroup of that many threads.
fn reduce<T: Element>(def: &'static OpDef, values: &[T]) -> Vec<T> {
    let n = values.len() as u64;
    run(&reduction(T::DTYPE, def), values, n, n)
}

#[test]
fn sums_are_per_simdgroup_and_the_last_may_be_partial() {
    let values: Vec<u32> = (0..40).collect();
    let sums = reduce(&simd::SIMD_SUM, &values);
    assert_eq!(sums[..32], [496; 32]);
    assert_eq!(sums[32..], [(32..40).sum::<u32>(); 8]);
    assert_eq!(reduce(&simd::SIMD_SUM, &[100i8; 3]), [44; 3]);
}

#[test]
fn float_sums_are_a_fixed_tree() {
    // Lanes 0 and 16 cancel before anything small meets them; from left to right the ones would be lost.
    let mut values = [1f32; 32];
    (values[0], values[16]) = (1e30, -1e30);
    assert_eq!(reduce(&simd::SIMD_SUM, &values), [30.0; 32]);
    (values[16], values[1]) = (1.0, -1e30);
    assert_eq!(reduce(&simd::SIMD_SUM, &values), [0.0; 32]);
    assert_eq!(
        reduce(&simd::SIMD_SUM, &[-0f32])[0].to_bits(),
        (-0f32).to_bits()
    );
}

#[test]
fn narrow_sums_round_after_every_step() {
    // 2048 + 1 is a tie of half at each of the five steps: 2048 stays; in float the sum would be 2079.
    let mut values = [f16::ONE; 32];
    values[0] = f16::from_f32(2048.0);
    let want = f16::from_f32(2048.0 + 30.0);
    assert_eq!(reduce(&simd::SIMD_SUM, &values), [want; 32]);
    let mut values = [bf16::ZERO; 32];
    (values[0], values[16], values[8]) = (bf16::from_f32(256.0), bf16::ONE, bf16::ONE);
    assert_eq!(reduce(&simd::SIMD_SUM, &values)[0], bf16::from_f32(256.0));
}

#[test]
fn min_and_max_follow_signedness_and_ignore_nan() {
    assert_eq!(reduce(&simd::SIMD_MAX, &[-1i8, 3, 2]), [3; 3]);
    assert_eq!(reduce(&simd::SIMD_MAX, &[255u8, 3, 2]), [255; 3]);
    assert_eq!(reduce(&simd::SIMD_MIN, &[-1i16, 3]), [-1; 2]);
    assert_eq!(reduce(&simd::SIMD_MIN, &[f32::NAN, 3.0, 2.0]), [2.0; 3]);
    assert_eq!(reduce(&simd::SIMD_MAX, &[1.0, f32::NAN]), [1.0; 2]);
    assert!(reduce(&simd::SIMD_MAX, &[f32::NAN; 2])[0].is_nan());
}

#[test]
fn a_reduction_under_a_branch_takes_the_active_lanes() {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::I32);
        let t = tid(b);
        let v = load(b, m, t);
        let odd = op(b, &arith::MOD, [t.into(), 2.into()]);
        let odd = op(b, &compare::CMP_EQ, [odd.into(), 1.into()]);
        let i = b.if_begin(odd.into()).expect("a bool");
        let s = op(b, &simd::SIMD_SUM, [v.into()]);
        store(b, m, t, s);
        b.if_end(i).expect("innermost");
    });
    assert_eq!(run(&k, &[1i32, 2, 3, 4, 5], 5, 5), [1, 6, 3, 6, 5]);
}

/// `m[t] = op(t + 100, m[t])`
fn shuffle(def: &'static OpDef, numbers: &[i32]) -> Vec<i32> {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::I32);
        let t = tid(b);
        let number = load(b, m, t);
        let v = op(b, &arith::ADD, [t.into(), 100.into()]);
        let v = op(b, def, [v.into(), number.into()]);
        let v = b
            .op(
                &enigma_core::ops::convert::CAST,
                &[v.into()],
                Some(Scalar::I32),
            )
            .expect("fits");
        store(b, m, t, v);
    });
    let n = numbers.len() as u64;
    run(&k, numbers, n, n)
}

#[test]
fn shuffles_read_other_lanes() {
    assert_eq!(
        shuffle(&simd::SIMD_SHUFFLE, &[3, 2, 1, 0]),
        [103, 102, 101, 100]
    );
    assert_eq!(shuffle(&simd::SIMD_BROADCAST, &[2; 4]), [102; 4]);
    assert_eq!(
        shuffle(&simd::SIMD_SHUFFLE_XOR, &[1; 4]),
        [101, 100, 103, 102]
    );
    let down = shuffle(&simd::SIMD_SHUFFLE_DOWN, &[4; 32]);
    assert_eq!(down[..28], (104..132).collect::<Vec<_>>());
}

#[test]
fn what_shuffles_leave_unspecified_is_fixed_here() {
    // Missing lanes give 0; past lane 31, or before lane 0, the lane keeps its own value.
    assert_eq!(
        shuffle(&simd::SIMD_SHUFFLE, &[5, 32, -1, 0]),
        [0, 101, 102, 100]
    );
    assert_eq!(
        shuffle(&simd::SIMD_SHUFFLE_DOWN, &[4; 32])[28..],
        [128, 129, 130, 131]
    );
    assert_eq!(shuffle(&simd::SIMD_SHUFFLE_DOWN, &[1; 3]), [101, 102, 0]);
    assert_eq!(shuffle(&simd::SIMD_SHUFFLE_XOR, &[64; 2]), [100, 101]);
}
