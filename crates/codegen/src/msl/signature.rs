//! The kernel's head and its threadgroup memory.

use super::{Interface, custom, types};
use crate::clike::Emitter;
use enigma_core::ir::{Kernel, Memory, Param, ParamId, ParamKind};

/// `kernel void name(...) {`
pub fn head(kernel: &Kernel, interface: &Interface) -> String {
    let coherent = custom::needs_coherence(kernel);
    let params = kernel.param_ids().map(|(id, param)| {
        let name = &interface.params[&id];
        let ty = parameter_type(kernel, id, param, coherent);
        format!("{ty} {name} [[buffer({})]]", id.index())
    });
    let arguments: Vec<String> = params.chain(interface.builtins.arguments()).collect();
    if arguments.is_empty() {
        return format!("kernel void {}() {{\n", interface.function);
    }
    format!(
        "kernel void {}(\n    {}\n) {{\n",
        interface.function,
        arguments.join(",\n    ")
    )
}

fn parameter_type(kernel: &Kernel, id: ParamId, param: &Param, coherent: bool) -> String {
    let ty = types::name(param.dtype);
    match param.kind {
        ParamKind::Scalar => format!("constant {ty}&"),
        ParamKind::Buffer if !kernel.is_written(id) => format!("device const {ty}*"),
        ParamKind::Buffer if coherent => format!("device coherent(device) {ty}*"),
        ParamKind::Buffer => format!("device {ty}*"),
    }
}

/// Threadgroup memory: Metal wants it in the outermost scope of the kernel.
pub fn allocations(e: &mut Emitter<'_>) {
    for (id, alloc) in e.kernel().alloc_ids() {
        let extents: Vec<String> = alloc.shape.iter().map(u32::to_string).collect();
        let name = e.memory(Memory::Threadgroup(id));
        let text = format!(
            "threadgroup {} {name}[{}];",
            types::name(alloc.dtype),
            extents.join(" * ")
        );
        e.line(&text, Some(&alloc.loc));
    }
}
