//! Attributes of parameters and function constants: which exist, on what types, with what indices.

use super::Source;
use crate::signature::Param;
use std::collections::HashMap;

/// Attributes that number what a kernel is given, and how many slots each kind has.
const SLOTS: [(&str, u32); 4] = [
    ("buffer", 31),
    ("threadgroup", 31),
    ("texture", 128),
    ("sampler", 16),
];

/// Attributes of a vector or scalar that says where a thread is.
const POSITIONS: [&str; 7] = [
    "thread_position_in_grid",
    "thread_position_in_threadgroup",
    "threadgroup_position_in_grid",
    "threads_per_threadgroup",
    "threads_per_grid",
    "threadgroups_per_grid",
    "dispatch_threads_per_threadgroup",
];

/// Attributes of one number.
const NUMBERS: [&str; 9] = [
    "thread_index_in_threadgroup",
    "thread_index_in_simdgroup",
    "thread_index_in_quadgroup",
    "simdgroup_index_in_threadgroup",
    "quadgroup_index_in_threadgroup",
    "threads_per_simdgroup",
    "thread_execution_width",
    "simdgroups_per_threadgroup",
    "dispatch_simdgroups_per_threadgroup",
];

/// Each parameter has one attribute that Metal knows, and the type that belongs to it.
pub fn parameters(source: &mut Source<'_>) {
    let mut found = Vec::new();
    for param in source.kernels.iter().flat_map(|kernel| &kernel.params) {
        found.extend(objection(param).map(|message| (param.name.line, message)));
    }
    for (line, message) in found {
        source.report(line, "attribute", message);
    }
}

fn objection(param: &Param<'_>) -> Option<String> {
    let name = param.name.text;
    let [(attribute, _)] = param.attributes[..] else {
        return Some(format!(
            "{name} has {} attributes, not one",
            param.attributes.len()
        ));
    };
    let is_pointer = param.has("*");
    match attribute {
        "buffer" => {
            let space = param.has("device") || param.has("constant");
            let reaches = is_pointer || param.has("&");
            (!space || !reaches || param.has("threadgroup"))
                .then(|| format!("[[buffer]] is for device and constant memory, not for {name}"))
        }
        "threadgroup" => (!param.has("threadgroup") || !is_pointer)
            .then(|| format!("[[threadgroup]] is for threadgroup memory, not for {name}")),
        "texture" => (!param.ty.iter().any(|word| word.starts_with("texture")))
            .then(|| format!("[[texture]] is for textures, not for {name}")),
        "sampler" => {
            (!param.has("sampler")).then(|| format!("[[sampler]] is for samplers, not for {name}"))
        }
        "grid_size" => {
            Some("[[grid_size]] is for stage-in; threads_per_grid counts threads".into())
        }
        _ if POSITIONS.contains(&attribute) => wrong_type(param, attribute, true),
        _ if NUMBERS.contains(&attribute) => wrong_type(param, attribute, false),
        _ => Some(format!(
            "Metal has no attribute [[{attribute}]] of a kernel's parameter"
        )),
    }
}

fn wrong_type(param: &Param<'_>, attribute: &str, may_be_vector: bool) -> Option<String> {
    let ty = param.value_type();
    let base = ty.trim_end_matches(['2', '3']);
    let is_right = ["uint", "ushort"].contains(&base)
        && (may_be_vector || base == ty)
        && !param.has("*")
        && !param.has("&");
    (!is_right).then(|| format!("[[{attribute}]] is no {}", param.ty.join(" ")))
}

/// Indices are there, are different and fit.
pub fn indices(source: &mut Source<'_>) {
    let mut found = Vec::new();
    for kernel in &source.kernels {
        for (attribute, slots) in SLOTS {
            let mut taken: HashMap<u32, &str> = HashMap::new();
            let has_it = |param: &&Param<'_>| param.attributes.iter().any(|(a, _)| *a == attribute);
            for param in kernel.params.iter().filter(has_it) {
                let name = param.name.text;
                let message = match param.number(attribute) {
                    None => format!("[[{attribute}]] of {name} has no index"),
                    Some(index) if index >= slots => {
                        format!(
                            "{name} has {attribute} index {index}; the last one is {}",
                            slots - 1
                        )
                    }
                    Some(index) => match taken.insert(index, name) {
                        Some(other) => {
                            format!("{name} and {other} share {attribute} index {index}")
                        }
                        None => continue,
                    },
                };
                found.push((param.name.line, message));
            }
        }
    }
    for (line, message) in found {
        source.report(line, "index", message);
    }
}

/// Positions that are used together have one size, and no attribute comes twice.
pub fn positions(source: &mut Source<'_>) {
    let mut found = Vec::new();
    for kernel in &source.kernels {
        let mut size = None;
        let mut seen: Vec<&str> = Vec::new();
        for param in &kernel.params {
            for &(attribute, argument) in &param.attributes {
                let same_width = ["thread_execution_width", "threads_per_simdgroup"];
                let is_again = seen.contains(&attribute) && argument.is_none();
                let is_twin =
                    same_width.contains(&attribute) && same_width.iter().any(|a| seen.contains(a));
                if is_again || is_twin {
                    found.push((param.name.line, format!("[[{attribute}]] comes twice")));
                }
                seen.push(attribute);
                let ty = param.value_type();
                let digit = ty.chars().last().filter(char::is_ascii_digit);
                if POSITIONS.contains(&attribute) && *size.get_or_insert(digit) != digit {
                    let message = format!(
                        "{} and a position before it differ in size",
                        param.name.text
                    );
                    found.push((param.name.line, message));
                }
            }
        }
    }
    for (line, message) in found {
        source.report(line, "position", message);
    }
}

/// Function constants are scalars in constant memory with indices of their own.
pub fn function_constants(source: &mut Source<'_>) {
    let tokens = source.tokens.clone();
    let mut taken = Vec::new();
    for (at, token) in tokens
        .iter()
        .enumerate()
        .filter(|(_, t)| t.text == "function_constant")
    {
        let index = tokens.get(at + 2).map_or("", |token| token.text);
        let declared: Vec<&str> = tokens[at.saturating_sub(4)..at]
            .iter()
            .map(|token| token.text)
            .collect();
        if !matches!(declared[..], ["constant", _, _, "[["]) {
            let message =
                "a function constant is `constant T name [[function_constant(n)]];`".into();
            source.report(token.line, "function-constant", message);
        }
        if taken.contains(&index) {
            let message = format!("two function constants have index {index}");
            source.report(token.line, "function-constant", message);
        }
        taken.push(index);
    }
}
