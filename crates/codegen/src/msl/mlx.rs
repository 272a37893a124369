//! A kernel in the parts that MLX's `fast.metal_kernel` puts together: what stands before the function, and the
//! body of one whose parameters MLX declares.
//!
//! MLX declares the inputs first, as constant data of whichever address space suits their size, then the outputs,
//! and a parameter for each position or size whose attribute the body mentions, called like the attribute. Arrays of
//! MLX do not change: an output has no contents before the launch that anyone could mean.

use super::{Module, Options, Position, keywords, module_for};
use crate::clike::Names;
use enigma_core::ir::{Attr, Kernel, Memory, ParamId};
use enigma_core::ops::Kind;
use enigma_core::verify::Verified;
use enigma_core::{Code, Diagnostic};

/// What MLX is given.
#[derive(Clone, Debug)]
pub struct Mlx {
    /// The function's name, without what MLX puts before it.
    pub name: String,
    /// The inputs: the kernel's parameters that it does not write, and their names in the text.
    pub inputs: Vec<(ParamId, String)>,
    /// The outputs, likewise.
    pub outputs: Vec<(ParamId, String)>,
    /// What stands before the function.
    pub header: String,
    /// The function's body.
    pub source: String,
}

/// The attributes that MLX looks for in a body, and suffixes of the parameters that it adds to an input.
const ATTRIBUTES: [&str; 20] = [
    "dispatch_quadgroups_per_threadgroup",
    "dispatch_simdgroups_per_threadgroup",
    "dispatch_threads_per_threadgroup",
    "grid_origin",
    "grid_size",
    "quadgroup_index_in_threadgroup",
    "quadgroups_per_threadgroup",
    "simdgroup_index_in_threadgroup",
    "simdgroups_per_threadgroup",
    "thread_execution_width",
    "thread_index_in_quadgroup",
    "thread_index_in_simdgroup",
    "thread_index_in_threadgroup",
    "thread_position_in_grid",
    "thread_position_in_threadgroup",
    "threadgroup_position_in_grid",
    "threadgroups_per_grid",
    "threads_per_grid",
    "threads_per_simdgroup",
    "threads_per_threadgroup",
];
const SUFFIXES: [&str; 3] = ["_shape", "_strides", "_ndim"];

/// Whether a name in the body could be one of the parameters that MLX adds to an input.
fn is_taken(name: &str) -> bool {
    SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

/// The kernel for MLX, or why it cannot be one.
pub fn mlx(kernel: &Verified, options: &Options) -> Result<Mlx, Vec<Diagnostic>> {
    let findings = findings(kernel.kernel());
    if !findings.is_empty() {
        return Err(findings);
    }
    let options = Options {
        for_mlx: true,
        ..*options
    };
    let module = module_for(kernel, &options)?;
    let source = source(&module);
    let kernel = kernel.kernel();
    let params = kernel.param_ids().map(|(id, _)| id).zip(module.params);
    let (outputs, inputs) = params.partition(|&(id, _)| kernel.is_written(id));
    Ok(Mlx {
        name: module.function,
        inputs,
        outputs,
        header: module.header,
        source,
    })
}

/// The body, after variables for positions and sizes under the names that it has for them.
fn source(module: &Module) -> String {
    let variable = |p: &Position| format!("    {} {} = {}{};\n", p.ty, p.name, p.attribute, p.part);
    let variables: String = module.positions.iter().map(variable).collect();
    variables + &module.body
}

/// Everything in a kernel that does not fit MLX.
fn findings(kernel: &Kernel) -> Vec<Diagnostic> {
    let mut findings = Vec::from_iter(without_output(kernel));
    let mut reported = Vec::new();
    kernel.walk(&mut |_, op| {
        let is_atomic = matches!(op.op.kind, Kind::Atomic(_));
        if let (Some(Memory::Buffer(param)), false) = (op.read(), is_atomic)
            && kernel.is_written(param)
            && !reported.contains(&param)
        {
            reported.push(param);
            let name = &kernel.params[param.index()].name;
            let message = format!("{name} is read and written, and arrays of MLX do not change");
            let finding = Diagnostic::new(Code::UnsupportedOp, op.loc.clone(), message);
            findings.push(finding.note("read one parameter and write another"));
        }
        if let Attr::Atomic {
            memory: Memory::Buffer(_),
            order,
            failure,
            ..
        } = op.attr
            && (order != enigma_core::ir::Order::Relaxed
                || failure != enigma_core::ir::Order::Relaxed)
        {
            let message = format!("{} orders memory, which a kernel of MLX cannot", op.op.name);
            let finding = Diagnostic::new(Code::UnsupportedOrder, op.loc.clone(), message);
            findings.push(finding.note("MLX declares its buffers without coherent(device)"));
        }
    });
    findings
}

fn without_output(kernel: &Kernel) -> Option<Diagnostic> {
    let mut params = kernel.param_ids();
    (!params.any(|(id, _)| kernel.is_written(id))).then(|| {
        let message = format!(
            "{} writes no buffer, and a kernel of MLX has an output",
            kernel.name
        );
        Diagnostic::new(Code::UnsupportedOp, kernel.loc.clone(), message)
            .note("what it computes has to be stored into a parameter")
    })
}

/// Names for a text: no words of Metal, and where it is for MLX nothing that MLX takes for a word of its own.
pub fn names(for_mlx: bool) -> Names<'static> {
    if for_mlx {
        let is_reserved = &|name: &str| keywords::is_reserved(name) || is_taken(name);
        Names::new(is_reserved).without(&ATTRIBUTES)
    } else {
        Names::new(&keywords::is_reserved)
    }
}
