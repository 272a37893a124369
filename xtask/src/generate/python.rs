//! `python/enigma/_ops.py`: a Python function for each operation that is one, with annotations and docstring.
//!
//! The text is what `ruff format` would make of it.

use super::notes;
use super::words::{self, Parameter};
use enigma_core::ops::{self, Arg, Kind, OpDef, Res};
use std::cmp::Ordering;

const WIDTH: usize = 100;

const HEAD: &str = r#""""The operations that are plain functions, written by `cargo xtask generate` from the table.

@generated: do not edit; change `crates/core/src/ops` and run the command again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from enigma import _native

if TYPE_CHECKING:
    from enigma._native import Value, Vector
    from enigma.typing import AnyOperand, Operand

"#;

/// The module's text.
pub fn module() -> String {
    let mut functions: Vec<&OpDef> = ops::all()
        .filter(|op| words::parameters(op).is_some())
        .collect();
    functions.sort_by_key(|op| natural(op.name));
    let mut out = HEAD.to_owned();
    out.push_str("__all__ = [\n");
    out.push_str("    \"Memory\",\n");
    for op in &functions {
        out.push_str(&format!("    \"{}\",\n", op.name));
    }
    out.push_str("]\n");
    out.push_str(&memory_class(&functions));
    for op in &functions {
        out.push_str("\n\n");
        out.push_str(&function(op));
    }
    out
}

/// Sorts as people and `ruff` do: numbers in names by their value, so that `exp2` comes before `exp10`.
fn natural(name: &str) -> Vec<(&str, u32)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (text, tail) = rest.split_at(rest.find(is_digit).unwrap_or(rest.len()));
        let end = tail.find(|c| !is_digit(c)).unwrap_or(tail.len());
        parts.push((text, tail[..end].parse().unwrap_or(0)));
        rest = &tail[end..];
    }
    parts
}

/// The atomics as methods: the base class of buffers and threadgroup memory.
fn memory_class(functions: &[&OpDef]) -> String {
    let mut out = String::from(
        "\n\nclass Memory:\n    \"\"\"What atomics work on: a buffer or threadgroup memory.\"\"\"\n\n    __slots__ = ()\n",
    );
    for op in functions
        .iter()
        .filter(|op| matches!(op.kind, Kind::Atomic(_)))
    {
        let parameters = words::parameters(op).unwrap_or_default();
        let names: Vec<&str> = parameters.iter().map(|p| p.name).collect();
        let own: Vec<&str> = parameters[1..].iter().map(|p| p.text).collect();
        let own: Vec<&str> = ["self"].into_iter().chain(own).collect();
        let call: Vec<&str> = ["self"]
            .into_iter()
            .chain(names[1..].iter().copied())
            .collect();
        out.push('\n');
        out.push_str(&signature(op, &own, returns(op), (4, "")));
        out.push_str(&docstring(op, &parameters[1..], 8));
        out.push_str(&statement(
            op,
            op.name,
            &call.iter().map(ToString::to_string).collect::<Vec<_>>(),
            8,
        ));
    }
    out
}

fn function(op: &OpDef) -> String {
    let parameters = words::parameters(op).unwrap_or_default();
    let texts: Vec<&str> = parameters.iter().map(|p| p.text).collect();
    let (native, args) = call(op, &parameters);
    let mut out = heads(op, &parameters, &texts);
    out.push_str(&docstring(op, &parameters, 4));
    out.push_str(&statement(op, &format!("_native.{native}"), &args, 4));
    out
}

/// The head of a function; with overloads where it takes scalars and vectors: one for scalars, and one for
/// each operand that may be the first vector.
fn heads(op: &OpDef, parameters: &[Parameter], texts: &[&str]) -> String {
    let both: Vec<bool> = op.sig.args.iter().map(takes_vectors).collect();
    let elementwise = matches!(op.kind, Kind::Pure | Kind::Simd(_))
        && both.len() == parameters.len()
        && both.contains(&true);
    if !elementwise {
        return signature(op, texts, returns(op), (0, ""));
    }
    let annotated = |annotation: &dyn Fn(usize) -> &'static str| -> Vec<String> {
        let each = parameters.iter().zip(&both).enumerate();
        each.map(|(n, (parameter, &both))| match both {
            true => parameter.text.replace(": Operand", annotation(n)),
            false => parameter.text.to_owned(),
        })
        .collect()
    };
    let head = |texts: &[String], returns: &str, end: &str| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        signature(op, &texts, returns, (0, end))
    };
    let stub = |head: String| format!("@overload\n{head}");
    let mut out = stub(signature(op, texts, "Value", (0, " ...")));
    for first in (0..both.len()).filter(|&n| both[n]) {
        let texts = annotated(&|n| match n.cmp(&first) {
            Ordering::Less => ": Operand",
            Ordering::Equal => ": Vector",
            Ordering::Greater => ": AnyOperand",
        });
        out.push_str(&stub(head(&texts, "Vector", " ...")));
    }
    out.push_str(&head(&annotated(&|_| ": AnyOperand"), "Value | Vector", ""));
    out
}

/// Whether an operand of an operation on components may be a vector.
fn takes_vectors(rule: &Arg) -> bool {
    match rule {
        Arg::T(_) | Arg::Amount | Arg::Exponent | Arg::Bits | Arg::Bool => true,
        Arg::Vector(..)
        | Arg::Word
        | Arg::Lane(_)
        | Arg::Modulo(_)
        | Arg::Index
        | Arg::Element
        | Arg::Matrix
        | Arg::Event => false,
    }
}

fn returns(op: &OpDef) -> &'static str {
    match op.sig.result {
        Res::Nothing => "None",
        Res::LikeOperands | Res::Vector(_) => "Vector",
        Res::T
        | Res::Bool
        | Res::U32
        | Res::Asked
        | Res::Element
        | Res::Matrix
        | Res::Event
        | Res::Blocks => "Value",
    }
}

fn signature(
    op: &OpDef,
    parameters: &[&str],
    returns: &str,
    (indent, end): (usize, &str),
) -> String {
    let pad = " ".repeat(indent);
    let one = format!(
        "{pad}def {}({}) -> {returns}:{end}\n",
        op.name,
        parameters.join(", ")
    );
    if one.trim_end().len() <= WIDTH {
        return one;
    }
    let joined = format!("{pad}    {}\n", parameters.join(", "));
    let inner = if joined.trim_end().len() <= WIDTH {
        joined
    } else {
        parameters
            .iter()
            .map(|p| format!("{pad}    {p},\n"))
            .collect()
    };
    format!("{pad}def {}(\n{inner}{pad}) -> {returns}:{end}\n", op.name)
}

fn docstring(op: &OpDef, parameters: &[Parameter], indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    let doc = notes::meaning(op).replace('\\', "\\\\");
    let (first, rest) = notes::first_sentence(&doc);
    for (n, line) in words::wrap(first, WIDTH - indent, 3).iter().enumerate() {
        let quotes = if n == 0 { "\"\"\"" } else { "" };
        out.push_str(&format!("{pad}{quotes}{line}\n"));
    }
    if !rest.is_empty() {
        out.push('\n');
        for line in words::wrap(rest, WIDTH - indent, 0) {
            out.push_str(&format!("{pad}{line}\n"));
        }
    }
    if !parameters.is_empty() {
        out.push_str(&format!("\n{pad}Args:\n"));
        for &parameter in parameters {
            let what = notes::in_full(words::describe(op, parameter));
            let text = format!("{}: {what}", parameter.name);
            for (n, line) in words::wrap(&text, WIDTH - indent - 8, 0).iter().enumerate() {
                let deeper = if n == 0 { "    " } else { "        " };
                out.push_str(&format!("{pad}{deeper}{line}\n"));
            }
        }
    }
    if let Some(result) = words::result(op) {
        out.push_str(&format!("\n{pad}Returns:\n{pad}    {result}\n"));
    }
    out.push_str(&notes::sections(op, &pad));
    out.push_str(&format!("{pad}\"\"\"\n"));
    out
}

fn statement(op: &OpDef, callee: &str, args: &[String], indent: usize) -> String {
    let pad = " ".repeat(indent);
    let keyword = if op.sig.result == Res::Nothing {
        ""
    } else {
        "return "
    };
    let one = format!("{pad}{keyword}{callee}({})\n", args.join(", "));
    if one.trim_end().len() <= WIDTH {
        return one;
    }
    let joined = format!("{pad}    {}\n", args.join(", "));
    let inner = if joined.trim_end().len() <= WIDTH {
        joined
    } else {
        args.iter().map(|a| format!("{pad}    {a},\n")).collect()
    };
    format!("{pad}{keyword}{callee}(\n{inner}{pad})\n")
}

/// The native function behind an operation, and what it is called with.
fn call(op: &OpDef, parameters: &[Parameter]) -> (&'static str, Vec<String>) {
    let name = format!("\"{}\"", op.name);
    let names = parameters.iter().map(|p| p.name.to_owned());
    match op.kind {
        Kind::Pure | Kind::Simd(_) | Kind::Composite(_) => {
            ("emit", [name].into_iter().chain(names).collect())
        }
        Kind::Query(_) => ("query", [name].into_iter().chain(names).collect()),
        Kind::Barrier | Kind::SimdBarrier => ("barrier", [name].into_iter().chain(names).collect()),
        Kind::LoadIf => ("load_if", names.collect()),
        Kind::Atomic(ops::AtomicOp::CompareExchange | ops::AtomicOp::CompareSwap) => (
            "atomic_compare_exchange",
            [
                name.as_str(),
                "buf",
                "index",
                "(expected, desired)",
                "(success_order, order, memory_order, success_memory_order)",
                "(failure_order, failure_memory_order)",
            ]
            .map(str::to_owned)
            .into(),
        ),
        Kind::Atomic(_) => ("atomic", atomic_call(name, parameters)),
        Kind::Const
        | Kind::ScalarParam
        | Kind::Load
        | Kind::Store
        | Kind::LocalGet
        | Kind::LocalSet
        | Kind::AsyncCopy1d
        | Kind::AsyncCopy2d
        | Kind::AsyncCopyWait
        | Kind::Assert
        | Kind::Matrix(_)
        | Kind::FunctionConstant
        | Kind::For
        | Kind::While
        | Kind::If => panic!(
            "{} is no plain function: declare it Python::Special",
            op.name
        ),
    }
}

fn atomic_call(name: String, parameters: &[Parameter]) -> Vec<String> {
    let has_value = parameters.iter().any(|p| p.name == "value");
    let values = if has_value { "(value,)" } else { "()" };
    let rest = ["buf", "index", values, "order", "memory_order"];
    [name].into_iter().chain(rest.map(str::to_owned)).collect()
}
