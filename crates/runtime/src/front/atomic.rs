//! Atomics on one element of a buffer or of threadgroup memory. The plain methods are relaxed.

use super::memory::{Index, Memory};
use super::{Input, Value};
use enigma_core::Code;
use enigma_core::ir::Order;
use enigma_core::ops::{Kind, OpDef, atomic};

impl<'k> Memory<'k> {
    /// Any atomic of the table, with its order and, for compare-exchange, the order of a failure.
    ///
    /// Gives the old value, the loaded one, or whether the exchange was made; nothing for a store.
    #[track_caller]
    pub fn atomic(
        self,
        op: &'static OpDef,
        index: impl Into<Index<'k>>,
        values: &[Input<'k>],
        orders: (Order, Order),
    ) -> Option<Value<'k>> {
        let wanted = op.sig.args.len() - 1;
        if !matches!(op.kind, Kind::Atomic(_)) {
            let note = "expected an operation of the family ops::atomic";
            self.tracer
                .report(Code::BadCall, format!("{} is not an atomic", op.name), note);
            return None;
        }
        if values.len() != wanted {
            let message = format!("{} takes {wanted} values, not {}", op.name, values.len());
            self.tracer.report(
                Code::BadCall,
                message,
                "see the operation's entry in the table",
            );
            return None;
        }
        let at = self.place(index.into())?;
        let values = self.tracer.operands(values)?;
        let made = self
            .tracer
            .step(|b| b.atomic(op, at.memory, &at.index, &values, orders))?;
        made.map(|handle| Value {
            tracer: self.tracer,
            handle: Some(handle),
        })
    }

    #[track_caller]
    fn relaxed(self, op: &'static OpDef, index: Index<'k>, values: &[Input<'k>]) -> Value<'k> {
        self.atomic(op, index, values, (Order::Relaxed, Order::Relaxed))
            .unwrap_or(self.tracer.nothing())
    }

    /// Atomically reads the element.
    #[track_caller]
    pub fn atomic_load(self, index: impl Into<Index<'k>>) -> Value<'k> {
        self.relaxed(&atomic::ATOMIC_LOAD, index.into(), &[])
    }

    /// Atomically writes the element.
    #[track_caller]
    pub fn atomic_store(self, index: impl Into<Index<'k>>, value: impl Into<Input<'k>>) {
        self.relaxed(&atomic::ATOMIC_STORE, index.into(), &[value.into()]);
    }

    /// Replaces the element by `desired` if it equals `expected`; says whether it did. May fail
    /// spuriously.
    #[track_caller]
    pub fn atomic_compare_exchange_weak(
        self,
        index: impl Into<Index<'k>>,
        expected: impl Into<Input<'k>>,
        desired: impl Into<Input<'k>>,
    ) -> Value<'k> {
        let values = [expected.into(), desired.into()];
        self.relaxed(&atomic::ATOMIC_COMPARE_EXCHANGE, index.into(), &values)
    }

    /// Replaces the element by `desired` if it equals `expected`; gives the old value.
    #[track_caller]
    pub fn atomic_compare_exchange(
        self,
        index: impl Into<Index<'k>>,
        expected: impl Into<Input<'k>>,
        desired: impl Into<Input<'k>>,
    ) -> Value<'k> {
        let values = [expected.into(), desired.into()];
        self.relaxed(&atomic::ATOMIC_COMPARE_SWAP, index.into(), &values)
    }
}

macro_rules! fetches {
    ($($name:ident $op:ident $doc:literal;)*) => {
        impl<'k> Memory<'k> {
            $(#[doc = $doc]
            #[track_caller]
            pub fn $name(
                self,
                index: impl Into<Index<'k>>,
                value: impl Into<Input<'k>>,
            ) -> Value<'k> {
                self.relaxed(&atomic::$op, index.into(), &[value.into()])
            })*
        }
    };
}

fetches! {
    atomic_exchange ATOMIC_EXCHANGE "Replaces the element; gives the old one.";
    atomic_fetch_add ATOMIC_FETCH_ADD "Adds to the element; gives the old one.";
    atomic_fetch_sub ATOMIC_FETCH_SUB "Subtracts from the element; gives the old one.";
    atomic_fetch_min ATOMIC_FETCH_MIN "Keeps the smaller; gives the old one.";
    atomic_fetch_max ATOMIC_FETCH_MAX "Keeps the larger; gives the old one.";
    atomic_fetch_and ATOMIC_FETCH_AND "Bitwise and into the element; gives the old one.";
    atomic_fetch_or ATOMIC_FETCH_OR "Bitwise or into the element; gives the old one.";
    atomic_fetch_xor ATOMIC_FETCH_XOR "Bitwise exclusive or into the element; gives the old one.";
}
