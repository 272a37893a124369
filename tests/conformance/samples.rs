//! Operand values worth testing: limits, zeros, neighbours of powers, special floats, random bits.

use enigma::core::{Const, Scalar};
use std::f64::consts::{LN_2, PI};

/// Random 64-bit numbers, the same in every run (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn bits(&mut self, ty: Scalar) -> Const {
        Const::from_bits(ty, self.next())
    }

    pub fn pick(&mut self, from: &[Const]) -> Const {
        from[self.next() as usize % from.len()]
    }
}

/// The standard values of a dtype and those of an operation's entry.
pub fn standard(ty: Scalar, entry: &[f64]) -> Vec<Const> {
    let mut values = if ty == Scalar::Bool {
        vec![Const::from_bool(false), Const::from_bool(true)]
    } else if ty.is_float() {
        floats(ty)
    } else {
        integers(ty)
    };
    values.extend(entry.iter().map(|&v| Const::from_f64(ty, v)));
    let mut random = Random(ty as u64);
    if ty != Scalar::Bool {
        values.extend((0..16).map(|_| random.bits(ty)));
    }
    let mut seen = std::collections::HashSet::new();
    values.retain(|c| seen.insert(*c));
    values
}

fn integers(ty: Scalar) -> Vec<Const> {
    let (lo, hi) = ty.int_range();
    let bits = i128::from(ty.bits());
    let mut values = vec![lo, lo + 1, hi, hi - 1, hi / 2, hi / 2 + 1];
    values.extend([-1, 0, 1, 2, 3, 5, 7, 10, 100, 127, -2, -3, -7, -10]);
    values.extend([bits - 1, bits, bits + 1, 31, 32, 33]);
    values.extend([
        1 << (bits / 2),
        (1 << (bits / 2)) - 1,
        0x5555_5555_5555_5555,
    ]);
    values.into_iter().map(|v| Const::from_int(ty, v)).collect()
}

fn floats(ty: Scalar) -> Vec<Const> {
    let mantissa = match ty {
        Scalar::F16 => 10,
        Scalar::BF16 => 7,
        _ => 23,
    };
    let infinity = Const::from_f64(ty, f64::INFINITY).bits();
    let one = 1u64 << mantissa;
    // Zero, smallest and largest subnormal, smallest normal, largest, infinity, NaN.
    let mut bits = vec![
        0,
        1,
        one - 1,
        one,
        infinity - 1,
        infinity,
        infinity | (one / 2),
    ];
    let numbers = [
        0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 7.0, 10.0, 0.1, 1e-3, 100.0, 255.0, 256.0, 2047.0, 2048.0,
        9.3e18, 1.9e19, 1e30, 1e-30, PI, LN_2,
    ];
    // Where the integers of 24, 31, 32, 63 and 64 bits end, and the float before.
    for power in [24, 31, 32, 63, 64] {
        let end = Const::from_f64(ty, 2f64.powi(power)).bits();
        bits.extend([end, end - 1]);
    }
    bits.extend(numbers.map(|v| Const::from_f64(ty, v).bits()));
    let sign = 1u64 << (ty.bits() - 1);
    let signed = bits.iter().flat_map(|&b| [b, b | sign]);
    signed.map(|b| Const::from_bits(ty, b)).collect()
}

/// Many values for an operation with one operand: all of them where there are few.
pub fn sweep(ty: Scalar, entry: &[f64]) -> Vec<Const> {
    if ty.bits() <= 16 {
        return (0..1u64 << ty.bits())
            .map(|b| Const::from_bits(ty, b))
            .collect();
    }
    let mut values = standard(ty, entry);
    let mut random = Random(0x5EED + ty as u64);
    values.extend((0..8000).map(|_| random.bits(ty)));
    if ty.is_float() {
        let unit = |n: u64| (n >> 11) as f64 / (1u64 << 53) as f64;
        for scale in [1.0, 4.0, 120.0, 1e4] {
            let at = |random: &mut Random| scale * (2.0 * unit(random.next()) - 1.0);
            values.extend((0..4000).map(|_| Const::from_f64(ty, at(&mut random))));
        }
    }
    values
}

/// Rows of operands for the dtypes: all values, all pairs, or a random part of the triples.
pub fn rows(types: &[Scalar], entry: &[f64]) -> Vec<Vec<Const>> {
    let mut random = Random(types.len() as u64);
    let mut rows: Vec<Vec<Const>> = match types {
        [only] => sweep(*only, entry).into_iter().map(|c| vec![c]).collect(),
        [a, b] => {
            let (a, b) = (standard(*a, entry), standard(*b, entry));
            a.iter()
                .flat_map(|&x| b.iter().map(move |&y| vec![x, y]))
                .collect()
        }
        many => {
            let each: Vec<Vec<Const>> = many.iter().map(|&ty| standard(ty, entry)).collect();
            (0..4000)
                .map(|_| each.iter().map(|values| random.pick(values)).collect())
                .collect()
        }
    };
    // A shuffle, so that uniform operands, which see a part of the rows, see all kinds.
    for i in (1..rows.len()).rev() {
        rows.swap(i, random.next() as usize % (i + 1));
    }
    rows
}
