//! Operations that the CPU builds from others, run by the interpreter and measured against their meaning:
//! every half and bfloat, two million floats, and corners of integers.

use crate::support::{load, store, tid, ulps, verified};
use enigma_core::interp::{self, Arg};
use enigma_core::ir::Kernel;
use enigma_core::ops::{self, Eval, Kind, Native, OpDef, Tolerance};
use enigma_core::passes::{Target, legal};
use enigma_core::{Const, Scalar};

/// `out[t] = op(in[t], ...)` as the CPU backend gets it.
fn legal_kernel(def: &'static OpDef, dtype: Scalar) -> Kernel {
    let k = verified(|b| {
        let inputs: Vec<_> = (0..def.sig.args.len())
            .map(|n| b.buffer(&format!("in{n}"), dtype))
            .collect();
        let t = tid(b);
        let args: Vec<_> = inputs.iter().map(|&m| load(b, m, t).into()).collect();
        let v = b.op(def, &args, None).expect("operands of its class");
        let out = b.buffer("out", b.kernel().dtype(v));
        store(b, out, t, v);
    });
    legal::legalize(&k, Target::Cpu, 32_768)
        .expect("legal on the CPU")
        .kernel()
        .clone()
}

/// The operation on columns of operands.
fn compute(def: &'static OpDef, dtype: Scalar, columns: &[Vec<Const>]) -> Vec<Const> {
    let k = legal_kernel(def, dtype);
    let result = k.params.last().expect("an output").dtype;
    let n = columns[0].len();
    let mut args: Vec<Arg> = columns.iter().cloned().map(Arg::Buffer).collect();
    args.push(Arg::Buffer(vec![Const::from_bits(result, 0); n]));
    interp::run(&k, &mut args, [n as u64, 1, 1], [1024, 1, 1]).expect("the run succeeds");
    match args.pop() {
        Some(Arg::Buffer(out)) => out,
        _ => panic!("the last argument is the output"),
    }
}

/// Bit patterns of a float, all of them for 16 bits, else evenly spaced ones and all near powers of two.
fn floats(dtype: Scalar, spaced: u64) -> Vec<Const> {
    if dtype.bits() == 16 {
        return (0..1 << 16)
            .map(|bits| Const::from_bits(dtype, bits))
            .collect();
    }
    let step = (1u64 << 32) / spaced;
    let even = (0..spaced).map(|n| n * step + n % step);
    let near = (0..512u64).flat_map(|exponent| {
        (0..64).map(move |d| (exponent << 23).wrapping_add(d).wrapping_sub(32))
    });
    even.chain(near)
        .map(|bits| Const::from_bits(dtype, bits))
        .collect()
}

/// The worst distance from the exact value, over the floats of a dtype.
fn worst(def: &'static OpDef, dtype: Scalar, spaced: u64) -> (f64, Const) {
    let Eval::Float1(exact) = def.eval else {
        panic!("{} is not a function of one float", def.name)
    };
    let inputs = floats(dtype, spaced);
    let outputs = compute(def, dtype, std::slice::from_ref(&inputs));
    let distance = |(x, y): (&Const, &Const)| (ulps(dtype, y.as_f64(), exact(x.as_f64())), *x);
    inputs
        .iter()
        .zip(&outputs)
        .map(distance)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .expect("inputs")
}

/// Functions of one float that the CPU builds from others within a stated distance.
fn approximations() -> Vec<(&'static OpDef, f64)> {
    let bounded = |def: &'static OpDef| match (def.tolerance, def.cpu) {
        (Tolerance::Ulp(bound), Native::Expand(_)) => Some((def, bound)),
        _ => None,
    };
    ops::all().filter_map(bounded).collect()
}

#[test]
fn every_half_and_bfloat_is_within_its_bound() {
    for (def, bound) in approximations() {
        for dtype in [Scalar::F16, Scalar::BF16] {
            let (distance, x) = worst(def, dtype, 0);
            assert!(
                distance <= bound,
                "{} of {x:?} is {distance} ulp off",
                def.name
            );
        }
    }
}

#[test]
fn two_million_floats_are_within_their_bound() {
    let functions = approximations();
    assert!(functions.iter().any(|(def, _)| def.name == "exp"));
    std::thread::scope(|scope| {
        for (def, bound) in functions {
            scope.spawn(move || {
                let (distance, x) = worst(def, Scalar::F32, 1 << 21);
                assert!(
                    distance <= bound,
                    "{} of {x:?} is {distance} ulp off",
                    def.name
                );
            });
        }
    });
}

/// Pairs worth dividing and comparing: limits, small numbers of both signs, and the middle of nowhere.
fn corners(dtype: Scalar) -> Vec<Const> {
    if dtype.is_float() {
        let values = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            -0.3,
            7.0,
            -7.0,
            3.0,
            1e4,
            1e-7,
            2.5,
            f64::MAX,
            f64::MIN,
        ];
        let special = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MIN_POSITIVE,
        ];
        return values
            .into_iter()
            .chain(special)
            .map(|v| Const::from_f64(dtype, v))
            .collect();
    }
    let (min, max) = dtype.int_range();
    let near = [min, min + 1, max, max - 1, max / 3, min / 3].into_iter();
    near.chain(-9..=9)
        .map(|v| Const::from_int(dtype, v))
        .collect()
}

/// Every tuple of corners, as columns.
fn tuples(dtype: Scalar, arity: usize) -> Vec<Vec<Const>> {
    let values = corners(dtype);
    let n = values.len();
    let column = |k: usize| {
        (0..n.pow(arity as u32))
            .map(|i| values[i / n.pow(k as u32) % n])
            .collect()
    };
    (0..arity).map(column).collect()
}

fn same(a: Const, b: Const) -> bool {
    let nans = a.ty.is_float() && a.as_f64().is_nan() && b.as_f64().is_nan();
    a == b || nans || (a.ty.is_float() && a.as_f64() == b.as_f64())
}

#[test]
fn exact_expansions_are_exact_on_every_dtype() {
    let exact = |def: &&OpDef| {
        def.kind == Kind::Pure
            && def.tolerance == Tolerance::Exact
            && matches!(def.cpu, Native::Expand(_))
    };
    let mut names = Vec::new();
    for def in ops::all().filter(exact) {
        names.push(def.name);
        let classes = def.sig.args.iter().filter_map(|a| {
            if let ops::Arg::T(c) = a {
                Some(*c)
            } else {
                None
            }
        });
        for dtype in classes.take(1).flat_map(|c| c.iter().collect::<Vec<_>>()) {
            let columns = tuples(dtype, def.sig.args.len());
            for (i, found) in compute(def, dtype, &columns).into_iter().enumerate() {
                let operands: Vec<Const> = columns.iter().map(|c| c[i]).collect();
                let want = def.evaluate(&operands, found.ty).expect("a meaning");
                assert!(
                    same(found, want),
                    "{} of {operands:?}: {found:?}, not {want:?}",
                    def.name
                );
            }
        }
    }
    assert!(names.contains(&"floordiv"));
}

#[test]
fn floor_division_rounds_down() {
    let pairs = [
        (7, 2, 3),
        (-7, 2, -4),
        (7, -2, -4),
        (-7, -2, 3),
        (6, -3, -2),
        (5, 0, 5),
        (i32::MIN, -1, i32::MIN),
    ];
    for (a, b, want) in pairs {
        let columns = [a, b].map(|v| vec![Const::from_int(Scalar::I32, i128::from(v))]);
        let found = compute(&ops::arith::FLOORDIV, Scalar::I32, &columns)[0].as_int();
        assert_eq!(found, i128::from(want), "{a} // {b}");
    }
}
