//! One pure operation on one choice of dtypes, as a kernel that runs it on varying and uniform operands.

use crate::places::everywhere;
use crate::samples::rows;
use crate::ulp::distance;
use enigma::core::interp::Arg;
use enigma::core::ir;
use enigma::core::ops::{OpDef, Res, Tolerance, convert};
use enigma::core::{Const, Scalar};
use enigma::front::{Input, Memory, Tracer, Value};

/// Threads of a group: not a multiple of any vector width.
const THREADS: u64 = 37;

/// An operation on operands of these dtypes.
#[derive(Clone)]
pub struct Case {
    pub op: &'static OpDef,
    pub operands: Vec<Scalar>,
    pub result: Scalar,
}

/// What was found.
#[derive(Default)]
pub struct Findings {
    pub cases: usize,
    pub worst: f64,
    pub failures: Vec<String>,
}

/// How an operand is read: one per thread, or one per threadgroup.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Reading {
    Varying,
    Uniform,
}

impl Case {
    pub fn title(&self) -> String {
        let names: Vec<&str> = self.operands.iter().map(|t| t.metal_name()).collect();
        format!("{}({}) -> {}", self.op.name, names.join(", "), self.result)
    }

    /// Every way to read the operands.
    fn readings(&self) -> Vec<Vec<Reading>> {
        let count = self.operands.len();
        (0..1usize << count)
            .map(|mask| {
                let reading = |n| match mask >> n & 1 {
                    0 => Reading::Varying,
                    _ => Reading::Uniform,
                };
                (0..count).map(reading).collect()
            })
            .collect()
    }

    /// The kernel: an output per way to read the operands.
    fn kernel(&self) -> ir::Kernel {
        enigma::trace(self.op.name, |k| {
            let inputs: Vec<Memory<'_>> = self
                .operands
                .iter()
                .map(|&ty| k.buffer_of("in", ty))
                .collect();
            let (tid, group) = (
                k.thread_position_in_grid(),
                k.threadgroup_position_in_grid(),
            );
            for reading in self.readings() {
                let out = k.buffer_of("out", self.result);
                let operands: Vec<Value<'_>> = inputs
                    .iter()
                    .zip(&reading)
                    .map(|(memory, how)| match how {
                        Reading::Varying => memory.get(tid),
                        Reading::Uniform => memory.get(group),
                    })
                    .collect();
                out.set(tid, self.apply(k, &operands));
            }
        })
        .unwrap_or_else(|e| panic!("{}: {e:?}", self.title()))
    }

    /// A kernel of one output, with operands of its thread.
    pub fn plain_kernel(&self) -> ir::Kernel {
        enigma::trace(self.op.name, |k| {
            let buffer = |&ty: &Scalar| k.buffer_of("in", ty);
            let inputs: Vec<Memory<'_>> = self.operands.iter().map(buffer).collect();
            let out = k.buffer_of("out", self.result);
            let tid = k.thread_position_in_grid();
            let operands: Vec<Value<'_>> = inputs.iter().map(|memory| memory.get(tid)).collect();
            out.set(tid, self.apply(k, &operands));
        })
        .unwrap_or_else(|e| panic!("{}: {e:?}", self.title()))
    }

    fn apply<'k>(&self, k: &'k Tracer, operands: &[Value<'k>]) -> Value<'k> {
        if self.op.sig.result == Res::Asked {
            return if self.op == &convert::CAST {
                operands[0].cast_to(self.result)
            } else {
                operands[0].as_type_of(self.result)
            };
        }
        let inputs: Vec<Input<'k>> = operands.iter().map(|&v| v.into()).collect();
        k.call(self.op, &inputs)
    }

    /// Runs on the interpreter as the passes leave it, and on the CPU.
    pub fn run(&self) -> Findings {
        let rows = rows(&self.operands, self.op.samples);
        let mut args: Vec<Arg> = (0..self.operands.len())
            .map(|n| Arg::Buffer(rows.iter().map(|row| row[n]).collect()))
            .collect();
        let zero = Const::from_bits(self.result, 0);
        args.extend(
            self.readings()
                .iter()
                .map(|_| Arg::Buffer(vec![zero; rows.len()])),
        );
        let mut findings = Findings::default();
        let grid = rows.len() as u64;
        for (place, args) in everywhere(&self.title(), self.kernel(), &args, grid, THREADS) {
            self.compare(place, &rows, &args, &mut findings);
        }
        findings
    }

    fn compare(&self, place: &str, rows: &[Vec<Const>], args: &[Arg], findings: &mut Findings) {
        for (reading, out) in self.readings().iter().zip(&args[self.operands.len()..]) {
            let Arg::Buffer(out) = out else { continue };
            for (n, &found) in out.iter().enumerate() {
                let group = n / THREADS as usize;
                let operand = |(i, how): (usize, &Reading)| match how {
                    Reading::Varying => rows[n][i],
                    Reading::Uniform => rows[group][i],
                };
                let operands: Vec<Const> = reading.iter().enumerate().map(operand).collect();
                self.judge(place, &operands, found, findings);
            }
        }
    }

    /// Compares one result with what the entry says.
    pub fn judge(&self, place: &str, operands: &[Const], found: Const, findings: &mut Findings) {
        let bound = match self.op.tolerance {
            Tolerance::Exact => 0.0,
            Tolerance::Ulp(bound) => bound,
        };
        let wanted = self
            .op
            .evaluate(operands, self.result)
            .unwrap_or_else(|| panic!("{} has no meaning", self.title()));
        let away = distance(self.op, operands, wanted, found);
        findings.cases += 1;
        findings.worst = findings.worst.max(away);
        if away > bound && findings.failures.len() < 4 {
            findings.failures.push(format!(
                "{} {place}: {operands:?} gives {found:?}, not {wanted:?}",
                self.title()
            ));
        }
    }
}
