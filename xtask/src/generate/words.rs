//! Operand classes and results in words, for docstrings and the reference page; text wrapped to a width.

use enigma_core::ops::lanes::Reach;
use enigma_core::ops::{Arg, AtomicOp, Kind, OpDef, Python, Res};

/// A parameter of a Python function, as the table writes it: `name: annotation = default`.
#[derive(Clone, Copy)]
pub struct Parameter {
    /// The name alone.
    pub name: &'static str,
    /// The whole of it.
    pub text: &'static str,
}

/// The parameters of an operation that is a Python function; None for operators and special forms.
pub fn parameters(op: &OpDef) -> Option<Vec<Parameter>> {
    let Python::Function(text) = op.python else {
        return None;
    };
    let parts = text.split(", ").filter(|part| !part.is_empty());
    let parameter = |text: &'static str| Parameter {
        name: text.split(':').next().unwrap_or(text),
        text,
    };
    Some(parts.map(parameter).collect())
}

/// What each parameter takes, in words.
pub fn describe(op: &OpDef, parameter: Parameter) -> String {
    match parameter.name {
        "buf" => match op.kind {
            Kind::Atomic(kind) => {
                format!("buffer or threadgroup memory of {}.", atomic_dtypes(kind))
            }
            _ => "buffer or threadgroup memory.".into(),
        },
        "dim" => "\"x\", \"y\" or \"z\".".into(),
        "mem_flags" => "what is ordered: mem_none, mem_device, mem_threadgroup, \
                        mem_device_and_threadgroup or mem_texture."
            .into(),
        "order" | "success_order" => "memory order.".into(),
        "failure_order" => "memory order where the comparison fails.".into(),
        "memory_order" | "success_memory_order" => "another spelling of the memory order.".into(),
        "failure_memory_order" => "another spelling of `failure_order`.".into(),
        _ => format!("{}.", operand(op, parameter)),
    }
}

/// Whether a parameter stands for an operand of the entry.
pub fn is_operand(parameter: &Parameter) -> bool {
    let is = |annotation| parameter.text.contains(annotation);
    is(": Operand") || is(": Vector") || is(": int")
}

fn atomic_dtypes(kind: AtomicOp) -> String {
    let names = kind.accepts().iter().map(|s| s.metal_name());
    names.collect::<Vec<_>>().join(", ")
}

/// The operand that a parameter stands for. A memory comes first in Python and is no operand.
fn operand(op: &OpDef, parameter: Parameter) -> String {
    let mut operands = parameters(op).unwrap_or_default();
    operands.retain(is_operand);
    let position = operands.iter().position(|p| p.name == parameter.name);
    let rule = position.and_then(|at| op.sig.args.get(at));
    rule.map_or_else(|| "a value".into(), |&rule| rule_in_words(rule))
}

fn rule_in_words(rule: Arg) -> String {
    match rule {
        Arg::T(class) => class.describe(),
        Arg::Vector(class, size) => format!("{}: {}", size.describe(), class.describe()),
        Arg::Word => "an integer, taken as uint".into(),
        Arg::Amount => "an integer, modulo the width".into(),
        Arg::Exponent => "an integer".into(),
        Arg::Bits => "an integer, from 0 to the width".into(),
        Arg::Bool => "a condition (bool)".into(),
        Arg::Index => "an integer".into(),
        Arg::Lane(reach) => format!("an integer, from 0 to {}", reach.lanes() - 1),
        Arg::Modulo(Reach::Simdgroup) => "2, 4, 8, 16 or 32".into(),
        Arg::Modulo(Reach::Quad) => "2 or 4".into(),
        Arg::Element => "a value of the element dtype".into(),
        Arg::Matrix => "a simdgroup matrix".into(),
        Arg::Event => "an event of an async copy".into(),
    }
}

/// The result in words; None where there is none.
pub fn result(op: &OpDef) -> Option<&'static str> {
    match op.sig.result {
        Res::T
            if op
                .sig
                .args
                .iter()
                .filter(|a| matches!(a, Arg::T(_) | Arg::Vector(..)))
                .count()
                > 1 =>
        {
            Some("a value of the operands' common dtype.")
        }
        Res::T => Some("a value of the operand's dtype."),
        Res::Bool => Some("a bool."),
        Res::U32 => Some("a uint."),
        Res::LikeOperands => Some("a vector of the operands' size and dtype."),
        Res::Vector(2) => Some("a vector of 2 floats."),
        Res::Vector(_) => Some("a vector of 4 floats."),
        Res::Asked => Some("a value of the dtype asked for."),
        Res::Element => Some("a value of the element dtype."),
        Res::Matrix => Some("a simdgroup matrix."),
        Res::Event => Some("an event for `async_copy_wait`."),
        Res::Nothing | Res::Blocks => None,
    }
}

/// Text in lines of at most `width` characters, the first one less by `taken`.
pub fn wrap(text: &str, width: usize, taken: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut room = width - taken;
    for word in text.split_whitespace() {
        let line = lines.len() - 1;
        let needed = word.chars().count() + usize::from(!lines[line].is_empty());
        if lines[line].chars().count() + needed > room && !lines[line].is_empty() {
            lines.push(word.to_owned());
            room = width;
        } else {
            if !lines[line].is_empty() {
                lines[line].push(' ');
            }
            lines[line].push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn wraps_between_words() {
        assert_eq!(wrap("one two three", 7, 0), ["one two", "three"]);
        assert_eq!(wrap("one two three", 9, 4), ["one", "two three"]);
        assert_eq!(wrap("unbreakable", 4, 0), ["unbreakable"]);
    }
}
