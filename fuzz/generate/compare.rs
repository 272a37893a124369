//! Comparison of what two runs of a program left in its buffers.

use super::expr::near;
use super::program::Program;
use enigma_core::interp::Arg;
use enigma_core::ops::Tolerance;
use enigma_core::{Const, Scalar};

/// The first difference, in words: everything bit for bit (NaN equals NaN), but for functions that have a
/// bound, which may be that far apart, and one unit more for the rounding of the oracle.
pub fn difference(p: &Program, expected: &[Arg], found: &[Arg]) -> Option<String> {
    let outputs = p.dtypes.iter().enumerate().map(|(n, &t)| (p.dtypes.len() + n, t));
    let nears = p.floats().enumerate().map(|(n, t)| (2 * p.dtypes.len() + n, t));
    let atomics = (2 * p.dtypes.len() + p.floats().count(), p.atomic);
    let exact = outputs.chain([atomics]).find_map(|(n, t)| in_buffer(&expected[n], &found[n], t, &|_| 0.0, n));
    exact.or_else(|| {
        nears.into_iter().find_map(|(n, t)| {
            let functions = near(t);
            let bound = |i: usize| match functions[i % functions.len()].tolerance {
                Tolerance::Exact => 1.0,
                Tolerance::Ulp(bound) => bound + 1.0,
            };
            in_buffer(&expected[n], &found[n], t, &bound, n)
        })
    })
}

fn in_buffer(expected: &Arg, found: &Arg, dtype: Scalar, bound: &dyn Fn(usize) -> f64, number: usize) -> Option<String> {
    let (expected, found) = (elements(expected, dtype), elements(found, dtype));
    expected.iter().zip(&found).enumerate().find_map(|(i, (&e, &f))| {
        let apart = units(e, f);
        let same = apart <= bound(i);
        (!same).then(|| format!("argument {number} ({dtype}), element {i}: expected {e:?}, found {f:?}"))
    })
}

fn elements(arg: &Arg, dtype: Scalar) -> Vec<Const> {
    let Arg::Buffer(bytes) = arg else { panic!("a scalar is never compared") };
    let element = |chunk: &[u8]| {
        let mut wide = [0; 8];
        wide[..chunk.len()].copy_from_slice(chunk);
        Const::from_bits(dtype, u64::from_le_bytes(wide))
    };
    bytes.chunks(dtype.bytes()).map(element).collect()
}

/// Representable values between two, and one more; infinite where they have nothing in common.
fn units(a: Const, b: Const) -> f64 {
    if a == b || (a.ty.is_float() && a.as_f64().is_nan() && b.as_f64().is_nan()) {
        return 0.0;
    }
    if !a.ty.is_float() || a.as_f64().is_nan() || b.as_f64().is_nan() {
        return f64::INFINITY;
    }
    let sign = 1u64 << (a.ty.bits() - 1);
    let order = |c: Const| if c.bits() & sign == 0 { c.bits() as i64 } else { -((c.bits() ^ sign) as i64) };
    // The zeros are one value, but not the same bits.
    order(a).abs_diff(order(b)).max(1) as f64
}
