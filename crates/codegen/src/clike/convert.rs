//! Conversions with the language's rules.

use super::emitter::Emitter;
use super::expr::Expr;
use super::literal;
use enigma_core::ir::Value;
use enigma_core::{Const, Scalar};

impl Emitter<'_> {
    /// `metal_cast`: integers wrap, a float saturates to an integer, anything but zero is true.
    pub(super) fn cast(&self, v: Value, to: Scalar) -> Expr {
        let from = self.kernel.dtype(v);
        let name = self.type_name(to);
        if from == to {
            return self.value(v);
        }
        if to == Scalar::Bool {
            let zero = literal::loose(self.dialect, Const::from_int(from, 0));
            return Expr::binary("!=", &self.value(v), &zero);
        }
        if from.is_float() && to.is_int() {
            return self.saturated(to, self.in_float(v));
        }
        // bfloat converts from and to float only.
        if (from, to) == (Scalar::F16, Scalar::BF16) || (from, to) == (Scalar::BF16, Scalar::F16) {
            return Expr::call(name, &[self.in_float(v)]);
        }
        if to.is_int()
            && to == from.to_unsigned().unwrap_or(to)
            && from.bits() >= 32
            && from.is_signed()
        {
            return self.unsigned(v);
        }
        Expr::call(name, &[self.value(v)])
    }
}
