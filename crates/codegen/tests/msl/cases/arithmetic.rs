//! Expressions: integers that wrap, division, shifts, floats, literals, conversions.

use super::{Case, case};
use crate::kernel::K;
use enigma_core::ir::Value;
use enigma_core::ops::{arith, bits, compare, exponential, field, hyperbolic, math, trigonometry};
use enigma_core::{Const, Scalar};

pub const CASES: &[Case] = &[
    case("wrapping_int", wrapping_int),
    case("narrow_int", narrow_int),
    case("unsigned_int", unsigned_int),
    case("long_int", long_int),
    case("division", division),
    case("shifts", shifts),
    case("bool_logic", bool_logic),
    case("float_math", float_math),
    case("functions", functions),
    case("half_math", |k| sixteen_bits(k, Scalar::F16)),
    case("bfloat_math", |k| sixteen_bits(k, Scalar::BF16)),
    case("literals", literals),
    case("casts", casts),
    case("as_type", as_type),
    case("long_expression", long_expression),
];

/// Two elements of a buffer of the type.
fn operands(k: &mut K, ty: Scalar) -> (enigma_core::ir::Memory, Value, Value, Value) {
    let data = k.b.buffer("data", ty);
    let tid = k.at(3).tid();
    let a = k.at(4).load(data, tid);
    let a = k.named(a, "a");
    let next = k.at(5).add(tid, 1);
    let b = k.load(data, next);
    let b = k.named(b, "b");
    k.at(6);
    (data, tid, a, b)
}

fn wrapping_int(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::I32);
    let sum = k.add(a, b);
    let product = k.mul(sum, a);
    let less = k.add(product, -7);
    k.store(data, tid, less);
    let negative = k.at(7).op(&arith::NEG, &[a.into()]);
    let size = k.op(&math::ABS, &[negative.into()]);
    k.store(data, tid, size);
    let unsigned = k.at(8).cast(a, Scalar::U32);
    let smallest = k.op(&bits::IMIN, &[a.into(), b.into()]);
    let smallest = k.cast(smallest, Scalar::U32);
    let mixed = k.add(unsigned, smallest);
    k.store(data, tid, mixed);
}

fn narrow_int(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::I16);
    let sum = k.add(a, b);
    let sum = k.mul(sum, 3);
    k.store(data, tid, sum);
    let bits_ = k.at(7).and(a, 255);
    let turned = k.op(&bits::BITNOT, &[bits_.into()]);
    k.store(data, tid, turned);
    let quotient = k.at(8).op(&arith::DIV, &[a.into(), b.into()]);
    let largest = k.op(&bits::IMAX, &[quotient.into(), 5.into()]);
    k.store(data, tid, largest);
    let bytes = k.b.buffer("bytes", Scalar::U8);
    let byte = k.at(9).load(bytes, tid);
    let byte = k.mul(byte, 2);
    k.store(bytes, tid, byte);
}

fn unsigned_int(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::U32);
    let difference = k.sub(a, b);
    let folded = k.op(&bits::BITXOR, &[difference.into(), 0xdead_beef_u32.into()]);
    let folded = k.op(&bits::BITOR, &[folded.into(), a.into()]);
    k.store(data, tid, folded);
    let negative = k.at(7).op(&arith::NEG, &[a.into()]);
    let quotient = k.op(&arith::DIV, &[negative.into(), b.into()]);
    k.store(data, tid, quotient);
}

fn long_int(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::I64);
    let product = k.mul(a, b);
    let sum = k.add(product, 1i64 << 40);
    let quotient = k.op(&arith::DIV, &[sum.into(), b.into()]);
    k.store(data, tid, quotient);
    k.at(7).store(data, 0, i64::MIN);
}

fn division(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::I32);
    let quotient = k.op(&arith::DIV, &[a.into(), b.into()]);
    let remainder = k.op(&arith::MOD, &[a.into(), b.into()]);
    let both = k.add(quotient, remainder);
    k.store(data, tid, both);
    let quarter = k.at(7).op(&arith::DIV, &[a.into(), 4.into()]);
    let rest = k.op(&arith::MOD, &[a.into(), 4.into()]);
    let both = k.op(&bits::BITXOR, &[quarter.into(), rest.into()]);
    k.store(data, tid, both);
    let floor = k.at(8).op(&arith::FLOORDIV, &[a.into(), b.into()]);
    k.store(data, tid, floor);
}

fn shifts(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::I32);
    let left = k.op(&bits::SHL, &[a.into(), b.into()]);
    let right = k.op(&bits::SHR, &[a.into(), b.into()]);
    let both = k.op(&bits::BITOR, &[left.into(), right.into()]);
    k.store(data, tid, both);
    let left = k.at(7).op(&bits::SHL, &[a.into(), 3.into()]);
    let sum = k.add(left, b);
    k.store(data, tid, sum);
    let bytes = k.b.buffer("bytes", Scalar::U8);
    let byte = k.at(8).load(bytes, tid);
    let byte = k.named(byte, "byte");
    let left = k.op(&bits::SHL, &[byte.into(), byte.into()]);
    let right = k.op(&bits::SHR, &[left.into(), 1.into()]);
    k.store(bytes, tid, right);
}

fn bool_logic(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::I32);
    let flags = k.b.buffer("flags", Scalar::Bool);
    let less = k.lt(a, b);
    let flag = k.load(flags, tid);
    let either = k.op(&bits::BITOR, &[less.into(), flag.into()]);
    let positive = k.at(7).op(&compare::CMP_GT, &[a.into(), 0.into()]);
    let both = k.and(either, positive);
    let other = k.op(&bits::BITNOT, &[both.into()]);
    let differ = k.op(&bits::BITXOR, &[other.into(), true.into()]);
    k.store(flags, tid, differ);
    let unsigned = k.at(8).op(&compare::CMP_ULT, &[a.into(), b.into()]);
    let picked = k.op(&compare::WHERE, &[a.into(), b.into(), unsigned.into()]);
    k.store(data, tid, picked);
}

fn float_math(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::F32);
    let product = k.op(&math::FMA, &[a.into(), b.into(), 1.5.into()]);
    let root = k.op(&math::SQRT, &[product.into()]);
    let inverse = k.op(&math::RSQRT, &[root.into()]);
    k.store(data, tid, inverse);
    let e = k.at(7).op(&exponential::EXP, &[a.into()]);
    let log = k.op(&exponential::LOG, &[e.into()]);
    let clamped = k.op(&math::CLAMP, &[log.into(), 0.0.into(), 1.0.into()]);
    k.store(data, tid, clamped);
    let rest = k.at(8).op(&arith::MOD, &[a.into(), b.into()]);
    let size = k.op(&math::ABS, &[rest.into()]);
    let negative = k.op(&arith::NEG, &[size.into()]);
    k.store(data, tid, negative);
    let down = k.at(9).op(&arith::FLOORDIV, &[a.into(), b.into()]);
    let even = k.op(&math::RINT, &[a.into()]);
    let differ = k.op(&compare::CMP_NE, &[down.into(), even.into()]);
    let picked = k.op(&compare::WHERE, &[a.into(), b.into(), differ.into()]);
    k.store(data, tid, picked);
}

/// Functions that Metal has, of one and two floats, and with an integer; and what it has not.
fn functions(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::F32);
    let power = k.op(&exponential::POW, &[a.into(), b.into()]);
    let angle = k.op(&trigonometry::ATAN2, &[power.into(), b.into()]);
    k.store(data, tid, angle);
    let sine = k.at(7).op(&trigonometry::SINPI, &[a.into()]);
    let scaled = k.op(&exponential::LDEXP, &[sine.into(), (-3).into()]);
    k.store(data, tid, scaled);
    let narrow = k.at(8).cast(a, Scalar::F16);
    let narrow = k.op(&hyperbolic::TANH, &[narrow.into()]);
    k.store(data, tid, narrow);
    let error = k.at(9).op(&hyperbolic::ERF, &[a.into()]);
    k.store(data, tid, error);
    let number = k.at(10).cast(b, Scalar::I32);
    let field = k.op(&field::EXTRACT_BITS, &[number.into(), 4.into(), 8.into()]);
    let field = k.op(
        &field::INSERT_BITS,
        &[number.into(), field.into(), 16.into(), 8.into()],
    );
    k.store(data, tid, field);
}

/// On `half` and `bfloat` functions are computed in `float`.
fn sixteen_bits(k: &mut K, ty: Scalar) {
    let (data, tid, a, b) = operands(k, ty);
    let sum = k.add(a, b);
    let half = k.mul(sum, 0.5);
    k.store(data, tid, half);
    let fused = k.at(7).op(&math::FMA, &[a.into(), b.into(), 0.1.into()]);
    let root = k.op(&math::SQRT, &[fused.into()]);
    k.store(data, tid, root);
    let largest = k.at(8).op(&math::FMAX, &[a.into(), b.into()]);
    let size = k.op(&math::ABS, &[largest.into()]);
    k.store(data, tid, size);
    let wide = k.at(9).cast(a, Scalar::F32);
    let wide = k.op(&exponential::EXP, &[wide.into()]);
    let narrow = k.cast(wide, ty);
    k.store(data, tid, narrow);
    let less = k.at(10).lt(a, 0.0);
    let picked = k.op(&compare::WHERE, &[a.into(), b.into(), less.into()]);
    k.store(data, tid, picked);
}

fn literals(k: &mut K) {
    let floats = k.floats("floats");
    let values = [
        0.1,
        std::f64::consts::PI,
        16_777_217.0,
        1e-45,
        3.402_823_5e38,
        -0.0,
        f64::INFINITY,
    ];
    for (i, value) in values.into_iter().enumerate() {
        k.at(3 + i as u32).store(floats, i, value);
    }
    k.at(11).store(floats, 7, f64::NEG_INFINITY);
    k.at(12).store(floats, 8, f64::NAN);
    let odd_nan = k.b.constant(Const::from_bits(Scalar::F32, 0x7fa0_0001));
    k.at(13).store(floats, 9, odd_nan);
    for (n, ty) in [Scalar::F16, Scalar::BF16].into_iter().enumerate() {
        let halves = k.b.buffer(["halves", "bfloats"][n], ty);
        k.at(15 + n as u32).store(halves, 0, 0.1);
        k.store(halves, 1, f64::NEG_INFINITY);
        k.store(halves, 2, f64::NAN);
    }
    for (n, ty) in [
        Scalar::I8,
        Scalar::U8,
        Scalar::I32,
        Scalar::U32,
        Scalar::I64,
        Scalar::U64,
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{}s", ty.metal_name());
        let ints = k.b.buffer(&name, ty);
        let (lo, hi) = ty.int_range();
        k.at(20 + n as u32).store(ints, 0, lo);
        k.store(ints, 1, hi);
    }
    let flags = k.b.buffer("flags", Scalar::Bool);
    k.at(30).store(flags, 0, true);
}

fn casts(k: &mut K) {
    let (data, tid, a, _) = operands(k, Scalar::F32);
    let types = [
        Scalar::Bool,
        Scalar::I8,
        Scalar::U16,
        Scalar::I32,
        Scalar::U64,
        Scalar::F16,
        Scalar::BF16,
    ];
    for (n, ty) in types.into_iter().enumerate() {
        let buffer = k.b.buffer(&format!("{}s", ty.metal_name()), ty);
        k.at(7 + n as u32);
        let v = k.cast(a, ty);
        k.store(buffer, tid, v);
        let back = k.load(buffer, tid);
        let back = k.cast(back, Scalar::F32);
        k.store(data, tid, back);
    }
    let whole = k.at(20).cast(a, Scalar::I32);
    let byte = k.cast(whole, Scalar::U8);
    let long = k.cast(byte, Scalar::I64);
    let nonzero = k.cast(long, Scalar::Bool);
    let one = k.cast(nonzero, Scalar::BF16);
    let half = k.cast(one, Scalar::F16);
    k.store(data, tid, half);
}

fn as_type(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::F32);
    let x = k.b.as_type(a.into(), Scalar::U32).expect("equal widths");
    let flipped = k.op(&bits::BITXOR, &[x.into(), 0x8000_0000_u32.into()]);
    let y =
        k.b.as_type(flipped.into(), Scalar::F32)
            .expect("equal widths");
    let sum = k.add(y, b);
    k.store(data, tid, sum);
}

/// One value per operation would be unreadable, and so would one expression for all.
fn long_expression(k: &mut K) {
    let (data, tid, a, b) = operands(k, Scalar::F32);
    let mut sum = a;
    for n in 0..12 {
        let term = k.mul(b, f64::from(n) + 0.5);
        sum = k.add(sum, term);
    }
    k.store(data, tid, sum);
}
