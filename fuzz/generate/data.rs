//! Arguments of a random kernel: small numbers, limits, and anything at all.

use super::expr::near;
use super::program::{CELLS, INPUT_LEN, Program, SLOTS};
use super::rng::Rng;
use super::stmt::ATOMICS;
use enigma_core::interp::Arg;
use enigma_core::{Const, Scalar};

/// A value worth computing with. Its NaN is the quiet one.
pub fn element(rng: &mut Rng, dtype: Scalar) -> Const {
    if dtype == Scalar::Bool {
        return Const::from_bool(rng.chance(50));
    }
    let small = i128::from(rng.between(-20, 20));
    if dtype.is_float() {
        return float(rng, dtype, small as f64);
    }
    let (min, max) = dtype.int_range();
    match rng.below(12) {
        0 => Const::from_int(dtype, min),
        1 => Const::from_int(dtype, max),
        2..5 => Const::from_int(dtype, i128::from(rng.between(-1, 1))),
        5 => Const::from_bits(dtype, rng.bits()),
        6 => Const::from_int(dtype, 1 << rng.below(dtype.bits() as usize)),
        _ => Const::from_int(dtype, small),
    }
}

fn float(rng: &mut Rng, dtype: Scalar, small: f64) -> Const {
    let special = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    match rng.below(12) {
        0 | 1 => Const::from_f64(dtype, rng.pick(&special)),
        2 => Const::from_bits(dtype, rng.bits() & 7),
        3 => {
            let any = Const::from_bits(dtype, rng.bits());
            if any.as_f64().is_nan() {
                Const::from_f64(dtype, f64::NAN)
            } else {
                any
            }
        }
        4..8 => Const::from_f64(dtype, small),
        _ => Const::from_f64(
            dtype,
            small / 8.0 + rng.between(-1000, 1000) as f64 / 4096.0,
        ),
    }
}

fn buffer(rng: &mut Rng, dtype: Scalar, len: usize) -> Arg {
    Arg::Buffer((0..len).map(|_| element(rng, dtype)).collect())
}

/// Arguments in the order of the parameters: inputs, outputs, results to be compared in ULP, atomics,
/// scalars.
pub fn args(p: &Program) -> Vec<Arg> {
    let mut rng = Rng::new(p.seed ^ 0x5eed);
    let threads = p.groups() * p.capacity();
    let mut args = Vec::new();
    for &dtype in &p.dtypes {
        args.push(buffer(&mut rng, dtype, INPUT_LEN));
    }
    for &dtype in &p.dtypes {
        args.push(buffer(&mut rng, dtype, threads * (SLOTS + 1)));
    }
    for dtype in p.floats() {
        let zero = Const::from_bits(dtype, 0);
        args.push(Arg::Buffer(vec![zero; threads * near(dtype).len()]));
    }
    args.push(buffer(&mut rng, p.atomic, CELLS * ATOMICS.len()));
    args.extend(p.params.iter().map(|&t| Arg::Scalar(element(&mut rng, t))));
    args
}
