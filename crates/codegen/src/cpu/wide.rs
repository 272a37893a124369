//! What AVX-512 has instructions for: estimates of roots, floats taken apart and put together, and logarithms by
//! tables of as many floats as a register has.

use super::emitter::Emitter;
use super::llvm::{Ty, V};
use enigma_core::ops::Wide;
use llvm_sys::LLVMRealPredicate as Real;

/// Lanes of a register.
const LANES: u32 = 16;

/// `vgetmantps`: from 3/4 to 3/2, NaN where the sign is negative.
const THREE_QUARTERS: u64 = 0b1011;

/// Rounding as the thread has it, for instructions that can be told.
const CURRENT: u64 = 4;

/// `(log(1 + r) - r) / r^2` from -1/32 to 1/16, within 4e-9 of the logarithm.
const NATURAL: [f64; 4] = [0.188_908_25, -0.250_096_8, 0.333_344_82, -0.5];

/// A base's polynomial for `log(1 + r) / r`, within 3e-8, and log(2) in two parts of which the upper one has few
/// enough bits that an exponent times it is exact.
struct Base {
    ln: f64,
    series: [f64; 5],
    two: (f64, f64),
}

const BASE_2: Base = Base {
    ln: std::f64::consts::LN_2,
    series: [
        0.263_801_96,
        -0.360_996,
        0.480_959_53,
        -0.721_347_5,
        std::f64::consts::LOG2_E,
    ],
    two: (1.0, 0.0),
};
const BASE_10: Base = Base {
    ln: std::f64::consts::LN_10,
    series: [
        0.086_272_69,
        -0.108_556,
        0.144_749_15,
        -0.217_147_25,
        std::f64::consts::LOG10_E,
    ],
    two: (1233.0 / 4096.0, 4.605_038_98e-6),
};

/// What a mantissa from 3/4 to 3/2 is multiplied by so that it is near 1, by four of its bits: 1 on both sides of
/// 1, where the logarithm has to come from the rest alone.
fn inverse(bits: u32) -> f32 {
    let i = f64::from(bits);
    match bits {
        0 | 15 => 1.0,
        1..8 => (32.0 / (33.0 + 2.0 * i)) as f32,
        _ => (64.0 / (33.0 + 2.0 * i)) as f32,
    }
}

/// A float as the logarithms want it: `x = 2^e (1 + r) / inverse(bits)`.
struct Near {
    e: V,
    r: V,
    bits: V,
}

impl Emitter<'_> {
    /// One of the operations, on floats, lanes or not.
    pub fn wide_op(&self, wide: Wide, v: &[V]) -> V {
        self.by_register(v, |v| match wide {
            Wide::Rsqrt => self.rsqrt(v[0]),
            Wide::Log => self.natural_log(v[0]),
            Wide::Log2 => self.log_in(&BASE_2, v[0]),
            Wide::Log10 => self.log_in(&BASE_10, v[0]),
            Wide::Scale => self.masked_call("scalef", &[v[0], v[1]], &[CURRENT]),
            Wide::Mantissa => self.getmant(v[0]),
            Wide::Exponent => self.exponent(v[0]),
        })
    }

    /// Does something register by register; what is smaller than one has lanes of no meaning.
    fn by_register(&self, v: &[V], f: impl Fn(&[V]) -> V) -> V {
        let ll = &self.ll;
        let Some(lanes) = ll.lanes(ll.type_of(v[0])) else {
            let whole: Vec<V> = v.iter().map(|&v| ll.in_first_lane(v, LANES)).collect();
            return ll.extract(f(&whole), self.i32(0));
        };
        let part = |v: V, first: u32| {
            let numbers: Vec<u32> = (first..first + LANES).map(|n| n.min(lanes - 1)).collect();
            ll.shuffle(v, v, &numbers)
        };
        let registers = (0..lanes).step_by(LANES as usize).map(|first| {
            let operands: Vec<V> = v.iter().map(|&v| part(v, first)).collect();
            f(&operands)
        });
        let mut registers = registers.collect::<Vec<V>>().into_iter();
        let first = registers.next().expect("internal error: no lanes");
        let numbers: Vec<u32> = (0..lanes).collect();
        let second = registers.next().unwrap_or(first);
        ll.shuffle(first, second, &numbers)
    }

    fn register(&self) -> Ty {
        self.ll.vector(self.ll.float(), LANES)
    }

    /// `llvm.x86.avx512.mask.<name>.ps.512` for all lanes.
    fn masked_call(&self, name: &str, operands: &[V], last: &[u64]) -> V {
        let ll = &self.ll;
        let mut operands = operands.to_vec();
        if name == "getmant" {
            operands.push(self.i32(THREE_QUARTERS as u32));
        }
        operands.push(ll.poison(self.register()));
        operands.push(ll.not(ll.zero(ll.int(LANES))));
        operands.extend(last.iter().map(|&n| self.i32(n as u32)));
        ll.intrinsic(
            &format!("llvm.x86.avx512.mask.{name}.ps.512"),
            &[],
            &operands,
        )
    }

    fn getmant(&self, x: V) -> V {
        self.masked_call("getmant", &[x], &[CURRENT])
    }

    /// The instruction's exponent belongs to a mantissa from 1 to 2.
    fn exponent(&self, x: V) -> V {
        let ll = &self.ll;
        let e = self.masked_call("getexp", &[x], &[CURRENT]);
        let one = ll.real(ll.type_of(x), 1.0);
        let below = ll.fcmp(Real::LLVMRealOLT, self.getmant(x), one);
        ll.select(below, ll.fadd(e, one), e)
    }

    fn near_one(&self, x: V) -> Near {
        let ll = &self.ll;
        let m = self.getmant(x);
        let bits = ll.bitcast(m, ll.int(32));
        let bits = ll.lshr(bits, ll.number(ll.type_of(bits), 19));
        let inverses = self.of_table(bits, |n| f64::from(inverse(n)));
        let minus_one = ll.real(self.register(), -1.0);
        Near {
            e: self.exponent(x),
            r: self.fused(m, inverses, minus_one),
            bits,
        }
    }

    /// The float of a table that the last four bits of each lane count to.
    fn of_table(&self, bits: V, entry: impl Fn(u32) -> f64) -> V {
        let ll = &self.ll;
        let entries: Vec<V> = (0..LANES).map(|n| ll.real(ll.float(), entry(n))).collect();
        let table = ll.const_vector(&entries);
        ll.intrinsic("llvm.x86.avx512.permvar.sf.512", &[], &[table, bits])
    }

    /// Minus the logarithms of the factors, in a base.
    fn logs_of_factors(&self, bits: V, ln: f64) -> V {
        self.of_table(bits, |n| -f64::from(inverse(n)).ln() / ln)
    }

    fn natural_log(&self, x: V) -> V {
        let ll = &self.ll;
        let Near { e, r, bits } = self.near_one(x);
        let two = ll.real(self.register(), std::f64::consts::LN_2);
        let coarse = self.fused(e, two, self.logs_of_factors(bits, 1.0));
        let fine = self.fused(ll.fmul(r, r), self.horner(r, &NATURAL), r);
        ll.fadd(coarse, fine)
    }

    fn log_in(&self, base: &Base, x: V) -> V {
        let ll = &self.ll;
        let Near { e, r, bits } = self.near_one(x);
        let mut coarse = self.logs_of_factors(bits, base.ln);
        let (high, low) = base.two;
        for part in [low, high] {
            if part == 1.0 {
                coarse = ll.fadd(coarse, e);
            } else if part != 0.0 {
                coarse = self.fused(e, ll.real(self.register(), part), coarse);
            }
        }
        self.fused(self.horner(r, &base.series), r, coarse)
    }

    fn fused(&self, a: V, b: V, c: V) -> V {
        self.ll
            .intrinsic("llvm.fma", &[self.register()], &[a, b, c])
    }

    /// A polynomial, coefficients from the highest power down.
    fn horner(&self, x: V, coefficients: &[f64]) -> V {
        let constant = |&c: &f64| self.ll.real(self.register(), c);
        let mut all = coefficients.iter().map(constant);
        let first = all.next().expect("internal error: no coefficients");
        all.fold(first, |sum, c| self.fused(sum, x, c))
    }

    /// The estimate, right to 2^-14, and a step of Newton's method: within 1.2 units of the last place. The
    /// estimates of zeros and infinity are their results, and the error is NaN there: -1 in its place keeps them.
    ///
    /// Kernels with roots are bound by the units for products, so two of the steps are made of integers, which
    /// have units of their own.
    fn rsqrt(&self, x: V) -> V {
        let ll = &self.ll;
        let ty = ll.type_of(x);
        let all = ll.not(ll.zero(ll.int(LANES)));
        let name = "llvm.x86.avx512.rsqrt14.ps.512";
        let y = ll.intrinsic(name, &[], &[x, ll.poison(ty), all]);
        let minus_one = ll.real(ty, -1.0);
        let error = self.fused(ll.fmul(x, y), y, minus_one);
        self.fused(
            ll.fneg(self.half(y)),
            self.unless_default_nan(error, minus_one),
            y,
        )
    }

    /// Half of each positive float that is not tiny, by taking one from its exponent; zero for zeros and negative ones.
    fn half(&self, x: V) -> V {
        let ll = &self.ll;
        let ty = ll.vector(ll.int(32), LANES);
        let one = ll.number(ty, 1 << 23);
        let normal = ll.intrinsic("llvm.smax", &[ty], &[ll.reinterpret(x, ty), one]);
        ll.reinterpret(ll.sub(normal, one), ll.type_of(x))
    }

    /// A number below 1, or a negative constant in place of the NaN that this processor makes: as an integer without a
    /// sign, that is greater than all of them.
    fn unless_default_nan(&self, x: V, other: V) -> V {
        let ll = &self.ll;
        let ty = ll.vector(ll.int(32), LANES);
        let operands = [x, other].map(|v| ll.reinterpret(v, ty));
        let least = ll.intrinsic("llvm.umin", &[ty], &operands);
        ll.reinterpret(least, ll.type_of(x))
    }
}
