//! One composite operation on one dtype and size, as a kernel that runs it on varying and uniform operands.

use crate::case::Findings;
use crate::places::everywhere;
use crate::samples::{Random, standard};
use crate::ulp::apart;
use enigma::core::interp::Arg as Buffer;
use enigma::core::ir::builder::{Builder, Fallible};
use enigma::core::ir::{Argument, Attr, Bundle, Dim, Kernel, Memory, Value};
use enigma::core::ops::{Arg, Class, Eval, OpDef, Res, Size, Tolerance, query};
use enigma::core::{Const, Loc, Scalar};

/// Threads of a group: not a multiple of any vector width.
const THREADS: usize = 37;

/// Rows of operands.
const ROWS: usize = THREADS * 40;

/// An operation on vectors of that many components of the dtype.
pub struct Composite {
    op: &'static OpDef,
    ty: Scalar,
    size: usize,
}

/// Every dtype and size that an operation takes.
pub fn composites(op: &'static OpDef) -> Vec<Composite> {
    let classes = op.sig.args.iter().map(|arg| match arg {
        Arg::T(class) | Arg::Vector(class, _) => *class,
        Arg::Word => Class::of(&[Scalar::U32]),
        Arg::Amount
        | Arg::Exponent
        | Arg::Bits
        | Arg::Bool
        | Arg::Lane(_)
        | Arg::Modulo(_)
        | Arg::Index
        | Arg::Element
        | Arg::Matrix
        | Arg::Event => Class::ANY,
    });
    let classes: Vec<Class> = classes.collect();
    let taken = |ty: &Scalar| classes.iter().all(|class| class.contains(*ty));
    let sized = |size: usize| {
        let fits = |arg: &Arg| match arg {
            Arg::Vector(_, Size::Any) => size > 1,
            Arg::Vector(_, wanted) => wanted.takes(size),
            _ => true,
        };
        op.sig.args.iter().all(fits)
    };
    let has_vectors = op.sig.args.iter().any(|arg| matches!(arg, Arg::Vector(..)));
    let sizes: Vec<usize> = (1..=4).filter(|&n| sized(n)).collect();
    let sizes = if has_vectors { sizes } else { vec![1] };
    let types = Scalar::ALL.into_iter().filter(taken);
    types
        .flat_map(|ty| sizes.iter().map(move |&size| Composite { op, ty, size }))
        .collect()
}

/// How operands are read: those of the thread, or those of its threadgroup.
const READINGS: [fn(usize) -> usize; 2] = [|thread| thread, |thread| thread / THREADS];

impl Composite {
    pub fn title(&self) -> String {
        format!("{} of {} {}", self.op.name, self.size, self.ty)
    }

    /// Components of each operand.
    fn sizes(&self) -> Vec<usize> {
        let size = |arg: &Arg| match arg {
            Arg::Vector(..) => self.size,
            _ => 1,
        };
        self.op.sig.args.iter().map(size).collect()
    }

    fn result(&self) -> (usize, Scalar) {
        match self.op.sig.result {
            Res::T => (1, self.ty),
            Res::Bool => (1, Scalar::Bool),
            Res::U32 => (1, Scalar::U32),
            Res::LikeOperands => (self.size, self.ty),
            Res::Vector(size) => (size, Scalar::F32),
            Res::Asked | Res::Element | Res::Matrix | Res::Event | Res::Nothing | Res::Blocks => {
                panic!("{}: no such result", self.title())
            }
        }
    }

    /// Rows of operands: special values, those of the entry, plain numbers, random bits.
    fn rows(&self) -> Vec<Vec<Const>> {
        let count: usize = self.sizes().iter().sum();
        let special = standard(self.ty, self.op.samples);
        let mut random = Random(count as u64 * 16 + self.ty as u64);
        let mut component = |row: usize| match row % 4 {
            0 => random.pick(&special),
            1 if self.ty == Scalar::U32 => random.bits(self.ty),
            _ if !self.ty.is_float() => random.pick(&special),
            n => {
                let fraction = random.next() as f64 / u64::MAX as f64;
                Const::from_f64(self.ty, (fraction * 2.0 - 1.0) * [1.0, 1.5, 30.0][n - 1])
            }
        };
        (0..ROWS)
            .map(|row| (0..count).map(|_| component(row)).collect())
            .collect()
    }

    /// The kernel: a buffer per component of an operand, and an output per component of the result and reading.
    fn kernel(&self) -> Fallible<Kernel> {
        let mut b = Builder::new("composite", Loc::caller());
        let sizes = self.sizes();
        let inputs: Vec<Vec<Memory>> = sizes
            .iter()
            .map(|&n| (0..n).map(|_| b.buffer("in", self.ty)).collect())
            .collect();
        let (size, dtype) = self.result();
        for op in [
            &query::THREAD_POSITION_IN_GRID_XYZ,
            &query::THREADGROUP_POSITION_IN_GRID,
        ] {
            let outputs: Vec<Memory> = (0..size).map(|_| b.buffer("out", dtype)).collect();
            let tid = along(&mut b, &query::THREAD_POSITION_IN_GRID_XYZ)?;
            let index = along(&mut b, op)?;
            let mut arguments = Vec::new();
            for operand in &inputs {
                let load = |m: &Memory| b.load(*m, &[index.into()]);
                let values: Vec<Value> = operand.iter().map(load).collect::<Fallible<_>>()?;
                arguments.push(Argument::from(Bundle::new(&values)));
            }
            let result = b.apply(self.op, &arguments, None)?;
            assert_eq!(result.size(), size, "{}", self.title());
            for (&memory, &value) in outputs.iter().zip(result.values()) {
                assert_eq!(b.ty(value), dtype.into(), "{}", self.title());
                b.store(memory, &[tid.into()], value.into())?;
            }
        }
        Ok(b.finish()
            .unwrap_or_else(|e| panic!("{}: {e:?}", self.title())))
    }

    /// Runs on the interpreter as the passes leave it, and on the CPU.
    pub fn run(&self) -> Findings {
        let rows = self.rows();
        let (size, dtype) = self.result();
        let column = |n: usize| Buffer::Buffer(rows.iter().map(|row| row[n]).collect());
        let mut args: Vec<Buffer> = (0..rows[0].len()).map(column).collect();
        let zeros = vec![Const::from_bits(dtype, 0); rows.len()];
        args.extend((0..size * READINGS.len()).map(|_| Buffer::Buffer(zeros.clone())));
        let kernel = self
            .kernel()
            .unwrap_or_else(|e| panic!("{}: {e:?}", self.title()));
        let mut findings = Findings::default();
        let (grid, threads) = (rows.len() as u64, THREADS as u64);
        for (place, args) in everywhere(&self.title(), kernel, &args, grid, threads) {
            self.compare(place, &rows, &args, &mut findings);
        }
        findings
    }

    /// What the entry says an operation on a row gives.
    fn meaning(&self, row: &[Const]) -> Vec<Const> {
        let Eval::Composite(eval) = self.op.eval else {
            panic!("{} has no meaning", self.title())
        };
        let mut rest = row;
        let mut operands = Vec::new();
        for size in self.sizes() {
            let (mine, others) = rest.split_at(size);
            operands.push(mine);
            rest = others;
        }
        eval(&operands, self.ty)
    }

    fn compare(&self, place: &str, rows: &[Vec<Const>], args: &[Buffer], findings: &mut Findings) {
        let bound = match self.op.tolerance {
            Tolerance::Exact => 0.0,
            Tolerance::Ulp(bound) => bound,
        };
        let (size, _) = self.result();
        let outputs = &args[rows[0].len()..];
        for (of, reading) in outputs.chunks(size).zip(READINGS) {
            for thread in 0..rows.len() {
                let operands = &rows[reading(thread)];
                let wanted = self.meaning(operands);
                for (component, (out, &wanted)) in of.iter().zip(&wanted).enumerate() {
                    let Buffer::Buffer(out) = out else { continue };
                    let found = out[thread];
                    let away = apart(self.op, wanted, found);
                    findings.cases += 1;
                    findings.worst = findings.worst.max(away);
                    if away > bound && findings.failures.len() < 4 {
                        findings.failures.push(format!(
                            "{} {place}: {operands:?} gives {found:?} at {component}, not {wanted:?}",
                            self.title()
                        ));
                    }
                }
            }
        }
    }
}

fn along(b: &mut Builder, op: &'static OpDef) -> Fallible<Value> {
    b.op_with(op, &[], Attr::Dim(Dim::X), None)
}
