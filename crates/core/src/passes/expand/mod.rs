//! Operations built from others, where a target has no spelling of its own.
//!
//! An expansion gets operands of their final types and must meet the operation's bound. It is plain IR, so
//! every target and every vector width gets it alike. Helpers here are infallible: types are known.

pub mod arith;
pub mod classify;
pub mod field;
pub mod geometry;
pub mod integer;
pub mod lanes;
pub mod math;
pub mod packing;
pub mod parts;
pub mod rounding;

use crate::constant::Const;
use crate::ir::builder::{Builder, Operand};
use crate::ir::{Attr, Value};
use crate::ops::{OpDef, arith as ar, bits, compare, control};
use crate::types::{Scalar, Type};

/// Short names for building; a type error here is a bug of ours.
impl Builder {
    pub(crate) fn build(&mut self, op: &'static OpDef, args: &[Operand]) -> Value {
        self.op(op, args, None)
            .unwrap_or_else(|e| panic!("internal error: expansion of {}: {e:?}", op.name))
    }

    pub(crate) fn add(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&ar::ADD, &[a.into(), b.into()])
    }

    pub(crate) fn sub(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&ar::SUB, &[a.into(), b.into()])
    }

    pub(crate) fn mul(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&ar::MUL, &[a.into(), b.into()])
    }

    pub(crate) fn fma(
        &mut self,
        a: impl Into<Operand>,
        b: impl Into<Operand>,
        c: impl Into<Operand>,
    ) -> Value {
        self.build(&crate::ops::math::FMA, &[a.into(), b.into(), c.into()])
    }

    pub(crate) fn shl(&mut self, a: impl Into<Operand>, n: u32) -> Value {
        self.build(&bits::SHL, &[a.into(), n.into()])
    }

    pub(crate) fn shr(&mut self, a: impl Into<Operand>, n: u32) -> Value {
        self.build(&bits::SHR, &[a.into(), n.into()])
    }

    pub(crate) fn lt(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&compare::CMP_LT, &[a.into(), b.into()])
    }

    pub(crate) fn eq(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Value {
        self.build(&compare::CMP_EQ, &[a.into(), b.into()])
    }

    /// `then` where the condition holds, else `other`.
    pub(crate) fn pick(
        &mut self,
        condition: Value,
        then: impl Into<Operand>,
        other: impl Into<Operand>,
    ) -> Value {
        self.build(
            &compare::WHERE,
            &[other.into(), then.into(), condition.into()],
        )
    }

    /// What `then` computes where the condition holds, else the values given; skipped where no lane needs it.
    pub(crate) fn where_needed(
        &mut self,
        condition: Value,
        other: &[Value],
        then: impl FnOnce(&mut Builder) -> Vec<Value>,
    ) -> Vec<Value> {
        let types: Vec<Type> = other.iter().map(|&v| self.ty(v)).collect();
        let branch = self.emit(&control::IF, vec![condition], Attr::None, &types);
        self.open_block(branch, &[]);
        let values = then(self);
        self.close_block(values);
        self.open_block(branch, &[]);
        self.close_block(other.to_vec());
        self.kernel().op(branch).results.clone()
    }

    pub(crate) fn bits_as(&mut self, v: Value, ty: Scalar) -> Value {
        self.as_type(v.into(), ty)
            .unwrap_or_else(|e| panic!("internal error: expansion: {e:?}"))
    }

    pub(crate) fn float_const(&mut self, value: f32) -> Value {
        self.constant(Const::from_bits(Scalar::F32, u64::from(value.to_bits())))
    }

    /// `start * x^n + c[0] x^(n-1) + ... + c[n-1]` by Horner's rule.
    pub(crate) fn horner_float(&mut self, x: Value, start: f32, rest: &[f32]) -> Value {
        let mut sum = self.float_const(start);
        for &c in rest {
            let c = self.float_const(c);
            sum = self.fma(sum, x, c);
        }
        sum
    }
}

/// Computes a function of one float in `float`, whatever float type the operand has.
pub(crate) fn in_float(b: &mut Builder, x: Value, f: fn(&mut Builder, Value) -> Value) -> Value {
    let ty = b.kernel().dtype(x);
    let wide = b.cast_value(x, Scalar::F32);
    let result = f(b, wide);
    b.cast_value(result, ty)
}
