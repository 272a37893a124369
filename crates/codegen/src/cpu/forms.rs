//! Forms: how the lanes of a chunk hold a value.
//!
//! An optimistic analysis over the runs of a plan: a value is a scalar until something makes its lanes
//! differ by a constant stride, or at all. Emission follows it, so that the phis of loops are known
//! before their bodies.

use super::plan::{Home, Plan, Run, Step, is_data};
use enigma_core::ir::{Attr, BlockId, Dim, Kernel, OpData, OpId, Value};
use enigma_core::ops::lanes::{Reach, Source, Vote};
use enigma_core::ops::{Instr, Kind, Native, Query, SimdOp};

/// How the lanes of a chunk hold a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The same in every active lane; a matrix always is, since the lanes hold it together.
    Scalar,
    /// Lane n holds `base + n * stride`, wrapping in its integer type; the stride is not 0.
    Linear(i64),
    /// One element per lane.
    Vector,
}

/// The shape of a threadgroup, as far as it is known when code is made.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Lanes of a chunk.
    pub width: u32,
    /// Extents of the threadgroup.
    pub extent: [Option<u32>; 3],
    /// The most that they can be.
    pub most: [u32; 3],
}

impl Geometry {
    /// Whether the threadgroup has one dimension.
    pub fn is_line(&self) -> bool {
        self.extent[1] == Some(1) && self.extent[2] == Some(1)
    }

    /// Whether every chunk lies inside one row.
    pub fn has_rows(&self) -> bool {
        self.extent[0].is_some_and(|n| n.is_multiple_of(self.width))
    }

    /// The form of a position in the threadgroup.
    fn position(&self, dim: Dim) -> Form {
        match dim {
            Dim::X if self.extent[0] == Some(1) => Form::Scalar,
            Dim::X if self.is_line() || self.has_rows() => Form::Linear(1),
            Dim::Y if self.extent[1] == Some(1) => Form::Scalar,
            Dim::Z if self.extent[2] == Some(1) => Form::Scalar,
            Dim::Y | Dim::Z if self.has_rows() => Form::Scalar,
            Dim::Y if self.is_column(1) => Form::Linear(1),
            Dim::Z if self.is_column(2) => Form::Linear(1),
            Dim::X | Dim::Y | Dim::Z => Form::Vector,
        }
    }

    /// Whether the threadgroup has threads along that dimension only.
    fn is_column(&self, dim: usize) -> bool {
        (0..3).all(|d| d == dim || self.extent[d] == Some(1))
    }

    /// The form of a query's answer.
    pub fn form(&self, query: Query, dim: Dim) -> Form {
        match query {
            Query::ThreadPositionInGrid | Query::ThreadPositionInThreadgroup => self.position(dim),
            Query::ThreadIndexInThreadgroup | Query::ThreadIndexInSimdgroup => Form::Linear(1),
            Query::SimdgroupIndexInThreadgroup
            | Query::ThreadgroupPositionInGrid
            | Query::ThreadsPerThreadgroup
            | Query::ThreadsPerGrid
            | Query::ThreadgroupsPerGrid
            | Query::ThreadsPerSimdgroup
            | Query::SimdgroupsPerThreadgroup => Form::Scalar,
        }
    }
}

/// The form of every value of a run, where it is defined.
#[derive(Debug)]
pub struct Forms {
    forms: Vec<Option<Form>>,
}

impl Forms {
    /// The form of a value in the run that defines it.
    pub fn of(&self, v: Value) -> Form {
        self.forms[v.index()].unwrap_or(Form::Scalar)
    }
}

/// Analyses every run of a plan.
pub fn analyse(kernel: &Kernel, plan: &Plan<'_>, geometry: Geometry) -> Forms {
    let mut a = Analysis {
        kernel,
        plan,
        geometry,
        forms: matrices(kernel),
        run: 0,
        changed: true,
    };
    while std::mem::take(&mut a.changed) {
        a.group_block(Kernel::BODY);
    }
    Forms { forms: a.forms }
}

/// What is known before: the chunk holds a matrix as one value.
fn matrices(kernel: &Kernel) -> Vec<Option<Form>> {
    let values = kernel.values();
    let known = values.map(|v| kernel.ty(v).matrix().map(|_| Form::Scalar));
    known.collect()
}

struct Analysis<'a> {
    kernel: &'a Kernel,
    plan: &'a Plan<'a>,
    geometry: Geometry,
    forms: Vec<Option<Form>>,
    run: Run,
    changed: bool,
}

fn join(a: Form, b: Form) -> Form {
    if a == b { a } else { Form::Vector }
}

impl Analysis<'_> {
    fn group_block(&mut self, block: BlockId) {
        let plan = self.plan;
        for step in plan.steps(block) {
            match step {
                Step::Run(run, ops) => {
                    self.run = *run;
                    ops.iter().for_each(|&op| self.op(op));
                }
                Step::Control(op) => {
                    for &inner in &self.kernel.op(*op).blocks {
                        self.group_block(inner);
                    }
                }
                Step::Scalar(_) | Step::Barrier(_) => {}
            }
        }
    }

    /// The form in the run that is looked at; none where it is not known yet.
    fn get(&self, v: Value) -> Option<Form> {
        if self.is_matrix(v) {
            return Some(Form::Scalar);
        }
        match self.plan.home(v) {
            Home::Group => Some(Form::Scalar),
            Home::Slot => Some(Form::Vector),
            Home::Run(run) if run == self.run || self.plan.is_recomputed(v) => {
                self.forms[v.index()]
            }
            Home::Run(_) => Some(Form::Vector),
        }
    }

    fn is_matrix(&self, v: Value) -> bool {
        self.kernel.ty(v).matrix().is_some()
    }

    fn set(&mut self, v: Value, form: Form) {
        if self.is_matrix(v) {
            return;
        }
        let old = self.forms[v.index()];
        let new = old.map_or(form, |old| join(old, form));
        if old != Some(new) {
            self.forms[v.index()] = Some(new);
            self.changed = true;
        }
    }

    /// Joins what several values have; nothing is known where nothing is known of any.
    fn join_into(&mut self, to: Value, from: &[Value]) {
        let forms: Vec<Form> = from.iter().filter_map(|&v| self.get(v)).collect();
        if let Some(form) = forms.into_iter().reduce(join) {
            self.set(to, form);
        }
    }

    fn is_scalar(&self, v: Value) -> bool {
        // Unknown counts as a scalar: the analysis is optimistic and comes back.
        self.get(v).is_none_or(|f| f == Form::Scalar)
    }

    fn block(&mut self, block: BlockId) {
        let kernel = self.kernel;
        kernel.block(block).ops.iter().for_each(|&op| self.op(op));
    }

    fn op(&mut self, id: OpId) {
        let op = self.kernel.op(id);
        match op.op.kind {
            Kind::If => self.branch(op),
            Kind::For => self.counted(op),
            Kind::While => self.conditional(op),
            _ => {
                let Some(&result) = op.results.first() else {
                    return;
                };
                if is_data(self.kernel, result)
                    && let Some(form) = self.result(op)
                {
                    self.set(result, form);
                }
            }
        }
    }

    fn result(&self, op: &OpData) -> Option<Form> {
        let operands = || op.operands.iter().map(|&v| self.get(v));
        let all_scalar = || {
            operands()
                .collect::<Option<Vec<Form>>>()
                .map(|forms| scalar_if(forms.iter().all(|&f| f == Form::Scalar)))
        };
        match op.op.kind {
            Kind::Pure => self.pure(op),
            Kind::Const | Kind::ScalarParam | Kind::FunctionConstant | Kind::Matrix(_) => {
                Some(Form::Scalar)
            }
            Kind::Query(query) => {
                let dim = if let Attr::Dim(dim) = op.attr {
                    dim
                } else {
                    Dim::X
                };
                Some(self.geometry.form(query, dim))
            }
            Kind::Load | Kind::LoadIf => all_scalar(),
            Kind::Simd(simd) => Some(self.across_lanes(op, simd)),
            Kind::Atomic(_) => Some(Form::Vector),
            Kind::Store
            | Kind::LocalGet
            | Kind::LocalSet
            | Kind::Assert
            | Kind::Barrier
            | Kind::SimdBarrier
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::AsyncCopyWait
            | Kind::For
            | Kind::While
            | Kind::If
            | Kind::Composite(_) => None,
        }
    }

    /// A scalar where all active lanes of a simdgroup get the same.
    fn across_lanes(&self, op: &OpData, simd: SimdOp) -> Form {
        match simd {
            SimdOp::Reduce(_, Reach::Simdgroup) | SimdOp::BroadcastFirst(Reach::Simdgroup) => {
                Form::Scalar
            }
            SimdOp::Shuffle(Source::Lane | Source::Broadcast, Reach::Simdgroup) => {
                let lane = self.kernel.constant(op.operands[1]);
                scalar_if(lane.is_some_and(|c| (0..32).contains(&c.as_int())))
            }
            SimdOp::Vote(vote, Reach::Simdgroup) => scalar_if(vote != Vote::IsFirst),
            SimdOp::Reduce(_, Reach::Quad)
            | SimdOp::BroadcastFirst(Reach::Quad)
            | SimdOp::Vote(_, Reach::Quad)
            | SimdOp::Scan(..)
            | SimdOp::Shuffle(..)
            | SimdOp::Fill(..) => Form::Vector,
        }
    }

    fn pure(&self, op: &OpData) -> Option<Form> {
        let forms: Vec<Form> = op
            .operands
            .iter()
            .map(|&v| self.get(v))
            .collect::<Option<_>>()?;
        if forms.iter().all(|&f| f == Form::Scalar) {
            return Some(Form::Scalar);
        }
        let Native::Instr(instr) = op.op.cpu else {
            return Some(Form::Vector);
        };
        Some(linear(self.kernel, op, instr, &forms).unwrap_or(Form::Vector))
    }

    fn branch(&mut self, op: &OpData) {
        op.blocks.iter().for_each(|&b| self.block(b));
        for (n, &result) in op.results.iter().enumerate() {
            if !is_data(self.kernel, result) {
                continue;
            }
            let yields: Vec<Value> = op
                .blocks
                .iter()
                .map(|&b| self.kernel.block(b).yields[n])
                .collect();
            if self.is_scalar(op.operands[0]) {
                self.join_into(result, &yields);
            } else {
                self.set(result, Form::Vector);
            }
        }
    }

    fn counted(&mut self, op: &OpData) {
        let body = self.kernel.block(op.blocks[0]);
        let index = match (self.get(op.operands[0]), self.is_scalar(op.operands[2])) {
            (lo, true) => lo,
            (_, false) => Some(Form::Vector),
        };
        if let Some(form) = index {
            self.set(body.args[0], form);
        }
        let agree = op.operands[..3].iter().all(|&v| self.is_scalar(v));
        for (n, &arg) in body.args[1..].iter().enumerate() {
            if is_data(self.kernel, arg) {
                self.join_into(arg, &[op.operands[3 + n]]);
            }
        }
        self.block(op.blocks[0]);
        for (n, &arg) in body.args[1..].iter().enumerate() {
            if is_data(self.kernel, arg) {
                self.join_into(arg, &[op.operands[3 + n], body.yields[n]]);
                self.result_of_loop(op.results[n], arg, agree);
            }
        }
    }

    /// What a lane takes out of a loop; lanes that leave at different times take different things.
    fn result_of_loop(&mut self, result: Value, inside: Value, agree: bool) {
        if agree {
            self.join_into(result, &[inside]);
        } else {
            self.set(result, Form::Vector);
        }
    }

    fn conditional(&mut self, op: &OpData) {
        let (test, body) = (
            self.kernel.block(op.blocks[0]),
            self.kernel.block(op.blocks[1]),
        );
        let data = |n: usize| is_data(self.kernel, test.args[n]);
        let carried: Vec<usize> = (0..test.args.len()).filter(|&n| data(n)).collect();
        let forwarded = |n: usize| is_data(self.kernel, body.args[n]);
        let forwarded: Vec<usize> = (0..body.args.len()).filter(|&n| forwarded(n)).collect();
        for &n in &carried {
            self.join_into(test.args[n], &[op.operands[n]]);
        }
        self.block(op.blocks[0]);
        let agree = self.is_scalar(test.yields[0]);
        for &n in &forwarded {
            self.join_into(body.args[n], &[test.yields[n + 1]]);
            self.result_of_loop(op.results[n], test.yields[n + 1], agree);
        }
        self.block(op.blocks[1]);
        for &n in &carried {
            self.join_into(test.args[n], &[op.operands[n], body.yields[n]]);
        }
    }
}

fn scalar_if(scalar: bool) -> Form {
    if scalar { Form::Scalar } else { Form::Vector }
}

fn stride_of(form: Form) -> Option<i64> {
    match form {
        Form::Scalar => Some(0),
        Form::Linear(stride) => Some(stride),
        Form::Vector => None,
    }
}

fn with_stride(stride: i64) -> Form {
    if stride == 0 {
        Form::Scalar
    } else {
        Form::Linear(stride)
    }
}

/// The stride of an integer operation's result, where its operands have strides; wrapping keeps it.
fn linear(kernel: &Kernel, op: &OpData, instr: Instr, forms: &[Form]) -> Option<Form> {
    let ty = kernel.dtype(op.result());
    if !ty.is_int() {
        return None;
    }
    let a = stride_of(forms[0])?;
    match instr {
        Instr::Add => Some(with_stride(a.checked_add(stride_of(forms[1])?)?)),
        Instr::Sub => Some(with_stride(a.checked_sub(stride_of(forms[1])?)?)),
        Instr::Neg => Some(with_stride(a.checked_neg()?)),
        Instr::Mul => {
            let (known, other) = match kernel.constant(op.operands[1]) {
                Some(c) => (c, a),
                None => (kernel.constant(op.operands[0])?, stride_of(forms[1])?),
            };
            small_stride(other, i64::try_from(known.as_int()).ok()?)
        }
        Instr::Shl => {
            let amount = kernel.constant(op.operands[1])?.as_int() & i128::from(ty.bits() - 1);
            small_stride(a, 1i64.checked_shl(amount as u32)?)
        }
        // Truncation and a change of sign keep the lanes' differences; widening need not.
        Instr::Cast => {
            let from = kernel.dtype(op.operands[0]);
            (from.is_int() && from.bits() >= ty.bits()).then(|| with_stride(a))
        }
        Instr::Div
        | Instr::Rem
        | Instr::And
        | Instr::Or
        | Instr::Xor
        | Instr::Shr
        | Instr::Not
        | Instr::Cmp(_)
        | Instr::Select
        | Instr::Bitcast
        | Instr::Min
        | Instr::Max
        | Instr::Abs => None,
    }
}

/// A product of strides; a large one is as good as none.
fn small_stride(stride: i64, factor: i64) -> Option<Form> {
    let product = stride.checked_mul(factor)?;
    (product.unsigned_abs() <= 1 << 16).then(|| with_stride(product))
}
