//! Whether the arguments that one launch left are those that another left.
//!
//! Integers and exact operations on floats agree bit for bit, but for NaNs among themselves and the sign of zero. Where
//! the text calls functions that have a bound, or sums bfloat across lanes, or is compiled with fast math, floats agree
//! within a few units, of the element and of the largest in the buffer.

use crate::text::tokens;

/// An argument after two launches.
pub struct Elements<'a> {
    /// Metal's name of the type of its elements.
    pub dtype: &'a str,
    /// Its bytes as they should be.
    pub wanted: &'a [u8],
    /// Its bytes as they are.
    pub found: &'a [u8],
}

/// How two launches compare, the best first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Bit for bit.
    Same,
    /// Within a tolerance.
    Close,
    /// Each buffer has the same elements, in another order.
    SameElements,
    /// They differ, and so do the two orders of threads, as atomics allow.
    OrderShows,
    /// They differ, in words.
    Differs(String),
}

impl Verdict {
    /// What a launch does that has it.
    pub fn words(&self) -> &'static str {
        match self {
            Verdict::Same => "equal bit for bit",
            Verdict::Close => "equal within the tolerance of functions",
            Verdict::SameElements => "equal but for the order of elements, which atomics decide",
            Verdict::OrderShows => "not compared: atomics let the order of threads show",
            Verdict::Differs(_) => "different",
        }
    }
}

/// Functions whose results devices compute differently.
const INEXACT: &[&str] = &[
    "exp", "exp2", "exp10", "log", "log2", "log10", "sin", "cos", "tan", "sinpi", "cospi", "tanpi",
    "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "pow",
    "powr", "rsqrt",
];

/// How far apart floats may be.
#[derive(Clone, Copy, PartialEq)]
enum Bound {
    /// Not at all.
    Exact,
    /// So many times the distance of neighbouring floats.
    Units(f64),
}

fn bound(text: &str) -> Bound {
    let words: Vec<&str> = tokens(text).iter().map(|token| token.text).collect();
    let has = |known: &dyn Fn(&str) -> bool| words.iter().any(|word| known(word));
    let sums = |word: &str| word.ends_with("_sum") || word.ends_with("_product");
    if text.contains("math_mode(fast)") {
        Bound::Units(256.0)
    } else if has(&|word| INEXACT.contains(&word)) {
        Bound::Units(64.0)
    } else if has(&|word| word == "bfloat") && has(&sums) {
        Bound::Units(8.0)
    } else if text.contains("atomic_float")
        || has(&|word| word == "atomic_compare_exchange_weak_explicit")
    {
        Bound::Units(64.0)
    } else {
        Bound::Exact
    }
}

/// Whether no order of threads may show in what the kernel leaves: it has no atomics.
pub fn is_order_free(text: &str) -> bool {
    !tokens(text)
        .iter()
        .any(|token| token.text.starts_with("atomic_") && token.text.ends_with("_explicit"))
}

/// Compares all arguments of a launch of the text.
pub fn compare(text: &str, args: Vec<Elements<'_>>) -> Verdict {
    let bound = bound(text);
    let verdicts = args.iter().enumerate().map(|(number, arg)| {
        let verdict = of_buffer(arg, bound, text.contains("as_type<"));
        match verdict {
            Verdict::Differs(_) if !is_order_free(text) && same_elements(arg) => {
                Verdict::SameElements
            }
            Verdict::Differs(said) => Verdict::Differs(format!("argument {number}, {said}")),
            other => other,
        }
    });
    verdicts.max().unwrap_or(Verdict::Same)
}

fn of_buffer(arg: &Elements<'_>, bound: Bound, reads_bits: bool) -> Verdict {
    if arg.wanted == arg.found {
        return Verdict::Same;
    }
    let (wanted, found) = (
        numbers(arg.dtype, arg.wanted),
        numbers(arg.dtype, arg.found),
    );
    let unit = unit(arg.dtype);
    let finite = wanted.iter().filter_map(|n| n.as_float());
    let largest = finite
        .filter(|x| x.is_finite())
        .fold(0.0, |m: f64, x| m.max(x.abs()));
    let mut verdict = Verdict::Same;
    for (at, (w, f)) in wanted.iter().zip(&found).enumerate() {
        if w.is(f)
            || (reads_bits
                && w.is_nan_as_bits(size(arg.dtype))
                && f.is_nan_as_bits(size(arg.dtype)))
        {
            continue;
        }
        let is_close = match (w.as_float(), f.as_float(), bound) {
            (Some(w), Some(f), Bound::Units(units)) => {
                let room = units * unit * w.abs().max(largest / 16.0);
                (w - f).abs() <= room
            }
            _ => false,
        };
        if !is_close {
            let words = format!(
                "element {at}: {}, not {} ({})",
                f.words(),
                w.words(),
                arg.dtype
            );
            return Verdict::Differs(words);
        }
        verdict = Verdict::Close;
    }
    verdict
}

fn same_elements(arg: &Elements<'_>) -> bool {
    let size = size(arg.dtype);
    let sorted = |bytes: &[u8]| {
        let mut elements: Vec<Vec<u8>> = bytes.chunks(size).map(<[u8]>::to_vec).collect();
        elements.sort();
        elements
    };
    sorted(arg.wanted) == sorted(arg.found)
}

/// An element: its bits, and the float that they are, if they are one.
#[derive(Clone, Copy, Debug)]
struct Number {
    bits: u64,
    float: Option<f64>,
}

impl Number {
    fn as_float(&self) -> Option<f64> {
        self.float
    }

    /// The same bits, two NaNs, or two zeros.
    fn is(&self, other: &Number) -> bool {
        let floats = self.float.zip(other.float);
        self.bits == other.bits || floats.is_some_and(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
    }

    /// Whether an integer has the bits of a NaN of that many bytes: which ones a NaN has is open.
    fn is_nan_as_bits(&self, size: usize) -> bool {
        match size {
            2 => {
                half(self.bits as u16).is_nan() || f32::from_bits((self.bits as u32) << 16).is_nan()
            }
            4 => f32::from_bits(self.bits as u32).is_nan(),
            _ => false,
        }
    }

    fn words(&self) -> String {
        match self.float {
            Some(float) => format!("{float:?}"),
            None => format!("{:#x}", self.bits),
        }
    }
}

fn size(dtype: &str) -> usize {
    match dtype {
        "bool" | "char" | "uchar" => 1,
        "half" | "bfloat" | "short" | "ushort" => 2,
        "long" | "ulong" => 8,
        _ => 4,
    }
}

/// The distance of neighbouring floats, of a float between 1 and 2.
fn unit(dtype: &str) -> f64 {
    match dtype {
        "half" => 1.0 / 1024.0,
        "bfloat" => 1.0 / 128.0,
        _ => f64::from(f32::EPSILON),
    }
}

fn numbers(dtype: &str, bytes: &[u8]) -> Vec<Number> {
    let number = |chunk: &[u8]| {
        let mut wide = [0; 8];
        wide[..chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_le_bytes(wide);
        let float = match dtype {
            "float" => Some(f64::from(f32::from_bits(bits as u32))),
            "bfloat" => Some(f64::from(f32::from_bits((bits as u32) << 16))),
            "half" => Some(half(bits as u16)),
            _ => None,
        };
        Number { bits, float }
    };
    bytes.chunks(size(dtype)).map(number).collect()
}

fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::{Elements, Verdict, compare, half};

    fn floats(text: &str, wanted: &[f32], found: &[f32]) -> Verdict {
        let bytes = |values: &[f32]| {
            values
                .iter()
                .flat_map(|x| x.to_le_bytes())
                .collect::<Vec<u8>>()
        };
        let (wanted, found) = (&bytes(wanted), &bytes(found));
        let dtype = "float";
        compare(
            text,
            vec![Elements {
                dtype,
                wanted,
                found,
            }],
        )
    }

    #[test]
    fn exact_texts_agree_bit_for_bit_but_for_nan_and_zero() {
        let nan = f32::from_bits(0x7fc0_0001);
        assert_eq!(
            floats("x + y", &[f32::NAN, 0.0], &[nan, -0.0]),
            Verdict::Same
        );
        let next = 1.0f32.next_up();
        assert_eq!(
            floats("x + y", &[2.0, 1.0], &[2.0, next]),
            Verdict::Differs("argument 0, element 1: 1.0000001192092896, not 1.0 (float)".into())
        );
        assert_eq!(floats("exp(x)", &[1.0], &[next]), Verdict::Close);
        assert!(matches!(
            floats("exp(x)", &[1.0], &[1.001]),
            Verdict::Differs(_)
        ));
        assert!(matches!(
            floats("exp(x)", &[1.0], &[f32::NAN]),
            Verdict::Differs(_)
        ));
    }

    #[test]
    fn atomics_may_leave_elements_in_another_order() {
        let atomic = "atomic_fetch_add_explicit(p, 1, memory_order_relaxed)";
        assert_eq!(
            floats(atomic, &[1.0, 2.0], &[2.0, 1.0]),
            Verdict::SameElements
        );
        assert!(matches!(
            floats("a[i]", &[1.0, 2.0], &[2.0, 1.0]),
            Verdict::Differs(_)
        ));
        assert!(matches!(
            floats(atomic, &[1.0, 2.0], &[2.0, 2.0]),
            Verdict::Differs(_)
        ));
    }

    #[test]
    fn halves_are_read_as_they_are() {
        for (bits, value) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (1, 2f64.powi(-24)),
            (0x7bff, 65504.0),
        ] {
            assert_eq!(half(bits), value);
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }
}
