//! Integers that only depend on where a thread is in its threadgroup, computed for every thread when code is made.
//!
//! Intervals lose how the parts of an index hang together: `2 * i - (i & 63) + 64` is in bounds although what is added
//! is not below what is subtracted for all that intervals know. A threadgroup has few threads, so they are asked.

use enigma_core::constant::Const;
use enigma_core::ir::{Attr, Def, Kernel, OpData, Value};
use enigma_core::ops::{Kind, Query};
use std::collections::HashMap;
use std::rc::Rc;

/// Operations between an index and a position that are looked through.
const DEPTH: u32 = 12;

/// One number for each thread of a threadgroup.
type Numbers = Rc<Vec<Const>>;

/// The numbers that are known so far; none for those that depend on something else.
#[derive(Debug)]
pub struct Threads<'a> {
    kernel: &'a Kernel,
    extent: [u32; 3],
    known: HashMap<Value, Option<Numbers>>,
}

impl<'a> Threads<'a> {
    /// For threadgroups of that size.
    pub fn new(kernel: &'a Kernel, extent: [u32; 3]) -> Threads<'a> {
        Threads {
            kernel,
            extent,
            known: HashMap::new(),
        }
    }

    /// Whether an index is below a length in every thread.
    pub fn are_below(&mut self, index: Value, len: i128) -> bool {
        let numbers = self.numbers(index, DEPTH);
        numbers.is_some_and(|all| all.iter().all(|n| (0..len).contains(&n.as_int())))
    }

    fn numbers(&mut self, v: Value, depth: u32) -> Option<Numbers> {
        if let Some(known) = self.known.get(&v) {
            return known.clone();
        }
        let Def::Result(id, 0) = self.kernel.value(v).def else {
            return None;
        };
        if depth == 0 || !self.kernel.ty(v).scalar().is_some_and(|ty| ty.is_int()) {
            return None;
        }
        let numbers = self.compute(self.kernel.op(id), depth - 1).map(Rc::new);
        self.known.insert(v, numbers.clone());
        numbers
    }

    fn compute(&mut self, op: &OpData, depth: u32) -> Option<Vec<Const>> {
        let ty = self.kernel.dtype(op.result());
        let threads = self.extent.iter().product::<u32>();
        match (op.op.kind, op.attr) {
            (Kind::Const, Attr::Const(c)) => Some(vec![c; threads as usize]),
            (Kind::Query(query), attr) => {
                let place = |thread| Some(Const::from_int(ty, self.place(query, attr, thread)?));
                (0..threads).map(place).collect()
            }
            (Kind::Pure, Attr::None) => {
                let operands = op.operands.iter().map(|&v| self.numbers(v, depth));
                let operands: Vec<Numbers> = operands.collect::<Option<_>>()?;
                let of = |thread: usize| {
                    let own: Vec<Const> = operands.iter().map(|o| o[thread]).collect();
                    op.op.evaluate(&own, ty)
                };
                (0..threads as usize).map(of).collect()
            }
            _ => None,
        }
    }

    /// What a query answers a thread, by its number in the threadgroup.
    fn place(&self, query: Query, attr: Attr, thread: u32) -> Option<i128> {
        let [x, y, _] = self.extent;
        let answer = match (query, attr) {
            (Query::ThreadPositionInThreadgroup, Attr::Dim(dim)) => {
                [thread % x, thread / x % y, thread / (x * y)][dim.index()]
            }
            (Query::ThreadIndexInThreadgroup, _) => thread,
            _ => return None,
        };
        Some(answer.into())
    }
}
