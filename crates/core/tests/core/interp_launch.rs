//! The interpreter: geometry of a launch, and its arguments.

use crate::support::{Element, along, buffer, kernel, load, numbers, op, run, store, text, tid};
use enigma_core::interp::{self, Arg};
use enigma_core::ir::builder::Builder;
use enigma_core::ir::{Dim, Kernel};
use enigma_core::ops::{OpDef, arith, query};
use enigma_core::{Code, Const, Scalar};

/// Stores a query at the thread's row-major position in a grid 10 wide and 6 high.
fn stores(ask: impl FnOnce(&mut Builder) -> enigma_core::ir::Value) -> Kernel {
    kernel(|b| {
        let out = b.buffer("out", Scalar::U32);
        let x = tid(b);
        let y = along(b, &query::THREAD_POSITION_IN_GRID_XYZ, Dim::Y);
        let row = op(b, &arith::MUL, [y.into(), 10.into()]);
        let at = op(b, &arith::ADD, [row.into(), x.into()]);
        let value = ask(b);
        store(b, out, at, value);
    })
}

fn ask(def: &'static OpDef, dim: Dim) -> Vec<u32> {
    let k = stores(|b| along(b, def, dim));
    let mut args = [buffer(&[u32::MAX; 60])];
    interp::run(&k, &mut args, [10, 6, 1], [8, 5, 1]).expect("the run succeeds");
    numbers(&args[0])
}

/// What the same query gives if written as a function of x and y.
fn expect(f: impl Fn(u32, u32) -> u32) -> Vec<u32> {
    (0..60).map(|i| f(i % 10, i / 10)).collect()
}

/// Extent of the threadgroup at x, y.
fn extent(x: u32, y: u32) -> (u32, u32) {
    (if x < 8 { 8 } else { 2 }, if y < 5 { 5 } else { 1 })
}

fn linear(x: u32, y: u32) -> u32 {
    y % 5 * extent(x, y).0 + x % 8
}

#[test]
fn queries_on_a_ragged_grid() {
    assert_eq!(
        ask(&query::THREAD_POSITION_IN_GRID_XYZ, Dim::Y),
        expect(|_, y| y)
    );
    assert_eq!(
        ask(&query::THREAD_POSITION_IN_GRID_XYZ, Dim::Z),
        expect(|_, _| 0)
    );
    assert_eq!(
        ask(&query::THREAD_POSITION_IN_THREADGROUP, Dim::X),
        expect(|x, _| x % 8)
    );
    assert_eq!(
        ask(&query::THREAD_POSITION_IN_THREADGROUP, Dim::Y),
        expect(|_, y| y % 5)
    );
    assert_eq!(
        ask(&query::THREADGROUP_POSITION_IN_GRID, Dim::X),
        expect(|x, _| x / 8)
    );
    assert_eq!(
        ask(&query::THREADS_PER_THREADGROUP, Dim::X),
        expect(|x, y| extent(x, y).0)
    );
    assert_eq!(
        ask(&query::THREADS_PER_THREADGROUP, Dim::Y),
        expect(|x, y| extent(x, y).1)
    );
    assert_eq!(ask(&query::THREADS_PER_GRID, Dim::X), expect(|_, _| 10));
    assert_eq!(ask(&query::THREADGROUPS_PER_GRID, Dim::X), expect(|_, _| 2));
    assert_eq!(ask(&query::THREADGROUPS_PER_GRID, Dim::Z), expect(|_, _| 1));
}

#[test]
fn linear_queries_count_the_actual_threads() {
    let find = |def: &'static OpDef| {
        let k = stores(|b| op(b, def, []));
        let mut args = [buffer(&[u32::MAX; 60])];
        interp::run(&k, &mut args, [10, 6, 1], [8, 5, 1]).expect("the run succeeds");
        numbers::<u32>(&args[0])
    };
    assert_eq!(find(&query::THREAD_INDEX_IN_THREADGROUP), expect(linear));
    assert_eq!(
        find(&query::THREAD_INDEX_IN_SIMDGROUP),
        expect(|x, y| linear(x, y) % 32)
    );
    assert_eq!(
        find(&query::SIMDGROUP_INDEX_IN_THREADGROUP),
        expect(|x, y| linear(x, y) / 32)
    );
    assert_eq!(find(&query::THREADS_PER_SIMDGROUP), expect(|_, _| 32));
    let simdgroups = |x, y| (extent(x, y).0 * extent(x, y).1).div_ceil(32);
    assert_eq!(find(&query::SIMDGROUPS_PER_THREADGROUP), expect(simdgroups));
}

#[test]
fn an_empty_grid_does_nothing() {
    let k = stores(tid);
    let mut args = [buffer(&[7u32; 3])];
    interp::run(&k, &mut args, [4, 0, 1], [2, 2, 1]).expect("nothing to do");
    assert_eq!(numbers::<u32>(&args[0]), [7, 7, 7]);
}

#[test]
fn a_scalar_argument_is_the_same_for_all() {
    let k = kernel(|b| {
        let out = b.buffer("out", Scalar::F32);
        let s = b.scalar("s", Scalar::F32);
        let t = tid(b);
        store(b, out, t, s);
    });
    let mut args = [
        buffer(&[0f32; 3]),
        Arg::Scalar(Const::from_f64(Scalar::F32, 2.5)),
    ];
    interp::run(&k, &mut args, [3, 1, 1], [2, 1, 1]).expect("the run succeeds");
    assert_eq!(numbers::<f32>(&args[0]), [2.5; 3]);
}

#[test]
fn wrong_arguments_and_extents_are_refused() {
    let k = stores(tid);
    let fails = |args: &mut [Arg], grid, threads| {
        let e = interp::run(&k, args, grid, threads).expect_err("refused");
        (e.code, e.message)
    };
    let fine = || buffer(&[0u32; 60]);
    let (one, huge) = ([1, 1, 1], u64::from(u32::MAX) + 1);
    let want = (
        Code::ArgumentCount,
        "k takes 1 arguments, not 0".to_string(),
    );
    assert_eq!(fails(&mut [], one, one), want);
    let want = (
        Code::ArgumentDtype,
        "argument out is int, not uint".to_string(),
    );
    assert_eq!(fails(&mut [buffer(&[0i32])], one, one), want);
    let want = (
        Code::ArgumentDtype,
        "argument out is not a buffer".to_string(),
    );
    assert_eq!(
        fails(&mut [Arg::Scalar(Const::from_bool(true))], one, one),
        want
    );
    let want = (
        Code::ThreadgroupSize,
        "a threadgroup of (64, 17, 1) threads".to_string(),
    );
    assert_eq!(fails(&mut [fine()], one, [64, 17, 1]), want);
    let want = (
        Code::ThreadgroupSize,
        "a threadgroup of (0, 1, 1) threads".to_string(),
    );
    assert_eq!(fails(&mut [fine()], one, [0, 1, 1]), want);
    let want = (Code::GridSize, format!("a grid of ({huge}, 1, 1) threads"));
    assert_eq!(fails(&mut [fine()], [huge, 1, 1], one), want);
}

#[test]
fn a_scalar_of_another_dtype_is_refused() {
    let k = kernel(|b| {
        b.scalar("s", Scalar::F32);
    });
    let mut args = [Arg::Scalar(Const::from_int(Scalar::I32, 1))];
    let e = interp::run(&k, &mut args, [1, 1, 1], [1, 1, 1]).expect_err("refused");
    assert_eq!(
        text(&e),
        "[E0602] argument s is int, not float\n  --> k.py:1"
    );
    let e = interp::run(&k, &mut [buffer(&[0f32])], [1, 1, 1], [1, 1, 1]).expect_err("refused");
    assert_eq!(text(&e), "[E0602] argument s is not a scalar\n  --> k.py:1");
}

#[test]
fn every_dtype_is_stored_and_loaded_as_it_is() {
    fn check<T: Element + PartialEq + std::fmt::Debug>(values: [T; 2]) {
        let k = kernel(|b| {
            let m = b.buffer("m", T::DTYPE);
            let v = load(b, m, 1);
            store(b, m, 0, v);
        });
        assert_eq!(run(&k, &values, 1, 1), [values[1]; 2]);
    }
    check([0i8, -3]);
    check([0u8, 253]);
    check([0i16, -300]);
    check([0u16, 65_000]);
    check([0i32, -70_000]);
    check([0u32, 4_000_000_000]);
    check([0i64, i64::MIN]);
    check([0u64, u64::MAX]);
    check([0f32, -1.5e-42]);
    check([half::f16::ZERO, half::f16::MIN_POSITIVE_SUBNORMAL]);
    check([half::bf16::ZERO, half::bf16::MAX]);
}
