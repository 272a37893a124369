//! Positions and sizes as kernel arguments, and the functions of Metal's library.

use super::types;
use crate::clike::{Emitter, Expr, Names};
use enigma_core::Scalar;
use enigma_core::ir::{Attr, Def, Dim, Kernel, OpData, Value};
use enigma_core::ops::{Kind, Query};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A position or size: its attribute, the argument's name unless the user has one, whether it has x, y, z.
struct Row(Query, &'static str, &'static str, bool);

/// In the order of the signature.
const ROWS: [Row; 11] = [
    Row(
        Query::ThreadPositionInGrid,
        "thread_position_in_grid",
        "tid",
        true,
    ),
    Row(
        Query::ThreadPositionInThreadgroup,
        "thread_position_in_threadgroup",
        "lid",
        true,
    ),
    Row(
        Query::ThreadgroupPositionInGrid,
        "threadgroup_position_in_grid",
        "group_id",
        true,
    ),
    // The size of this threadgroup, smaller at the edge; the one asked for is `dispatch_threads_per_threadgroup`.
    Row(
        Query::ThreadsPerThreadgroup,
        "threads_per_threadgroup",
        "group_size",
        true,
    ),
    // Not `grid_size`, which belongs to stage-in.
    Row(
        Query::ThreadsPerGrid,
        "threads_per_grid",
        "grid_extent",
        true,
    ),
    Row(
        Query::ThreadgroupsPerGrid,
        "threadgroups_per_grid",
        "group_count",
        true,
    ),
    Row(
        Query::ThreadIndexInThreadgroup,
        "thread_index_in_threadgroup",
        "thread_index",
        false,
    ),
    Row(
        Query::ThreadIndexInSimdgroup,
        "thread_index_in_simdgroup",
        "lane",
        false,
    ),
    Row(
        Query::SimdgroupIndexInThreadgroup,
        "simdgroup_index_in_threadgroup",
        "simdgroup",
        false,
    ),
    Row(
        Query::ThreadsPerSimdgroup,
        "threads_per_simdgroup",
        "simdgroup_size",
        false,
    ),
    Row(
        Query::SimdgroupsPerThreadgroup,
        "simdgroups_per_threadgroup",
        "simdgroup_count",
        false,
    ),
];

/// The dimension and the name of a query that the user named.
type UserName = (Option<&'static str>, Arc<str>);

/// A position or size as an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Its type.
    pub ty: &'static str,
    /// Its name in the text.
    pub name: String,
    /// Metal's name for it.
    pub attribute: &'static str,
    /// The components that it is of all three; nothing where it has all, or is a number.
    pub part: &'static str,
}

/// The positions and sizes a kernel uses, named.
#[derive(Clone, Debug)]
pub struct Builtins {
    /// How many dimensions anything of it is used in. All vectors have that many components: those used together
    /// must have one size.
    dimensions: usize,
    /// Query, argument name, and the user's name if it became the argument's.
    used: HashMap<Query, (String, Option<Arc<str>>)>,
}

impl Builtins {
    /// Names what the kernel uses. Where the user has one name for a query, the argument gets it.
    pub fn collect(kernel: &Kernel, names: &mut Names<'_>) -> Builtins {
        let mut wanted: HashMap<Query, BTreeSet<UserName>> = HashMap::new();
        let mut dimensions = 1;
        kernel.walk(&mut |_, op| {
            if let Kind::Query(query) = op.op.kind {
                dimensions = dimensions.max(match dim(op) {
                    None | Some(Dim::X) => 1,
                    Some(Dim::Y) => 2,
                    Some(Dim::Z) => 3,
                });
                let users = wanted.entry(query).or_default();
                users.extend(
                    kernel
                        .value(op.result())
                        .name
                        .clone()
                        .map(|name| (dim(op).map(Dim::name), name)),
                );
            }
        });
        let mut used = HashMap::new();
        for Row(query, _, default, _) in ROWS {
            let Some(users) = wanted.get(&query) else {
                continue;
            };
            let user = users
                .first()
                .filter(|_| users.len() == 1)
                .map(|(_, name)| name.clone());
            let name = names.declare(user.as_deref().unwrap_or(default));
            used.insert(query, (name, user));
        }
        Builtins { dimensions, used }
    }

    /// The argument, or its component.
    pub fn value(&self, query: Query, dim: Option<Dim>) -> Expr {
        let name = &self.used[&query].0;
        match dim.filter(|_| self.dimensions > 1) {
            Some(dim) => Expr::primary(format!("{name}.{}", dim.name())),
            None => Expr::primary(name.as_str()),
        }
    }

    /// Whether a query has no name, or the argument's.
    pub fn is_named_like(&self, kernel: &Kernel, v: Value) -> bool {
        let data = kernel.value(v);
        let Def::Result(id, _) = data.def else {
            return false;
        };
        let Kind::Query(query) = kernel.op(id).op.kind else {
            return false;
        };
        data.name.is_none() || self.used[&query].1 == data.name
    }

    /// The arguments, in the order of the signature.
    pub fn positions(&self) -> impl Iterator<Item = Position> {
        ROWS.iter()
            .filter_map(|Row(query, attribute, _, is_vector)| {
                let (name, _) = self.used.get(query)?;
                let (ty, part) = match (is_vector, self.dimensions) {
                    (false, _) => ("uint", ""),
                    (true, 1) => ("uint", ".x"),
                    (true, 2) => ("uint2", ".xy"),
                    (true, _) => ("uint3", ""),
                };
                Some(Position {
                    ty,
                    name: name.clone(),
                    attribute,
                    part,
                })
            })
    }

    /// The arguments, as the signature has them.
    pub fn arguments(&self) -> impl Iterator<Item = String> {
        let positions = self.positions();
        positions.map(|p| format!("{} {} [[{}]]", p.ty, p.name, p.attribute))
    }
}

fn dim(op: &OpData) -> Option<Dim> {
    match op.attr {
        Attr::Dim(dim) => Some(dim),
        _ => None,
    }
}

/// Functions whose result is exact in any precision, so that `half` need not go through `float`.
const EXACT_IN_HALF: [&str; 5] = ["fabs", "floor", "fmax", "fmin", "rint"];

/// A function of the library. On `half` and `bfloat` the language computes in `float` and rounds once; Metal
/// has no functions on `bfloat` at all, and none in `precise::` on `half`.
pub fn call(e: &Emitter<'_>, function: &str, args: &[Value], result: Scalar) -> Expr {
    let ty = e.kernel().dtype(args[0]);
    let is_native = match ty {
        Scalar::F16 => EXACT_IN_HALF.contains(&function),
        Scalar::BF16 => false,
        _ => true,
    };
    if is_native {
        let args: Vec<Expr> = args.iter().map(|&v| e.value(v)).collect();
        return Expr::call(function, &args);
    }
    let in_float = |&v: &Value| {
        if e.kernel().dtype(v).is_float() {
            e.in_float(v)
        } else {
            e.value(v)
        }
    };
    let args: Vec<Expr> = args.iter().map(in_float).collect();
    let wide = Expr::call(function, &args);
    if result.is_float() {
        Expr::call(types::name(result), &[wide])
    } else {
        wide
    }
}
