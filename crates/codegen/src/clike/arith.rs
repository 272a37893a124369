//! Arithmetic with the language's rules: integers wrap, shift amounts count modulo the width, division by
//! zero has a result.
//!
//! C computes types narrower than `int` in `int`, so their results are narrowed; it leaves overflow of
//! signed types undefined, so those go through the unsigned type of the same width.

use super::emitter::Emitter;
use super::expr::Expr;
use super::literal;
use enigma_core::ir::{OpData, Value};
use enigma_core::ops::{Special, Text};
use enigma_core::{Const, Scalar};

/// Whether C computes the type in `int`.
fn is_narrow(ty: Scalar) -> bool {
    ty.is_int() && ty.bits() < 32
}

/// The unsigned type that a signed one of at least 32 bits is computed in.
fn wrapping_type(ty: Scalar) -> Option<Scalar> {
    ty.to_unsigned()
        .filter(|_| ty.is_signed() && ty.bits() >= 32)
}

impl Emitter<'_> {
    /// The type's conversion around what C computed in `int`.
    pub(super) fn narrowed(&self, ty: Scalar, e: Expr) -> Expr {
        if is_narrow(ty) {
            Expr::call(self.type_name(ty), &[e])
        } else {
            e
        }
    }

    /// An operand that C may promote: a narrow literal needs no conversion.
    fn promoted(&self, v: Value) -> Expr {
        if is_narrow(self.kernel.dtype(v)) {
            self.loose(v)
        } else {
            self.value(v)
        }
    }

    /// `a + b` and the like, where C's meaning is the language's.
    pub(super) fn infix(&self, operator: &str, a: Value, b: Value, ty: Scalar) -> Expr {
        let operator = match (operator, self.kernel.dtype(a)) {
            ("&", Scalar::Bool) => "&&",
            ("|", Scalar::Bool) => "||",
            ("^", Scalar::Bool) => "!=",
            (other, _) => other,
        };
        self.narrowed(
            ty,
            Expr::binary(operator, &self.promoted(a), &self.promoted(b)),
        )
    }

    /// `a + b` and the like on integers that wrap; floats as they are.
    pub(super) fn wrapping(&self, operator: &str, a: Value, b: Value, ty: Scalar) -> Expr {
        if wrapping_type(ty).is_some() {
            return Expr::call(self.type_name(ty), &[self.unsigned_sum(operator, a, b)]);
        }
        if operator == "*" && matches!(ty, Scalar::I16 | Scalar::U16) {
            // The product of two ushort overflows int.
            let product = Expr::binary(
                operator,
                &self.as_integer(a, Scalar::U32),
                &self.as_integer(b, Scalar::U32),
            );
            return self.narrowed(ty, product);
        }
        self.infix(operator, a, b, ty)
    }

    /// A wrapping operation in the unsigned type; adding a negative literal subtracts.
    fn unsigned_sum(&self, operator: &str, a: Value, b: Value) -> Expr {
        let negative = self
            .kernel
            .constant(b)
            .filter(|c| operator == "+" && c.as_int() < 0);
        if let (Some(c), Some(unsigned)) = (negative, self.kernel.dtype(b).to_unsigned()) {
            let magnitude = literal::exact(self.dialect, Const::from_int(unsigned, -c.as_int()));
            return Expr::binary("-", &self.unsigned(a), &magnitude);
        }
        Expr::binary(operator, &self.unsigned(a), &self.unsigned(b))
    }

    /// A signed value in the unsigned type of its width, without converting there and back.
    pub(super) fn unsigned(&self, v: Value) -> Expr {
        let ty = self.kernel.dtype(v);
        let Some(unsigned) = wrapping_type(ty) else {
            return self.value(v);
        };
        if let Some(e) = self
            .inlined_op(v)
            .and_then(|op| self.unsigned_definition(op, unsigned))
        {
            return e;
        }
        self.as_integer(v, unsigned)
    }

    /// What an operation computes in the unsigned type, if it does.
    fn unsigned_definition(&self, op: &OpData, unsigned: Scalar) -> Option<Expr> {
        let v = &op.operands;
        match self.dialect.text(op.op) {
            Text::Wrapping(operator) => Some(self.unsigned_sum(operator, v[0], v[1])),
            Text::Special(Special::Shl) => Some(self.unsigned_shl(v[0], v[1])),
            Text::Special(Special::Neg) => Some(Expr::prefix("-", &self.unsigned(v[0]))),
            Text::Special(Special::Cast) if self.kernel.dtype(v[0]) == unsigned => {
                Some(self.value(v[0]))
            }
            _ => None,
        }
    }

    /// The literal a divisor is, if dividing by it is defined.
    fn safe_divisor(&self, b: Value) -> bool {
        self.kernel
            .constant(b)
            .is_some_and(|c| c.as_int() != 0 && c.as_int() != -1)
    }

    pub(super) fn div(&self, a: Value, b: Value, ty: Scalar) -> Expr {
        if ty.is_float() || self.safe_divisor(b) {
            return self.infix("/", a, b, ty);
        }
        self.checked_div(ty, self.value(a), self.value(b))
    }

    pub(super) fn rem(&self, a: Value, b: Value, ty: Scalar) -> Expr {
        if ty.is_float() {
            return self.dialect.call(self, "fmod", &[a, b], ty);
        }
        if self.safe_divisor(b) {
            return self.infix("%", a, b, ty);
        }
        self.checked_rem(ty, self.value(a), self.value(b))
    }

    /// A shift amount, modulo the width.
    fn amount(&self, b: Value, ty: Scalar) -> Expr {
        let mask = i128::from(ty.bits() - 1);
        match self.kernel.constant(b) {
            Some(c) => Expr::primary((c.as_int() & mask).to_string()),
            None => {
                let mask = Expr::primary(format!(
                    "{mask}{}",
                    if ty.is_unsigned() && !is_narrow(ty) {
                        "u"
                    } else {
                        ""
                    }
                ));
                Expr::binary("&", &self.value(b), &mask)
            }
        }
    }

    /// A left shift in the unsigned type: C leaves that of negative values undefined.
    fn unsigned_shl(&self, a: Value, b: Value) -> Expr {
        Expr::binary(
            "<<",
            &self.unsigned(a),
            &self.amount(b, self.kernel.dtype(a)),
        )
    }

    pub(super) fn shl(&self, a: Value, b: Value, ty: Scalar) -> Expr {
        if is_narrow(ty) {
            let wide = self.as_integer(a, Scalar::U32);
            return self.narrowed(ty, Expr::binary("<<", &wide, &self.amount(b, ty)));
        }
        let shifted = self.unsigned_shl(a, b);
        if ty.is_signed() {
            Expr::call(self.type_name(ty), &[shifted])
        } else {
            shifted
        }
    }

    /// Arithmetic on signed types: every compiler of the family does that.
    pub(super) fn shr(&self, a: Value, b: Value, ty: Scalar) -> Expr {
        self.narrowed(
            ty,
            Expr::binary(">>", &self.promoted(a), &self.amount(b, ty)),
        )
    }

    pub(super) fn neg(&self, a: Value, ty: Scalar) -> Expr {
        match wrapping_type(ty) {
            Some(_) => Expr::call(self.type_name(ty), &[Expr::prefix("-", &self.unsigned(a))]),
            None => self.narrowed(ty, Expr::prefix("-", &self.value(a))),
        }
    }

    pub(super) fn abs(&self, a: Value, ty: Scalar) -> Expr {
        if ty.is_float() {
            self.dialect.call(self, "fabs", &[a], ty)
        } else if ty.is_signed() {
            self.wrapping_abs(ty, self.value(a))
        } else {
            self.value(a)
        }
    }
}
