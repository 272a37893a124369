//! The interpreter: barriers and async copies.

use crate::support::{buffer, failure, kernel, lid, line, load, op, run, text, tid};
use enigma_core::ir::{Kernel, MemFlags, Memory};
use enigma_core::ops::{arith, compare};
use enigma_core::{Code, Scalar};

/// A barrier on line 9 inside a uniform branch of line 8 inside a branch of line 5 on `lid < m[0]`.
fn guarded_barrier() -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", Scalar::U32);
        let (l, limit) = (lid(b), load(b, m, 0));
        line(b, 5);
        let few = op(b, &compare::CMP_LT, [l.into(), limit.into()]);
        let outer = b.if_begin(few.into()).expect("a bool");
        line(b, 8);
        let same = op(b, &compare::CMP_GT, [limit.into(), 0.into()]);
        let inner = b.if_begin(same.into()).expect("a bool");
        line(b, 9);
        b.barrier(MemFlags::Threadgroup);
        b.if_end(inner).expect("innermost");
        b.if_end(outer).expect("innermost");
    })
}

#[test]
fn a_barrier_that_some_threads_miss_blames_the_branch_that_parted_them() {
    let e = failure(&guarded_barrier(), &mut [buffer(&[2u32])], 5, 4);
    let want = "[E0702] barrier reached by 2 of 4 threads of the threadgroup\n  --> k.py:9\n  \
                = the threads parted at k.py:5\n  \
                = all threads of a threadgroup must reach the same barrier\n  \
                = threadgroup (0, 0, 0) of the grid";
    assert_eq!(text(&e), want);
}

#[test]
fn a_barrier_that_all_or_no_threads_reach_is_fine() {
    assert_eq!(run(&guarded_barrier(), &[4u32], 5, 4), [4]);
    assert_eq!(run(&guarded_barrier(), &[0u32], 5, 4), [0]);
}

#[test]
fn loops_part_threads_too() {
    let k = kernel(|b| {
        b.buffer("m", Scalar::U32);
        let l = lid(b);
        line(b, 3);
        let f = b
            .for_begin(0.into(), l.into(), 1.into(), Scalar::U32)
            .expect("integers");
        line(b, 4);
        b.barrier(MemFlags::None);
        b.for_end(f).expect("innermost");
    });
    let e = failure(&k, &mut [buffer(&[2u32])], 2, 2);
    assert_eq!(
        (e.code, &*e.notes[0]),
        (Code::BarrierDivergence, "the threads parted at k.py:3")
    );
}

/// Copies a tile of 2 rows and 3 columns from a buffer 5 wide into threadgroup memory 4 wide, and back to
/// the start of the buffer.
fn tile() -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", Scalar::I16);
        let s = Memory::Threadgroup(b.alloc(Scalar::I16, &[8]).expect("positive"));
        let l = lid(b);
        let e = b.async_copy_2d(
            (s, 1.into(), 4.into()),
            (m, 6.into(), 5.into()),
            3.into(),
            2.into(),
        );
        b.async_copy_wait(&[e.expect("fits")]).expect("in scope");
        b.barrier(MemFlags::Threadgroup);
        let first = op(b, &compare::CMP_LT, [l.into(), 32.into()]);
        let i = b.if_begin(first.into()).expect("a bool");
        let e = b
            .async_copy_1d((m, 0.into()), (s, 0.into()), 8.into())
            .expect("fits");
        b.async_copy_wait(&[e]).expect("in scope");
        b.if_end(i).expect("innermost");
    })
}

#[test]
fn copies_move_rows() {
    let values: Vec<i16> = (0..15).collect();
    let mut want = values.clone();
    want[..8].copy_from_slice(&[0, 6, 7, 8, 0, 11, 12, 13]);
    assert_eq!(run(&tile(), &values, 40, 40), want);
}

#[test]
fn lanes_that_ask_for_different_copies_are_reported() {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::I16);
        let s = Memory::Threadgroup(b.alloc(Scalar::I16, &[8]).expect("positive"));
        let t = tid(b);
        let offset = op(b, &arith::DIV, [t.into(), 3.into()]);
        line(b, 6);
        let e = b
            .async_copy_1d((s, 0.into()), (m, offset.into()), 2.into())
            .expect("fits");
        b.async_copy_wait(&[e]).expect("in scope");
    });
    let e = failure(&k, &mut [buffer(&[0i16; 9])], 4, 4);
    let want = "[E0704] async copy arguments differ between the lanes of a simdgroup\n  --> k.py:6\n  \
                = thread (0, 0, 0) of the grid\n  = thread (3, 0, 0) of the grid";
    assert_eq!(text(&e), want);
}

#[test]
fn each_element_of_a_copy_is_checked() {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::I16);
        let s = Memory::Threadgroup(b.alloc(Scalar::I16, &[2]).expect("positive"));
        let e = b
            .async_copy_1d((m, 1.into()), (s, 0.into()), 3.into())
            .expect("fits");
        b.async_copy_wait(&[e]).expect("in scope");
    });
    let mut args = [buffer(&[7i16; 3])];
    let e = failure(&k, &mut args, 1, 1);
    assert_eq!(
        e.message,
        "index 2 is out of bounds of shared0, which has 2 elements"
    );
    assert_eq!(crate::support::numbers::<i16>(&args[0]), [7, 0, 0]);
}
