//! Conversions of constants: rounding to narrow floats between every two neighbours, integer limits.

use enigma_core::{Const, Scalar};

/// Positive finite values of a 16-bit float, by their bits.
fn finite(dtype: Scalar) -> impl Iterator<Item = u64> {
    let infinity = if dtype == Scalar::F16 { 0x7c00 } else { 0x7f80 };
    0..infinity - 1
}

fn value(dtype: Scalar, bits: u64) -> f64 {
    Const::from_bits(dtype, bits).as_f64()
}

#[test]
fn doubles_round_once_to_nearest_even() {
    for dtype in [Scalar::F16, Scalar::BF16] {
        for bits in finite(dtype) {
            let (low, high) = (value(dtype, bits), value(dtype, bits + 1));
            let middle = f64::midpoint(low, high);
            let rounded = |x: f64| Const::from_f64(dtype, x).bits();
            assert_eq!(rounded(middle), bits + bits % 2, "{dtype} {middle:e}");
            assert_eq!(
                rounded(middle.next_up()),
                bits + 1,
                "{dtype} above {middle:e}"
            );
            assert_eq!(
                rounded(middle.next_down()),
                bits,
                "{dtype} below {middle:e}"
            );
            assert_eq!(
                rounded(-middle.next_up()),
                (bits + 1) | 0x8000,
                "{dtype} below -{middle:e}"
            );
        }
    }
}

#[test]
fn floats_round_once_to_nearest_even() {
    for dtype in [Scalar::F16, Scalar::BF16] {
        for bits in finite(dtype) {
            let middle = f64::midpoint(value(dtype, bits), value(dtype, bits + 1)) as f32;
            let rounded = |x: f32| {
                Const::from_f64(Scalar::F32, f64::from(x))
                    .cast(dtype)
                    .bits()
            };
            assert_eq!(rounded(middle), bits + bits % 2, "{dtype} {middle:e}");
            assert_eq!(
                rounded(middle.next_up()),
                bits + 1,
                "{dtype} above {middle:e}"
            );
            assert_eq!(
                rounded(middle.next_down()),
                bits,
                "{dtype} below {middle:e}"
            );
        }
    }
}

#[test]
fn the_ends_of_the_range_round_as_ieee_says() {
    let bits = |dtype, x: f64| Const::from_f64(dtype, x).bits();
    assert_eq!(bits(Scalar::F16, 65_519.999_999), 0x7bff);
    assert_eq!(bits(Scalar::F16, 65_520.0), 0x7c00);
    assert_eq!(bits(Scalar::F16, 1e300), 0x7c00);
    assert_eq!(bits(Scalar::BF16, -1e300), 0xff80);
    assert_eq!(bits(Scalar::BF16, f64::MIN_POSITIVE), 0);
    assert_eq!(bits(Scalar::F16, -0.0), 0x8000);
    assert_eq!(bits(Scalar::F16, f64::INFINITY), 0x7c00);
    assert!(Const::from_f64(Scalar::BF16, f64::NAN).as_f64().is_nan());
}

#[test]
fn integers_round_once_to_every_float() {
    for shift in 30..63 {
        for (dtype, digits) in [(Scalar::BF16, 8), (Scalar::F32, 24)] {
            let unit = 1i128 << (shift - digits);
            let tie = (1i128 << shift) + unit;
            let cast = |n: i128| Const::from_int(Scalar::I64, n).cast(dtype).as_f64();
            assert_eq!(cast(tie), (tie - unit) as f64, "{dtype} of {tie}");
            assert_eq!(cast(tie + 1), (tie + unit) as f64, "{dtype} of {}", tie + 1);
            assert_eq!(
                cast(-tie - 1),
                -(tie + unit) as f64,
                "{dtype} of {}",
                -tie - 1
            );
        }
    }
    let half = |n: i128| Const::from_int(Scalar::U64, n).cast(Scalar::F16).as_f64();
    assert_eq!(
        (half(2049), half(2051), half(65_520)),
        (2048.0, 2052.0, f64::INFINITY)
    );
}

#[test]
fn casts_wrap_saturate_and_test() {
    let cast = |from, x: f64, to| Const::from_f64(from, x).cast(to).as_int();
    assert_eq!(cast(Scalar::F32, 300.7, Scalar::U8), 255);
    assert_eq!(cast(Scalar::F32, -300.7, Scalar::I8), -128);
    assert_eq!(cast(Scalar::F32, 1e30, Scalar::U64), i128::from(u64::MAX));
    assert_eq!(cast(Scalar::F16, -1.99, Scalar::I32), -1);
    assert_eq!(cast(Scalar::BF16, f64::NAN, Scalar::I64), 0);
    assert_eq!(cast(Scalar::F32, f64::NAN, Scalar::Bool), 1);
    assert_eq!(cast(Scalar::F32, -0.0, Scalar::Bool), 0);
    let wrapped = |n, from, to| Const::from_int(from, n).cast(to).as_int();
    assert_eq!(wrapped(-1, Scalar::I8, Scalar::U16), 65_535);
    assert_eq!(wrapped(-1, Scalar::I64, Scalar::U8), 255);
    assert_eq!(wrapped(200, Scalar::U8, Scalar::I8), -56);
    assert_eq!(wrapped(256, Scalar::I32, Scalar::Bool), 1);
}
