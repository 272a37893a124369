//! Branches, loops, and the variables that carry values out of them.

use super::input::{Input, Source};
use super::{Tracer, Value};
use enigma_core::Scalar;
use enigma_core::ir::{Local, builder::Operand};

/// A variable of the thread: what is assigned in a branch or loop is seen after it.
#[derive(Clone, Copy, Debug)]
pub struct Var<'k> {
    tracer: &'k Tracer,
    local: Option<Local>,
}

impl<'k> Var<'k> {
    /// Its value here.
    #[track_caller]
    pub fn get(self) -> Value<'k> {
        match self.local {
            Some(local) => self.tracer.value(|b| b.local_get(local)),
            None => self.tracer.nothing(),
        }
    }

    /// Assigns it; converts as a store to memory does.
    #[track_caller]
    pub fn set(self, value: impl Into<Input<'k>>) {
        let value = self.tracer.operand(value.into());
        if let (Some(local), Some(value)) = (self.local, value) {
            self.tracer.step(|b| b.local_set(local, value));
        }
    }
}

impl Tracer {
    /// A variable of the dtype of its first value.
    #[track_caller]
    pub fn var<'k>(&'k self, init: impl Into<Input<'k>>) -> Var<'k> {
        let init = init.into();
        let dtype = match init.0 {
            Source::Literal(_, dtype) => Some(dtype),
            Source::Value(value) => value.dtype(),
        };
        match dtype {
            Some(dtype) => self.var_of(dtype, init),
            None => Var {
                tracer: self,
                local: None,
            },
        }
    }

    /// A variable of the dtype given.
    #[track_caller]
    pub fn var_of<'k>(&'k self, dtype: Scalar, init: impl Into<Input<'k>>) -> Var<'k> {
        let init = self.operand(init.into());
        let local = init.and_then(|init| self.step(|b| b.local(dtype, "a variable", init)));
        Var {
            tracer: self,
            local,
        }
    }

    /// A condition in the builder's form. In place of one that could not be made stands `true`, so that
    /// the mistakes inside the block are found too.
    #[track_caller]
    fn condition(&self, condition: Input<'_>) -> Operand {
        self.operand(condition).unwrap_or(Operand::Bool(true))
    }

    /// Runs `then` where the condition holds.
    #[track_caller]
    pub fn if_<'k>(&'k self, condition: impl Into<Input<'k>>, then: impl FnOnce()) {
        let condition = self.condition(condition.into());
        let open = self.step(|b| b.if_begin(condition));
        then();
        if let Some(open) = open {
            self.step(|b| b.if_end(open));
        }
    }

    /// Runs `then` where the condition holds, `otherwise` where it does not.
    #[track_caller]
    pub fn if_else<'k>(
        &'k self,
        condition: impl Into<Input<'k>>,
        then: impl FnOnce(),
        otherwise: impl FnOnce(),
    ) {
        let condition = self.condition(condition.into());
        let open = self.step(|b| b.if_begin(condition));
        then();
        let open = open.and_then(|open| self.step(|b| b.if_else(open)));
        otherwise();
        if let Some(open) = open {
            self.step(|b| b.if_end(open));
        }
    }

    /// Counts an int over `[lo, hi)`.
    #[track_caller]
    pub fn for_range<'k>(
        &'k self,
        lo: impl Into<Input<'k>>,
        hi: impl Into<Input<'k>>,
        body: impl FnOnce(Value<'k>),
    ) {
        self.for_range_step(lo, hi, 1, Scalar::I32, body);
    }

    /// Counts in the dtype given over `[lo, hi)`, by a positive step.
    #[track_caller]
    pub fn for_range_step<'k>(
        &'k self,
        lo: impl Into<Input<'k>>,
        hi: impl Into<Input<'k>>,
        step: impl Into<Input<'k>>,
        dtype: Scalar,
        body: impl FnOnce(Value<'k>),
    ) {
        let bounds = self.operands(&[lo.into(), hi.into(), step.into()]);
        let open = match bounds.as_deref() {
            Some(&[lo, hi, step]) => self.step(|b| b.for_begin(lo, hi, step, dtype)),
            _ => None,
        };
        body(Value {
            tracer: self,
            handle: open.map(|open| open.index),
        });
        if let Some(open) = open {
            self.step(|b| b.for_end(open));
        }
    }

    /// Runs the body while the condition, evaluated before each round, holds.
    #[track_caller]
    pub fn while_<'k, C: Into<Input<'k>>>(
        &'k self,
        condition: impl FnOnce() -> C,
        body: impl FnOnce(),
    ) {
        let open = self.step(|b| Ok(b.while_begin()));
        let condition = self.condition(condition().into());
        let open = open.and_then(|open| self.step(|b| b.while_body(open, condition)));
        body();
        if let Some(open) = open {
            self.step(|b| b.while_end(open));
        }
    }
}
