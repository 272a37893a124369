//! Operations that the CPU builds from others, run by the interpreter and measured against their meaning:
//! every half and bfloat, many floats, pairs of floats, and corners of integers. `tests/conformance` has
//! millions of floats for the machine code.

use crate::support::{load, store, tid, ulps, verified};
use enigma_core::interp::{self, Arg};
use enigma_core::ir::Kernel;
use enigma_core::ops::{self, Eval, Kind, Native, OpDef, Tolerance};
use enigma_core::passes::{Floats, Isa, Target, legal};
use enigma_core::{Const, Scalar};

/// The dtypes of an operation's operands when their common one is given.
fn operand_dtypes(def: &OpDef, dtype: Scalar) -> Vec<Scalar> {
    def.sig.args.iter().map(|arg| arg.dtype(dtype)).collect()
}

/// `out[t] = op(in[t], ...)` as the CPU backend gets it.
fn legal_kernel(def: &'static OpDef, dtype: Scalar) -> Kernel {
    let k = verified(|b| {
        let inputs: Vec<_> = operand_dtypes(def, dtype)
            .into_iter()
            .enumerate()
            .map(|(n, ty)| b.buffer(&format!("in{n}"), ty))
            .collect();
        let t = tid(b);
        let args: Vec<_> = inputs.iter().map(|&m| load(b, m, t).into()).collect();
        let v = b.op(def, &args, None).expect("operands of its class");
        let out = b.buffer("out", b.kernel().dtype(v));
        store(b, out, t, v);
    });
    legal::legalize(&k, Target::Cpu(Isa::Any), Floats::Ieee, 32_768)
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

/// Functions of that many floats that the CPU builds from others within a stated distance.
fn approximations(operands: usize) -> Vec<(&'static OpDef, f64)> {
    let bounded = |def: &'static OpDef| match (def.tolerance, def.cpu) {
        (Tolerance::Ulp(bound), Native::Expand(_) | Native::Wide(..)) => Some((def, bound)),
        _ => None,
    };
    let all = ops::all().filter_map(bounded);
    all.filter(|(def, _)| def.sig.args.len() == operands)
        .collect()
}

/// Runs the check for every function at once.
fn at_once(
    functions: Vec<(&'static OpDef, f64)>,
    check: impl Fn(&'static OpDef, f64) + Copy + Send + Sync,
) {
    std::thread::scope(|scope| {
        for (def, bound) in functions {
            scope.spawn(move || check(def, bound));
        }
    });
}

#[test]
fn every_half_and_bfloat_is_within_its_bound() {
    at_once(approximations(1), |def, bound| {
        for dtype in [Scalar::F16, Scalar::BF16] {
            let (distance, x) = worst(def, dtype, 0);
            assert!(
                distance <= bound,
                "{} of {x:?} is {distance} ulp off",
                def.name
            );
        }
    });
}

#[test]
fn many_floats_are_within_their_bound() {
    let functions = approximations(1);
    assert!(functions.iter().any(|(def, _)| def.name == "exp"));
    at_once(functions, |def, bound| {
        let (distance, x) = worst(def, Scalar::F32, 1 << 18);
        assert!(
            distance <= bound,
            "{} of {x:?} is {distance} ulp off",
            def.name
        );
    });
}

/// Pairs of floats: bits of all kinds, numbers near 1 with exponents that keep a power finite, small numbers.
fn pairs(dtype: Scalar) -> [Vec<Const>; 2] {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        state >> 33
    };
    let mut columns = [vec![], vec![]];
    for n in 0..1 << 16 {
        let unit = |bits: u64| bits as f64 / 2f64.powi(30) - 1.0;
        let (first, second) = (next(), next());
        let any = |bits: u64| Const::from_bits(dtype, bits << 1 ^ bits >> 16);
        let pair = match n % 4 {
            0 => [any(first), any(second)],
            1 => {
                let x = Const::from_f64(dtype, 2f64.powf(unit(first) * 14.0));
                let y = unit(second) * 150.0 / x.as_f64().log2();
                [x, Const::from_f64(dtype, y)]
            }
            2 => {
                let x = Const::from_f64(dtype, 1.0 + unit(first).powi(9));
                let y = unit(second) * 150.0 / x.as_f64().log2();
                [x, Const::from_f64(dtype, y)]
            }
            _ => {
                let small = |bits: u64| Const::from_f64(dtype, unit(bits) * 30.0);
                let whole = Const::from_f64(dtype, small(second).as_f64().round());
                [small(first), whole]
            }
        };
        columns[0].push(pair[0]);
        columns[1].push(pair[1]);
    }
    columns
}

#[test]
fn pairs_of_floats_are_within_their_bound() {
    let functions = approximations(2);
    assert!(functions.iter().any(|(def, _)| def.name == "pow"));
    at_once(functions, |def, bound| {
        let Eval::Float2(exact) = def.eval else {
            panic!("{} is not a function of two floats", def.name)
        };
        for dtype in [Scalar::F16, Scalar::BF16, Scalar::F32] {
            let columns = pairs(dtype);
            let found = compute(def, dtype, &columns);
            for (i, found) in found.iter().enumerate() {
                let (x, y) = (columns[0][i], columns[1][i]);
                let distance = ulps(dtype, found.as_f64(), exact(x.as_f64(), y.as_f64()));
                assert!(
                    distance <= bound,
                    "{} of {x:?} and {y:?} is {found:?}, {distance} ulp off",
                    def.name
                );
            }
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

/// Tuples of corners, as columns: all of them, or every 31st where there are four operands.
fn tuples(dtypes: &[Scalar]) -> Vec<Vec<Const>> {
    let values: Vec<Vec<Const>> = dtypes.iter().map(|&ty| corners(ty)).collect();
    let step = if dtypes.len() > 3 { 31 } else { 1 };
    let column = |k: usize| {
        let before: usize = values[..k].iter().map(Vec::len).product();
        let all: usize = values.iter().map(Vec::len).product();
        let value = |i: usize| values[k][i / before % values[k].len()];
        (0..all).step_by(step).map(value).collect()
    };
    (0..dtypes.len()).map(column).collect()
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
            let columns = tuples(&operand_dtypes(def, dtype));
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
