//! The machine: what every value is for every thread, and the evaluation of one operation.

use super::launch::Group;
use super::{Arg, Options, SIMD_WIDTH};
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Alloc, Attr, BlockId, Dim, Kernel, OpData, OpId, Value};
use crate::limits::MATRIX_LEN;
use crate::ops::{Kind, Query};
use crate::passes::specialise;
use crate::types::{Scalar, Type};

/// Elements of a simdgroup matrix that each lane holds.
const MATRIX_SHARE: usize = MATRIX_LEN / SIMD_WIDTH;

/// What running returns: an error is the end of the run before its time.
pub(super) type Run = Result<(), Box<Diagnostic>>;

/// Active threads of the threadgroup, ascending.
pub(super) type Mask = [usize];

/// One run: memory, and the threadgroup that is running.
pub(super) struct Machine<'k> {
    pub(super) kernel: &'k Kernel,
    pub(super) args: &'k mut [Arg],
    /// Threadgroup memory, one entry per allocation.
    pub(super) shared: Vec<Vec<Const>>,
    /// Branches and loops that sent only some of their threads to where the run is, outermost first.
    pub(super) splits: Vec<OpId>,
    pub(super) threads: usize,
    /// One row per value, one column per thread, or two for the thread's part of a simdgroup matrix; empty until
    /// first written, and for events always.
    values: Vec<Vec<Const>>,
    /// The same for thread-local variables.
    locals: Vec<Vec<Const>>,
    group: Option<Group>,
    options: Options,
    steps: u64,
    /// The first access out of bounds.
    fault: Option<Diagnostic>,
}

impl<'k> Machine<'k> {
    pub(super) fn new(kernel: &'k Kernel, args: &'k mut [Arg], options: Options) -> Machine<'k> {
        Machine {
            kernel,
            args,
            shared: Vec::new(),
            splits: Vec::new(),
            threads: 0,
            values: vec![Vec::new(); kernel.value_count()],
            locals: vec![Vec::new(); kernel.locals.len()],
            group: None,
            options,
            steps: 0,
            fault: None,
        }
    }

    /// Runs one threadgroup to its end.
    pub(super) fn run_group(&mut self, group: Group) -> Run {
        self.threads = group.size();
        self.group = Some(group);
        let pattern = u64::from_le_bytes([self.options.fill; 8]);
        let contents = |a: &Alloc| vec![Const::from_bits(a.dtype, pattern); a.len() as usize];
        self.shared = self.kernel.allocs.iter().map(contents).collect();
        for row in self.values.iter_mut().chain(&mut self.locals) {
            row.clear();
        }
        let everyone: Vec<usize> = (0..self.threads).collect();
        self.block(Kernel::BODY, &everyone)
    }

    /// The first access out of bounds, if there was one.
    pub(super) fn into_fault(self) -> Option<Diagnostic> {
        self.fault
    }

    pub(super) fn group(&self) -> &Group {
        self.group
            .as_ref()
            .expect("internal error: no threadgroup is running")
    }

    /// Counts a step; the end of an endless loop.
    pub(super) fn charge(&mut self, op: &OpData) -> Run {
        self.steps += 1;
        if self.steps <= self.options.budget {
            return Ok(());
        }
        let finding = Diagnostic::new(
            Code::Interrupted,
            op.loc.clone(),
            "the kernel ran for too many steps",
        );
        Err(Box::new(
            finding.note(format!("it may take {}", self.options.budget)),
        ))
    }

    /// Keeps the first fault.
    pub(super) fn report(&mut self, make: impl FnOnce() -> Diagnostic) {
        self.fault.get_or_insert_with(make);
    }

    pub(super) fn get(&self, v: Value, thread: usize) -> Const {
        self.values[v.index()][thread]
    }

    pub(super) fn set(&mut self, v: Value, thread: usize, value: Const) {
        put(&mut self.values[v.index()], self.threads, thread, value);
    }

    /// Elements of a value that each thread holds.
    fn share(&self, v: Value) -> usize {
        match self.kernel.ty(v) {
            Type::Scalar(_) | Type::Event => 1,
            Type::Matrix(_) => MATRIX_SHARE,
        }
    }

    /// The matrix that a whole simdgroup holds, by its first thread.
    pub(super) fn get_matrix(&self, v: Value, first: usize) -> &[Const] {
        &self.values[v.index()][first * MATRIX_SHARE..][..MATRIX_LEN]
    }

    pub(super) fn set_matrix(&mut self, v: Value, first: usize, elements: &[Const]) {
        let columns = self.threads * MATRIX_SHARE;
        for (n, &element) in elements.iter().enumerate() {
            put(
                &mut self.values[v.index()],
                columns,
                first * MATRIX_SHARE + n,
                element,
            );
        }
    }

    /// `to = from`, all at once, so that two values may change places.
    pub(super) fn copy(&mut self, to: &[Value], from: &[Value], mask: &Mask) {
        let rows: Vec<Vec<Const>> = from
            .iter()
            .map(|&v| {
                let row = &self.values[v.index()];
                columns(mask, self.share(v)).map(|at| row[at]).collect()
            })
            .collect();
        for (&v, row) in to.iter().zip(rows) {
            let share = self.share(v);
            for (at, value) in columns(mask, share).zip(row) {
                put(&mut self.values[v.index()], self.threads * share, at, value);
            }
        }
    }

    /// Evaluates the operations of a block for the active threads; not at all where there are none.
    pub(super) fn block(&mut self, block: BlockId, mask: &Mask) -> Run {
        if mask.is_empty() {
            return Ok(());
        }
        let kernel = self.kernel;
        for &id in &kernel.block(block).ops {
            self.op(id, mask)?;
        }
        Ok(())
    }

    fn op(&mut self, id: OpId, mask: &Mask) -> Run {
        let op = self.kernel.op(id);
        self.charge(op)?;
        match op.op.kind {
            Kind::Pure => self.each(op, mask, |m, t| m.pure(op, t)),
            Kind::Const => self.each(op, mask, |_, _| constant(op)),
            Kind::Query(query) => self.each(op, mask, |m, t| m.query(op, query, t)),
            Kind::ScalarParam => self.each(op, mask, |m, _| m.scalar_param(op)),
            Kind::Load => self.each(op, mask, |m, t| m.load(op, t)),
            Kind::LoadIf => self.each(op, mask, |m, t| m.load_if(op, t)),
            Kind::Store => mask.iter().for_each(|&t| self.store(op, t)),
            Kind::Assert => mask.iter().for_each(|&t| self.assert(op, t)),
            Kind::Atomic(atomic) => mask.iter().for_each(|&t| self.atomic(op, atomic, t)),
            Kind::LocalGet => self.local_get(op, mask),
            Kind::LocalSet => self.local_set(op, mask),
            Kind::FunctionConstant => return Err(Box::new(specialise::unbound(op))),
            Kind::Matrix(matrix) => {
                return simdgroups(mask).try_for_each(|lanes| self.matrix(op, matrix, lanes));
            }
            Kind::Simd(simd) => simdgroups(mask).for_each(|lanes| self.simd(op, simd, lanes)),
            Kind::Barrier => return self.barrier(op, mask),
            // Lanes already act in step, and a copy is done when it is issued.
            Kind::SimdBarrier | Kind::AsyncCopyWait => {}
            Kind::AsyncCopy1d | Kind::AsyncCopy2d => {
                return simdgroups(mask).try_for_each(|lanes| self.async_copy(op, lanes));
            }
            Kind::For => return self.counted(id, mask),
            Kind::While => return self.conditional(id, mask),
            Kind::If => return self.branch(id, mask),
            Kind::Composite(_) => panic!("internal error: {} in a kernel", op.op.name),
        }
        Ok(())
    }

    /// Gives each active thread its own result.
    fn each(
        &mut self,
        op: &OpData,
        mask: &Mask,
        mut evaluate: impl FnMut(&mut Self, usize) -> Const,
    ) {
        for &thread in mask {
            let value = evaluate(self, thread);
            self.set(op.result(), thread, value);
        }
    }

    fn pure(&self, op: &OpData, thread: usize) -> Const {
        let operands: Vec<Const> = op.operands.iter().map(|&v| self.get(v, thread)).collect();
        op.op
            .evaluate(&operands, self.kernel.dtype(op.result()))
            .unwrap_or_else(|| panic!("internal error: {} has no meaning in the table", op.op.name))
    }

    fn query(&self, op: &OpData, query: Query, thread: usize) -> Const {
        let dim = if let Attr::Dim(dim) = op.attr {
            dim
        } else {
            Dim::X
        };
        Const::from_int(
            Scalar::U32,
            i128::from(self.group().query(query, dim, thread)),
        )
    }

    fn scalar_param(&self, op: &OpData) -> Const {
        match op.attr {
            Attr::Param(p) => match &self.args[p.index()] {
                Arg::Scalar(c) => *c,
                Arg::Buffer(_) => panic!("internal error: a buffer read as a scalar"),
            },
            _ => panic!("internal error: {} without its parameter", op.op.name),
        }
    }

    /// A variable that was never assigned reads as 0.
    fn local_get(&mut self, op: &OpData, mask: &Mask) {
        let v = op.result();
        let Some(dtype) = self.kernel.ty(v).element() else {
            panic!("internal error: an event in a variable")
        };
        let unset = Const::from_bits(dtype, 0);
        let share = self.share(v);
        for at in columns(mask, share) {
            let held = self.locals[local(op)].get(at).copied();
            let value = held.filter(|c| c.ty == dtype).unwrap_or(unset);
            put(&mut self.values[v.index()], self.threads * share, at, value);
        }
    }

    fn local_set(&mut self, op: &OpData, mask: &Mask) {
        let v = op.operands[0];
        let share = self.share(v);
        for at in columns(mask, share) {
            let value = self.values[v.index()][at];
            put(&mut self.locals[local(op)], self.threads * share, at, value);
        }
    }
}

fn put(row: &mut Vec<Const>, columns: usize, at: usize, value: Const) {
    if row.is_empty() {
        row.resize(columns, Const::from_bits(value.ty, 0));
    }
    row[at] = value;
}

/// The columns of the active threads where each has `share` of them.
fn columns(mask: &Mask, share: usize) -> impl Iterator<Item = usize> {
    mask.iter().flat_map(move |&t| t * share..(t + 1) * share)
}

fn constant(op: &OpData) -> Const {
    match op.attr {
        Attr::Const(c) => c,
        _ => panic!("internal error: a constant without its value"),
    }
}

fn local(op: &OpData) -> usize {
    match op.attr {
        Attr::Local(local) => local.index(),
        _ => panic!("internal error: {} without its variable", op.op.name),
    }
}

/// The active threads, simdgroup by simdgroup; a simdgroup without any is left out.
pub(super) fn simdgroups(mask: &Mask) -> impl Iterator<Item = &Mask> {
    mask.chunk_by(|a, b| a / SIMD_WIDTH == b / SIMD_WIDTH)
}
