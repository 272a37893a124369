//! Functions written before the kernel where an operation needs more than one expression.
//!
//! They give the language's result where C leaves it undefined. Each is written once, for the types used.

use super::emitter::Emitter;
use super::expr::Expr;
use super::literal;
use enigma_core::{Const, Scalar};

impl Emitter<'_> {
    /// A literal of the type.
    fn number(&self, ty: Scalar, value: i128) -> Expr {
        literal::exact(self.dialect, Const::from_int(ty, value))
    }

    /// `a / b`
    pub(super) fn checked_div(&self, ty: Scalar, a: Expr, b: Expr) -> Expr {
        let name = self.type_name(ty);
        let (guard, note) = if has_overflow(ty) {
            let min = self.number(ty, ty.int_range().0);
            (
                format!("b == 0 || (a == {min} && b == -1)"),
                "x / 0 and MIN / -1 are the dividend.",
            )
        } else {
            ("b == 0".to_string(), "x / 0 is x.")
        };
        let quotient = self.narrowed(ty, Expr::primary("a / b"));
        self.helper(format!(
            "// {note}\ninline {name} enigma_div({name} a, {name} b) {{\n    return {guard} ? a : {quotient};\n}}\n"
        ));
        Expr::call("enigma_div", &[a, b])
    }

    /// `a % b`
    pub(super) fn checked_rem(&self, ty: Scalar, a: Expr, b: Expr) -> Expr {
        let name = self.type_name(ty);
        let (guard, note) = if has_overflow(ty) {
            ("b == 0 || b == -1", "x % 0 and MIN % -1 are 0.")
        } else {
            ("b == 0", "x % 0 is 0.")
        };
        let zero = self.number(ty, 0);
        let remainder = self.narrowed(ty, Expr::primary("a % b"));
        self.helper(format!(
            "// {note}\ninline {name} enigma_mod({name} a, {name} b) {{\n    return {guard} ? {zero} : {remainder};\n}}\n"
        ));
        Expr::call("enigma_mod", &[a, b])
    }

    /// Absolute value of a signed integer; that of MIN is MIN.
    pub(super) fn wrapping_abs(&self, ty: Scalar, x: Expr) -> Expr {
        let name = self.type_name(ty);
        let negated = match ty.to_unsigned().filter(|_| has_overflow(ty)) {
            Some(unsigned) => format!("{name}(-{}(x))", self.type_name(unsigned)),
            None => format!("{name}(-x)"),
        };
        self.helper(format!(
            "// Wraps: the absolute value of MIN is MIN.\ninline {name} enigma_abs({name} x) {{\n    return x < 0 ? {negated} : x;\n}}\n"
        ));
        Expr::call("enigma_abs", &[x])
    }

    /// A float as an integer: truncated, saturated, NaN as 0.
    pub(super) fn saturated(&self, ty: Scalar, x: Expr) -> Expr {
        let (name, float) = (self.type_name(ty), self.type_name(Scalar::F32));
        let (lo, hi) = ty.int_range();
        let (low, high) = (self.number(ty, lo), self.number(ty, hi));
        let limit = |v: i128| literal::exact(self.dialect, Const::from_int(Scalar::F32, v));
        // The first float above the range is a power of two, so exact; the last one in it often is not.
        let (bottom, top) = (limit(lo), limit(hi + 1));
        let zero = self.number(ty, 0);
        // What is not above the bottom of an unsigned type is 0, as NaN is.
        let below = if lo == 0 {
            zero
        } else {
            Expr::primary(format!("x <= {bottom} ? {low} : {zero}"))
        };
        self.helper(format!(
            "// Truncates; saturates at the limits of {name}; NaN gives 0.\n\
             inline {name} enigma_to_{name}({float} x) {{\n    \
                 if (x >= {top}) {{\n        return {high};\n    }}\n    \
                 if (x > {bottom}) {{\n        return {name}(x);\n    }}\n    \
                 return {below};\n}}\n"
        ));
        Expr::call(&format!("enigma_to_{name}"), &[x])
    }

    /// Rounds of a counted loop: none unless `lo < hi` and the step is positive.
    pub(super) fn trip_count(&self, ty: Scalar, counter: Scalar, bounds: &[Expr; 3]) -> Expr {
        let (name, unsigned) = (self.type_name(ty), self.type_name(counter));
        let convert = |text: &str| match ty == counter {
            true => text.to_string(),
            false => format!("{unsigned}({text})"),
        };
        let (lo, hi, step) = (convert("lo"), convert("hi"), convert("step"));
        let (zero, one) = (self.number(counter, 0), self.number(counter, 1));
        self.helper(format!(
            "// Rounds of a loop over [lo, hi): none unless the step is positive.\n\
             inline {unsigned} enigma_trips({name} lo, {name} hi, {name} step) {{\n    \
                 return lo < hi && step > 0 ? ({hi} - {lo} - {one}) / {step} + {one} : {zero};\n}}\n"
        ));
        Expr::call("enigma_trips", bounds)
    }
}

/// Whether `MIN / -1` overflows: narrower types are computed in `int` and wrap.
fn has_overflow(ty: Scalar) -> bool {
    matches!(ty, Scalar::I32 | Scalar::I64)
}
