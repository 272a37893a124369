//! Logarithms: `x = 2^e m` with m near 1, a polynomial in `m - 1`.

use super::on_floats;
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::ops::{exponential, parts};

/// `(log(1 + f) - f) / f^2` from -1/4 to 1/2, within 5e-9 of the logarithm.
const TAIL: [f32; 8] = [
    0.104_725_51,
    -0.131_639_36,
    0.144_776_3,
    -0.166_468_78,
    0.199_908_48,
    -0.250_001_1,
    0.333_334_5,
    -0.5,
];
const TAIL_TOP: f32 = -0.045_152_27;

/// The upper part of ln 2, with few enough bits that an exponent times it is exact, and the rest. Both have one
/// sign, so that an infinite exponent gives an infinity.
const LN_2: (f64, f64) = (0.693_145_751_953_125, 1.428_606_77e-6);

/// A base's constants: 1 / ln(base) and log(2) in it, each in two parts. The upper part of the second has few
/// enough bits that an exponent times it is exact.
struct Base {
    scale: (f64, f64),
    two: (f64, f64),
}

const BASE_2: Base = Base {
    scale: (1.442_695_02, 1.925_962_99e-8),
    two: (1.0, 0.0),
};
const BASE_10: Base = Base {
    scale: (0.434_294_492, -1.010_305_01e-8),
    two: (1233.0 / 4096.0, 4.605_038_98e-6),
};

/// Natural logarithm.
pub fn log(b: &mut Builder, v: &[Value]) -> Value {
    on_floats(b, v[0], &exponential::LOG, natural)
}

/// The natural logarithm of a float.
fn natural(b: &mut Builder, x: Value) -> Value {
    let (m, e) = mantissa_and_exponent(b, x);
    let f = b.sub(m, 1.0);
    let rest = rest(b, f);
    natural_of(b, f, rest, e)
}

/// `f + rest + log(2^e)`
fn natural_of(b: &mut Builder, f: Value, rest: Value, e: Value) -> Value {
    let rest = b.fma(e, LN_2.1, rest);
    let sum = b.add(f, rest);
    b.fma(e, LN_2.0, sum)
}

/// `log(high + low)` for a positive sum up to 2^127; low is small beside high.
pub(super) fn natural_of_sum(b: &mut Builder, high: Value, low: Value) -> Value {
    let (m, e) = mantissa_and_exponent(b, high);
    let above = b.sub(m, 1.0);
    let down = b.neg(e);
    let low = b.scaled(low, down);
    let f = b.add(above, low);
    let taken = b.sub(f, above);
    let lost = b.sub(low, taken);
    let rest = rest(b, f);
    let rest = b.add(rest, lost);
    natural_of(b, f, rest, e)
}

/// `log(1 + f) - f`
fn rest(b: &mut Builder, f: Value) -> Value {
    let square = b.mul(f, f);
    let p = b.horner_float(f, TAIL_TOP, &TAIL);
    b.mul(p, square)
}

/// Logarithm to the base 2.
pub fn log2(b: &mut Builder, v: &[Value]) -> Value {
    on_floats(b, v[0], &exponential::LOG2, |b, x| in_base(b, x, &BASE_2))
}

/// Logarithm to the base 10.
pub fn log10(b: &mut Builder, v: &[Value]) -> Value {
    on_floats(b, v[0], &exponential::LOG10, |b, x| in_base(b, x, &BASE_10))
}

fn in_base(b: &mut Builder, x: Value, base: &Base) -> Value {
    let (m, e) = mantissa_and_exponent(b, x);
    let f = b.sub(m, 1.0);
    let rest = rest(b, f);
    let small = b.mul(f, base.scale.1);
    let small = b.fma(rest, base.scale.0, small);
    let small = if base.two.1 == 0.0 {
        small
    } else {
        b.fma(e, base.two.1, small)
    };
    let sum = b.fma(f, base.scale.0, small);
    b.fma(e, base.two.0, sum)
}

/// m from 3/4 to 3/2 and e with `x = m 2^e`, for x from 0 up; what they are of zero and infinity makes the
/// logarithms right.
pub(super) fn mantissa_and_exponent(b: &mut Builder, x: Value) -> (Value, Value) {
    let m = b.build(&parts::MANTISSA, &[x.into()]);
    (m, b.build(&parts::EXPONENT, &[x.into()]))
}
