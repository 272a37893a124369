//! Masked access, atomics, simdgroups, async copies, conversions.

use crate::support::{ints, read, run, zeros};
use enigma::core::{Code, Const, Scalar, interp};

#[test]
fn masked_loads_touch_nothing_where_the_mask_is_false() {
    let kernel = enigma::trace("masked", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let tid = k.thread_position_in_grid();
        let value = a.load_if(tid * 1000, tid.lt(0), 7);
        b.store_if(tid, value, tid.ne(1));
    })
    .expect("a correct kernel");
    let mut args = [ints([]), ints([0; 3])];
    run(&kernel, &mut args, [3, 1, 1], [2, 1, 1]);
    assert_eq!(read(&args[1]), [7, 0, 7]);
}

#[test]
fn a_histogram_counts_every_thread() {
    let kernel = enigma::trace("histogram", |k| {
        let (a, bins) = (k.buffer::<i32>("A"), k.buffer::<i32>("bins"));
        let tid = k.thread_position_in_grid();
        bins.atomic_fetch_add(a.get(tid), 1);
    })
    .expect("a correct kernel");
    let mut args = [ints((0..100).map(|i| i % 3)), ints([0; 3])];
    run(&kernel, &mut args, [100, 1, 1], [32, 1, 1]);
    assert_eq!(read(&args[1]), [34, 33, 33]);
}

#[test]
fn simdgroups_reduce_their_existing_lanes() {
    let kernel = enigma::trace("lanes", |k| {
        let (sum, top, next) = (
            k.buffer::<i32>("sum"),
            k.buffer::<i32>("top"),
            k.buffer::<i32>("next"),
        );
        let tid = k.thread_position_in_grid();
        let x = tid.cast::<i32>();
        sum.set(tid, x.simd_sum());
        top.set(tid, x.simd_max());
        next.set(tid, x.simd_shuffle_xor(1));
    })
    .expect("a correct kernel");
    let mut args = [ints([0; 40]), ints([0; 40]), ints([0; 40])];
    run(&kernel, &mut args, [40, 1, 1], [40, 1, 1]);
    assert_eq!((read(&args[0])[0], read(&args[0])[39]), (496, 32 * 8 + 28));
    assert_eq!((read(&args[1])[31], read(&args[1])[32]), (31, 39));
    assert!(
        read(&args[2])
            .iter()
            .enumerate()
            .all(|(i, &v)| v == (i as i128 ^ 1))
    );
}

#[test]
fn an_async_copy_arrives_and_must_be_waited_for() {
    let build = |wait: bool| {
        enigma::trace("copy", |k| {
            let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
            let lid = k.thread_position_in_threadgroup();
            let shared = k.threadgroup_alloc::<i32>(8);
            let event = k.async_copy_1d((shared, 0), (a, 2), 8);
            if wait {
                event.wait();
            }
            k.barrier();
            b.set(lid, shared.get(lid));
        })
    };
    let mut args = [ints(0..10), ints([0; 8])];
    run(
        &build(true).expect("a correct kernel"),
        &mut args,
        [8, 1, 1],
        [8, 1, 1],
    );
    assert_eq!(read(&args[1]), [2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(
        build(false).expect_err("never waited for")[0].code,
        Code::CopyNotWaited
    );
}

#[test]
fn too_much_threadgroup_memory_names_each_allocation() {
    let kernel = enigma::trace("greedy", |k| {
        let shared = k.threadgroup_alloc::<f32>(10_000);
        shared.set(0, 1.0);
    })
    .expect("traces");
    let errors =
        enigma::CompiledKernel::compile(kernel, enigma::Options::default()).expect_err("too much");
    assert_eq!(errors[0].code, Code::ThreadgroupMemory);
    assert!(errors[0].notes[0].starts_with("shared0: 10000 x float = 40000 bytes"));
}

#[test]
fn a_float_is_not_stored_into_an_integer_without_a_cast() {
    let errors = enigma::trace("mixed", |k| {
        let (a, b) = (k.buffer::<f32>("A"), k.buffer::<u32>("B"));
        b.set(0, a.get(0));
    })
    .expect_err("a mixed store");
    assert_eq!(errors[0].code, Code::StoreType);
    assert_eq!(
        errors[0].message,
        "cannot store float into B, which is uint"
    );
}

/// Function, exact value, inputs, bound in ULP.
type Case = (&'static str, fn(f64) -> f64, Vec<f32>, f64);

/// Expansions against the exact value, in units of the last place.
#[test]
fn expanded_math_meets_its_bound() {
    let sweep = |lo: f32, hi: f32| (0..=20_000).map(move |i| lo + (hi - lo) * i as f32 / 20_000.0);
    let special = [
        0.0,
        -0.0,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        1e-40,
        -1.0,
        f32::MAX,
        1.0,
    ];
    let positive = (0..2_000_000_000u32).step_by(99_991).map(f32::from_bits);
    let cases: [Case; 3] = [
        (
            "exp",
            f64::exp,
            sweep(-110.0, 92.0).chain(special).collect(),
            2.0,
        ),
        (
            "log",
            f64::ln,
            positive
                .clone()
                .chain(sweep(0.5, 2.0))
                .chain(special)
                .collect(),
            2.0,
        ),
        (
            "rsqrt",
            |x| 1.0 / x.sqrt(),
            positive.chain(special).collect(),
            2.0,
        ),
    ];
    for (name, exact, inputs, bound) in cases {
        let op = enigma::core::ops::find(name).expect("in the table");
        let kernel = enigma::trace(name, |k| {
            let (a, b) = (k.buffer::<f32>("A"), k.buffer::<f32>("B"));
            let tid = k.thread_position_in_grid();
            b.set(tid, k.call(op, &[a.get(tid).into()]));
        })
        .expect("a correct kernel");
        let compiled =
            enigma::CompiledKernel::compile(kernel, enigma::Options::default()).expect("compiles");
        let constants: Vec<Const> = inputs
            .iter()
            .map(|x| Const::from_bits(Scalar::F32, u64::from(x.to_bits())))
            .collect();
        let n = constants.len() as u64;
        let mut args = [
            interp::Arg::Buffer(constants.clone()),
            interp::Arg::Buffer(constants),
        ];
        interp::run(
            compiled.legal().kernel(),
            &mut args,
            [n, 1, 1],
            [1024, 1, 1],
        )
        .expect("runs");
        let interp::Arg::Buffer(found) = &args[1] else {
            unreachable!("a buffer")
        };
        let worst = inputs
            .iter()
            .zip(found)
            .map(|(&x, c)| (ulps(c.as_f64(), exact(f64::from(x))), x));
        let worst = worst.fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a });
        assert!(
            worst.0 <= bound,
            "{name}({:e}) is {} ULP off",
            worst.1,
            worst.0
        );
    }
}

/// Distance from the exact value in floats' units; 0 where both are NaN or the same infinity.
fn ulps(found: f64, exact: f64) -> f64 {
    let rounded = f64::from(exact as f32);
    if found == rounded || (found.is_nan() && rounded.is_nan()) {
        return 0.0;
    }
    let exponent = (exact.abs() as f32).max(f32::MIN_POSITIVE).log2().floor();
    let unit = f64::from(exponent - 23.0).exp2();
    let distance = (found - exact).abs() / unit;
    if distance.is_nan() {
        f64::INFINITY
    } else {
        distance
    }
}

/// What the group wrote is what it reads, also where one load serves all of it.
#[test]
fn a_shared_load_stays_behind_the_stores_before_it() {
    let kernel = enigma::trace("order", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let group = k.threadgroup_position_in_grid();
        a.set(group, 5);
        let x = a.get(group);
        k.barrier();
        out.set(k.thread_position_in_grid(), x);
    })
    .expect("a correct kernel");
    let mut args = [ints([1, 2, 3]), zeros::<i32>(300)];
    run(&kernel, &mut args, [300, 1, 1], [128, 1, 1]);
    assert_eq!(read(&args[1]), [5; 300]);
}

/// A uint that wraps between neighbouring threads wraps before it is widened.
#[test]
fn a_wrapped_index_is_widened_after_it_wrapped() {
    let kernel = enigma::trace("wrap", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i64>("out"));
        let tid = k.thread_position_in_grid();
        let wrapped = tid - 5;
        out.set(tid, wrapped.cast::<u64>().cast::<i64>());
        k.if_(tid.ge(5), || {
            out.set(tid, a.get(wrapped.cast::<u64>()).cast::<i64>());
        });
        let byte = (tid + 250).cast::<u8>();
        out.set(tid, out.get(tid) + byte.cast::<i64>() * 1000);
    })
    .expect("a correct kernel");
    let mut args = [ints(0..100), zeros::<i64>(64)];
    run(&kernel, &mut args, [64, 1, 1], [64, 1, 1]);
    let want = (0..64).map(|i: i128| {
        let index = if i < 5 { (1 << 32) + i - 5 } else { i - 5 };
        index + (i + 250) % 256 * 1000
    });
    assert_eq!(read(&args[1]), want.collect::<Vec<_>>());
}
