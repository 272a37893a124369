//! Comparison of what two runs of a program left in its buffers.

use super::expr::near;
use super::program::Program;
use enigma_core::Const;
use enigma_core::interp::Arg;
use enigma_core::ops::Tolerance;

/// The first difference, in words: everything bit for bit (NaN equals NaN), but for functions that have a
/// bound, which may be that far apart, and one unit more for the rounding of the oracle.
pub fn difference(p: &Program, expected: &[Arg], found: &[Arg]) -> Option<String> {
    let inputs = p.dtypes.len();
    let nears = 2 * inputs..2 * inputs + p.floats().count();
    let compare =
        |n: usize, bound: &dyn Fn(usize) -> f64| in_buffer(&expected[n], &found[n], bound, n);
    let exact = (0..nears.start)
        .chain([nears.end])
        .find_map(|n| compare(n, &|_| 0.0));
    exact.or_else(|| {
        nears.zip(p.floats()).find_map(|(n, dtype)| {
            let functions = near(dtype);
            compare(n, &|i| match functions[i % functions.len()].tolerance {
                Tolerance::Exact => 1.0,
                Tolerance::Ulp(bound) => bound + 1.0,
            })
        })
    })
}

fn in_buffer(
    expected: &Arg,
    found: &Arg,
    bound: &dyn Fn(usize) -> f64,
    number: usize,
) -> Option<String> {
    let (Arg::Buffer(expected), Arg::Buffer(found)) = (expected, found) else {
        panic!("a scalar is never compared")
    };
    expected
        .iter()
        .zip(found)
        .enumerate()
        .find_map(|(i, (&e, &f))| {
            let differs = units(e, f) > bound(i);
            differs.then(|| format!("argument {number}, element {i}: expected {e:?}, found {f:?}"))
        })
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
    let order = |c: Const| {
        if c.bits() & sign == 0 {
            c.bits() as i64
        } else {
            -((c.bits() ^ sign) as i64)
        }
    };
    // The zeros are one value, but not the same bits.
    order(a).abs_diff(order(b)).max(1) as f64
}
