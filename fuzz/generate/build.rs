//! A program becomes a kernel: parameters, where each thread's elements are, expressions.

use super::expr::near;
use super::program::{Component, Expr, INPUT_LEN, Program, SEEN, SLOTS, UNIFORMS, VARS, Var};
use enigma_core::ir::builder::{Builder, Operand};
use enigma_core::ir::{Argument, Attr, Bundle, Dim, Kernel, Local, Memory, Value};
use enigma_core::ops::lanes::Reduction;
use enigma_core::ops::{
    Kind, OpDef, SimdOp, arith, bits, classify, compare, math, query, rounding,
};
use enigma_core::verify::{Verified, verify};
use enigma_core::{Const, Loc, Scalar};
use std::collections::HashMap;

/// The state of building.
pub struct Build<'p> {
    pub(super) p: &'p Program,
    pub(super) b: Builder,
    pub(super) inputs: HashMap<Scalar, Memory>,
    pub(super) outputs: HashMap<Scalar, Memory>,
    pub(super) nears: HashMap<Scalar, Memory>,
    pub(super) atomics: Memory,
    /// Threadgroup memory, an element per thread of whole simdgroups.
    pub(super) shared: HashMap<Scalar, Memory>,
    pub(super) cells: Memory,
    /// Threadgroup memory, a matrix per simdgroup, where one is made.
    pub(super) tiles: HashMap<Scalar, Memory>,
    params: Vec<Value>,
    vars: HashMap<Var, Local>,
    pub(super) uniforms: Vec<Local>,
    /// A hash of all that the thread saw of others: what is assigned to variables alone may be overwritten.
    seen: Local,
    pub(super) place: Place,
    pub(super) line: u32,
}

/// Where a thread is, as values.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Its number in the threadgroup, and how many there are.
    pub thread: Value,
    pub threads: Value,
    /// Its simdgroup's first thread, and how many lanes that has.
    pub first: Value,
    pub lanes: Value,
    /// Threads that full threadgroups before this one would have.
    pub before: Value,
    /// Its number among the threads of full threadgroups.
    pub number: Value,
}

/// The kernel of a program, before `Builder::finish` turned its variables into values, and after.
pub fn kernel(p: &Program) -> (Kernel, Verified) {
    let mut build = Build::new(p);
    build.statements(&p.body);
    build.store_variables();
    let raw = build.b.kernel().clone();
    let kernel = build.b.finish().expect("the generator closes its blocks");
    (
        raw,
        verify(kernel).unwrap_or_else(|e| panic!("seed {}: {e:?}", p.seed)),
    )
}

impl<'p> Build<'p> {
    fn new(p: &'p Program) -> Build<'p> {
        let mut b = Builder::new("fuzz", Loc::line("fuzz", 1));
        let buffers = |b: &mut Builder, name: &str, dtypes: &[Scalar]| {
            dtypes
                .iter()
                .map(|&t| (t, b.buffer(&format!("{name}_{}", t.short_name()), t)))
                .collect()
        };
        let inputs = buffers(&mut b, "in", &p.dtypes);
        let outputs = buffers(&mut b, "out", &p.dtypes);
        let nears = buffers(&mut b, "near", &p.floats().collect::<Vec<_>>());
        let atomics = b.buffer("atomics", p.atomic);
        let params = p
            .params
            .iter()
            .enumerate()
            .map(|(n, &t)| b.scalar(&format!("s{n}"), t))
            .collect();
        let size = p.capacity().next_multiple_of(32) as i128;
        let mut alloc = |t| Memory::Threadgroup(b.alloc(t, &[size]).expect("a positive size"));
        let shared = p.dtypes.iter().map(|&t| (t, alloc(t))).collect();
        let cells = alloc(p.atomic);
        let place = place(&mut b, p.capacity());
        let seen = b.local(Scalar::U32, "seen", 0.into()).expect("a uint");
        let (vars, uniforms) = (HashMap::new(), Vec::new());
        let mut build = Build {
            p,
            b,
            inputs,
            outputs,
            nears,
            atomics,
            shared,
            cells,
            tiles: HashMap::new(),
            params,
            vars,
            uniforms,
            seen,
            place,
            line: 1,
        };
        build.declare_variables();
        build
    }

    fn declare_variables(&mut self) {
        for &dtype in &self.p.dtypes {
            for n in 0..VARS {
                let index = self.op(&arith::ADD, &[self.place.number.into(), (n * 7).into()]);
                let index = self.op(&bits::BITAND, &[index.into(), (INPUT_LEN - 1).into()]);
                let first = self
                    .b
                    .load(self.inputs[&dtype], &[index.into()])
                    .expect("an index");
                let local = self
                    .b
                    .local(dtype, "variable", first.into())
                    .expect("the same dtype");
                self.vars.insert((dtype, n), local);
            }
        }
        for n in 0..UNIFORMS {
            let first = self.op(&arith::ADD, &[self.place.before.into(), (n + 1).into()]);
            self.uniforms.push(
                self.b
                    .local(Scalar::U32, "uniform", first.into())
                    .expect("the same dtype"),
            );
        }
    }

    fn store_variables(&mut self) {
        for &dtype in &self.p.dtypes {
            for n in 0..VARS {
                let value = self.b.local_get(self.vars[&(dtype, n)]).expect("in scope");
                self.store_own(self.outputs[&dtype], (SLOTS, n), value);
            }
        }
        let seen = self.b.local_get(self.seen).expect("in scope");
        self.store_own(self.outputs[&Scalar::U32], (SLOTS, SEEN), seen);
    }

    /// An operation whose operands fit.
    pub(super) fn op(&mut self, op: &'static OpDef, args: &[Operand]) -> Value {
        self.b
            .op(op, args, None)
            .unwrap_or_else(|e| panic!("seed {}: {e:?}", self.p.seed))
    }

    /// The thread's element n of a buffer with that many for each.
    pub(super) fn own(&mut self, (each, n): (usize, usize)) -> Value {
        let first = self.op(&arith::MUL, &[self.place.number.into(), each.into()]);
        self.op(&arith::ADD, &[first.into(), n.into()])
    }

    pub(super) fn store_own(&mut self, memory: Memory, element: (usize, usize), value: Value) {
        let index = self.own(element);
        self.b
            .store(memory, &[index.into()], value.into())
            .expect("the same dtype");
    }

    pub(super) fn set(&mut self, var: Var, value: Value) {
        self.b
            .local_set(self.vars[&var], value.into())
            .expect("the same dtype");
    }

    /// Assigns what the thread sees of others.
    pub(super) fn see(&mut self, var: Var, value: Value) {
        let bits = self.hashed(value);
        let seen = self.b.local_get(self.seen).expect("in scope");
        let seen = self.op(&arith::MUL, &[seen.into(), 33.into()]);
        let seen = self.op(&arith::ADD, &[seen.into(), bits.into()]);
        (self.b.local_set(self.seen, seen.into())).expect("a uint");
        self.set(var, value);
    }

    /// A uint that depends on all bits of a value, with one NaN for all.
    fn hashed(&mut self, value: Value) -> Value {
        let value = self.one_nan(value);
        let dtype = self.b.kernel().dtype(value);
        let bits = match dtype.bits() {
            16 if dtype.is_float() => self.b.as_type(value.into(), Scalar::U16).expect("16 bits"),
            32 if dtype.is_float() => self.b.as_type(value.into(), Scalar::U32).expect("32 bits"),
            64 => {
                let high = self.op(&bits::SHR, &[value.into(), 32.into()]);
                self.op(&bits::BITXOR, &[value.into(), high.into()])
            }
            _ => value,
        };
        self.b.cast(bits.into(), Scalar::U32).expect("a scalar")
    }

    /// Stores a function's value where it is compared in ULP.
    pub(super) fn near(&mut self, op: &'static OpDef, args: &[Expr]) {
        let dtype = args[0].dtype();
        let functions = near(dtype);
        let n = functions
            .iter()
            .position(|&f| f == op)
            .expect("a function of that dtype");
        let args: Vec<Operand> = args.iter().map(|a| self.expr(a).into()).collect();
        let value = self.op(op, &args);
        self.store_own(self.nears[&dtype], (functions.len(), n), value);
    }

    /// The value of an expression here.
    pub(super) fn expr(&mut self, expr: &Expr) -> Value {
        match expr {
            Expr::Var(var) => self.b.local_get(self.vars[var]).expect("in scope"),
            Expr::Uniform(n) => self.b.local_get(self.uniforms[*n]).expect("in scope"),
            Expr::Const(c) => self.b.constant(*c),
            Expr::Query(op, dim) => query_value(&mut self.b, op, *dim),
            Expr::Param(n, _) => self.params[*n],
            Expr::Input(dtype, index) => {
                let index = self.masked(index, INPUT_LEN - 1);
                self.b
                    .load(self.inputs[dtype], &[index.into()])
                    .expect("an index")
            }
            Expr::InputIf(dtype, parts) => self.masked_input(*dtype, parts),
            Expr::Scratch(dtype) => {
                let index = self.own((SLOTS, super::program::SCRATCH));
                self.b
                    .load(self.outputs[dtype], &[index.into()])
                    .expect("an index")
            }
            Expr::Op(op, args) => {
                let args: Vec<Value> = args.iter().map(|a| self.expr(a)).collect();
                let reads_bits = [&rounding::COPYSIGN, &classify::SIGNBIT].contains(op);
                let args: Vec<Operand> = args
                    .into_iter()
                    .map(|v| if reads_bits { self.one_nan(v) } else { v }.into())
                    .collect();
                let value = self.op(op, &args);
                self.settled(op, value)
            }
            Expr::Cast(dtype, part) => {
                let value = self.expr(part);
                self.b.cast(value.into(), *dtype).expect("a scalar")
            }
            Expr::Bits(dtype, part) => self.reinterpreted(*dtype, part),
            Expr::Component(of, parts) => self.component(of, parts),
        }
    }

    fn component(&mut self, of: &Component, parts: &[Expr]) -> Value {
        let mut values = parts.iter().map(|part| self.expr(part)).collect::<Vec<_>>();
        let mut arguments = Vec::new();
        for size in of.sizes() {
            let rest = values.split_off(size);
            arguments.push(Argument::from(Bundle::new(&values)));
            values = rest;
        }
        let result = self.b.apply(of.op, &arguments, None).expect("its dtypes");
        result.values()[of.lane]
    }

    /// `expr & mask`
    pub(super) fn masked(&mut self, expr: &Expr, mask: usize) -> Value {
        let value = self.expr(expr);
        self.op(&bits::BITAND, &[value.into(), mask.into()])
    }

    /// The condition also keeps the index in bounds.
    fn masked_input(&mut self, dtype: Scalar, [index, mask, default]: &[Expr; 3]) -> Value {
        let (index, mask, default) = (self.expr(index), self.expr(mask), self.expr(default));
        let inside = self.op(&compare::CMP_LT, &[index.into(), INPUT_LEN.into()]);
        let mask = self.op(&bits::BITAND, &[mask.into(), inside.into()]);
        self.b
            .load_if(
                self.inputs[&dtype],
                &[index.into()],
                mask.into(),
                default.into(),
            )
            .expect("the same dtype")
    }

    /// Replaces what the language leaves open: the sign of a zero that is a minimum or maximum.
    pub(super) fn settled(&mut self, op: &OpDef, value: Value) -> Value {
        let dtype = self.b.kernel().dtype(value);
        if !dtype.is_float() {
            return value;
        }
        let extremes = [
            &math::FMIN,
            &math::FMAX,
            &math::CLAMP,
            &math::MIN3,
            &math::MAX3,
            &math::MEDIAN3,
        ];
        let extreme = extremes.contains(&op) || is_extreme_of_lanes(op);
        if extreme {
            return self.op(&arith::ADD, &[value.into(), 0.0.into()]);
        }
        value
    }

    /// `as_type`, with one NaN for all: the language does not say which bits a NaN has, nor its sign.
    fn reinterpreted(&mut self, dtype: Scalar, part: &Expr) -> Value {
        let value = self.expr(part);
        let value = self.one_nan(value);
        let value = self.b.as_type(value.into(), dtype).expect("the same width");
        self.one_nan(value)
    }

    fn one_nan(&mut self, value: Value) -> Value {
        let dtype = self.b.kernel().dtype(value);
        if !dtype.is_float() {
            return value;
        }
        let nan = self.b.constant(Const::from_f64(dtype, f64::NAN));
        let number = self.op(&compare::CMP_EQ, &[value.into(), value.into()]);
        self.op(&compare::WHERE, &[nan.into(), value.into(), number.into()])
    }
}

fn is_extreme_of_lanes(op: &OpDef) -> bool {
    let (Kind::Simd(SimdOp::Reduce(reduction, _)) | Kind::Simd(SimdOp::Scan(reduction, ..))) =
        op.kind
    else {
        return false;
    };
    matches!(reduction, Reduction::Min | Reduction::Max)
}

fn query_value(b: &mut Builder, op: &'static OpDef, dim: Option<Dim>) -> Value {
    b.op_with(op, &[], dim.map_or(Attr::None, Attr::Dim), None)
        .expect("a query takes nothing")
}

fn place(b: &mut Builder, capacity: usize) -> Place {
    let mut op = |def, args: &[Operand]| b.op(def, args, None).expect("uints");
    let thread = op(&query::THREAD_INDEX_IN_THREADGROUP, &[]);
    let simdgroup = op(&query::SIMDGROUP_INDEX_IN_THREADGROUP, &[]);
    let first = op(&arith::MUL, &[simdgroup.into(), 32.into()]);
    let [x, y, z] = [Dim::X, Dim::Y, Dim::Z].map(|d| {
        let of = |b: &mut Builder, def| query_value(b, def, Some(d));
        let size = of(b, &query::THREADS_PER_THREADGROUP);
        (
            size,
            of(b, &query::THREADGROUP_POSITION_IN_GRID),
            of(b, &query::THREADGROUPS_PER_GRID),
        )
    });
    let mut op = |def, args: &[Value]| {
        let args: Vec<Operand> = args.iter().map(|&v| v.into()).collect();
        b.op(def, &args, None).expect("uints")
    };
    let area = op(&arith::MUL, &[x.0, y.0]);
    let threads = op(&arith::MUL, &[area, z.0]);
    let rest = op(&arith::SUB, &[threads, first]);
    let plane = op(&arith::MUL, &[z.1, y.2]);
    let row = op(&arith::ADD, &[plane, y.1]);
    let row = op(&arith::MUL, &[row, x.2]);
    let group = op(&arith::ADD, &[row, x.1]);
    let before = b
        .op(&arith::MUL, &[group.into(), capacity.into()], None)
        .expect("uints");
    let number = b
        .op(&arith::ADD, &[before.into(), thread.into()], None)
        .expect("uints");
    let lanes = b
        .op(&bits::IMIN, &[rest.into(), 32.into()], None)
        .expect("uints");
    Place {
        thread,
        threads,
        first,
        lanes,
        before,
        number,
    }
}
