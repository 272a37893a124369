//! Random expressions. Operations come from the table, so that a new one is covered by being there.

use super::data;
use super::program::{Component, Expr, UNIFORMS, VARS};
use super::rng::Rng;
use enigma_core::Scalar;
use enigma_core::ir::Dim;
use enigma_core::ops::{
    self, Arg, Class, Kind, OpDef, Res, Tolerance, geometry, math, packing, query,
};

/// What expressions are made of.
pub struct Source {
    /// The random numbers.
    pub rng: Rng,
    /// Dtypes in use.
    pub dtypes: Vec<Scalar>,
    /// Dtypes of the scalar parameters.
    pub params: Vec<Scalar>,
    /// Expressions made before, and whether they are uniform: saying the same again is what passes look for.
    pub said: Vec<(Expr, bool)>,
}

const DIMS: [Dim; 3] = [Dim::X, Dim::Y, Dim::Z];

/// Queries that all threads of a threadgroup answer alike.
static UNIFORM_QUERIES: [&OpDef; 4] = [
    &query::THREADGROUP_POSITION_IN_GRID,
    &query::THREADS_PER_THREADGROUP,
    &query::THREADS_PER_GRID,
    &query::THREADGROUPS_PER_GRID,
];

static POSITIONS: [&OpDef; 2] = [
    &query::THREAD_POSITION_IN_GRID_XYZ,
    &query::THREAD_POSITION_IN_THREADGROUP,
];

static NUMBERS: [&OpDef; 5] = [
    &query::THREAD_INDEX_IN_THREADGROUP,
    &query::THREAD_INDEX_IN_SIMDGROUP,
    &query::SIMDGROUP_INDEX_IN_THREADGROUP,
    &query::THREADS_PER_SIMDGROUP,
    &query::SIMDGROUPS_PER_THREADGROUP,
];

/// The class of an operation's common type.
fn class(op: &OpDef) -> Option<Class> {
    op.sig.args.iter().find_map(|arg| {
        if let Arg::T(class) = arg {
            Some(*class)
        } else {
            None
        }
    })
}

/// Whether a pure operation gives the same bits everywhere, on that dtype.
fn exact(op: &OpDef, dtype: Scalar) -> bool {
    // The fused product of narrow floats may be rounded once or twice.
    op.tolerance == Tolerance::Exact && !(op == &math::FMA && dtype != Scalar::F32)
}

/// Pure operations on that dtype with that result, but for the conversions.
fn pure(dtype: Scalar, result: Res) -> impl Iterator<Item = &'static OpDef> {
    ops::all().filter(move |op| {
        let fits = class(op).is_some_and(|c| c.contains(dtype));
        op.kind == Kind::Pure && fits && op.sig.result == result
    })
}

/// Operations on vectors whose results have the dtype, bit for bit the same everywhere, and a dtype for operands.
fn composites(dtype: Scalar) -> Vec<(&'static OpDef, Scalar)> {
    // They are made of functions that have a bound.
    let bounded = [
        &geometry::NORMALIZE,
        &packing::PACK_FLOAT_TO_SRGB_UNORM4X8,
        &packing::UNPACK_SRGB_UNORM4X8_TO_FLOAT,
    ];
    let of = |op: &'static OpDef| {
        let operand = match op.sig.result {
            Res::T | Res::LikeOperands => dtype,
            Res::U32 if dtype == Scalar::U32 => Scalar::F32,
            Res::Vector(_) if dtype == Scalar::F32 => Scalar::U32,
            Res::Bool if dtype == Scalar::Bool => Scalar::Bool,
            _ => return None,
        };
        let taken = |arg: &Arg| match arg {
            Arg::T(class) | Arg::Vector(class, _) => class.contains(operand),
            _ => true,
        };
        op.sig.args.iter().all(taken).then_some((op, operand))
    };
    ops::all()
        .filter(|op| matches!(op.kind, Kind::Composite(_)) && !bounded.contains(op))
        .filter_map(of)
        .collect()
}

/// Whether all vectors among the operands may have that many components.
fn takes(op: &OpDef, size: usize) -> bool {
    let mut vectors = op.sig.args.iter().filter_map(|arg| match arg {
        Arg::Vector(_, wanted) => Some(wanted),
        _ => None,
    });
    vectors.all(|wanted| wanted.takes(size))
}

/// Functions of that float dtype that are compared in ULP.
pub fn near(dtype: Scalar) -> Vec<&'static OpDef> {
    pure(dtype, Res::T).filter(|op| !exact(op, dtype)).collect()
}

impl Source {
    /// A dtype in use that is in the class.
    pub fn dtype(&mut self, class: Class) -> Option<Scalar> {
        let fitting: Vec<Scalar> = self
            .dtypes
            .iter()
            .copied()
            .filter(|&t| class.contains(t))
            .collect();
        (!fitting.is_empty()).then(|| self.rng.pick(&fitting))
    }

    /// An expression of the dtype, that deep at most; a uniform one is the same for all threads of the
    /// threadgroup.
    pub fn expr(&mut self, dtype: Scalar, depth: usize, uniform: bool) -> Expr {
        if depth == 0 || self.rng.chance(20) {
            return self.leaf(dtype, uniform);
        }
        if self.rng.chance(15)
            && let Some(again) = self.again(dtype, uniform)
        {
            return again;
        }
        let expr = self.compound(dtype, depth, uniform);
        self.said.push((expr.clone(), uniform));
        expr
    }

    fn again(&mut self, dtype: Scalar, uniform: bool) -> Option<Expr> {
        let fits = |said: &&(Expr, bool)| said.0.dtype() == dtype && (said.1 || !uniform);
        let recent: Vec<&Expr> = self
            .said
            .iter()
            .rev()
            .filter(fits)
            .take(4)
            .map(|said| &said.0)
            .collect();
        (!recent.is_empty()).then(|| self.rng.pick(&recent).clone())
    }

    fn compound(&mut self, dtype: Scalar, depth: usize, uniform: bool) -> Expr {
        // The dtype of atomics has no input buffer unless it is in use.
        let first = if self.dtypes.contains(&dtype) { 0 } else { 15 };
        match first + self.rng.below(100 - first) {
            0..10 => Expr::Input(dtype, Box::new(self.expr(Scalar::U32, depth - 1, uniform))),
            10..15 => self.masked_input(dtype, depth - 1, uniform),
            15..30 => {
                let from = self.rng.pick(&self.dtypes);
                Expr::Cast(dtype, Box::new(self.expr(from, depth - 1, uniform)))
            }
            30..38 => self.bits(dtype, depth - 1, uniform),
            38..44 => self.component(dtype, depth - 1, uniform),
            _ => self.operation(dtype, depth - 1, uniform),
        }
    }

    fn masked_input(&mut self, dtype: Scalar, depth: usize, uniform: bool) -> Expr {
        let index = self.expr(Scalar::U32, depth, uniform);
        let mask = self.expr(Scalar::Bool, depth, uniform);
        let default = self.expr(dtype, depth, uniform);
        Expr::InputIf(dtype, Box::new([index, mask, default]))
    }

    fn bits(&mut self, dtype: Scalar, depth: usize, uniform: bool) -> Expr {
        let same = |t: &Scalar| t.bits() == dtype.bits() && *t != dtype;
        let others: Vec<Scalar> = self.dtypes.iter().copied().filter(same).collect();
        if others.is_empty() {
            return self.operation(dtype, depth, uniform);
        }
        let from = self.rng.pick(&others);
        Expr::Bits(dtype, Box::new(self.expr(from, depth, uniform)))
    }

    /// A component of what an operation on vectors of the dtype gives, or one that packs and unpacks.
    fn component(&mut self, dtype: Scalar, depth: usize, uniform: bool) -> Expr {
        let choices = composites(dtype);
        if choices.is_empty() {
            return self.operation(dtype, depth, uniform);
        }
        let (op, operand) = self.rng.pick(&choices);
        let sizes: Vec<usize> = (2..=4).filter(|&n| takes(op, n)).collect();
        let size = if sizes.is_empty() {
            1
        } else {
            self.rng.pick(&sizes)
        };
        let results = match op.sig.result {
            Res::LikeOperands => size,
            Res::Vector(n) => n,
            _ => 1,
        };
        let lane = self.rng.below(results);
        let of = Component {
            op,
            size,
            lane,
            dtype,
        };
        let mut parts = Vec::new();
        for (arg, count) in op.sig.args.iter().zip(of.sizes()) {
            for _ in 0..count {
                parts.push(self.expr(arg.dtype(operand), depth.min(1), uniform));
            }
        }
        Expr::Component(of, parts)
    }

    fn operation(&mut self, dtype: Scalar, depth: usize, uniform: bool) -> Expr {
        let mut choices: Vec<(&OpDef, Scalar)> = pure(dtype, Res::T)
            .filter(|op| exact(op, dtype))
            .map(|op| (op, dtype))
            .collect();
        if dtype == Scalar::Bool {
            let compared = self.rng.pick(&self.dtypes);
            choices.extend(pure(compared, Res::Bool).map(|op| (op, compared)));
        }
        let (op, operand) = self.rng.pick(&choices);
        Expr::Op(op, self.operands(op, operand, depth, uniform))
    }

    /// Operands for an operation whose common type is the dtype.
    pub fn operands(
        &mut self,
        op: &OpDef,
        dtype: Scalar,
        depth: usize,
        uniform: bool,
    ) -> Vec<Expr> {
        let mut operands = Vec::new();
        for arg in op.sig.args {
            operands.push(self.expr(arg.dtype(dtype), depth, uniform));
        }
        operands
    }

    fn leaf(&mut self, dtype: Scalar, uniform: bool) -> Expr {
        if self.rng.chance(25) {
            return Expr::Const(data::element(&mut self.rng, dtype));
        }
        if let Some(n) = self.params.iter().position(|&t| t == dtype)
            && self.rng.chance(25)
        {
            return Expr::Param(n, dtype);
        }
        let in_use = self.dtypes.contains(&dtype);
        if !uniform && in_use && self.rng.chance(if dtype == Scalar::U32 { 40 } else { 85 }) {
            return Expr::Var((dtype, self.rng.below(VARS)));
        }
        if !uniform && in_use && self.rng.chance(30) {
            return Expr::Scratch(dtype);
        }
        let number = self.number(uniform);
        if dtype == Scalar::U32 {
            number
        } else {
            Expr::Cast(dtype, Box::new(number))
        }
    }

    /// A uint that no buffer is needed for.
    fn number(&mut self, uniform: bool) -> Expr {
        let dim = Some(self.rng.pick(&DIMS));
        match self.rng.below(4) {
            0 | 1 if !uniform => Expr::Query(self.rng.pick(&POSITIONS), dim),
            2 if !uniform => Expr::Query(self.rng.pick(&NUMBERS), None),
            0 | 1 => Expr::Query(self.rng.pick(&UNIFORM_QUERIES), dim),
            _ => Expr::Uniform(self.rng.below(UNIFORMS)),
        }
    }
}
