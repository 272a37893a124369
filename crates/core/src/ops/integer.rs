//! Bit counts, rotation, saturation and wide products of integers.

use super::{Arg, Class, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Text};
use super::{Tolerance, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

/// What a product of 24-bit numbers comes in.
const NARROW: Class = Class::of(&[Scalar::I32, Scalar::U32]);

family! {
    /// `popcount`
    POPCOUNT = OpDef {
        name: "popcount",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Number of bits that are 1.",
        eval: Eval::General(|v, ty| Const::from_int(ty, v[0].bits().count_ones().into())),
        msl: Text::Call("popcount"),
        cpu: Native::Intrinsic("llvm.ctpop"),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `ctz`
    CTZ = OpDef {
        name: "ctz",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Number of zero bits below the lowest 1; the width of the type for 0.",
        eval: Eval::General(ctz),
        msl: Text::Call("ctz"),
        cpu: Native::Expand(expand::integer::ctz),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `clz`
    CLZ = OpDef {
        name: "clz",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Number of zero bits above the highest 1; the width of the type for 0.",
        eval: Eval::General(clz),
        msl: Text::Call("clz"),
        cpu: Native::Expand(expand::integer::clz),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `reverse_bits`
    REVERSE_BITS = OpDef {
        name: "reverse_bits",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "The bits in reverse order.",
        eval: Eval::General(reverse),
        msl: Text::Call("reverse_bits"),
        cpu: Native::Intrinsic("llvm.bitreverse"),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `rotate`
    ROTATE = OpDef {
        name: "rotate",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Bits rotated left by b, modulo the width; what leaves at the top comes in at the bottom.",
        eval: Eval::General(rotate),
        msl: Text::Expand(expand::integer::rotate),
        cpu: Native::Expand(expand::integer::rotate),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `iclamp`
    ICLAMP = OpDef {
        name: "iclamp",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand, lo: Operand, hi: Operand"),
        doc: "x limited to `[lo, hi]`, by the signedness of the type. Where lo is above hi, hi.",
        eval: Eval::General(|v, ty| Const::from_int(ty, v[0].as_int().max(v[1].as_int()).min(v[2].as_int()))),
        msl: Text::Expand(expand::math::clamp),
        cpu: Native::Expand(expand::math::clamp),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `abs_diff`
    ABS_DIFF = OpDef {
        name: "abs_diff",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Distance of a and b, in their type; one that does not fit wraps.",
        eval: Eval::Int2(|a, b, _| (a - b).abs()),
        msl: Text::Expand(expand::integer::abs_diff),
        cpu: Native::Expand(expand::integer::abs_diff),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `abs_diff_unary`
    ABS_DIFF_UNARY = OpDef {
        name: "abs_diff_unary",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("x: Operand"),
        doc: "Absolute value of an integer. Of the smallest signed integer: itself.",
        eval: Eval::General(|v, ty| Const::from_int(ty, v[0].as_int().abs())),
        msl: Text::Expand(expand::integer::abs),
        cpu: Native::Expand(expand::integer::abs),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `add_sat`
    ADD_SAT = OpDef {
        name: "add_sat",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Sum, limited to the range of the type.",
        eval: Eval::Int2(|a, b, ty| saturated(a + b, ty)),
        msl: Text::Expand(expand::integer::add_sat),
        cpu: Native::Expand(expand::integer::add_sat),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `sub_sat`
    SUB_SAT = OpDef {
        name: "sub_sat",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Difference, limited to the range of the type.",
        eval: Eval::Int2(|a, b, ty| saturated(a - b, ty)),
        msl: Text::Expand(expand::integer::sub_sat),
        cpu: Native::Expand(expand::integer::sub_sat),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `mul_hi`
    MUL_HI = OpDef {
        name: "mul_hi",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Upper half of the product in twice the width.",
        eval: Eval::Int2(mul_hi),
        msl: Text::Expand(expand::integer::mul_hi),
        cpu: Native::Expand(expand::integer::mul_hi),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `mad_sat`
    MAD_SAT = OpDef {
        name: "mad_sat",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand, c: Operand"),
        doc: "`a * b + c`, limited to the range of the type.",
        eval: Eval::General(mad_sat),
        msl: Text::Expand(expand::integer::mad_sat),
        cpu: Native::Expand(expand::integer::mad_sat),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `mad_hi`
    MAD_HI = OpDef {
        name: "mad_hi",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(Class::INT), Arg::T(Class::INT), Arg::T(Class::INT)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand, c: Operand"),
        doc: "`mul_hi(a, b) + c`; the sum wraps.",
        eval: Eval::General(|v, ty| Const::from_int(ty, mul_hi(v[0].as_int(), v[1].as_int(), ty) + v[2].as_int())),
        msl: Text::Expand(expand::integer::mad_hi),
        cpu: Native::Expand(expand::integer::mad_hi),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `mul24`
    MUL24 = OpDef {
        name: "mul24",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(NARROW), Arg::T(NARROW)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand"),
        doc: "Product of the lower 24 bits of a and b, signed for int; its lower 32 bits.",
        eval: Eval::Int2(|a, b, ty| low24(a, ty) * low24(b, ty)),
        msl: Text::Expand(expand::integer::mul24),
        cpu: Native::Expand(expand::integer::mul24),
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `mad24`
    MAD24 = OpDef {
        name: "mad24",
        kind: Kind::Pure,
        sig: Sig { args: &[Arg::T(NARROW), Arg::T(NARROW), Arg::T(NARROW)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Operand, b: Operand, c: Operand"),
        doc: "`mul24(a, b) + c`; the sum wraps.",
        eval: Eval::General(|v, ty| Const::from_int(ty, low24(v[0].as_int(), ty) * low24(v[1].as_int(), ty) + v[2].as_int())),
        msl: Text::Expand(expand::integer::mad24),
        cpu: Native::Expand(expand::integer::mad24),
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

/// The value as an unsigned number.
fn raw(c: Const) -> u64 {
    c.bits() & (u64::MAX >> (64 - c.ty.bits()))
}

fn ctz(v: &[Const], ty: Scalar) -> Const {
    let zeros = raw(v[0]).trailing_zeros().min(ty.bits());
    Const::from_int(ty, zeros.into())
}

fn clz(v: &[Const], ty: Scalar) -> Const {
    let zeros = raw(v[0]).leading_zeros() - (64 - ty.bits());
    Const::from_int(ty, zeros.into())
}

fn reverse(v: &[Const], ty: Scalar) -> Const {
    Const::from_bits(ty, raw(v[0]).reverse_bits() >> (64 - ty.bits()))
}

fn rotate(v: &[Const], ty: Scalar) -> Const {
    let by = (v[1].as_int() & i128::from(ty.bits() - 1)) as u32;
    let x = u128::from(raw(v[0]));
    Const::from_bits(ty, (x << by | x >> (ty.bits() - by)) as u64)
}

fn saturated(value: i128, ty: Scalar) -> i128 {
    let (least, greatest) = ty.int_range();
    value.clamp(least, greatest)
}

/// Products of two ulongs need all 128 bits.
fn mul_hi(a: i128, b: i128, ty: Scalar) -> i128 {
    if ty.is_signed() {
        (a * b) >> ty.bits()
    } else {
        let product = a.cast_unsigned() * b.cast_unsigned();
        (product >> ty.bits()).cast_signed()
    }
}

/// Products of two ulong may not even fit 128 bits with a sign.
fn mad_sat(v: &[Const], ty: Scalar) -> Const {
    let [a, b, c] = [0, 1, 2].map(|n| v[n].as_int());
    let sum = a.checked_mul(b).and_then(|product| product.checked_add(c));
    Const::from_int(ty, saturated(sum.unwrap_or(i128::MAX), ty))
}

fn low24(x: i128, ty: Scalar) -> i128 {
    let low = x & 0xff_ffff;
    if ty.is_signed() && low >> 23 == 1 {
        low - (1 << 24)
    } else {
        low
    }
}
