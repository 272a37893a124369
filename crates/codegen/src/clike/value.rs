//! Values as expressions.

use super::emitter::Emitter;
use super::expr::Expr;
use super::literal;
use enigma_core::ir::{Attr, Def, OpData, Value};
use enigma_core::ops::{Kind, Special, Text};
use enigma_core::{Const, Scalar};

impl Emitter<'_> {
    /// A value, of exactly its type.
    pub fn value(&self, v: Value) -> Expr {
        if self.vars.of(v).is_some() {
            return Expr::primary(self.name(v));
        }
        match self.inlined_op(v) {
            Some(op) => self.definition(op),
            None => Expr::primary(self.name(v)),
        }
    }

    /// A value where C converts to its type: a literal needs no suffix.
    pub fn loose(&self, v: Value) -> Expr {
        match self.kernel.constant(v) {
            Some(c) => literal::loose(self.dialect, c),
            None => self.value(v),
        }
    }

    /// A value of a narrower float as `float`; `float` as it is.
    pub fn in_float(&self, v: Value) -> Expr {
        if self.kernel.dtype(v) == Scalar::F32 {
            return self.value(v);
        }
        match self.kernel.constant(v) {
            Some(c) => literal::exact(self.dialect, c.cast(Scalar::F32)),
            None => Expr::call(self.type_name(Scalar::F32), &[self.value(v)]),
        }
    }

    /// A value converted to `ty` by a plain C conversion; nothing where it has the type.
    pub fn as_integer(&self, v: Value, ty: Scalar) -> Expr {
        match self.kernel.constant(v) {
            Some(c) => literal::exact(self.dialect, Const::from_int(ty, c.as_int())),
            None if self.kernel.dtype(v) == ty => self.value(v),
            None => Expr::call(self.type_name(ty), &[self.value(v)]),
        }
    }

    /// What an operation without effects computes.
    pub(super) fn definition(&self, op: &OpData) -> Expr {
        match (op.op.kind, op.attr) {
            (Kind::Const, Attr::Const(c)) => literal::exact(self.dialect, c),
            (Kind::Query(query), Attr::Dim(dim)) => self.dialect.query(query, Some(dim)),
            (Kind::Query(query), _) => self.dialect.query(query, None),
            (Kind::ScalarParam, Attr::Param(param)) => Expr::primary(self.param(param)),
            (Kind::FunctionConstant, Attr::FunctionConstant(index)) => {
                self.dialect.function_constant(index)
            }
            (Kind::Load, Attr::Memory(memory)) => {
                let Def::Result(id, _) = self.kernel.value(op.result()).def else {
                    panic!("internal error: a load that is no operation")
                };
                let component = self.component(id);
                component.unwrap_or_else(|| self.element(memory, op.operands[0]))
            }
            (Kind::LoadIf, Attr::Memory(_)) => self.masked_load(op),
            (Kind::Pure, _) => self.pure(op),
            _ => panic!("internal error: {} is not an expression", op.op.name),
        }
    }

    /// The index is selected first, so that memory is read in bounds whatever the mask.
    fn masked_load(&self, op: &OpData) -> Expr {
        let Attr::Memory(memory) = op.attr else {
            panic!("internal error: a load of nothing")
        };
        let (index, mask, default) = (op.operands[0], op.operands[1], op.operands[2]);
        let mask = self.value(mask);
        let zero = literal::exact(self.dialect, Const::from_int(self.kernel.dtype(index), 0));
        let safe = Expr::ternary(&mask, &self.value(index), &zero);
        let loaded = Expr::index(self.memory(memory), &safe);
        self.dialect.masked(
            self.kernel.element(memory),
            &mask,
            &loaded,
            &self.value(default),
        )
    }

    fn pure(&self, op: &OpData) -> Expr {
        let v = &op.operands;
        let result = self.kernel.dtype(op.result());
        match self.dialect.text(op.op) {
            Text::Infix(operator) => self.infix(operator, v[0], v[1], result),
            Text::Wrapping(operator) => self.wrapping(operator, v[0], v[1], result),
            Text::Prefix(operator) => Expr::prefix(operator, &self.value(v[0])),
            Text::Call(function) => self.dialect.call(self, function, v, result),
            Text::Special(special) => self.special(special, op, result),
            Text::Expand(_)
            | Text::Custom
            | Text::CustomBut(..)
            | Text::Dropped(_)
            | Text::Composite
            | Text::Unsupported(_) => {
                panic!("internal error: {} was not legalised", op.op.name)
            }
        }
    }

    fn special(&self, special: Special, op: &OpData, ty: Scalar) -> Expr {
        let v = &op.operands;
        match special {
            Special::Div => self.div(v[0], v[1], ty),
            Special::Rem => self.rem(v[0], v[1], ty),
            Special::Shl => self.shl(v[0], v[1], ty),
            Special::Shr => self.shr(v[0], v[1], ty),
            Special::Neg => self.neg(v[0], ty),
            Special::Not if ty == Scalar::Bool => Expr::prefix("!", &self.value(v[0])),
            Special::Not => self.narrowed(ty, Expr::prefix("~", &self.value(v[0]))),
            Special::Abs => self.abs(v[0], ty),
            Special::Cast => self.cast(v[0], ty),
            Special::AsType => self.dialect.reinterpret(ty, &self.value(v[0])),
            Special::Select => {
                Expr::ternary(&self.value(v[2]), &self.value(v[1]), &self.value(v[0]))
            }
        }
    }
}
