//! Ranges: what is known of integer values, to leave out checks that cannot fail.
//!
//! One walk in program order. A range holds for the active lanes where the value is used; a comparison
//! that guards a block narrows its operand inside, and with it an index that is made of it. Carried values are not
//! followed. When code is made this tells of threadgroup memory; a launch, which knows the grid, the scalars and the
//! lengths of buffers, asks again for device memory.

use super::flags;
use super::forms::Geometry;
use super::threads::Threads;
use super::windows::apart;
use enigma_core::ir::{Attr, BlockId, Def, Dim, Kernel, Memory, OpData, OpId, Value};
use enigma_core::limits::MATRIX_EDGE;
use enigma_core::ops::{Instr, Kind, Native, Predicate, Query};
use enigma_core::types::Scalar;
use std::collections::HashSet;

/// A closed interval.
type Range = (i128, i128);

/// Accesses that are in bounds whatever happens.
#[derive(Debug, Default)]
pub struct Proven {
    accesses: HashSet<OpId>,
    in_all_threads: HashSet<OpId>,
    exact: HashSet<OpId>,
}

impl Proven {
    /// Whether the index of the access is in bounds in every active lane.
    pub fn is_in_bounds(&self, op: OpId) -> bool {
        self.accesses.contains(&op)
    }

    /// Whether it is known to be in threads that are not active, too.
    pub fn is_in_all_threads(&self, op: OpId) -> bool {
        self.in_all_threads.contains(&op)
    }

    /// Whether the index of the access is another plus a constant in more bits, too, in every active lane.
    pub fn is_exact(&self, op: OpId) -> bool {
        self.exact.contains(&op)
    }
}

/// What a launch knows.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Threads of the grid along x, y, z.
    pub grid: [u64; 3],
    /// Threads of a whole threadgroup.
    pub threads: [u64; 3],
    /// One per parameter: the value of an integer scalar.
    pub scalars: &'a [Option<i128>],
    /// One per parameter: the elements of a buffer.
    pub lengths: &'a [u64],
}

/// Finds the accesses to threadgroup memory that are in bounds, and adds those to device memory that the launch has
/// found to be, by number.
pub fn analyse(kernel: &Kernel, geometry: Geometry, launch: u64) -> Proven {
    let mut proven = walk(kernel, geometry, None);
    let found = device_accesses(kernel).into_iter().enumerate();
    let found = found.filter(|(n, _)| flags::is_set(launch, *n));
    proven.accesses.extend(found.map(|(_, id)| id));
    proven
}

/// Finds the accesses to device memory that are in bounds in one launch, as bits by their number.
pub fn proven_at_launch(kernel: &Kernel, facts: &Facts<'_>) -> u64 {
    let whole = |d: usize| facts.grid[d].is_multiple_of(facts.threads[d].max(1));
    let threads = facts.threads.map(|n| n as u32);
    let geometry = Geometry {
        width: 1,
        extent: [0, 1, 2].map(|d| whole(d).then_some(threads[d])),
        most: threads,
    };
    let proven = walk(kernel, geometry, Some(facts));
    let accesses = device_accesses(kernel).into_iter();
    flags::pack(accesses.map(|id| proven.is_in_bounds(id)))
}

fn device_accesses(kernel: &Kernel) -> Vec<OpId> {
    let mut accesses = Vec::new();
    kernel.walk(&mut |id, op| {
        if matches!(memory_of(op), Some(Memory::Buffer(_))) {
            accesses.push(id);
        }
    });
    accesses
}

/// The memory that an operation accesses by an index.
fn memory_of(op: &OpData) -> Option<Memory> {
    match (op.op.kind, op.attr) {
        (Kind::Load | Kind::Store | Kind::LoadIf, Attr::Memory(memory))
        | (Kind::Atomic(_), Attr::Atomic { memory, .. })
        | (Kind::Matrix(_), Attr::Matrix { memory, .. }) => Some(memory),
        _ => None,
    }
}

fn walk(kernel: &Kernel, geometry: Geometry, facts: Option<&Facts<'_>>) -> Proven {
    let mut a = Analysis {
        kernel,
        geometry,
        facts,
        threads: known_threads(kernel, geometry).filter(|_| facts.is_none()),
        ranges: vec![None; kernel.value_count()],
        proven: Proven::default(),
    };
    a.block(Kernel::BODY);
    a.proven
}

/// The threads of a threadgroup whose size is known.
fn known_threads(kernel: &Kernel, geometry: Geometry) -> Option<Threads<'_>> {
    let [x, y, z] = geometry.extent;
    Some(Threads::new(kernel, [x?, y?, z?]))
}

/// Operations between an index and what a comparison narrows that are looked through.
const DEPTH: u32 = 8;

struct Analysis<'a> {
    kernel: &'a Kernel,
    geometry: Geometry,
    facts: Option<&'a Facts<'a>>,
    threads: Option<Threads<'a>>,
    ranges: Vec<Option<Range>>,
    proven: Proven,
}

impl Analysis<'_> {
    /// The range of an integer value.
    fn get(&self, v: Value) -> Range {
        let ty = self.kernel.ty(v).scalar().unwrap_or(Scalar::Bool);
        if ty.is_float() {
            return (0, 0);
        }
        self.ranges[v.index()].unwrap_or(ty.int_range())
    }

    fn set(&mut self, v: Value, range: Range) {
        if let Some(ty) = self.kernel.ty(v).scalar().filter(|t| t.is_int()) {
            let (lo, hi) = ty.int_range();
            // What may wrap may be anything.
            let fits = lo <= range.0 && range.1 <= hi;
            self.ranges[v.index()] = fits.then_some(range);
        }
    }

    fn block(&mut self, block: BlockId) {
        for &id in &self.kernel.block(block).ops {
            self.op(id);
        }
    }

    fn op(&mut self, id: OpId) {
        let op = self.kernel.op(id);
        match op.op.kind {
            Kind::Pure => {
                if let Some(range) = self.pure(op, &|v| self.get(v)) {
                    self.set(op.result(), range);
                }
            }
            Kind::Const => {
                if let Attr::Const(c) = op.attr
                    && !c.ty.is_float()
                {
                    self.set(op.result(), (c.as_int(), c.as_int()));
                }
            }
            Kind::Query(query) => {
                let dim = if let Attr::Dim(dim) = op.attr {
                    dim
                } else {
                    Dim::X
                };
                if let Some(range) = self.query(query, dim) {
                    self.set(op.result(), range);
                }
            }
            Kind::Load | Kind::Store | Kind::Atomic(_) => self.access(id, op),
            Kind::LoadIf => {
                let before = self.narrow(op.operands[1]);
                self.access(id, op);
                self.restore(before);
            }
            Kind::ScalarParam => {
                if let (Attr::Param(param), Some(facts)) = (op.attr, self.facts)
                    && let Some(value) = facts.scalars[param.index()]
                {
                    self.set(op.result(), (value, value));
                }
            }
            Kind::Matrix(_) => self.matrix(id, op),
            Kind::If => self.branch(op),
            Kind::For => self.counted(op),
            Kind::While => op.blocks.iter().for_each(|&b| self.block(b)),
            Kind::FunctionConstant
            | Kind::LocalGet
            | Kind::LocalSet
            | Kind::Assert
            | Kind::Barrier
            | Kind::SimdBarrier
            | Kind::Simd(_)
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::AsyncCopyWait
            | Kind::Composite(_) => {}
        }
    }

    /// Elements of the memory of an operation, as far as they are known; those that 32 bits with a sign can count.
    fn len(&self, op: &OpData) -> Option<i128> {
        match memory_of(op)? {
            Memory::Threadgroup(alloc) => Some(self.kernel.allocs[alloc.index()].len().into()),
            Memory::Buffer(param) => {
                let len = self.facts?.lengths[param.index()];
                Some(i128::from(len).min(1 << 31))
            }
        }
    }

    fn access(&mut self, id: OpId, op: &OpData) {
        if self.is_exact(op.operands[0]) {
            self.proven.exact.insert(id);
        }
        let Some(len) = self.len(op) else { return };
        let (lo, hi) = self.seen(op.operands[0], DEPTH);
        let each = |t: &mut Threads<'_>| t.are_below(op.operands[0], len);
        if lo >= 0 && hi < len {
            self.proven.accesses.insert(id);
        } else if self.threads.as_mut().is_some_and(each) {
            self.proven.accesses.insert(id);
            self.proven.in_all_threads.insert(id);
        }
    }

    /// Whether an index does not wrap where a constant is added to make it.
    fn is_exact(&self, index: Value) -> bool {
        let (rest, distance) = apart(self.kernel, index);
        let (lo, hi) = self.seen(rest, DEPTH);
        let (least, most) = self.kernel.dtype(index).int_range();
        let distance = i128::from(distance);
        distance != 0 && least <= lo + distance && hi + distance <= most
    }

    /// A matrix is in bounds where its first and its last element are.
    fn matrix(&mut self, id: OpId, op: &OpData) {
        let Some(len) = self.len(op) else { return };
        let (start, distance) = (
            self.seen(op.operands[0], DEPTH),
            self.seen(op.operands[1], DEPTH),
        );
        let edge = MATRIX_EDGE as i128 - 1;
        let last = distance.1.checked_mul(edge).map(|d| d + start.1 + edge);
        if start.0 >= 0 && distance.0 >= 0 && last.is_some_and(|last| last < len) {
            self.proven.accesses.insert(id);
        }
    }

    /// The range of a value, from what is known here of what it is made of.
    fn seen(&self, v: Value, depth: u32) -> Range {
        let known = self.get(v);
        let Def::Result(id, _) = self.kernel.value(v).def else {
            return known;
        };
        let op = self.kernel.op(id);
        if depth == 0 || op.op.kind != Kind::Pure {
            return known;
        }
        let range = self.pure(op, &|v| self.seen(v, depth - 1));
        let (lo, hi) = self.kernel.dtype(v).int_range();
        match range.filter(|r| lo <= r.0 && r.1 <= hi) {
            Some(range) => (known.0.max(range.0), known.1.min(range.1)),
            None => known,
        }
    }

    fn query(&self, query: Query, dim: Dim) -> Option<Range> {
        let dim = dim.index();
        let most = |n: u32| Some((0, i128::from(n) - 1));
        let largest = self.geometry.most.iter().product::<u32>();
        let total = || {
            let [x, y, z] = self.geometry.extent;
            Some(x? * y? * z?)
        };
        match query {
            Query::ThreadPositionInThreadgroup => most(self.geometry.most[dim]),
            Query::ThreadIndexInThreadgroup => most(largest),
            Query::SimdgroupIndexInThreadgroup => most(largest.div_ceil(32)),
            Query::ThreadIndexInSimdgroup => most(32),
            Query::ThreadsPerSimdgroup => Some((32, 32)),
            Query::ThreadsPerThreadgroup => {
                let most = i128::from(self.geometry.most[dim]);
                match self.geometry.extent[dim] {
                    Some(_) => Some((most, most)),
                    None => Some((1, most)),
                }
            }
            Query::SimdgroupsPerThreadgroup => {
                let n = i128::from(total()?.div_ceil(32));
                Some((n, n))
            }
            Query::ThreadPositionInGrid => Some((0, i128::from(self.facts?.grid[dim]) - 1)),
            Query::ThreadsPerGrid => {
                let n = i128::from(self.facts?.grid[dim]);
                Some((n, n))
            }
            Query::ThreadgroupPositionInGrid => Some((0, self.groups(dim)? - 1)),
            Query::ThreadgroupsPerGrid => {
                let n = self.groups(dim)?;
                Some((n, n))
            }
        }
    }

    fn groups(&self, dim: usize) -> Option<i128> {
        let facts = self.facts?;
        Some(facts.grid[dim].div_ceil(facts.threads[dim].max(1)).into())
    }

    fn pure(&self, op: &OpData, get: &dyn Fn(Value) -> Range) -> Option<Range> {
        let Native::Instr(instr) = op.op.cpu else {
            return None;
        };
        let ty = self.kernel.dtype(op.result());
        if !ty.is_int() || op.operands.iter().any(|&v| self.kernel.dtype(v).is_float()) {
            return None;
        }
        let a = get(op.operands[0]);
        let b = || get(op.operands[1]);
        let hull = |values: [i128; 4]| {
            let least = values.into_iter().min()?;
            Some((least, values.into_iter().max()?))
        };
        match instr {
            Instr::Add => Some((a.0 + b().0, a.1 + b().1)),
            Instr::Sub => Some((a.0 - b().1, a.1 - b().0)),
            Instr::Mul => {
                let b = b();
                hull([
                    a.0.checked_mul(b.0)?,
                    a.0.checked_mul(b.1)?,
                    a.1.checked_mul(b.0)?,
                    a.1.checked_mul(b.1)?,
                ])
            }
            Instr::Div if b().0 > 0 => {
                let b = b();
                hull([a.0 / b.0, a.0 / b.1, a.1 / b.0, a.1 / b.1])
            }
            Instr::Rem if b().0 > 0 && a.0 >= 0 => Some((0, a.1.min(b().1 - 1))),
            Instr::And if a.0 >= 0 && b().0 >= 0 => Some((0, a.1.min(b().1))),
            Instr::Shl => {
                let by = self.amount(op, ty)?;
                let factor = 1i128 << by;
                Some((a.0.checked_mul(factor)?, a.1.checked_mul(factor)?))
            }
            Instr::Shr => {
                let by = self.amount(op, ty)?;
                Some((a.0 >> by, a.1 >> by))
            }
            Instr::Min => Some((a.0.min(b().0), a.1.min(b().1))),
            Instr::Max => Some((a.0.max(b().0), a.1.max(b().1))),
            Instr::Cast => Some(a),
            Instr::Select => {
                let b = b();
                Some((a.0.min(b.0), a.1.max(b.1)))
            }
            Instr::Div
            | Instr::Rem
            | Instr::And
            | Instr::Or
            | Instr::Xor
            | Instr::Not
            | Instr::Neg
            | Instr::Cmp(_)
            | Instr::Bitcast
            | Instr::Abs => None,
        }
    }

    /// A constant shift amount.
    fn amount(&self, op: &OpData, ty: Scalar) -> Option<u32> {
        let amount = self.kernel.constant(op.operands[1])?.as_int();
        Some((amount & i128::from(ty.bits() - 1)) as u32)
    }

    fn branch(&mut self, op: &OpData) {
        for (n, &block) in op.blocks.iter().enumerate() {
            let before = (n == 0).then(|| self.narrow(op.operands[0]));
            self.block(block);
            self.restore(before.unwrap_or_default());
        }
    }

    /// Takes back what was narrowed, latest first: a value may have been narrowed twice.
    fn restore(&mut self, before: Vec<(Value, Option<Range>)>) {
        for (v, range) in before.into_iter().rev() {
            self.ranges[v.index()] = range;
        }
    }

    /// Narrows what a condition compares; gives what was known before.
    fn narrow(&mut self, condition: Value) -> Vec<(Value, Option<Range>)> {
        let mut before = Vec::new();
        let Def::Result(id, _) = self.kernel.value(condition).def else {
            return before;
        };
        let op = self.kernel.op(id);
        match op.op.cpu {
            Native::Instr(Instr::And) => {
                before.extend(self.narrow(op.operands[0]));
                before.extend(self.narrow(op.operands[1]));
            }
            Native::Instr(Instr::Cmp(predicate)) => self.narrow_by(op, predicate, &mut before),
            _ => {}
        }
        before
    }

    fn narrow_by(
        &mut self,
        op: &OpData,
        predicate: Predicate,
        before: &mut Vec<(Value, Option<Range>)>,
    ) {
        let (x, y) = (op.operands[0], op.operands[1]);
        if !self.kernel.dtype(x).is_int() {
            return;
        }
        let (a, b) = (self.get(x), self.get(y));
        let (new_a, new_b) = match predicate {
            Predicate::Lt => ((a.0, a.1.min(b.1 - 1)), (b.0.max(a.0 + 1), b.1)),
            Predicate::Le => ((a.0, a.1.min(b.1)), (b.0.max(a.0), b.1)),
            Predicate::Gt => ((a.0.max(b.0 + 1), a.1), (b.0, b.1.min(a.1 - 1))),
            Predicate::Ge => ((a.0.max(b.0), a.1), (b.0, b.1.min(a.1))),
            Predicate::Eq => {
                let both = (a.0.max(b.0), a.1.min(b.1));
                (both, both)
            }
            Predicate::Ne => return,
        };
        for (v, range) in [(x, new_a), (y, new_b)] {
            // A contradiction means that the block is dead.
            if range.0 <= range.1 {
                before.push((v, self.ranges[v.index()]));
                self.set(v, range);
            }
        }
    }

    fn counted(&mut self, op: &OpData) {
        let [lo, hi, step] = [0, 1, 2].map(|n| self.get(op.operands[n]));
        let index = self.kernel.block(op.blocks[0]).args[0];
        if lo.0 < hi.1 {
            // Steps from a known start do not go to the last number below the end.
            let known = lo.0 == lo.1 && step.0 == step.1 && step.0 > 0;
            let beyond = if known { (hi.1 - 1 - lo.0) % step.0 } else { 0 };
            self.set(index, (lo.0, hi.1 - 1 - beyond));
        }
        self.block(op.blocks[0]);
    }
}
