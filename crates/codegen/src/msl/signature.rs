//! The kernel's parameters: buffers, scalars, and the built-in positions it uses.

use super::names::Names;
use enigma_core::ir::{Attr, Kernel, ParamKind};
use enigma_core::ops::{Kind, Query};

/// The built-ins a kernel uses, with their names.
pub(super) struct Builtins(Vec<(Query, String)>);

impl Builtins {
    /// The expression of a query.
    pub fn text(&self, query: Query, attr: Attr) -> String {
        let name = &self
            .0
            .iter()
            .find(|(q, _)| *q == query)
            .expect("internal error: an unlisted built-in")
            .1;
        match attr {
            Attr::Dim(dim) => format!("{name}.{}", dim.name()),
            _ => name.clone(),
        }
    }
}

/// Attribute, and whether it has three dimensions.
const fn builtin(query: Query) -> (&'static str, bool) {
    match query {
        Query::ThreadPositionInGrid => ("thread_position_in_grid", true),
        Query::ThreadPositionInThreadgroup => ("thread_position_in_threadgroup", true),
        Query::ThreadgroupPositionInGrid => ("threadgroup_position_in_grid", true),
        Query::ThreadsPerThreadgroup => ("threads_per_threadgroup", true),
        Query::ThreadsPerGrid => ("threads_per_grid", true),
        Query::ThreadgroupsPerGrid => ("threadgroups_per_grid", true),
        Query::ThreadIndexInThreadgroup => ("thread_index_in_threadgroup", false),
        Query::ThreadIndexInSimdgroup => ("thread_index_in_simdgroup", false),
        Query::SimdgroupIndexInThreadgroup => ("simdgroup_index_in_threadgroup", false),
        Query::ThreadsPerSimdgroup => ("threads_per_simdgroup", false),
        Query::SimdgroupsPerThreadgroup => ("simdgroups_per_threadgroup", false),
    }
}

/// The built-ins used, each once.
pub(super) fn builtins(kernel: &Kernel, names: &mut Names) -> Builtins {
    let mut list: Vec<(Query, String)> = Vec::new();
    kernel.walk(&mut |_, op| {
        if let Kind::Query(query) = op.op.kind
            && list.iter().all(|(q, _)| *q != query)
        {
            list.push((query, names.fresh(builtin(query).0)));
        }
    });
    Builtins(list)
}

/// `kernel void name(...)`.
pub(super) fn signature(
    kernel: &Kernel,
    name: &str,
    params: &[String],
    builtins: &Builtins,
) -> String {
    let mut list: Vec<String> = kernel
        .param_ids()
        .map(|(id, p)| {
            let (n, dtype, name) = (id.index(), p.dtype, &params[id.index()]);
            match p.kind {
                ParamKind::Scalar => format!("constant {dtype}& {name} [[buffer({n})]]"),
                ParamKind::Buffer if kernel.is_written(id) => {
                    format!("device {dtype}* {name} [[buffer({n})]]")
                }
                ParamKind::Buffer => format!("device const {dtype}* {name} [[buffer({n})]]"),
            }
        })
        .collect();
    list.extend(builtins.0.iter().map(|(query, name)| {
        let (attribute, wide) = builtin(*query);
        format!(
            "{} {name} [[{attribute}]]",
            if wide { "uint3" } else { "uint" }
        )
    }));
    format!("kernel void {name}(\n    {})", list.join(",\n    "))
}
