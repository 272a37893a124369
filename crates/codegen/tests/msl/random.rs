//! Random programs of one thread: expressions, stores and loads, branches and loops over variables.

use crate::kernel::K;
use enigma_core::Scalar;
use enigma_core::ir::builder::Operand;
use enigma_core::ir::{Local, Memory, Value};
use enigma_core::ops::{OpDef, arith, bits, compare};
use enigma_core::verify::Verified;

/// Elements of each buffer that belong to one thread.
pub const SLOTS: usize = 8;

const TYPES: [Scalar; 6] = [
    Scalar::I32,
    Scalar::U32,
    Scalar::I16,
    Scalar::U8,
    Scalar::I64,
    Scalar::F32,
];

struct Program {
    k: K,
    state: u64,
    base: Value,
    memories: Vec<(Memory, Scalar)>,
    locals: Vec<(Local, Scalar)>,
}

/// A kernel, and the dtypes of its buffers.
pub fn program(seed: u64) -> (Verified, Vec<Scalar>) {
    let mut k = K::new("k");
    let memories: Vec<(Memory, Scalar)> = TYPES
        .into_iter()
        .map(|ty| (k.b.buffer(&format!("{ty}s"), ty), ty))
        .collect();
    let tid = k.tid();
    let base = k.mul(tid, SLOTS);
    let mut p = Program {
        k,
        state: seed.wrapping_mul(0x2545_f491_4f6c_dd1d),
        base,
        memories,
        locals: vec![],
    };
    for _ in 0..4 {
        let ty = p.pick(&TYPES);
        let value = p.expression(ty, 1);
        let local =
            p.k.b
                .local(ty, "variable", value.into())
                .expect("a variable");
        if p.below(2) == 0 {
            let name = p.pick(&["x", "y", "acc"]);
            p.k.b.name_local(local, name);
        }
        p.locals.push((local, ty));
    }
    p.statements(6, 2);
    for (local, ty) in p.locals.clone() {
        let value = p.k.b.local_get(local).expect("a value");
        p.store(ty, value);
    }
    (p.k.verified(), TYPES.to_vec())
}

impl Program {
    fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % n
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn statements(&mut self, count: usize, depth: usize) {
        for _ in 0..count {
            match self.below(if depth == 0 { 4 } else { 7 }) {
                0 => {
                    let ty = self.pick(&TYPES);
                    let value = self.expression(ty, 2);
                    self.store(ty, value);
                    if self.below(2) == 0 {
                        self.store_neighbours(ty, value);
                    }
                }
                1..=3 => self.assign(),
                4 => self.branch(depth),
                5 => self.counted(depth),
                _ => self.conditional(depth),
            }
        }
    }

    fn store(&mut self, ty: Scalar, value: Value) {
        let index = self.index();
        let memory = self.memory(ty);
        self.k.store(memory, index, value);
    }

    /// Stores to neighbouring elements, with what changes a variable that one of them stores in between.
    fn store_neighbours(&mut self, ty: Scalar, first: Value) {
        let (memory, base) = (self.memory(ty), self.base);
        let named = self.k.named(first, "x");
        let mut value = named;
        for slot in 0..2 + self.below(3) {
            let index = self.k.add(base, slot);
            self.k.store(memory, index, value);
            value = self.k.add(value, 1);
            value = self.k.named(value, "x");
        }
    }

    fn memory(&self, ty: Scalar) -> Memory {
        self.memories
            .iter()
            .find(|m| m.1 == ty)
            .expect("a buffer of each type")
            .0
    }

    /// An element of this thread.
    fn index(&mut self) -> Value {
        if self.below(2) == 0 {
            // Neighbouring elements are accessed together.
            let base = self.base;
            let slot = self.below(SLOTS);
            return self.k.add(base, slot);
        }
        let offset = self.expression(Scalar::U32, 1);
        let offset = self.k.and(offset, SLOTS - 1);
        let base = self.base;
        self.k.add(base, offset)
    }

    /// One variable, or two at once from each other's old values.
    fn assign(&mut self) {
        let locals = self.locals.clone();
        let (local, ty) = self.pick(&locals);
        let value = self.expression(ty, 2);
        let other = self.pick(&locals);
        let swapped = (self.below(3) == 0).then(|| self.k.b.local_get(local).expect("a value"));
        self.k
            .b
            .local_set(local, value.into())
            .expect("an assignment");
        if let Some(old) = swapped.filter(|_| other.1 == ty) {
            self.k
                .b
                .local_set(other.0, old.into())
                .expect("an assignment");
        }
    }

    fn branch(&mut self, depth: usize) {
        let condition = self.condition(1);
        let open = self.k.b.if_begin(condition.into()).expect("a branch");
        self.statements(2, depth - 1);
        let open = if self.below(2) == 0 {
            let open = self.k.b.if_else(open).expect("the other arm");
            self.statements(2, depth - 1);
            open
        } else {
            open
        };
        self.k.b.if_end(open).expect("the branch's end");
    }

    fn counted(&mut self, depth: usize) {
        let ty = self.pick(&[
            Scalar::I32,
            Scalar::U32,
            Scalar::U8,
            Scalar::I16,
            Scalar::I64,
        ]);
        let (_, max) = ty.int_range();
        let start = self.below(4) as i128;
        let bounds: [Operand; 3] = match self.below(4) {
            0 => [
                Operand::Int(start),
                Operand::Int(start + 3),
                Operand::Int(1),
            ],
            1 => [Operand::Int(max - 5), Operand::Int(max), Operand::Int(3)],
            2 => {
                let hi = self.expression(Scalar::U32, 1);
                let hi = self.k.and(hi, 7);
                [Operand::Int(start), hi.into(), Operand::Int(2)]
            }
            _ => {
                let step = self.expression(Scalar::U32, 1);
                let step = self.k.and(step, 3);
                let hi = self.k.cast(Operand::Int(max), ty);
                [Operand::Int(max - 4), hi.into(), step.into()]
            }
        };
        let open = self
            .k
            .b
            .for_begin(bounds[0], bounds[1], bounds[2], ty)
            .expect("a loop");
        let index = self.k.cast(open.index, self.locals[0].1);
        let first = self.locals[0].0;
        if self.below(2) == 0 {
            self.k
                .b
                .local_set(first, index.into())
                .expect("an assignment");
        }
        self.statements(2, depth - 1);
        self.k.b.for_end(open).expect("the loop's end");
    }

    /// At most four rounds.
    fn conditional(&mut self, depth: usize) {
        let rounds = self
            .k
            .b
            .local(Scalar::U32, "rounds", 0.into())
            .expect("a variable");
        let open = self.k.b.while_begin();
        if self.below(2) == 0 {
            self.assign();
        }
        let count = self.k.b.local_get(rounds).expect("a value");
        let few = self.k.lt(count, 4);
        let condition = self.condition(1);
        let both = self.k.and(few, condition);
        let open = self.k.b.while_body(open, both.into()).expect("a condition");
        let count = self.k.b.local_get(rounds).expect("a value");
        let next = self.k.add(count, 1);
        self.k
            .b
            .local_set(rounds, next.into())
            .expect("an assignment");
        self.statements(2, depth - 1);
        self.k.b.while_end(open).expect("the loop's end");
    }

    fn condition(&mut self, depth: usize) -> Value {
        let ty = self.pick(&TYPES);
        let (a, b) = (self.expression(ty, depth), self.expression(ty, depth));
        let op = self.pick(&[
            &compare::CMP_LT,
            &compare::CMP_EQ,
            &compare::CMP_NE,
            &compare::CMP_UGE,
        ]);
        self.k.op(op, &[a.into(), b.into()])
    }

    fn expression(&mut self, ty: Scalar, depth: usize) -> Value {
        if depth == 0 || self.below(5) == 0 {
            return self.leaf(ty);
        }
        match self.below(6) {
            0 => {
                let from = self.pick(&TYPES);
                let v = self.expression(from, depth - 1);
                self.k.cast(v, ty)
            }
            1 => {
                let condition = self.condition(depth - 1);
                let (a, b) = (
                    self.expression(ty, depth - 1),
                    self.expression(ty, depth - 1),
                );
                self.k
                    .op(&compare::WHERE, &[a.into(), b.into(), condition.into()])
            }
            2 => {
                let (index, mask) = (self.index(), self.condition(0));
                let default = self.leaf(ty);
                let memory = self.memory(ty);
                self.k
                    .b
                    .load_if(memory, &[index.into()], mask.into(), default.into())
                    .expect("a load")
            }
            _ => {
                const INTS: [&OpDef; 9] = [
                    &arith::ADD,
                    &arith::SUB,
                    &arith::MUL,
                    &arith::DIV,
                    &arith::MOD,
                    &arith::FLOORDIV,
                    &bits::BITXOR,
                    &bits::SHL,
                    &bits::SHR,
                ];
                const FLOATS: [&OpDef; 3] = [&arith::ADD, &arith::SUB, &arith::MUL];
                let op = if ty.is_float() {
                    self.pick(&FLOATS)
                } else {
                    self.pick(&INTS)
                };
                let (a, b) = (
                    self.expression(ty, depth - 1),
                    self.expression(ty, depth - 1),
                );
                self.k.op(op, &[a.into(), b.into()])
            }
        }
    }

    fn leaf(&mut self, ty: Scalar) -> Value {
        let locals: Vec<Local> = self
            .locals
            .iter()
            .filter(|l| l.1 == ty)
            .map(|l| l.0)
            .collect();
        let v = match self.below(3) {
            0 if !locals.is_empty() => {
                let local = self.pick(&locals);
                self.k.b.local_get(local).expect("a value")
            }
            1 => {
                let value = self.below(9) as i128;
                self.k
                    .b
                    .constant(enigma_core::Const::from_int(ty, value - 3))
            }
            _ => {
                let slot = self.below(SLOTS);
                let base = self.base;
                let index = self.k.add(base, slot);
                let memory = self.memory(ty);
                self.k.load(memory, index)
            }
        };
        // Some values have the user's name, as they would in a real kernel.
        if self.below(4) == 0 {
            let name = self.pick(&["x", "y", "acc", "half"]);
            self.k.named(v, name);
        }
        v
    }
}
