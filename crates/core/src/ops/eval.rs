//! Evaluation of pure operations on constants: folding, the interpreter and the tests use it.

use super::{Eval, OpDef};
use crate::constant::Const;
use crate::types::Scalar;

impl OpDef {
    /// The result of dtype `ty` on operands that have their final types; none where the operation is not
    /// a function of its operands.
    pub fn evaluate(&self, v: &[Const], ty: Scalar) -> Option<Const> {
        Some(match self.eval {
            Eval::Float1(f) => Const::from_f64(ty, f(v[0].as_f64())),
            Eval::Float2(f) => Const::from_f64(ty, f(v[0].as_f64(), v[1].as_f64())),
            Eval::Num2(_, float) if ty.is_float() => {
                Const::from_f64(ty, float(v[0].as_f64(), v[1].as_f64()))
            }
            Eval::Num2(int, _) | Eval::Int2(int) => {
                Const::from_int(ty, int(v[0].as_int(), v[1].as_int(), ty))
            }
            Eval::Compare(float, _) if v[0].ty.is_float() => {
                Const::from_bool(float(v[0].as_f64(), v[1].as_f64()))
            }
            Eval::Compare(_, int) => Const::from_bool(int(v[0].as_int(), v[1].as_int())),
            Eval::General(f) => f(v, ty),
            Eval::Composite(_) | Eval::Machine => return None,
        })
    }
}
