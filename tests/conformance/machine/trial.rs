//! A kernel, its arguments, and what they must be afterwards.

use crate::case::Findings;
use crate::device;
use crate::samples::standard;
use enigma::core::interp::{self, Arg};
use enigma::core::ir::builder::{Builder, Fallible, Operand};
use enigma::core::ir::{Attr, Dim, Kernel, Memory, Value};
use enigma::core::limits::THREADGROUP_BYTES;
use enigma::core::ops::{OpDef, query};
use enigma::core::passes::specialise::Constants;
use enigma::core::passes::{Floats, Legal, Target, legal};
use enigma::core::verify::verify;
use enigma::core::{Const, Loc, Scalar};
use enigma::{CompiledKernel, Options};

/// Threads of a group: two simdgroups.
pub const THREADS: usize = 64;

/// A kernel with a known result.
pub struct Trial {
    pub title: String,
    pub kernel: Kernel,
    pub args: Vec<Arg>,
    pub want: Vec<Arg>,
    pub grid: [u64; 3],
    pub threads: [u64; 3],
    /// Values of function constants.
    pub constants: Constants,
}

/// What a body works with: the builder, and the memories of inputs and outputs in order.
pub struct Body<'b> {
    pub b: &'b mut Builder,
    pub inputs: Vec<Memory>,
    pub outputs: Vec<Memory>,
}

impl Body<'_> {
    /// A query along x.
    pub fn query(&mut self, op: &'static OpDef) -> Fallible<Value> {
        self.b.op_with(op, &[], Attr::Dim(Dim::X), None)
    }

    /// The thread's number in the grid.
    pub fn tid(&mut self) -> Fallible<Value> {
        self.query(&query::THREAD_POSITION_IN_GRID_XYZ)
    }

    /// The thread's number in its threadgroup.
    pub fn lid(&mut self) -> Fallible<Value> {
        self.query(&query::THREAD_POSITION_IN_THREADGROUP)
    }

    /// The threadgroup's number.
    pub fn group(&mut self) -> Fallible<Value> {
        self.query(&query::THREADGROUP_POSITION_IN_GRID)
    }

    /// A binary operation.
    pub fn op2(
        &mut self,
        op: &'static OpDef,
        a: impl Into<Operand>,
        b: impl Into<Operand>,
    ) -> Fallible<Value> {
        self.b.op(op, &[a.into(), b.into()], None)
    }

    /// `input[index]`.
    pub fn get(&mut self, input: usize, index: Value) -> Fallible<Value> {
        self.b.load(self.inputs[input], &[index.into()])
    }

    /// `output[index] = value`.
    pub fn put(&mut self, output: usize, index: Value, value: Value) -> Fallible<()> {
        let memory = self.outputs[output];
        self.b.store(memory, &[index.into()], value.into())
    }
}

/// The standard values of a dtype, again and again, until they fill threadgroups.
pub fn values(ty: Scalar) -> Vec<Const> {
    let all = standard(ty, &[]);
    let count = all.len().next_multiple_of(THREADS);
    all.into_iter().cycle().take(count).collect()
}

/// One thread per element of the first input, or else of the first output: `inputs` with their contents, outputs
/// with what they must become; they start as zeros.
pub fn trial(
    title: String,
    threads: usize,
    inputs: &[(Scalar, Vec<Const>)],
    outputs: &[(Scalar, Vec<Const>)],
    body: impl FnOnce(&mut Body<'_>) -> Fallible<()>,
) -> Trial {
    let mut b = Builder::new("trial", Loc::caller());
    let buffers = |b: &mut Builder, name: &str, of: &[(Scalar, Vec<Const>)]| {
        let each = |(ty, _): &(Scalar, Vec<Const>)| b.buffer(name, *ty);
        of.iter().map(each).collect::<Vec<_>>()
    };
    let (ins, outs) = (
        buffers(&mut b, "in", inputs),
        buffers(&mut b, "out", outputs),
    );
    let mut all = Body {
        b: &mut b,
        inputs: ins,
        outputs: outs,
    };
    body(&mut all).unwrap_or_else(|e| panic!("{title}: {}", e.message));
    let given = inputs.iter().map(|(_, data)| Arg::Buffer(data.clone()));
    let zeros =
        |(ty, data): &(Scalar, Vec<Const>)| Arg::Buffer(vec![Const::from_bits(*ty, 0); data.len()]);
    let wanted = outputs.iter().map(|(_, data)| Arg::Buffer(data.clone()));
    let count = inputs.first().or(outputs.first()).map_or(1, |x| x.1.len());
    Trial {
        kernel: b.finish().unwrap_or_else(|e| panic!("{title}: {e:?}")),
        args: given.clone().chain(outputs.iter().map(zeros)).collect(),
        want: given.chain(wanted).collect(),
        grid: [count as u64, 1, 1],
        threads: [threads as u64, 1, 1],
        constants: Constants::new(),
        title,
    }
}

impl Trial {
    /// Runs on the interpreter as the passes leave it for each target, and on the CPU.
    pub fn run(&self) -> Findings {
        let compiled = CompiledKernel::compile(self.kernel.clone(), Options::default())
            .and_then(|compiled| compiled.specialised(&self.constants))
            .unwrap_or_else(|e| panic!("{}: {e:?}", self.title));
        let mut findings = Findings::default();
        let mut args = self.args.clone();
        match interp::run(
            compiled.legal().kernel(),
            &mut args,
            self.grid,
            self.threads,
        ) {
            Ok(()) => self.compare("as prepared", &args, &mut findings),
            Err(error) => self.fails(&error.message, &mut findings),
        }
        if let Some(legal) = for_metal(compiled.kernel()) {
            let mut args = self.args.clone();
            match interp::run(legal.kernel(), &mut args, self.grid, self.threads) {
                Ok(()) => self.compare("as prepared for Metal", &args, &mut findings),
                Err(error) => self.fails(&error.message, &mut findings),
            }
        }
        let mut args = self.args.clone();
        let kernel = compiled.into();
        match device::launch(&kernel, &mut args, self.grid, self.threads, &|| false) {
            Ok(()) => self.compare("on the CPU", &args, &mut findings),
            Err(errors) => self.fails(&errors[0].message, &mut findings),
        }
        findings
    }

    fn fails(&self, message: &str, findings: &mut Findings) {
        let failure = format!("{} fails: {message}", self.title);
        findings.failures.push(failure);
    }

    fn compare(&self, place: &str, found: &[Arg], findings: &mut Findings) {
        for (n, (want, found)) in self.want.iter().zip(found).enumerate() {
            let (Arg::Buffer(want), Arg::Buffer(found)) = (want, found) else {
                continue;
            };
            for (i, (want, found)) in want.iter().zip(found).enumerate() {
                findings.cases += 1;
                if !same(*want, *found) && findings.failures.len() < 4 {
                    let title = &self.title;
                    findings.failures.push(format!(
                        "{title} {place}: argument {n} has {found:?} at {i}, not {want:?}"
                    ));
                }
            }
        }
    }
}

/// The kernel as the passes leave it for Metal text, where Metal can do it.
fn for_metal(kernel: &Kernel) -> Option<Legal> {
    let verified = verify(kernel.clone()).expect("compiled before");
    legal::legalize(&verified, Target::Msl, Floats::Ieee, THREADGROUP_BYTES).ok()
}

/// Equal bits, or two NaNs.
fn same(a: Const, b: Const) -> bool {
    a == b || (a.ty.is_float() && a.as_f64().is_nan() && b.as_f64().is_nan())
}
