//! The interpreter: bounds, masked access, threadgroup memory, atomics.

use crate::support::{
    buffer, failure, kernel, lid, line, load, numbers, op, run, store, text, tid,
};
use enigma_core::interp::{self, Options};
use enigma_core::ir::builder::{Builder, Operand};
use enigma_core::ir::{Kernel, MemFlags, Memory, Order};
use enigma_core::ops::{OpDef, arith, atomic, compare, convert};
use enigma_core::{Code, Scalar};

#[test]
fn out_of_bounds_reads_zero_writes_nothing_and_is_reported_at_the_end() {
    let k = kernel(|b| {
        let a = b.buffer("A", Scalar::U32);
        let t = tid(b);
        line(b, 4);
        let next = op(b, &arith::ADD, [t.into(), 2.into()]);
        let v = load(b, a, next);
        line(b, 5);
        let v = op(b, &arith::ADD, [v.into(), 100.into()]);
        store(b, a, t, v);
    });
    let mut args = [buffer(&[1u32, 2, 3])];
    let e = failure(&k, &mut args, 4, 2);
    let want = "[E0701] index 3 is out of bounds of A, which has 3 elements\n  --> k.py:4\n  \
                = thread (1, 0, 0) of the grid";
    assert_eq!(text(&e), want);
    assert_eq!(numbers::<u32>(&args[0]), [103, 100, 100]);
}

#[test]
fn a_negative_index_and_an_empty_buffer_are_out_of_bounds() {
    let k = kernel(|b| {
        let a = b.buffer("A", Scalar::I8);
        let i = load(b, a, 0);
        store(b, a, i, 5);
    });
    let mut args = [buffer(&[-1i8, 0])];
    let e = failure(&k, &mut args, 1, 1);
    assert_eq!(
        e.message,
        "index -1 is out of bounds of A, which has 2 elements"
    );
    assert_eq!(numbers::<i8>(&args[0]), [-1, 0]);
    let e = failure(&k, &mut [buffer::<i8>(&[])], 1, 1);
    assert_eq!(
        e.message,
        "index 0 is out of bounds of A, which has 0 elements"
    );
}

#[test]
fn threadgroup_memory_has_bounds_of_its_own() {
    let k = kernel(|b| {
        let s = Memory::Threadgroup(b.alloc(Scalar::F32, &[2, 3]).expect("positive"));
        let t = lid(b);
        store(b, s, t, 1.0);
    });
    let e = failure(&k, &mut [], 8, 8);
    assert_eq!(
        e.message,
        "index 6 is out of bounds of shared0, which has 6 elements"
    );
}

#[test]
fn masked_access_touches_nothing_where_masked_off() {
    let k = kernel(|b| {
        let a = b.buffer("A", Scalar::I32);
        let t = tid(b);
        let mask = op(b, &compare::CMP_LT, [t.into(), 2.into()]);
        let v = b
            .load_if(a, &[t.into()], mask.into(), (-7).into())
            .expect("fits");
        let v = op(b, &arith::MUL, [v.into(), 2.into()]);
        b.store_if(a, &[t.into()], v.into(), mask.into())
            .expect("fits");
        let back = op(b, &arith::SUB, [t.into(), 2.into()]);
        let other = op(b, &compare::CMP_GE, [t.into(), 2.into()]);
        b.store_if(a, &[back.into()], v.into(), other.into())
            .expect("fits");
    });
    assert_eq!(run(&k, &[5i32, 6], 4, 4), [-14, -14]);
    assert_eq!(run(&k, &[5i32, 6], 3, 3), [-14, 12]);
}

/// `out[t] = shared[t]` in groups of 2, then `shared[t] = 9`.
fn leftovers() -> Kernel {
    kernel(|b| {
        let out = b.buffer("out", Scalar::U16);
        let s = Memory::Threadgroup(b.alloc(Scalar::U16, &[2]).expect("positive"));
        let (t, l) = (tid(b), lid(b));
        let v = load(b, s, l);
        store(b, out, t, v);
        store(b, s, l, 9);
    })
}

#[test]
fn threadgroup_memory_starts_as_the_pattern_asked_for() {
    assert_eq!(run(&leftovers(), &[1u16; 4], 4, 2), [0; 4]);
    let options = Options {
        fill: 0xab,
        ..Options::default()
    };
    let mut args = [buffer(&[1u16; 4])];
    interp::run_with(&leftovers(), &mut args, [4, 1, 1], [2, 1, 1], options).expect("it runs");
    assert_eq!(numbers::<u16>(&args[0]), [0xabab; 4]);
}

#[test]
fn a_tile_is_reversed_through_threadgroup_memory() {
    let k = kernel(|b| {
        let a = b.buffer("A", Scalar::F32);
        let s = Memory::Threadgroup(b.alloc(Scalar::F32, &[4]).expect("positive"));
        let (t, l) = (tid(b), lid(b));
        let v = load(b, a, t);
        store(b, s, l, v);
        b.barrier(MemFlags::Threadgroup);
        let n = crate::support::along(
            b,
            &enigma_core::ops::query::THREADS_PER_THREADGROUP,
            enigma_core::ir::Dim::X,
        );
        let back = op(b, &arith::SUB, [n.into(), l.into()]);
        let back = op(b, &arith::SUB, [back.into(), 1.into()]);
        let v = load(b, s, back);
        store(b, a, t, v);
    });
    assert_eq!(
        run(&k, &[1f32, 2., 3., 4., 5., 6.], 6, 4),
        [4., 3., 2., 1., 6., 5.]
    );
}

/// Each thread applies the atomic with its own number to element 0; old values go to the elements after.
fn atomics(dtype: Scalar, def: &'static OpDef) -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", dtype);
        let t = tid(b);
        let slot = op(b, &arith::ADD, [t.into(), 1.into()]);
        let mine = load(b, m, slot);
        let orders = (Order::Relaxed, Order::Relaxed);
        let old = b
            .atomic(def, m, &[0.into()], &[mine.into()], orders)
            .expect("fits");
        if let Some(old) = old {
            store(b, m, slot, old);
        }
    })
}

#[test]
fn atomics_act_in_thread_order_and_give_the_old_value() {
    let ints = |def| run(&atomics(Scalar::I32, def), &[5i32, -3, 6, 12], 3, 3);
    assert_eq!(ints(&atomic::ATOMIC_FETCH_ADD), [20, 5, 2, 8]);
    assert_eq!(ints(&atomic::ATOMIC_FETCH_SUB), [-10, 5, 8, 2]);
    assert_eq!(ints(&atomic::ATOMIC_FETCH_MIN), [-3, 5, -3, -3]);
    assert_eq!(ints(&atomic::ATOMIC_FETCH_MAX), [12, 5, 5, 6]);
    assert_eq!(ints(&atomic::ATOMIC_FETCH_AND), [4, 5, 5, 4]);
    assert_eq!(ints(&atomic::ATOMIC_FETCH_OR), [-1, 5, -3, -1]);
    assert_eq!(
        ints(&atomic::ATOMIC_FETCH_XOR),
        [5 ^ -3 ^ 6 ^ 12, 5, 5 ^ -3, 5 ^ -3 ^ 6]
    );
    assert_eq!(ints(&atomic::ATOMIC_EXCHANGE), [12, 5, -3, 6]);
    assert_eq!(ints(&atomic::ATOMIC_STORE), [12, -3, 6, 12]);
    let unsigned = run(
        &atomics(Scalar::U32, &atomic::ATOMIC_FETCH_MIN),
        &[5u32, u32::MAX, 6],
        2,
        2,
    );
    assert_eq!(unsigned, [5, 5, 5]);
    let wrapped = run(
        &atomics(Scalar::U64, &atomic::ATOMIC_FETCH_ADD),
        &[u64::MAX, 2],
        1,
        1,
    );
    assert_eq!(wrapped, [1, u64::MAX]);
}

#[test]
fn float_atomics_ignore_nan_in_min_and_max() {
    let floats = |def| {
        run(
            &atomics(Scalar::F32, def),
            &[2f32, f32::NAN, 1.5, 8.0],
            3,
            3,
        )[0]
    };
    assert_eq!(floats(&atomic::ATOMIC_FETCH_MIN), 1.5);
    assert_eq!(floats(&atomic::ATOMIC_FETCH_MAX), 8.0);
    assert!(floats(&atomic::ATOMIC_FETCH_ADD).is_nan());
}

/// `out[0] = swapped`, expecting the float -0 in element 0 and wanting 1.
fn compare_exchange(expected: f64) -> Kernel {
    kernel(|b| {
        let m = b.buffer("m", Scalar::F32);
        let swap: [Operand; 2] = [expected.into(), 1.0.into()];
        let orders = (Order::AcqRel, Order::Acquire);
        let done = b.atomic(
            &atomic::ATOMIC_COMPARE_EXCHANGE,
            m,
            &[0.into()],
            &swap,
            orders,
        );
        let done = done.expect("fits").expect("a bool");
        let done = b
            .op(&convert::CAST, &[done.into()], Some(Scalar::F32))
            .expect("fits");
        store(b, m, 1, done);
    })
}

#[test]
fn compare_exchange_compares_bits() {
    assert_eq!(
        run(&compare_exchange(-0.0), &[-0.0f32, 9.0], 1, 1),
        [1.0, 1.0]
    );
    let kept = run(&compare_exchange(0.0), &[-0.0f32, 9.0], 1, 1);
    assert_eq!(kept.map(f32::to_bits), [(-0f32).to_bits(), 0]);
}

trait MapBits {
    fn map(&self, f: fn(f32) -> u32) -> Vec<u32>;
}

impl MapBits for Vec<f32> {
    fn map(&self, f: fn(f32) -> u32) -> Vec<u32> {
        self.iter().map(|&v| f(v)).collect()
    }
}

#[test]
fn an_atomic_out_of_bounds_gives_zero() {
    let build = |b: &mut Builder| {
        let m = b.buffer("m", Scalar::I32);
        let orders = (Order::Relaxed, Order::Relaxed);
        let old = b.atomic(
            &atomic::ATOMIC_FETCH_ADD,
            m,
            &[9.into()],
            &[1.into()],
            orders,
        );
        let old = old.expect("fits").expect("an old value");
        store(b, m, 0, old);
    };
    let mut args = [buffer(&[5i32])];
    assert_eq!(
        failure(&kernel(build), &mut args, 1, 1).code,
        Code::OutOfBounds
    );
    assert_eq!(numbers::<i32>(&args[0]), [0]);
}
