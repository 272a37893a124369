//! Floats: `half` and `bfloat` are bits in registers, computed in `float`; conversions; the remainder.
//!
//! Two roundings, to float and to the narrow type, are one: float has more than twice the digits (Figueroa,
//! "When is double rounding innocuous?", 1995). A half that is subnormal is a normal float. A subnormal bfloat
//! is a subnormal float too, but a product of two bfloats has 16 digits and ends above the last bit of a float
//! wherever its rounding to bfloat is not clear, and a quotient of 8-digit numbers stays further from a tie
//! than a float can miss.

use super::emitter::Emitter;
use super::llvm::V;
use enigma_core::ops::Instr;
use enigma_core::types::Scalar;
use llvm_sys::LLVMRealPredicate as Real;

impl Emitter<'_> {
    /// A value in float.
    pub fn widen(&self, v: V, ty: Scalar) -> V {
        let ll = &self.ll;
        match ty {
            Scalar::F16 => ll.fpext(ll.bitcast(v, ll.half()), ll.float()),
            Scalar::BF16 => {
                let bits = ll.zext(v, ll.int(32));
                let up = ll.number(ll.type_of(bits), 16);
                ll.bitcast(ll.shl(bits, up), ll.float())
            }
            _ => v,
        }
    }

    /// A float in the type, rounded to nearest even.
    pub fn narrow(&self, v: V, ty: Scalar) -> V {
        let ll = &self.ll;
        match ty {
            Scalar::F16 => ll.bitcast(ll.fptrunc(v, ll.half()), ll.int(16)),
            Scalar::BF16 => {
                let bits = ll.bitcast(v, ll.int(32));
                let int = ll.type_of(bits);
                let number = |n| ll.number(int, n);
                let odd = ll.and(ll.lshr(bits, number(16)), number(1));
                let rounded = ll.add(bits, ll.add(number(0x7fff), odd));
                let quiet = ll.or(bits, number(0x40_0000));
                let nan = ll.fcmp(Real::LLVMRealUNO, v, v);
                let kept = ll.select(nan, quiet, rounded);
                ll.trunc(ll.lshr(kept, number(16)), ll.int(16))
            }
            _ => v,
        }
    }

    /// An intrinsic on floats or integers of one type.
    pub fn math(&self, name: &str, v: &[V], ty: Scalar) -> V {
        let operands: Vec<V> = v.iter().map(|&v| self.widen(v, ty)).collect();
        let overload = self.ll.type_of(operands[0]);
        let result = self.ll.intrinsic(name, &[overload], &operands);
        self.narrow(result, ty)
    }

    pub fn float_neg(&self, v: V, ty: Scalar) -> V {
        if ty == Scalar::F32 {
            return self.ll.fneg(v);
        }
        let sign = self.ll.number(self.ll.type_of(v), 0x8000);
        self.ll.xor(v, sign)
    }

    pub fn float_abs(&self, v: V, ty: Scalar) -> V {
        if ty == Scalar::F32 {
            return self.ll.intrinsic("llvm.fabs", &[self.ll.type_of(v)], &[v]);
        }
        let rest = self.ll.number(self.ll.type_of(v), 0x7fff);
        self.ll.and(v, rest)
    }

    pub fn float_instr(&self, instr: Instr, v: &[V], ty: Scalar) -> V {
        let ll = &self.ll;
        let (a, b) = (self.widen(v[0], ty), self.widen(v[1], ty));
        let result = match instr {
            Instr::Add => ll.fadd(a, b),
            Instr::Sub => ll.fsub(a, b),
            Instr::Mul => ll.fmul(a, b),
            Instr::Div => ll.fdiv(a, b),
            _ => self.float_remainder(a, b),
        };
        self.narrow(result, ty)
    }

    /// `fmod` of floats, exact, by long division in double: each round takes up to 26 bits of the quotient
    /// away. A partial quotient has at most 27 bits and the divisor 24, so every product and difference
    /// is exact; truncation is right because a quotient just below a whole number is at least 2^-24 below.
    fn float_remainder(&self, x: V, y: V) -> V {
        let ll = &self.ll;
        let magnitude = |v| ll.intrinsic("llvm.fabs", &[ll.type_of(v)], &[v]);
        let (ax, ay) = (magnitude(x), magnitude(y));
        let zero = ll.real(ll.type_of(x), 0.0);
        let infinite = ll.real(ll.type_of(x), f64::INFINITY);
        // Defined for a finite dividend and a divisor that is neither 0 nor NaN.
        let finite = ll.fcmp(Real::LLVMRealOLT, ax, infinite);
        let divides = ll.fcmp(Real::LLVMRealOGT, ay, zero);
        let defined = ll.and(finite, divides);
        let one = ll.real(ll.type_of(x), 1.0);
        let start = ll.fpext(ll.select(defined, ax, zero), ll.double());
        let divisor = ll.fpext(ll.select(defined, ay, one), ll.double());
        let left = self.long_division(start, divisor);
        let rest = ll.fptrunc(left, ll.float());
        let signed = ll.intrinsic("llvm.copysign", &[ll.type_of(rest)], &[rest, x]);
        let nan = ll.real(ll.type_of(x), f64::NAN);
        ll.select(defined, signed, nan)
    }

    fn long_division(&self, start: V, divisor: V) -> V {
        let ll = &self.ll;
        let before = ll.here();
        let (head, body, exit) = (ll.block("fmod"), ll.block("reduce"), ll.block("fmod_done"));
        ll.jump(head);
        ll.at(head);
        let left = ll.phi(ll.type_of(start), &[(start, before)]);
        let more = ll.fcmp(Real::LLVMRealOGE, left, divisor);
        let any = match ll.lanes(ll.type_of(more)) {
            Some(n) => {
                let bits = ll.reinterpret(more, ll.int(n));
                ll.ne(bits, ll.zero(ll.type_of(bits)))
            }
            None => more,
        };
        ll.branch(any, body, exit);
        ll.at(body);
        let bits = |v| ll.bitcast(v, ll.int(64));
        let int = ll.type_of(bits(left));
        let number = |n| ll.number(int, n);
        let exponent = |v| ll.lshr(bits(v), number(52));
        // The divisor times a power of two, so that the partial quotient is below 2^27.
        let apart = ll.sub(exponent(left), exponent(divisor));
        let far = ll.sgt(apart, number(25));
        let by = ll.select(far, ll.sub(apart, number(25)), number(0));
        let scaled = ll.bitcast(ll.add(bits(divisor), ll.shl(by, number(52))), ll.double());
        let ratio = ll.fdiv(left, scaled);
        let whole = ll.intrinsic("llvm.trunc", &[ll.type_of(ratio)], &[ratio]);
        let rest = ll.fsub(left, ll.fmul(whole, scaled));
        let next = ll.select(more, rest, left);
        ll.add_incoming(left, &[(next, ll.here())]);
        ll.jump(head);
        ll.at(exit);
        left
    }

    /// The language's conversion.
    pub fn cast(&self, v: V, from: Scalar, to: Scalar) -> V {
        let ll = &self.ll;
        if from == to {
            return v;
        }
        match (from.is_float(), to.is_float()) {
            (true, true) => self.narrow(self.widen(v, from), to),
            (true, false) if to == Scalar::Bool => {
                let wide = self.widen(v, from);
                ll.fcmp(Real::LLVMRealUNE, wide, ll.zero(ll.type_of(wide)))
            }
            (true, false) => self.saturate(self.widen(v, from), to),
            (false, true) => self.int_to_float(v, from, to),
            (false, false) if to == Scalar::Bool => ll.ne(v, ll.zero(ll.type_of(v))),
            (false, false) if from.bits() > to.bits() => ll.trunc(v, self.repr(to)),
            (false, false) if from.is_signed() => ll.sext(v, self.repr(to)),
            (false, false) => ll.zext(v, self.repr(to)),
        }
    }

    /// Truncates, saturates at the limits of the type, turns NaN into 0.
    fn saturate(&self, v: V, to: Scalar) -> V {
        if self.is_x86 && self.ll.lanes(self.ll.type_of(v)).is_some() {
            return self.saturate_lanes(v, to);
        }
        let name = if to.is_signed() {
            "llvm.fptosi.sat"
        } else {
            "llvm.fptoui.sat"
        };
        let result = self.ll.shaped(self.repr(to), v);
        self.ll.intrinsic(name, &[result, self.ll.type_of(v)], &[v])
    }

    /// The same of lanes, which x86 does one by one if LLVM is asked to.
    fn saturate_lanes(&self, v: V, to: Scalar) -> V {
        let ll = &self.ll;
        let float = ll.type_of(v);
        let (least, most) = to.int_range();
        let limit = |n: i128| ll.real(float, n as f64);
        // The largest float that is not above the limit, which may be no float.
        let spare = to.bits().saturating_sub(u32::from(to.is_signed()) + 24);
        let top = limit(most >> spare << spare);
        let above = ll.fcmp(Real::LLVMRealOGT, v, limit(least));
        let inside = ll.select(above, v, limit(least));
        let below = ll.fcmp(Real::LLVMRealOLT, inside, top);
        let inside = ll.select(below, inside, top);
        let int = self.repr(to);
        let found = if to.is_signed() {
            ll.fptosi(inside, int)
        } else {
            ll.fptoui(inside, int)
        };
        let int = ll.type_of(found);
        let found = if spare > 0 {
            let over = ll.fcmp(Real::LLVMRealOGT, v, top);
            ll.select(over, ll.number(int, most as u64), found)
        } else {
            found
        };
        let number = ll.fcmp(Real::LLVMRealORD, v, v);
        ll.select(number, found, ll.zero(int))
    }

    fn int_to_float(&self, v: V, from: Scalar, to: Scalar) -> V {
        let ll = &self.ll;
        if to == Scalar::BF16 && from.bits() >= 32 {
            return self.int_to_bfloat(v, from);
        }
        // Half: an integer beyond the 24 digits of a float is beyond half's range too.
        let wide = if from.is_signed() {
            ll.sitofp(v, ll.float())
        } else {
            ll.uitofp(v, ll.float())
        };
        self.narrow(wide, to)
    }

    /// Rounds once, in the bits of a double; bits that a double has no room for are or-ed into its last.
    fn int_to_bfloat(&self, v: V, from: Scalar) -> V {
        let ll = &self.ll;
        let wide = self.index64(v, from);
        let int = ll.type_of(wide);
        let number = |n| ll.number(int, n);
        let negative = ll.slt(wide, number(0));
        let minus = if from.is_signed() {
            negative
        } else {
            ll.zero(ll.type_of(negative))
        };
        let size = ll.select(minus, ll.neg(wide), wide);
        let low = ll.and(size, number(0x7ff));
        let sticky = ll.ne(low, number(0));
        let cleared = ll.sub(size, low);
        let marked = ll.select(sticky, ll.or(cleared, number(0x800)), cleared);
        let large = ll.ne(ll.lshr(size, number(53)), number(0));
        let exact = ll.uitofp(ll.select(large, marked, size), ll.double());
        let bits = ll.bitcast(exact, ll.int(64));
        let odd = ll.and(ll.lshr(bits, number(45)), number(1));
        let rounded = ll.add(bits, ll.add(number((1 << 44) - 1), odd));
        let kept = ll.and(rounded, number(!((1 << 45) - 1)));
        let float = ll.fptrunc(ll.bitcast(kept, ll.double()), ll.float());
        let signed = ll.select(minus, ll.fneg(float), float);
        self.narrow(signed, Scalar::BF16)
    }
}
