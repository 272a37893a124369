//! Powers: products where the exponent is a number that is known, `pow` elsewhere.

use super::{Builder, Fallible, Operand};
use crate::diag::Code;
use crate::ir::Value;
use crate::ops::{arith, exponential};

impl Builder {
    /// `base ** exponent`.
    ///
    /// An integer takes literal exponents that are not negative, and wraps. The square of a float is its
    /// product with itself, which is rounded once; other powers of floats are `pow`.
    pub fn power(&mut self, base: Operand, exponent: Operand) -> Fallible<Value> {
        let is_int = match base {
            Operand::Value(v) => self.scalar_of(v, "pow")?.is_int(),
            Operand::Int(_) | Operand::Float(_) | Operand::Bool(_) => false,
        };
        match exponent {
            Operand::Int(n) if is_int && n >= 0 => self.product(base, n),
            Operand::Int(2) => self.op(&arith::MUL, &[base, base], None),
            _ if is_int => {
                let e = self.error(
                    Code::OperandType,
                    "an integer to a power that is no literal",
                );
                Err(Box::new(
                    e.note("expected a Python int that is not negative")
                        .note("or cast the base: enigma.metal_cast(x, \"float\") ** y"),
                ))
            }
            _ => self.op(&exponential::POW, &[base, exponent], None),
        }
    }

    /// An integer to a power, by squaring.
    fn product(&mut self, base: Operand, mut exponent: i128) -> Fallible<Value> {
        let Operand::Value(mut square) = base else {
            panic!("internal error: the base is a value")
        };
        if exponent == 0 {
            return self.convert(Operand::Int(1), self.kernel.dtype(square), "pow");
        }
        let mut result: Option<Value> = None;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = Some(match result {
                    None => square,
                    Some(so_far) => self.op(&arith::MUL, &[so_far.into(), square.into()], None)?,
                });
            }
            exponent >>= 1;
            if exponent > 0 {
                square = self.op(&arith::MUL, &[square.into(), square.into()], None)?;
            }
        }
        Ok(result.expect("internal error: a positive exponent has a bit"))
    }
}
