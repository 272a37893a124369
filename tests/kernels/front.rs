//! The Rust front end: operators and literals, and mistakes, each found at its line without a panic.

use crate::support::{ints, of, read, reals, run, zeros};
use enigma::core::ir::{Kernel, Order};
use enigma::core::{Code, Diagnostic, Scalar, ops};
use enigma::front::Tracer;

fn mistakes(body: impl FnOnce(&Tracer)) -> Vec<Diagnostic> {
    enigma::trace("mistake", body).expect_err("a mistake")
}

/// Code, line relative to `first`, message.
fn found(errors: &[Diagnostic], first: u32) -> Vec<(Code, u32, &str)> {
    errors
        .iter()
        .map(|e| (e.code, e.loc.line - first, e.message.as_str()))
        .collect()
}

#[test]
fn every_mistake_is_noted_at_its_line() {
    let first = line!();
    let errors = mistakes(|k| {
        let (a, b) = (k.buffer::<f32>("A"), k.buffer::<u8>("B"));
        let tid = k.thread_position_in_grid();
        b.set(tid, a.get(tid));
        b.set(tid, b.get(tid) + 300);
        let bad = a.get(tid) & 1;
        a.set(bad, bad + 1.0);
        k.if_(tid, || a.set(-1, 0.5));
        a.set((tid, tid), tid << 40);
        k.threadgroup_alloc::<f32>(0).set(tid, 1);
        k.for_range_step(0, 8, 0, Scalar::I32, |i| b.set(i, 1.5));
        a.get(tid).as_type::<u8>();
    });
    let want = [
        (
            Code::StoreType,
            4,
            "cannot store float into B, which is uchar",
        ),
        (
            Code::LiteralDoesNotFit,
            5,
            "literal 300 does not fit uchar in add",
        ),
        (Code::OperandType, 6, "bitand does not take float"),
        (
            Code::OperandType,
            8,
            "the condition of if_ is uint, not bool",
        ),
        (Code::IndexRange, 8, "index -1 is out of range of A"),
        (Code::LiteralDoesNotFit, 9, "cannot shift uint by 40"),
        (
            Code::BadSize,
            10,
            "threadgroup_alloc needs a positive size, not (0)",
        ),
        (Code::BadStep, 11, "for_range needs a positive step, not 0"),
        (
            Code::WidthMismatch,
            12,
            "as_type cannot turn float into uchar: 32 and 8 bits",
        ),
    ];
    assert_eq!(found(&errors, first), want);
}

#[test]
fn tables_are_called_as_they_are() {
    let first = line!();
    let errors = mistakes(|k| {
        let (a, x) = (k.buffer::<i32>("A"), k.constant(1.0f32));
        k.call(&ops::exponential::EXP, &[]);
        k.call(&ops::memory::LOAD, &[x.into()]);
        k.call(&ops::convert::CAST, &[x.into()]);
        let (relaxed, wrong) = (
            (Order::Relaxed, Order::Relaxed),
            (Order::Release, Order::Relaxed),
        );
        a.atomic(&ops::exponential::EXP, 0, &[], relaxed);
        a.atomic(&ops::atomic::ATOMIC_STORE, 0, &[], relaxed);
        a.atomic(&ops::atomic::ATOMIC_LOAD, 0, &[], wrong);
    });
    let want = [
        (Code::BadCall, 3, "exp takes 1 arguments, not 0"),
        (Code::BadCall, 4, "load has a method of its own"),
        (Code::BadCall, 5, "metal_cast has a method of its own"),
        (Code::BadCall, 10, "exp is not an atomic"),
        (Code::BadCall, 11, "atomic_store takes 1 values, not 0"),
        (
            Code::BadOrder,
            12,
            "atomic_load does not take the order release",
        ),
    ];
    assert_eq!(found(&errors, first), want);
}

#[test]
fn copies_join_the_two_address_spaces() {
    let first = line!();
    let errors = mistakes(|k| {
        let (a, b) = (k.buffer::<f32>("A"), k.buffer::<f32>("B"));
        let shared = k.threadgroup_alloc::<i32>(4);
        k.async_copy_1d((a, 0), (b, 0), 4).wait();
        k.async_copy_1d((shared, 0), (a, 0), 4).wait();
    });
    let want = [
        (Code::AddressSpace, 4, "async copy inside one address space"),
        (
            Code::OperandType,
            5,
            "async copy from A, which is float, to shared0, which is int",
        ),
    ];
    assert_eq!(found(&errors, first), want);
}

/// What belongs to another kernel is refused, in every place that takes it.
#[test]
fn kernels_do_not_share_values() {
    let first = line!();
    let errors = mistakes(|outer| {
        let (a, x) = (outer.buffer::<i32>("A"), outer.constant(1));
        let inner = mistakes(|k| {
            k.constant(2).eq(x);
            k.if_(x, || k.barrier());
            k.var(x);
            let shared = k.threadgroup_alloc::<i32>(4);
            k.async_copy_1d((shared, 0), (a, 0), 4);
            let y = k.constant(2);
            a.set(0, y);
        });
        let want = [4, 5, 6, 8].map(|line| (Code::WrongKernel, line));
        let got: Vec<_> = inner.iter().map(|e| (e.code, e.loc.line - first)).collect();
        assert_eq!(got, want);
    });
    assert_eq!(
        (errors[0].code, errors[0].loc.line - first),
        (Code::WrongKernel, 10)
    );
}

/// Literals take the type of the value, on either side of every operator.
#[test]
fn operators_and_literals() {
    let kernel = enigma::trace("operators", |k| {
        let (a, b, out) = (
            k.buffer::<i32>("A"),
            k.buffer::<f32>("B"),
            k.buffer::<i32>("out"),
        );
        let (n, x) = (a.get(0), b.get(0));
        let numbers = [
            n + 1,
            n - 1,
            n * 3,
            n / 2,
            n % 4,
            n & 6,
            n | 8,
            n ^ 5,
            n << 2,
            n >> 1,
            1 + n,
            1 - n,
            3 * n,
            100 / n,
            100 % n,
            6 & n,
            8 | n,
            5 ^ n,
            1 << n,
            1024 >> n,
            -n,
            !n,
            n.imin(3),
            n.imax(100),
            n.clamp(0, 5),
            (-n).abs(),
            (-n).floordiv(2),
        ];
        let floats = [
            x + 1,
            x - 0.5,
            2 * x,
            1.0 / x,
            x.sqrt(),
            x.fma(2, 0.5),
            x.floor(),
            (x + 0.25).rint(),
            x.fmin(1),
            x.fmax(9.0f32),
            k.where_(1, 2, x.gt(2)).cast::<f32>(),
            x.as_type::<i32>().cast::<f32>(),
        ];
        for (i, v) in numbers.into_iter().enumerate() {
            out.set(i, v);
        }
        for (i, v) in floats.into_iter().enumerate() {
            b.set(i + 1, v);
        }
        let tests = [
            n.eq(7),
            n.ne(7),
            n.lt(8),
            n.le(6),
            n.gt(6),
            n.ge(8),
            !n.eq(7) | true,
        ];
        for (i, v) in tests.into_iter().enumerate() {
            out.set(i + 27, v.cast::<i32>());
        }
    })
    .expect("a correct kernel");
    let mut args = [ints([7]), of([2.25f32; 13]), zeros::<i32>(34)];
    run(&kernel, &mut args, [1, 1, 1], [1, 1, 1]);
    let numbers = [
        8, 6, 21, 3, 3, 6, 15, 2, 28, 3, 8, -6, 21, 14, 2, 6, 15, 2, 128, 8, -7, -8, 3, 100, 5, 7,
        -4, 1, 0, 1, 0, 1, 0, 1,
    ];
    assert_eq!(read(&args[2]), numbers);
    let floats = [
        2.25,
        3.25,
        1.75,
        4.5,
        f64::from(1.0f32 / 2.25),
        1.5,
        5.0,
        2.0,
        2.0,
        1.0,
        9.0,
        2.0,
        f64::from(2.25f32.to_bits() as f32),
    ];
    assert_eq!(reals(&args[1]), floats);
}

#[test]
fn names_reach_the_kernel() {
    let kernel: Kernel = enigma::trace("names", |k| {
        let a = k.buffer::<f32>("A");
        let tile = k.threadgroup_alloc::<f32>((2, 3)).named("tile");
        let row = k.thread_position_in_grid().named("row");
        tile.set((row, 0), a.get(row));
        a.set(row, tile.get([row, row]));
    })
    .expect("a correct kernel");
    assert_eq!(kernel.allocs[0].name, "tile");
    let mut names = Vec::new();
    kernel.walk(&mut |_, op| {
        names.extend(
            op.results
                .iter()
                .filter_map(|&v| kernel.value(v).name.clone()),
        );
    });
    assert_eq!(names, ["row".into()]);
}
