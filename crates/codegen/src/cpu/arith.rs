//! Instructions of the table, with the language's semantics, on scalars and lanes alike.
//!
//! Nothing here traps, whatever the operands: lanes that are off hold any value.

use super::emitter::Emitter;
use super::llvm::V;
use enigma_core::ops::{Instr, Predicate};
use enigma_core::types::Scalar;
use llvm_sys::{LLVMIntPredicate as Int, LLVMRealPredicate as Real};

impl Emitter<'_> {
    /// An instruction on operands of `from` (a selection: of `to`), with a result of `to`.
    pub fn instr(&self, instr: Instr, v: &[V], from: Scalar, to: Scalar) -> V {
        let ll = &self.ll;
        match instr {
            Instr::Add | Instr::Sub | Instr::Mul | Instr::Div | Instr::Rem if to.is_float() => {
                self.float_instr(instr, v, to)
            }
            Instr::Add => ll.add(v[0], v[1]),
            Instr::Sub => ll.sub(v[0], v[1]),
            Instr::Mul => self.integer_product(v[0], v[1], to),
            Instr::Div => self.quotient(v[0], self.safe_divisor(v, to), to),
            Instr::Rem => self.remainder(v[0], self.safe_divisor(v, to), to),
            Instr::And => ll.and(v[0], v[1]),
            Instr::Or => ll.or(v[0], v[1]),
            Instr::Xor => ll.xor(v[0], v[1]),
            Instr::Shl => ll.shl(v[0], self.amount(v[1], to)),
            Instr::Shr if to.is_signed() => ll.ashr(v[0], self.amount(v[1], to)),
            Instr::Shr => ll.lshr(v[0], self.amount(v[1], to)),
            Instr::Not => ll.not(v[0]),
            Instr::Neg if to.is_float() => self.float_neg(v[0], to),
            Instr::Neg => ll.neg(v[0]),
            Instr::Cmp(predicate) => self.compare(predicate, v, from),
            Instr::Select => ll.select(v[2], v[1], v[0]),
            Instr::Cast => self.cast(v[0], from, to),
            Instr::Bitcast => ll.bitcast(v[0], self.repr(to)),
            Instr::Min => ll.select(self.less(v[0], v[1], to), v[0], v[1]),
            Instr::Max => ll.select(self.less(v[1], v[0], to), v[0], v[1]),
            Instr::Abs if to.is_float() => self.float_abs(v[0], to),
            Instr::Abs if to.is_signed() => {
                let negative = ll.slt(v[0], ll.zero(ll.type_of(v[0])));
                ll.select(negative, ll.neg(v[0]), v[0])
            }
            Instr::Abs => v[0],
        }
    }

    /// A product that wraps. That of numbers of 16 bits, extended to 64, is made with 32: they hold it, it is
    /// cheaper, and LLVM 22 takes bits 16 to 47 of the long one for bits 16 to 31 extended with zeros, on x86.
    fn integer_product(&self, a: V, b: V, ty: Scalar) -> V {
        let ll = &self.ll;
        let (Some((x, x_signed)), Some((y, y_signed)), 64) =
            (ll.extended_short(a), ll.extended_short(b), ty.bits())
        else {
            return ll.mul(a, b);
        };
        let (middle, long) = (ll.int(32), ll.int(64));
        let extend = |v, signed, to| {
            if signed {
                ll.sext(v, to)
            } else {
                ll.zext(v, to)
            }
        };
        let product = ll.mul(extend(x, x_signed, middle), extend(y, y_signed, middle));
        extend(product, x_signed || y_signed, long)
    }

    fn less(&self, a: V, b: V, ty: Scalar) -> V {
        if ty.is_signed() {
            self.ll.slt(a, b)
        } else {
            self.ll.ult(a, b)
        }
    }

    /// A shift amount modulo the width.
    fn amount(&self, by: V, ty: Scalar) -> V {
        let ll = &self.ll;
        let last = ll.number(ll.type_of(by), u64::from(ty.bits() - 1));
        ll.and(by, last)
    }

    /// The divisor, or 1 where there is no quotient: `x / 1` and `x % 1` are what the language says there.
    fn safe_divisor(&self, v: &[V], ty: Scalar) -> V {
        let ll = &self.ll;
        let int = ll.type_of(v[1]);
        let mut none = ll.eq(v[1], ll.zero(int));
        if ty.is_signed() {
            let least = ll.number(int, ty.int_range().0 as u64 & mask_of(ty));
            let minus_one = ll.not(ll.zero(int));
            let overflows = ll.and(ll.eq(v[0], least), ll.eq(v[1], minus_one));
            none = ll.or(none, overflows);
        }
        ll.select(none, ll.number(int, 1), v[1])
    }

    /// Truncated quotient; the divisor is not 0, and there is no overflow.
    pub fn quotient(&self, a: V, b: V, ty: Scalar) -> V {
        let ll = &self.ll;
        if let Some(q) = self.float_quotient(a, b, ty) {
            return q;
        }
        if ty.is_signed() {
            ll.sdiv(a, b)
        } else {
            ll.udiv(a, b)
        }
    }

    fn remainder(&self, a: V, b: V, ty: Scalar) -> V {
        let ll = &self.ll;
        if let Some(q) = self.float_quotient(a, b, ty) {
            return ll.sub(a, ll.mul(q, b));
        }
        if ty.is_signed() {
            ll.srem(a, b)
        } else {
            ll.urem(a, b)
        }
    }

    /// Lanes of up to 32 bits divide through double, which no processor lacks in vector form, and exactly:
    /// a quotient of n-bit integers that is not whole is at least 2^-2n of itself away from a whole number.
    fn float_quotient(&self, a: V, b: V, ty: Scalar) -> Option<V> {
        let ll = &self.ll;
        ll.lanes(ll.type_of(a))?;
        if ty.bits() > 32 || ll.is_constant(b) {
            return None;
        }
        let real = if ty.bits() > 8 {
            ll.double()
        } else {
            ll.float()
        };
        let int = ll.int(ty.bits());
        let (x, y) = if ty.is_signed() {
            (ll.sitofp(a, real), ll.sitofp(b, real))
        } else {
            (ll.uitofp(a, real), ll.uitofp(b, real))
        };
        let q = ll.fdiv(x, y);
        Some(if ty.is_signed() {
            ll.fptosi(q, int)
        } else if ty.bits() == 32 {
            ll.fptoui(q, int)
        } else {
            // Through 32 signed bits, which convert in vector form.
            ll.trunc(ll.fptosi(q, ll.int(32)), int)
        })
    }

    fn compare(&self, predicate: Predicate, v: &[V], ty: Scalar) -> V {
        let ll = &self.ll;
        if ty.is_float() {
            let predicate = match predicate {
                Predicate::Eq => Real::LLVMRealOEQ,
                Predicate::Ne => Real::LLVMRealUNE,
                Predicate::Lt => Real::LLVMRealOLT,
                Predicate::Le => Real::LLVMRealOLE,
                Predicate::Gt => Real::LLVMRealOGT,
                Predicate::Ge => Real::LLVMRealOGE,
            };
            return ll.fcmp(predicate, self.widen(v[0], ty), self.widen(v[1], ty));
        }
        let predicate = match (predicate, ty.is_signed()) {
            (Predicate::Eq, _) => Int::LLVMIntEQ,
            (Predicate::Ne, _) => Int::LLVMIntNE,
            (Predicate::Lt, true) => Int::LLVMIntSLT,
            (Predicate::Le, true) => Int::LLVMIntSLE,
            (Predicate::Gt, true) => Int::LLVMIntSGT,
            (Predicate::Ge, true) => Int::LLVMIntSGE,
            (Predicate::Lt, false) => Int::LLVMIntULT,
            (Predicate::Le, false) => Int::LLVMIntULE,
            (Predicate::Gt, false) => Int::LLVMIntUGT,
            (Predicate::Ge, false) => Int::LLVMIntUGE,
        };
        ll.icmp(predicate, v[0], v[1])
    }
}

/// All bits of an integer type.
fn mask_of(ty: Scalar) -> u64 {
    u64::MAX >> (64 - ty.bits())
}
