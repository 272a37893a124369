//! A program becomes a kernel: its statements, with the barriers that keep them free of races.

use super::build::Build;
use super::program::{CELLS, EXCHANGE, Expr, For, INPUT_LEN, SCRATCH, SLOTS, Stmt, Var, While};
use super::stmt::ATOMICS;
use enigma_core::Loc;
use enigma_core::ir::{MemFlags, Memory, Order, Value};
use enigma_core::ops::{OpDef, arith, bits, compare};
use enigma_core::{Const, Scalar};

const RELAXED: (Order, Order) = (Order::Relaxed, Order::Relaxed);

impl Build<'_> {
    /// Lowers statements in order; each gets a line of its own.
    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        for s in statements {
            self.line += 1;
            self.b.set_loc(Loc::line("fuzz", self.line));
            self.statement(s);
        }
    }

    fn statement(&mut self, s: &Stmt) {
        match s {
            Stmt::Set(var, value) => {
                let value = self.expr(value);
                self.set(*var, value);
            }
            Stmt::SetUniform(n, value) => {
                let value = self.expr(value);
                self.b
                    .local_set(self.uniforms[*n], value.into())
                    .expect("a uint");
            }
            Stmt::Store(value, mask) => self.scratch(value, mask.as_ref()),
            Stmt::Near(op, args) => self.near(op, args),
            Stmt::If(condition, then, other) => self.branch(condition, then, other),
            Stmt::For(f) => self.counted(f),
            Stmt::While(w) => self.conditional(w),
            Stmt::Barrier(flags) => self.b.barrier(*flags),
            Stmt::SimdBarrier(flags) => self.b.simd_barrier(*flags),
            Stmt::Exchange {
                device,
                value,
                from,
                to,
            } => self.exchange(*device, (value, from), *to),
            Stmt::SharedAtomic {
                op,
                index,
                value,
                from,
                to,
            } => {
                self.shared_atomic(op, [index, value, from], *to);
            }
            Stmt::Atomic {
                op,
                order,
                index,
                value,
            } => self.device_atomic(op, *order, (index, value)),
            Stmt::Reduce { op, value, to } => {
                let value = self.expr(value);
                let value = self.op(op, &[value.into()]);
                let value = self.settled(op, value);
                self.see(*to, value);
            }
            Stmt::Shuffle {
                op,
                value,
                lane,
                to,
            } => self.shuffle(op, (value, lane), *to),
            Stmt::Fill {
                op,
                values,
                delta,
                modulo,
                to,
            } => self.fill(op, (values, delta), *modulo, *to),
            Stmt::Vote { op, condition, to } => {
                let condition = self.expr(condition).into();
                let value = self.op(op, &[condition][..op.sig.args.len()]);
                self.see(*to, value);
            }
            Stmt::CopyIn {
                rows,
                start,
                from,
                to,
            } => self.copy_in((*rows, *start), from, *to),
            Stmt::CopyOut(value) => self.copy_out(value),
            Stmt::Product(product) => self.product(product),
        }
    }

    fn scratch(&mut self, value: &Expr, mask: Option<&Expr>) {
        let memory = self.outputs[&value.dtype()];
        let value = self.expr(value);
        let Some(mask) = mask else {
            return self.store_own(memory, (SLOTS, SCRATCH), value);
        };
        let mask = self.expr(mask);
        let index = self.own((SLOTS, SCRATCH));
        self.b
            .store_if(memory, &[index.into()], value.into(), mask.into())
            .expect("the same dtype");
    }

    fn branch(&mut self, condition: &Expr, then: &[Stmt], other: &[Stmt]) {
        let condition = self.expr(condition);
        let mut open = self.b.if_begin(condition.into()).expect("a bool");
        self.statements(then);
        if !other.is_empty() {
            open = self.b.if_else(open).expect("innermost");
            self.statements(other);
        }
        self.b.if_end(open).expect("innermost");
    }

    fn counted(&mut self, f: &For) {
        let extra = self.masked(&f.extra, f.mask as usize);
        let lo = self.b.constant(f.lo);
        let hi = self.op(&arith::ADD, &[extra.into(), lo.into()]);
        let open = self
            .b
            .for_begin(lo.into(), hi.into(), f.step.into(), f.lo.ty)
            .expect("integers");
        let index = self.b.cast(open.index.into(), f.index.0).expect("a scalar");
        self.set(f.index, index);
        self.statements(&f.body);
        self.b.for_end(open).expect("innermost");
    }

    fn conditional(&mut self, w: &While) {
        let limit = self.masked(&w.limit, w.mask as usize);
        let rounds = self
            .b
            .local(Scalar::U32, "rounds", 0.into())
            .expect("a uint");
        let open = self.b.while_begin();
        self.statements(&w.test);
        let condition = self.expr(&w.condition);
        let now = self.b.local_get(rounds).expect("in scope");
        let more = self.op(&compare::CMP_LT, &[now.into(), limit.into()]);
        let go = self.op(&bits::BITAND, &[condition.into(), more.into()]);
        let open = self.b.while_body(open, go.into()).expect("a bool");
        let now = self.b.local_get(rounds).expect("in scope");
        let next = self.op(&arith::ADD, &[now.into(), 1.into()]);
        self.b.local_set(rounds, next.into()).expect("a uint");
        self.statements(&w.body);
        self.b.while_end(open).expect("innermost");
    }

    /// `expr % n`
    fn modulo(&mut self, expr: &Expr, n: Value) -> Value {
        let value = self.expr(expr);
        self.op(&arith::MOD, &[value.into(), n.into()])
    }

    fn load(&mut self, memory: Memory, index: Value) -> Value {
        self.b.load(memory, &[index.into()]).expect("an index")
    }

    fn store(&mut self, memory: Memory, index: Value, value: Value) {
        self.b
            .store(memory, &[index.into()], value.into())
            .expect("the same dtype");
    }

    /// The first barrier keeps the store from overtaking what others still read.
    fn exchange(&mut self, device: bool, (value, from): (&Expr, &Expr), to: Var) {
        let value = self.expr(value);
        let from = self.modulo(from, self.place.threads);
        let (memory, flags, own, other) = if device {
            let first = self.op(&arith::ADD, &[self.place.before.into(), from.into()]);
            let first = self.op(&arith::MUL, &[first.into(), SLOTS.into()]);
            let other = self.op(&arith::ADD, &[first.into(), EXCHANGE.into()]);
            (
                self.outputs[&to.0],
                MemFlags::Device,
                self.own((SLOTS, EXCHANGE)),
                other,
            )
        } else {
            (
                self.shared[&to.0],
                MemFlags::Threadgroup,
                self.place.thread,
                from,
            )
        };
        self.b.barrier(flags);
        self.store(memory, own, value);
        self.b.barrier(flags);
        let seen = self.load(memory, other);
        self.see(to, seen);
    }

    fn shared_atomic(&mut self, op: &'static OpDef, [index, value, from]: [&Expr; 3], to: Scalar) {
        let index = self.modulo(index, self.place.threads);
        let value = self.expr(value);
        let from = self.modulo(from, self.place.threads);
        let zero = self.b.constant(Const::from_int(self.p.atomic, 0));
        self.b.barrier(MemFlags::Threadgroup);
        self.store(self.cells, self.place.thread, zero);
        self.b.barrier(MemFlags::Threadgroup);
        self.b
            .atomic(op, self.cells, &[index.into()], &[value.into()], RELAXED)
            .expect("the same dtype");
        self.b.barrier(MemFlags::Threadgroup);
        let seen = self.load(self.cells, from);
        let seen = self.b.cast(seen.into(), to).expect("a scalar");
        self.see((to, 0), seen);
    }

    fn device_atomic(&mut self, op: &'static OpDef, order: Order, (index, value): (&Expr, &Expr)) {
        let set = ATOMICS
            .iter()
            .find(|(known, _)| *known == op)
            .expect("one of them")
            .1;
        let index = self.masked(index, CELLS - 1);
        let index = self.op(&arith::ADD, &[index.into(), (set * CELLS).into()]);
        let value = self.expr(value);
        let orders = (order, Order::Relaxed);
        self.b
            .atomic(op, self.atomics, &[index.into()], &[value.into()], orders)
            .expect("the same dtype");
    }

    /// Each simdgroup fills its own piece of threadgroup memory, in one row or in rows of four.
    fn copy_in(&mut self, (rows, start): (bool, usize), from: &Expr, to: Var) {
        let start = start.min(INPUT_LEN - 32);
        let from = self.modulo(from, self.place.lanes);
        let (dst, src) = (self.shared[&to.0], self.inputs[&to.0]);
        self.b.barrier(MemFlags::Threadgroup);
        let (first, lanes) = (self.place.first.into(), self.place.lanes.into());
        let event = if rows {
            let count = self.op(&arith::ADD, &[lanes, 3.into()]);
            let count = self.op(&bits::SHR, &[count.into(), 2.into()]);
            let (to, from) = ((dst, first, 4.into()), (src, (start / 2).into(), 6.into()));
            self.b.async_copy_2d(to, from, 4.into(), count.into())
        } else {
            self.b
                .async_copy_1d((dst, first), (src, start.into()), lanes)
        };
        self.b
            .async_copy_wait(&[event.expect("one dtype")])
            .expect("in scope");
        let index = self.op(&arith::ADD, &[first, from.into()]);
        let seen = self.load(dst, index);
        self.see(to, seen);
    }

    /// What the lanes of a simdgroup wrote goes to its own piece of the end of the output buffer.
    fn copy_out(&mut self, value: &Expr) {
        let dtype = value.dtype();
        let value = self.expr(value);
        let (src, dst) = (self.shared[&dtype], self.outputs[&dtype]);
        self.b.barrier(MemFlags::Threadgroup);
        self.store(src, self.place.thread, value);
        self.b.simd_barrier(MemFlags::Threadgroup);
        let end = self.p.groups() * self.p.capacity() * SLOTS;
        let first = self.op(
            &arith::ADD,
            &[self.place.before.into(), self.place.first.into()],
        );
        let first = self.op(&arith::ADD, &[first.into(), end.into()]);
        let (dst, src) = ((dst, first.into()), (src, self.place.first.into()));
        let event = self
            .b
            .async_copy_1d(dst, src, self.place.lanes.into())
            .expect("one dtype");
        self.b.async_copy_wait(&[event]).expect("in scope");
    }
}
