//! Vectors: a vector is a bundle of 2 to 4 scalar values, one per component. The IR itself stays scalar.
//!
//! A bundle of one value stands for a scalar, so that an operation's result is always a bundle.

use super::Value;
use super::builder::Operand;

/// Most components of a vector.
pub const MAX_COMPONENTS: usize = 4;

/// The components of a vector, or one scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Places beyond the length repeat the first value.
    values: [Value; MAX_COMPONENTS],
    len: usize,
}

impl Bundle {
    /// A bundle of 1 to 4 values.
    pub fn new(values: &[Value]) -> Bundle {
        assert!(
            (1..=MAX_COMPONENTS).contains(&values.len()),
            "internal error: a bundle of {} values",
            values.len()
        );
        let value = |n: usize| values.get(n).copied().unwrap_or(values[0]);
        Bundle {
            values: [0, 1, 2, 3].map(value),
            len: values.len(),
        }
    }

    /// The components in order.
    pub fn values(&self) -> &[Value] {
        &self.values[..self.len]
    }

    /// Number of components; 1 for a scalar.
    pub fn size(&self) -> usize {
        self.len
    }

    /// Whether it has two components or more.
    pub fn is_vector(&self) -> bool {
        self.len > 1
    }

    /// The value of a scalar; none of a vector.
    pub fn scalar(&self) -> Option<Value> {
        (self.len == 1).then_some(self.values[0])
    }

    /// The components that letters name (`xyzw` or `rgba`), in the order of the letters; where there are none
    /// of the name, what is wrong with it.
    pub fn swizzle(&self, name: &str) -> Result<Bundle, String> {
        let Some(places) = places(name) else {
            return Err(format!("a vector has no attribute {name:?}"));
        };
        match places.iter().position(|&place| place >= self.len) {
            Some(at) => Err(format!(
                "a vector of {} components has no component {:?}",
                self.len,
                &name[at..=at]
            )),
            None => {
                let values: Vec<Value> = places.iter().map(|&place| self.values[place]).collect();
                Ok(Bundle::new(&values))
            }
        }
    }
}

/// The places that 1 to 4 letters of one alphabet name.
fn places(name: &str) -> Option<Vec<usize>> {
    let read = |alphabet: &str| {
        name.chars()
            .map(|c| alphabet.find(c))
            .collect::<Option<Vec<usize>>>()
    };
    let places = read("xyzw").or_else(|| read("rgba"))?;
    (1..=MAX_COMPONENTS)
        .contains(&places.len())
        .then_some(places)
}

impl From<Value> for Bundle {
    fn from(value: Value) -> Bundle {
        Bundle::new(&[value])
    }
}

/// An argument that may be a vector: a bundle, or a scalar value or literal, which counts for all components.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Argument {
    /// One for all components.
    Scalar(Operand),
    /// A component each.
    Vector(Bundle),
}

impl Argument {
    /// Number of components; 1 for a scalar.
    pub fn size(&self) -> usize {
        match self {
            Argument::Scalar(_) => 1,
            Argument::Vector(bundle) => bundle.size(),
        }
    }

    /// The component of that number; a scalar itself.
    pub fn component(&self, n: usize) -> Operand {
        match self {
            Argument::Scalar(operand) => *operand,
            Argument::Vector(bundle) => Operand::Value(bundle.values()[n]),
        }
    }

    /// All components.
    pub fn operands(&self) -> Vec<Operand> {
        (0..self.size()).map(|n| self.component(n)).collect()
    }
}

impl From<Operand> for Argument {
    fn from(operand: Operand) -> Argument {
        Argument::Scalar(operand)
    }
}

impl From<Bundle> for Argument {
    fn from(bundle: Bundle) -> Argument {
        match bundle.scalar() {
            Some(value) => Argument::Scalar(value.into()),
            None => Argument::Vector(bundle),
        }
    }
}

impl From<Value> for Argument {
    fn from(value: Value) -> Argument {
        Argument::Scalar(value.into())
    }
}
