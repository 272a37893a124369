//! Forms: how the lanes of a chunk hold a value.
//!
//! An optimistic analysis over the runs of a plan: a value is a scalar until something makes its lanes
//! differ by a constant stride, or at all. Emission follows it, so that the phis of loops are known
//! before their bodies.

use super::flags;
use super::multiples::ROUND;
use super::patterns::{Pattern, Patterns, Shape};
use super::plan::{Home, Plan, Run, Step, is_data};
use enigma_core::ir::{Attr, BlockId, Dim, Kernel, OpData, OpId, Value};
use enigma_core::limits::SIMD_WIDTH;
use enigma_core::ops::lanes::{Reach, Source, Vote};
use enigma_core::ops::{Kind, Native, Query, SimdOp};

/// How the lanes of a chunk hold a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The same in every active lane; a matrix always is, since the lanes hold it together.
    Scalar,
    /// Lane n holds `base + n * stride`, wrapping in its integer type; the stride is not 0.
    Linear(i64),
    /// Lane n holds `base` plus an offset that is known when code is made, wrapping likewise.
    Pattern(Pattern),
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

    /// The shape of a position in the threadgroup.
    fn position(&self, dim: Dim, patterns: &Patterns) -> Shape {
        let lanes = self.width.trailing_zeros();
        let whole = Some((i64::from(self.width), 0));
        let shape = |form, align, place| Shape { form, align, place };
        match dim {
            _ if self.extent[dim.index()] == Some(1) => shape(Form::Scalar, 63, Some((0, 0))),
            Dim::X if self.is_line() => shape(Form::Linear(1), lanes, whole),
            Dim::X if self.has_rows() => {
                shape(Form::Linear(1), lanes, self.is_row().then_some((0, 0)))
            }
            Dim::Y if self.is_row() && self.extent[2] == Some(1) => {
                shape(Form::Scalar, 0, Some((1, 0)))
            }
            Dim::Y | Dim::Z if self.has_rows() => Shape::of(Form::Scalar),
            Dim::Y if self.is_column(1) => shape(Form::Linear(1), lanes, whole),
            Dim::Z if self.is_column(2) => shape(Form::Linear(1), lanes, whole),
            Dim::X | Dim::Y | Dim::Z => match self.short_rows() {
                // A chunk has the same rows as any other: its lanes are at the same places in them.
                Some(row) if dim == Dim::X => {
                    let offsets = (0..i64::from(self.width)).map(|n| n % row);
                    shape(patterns.form(offsets.collect()), 63, Some((0, 0)))
                }
                Some(row) if dim == Dim::Y => {
                    let offsets = (0..i64::from(self.width)).map(|n| n / row);
                    let rows = i64::from(self.width) / row;
                    let form = patterns.form(offsets.collect());
                    shape(form, rows.trailing_zeros(), Some((rows, 0)))
                }
                Some(_) | None => Shape::of(Form::Vector),
            },
        }
    }

    /// Threads of a threadgroup, where their number is known.
    pub fn total(&self) -> Option<u32> {
        let [x, y, z] = self.extent;
        Some(x? * y? * z?)
    }

    /// Whether every chunk is a row.
    pub fn is_row(&self) -> bool {
        self.extent[0] == Some(self.width)
    }

    /// The length of rows of which a chunk has several, where there are two dimensions.
    pub fn short_rows(&self) -> Option<i64> {
        let row = self.extent[0].filter(|&n| self.extent[2] == Some(1) && n < self.width)?;
        self.width.is_multiple_of(row).then_some(i64::from(row))
    }

    /// Whether the threadgroup has threads along that dimension only.
    fn is_column(&self, dim: usize) -> bool {
        (0..3).all(|d| d == dim || self.extent[d] == Some(1))
    }

    /// The shape of a query's answer.
    pub fn shape(&self, query: Query, dim: Dim, patterns: &Patterns) -> Shape {
        let lanes = self.width.trailing_zeros();
        match query {
            Query::ThreadPositionInThreadgroup => self.position(dim, patterns),
            Query::ThreadPositionInGrid => {
                let inside = self.position(dim, patterns);
                let group = self.most[dim.index()].trailing_zeros();
                Shape {
                    align: inside.align.min(group),
                    place: None,
                    ..inside
                }
            }
            Query::ThreadIndexInThreadgroup => Shape {
                form: Form::Linear(1),
                align: lanes,
                place: Some((i64::from(self.width), 0)),
            },
            Query::ThreadIndexInSimdgroup => Shape {
                form: Form::Linear(1),
                align: lanes,
                place: (self.width == SIMD_WIDTH as u32).then_some((0, 0)),
            },
            Query::SimdgroupIndexInThreadgroup => Shape {
                place: (self.width == SIMD_WIDTH as u32).then_some((1, 0)),
                ..Shape::of(Form::Scalar)
            },
            Query::ThreadgroupPositionInGrid
            | Query::ThreadsPerThreadgroup
            | Query::ThreadsPerGrid
            | Query::ThreadgroupsPerGrid
            | Query::ThreadsPerSimdgroup
            | Query::SimdgroupsPerThreadgroup => Shape::of(Form::Scalar),
        }
    }
}

/// The shape of every value of a run, where it is defined.
#[derive(Debug)]
pub struct Forms {
    shapes: Vec<Option<Shape>>,
    pub patterns: Patterns,
}

impl Forms {
    /// The form of a value in the run that defines it.
    pub fn of(&self, v: Value) -> Form {
        self.shape(v).form
    }

    /// Its shape.
    pub fn shape(&self, v: Value) -> Shape {
        self.shapes[v.index()].unwrap_or(Shape::of(Form::Scalar))
    }
}

/// Analyses every run of a plan.
pub fn analyse(kernel: &Kernel, plan: &Plan<'_>, geometry: Geometry, multiples: u64) -> Forms {
    let mut a = Analysis {
        kernel,
        plan,
        geometry,
        multiples,
        patterns: Patterns::new(geometry.width),
        shapes: matrices(kernel),
        run: 0,
        changed: true,
    };
    while std::mem::take(&mut a.changed) {
        a.group_block(Kernel::BODY);
    }
    Forms {
        shapes: a.shapes,
        patterns: a.patterns,
    }
}

/// What is known before: the chunk holds a matrix as one value.
fn matrices(kernel: &Kernel) -> Vec<Option<Shape>> {
    let values = kernel.values();
    let known = values.map(|v| kernel.ty(v).matrix().map(|_| Shape::of(Form::Scalar)));
    known.collect()
}

struct Analysis<'a> {
    kernel: &'a Kernel,
    plan: &'a Plan<'a>,
    geometry: Geometry,
    /// Scalar parameters that are multiples of a round number, as bits.
    multiples: u64,
    patterns: Patterns,
    shapes: Vec<Option<Shape>>,
    run: Run,
    changed: bool,
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
                Step::Scalar(op) => self.op(*op),
                Step::Barrier(_) => {}
            }
        }
    }

    /// The shape in the run that is looked at; none where it is not known yet.
    fn get(&self, v: Value) -> Option<Shape> {
        let known = self.shapes[v.index()];
        let scalar = Shape::of(Form::Scalar);
        if self.is_matrix(v) {
            return Some(scalar);
        }
        match self.plan.home(v) {
            Home::Group => Some(known.filter(|s| s.form == Form::Scalar).unwrap_or(scalar)),
            Home::Slot => Some(Shape::of(Form::Vector)),
            Home::Run(run) if run == self.run || self.plan.is_recomputed(v) => known,
            Home::Run(_) => Some(Shape::of(Form::Vector)),
        }
    }

    fn is_matrix(&self, v: Value) -> bool {
        self.kernel.ty(v).matrix().is_some()
    }

    fn set(&mut self, v: Value, shape: Shape) {
        if self.is_matrix(v) {
            return;
        }
        let old = self.shapes[v.index()];
        let new = old.map_or(shape, |old| old.join(shape));
        if old != Some(new) {
            self.shapes[v.index()] = Some(new);
            self.changed = true;
        }
    }

    /// Joins what several values have; nothing is known where nothing is known of any.
    fn join_into(&mut self, to: Value, from: &[Value]) {
        let shapes = from.iter().filter_map(|&v| self.get(v));
        if let Some(shape) = shapes.reduce(Shape::join) {
            self.set(to, shape);
        }
    }

    fn is_scalar(&self, v: Value) -> bool {
        // Unknown counts as a scalar: the analysis is optimistic and comes back.
        self.get(v).is_none_or(|s| s.form == Form::Scalar)
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
                    && let Some(shape) = self.result(op)
                {
                    self.set(result, shape);
                }
            }
        }
    }

    fn result(&self, op: &OpData) -> Option<Shape> {
        let operands = || op.operands.iter().map(|&v| self.get(v));
        let all_scalar = || {
            operands()
                .collect::<Option<Vec<Shape>>>()
                .map(|shapes| scalar_if(shapes.iter().all(|s| s.form == Form::Scalar)))
        };
        match op.op.kind {
            Kind::Pure => self.pure(op),
            Kind::Const => {
                let Attr::Const(c) = op.attr else {
                    panic!("internal error: a constant without its value")
                };
                Some(Shape::constant(c))
            }
            Kind::ScalarParam => Some(self.parameter(op)),
            Kind::FunctionConstant | Kind::Matrix(_) => Some(Shape::of(Form::Scalar)),
            Kind::Query(query) => {
                let dim = if let Attr::Dim(dim) = op.attr {
                    dim
                } else {
                    Dim::X
                };
                Some(self.geometry.shape(query, dim, &self.patterns))
            }
            Kind::Load | Kind::LoadIf => all_scalar(),
            Kind::Simd(simd) => Some(self.across_lanes(op, simd)),
            Kind::Atomic(_) => Some(Shape::of(Form::Vector)),
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

    fn parameter(&self, op: &OpData) -> Shape {
        let round = match op.attr {
            Attr::Param(param) => flags::is_set(self.multiples, param.index()),
            _ => false,
        };
        Shape {
            align: if round { ROUND } else { 0 },
            ..Shape::of(Form::Scalar)
        }
    }

    /// A scalar where all active lanes of a simdgroup get the same.
    fn across_lanes(&self, op: &OpData, simd: SimdOp) -> Shape {
        match simd {
            SimdOp::Reduce(_, Reach::Simdgroup) | SimdOp::BroadcastFirst(Reach::Simdgroup) => {
                scalar_if(true)
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
            | SimdOp::Fill(..) => scalar_if(false),
        }
    }

    fn pure(&self, op: &OpData) -> Option<Shape> {
        let shapes: Vec<Shape> = op
            .operands
            .iter()
            .map(|&v| self.get(v))
            .collect::<Option<_>>()?;
        let otherwise = scalar_if(shapes.iter().all(|s| s.form == Form::Scalar));
        let (from, to) = (
            self.kernel.dtype(op.operands[0]),
            self.kernel.dtype(op.result()),
        );
        let Native::Instr(instr) = op.op.cpu else {
            return Some(otherwise);
        };
        if !to.is_int() {
            return Some(otherwise);
        }
        let constant = |&v: &Value| {
            let c = self.kernel.constant(v).filter(|c| c.ty.is_int());
            c.map(|c| c.as_int())
        };
        let constants: Vec<Option<i128>> = op.operands.iter().map(constant).collect();
        let found = self.patterns.result(instr, &shapes, &constants, (from, to));
        Some(found.unwrap_or(otherwise))
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
                self.set(result, Shape::of(Form::Vector));
            }
        }
    }

    fn counted(&mut self, op: &OpData) {
        let body = self.kernel.block(op.blocks[0]);
        let (lo, step) = (self.get(op.operands[0]), self.get(op.operands[2]));
        let index = match (lo, step) {
            (Some(lo), Some(step)) if step.form == Form::Scalar => Some(Shape {
                align: lo.align.min(step.align),
                place: None,
                ..lo
            }),
            (_, Some(_)) => Some(Shape::of(Form::Vector)),
            (_, None) => None,
        };
        if let Some(shape) = index {
            self.set(body.args[0], shape);
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
            self.set(result, Shape::of(Form::Vector));
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

fn scalar_if(scalar: bool) -> Shape {
    Shape::of(if scalar { Form::Scalar } else { Form::Vector })
}
