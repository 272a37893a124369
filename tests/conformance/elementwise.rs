//! One pure operation on vectors, component by component and with a scalar beside them.
//!
//! Dtypes take turns in the size of their vectors, so each operation sees every size.

use crate::case::{Case, Findings};
use crate::places::everywhere;
use crate::samples::rows;
use enigma::core::interp::Arg as Buffer;
use enigma::core::ir::builder::{Builder, Fallible};
use enigma::core::ir::{Argument, Attr, Bundle, Dim, Kernel, Memory, Value};
use enigma::core::ops::{Res, arith, query};
use enigma::core::{Const, Loc};

/// Threads. Component `c` of a thread's vectors is `c` rows after the thread's own.
const THREADS: usize = 61;

/// Rows of operands.
const ROWS: usize = THREADS + 3;

/// Which operands are vectors, and of how many components.
#[derive(Clone, Copy)]
struct Form {
    size: usize,
    /// The last operand is one scalar for all components.
    broadcast: bool,
}

/// An operation on dtypes, as `Case` has it on scalars.
pub struct Elementwise(pub Case);

impl Elementwise {
    pub fn title(&self) -> String {
        format!("{} on vectors", self.0.title())
    }

    fn forms(&self) -> Vec<Form> {
        let plain = Form {
            size: 2 + self.0.operands[0] as usize % 3,
            broadcast: false,
        };
        let broadcast = Form {
            size: 2,
            broadcast: true,
        };
        let several = self.0.operands.len() > 1;
        std::iter::once(plain)
            .chain(several.then_some(broadcast))
            .collect()
    }

    fn is_scalar(&self, form: Form, operand: usize) -> bool {
        form.broadcast && operand + 1 == self.0.operands.len()
    }

    /// The kernel: an output per component of each form.
    fn kernel(&self) -> Fallible<Kernel> {
        let case = &self.0;
        let mut b = Builder::new("elementwise", Loc::caller());
        let inputs: Vec<Memory> = case.operands.iter().map(|&ty| b.buffer("in", ty)).collect();
        let tid = b.op_with(
            &query::THREAD_POSITION_IN_GRID_XYZ,
            &[],
            Attr::Dim(Dim::X),
            None,
        )?;
        for form in self.forms() {
            let mut arguments = Vec::new();
            for (n, &memory) in inputs.iter().enumerate() {
                let count = if self.is_scalar(form, n) {
                    1
                } else {
                    form.size
                };
                let values = (0..count).map(|c| component(&mut b, memory, tid, c));
                let values: Vec<Value> = values.collect::<Fallible<_>>()?;
                arguments.push(Argument::from(Bundle::new(&values)));
            }
            let asked = (case.op.sig.result == Res::Asked).then_some(case.result);
            let result = b.apply(case.op, &arguments, asked)?;
            assert_eq!(result.size(), form.size, "{}", self.title());
            for &value in result.values() {
                assert_eq!(b.ty(value), case.result.into(), "{}", self.title());
                let out = b.buffer("out", case.result);
                b.store(out, &[tid.into()], value.into())?;
            }
        }
        Ok(b.finish()
            .unwrap_or_else(|e| panic!("{}: {e:?}", self.title())))
    }

    /// Runs on the interpreter as the passes leave it, and on the CPU.
    pub fn run(&self) -> Findings {
        let case = &self.0;
        let rows: Vec<Vec<Const>> = rows(&case.operands, case.op.samples)
            .into_iter()
            .cycle()
            .take(ROWS)
            .collect();
        let column = |n: usize| Buffer::Buffer(rows.iter().map(|row| row[n]).collect());
        let mut args: Vec<Buffer> = (0..case.operands.len()).map(column).collect();
        let outputs = self.forms().iter().map(|form| form.size).sum();
        let zeros = vec![Const::from_bits(case.result, 0); THREADS];
        args.extend(std::iter::repeat_n(Buffer::Buffer(zeros), outputs));
        let kernel = self
            .kernel()
            .unwrap_or_else(|e| panic!("{}: {e:?}", self.title()));
        let mut findings = Findings::default();
        let (grid, threads) = (THREADS as u64, THREADS as u64);
        for (place, args) in everywhere(&self.title(), kernel, &args, grid, threads) {
            self.compare(place, &rows, &args, &mut findings);
        }
        findings
    }

    fn compare(&self, place: &str, rows: &[Vec<Const>], args: &[Buffer], findings: &mut Findings) {
        let mut outputs = args[self.0.operands.len()..].iter();
        for form in self.forms() {
            for (c, out) in outputs.by_ref().take(form.size).enumerate() {
                let Buffer::Buffer(out) = out else { continue };
                for (thread, &found) in out.iter().enumerate() {
                    let row = |n| if self.is_scalar(form, n) { 0 } else { c };
                    let operand = |n: usize| rows[thread + row(n)][n];
                    let operands: Vec<Const> = (0..self.0.operands.len()).map(operand).collect();
                    let text = format!("{place}, component {c} of {}", form.size);
                    self.0.judge(&text, &operands, found, findings);
                }
            }
        }
    }
}

/// The element so many rows after the thread's own.
fn component(b: &mut Builder, memory: Memory, tid: Value, after: usize) -> Fallible<Value> {
    let row = b.op(&arith::ADD, &[tid.into(), after.into()], None)?;
    b.load(memory, &[row.into()])
}
