//! Logarithms: `x = 2^e m` with m near 1, a polynomial in `m - 1`.

use super::super::in_float;
use super::exp::power_of_two;
use crate::ir::Value;
use crate::ir::builder::Builder;
use crate::types::Scalar;

/// `(log(1 + f) - f + f^2/2) / f^3` from sqrt(1/2) - 1 to sqrt(2) - 1, within 8e-10 of the logarithm.
const TAIL: [f32; 8] = [
    -0.116_699_98,
    0.118_835_41,
    -0.124_062_42,
    0.142_203_6,
    -0.166_679_89,
    0.200_020_72,
    -0.250_000_1,
    0.333_333_13,
];
const TAIL_TOP: f32 = 0.067_491_345;

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
    in_float(b, v[0], natural)
}

/// The natural logarithm of a float.
pub(super) fn natural(b: &mut Builder, x: Value) -> Value {
    let (m, e) = mantissa_and_exponent(b, x);
    let f = b.sub(m, 1.0);
    let result = natural_of(b, f, e);
    special_cases(b, x, result)
}

/// `log((1 + f) 2^e)`
fn natural_of(b: &mut Builder, f: Value, e: Value) -> Value {
    let rest = rest(b, f);
    let rest = b.fma(e, -2.121_944_4e-4, rest);
    let sum = b.add(f, rest);
    b.fma(e, 0.693_359_375, sum)
}

/// `log(high + low)` for a positive sum up to 2^127; low is small beside high.
pub(super) fn natural_of_sum(b: &mut Builder, high: Value, low: Value) -> Value {
    let (m, e) = mantissa_and_exponent(b, high);
    let f = b.sub(m, 1.0);
    let down = b.cast_value(e, Scalar::I32);
    let down = b.neg(down);
    let scale = power_of_two(b, down);
    let f = b.fma(low, scale, f);
    natural_of(b, f, e)
}

/// `log(1 + f) - f`
fn rest(b: &mut Builder, f: Value) -> Value {
    let square = b.mul(f, f);
    let p = b.horner_float(f, TAIL_TOP, &TAIL);
    let p = b.fma(p, f, -0.5);
    b.mul(p, square)
}

/// Logarithm to the base 2.
pub fn log2(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| in_base(b, x, &BASE_2))
}

/// Logarithm to the base 10.
pub fn log10(b: &mut Builder, v: &[Value]) -> Value {
    in_float(b, v[0], |b, x| in_base(b, x, &BASE_10))
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
    let result = b.fma(e, base.two.0, sum);
    special_cases(b, x, result)
}

/// m in `[sqrt(1/2), sqrt(2))` and e as a float; subnormals are scaled up first.
pub(super) fn mantissa_and_exponent(b: &mut Builder, x: Value) -> (Value, Value) {
    let tiny = b.lt(x, f64::from(f32::MIN_POSITIVE));
    let scaled = b.mul(x, 8_388_608.0);
    let x = b.pick(tiny, scaled, x);
    let correction = b.pick(tiny, -23.0, 0.0);
    let bits = b.bits_as(x, Scalar::I32);
    // Bits of sqrt(1/2): the exponent changes there instead of at 1.
    let offset = b.sub(bits, 0x3f35_04f3);
    let e = b.shr(offset, 23);
    let shifted = b.shl(e, 23);
    let m = b.sub(bits, shifted);
    let m = b.bits_as(m, Scalar::F32);
    let e = b.cast_value(e, Scalar::F32);
    let e = b.add(e, correction);
    (m, e)
}

fn special_cases(b: &mut Builder, x: Value, result: Value) -> Value {
    let infinite = b.eq(x, f64::INFINITY);
    let result = b.pick(infinite, f64::INFINITY, result);
    let zero = b.eq(x, 0.0);
    let result = b.pick(zero, f64::NEG_INFINITY, result);
    let negative = b.lt(x, 0.0);
    let result = b.pick(negative, f64::NAN, result);
    let nan = b.ne(x, x);
    b.pick(nan, x, result)
}
