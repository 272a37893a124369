//! Functions of one float with a bound, as machine code, on two million floats each, and one million with fast math.

use crate::case::Case;
use crate::device;
use crate::ulp::distance;
use enigma::core::interp::Arg;
use enigma::core::ops::{self, Native, OpDef, Tolerance};
use enigma::core::{Const, Scalar};
use enigma::{CompiledKernel, Floats, Options};

/// Floats whose bits are evenly spaced, with an offset that takes all values of the last bits.
fn inputs(block: u32) -> Vec<Const> {
    const SPACED: u32 = 1 << 20;
    let bits = |n: u32| n * (u32::MAX / SPACED) + n % 4093 + 2039 * block;
    (0..SPACED)
        .map(|n| Const::from_bits(Scalar::F32, bits(n).into()))
        .collect()
}

/// The worst of a block, in units of the last place, and where. Fast math promises numbers only.
fn worst(op: &'static OpDef, block: u32, floats: Floats) -> (f64, Const) {
    let case = Case {
        op,
        operands: vec![Scalar::F32],
        result: Scalar::F32,
    };
    let options = Options {
        floats,
        ..Options::default()
    };
    let compiled = CompiledKernel::compile(case.plain_kernel(), options)
        .unwrap_or_else(|e| panic!("{}: {e:?}", case.title()));
    let inputs = inputs(block);
    let out = vec![Const::from_bits(Scalar::F32, 0); inputs.len()];
    let mut args = vec![Arg::Buffer(inputs.clone()), Arg::Buffer(out)];
    let grid = [inputs.len() as u64, 1, 1];
    device::launch(&compiled.into(), &mut args, grid, [256, 1, 1], &|| false)
        .unwrap_or_else(|e| panic!("{}: {}", case.title(), e[0].message));
    let Some(Arg::Buffer(found)) = args.pop() else {
        panic!("the last argument is the output")
    };
    let away = |(x, y): (&Const, &Const)| {
        let wanted = op.evaluate(&[*x], Scalar::F32).expect("a meaning");
        let promised = floats == Floats::Ieee || wanted.as_f64().is_finite();
        let away = distance(op, &[*x], wanted, *y);
        (if promised { away } else { 0.0 }, *x)
    };
    inputs
        .iter()
        .zip(&found)
        .map(away)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .expect("floats")
}

#[test]
fn three_million_floats_are_within_their_bound_on_the_cpu() {
    let bounded = |op: &'static OpDef| match (op.tolerance, op.cpu, op.sig.args.len()) {
        (Tolerance::Ulp(bound), Native::Expand(_) | Native::Wide(..), 1) => Some((op, bound)),
        _ => None,
    };
    let functions: Vec<(&OpDef, f64)> = ops::all().filter_map(bounded).collect();
    assert!(functions.iter().any(|(op, _)| op.name == "sin"));
    std::thread::scope(|scope| {
        for (block, floats) in [(0, Floats::Ieee), (1, Floats::Ieee), (2, Floats::Fast)] {
            let functions = &functions;
            scope.spawn(move || {
                for &(op, bound) in functions {
                    let (distance, x) = worst(op, block, floats);
                    println!("{} {distance:.3} at {x:?}", op.name);
                    assert!(
                        distance <= bound,
                        "{} of {x:?} is {distance} units off",
                        op.name
                    );
                }
            });
        }
    });
}
