//! Shapes: what is known of how the lanes of a chunk hold an integer, and how operations change it.
//!
//! Where every lane holds a base plus an offset that is known when code is made, the value is kept as its base, a
//! scalar. A base is often a multiple of a power of two above all offsets (the first thread of a chunk is a multiple
//! of its lanes), so that base and offsets share no bits, and bitwise operations by constants act on each.

use super::forms::Form;
use enigma_core::constant::Const;
use enigma_core::ops::Instr;
use enigma_core::types::Scalar;
use std::cell::RefCell;

/// The largest offset; beyond it a value is as good as any vector.
const FARTHEST: i64 = 1 << 20;

/// Farthest place of a base that is followed.
const FARTHEST_PLACE: u64 = 1 << 40;

/// Offsets of the lanes, by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Pattern(u32);

/// The patterns of a kernel, each once.
#[derive(Debug)]
pub struct Patterns {
    width: u32,
    known: RefCell<Vec<Vec<i64>>>,
}

/// What is known of a value beside its form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    pub form: Form,
    /// The base is a multiple of two to this power.
    pub align: u32,
    /// The base is `place.0 * chunk + place.1`, where `chunk` is the chunk's number in the threadgroup.
    pub place: Option<(i64, i64)>,
}

impl Shape {
    /// A shape of which nothing more is known.
    pub fn of(form: Form) -> Shape {
        Shape {
            form,
            align: 0,
            place: None,
        }
    }

    /// What holds of both.
    pub fn join(self, other: Shape) -> Shape {
        if self.form != other.form {
            return Shape::of(Form::Vector);
        }
        Shape {
            form: self.form,
            align: self.align.min(other.align),
            place: self.place.filter(|_| self.place == other.place),
        }
    }

    /// A constant.
    pub fn constant(c: Const) -> Shape {
        if c.ty.is_float() {
            return Shape::of(Form::Scalar);
        }
        Shape {
            form: Form::Scalar,
            align: trailing_zeros(c.as_int()),
            place: i64::try_from(c.as_int())
                .ok()
                .map(|c| (0, c))
                .filter(is_near),
        }
    }
}

fn trailing_zeros(n: i128) -> u32 {
    if n == 0 {
        63
    } else {
        n.trailing_zeros().min(63)
    }
}

impl Patterns {
    pub fn new(width: u32) -> Patterns {
        Patterns {
            width,
            known: RefCell::default(),
        }
    }

    /// The form of lanes at these offsets from a base.
    pub fn form(&self, offsets: Vec<i64>) -> Form {
        let stride = offsets.get(1).copied().unwrap_or(0);
        if (0..).zip(&offsets).all(|(n, &o)| o == n * stride) {
            return if stride == 0 {
                Form::Scalar
            } else {
                Form::Linear(stride)
            };
        }
        let mut known = self.known.borrow_mut();
        let number = known.iter().position(|k| *k == offsets).unwrap_or_else(|| {
            known.push(offsets);
            known.len() - 1
        });
        Form::Pattern(Pattern(number as u32))
    }

    /// The offset of every lane; none where they are not known.
    pub fn offsets(&self, form: Form) -> Option<Vec<i64>> {
        match form {
            Form::Scalar => Some(vec![0; self.width as usize]),
            Form::Linear(stride) => Some((0..i64::from(self.width)).map(|n| n * stride).collect()),
            Form::Pattern(Pattern(number)) => Some(self.known.borrow()[number as usize].clone()),
            Form::Vector => None,
        }
    }

    fn shape(&self, offsets: Vec<i64>, align: u32, place: Option<(i64, i64)>) -> Option<Shape> {
        let near = offsets.iter().all(|o| o.abs() <= FARTHEST);
        near.then(|| Shape {
            form: self.form(offsets),
            align,
            place: place.filter(is_near),
        })
    }

    /// The shape of an integer operation's result; none where its lanes may differ in any way. An operand that is a
    /// constant is given as one, too.
    pub fn result(
        &self,
        instr: Instr,
        shapes: &[Shape],
        constants: &[Option<i128>],
        (from, to): (Scalar, Scalar),
    ) -> Option<Shape> {
        let (a, b) = (shapes[0], shapes.get(1).copied());
        let offsets = |shape: Shape| self.offsets(shape.form);
        match instr {
            Instr::Add | Instr::Sub => {
                let b = b?;
                let sign = if instr == Instr::Add { 1 } else { -1 };
                let sum = |(x, y): (&i64, &i64)| x + sign * y;
                let sums = offsets(a)?.iter().zip(&offsets(b)?).map(sum).collect();
                let place = a
                    .place
                    .zip(b.place)
                    .map(|((m, c), (n, d))| (m + sign * n, c + sign * d));
                self.shape(sums, a.align.min(b.align), place)
            }
            Instr::Neg => self.scaled(a, -1),
            Instr::Mul => match (constants[0], constants[1]) {
                (_, Some(factor)) => self.scaled(a, i64::try_from(factor).ok()?),
                (Some(factor), None) => self.scaled(b?, i64::try_from(factor).ok()?),
                (None, None) => self.scalar_product(a, b?),
            },
            Instr::Shl => {
                let by = (constants[1]? & i128::from(to.bits() - 1)) as u32;
                self.scaled(a, 1i64.checked_shl(by).filter(|f| *f > 0)?)
            }
            Instr::And | Instr::Or | Instr::Xor => match (constants[0], constants[1]) {
                (_, Some(mask)) => self.bitwise(instr, a, mask, to),
                (Some(mask), None) => self.bitwise(instr, b?, mask, to),
                (None, None) => None,
            },
            Instr::Shr => {
                let by = (constants[1]? & i128::from(to.bits() - 1)) as u32;
                self.shifted(a, by)
            }
            Instr::Div if !to.is_signed() => self.shifted(a, power(constants[1]?)?),
            Instr::Rem if !to.is_signed() => {
                power(constants[1]?)?;
                self.bitwise(Instr::And, a, constants[1]? - 1, to)
            }
            Instr::Cast if from.is_int() => self.cast(a, from, to),
            Instr::Div
            | Instr::Rem
            | Instr::Not
            | Instr::Cmp(_)
            | Instr::Select
            | Instr::Cast
            | Instr::Bitcast
            | Instr::Min
            | Instr::Max
            | Instr::Abs => None,
        }
    }

    fn scaled(&self, a: Shape, factor: i64) -> Option<Shape> {
        let offsets = self.offsets(a.form)?;
        let scaled: Option<Vec<i64>> = offsets.iter().map(|o| o.checked_mul(factor)).collect();
        let place = a
            .place
            .and_then(|(m, c)| Some((m.checked_mul(factor)?, c.checked_mul(factor)?)));
        let align = (a.align + trailing_zeros(factor.into())).min(63);
        self.shape(scaled?, align, place)
    }

    fn scalar_product(&self, a: Shape, b: Shape) -> Option<Shape> {
        let scalar = a.form == Form::Scalar && b.form == Form::Scalar;
        scalar.then(|| Shape {
            align: (a.align + b.align).min(63),
            ..Shape::of(Form::Scalar)
        })
    }

    /// The offsets, where they share no bits with the base.
    fn low_bits(&self, a: Shape) -> Option<Vec<i64>> {
        let above = 1i64 << a.align.min(62);
        let offsets = self.offsets(a.form)?;
        offsets
            .iter()
            .all(|o| (0..above).contains(o))
            .then_some(offsets)
    }

    /// A bitwise operation by a constant. The base takes all of the constant's bits; what the operation gives of the
    /// low ones is beside that.
    fn bitwise(&self, instr: Instr, a: Shape, constant: i128, ty: Scalar) -> Option<Shape> {
        let offsets = self.low_bits(a)?;
        let bits = (constant as u64) & (u64::MAX >> (64 - ty.bits()));
        let low = (bits & ((1 << a.align.min(62)) - 1)) as i64;
        match instr {
            Instr::And => {
                let kept = offsets.iter().map(|o| o & low).collect();
                let place = match a.place {
                    Some((0, c)) => Some((0, c & bits.cast_signed())),
                    _ if bits < 1 << a.align.min(62) => Some((0, 0)),
                    _ => None,
                };
                self.shape(kept, a.align.max(trailing_zeros(constant)), place)
            }
            _ => {
                let combined = |o: &i64| if instr == Instr::Or { o | low } else { o ^ low };
                let moved = offsets.iter().map(|o| combined(o) - low).collect();
                let align = a.align.min(trailing_zeros(low.into()));
                // Only low bits were added to the base.
                let place = a.place.filter(|_| bits.cast_signed() == low);
                self.shape(moved, align, place.map(|(m, c)| (m, c + low)))
            }
        }
    }

    fn shifted(&self, a: Shape, by: u32) -> Option<Shape> {
        let offsets = self.low_bits(a)?;
        let shifted = offsets.iter().map(|o| o >> by).collect();
        let whole = |n: i64| by < 63 && n >= 0 && n % (1 << by) == 0;
        let place = a.place.filter(|&(m, c)| whole(m) && whole(c));
        let place = place.map(|(m, c)| (m >> by, c >> by));
        self.shape(shifted, a.align.saturating_sub(by), place)
    }

    /// Truncation and a change of sign keep the lanes' differences; widening does where nothing can wrap.
    fn cast(&self, a: Shape, from: Scalar, to: Scalar) -> Option<Shape> {
        let mut place = a.place;
        if from.bits() != to.bits() {
            place = place.filter(|&(m, c)| m >= 0 && c >= 0);
        }
        if from.bits() < to.bits() {
            self.low_bits(a)?;
        } else if a.form == Form::Vector {
            return None;
        }
        Some(Shape { place, ..a })
    }
}

/// Which power of two a number is.
fn power(n: i128) -> Option<u32> {
    (n > 0 && n.count_ones() == 1).then(|| n.trailing_zeros())
}

/// Whether a place, moved and summed a few times, is a number of 64 bits still.
fn is_near(&(step, start): &(i64, i64)) -> bool {
    step.unsigned_abs() <= FARTHEST_PLACE && start.unsigned_abs() <= FARTHEST_PLACE
}
