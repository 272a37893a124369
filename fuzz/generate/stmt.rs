//! Random statements and whole programs.

use super::expr::{Source, near};
use super::matrices::Product;
use super::program::{Expr, For, INPUT_LEN, Program, Stmt, UNIFORMS, VARS, Var, While};
use super::rng::Rng;
use enigma_core::ir::{MemFlags, Order};
use enigma_core::ops::lanes::Source as From;
use enigma_core::ops::{self, Arg, Class, Kind, OpDef, Res, SimdOp, arith, atomic, query};
use enigma_core::{Const, Scalar};

/// Operations on memory whose order does not matter; neighbours with one number also commute with each
/// other, and share elements.
pub static ATOMICS: [(&OpDef, usize); 7] = [
    (&atomic::ATOMIC_FETCH_ADD, 0),
    (&atomic::ATOMIC_FETCH_SUB, 0),
    (&atomic::ATOMIC_FETCH_MIN, 1),
    (&atomic::ATOMIC_FETCH_MAX, 2),
    (&atomic::ATOMIC_FETCH_AND, 3),
    (&atomic::ATOMIC_FETCH_OR, 4),
    (&atomic::ATOMIC_FETCH_XOR, 5),
];

/// Operations across lanes of some shapes that take the dtype.
fn across_lanes(dtype: Scalar, shape: fn(SimdOp) -> bool) -> Vec<&'static OpDef> {
    let fits = |op: &&'static OpDef| match (op.kind, op.sig.args.first()) {
        (Kind::Simd(simd), Some(Arg::T(class))) => shape(simd) && class.contains(dtype),
        (Kind::Simd(simd), _) => shape(simd) && dtype == Scalar::Bool,
        _ => false,
    };
    ops::all().filter(fits).collect()
}

fn is_reduction(simd: SimdOp) -> bool {
    matches!(
        simd,
        SimdOp::Reduce(..) | SimdOp::Scan(..) | SimdOp::BroadcastFirst(_)
    )
}

/// Threadgroups worth trying: one thread, partial and full simdgroups, two and three dimensions.
const THREADS: [[u64; 3]; 12] = [
    [1, 1, 1],
    [7, 1, 1],
    [32, 1, 1],
    [32, 1, 1],
    [33, 1, 1],
    [64, 1, 1],
    [100, 1, 1],
    [128, 1, 1],
    [8, 8, 1],
    [5, 7, 1],
    [16, 4, 1],
    [4, 3, 5],
];

/// How deep operands nest.
const DEPTH: usize = 3;

/// The program of a seed.
pub fn program(seed: u64) -> Program {
    let mut rng = Rng::new(seed);
    let (grid, threads) = extent(&mut rng);
    let dtypes = dtypes(&mut rng);
    let params = (0..rng.below(3))
        .map(|_| rng.pick(&dtypes))
        .collect::<Vec<_>>();
    let atomic = rng.pick(&[Scalar::I32, Scalar::U32, Scalar::I64, Scalar::U64]);
    let mut p = Program {
        seed,
        grid,
        threads,
        dtypes,
        params,
        atomic,
        body: Vec::new(),
    };
    let source = Source {
        rng,
        dtypes: p.dtypes.clone(),
        params: p.params.clone(),
        said: Vec::new(),
    };
    let mut statements = Statements {
        source,
        atomic,
        full: p.full_simdgroups(),
        reduction: None,
    };
    let length = 4 + statements.source.rng.below(8);
    p.body = statements.block(
        length,
        Place {
            together: true,
            depth: 3,
        },
    );
    let at = statements.source.rng.below(p.body.len());
    let shown = statements.lanes(seed as usize);
    p.body.insert(at, shown);
    p
}

/// A grid and its threadgroups: ragged more often than not, never above a few hundred threads.
fn extent(rng: &mut Rng) -> ([u64; 3], [u64; 3]) {
    let threads = rng.pick(&THREADS);
    let mut grid = threads;
    for d in 0..3 {
        if d == 0 || threads[d] > 1 || rng.chance(10) {
            grid[d] *= rng.between(1, 2) as u64;
            if rng.chance(50) {
                grid[d] = grid[d]
                    .saturating_sub(rng.below(threads[d] as usize) as u64)
                    .max(1);
            }
        }
    }
    (grid, threads)
}

/// uint, bool and two or three others.
fn dtypes(rng: &mut Rng) -> Vec<Scalar> {
    let mut dtypes = vec![Scalar::U32, Scalar::Bool];
    for _ in 0..3 {
        let t = rng.pick(&Scalar::ALL);
        if !dtypes.contains(&t) {
            dtypes.push(t);
        }
    }
    dtypes
}

/// Where a statement stands.
#[derive(Clone, Copy)]
struct Place {
    /// Whether all threads of the threadgroup are there.
    together: bool,
    /// How much deeper control flow may nest.
    depth: usize,
}

struct Statements {
    source: Source,
    atomic: Scalar,
    /// Whether all simdgroups have 32 lanes.
    full: bool,
    /// The last reduction: the same one under another mask is another value.
    reduction: Option<(&'static OpDef, Expr)>,
}

impl Statements {
    fn block(&mut self, length: usize, place: Place) -> Vec<Stmt> {
        (0..length).map(|_| self.statement(place)).collect()
    }

    fn statement(&mut self, place: Place) -> Stmt {
        if place.together
            && self.full
            && self.source.rng.chance(5)
            && let Some(product) = self.product()
        {
            return product;
        }
        let choice = self.source.rng.below(100);
        match choice {
            0..18 if place.depth > 0 => self.control(place),
            18..24 => self.store(),
            24..30 => self.near().unwrap_or_else(|| self.set()),
            30..36 => self.device_atomic(),
            36..42 => self.reduce().unwrap_or_else(|| self.set()),
            42..44 => self.vote(),
            44..46 => Stmt::SimdBarrier(self.source.rng.pick(&MemFlags::ALL)),
            46..52 => self.shuffle().unwrap_or_else(|| self.set()),
            52..76 if place.together => self.together(choice - 52),
            _ => self.set(),
        }
    }

    fn var(&mut self) -> Var {
        (
            self.source.rng.pick(&self.source.dtypes),
            self.source.rng.below(VARS),
        )
    }

    fn set(&mut self) -> Stmt {
        let var = self.var();
        Stmt::Set(var, self.source.expr(var.0, DEPTH, false))
    }

    /// A value for other threads to see, which more often than not differs from theirs.
    fn shown(&mut self, dtype: Scalar, depth: usize) -> Expr {
        let value = self.source.expr(dtype, depth, false);
        if dtype == Scalar::Bool || self.source.rng.chance(40) {
            return value;
        }
        let lane = Expr::Query(&query::THREAD_INDEX_IN_SIMDGROUP, None);
        Expr::Op(&arith::ADD, vec![value, Expr::Cast(dtype, Box::new(lane))])
    }

    /// How far to look, the same for all lanes if it has to be.
    fn distance(&mut self, uniform: bool) -> Expr {
        if self.source.rng.chance(50) {
            let few = self.source.rng.between(1, 5);
            return Expr::Const(Const::from_int(Scalar::U32, few.into()));
        }
        self.source.expr(Scalar::U32, 1, uniform)
    }

    fn store(&mut self) -> Stmt {
        let dtype = self.source.rng.pick(&self.source.dtypes);
        let value = self.source.expr(dtype, DEPTH, false);
        let masked = self.source.rng.chance(50);
        Stmt::Store(
            value,
            masked.then(|| self.source.expr(Scalar::Bool, DEPTH, false)),
        )
    }

    fn near(&mut self) -> Option<Stmt> {
        let dtype = self.source.dtype(Class::FLOAT)?;
        let op = self.source.rng.pick(&near(dtype));
        Some(Stmt::Near(op, self.source.operands(op, dtype, 1, false)))
    }

    fn device_atomic(&mut self) -> Stmt {
        let (op, _) = self.source.rng.pick(&ATOMICS);
        let relaxed = self.source.rng.chance(75);
        let order = if relaxed {
            Order::Relaxed
        } else {
            self.source.rng.pick(&Order::ALL)
        };
        let index = self.source.expr(Scalar::U32, 1, false);
        let value = self.source.expr(self.atomic, 2, false);
        Stmt::Atomic {
            op,
            order,
            index,
            value,
        }
    }

    fn reduce(&mut self) -> Option<Stmt> {
        let (op, value) = match self.reduction.take() {
            Some(last) if self.source.rng.chance(60) => last,
            _ => {
                let (dtype, depth) = (self.source.dtype(Class::NUMERIC)?, self.source.rng.below(3));
                (
                    self.source.rng.pick(&across_lanes(dtype, is_reduction)),
                    self.shown(dtype, depth),
                )
            }
        };
        self.reduction = Some((op, value.clone()));
        let to = (value.dtype(), self.source.rng.below(VARS));
        Some(Stmt::Reduce { op, value, to })
    }

    /// An operation across lanes that everything sees, a different one for each of neighbouring seeds.
    fn lanes(&mut self, number: usize) -> Stmt {
        let dtype = self.source.dtype(Class::NUMERIC).unwrap_or(Scalar::U32);
        let across = across_lanes(dtype, is_reduction);
        Stmt::Reduce {
            op: across[number % across.len()],
            value: self.shown(dtype, 1),
            to: (dtype, self.source.rng.below(VARS)),
        }
    }

    /// A branch or loop; what is in it is together only if all threads take the same way.
    fn control(&mut self, place: Place) -> Stmt {
        let uniform = self.source.rng.chance(if place.together { 60 } else { 20 });
        let inner = Place {
            together: place.together && uniform,
            depth: place.depth - 1,
        };
        let length = 1 + self.source.rng.below(3);
        match self.source.rng.below(4) {
            0 | 1 => {
                let condition = self.source.expr(Scalar::Bool, 2, uniform);
                let then = self.block(length, inner);
                let other = if self.source.rng.chance(50) {
                    self.block(length, inner)
                } else {
                    vec![]
                };
                Stmt::If(condition, then, other)
            }
            2 => self.counted(uniform, length, inner),
            _ => self.conditional(uniform, length, inner),
        }
    }

    /// More rounds outside than inside.
    fn rounds(inner: Place) -> u32 {
        (1 << inner.depth.max(1)) - 1
    }

    fn counted(&mut self, uniform: bool, length: usize, inner: Place) -> Stmt {
        let dtype = self.source.dtype(Class::INT).unwrap_or(Scalar::U32);
        let mask = Self::rounds(inner);
        let (min, max) = dtype.int_range();
        let lo = match self.source.rng.below(4) {
            0 => max - i128::from(mask),
            1 => (-2).max(min),
            _ => 0,
        };
        let index = self.var();
        let extra = self.source.expr(dtype, 2, uniform);
        let (lo, step) = (
            Const::from_int(dtype, lo),
            self.source.rng.between(1, 3) as u32,
        );
        Stmt::For(Box::new(For {
            lo,
            extra,
            mask,
            step,
            index,
            body: self.block(length, inner),
        }))
    }

    fn conditional(&mut self, uniform: bool, length: usize, inner: Place) -> Stmt {
        let limit = self.source.expr(Scalar::U32, 1, uniform);
        let test = (0..self.source.rng.below(2)).map(|_| self.set()).collect();
        let condition = self.source.expr(Scalar::Bool, 1, uniform);
        let mask = Self::rounds(inner);
        Stmt::While(Box::new(While {
            limit,
            mask,
            test,
            condition,
            body: self.block(length, inner),
        }))
    }

    /// A statement for all threads of the threadgroup at once.
    fn together(&mut self, choice: usize) -> Stmt {
        match choice {
            0..4 => {
                let value = self.source.expr(Scalar::U32, 2, true);
                Stmt::SetUniform(self.source.rng.below(UNIFORMS), value)
            }
            4..6 => Stmt::Barrier(self.source.rng.pick(&MemFlags::ALL)),
            6..14 => self.exchange(),
            14..18 => self.shared_atomic(),
            18..21 => {
                let (rows, start, to) = (
                    self.source.rng.chance(40),
                    self.source.rng.below(INPUT_LEN),
                    self.var(),
                );
                Stmt::CopyIn {
                    rows,
                    start,
                    from: self.source.expr(Scalar::U32, 1, false),
                    to,
                }
            }
            _ => {
                let dtype = self.source.rng.pick(&self.source.dtypes);
                Stmt::CopyOut(self.source.expr(dtype, 2, false))
            }
        }
    }

    fn product(&mut self) -> Option<Stmt> {
        let dtype = self.source.dtype(Class::FLOAT)?;
        let has_float = self.source.dtypes.contains(&Scalar::F32);
        let sum = if has_float && self.source.rng.chance(50) {
            Scalar::F32
        } else {
            dtype
        };
        Some(Stmt::Product(Box::new(Product {
            dtype,
            transpose: [0, 1].map(|_| self.source.rng.chance(50)),
            rounds: self.source.rng.between(0, 3) as u32,
            from: self.source.expr(Scalar::U32, 2, false),
            to: (sum, self.source.rng.below(VARS)),
        })))
    }

    fn exchange(&mut self) -> Stmt {
        let to = self.var();
        let (value, from) = (self.shown(to.0, 2), self.source.expr(Scalar::U32, 2, false));
        Stmt::Exchange {
            device: self.source.rng.chance(25),
            value,
            from,
            to,
        }
    }

    fn shared_atomic(&mut self) -> Stmt {
        let (op, _) = self.source.rng.pick(&ATOMICS);
        let index = self.source.expr(Scalar::U32, 1, false);
        let value = self.source.expr(self.atomic, 2, false);
        let from = self.source.expr(Scalar::U32, 1, false);
        Stmt::SharedAtomic {
            op,
            index,
            value,
            from,
            to: self.source.rng.pick(&self.source.dtypes),
        }
    }

    fn vote(&mut self) -> Stmt {
        let votes = across_lanes(Scalar::Bool, |simd| matches!(simd, SimdOp::Vote(..)));
        let op = self.source.rng.pick(&votes);
        let dtype = if op.sig.result == Res::Bool {
            Scalar::Bool
        } else {
            Scalar::U32
        };
        Stmt::Vote {
            op,
            condition: self.source.expr(Scalar::Bool, 2, false),
            to: (dtype, self.source.rng.below(VARS)),
        }
    }

    /// A number that must be the same for all lanes is uniform.
    fn shuffle(&mut self) -> Option<Stmt> {
        let dtype = self.source.dtype(Class::NUMERIC)?;
        let to = (dtype, self.source.rng.below(VARS));
        let moves = |simd| matches!(simd, SimdOp::Shuffle(..) | SimdOp::Fill(..));
        let op = self.source.rng.pick(&across_lanes(dtype, moves));
        let value = self.shown(dtype, 2);
        Some(match op.kind {
            Kind::Simd(SimdOp::Fill(_, reach)) => Stmt::Fill {
                op,
                values: Box::new([value, self.source.expr(dtype, 1, false)]),
                delta: self.distance(true),
                modulo: 2 << self.source.rng.below(reach.lanes().ilog2() as usize),
                to,
            },
            kind => {
                let own = [From::Lane, From::Xor, From::Up, From::Down];
                let differs = |source| own.contains(&source);
                let uniform =
                    !matches!(kind, Kind::Simd(SimdOp::Shuffle(source, _)) if differs(source));
                Stmt::Shuffle {
                    op,
                    value,
                    lane: self.distance(uniform),
                    to,
                }
            }
        })
    }
}
