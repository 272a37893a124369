//! Branches and conditional loops inside a run: real ones where the lanes agree, masked ones where they differ.
//!
//! A masked block is skipped when no lane wants it. What a masked loop carries is not blended: lanes that
//! have left hold any value. What they take out of the loop is kept beside it, lane by lane.

use super::emitter::{Emitter, Mask, Val};
use super::forms::Form;
use super::llvm::{Bb, Ty, V};
use super::notes::Made;
use super::plan::is_data;
use enigma_core::ir::{BlockId, OpData, OpId, Value};
use enigma_core::ops::{Instr, Kind, Native};

/// Most operations of a masked block that is executed for no lanes, too.
const LIGHT: usize = 12;

impl Emitter<'_> {
    pub fn branch(&mut self, id: OpId, op: &OpData) {
        match self.get(op.operands[0]) {
            Val::Scalar(condition) => {
                self.note_uniform(id);
                self.uniform_branch(op, condition);
            }
            Val::Vector(condition) => self.masked_branch(id, op, condition),
            Val::Linear(..) | Val::Pattern(..) => panic!("internal error: a bool with a stride"),
        }
    }

    fn uniform_branch(&mut self, op: &OpData, condition: V) {
        let ll = &self.ll;
        let (then, other, join) = (ll.block("then"), ll.block("else"), ll.block("join"));
        ll.branch(condition, then, other);
        let mut ends = Vec::new();
        for (start, &block) in [then, other].into_iter().zip(&op.blocks) {
            self.ll.at(start);
            self.chunk_block(block);
            let values = self.each_part(|e, _| e.yields(block, &op.results));
            ends.push((self.ll.here(), values));
            self.ll.jump(join);
        }
        self.ll.at(join);
        self.each_part(|e, part| {
            for (n, result) in e.data(&op.results).into_iter().enumerate() {
                let form = e.forms.of(result);
                let arm = |(bb, values): &(Bb, Vec<Vec<V>>)| (values[part][n], *bb);
                let incoming: Vec<(V, Bb)> = ends.iter().map(arm).collect();
                let ty = e.formed(e.kernel.ty(result), form);
                let phi = e.ll.phi(ty, &incoming);
                e.set(result, e.of_form(phi, form));
            }
        });
    }

    /// What a block yields, each in the form of the value that takes it.
    pub fn yields(&self, block: BlockId, to: &[Value]) -> Vec<V> {
        let yields = &self.kernel.block(block).yields;
        let yields = &yields[yields.len() - to.len()..];
        self.as_forms(yields, to)
    }

    pub fn as_forms(&self, from: &[Value], to: &[Value]) -> Vec<V> {
        let pairs = from.iter().zip(to);
        pairs
            .filter(|(_, to)| is_data(self.kernel, **to))
            .map(|(&from, &to)| {
                let ty = self.kernel.ty(to);
                self.as_form(self.get(from), ty, self.forms.of(to))
            })
            .collect()
    }

    pub fn data(&self, values: &[Value]) -> Vec<Value> {
        let data = |v: &Value| is_data(self.kernel, *v);
        values.iter().copied().filter(data).collect()
    }

    fn masked_branch(&mut self, id: OpId, op: &OpData, condition: V) {
        let mask = self.chunk().mask;
        let not = self.ll.not(condition);
        let lanes = [self.masked(mask, condition), self.masked(mask, not)];
        let mut arms = Vec::new();
        let joined = self.joined_stores(op);
        self.joined.extend(joined.into_iter().flatten());
        for (lanes, &block) in lanes.into_iter().zip(&op.blocks) {
            arms.push(self.masked_arm(id, lanes, block, &op.results));
        }
        if let Some(stores) = joined {
            let values = [0, 1].map(|n| arms[n].pop());
            self.store_joined(stores, condition, values);
        }
        for (n, result) in self.data(&op.results).into_iter().enumerate() {
            // A condition holds anything in lanes that are off.
            let taken = if self.is_matrix(result) {
                lanes[0]
            } else {
                condition
            };
            let v = self.blend(result, taken, arms[0][n], arms[1][n]);
            let val = self.of_vector(result, v);
            self.set(result, val);
        }
    }

    /// The last operations of both sides, if they store to the same place and are not checked: then one store does
    /// for both, of all lanes.
    fn joined_stores(&self, op: &OpData) -> Option<[OpId; 2]> {
        let last = |n: usize| self.kernel.block(op.blocks[n]).ops.last().copied();
        let stores = [last(0)?, last(1)?];
        let [a, b] = stores.map(|id| self.kernel.op(id));
        let same = a.op.kind == Kind::Store
            && b.op.kind == Kind::Store
            && a.attr == b.attr
            && a.operands[0] == b.operands[0];
        let alone = |id: &OpId| !self.is_checked(*id) && self.windows.of(*id).is_none();
        (same && stores.iter().all(alone)).then_some(stores)
    }

    /// Stores what the sides of a branch would have stored last.
    fn store_joined(&mut self, stores: [OpId; 2], condition: V, values: [Option<V>; 2]) {
        self.joined.retain(|id| !stores.contains(id));
        let op = self.kernel.op(stores[0]);
        let [Some(then), Some(other)] = values else {
            panic!("internal error: joined stores without their values")
        };
        // Nothing outside its arm knows the value that stands for both.
        let outer = self.known(op.operands[1]);
        let both = self.ll.select(condition, then, other);
        self.set(op.operands[1], Val::Vector(both));
        self.store(stores[0], op);
        if let Some(outer) = outer {
            self.set(op.operands[1], outer);
        }
    }

    /// One side of a masked branch; its values are zero where it was skipped. What a store would store that is
    /// joined with the other side's comes last.
    fn masked_arm(&mut self, id: OpId, lanes: V, block: BlockId, results: &[Value]) -> Vec<V> {
        let joined = self.kernel.block(block).ops.last();
        let joined = joined.filter(|last| self.joined.contains(last));
        let joined = joined.map(|&last| self.kernel.op(last).operands[1]);
        let yields = |e: &Self| {
            let mut values = e.yields(block, results);
            values.extend(joined.map(|v| e.vector(v)));
            values
        };
        self.require_together(id, lanes);
        let ops = &self.kernel.block(block).ops;
        if ops.iter().all(|op| self.joined.contains(op)) {
            return yields(self);
        }
        let tested = !self.is_light(block);
        self.note(id, Made::Arm { tested });
        if !tested {
            self.under(Mask::Lanes(lanes), |e| e.chunk_block(block));
            return yields(self);
        }
        let ll = &self.ll;
        let (body, join) = (ll.block("masked"), ll.block("rejoin"));
        let any = self.any(lanes);
        let before = self.ll.here();
        self.ll.branch(any, body, join);
        self.ll.at(body);
        self.under(Mask::Lanes(lanes), |e| e.chunk_block(block));
        let values = yields(self);
        let end = self.ll.here();
        self.ll.jump(join);
        self.ll.at(join);
        let ll = &self.ll;
        let either = |v: V| ll.phi(ll.type_of(v), &[(v, end), (ll.zero(ll.type_of(v)), before)]);
        values.into_iter().map(either).collect()
    }

    /// Whether a masked block costs less than a test of whether any lane wants it, and does no harm if none does.
    fn is_light(&self, block: BlockId) -> bool {
        let ops = &self.kernel.block(block).ops;
        ops.len() <= LIGHT && ops.iter().all(|&id| self.is_light_op(id))
    }

    fn is_light_op(&self, id: OpId) -> bool {
        let op = self.kernel.op(id);
        match op.op.kind {
            Kind::Const | Kind::Query(_) | Kind::ScalarParam => true,
            Kind::Pure => is_light(op.op.cpu),
            Kind::Store => self.joined.contains(&id) || self.is_light_store(id),
            _ => false,
        }
    }

    /// Phis for values that go round, begun from `init`.
    pub fn carry(&mut self, values: &[Value], init: &[V], before: Bb) -> Vec<V> {
        let pairs = self.data(values).into_iter().zip(init);
        pairs
            .map(|(value, &first)| {
                let (ty, form) = (self.kernel.ty(value), self.forms.of(value));
                let phi = self.ll.phi(self.formed(ty, form), &[(first, before)]);
                let val = self.of_form(phi, form);
                self.set(value, val);
                phi
            })
            .collect()
    }

    pub fn carry_on(&self, carried: &[V], next: &[V]) {
        let here = self.ll.here();
        for (&phi, &v) in carried.iter().zip(next) {
            self.ll.add_incoming(phi, &[(v, here)]);
        }
    }

    /// Phis for what lanes take out of a masked loop.
    pub fn kept(&self, results: &[Value], first: &[V], before: Bb) -> Vec<V> {
        let results = self.data(results).into_iter().zip(first);
        results
            .map(|(r, &v)| {
                let ty: Ty = self.formed(self.kernel.ty(r), Form::Vector);
                self.ll.phi(ty, &[(v, before)])
            })
            .collect()
    }

    /// Values of loops and branches as lanes; events left out.
    pub fn as_vectors(&self, values: &[Value]) -> Vec<V> {
        let data = self.data(values);
        data.into_iter().map(|v| self.vector(v)).collect()
    }

    /// The lanes that are on take new values; the others keep theirs.
    pub fn keep(&self, kept: &[V], (results, new): (&[Value], &[Value]), active: V) {
        let results = self.data(results);
        let blended: Vec<V> = (kept.iter().zip(results).zip(self.as_vectors(new)))
            .map(|((&phi, result), v)| self.blend(result, active, v, phi))
            .collect();
        let here = self.ll.here();
        for (&phi, v) in kept.iter().zip(blended) {
            self.ll.add_incoming(phi, &[(v, here)]);
        }
    }

    pub fn set_kept(&mut self, results: &[Value], kept: &[V]) {
        for (result, &v) in self.data(results).into_iter().zip(kept) {
            let val = self.of_vector(result, v);
            self.set(result, val);
        }
    }

    pub fn conditional(&mut self, id: OpId, op: &OpData) {
        // The forms know what the condition will be.
        if self.condition_is_scalar(op) {
            self.note_uniform(id);
            let test = self.kernel.block(op.blocks[0]);
            let init = self.as_forms(&op.operands, &test.args);
            self.uniform_while(op, &init);
        } else {
            let whole_rounds = false;
            self.note(id, Made::Masked { whole_rounds });
            self.masked_while(id, op);
        }
    }

    fn condition_is_scalar(&self, op: &OpData) -> bool {
        let condition = self.kernel.block(op.blocks[0]).yields[0];
        self.form_here(condition) == Form::Scalar
    }

    fn uniform_while(&mut self, op: &OpData, init: &[V]) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let ll = &self.ll;
        let before = ll.here();
        let (head, inner, exit) = (ll.block("while"), ll.block("do"), ll.block("while_done"));
        ll.jump(head);
        ll.at(head);
        let carried = self.carry(&test.args, init, before);
        self.poll();
        self.chunk_block(op.blocks[0]);
        self.forward(&test.yields[1..], &body.args);
        self.forward(&test.yields[1..], &op.results);
        let condition = self.scalar(test.yields[0]);
        self.ll.branch(condition, inner, exit);
        self.ll.at(inner);
        self.chunk_block(op.blocks[1]);
        let next = self.yields(op.blocks[1], &test.args);
        self.carry_on(&carried, &next);
        self.ll.jump(head);
        self.ll.at(exit);
    }

    /// Gives the values that one list has to another.
    fn forward(&mut self, from: &[Value], to: &[Value]) {
        for (&from, &to) in from.iter().zip(to) {
            if is_data(self.kernel, to) {
                let form = self.forms.of(to);
                let v = self.as_form(self.get(from), self.kernel.ty(to), form);
                let val = self.of_form(v, form);
                self.set(to, val);
            }
        }
    }

    /// A loop that each lane leaves when its condition fails. Chunks side by side go round together until all of
    /// their lanes have left.
    fn masked_while(&mut self, id: OpId, op: &OpData) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let starts = self.each_part(|e, _| {
            let init = e.as_forms(&op.operands, &test.args);
            (e.mask_lanes(e.chunk().mask), init)
        });
        let ll = &self.ll;
        let before = ll.here();
        let (head, inner, exit) = (ll.block("while"), ll.block("do"), ll.block("while_done"));
        ll.jump(head);
        ll.at(head);
        let loops = self.each_part(|e, part| {
            let (outer, init) = &starts[part];
            let zero = |r: &Value| e.ll.zero(e.formed(e.kernel.ty(*r), Form::Vector));
            let zeros: Vec<V> = e.data(&op.results).iter().map(zero).collect();
            Going {
                active: e.ll.phi(e.ll.type_of(*outer), &[(*outer, before)]),
                carried: e.carry(&test.args, init, before),
                kept: e.kept(&op.results, &zeros, before),
            }
        });
        self.share_carried(op, &starts);
        self.poll();
        let active: Vec<V> = loops.iter().map(|l| l.active).collect();
        self.under_each(&active, |e| e.chunk_block(op.blocks[0]));
        let out = self.each_part(|e, part| {
            e.forward(&test.yields[1..], &body.args);
            let new = e.as_vectors(&test.yields[1..]);
            let pairs = loops[part].kept.iter().zip(new).zip(e.data(&op.results));
            pairs
                .map(|((&old, new), result)| e.blend(result, active[part], new, old))
                .collect::<Vec<V>>()
        });
        let stay = self.each_part(|e, part| e.ll.and(active[part], e.vector(test.yields[0])));
        let someone = stay.iter().copied().reduce(|a, b| self.ll.or(a, b));
        let any = self.any(someone.unwrap_or(stay[0]));
        self.ll.branch(any, inner, exit);
        self.ll.at(inner);
        self.each_part(|e, part| e.require_together(id, stay[part]));
        self.under_each(&stay, |e| e.chunk_block(op.blocks[1]));
        let next = self.each_part(|e, _| e.yields(op.blocks[1], &test.args));
        let end = self.ll.here();
        for (part, going) in loops.iter().enumerate() {
            self.carry_on(&going.carried, &next[part]);
            self.ll.add_incoming(going.active, &[(stay[part], end)]);
            for (&phi, &v) in going.kept.iter().zip(&out[part]) {
                self.ll.add_incoming(phi, &[(v, end)]);
            }
        }
        self.ll.jump(head);
        self.ll.at(exit);
        self.each_part(|e, part| e.set_kept(&op.results, &out[part]));
    }

    /// Takes what a loop carries and is the same in all chunks from the first of them.
    fn share_carried(&mut self, op: &OpData, starts: &[(V, Vec<V>)]) {
        let args = self.data(&self.kernel.block(op.blocks[0]).args);
        let begins_alike = |arg: Value| {
            let n = args.iter().position(|&a| a == arg);
            n.is_some_and(|n| starts.iter().all(|(_, init)| init[n] == starts[0].1[n]))
        };
        for arg in self.carried_alike(op, begins_alike) {
            let mut first = None;
            self.each_part(|e, _| match first {
                None => first = Some(e.get(arg)),
                Some(val) => e.set(arg, val),
            });
        }
    }

    /// Emits with a mask for each of the chunks.
    fn under_each(&mut self, masks: &[V], body: impl FnOnce(&mut Self)) {
        let outer = self.each_part(|e, part| e.put_mask(Mask::Lanes(masks[part])));
        body(self);
        self.each_part(|e, part| e.put_mask(outer[part]));
    }

    /// Whether chunks may go round a loop together: it touches no memory, and harms nobody where no lane is on.
    pub fn goes_together(&self, op: &OpData) -> bool {
        let mut light = true;
        for &block in &op.blocks {
            self.kernel.walk_block(block, &mut |_, op| {
                light &= matches!(
                    op.op.kind,
                    Kind::Const | Kind::Query(_) | Kind::ScalarParam | Kind::Pure | Kind::If
                );
            });
        }
        light && !self.condition_is_scalar(op)
    }
}

/// A masked loop under way.
struct Going {
    active: V,
    carried: Vec<V>,
    kept: Vec<V>,
}

/// Whether an operation takes few cycles.
fn is_light(native: Native) -> bool {
    match native {
        Native::Instr(instr) => !matches!(instr, Instr::Div | Instr::Rem),
        Native::Intrinsic(name) => name != "llvm.sqrt",
        Native::Wide(..)
        | Native::Expand(_)
        | Native::Custom
        | Native::Composite
        | Native::Unsupported(_) => false,
    }
}
