//! Legalisation: what a target cannot do becomes an error before emission, and what it has no spelling for
//! is built from other operations.

use super::rewrite::{Rewriter, Transform, rewrite};
use super::{check_after, simplify};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Kernel, OpData, OpId, Value};
use crate::ops::{Expand, Instr, Native, Text};
use crate::types::Scalar;
use crate::verify::Verified;

/// A target of code generation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Target {
    /// Native code for a processor.
    Cpu(Isa),
    /// Metal Shading Language.
    Msl,
}

/// The instructions that a processor has beyond those of all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Isa {
    /// None that count here.
    Any,
    /// Those of AVX-512, which takes floats apart.
    Avx512,
}

/// How a target treats an operation.
enum Treatment {
    Native,
    Expand(Expand),
    Dropped,
    Unsupported(&'static str),
}

impl Target {
    /// The name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Target::Cpu(_) => "the CPU",
            Target::Msl => "Metal",
        }
    }

    fn treatment(self, kernel: &Kernel, op: &OpData) -> Treatment {
        match self {
            Target::Cpu(isa) => match op.op.cpu {
                Native::Wide(..) if isa == Isa::Avx512 && is_float(kernel, op) => Treatment::Native,
                Native::Expand(f) | Native::Wide(_, f) => Treatment::Expand(f),
                Native::Unsupported(reason) => Treatment::Unsupported(reason),
                Native::Instr(_) | Native::Intrinsic(_) | Native::Custom | Native::Composite => {
                    Treatment::Native
                }
            },
            Target::Msl => match op.op.msl {
                Text::Expand(f) => Treatment::Expand(f),
                Text::CustomBut(class, f) if class.contains(kernel.dtype(op.operands[0])) => {
                    Treatment::Expand(f)
                }
                Text::Dropped(_) => Treatment::Dropped,
                Text::Unsupported(reason) => Treatment::Unsupported(reason),
                Text::Infix(_)
                | Text::Wrapping(_)
                | Text::Prefix(_)
                | Text::Call(_)
                | Text::Special(_)
                | Text::Custom
                | Text::CustomBut(..)
                | Text::Composite => Treatment::Native,
            },
        }
    }
}

/// Whether all operands are of dtype float.
fn is_float(kernel: &Kernel, op: &OpData) -> bool {
    let float = |&v: &Value| kernel.dtype(v) == Scalar::F32;
    op.operands.iter().all(float)
}

/// A kernel that a target's backend takes: verified, simplified, every operation native to the target.
#[derive(Clone, Debug)]
pub struct Legal {
    kernel: Kernel,
    target: Target,
}

impl Legal {
    /// The kernel.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// The target it is legal for.
    pub fn target(&self) -> Target {
        self.target
    }
}

/// How floats are computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Default)]
pub enum Floats {
    /// As IEEE 754 has it, each operation rounded by itself.
    #[default]
    Ieee,
    /// As Metal's fast math may: sums in another order, products fused into sums, quotients and roots by estimates,
    /// and nothing promised about NaN, infinity and the sign of zero.
    Fast,
}

/// Prepares a kernel for a target whose threadgroups have that many bytes of memory.
///
/// Expansions count on each of their roundings: only what the user wrote is relaxed.
pub fn legalize(
    kernel: &Verified,
    target: Target,
    floats: Floats,
    threadgroup_limit: u64,
) -> Result<Legal, Vec<Diagnostic>> {
    let mut kernel = simplify(kernel.kernel());
    if floats == Floats::Fast {
        kernel = rewrite(&kernel, &mut Relax);
        check_after("relax", &kernel);
    }
    let mut findings = unsupported(&kernel, target);
    findings.extend(over_limit(&kernel, threadgroup_limit));
    if !findings.is_empty() {
        return Err(findings);
    }
    while needs_expansion(&kernel, target) {
        kernel = rewrite(&kernel, &mut Expander { target });
        check_after("expand", &kernel);
    }
    Ok(Legal {
        kernel: simplify(&kernel),
        target,
    })
}

fn unsupported(kernel: &Kernel, target: Target) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    kernel.walk(&mut |_, op| {
        if let Treatment::Unsupported(reason) = target.treatment(kernel, op) {
            let message = format!("{} is not available on {}", op.op.name, target.name());
            findings
                .push(Diagnostic::new(Code::UnsupportedOp, op.loc.clone(), message).note(reason));
        }
    });
    findings
}

fn over_limit(kernel: &Kernel, limit: u64) -> Option<Diagnostic> {
    let total = kernel.threadgroup_bytes();
    if total <= limit {
        return None;
    }
    let loc = kernel
        .allocs
        .last()
        .map_or_else(|| kernel.loc.clone(), |a| a.loc.clone());
    let message = format!(
        "{} needs {total} bytes of threadgroup memory; the device has {limit}",
        kernel.name
    );
    let mut finding = Diagnostic::new(Code::ThreadgroupMemory, loc, message);
    for a in &kernel.allocs {
        finding = finding.note(format!(
            "{}: {} x {} = {} bytes ({})",
            a.name,
            a.len(),
            a.dtype,
            a.bytes(),
            a.loc
        ));
    }
    Some(finding)
}

fn needs_expansion(kernel: &Kernel, target: Target) -> bool {
    let mut needs = false;
    kernel.walk(&mut |_, op| {
        let treatment = target.treatment(kernel, op);
        needs |= matches!(treatment, Treatment::Expand(_) | Treatment::Dropped);
    });
    needs
}

/// Marks what may be computed otherwise than written.
struct Relax;

impl Transform for Relax {
    fn op(&mut self, rw: &mut Rewriter<'_>, id: OpId) {
        let op = rw.old.op(id);
        let may = match op.op.cpu {
            Native::Instr(Instr::Add | Instr::Sub | Instr::Mul | Instr::Div | Instr::Neg) => true,
            Native::Intrinsic(name) => name == "llvm.sqrt",
            Native::Instr(_)
            | Native::Expand(_)
            | Native::Wide(..)
            | Native::Custom
            | Native::Composite
            | Native::Unsupported(_) => false,
        };
        let new = rw.copy(self, id);
        if may && is_float(rw.old, op) {
            rw.new.relax(new);
        }
    }
}

struct Expander {
    target: Target,
}

impl Transform for Expander {
    fn op(&mut self, rw: &mut Rewriter<'_>, id: OpId) {
        let op = rw.old.op(id);
        match self.target.treatment(rw.old, op) {
            Treatment::Expand(expand) => {
                let operands = rw.get_all(&op.operands);
                let value = expand(&mut rw.new, &operands);
                rw.set(op.result(), value);
            }
            Treatment::Dropped => {}
            Treatment::Native => {
                rw.copy(self, id);
            }
            Treatment::Unsupported(_) => panic!("internal error: {} was not rejected", op.op.name),
        }
    }
}
