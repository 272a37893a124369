//! What a docstring says beside meaning, operands and result: exactness, errors, an example.

use super::examples;
use super::words;
use enigma_core::Scalar;
use enigma_core::ops::{Arg, Class, Kind, OpDef, Tolerance};

/// Sets of dtypes under the words that descriptions of operands use for them.
pub const CLASSES: [(&str, Class); 4] = [
    ("an integer", Class::INT),
    ("a float", Class::FLOAT),
    ("a number", Class::NUMERIC),
    ("any scalar", Class::ANY),
];

/// The names of a set of dtypes.
pub fn dtypes(class: Class) -> String {
    let names: Vec<&str> = class.iter().map(Scalar::metal_name).collect();
    names.join(", ")
}

/// A description that is no more than the word for a set of dtypes, with their names.
pub fn in_full(description: String) -> String {
    match CLASSES
        .iter()
        .find(|(word, _)| description == format!("{word}."))
    {
        Some((word, class)) => format!("{word}: {}.", dtypes(*class)),
        None => description,
    }
}

/// The meaning of an operation, and how exact it is where it is not exact.
pub fn meaning(op: &OpDef) -> String {
    match exactness(op) {
        Some(bound) => format!("{} {bound}", op.doc),
        None => op.doc.to_owned(),
    }
}

/// Text cut after its first sentence.
pub fn first_sentence(text: &str) -> (&str, &str) {
    match text.split_once(". ") {
        Some((first, rest)) => (&text[..=first.len()], rest),
        None => (text, ""),
    }
}

/// The bound of an operation that is not exact.
pub fn exactness(op: &OpDef) -> Option<String> {
    match op.tolerance {
        Tolerance::Exact => None,
        Tolerance::Ulp(bound) => Some(format!("Within {bound} ULP of the exact value.")),
    }
}

/// An exception and when it is raised.
type Raised = (&'static str, &'static str);

/// What a function raises, by its operands and parameters.
pub fn raises(op: &OpDef) -> Vec<Raised> {
    let takes = |name: &str| {
        let parameters = words::parameters(op).unwrap_or_default();
        parameters.iter().any(|p| p.name == name)
    };
    let mut raised = Vec::new();
    if op.sig.args.iter().any(|arg| matches!(arg, Arg::T(_))) {
        raised.push((
            "EnigmaTypeError",
            "an operand of another dtype, or a number that does not fit.",
        ));
    }
    if matches!(op.kind, Kind::Atomic(_)) {
        raised.push((
            "EnigmaTypeError",
            "memory of another dtype, or a value that does not convert to it.",
        ));
        raised.push((
            "EnigmaKeyError",
            "an order that is unknown or not allowed here.",
        ));
    }
    if op.sig.args.contains(&Arg::Bool) && matches!(op.kind, Kind::Simd(_)) {
        raised.push(("EnigmaTypeError", "a condition that is no bool."));
    }
    if op.sig.args.iter().any(|arg| matches!(arg, Arg::Lane(_))) {
        raised.push(("EnigmaIndexError", "a literal beyond the lanes."));
    }
    if op.sig.args.iter().any(|arg| matches!(arg, Arg::Modulo(_))) {
        raised.push((
            "EnigmaTypeError",
            "a modulo that is no literal, or another one.",
        ));
    }
    if takes("mem_flags") {
        raised.push(("EnigmaKeyError", "an unknown flag."));
    }
    if takes("dim") {
        raised.push(("EnigmaValueError", "another dim."));
    }
    raised.push(("OutsideKernelError", "outside a kernel."));
    raised
}

/// The sections that end a docstring, each after an empty line.
pub fn sections(op: &OpDef, pad: &str) -> String {
    let mut out = format!("\n{pad}Raises:\n");
    for (exception, when) in raises(op) {
        out.push_str(&format!("{pad}    {exception}: {when}\n"));
    }
    if let Some(example) = examples::of_operation(op.name) {
        out.push_str(&format!("\n{pad}Example:\n"));
        for line in example.lines() {
            out.push_str(&format!("{pad}    {line}\n"));
        }
    }
    out
}
