//! Pure operations as expressions. Each is parenthesised, so that it may stand anywhere.

use enigma_core::Scalar;
use enigma_core::ops::{OpDef, Special, Text};

/// The operation on operands already in text; `from` is the dtype of the first operand.
pub fn expression(op: &OpDef, args: &[String], from: Scalar, ty: Scalar) -> String {
    match op.msl {
        Text::Infix(sign) => narrow(format!("({} {sign} {})", args[0], args[1]), ty),
        Text::Wrapping(sign) => wrapping(sign, args, ty),
        Text::Prefix(sign) => narrow(format!("({sign}{})", args[0]), ty),
        Text::Call(name) => call(name, args, ty),
        Text::Special(special) => self::special(special, args, from, ty),
        Text::Expand(_) | Text::Custom | Text::Unsupported(_) => {
            panic!("internal error: {} reached the Metal emitter", op.name)
        }
    }
}

/// C computes in int what is narrower; the result goes back to its type.
fn narrow(text: String, ty: Scalar) -> String {
    if ty.bits() < 32 && ty != Scalar::Bool && !ty.is_float() || ty == Scalar::BF16 {
        format!("{ty}{text}")
    } else {
        text
    }
}

/// Signed integers wrap by way of the unsigned type, since overflow is undefined in C.
fn wrapping(sign: &str, args: &[String], ty: Scalar) -> String {
    if !ty.is_signed() {
        return narrow(format!("({} {sign} {})", args[0], args[1]), ty);
    }
    let wide = if ty == Scalar::I64 { "ulong" } else { "uint" };
    format!("{ty}({wide}({}) {sign} {wide}({}))", args[0], args[1])
}

/// `bfloat` has no functions: they are computed in `float`.
fn call(name: &str, args: &[String], ty: Scalar) -> String {
    let name = if ty != Scalar::F32 {
        name.trim_start_matches("precise::")
    } else {
        name
    };
    if ty == Scalar::BF16 {
        let wide = args
            .iter()
            .map(|a| format!("float({a})"))
            .collect::<Vec<_>>()
            .join(", ");
        return format!("bfloat({name}({wide}))");
    }
    format!("{name}({})", args.join(", "))
}

fn special(special: Special, args: &[String], from: Scalar, ty: Scalar) -> String {
    let width = ty.bits() - 1;
    match special {
        Special::Div if ty.is_float() => narrow(format!("({} / {})", args[0], args[1]), ty),
        Special::Rem if ty.is_float() => call("fmod", args, ty),
        Special::Div => format!("enigma_div({}, {})", args[0], args[1]),
        Special::Rem => format!("enigma_rem({}, {})", args[0], args[1]),
        Special::Shl if ty.is_signed() => {
            let wide = if ty == Scalar::I64 { "ulong" } else { "uint" };
            format!("{ty}({wide}({}) << ({} & {width}))", args[0], args[1])
        }
        Special::Shl => format!("{ty}({} << ({} & {width}))", args[0], args[1]),
        Special::Shr => format!("{ty}({} >> ({} & {width}))", args[0], args[1]),
        Special::Neg if ty.is_float() => narrow(format!("(-{})", args[0]), ty),
        Special::Neg => wrapping("-", &["0".into(), args[0].clone()], ty),
        Special::Not if ty == Scalar::Bool => format!("(!{})", args[0]),
        Special::Not => narrow(format!("(~{})", args[0]), ty),
        Special::Abs if ty.is_float() => call("fabs", args, ty),
        Special::Abs if ty.is_unsigned() => args[0].clone(),
        Special::Abs => format!(
            "({0} < 0 ? {1} : {0})",
            args[0],
            wrapping("-", &["0".into(), args[0].clone()], ty)
        ),
        Special::Cast if from.is_float() && ty.is_int() => {
            format!("enigma_to_{ty}(float({}))", args[0])
        }
        Special::Cast if ty == Scalar::Bool => format!("({} != {from}(0))", args[0]),
        Special::Cast => format!("{ty}({})", args[0]),
        Special::AsType => format!("as_type<{ty}>({})", args[0]),
        Special::Select => format!("({} ? {} : {})", args[2], args[1], args[0]),
    }
}

/// Helper functions that the text needs, by what occurs in it.
pub fn helpers(text: &str) -> String {
    let mut out = String::new();
    if text.contains("enigma_div(") || text.contains("enigma_rem(") {
        out.push_str(DIVISION);
    }
    for ty in Scalar::ALL.into_iter().filter(|ty| ty.is_int()) {
        if text.contains(&format!("enigma_to_{ty}(")) {
            out.push_str(&saturating(ty));
        }
    }
    out
}

/// A divisor of 0, or of -1 where the quotient overflows, becomes 1; the remainder is then 0.
const DIVISION: &str = "\
template <typename T> T enigma_divisor(T a, T b) {
    bool overflow = T(-1) < T(0) && b == T(-1) && a == numeric_limits<T>::min();
    return b == T(0) || overflow ? T(1) : b;
}
template <typename T> T enigma_div(T a, T b) { return T(a / enigma_divisor(a, b)); }
template <typename T> T enigma_rem(T a, T b) { return T(a - a / enigma_divisor(a, b) * enigma_divisor(a, b)); }

";

/// Float to integer: truncates, saturates, NaN is 0.
fn saturating(ty: Scalar) -> String {
    let (lo, hi) = ty.int_range();
    // The first float past the largest value is a power of two.
    let past = (hi + 1) as f64;
    let low = lo as f64;
    format!(
        "{ty} enigma_to_{ty}(float x) {{
    if (x >= {past:?}f) return numeric_limits<{ty}>::max();
    if (x <= {low:?}f) return numeric_limits<{ty}>::min();
    return x == x ? {ty}(x) : {ty}(0);
}}

"
    )
}
