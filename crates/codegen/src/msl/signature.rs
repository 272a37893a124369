//! The kernel's head and its threadgroup memory.

use super::{Interface, custom, types};
use crate::clike::{Emitter, Names};
use enigma_core::ir::{Attr, Kernel, Memory, Param, ParamId, ParamKind};
use enigma_core::passes::specialise::function_constants;
use std::collections::BTreeMap;

/// A name for each function constant: the user's for its first use.
pub fn constants(kernel: &Kernel, names: &mut Names<'_>) -> BTreeMap<u32, String> {
    let mut wanted = BTreeMap::new();
    kernel.walk(&mut |_, op| {
        if let Attr::FunctionConstant(index) = op.attr {
            let name = kernel.value(op.result()).name.as_deref();
            let name = name.map_or_else(|| format!("constant{index}"), str::to_string);
            wanted.entry(index).or_insert(name);
        }
    });
    let named = wanted.into_iter();
    named
        .map(|(index, name)| (index, names.declare(&name)))
        .collect()
}

/// `constant T name [[function_constant(index)]];`, which Metal wants outside of the kernel.
pub fn constant_declarations(kernel: &Kernel, interface: &Interface) -> String {
    let constants = function_constants(kernel).into_iter();
    let lines = constants.map(|(index, dtype)| {
        let (ty, name) = (types::name(dtype), &interface.constants[&index]);
        format!("constant {ty} {name} [[function_constant({index})]];\n")
    });
    let text: String = lines.collect();
    if text.is_empty() { text } else { text + "\n" }
}

/// `kernel void name(...) {`, with the most threads of a threadgroup before it.
pub fn head(kernel: &Kernel, interface: &Interface, threads: Option<u32>) -> String {
    let most = threads.map(|n| format!("[[max_total_threads_per_threadgroup({n})]]\n"));
    let most = most.unwrap_or_default();
    let coherent = custom::needs_coherence(kernel);
    let params = kernel.param_ids().map(|(id, param)| {
        let name = &interface.params[&id];
        let ty = parameter_type(kernel, id, param, coherent);
        format!("{ty} {name} [[buffer({})]]", id.index())
    });
    let arguments: Vec<String> = params.chain(interface.builtins.arguments()).collect();
    if arguments.is_empty() {
        return format!("{most}kernel void {}() {{\n", interface.function);
    }
    format!(
        "{most}kernel void {}(\n    {}\n) {{\n",
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
