//! Words that a name may not be, types that Metal lacks, private symbols, and text that reads as something else.

use super::Source;

/// Metal's own words, macros and names of types; those of C++ are clang's business.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "kernel", "vertex", "fragment", "device", "constant", "thread", "threadgroup", "threadgroup_imageblock",
    "ray_data", "object_data", "half", "bfloat", "sampler", "texture1d", "texture2d", "texture3d", "texturecube",
    "depth2d", "array", "array_ref", "vec", "matrix", "packed_float3", "imageblock", "access", "address", "filter",
    "coord", "component", "metal", "fast", "precise", "raytracing", "mem_flags", "memory_order", "thread_scope",
    "visible", "mesh", "object", "intersection", "patch_control_point", "main",
    "uchar", "ushort", "uint", "ulong", "size_t", "ptrdiff_t", "atomic_int", "atomic_uint", "atomic_bool",
    "INFINITY", "NAN", "HUGE_VALF", "MAXFLOAT", "MAXHALF", "FLT_MAX", "INT_MAX", "M_PI_F",
];

/// Words that begin a declaration without being one of the types in `RESERVED`.
const TYPES: [&str; 10] = [
    "void", "bool", "char", "short", "int", "long", "float", "unsigned", "signed", "auto",
];

/// No name is a word of Metal.
pub fn reserved(source: &mut Source<'_>) {
    let ordinary = [
        "half", "bfloat", "uchar", "ushort", "uint", "ulong", "size_t",
    ];
    let is_scalar = |word: &str| TYPES.contains(&word) || ordinary.contains(&word);
    let is_type = |word: &str| {
        let vector = word.strip_suffix(['2', '3', '4']);
        is_scalar(word) || vector.is_some_and(is_scalar)
    };
    let mut found = Vec::new();
    for window in source.tokens.windows(4) {
        let [earlier, before, name, after] = window else {
            continue;
        };
        // `float *name` declares it, `x * name` does not.
        let points = matches!(before.text, "*" | "&") && is_type(earlier.text);
        let declares = is_type(before.text) || points;
        let ends = matches!(after.text, "=" | ";" | "," | ")" | "[" | "(" | "[[" | "{");
        let is_cast = matches!(before.text, "*" | "&") && ends && after.text == "(";
        if declares && ends && !is_cast && RESERVED.contains(&name.text) {
            found.push((name.line, format!("{} is a word of Metal", name.text)));
        }
    }
    for (line, message) in found {
        source.report(line, "reserved-word", message);
    }
}

/// Types that clang has and Metal lacks.
pub fn missing_types(source: &mut Source<'_>) {
    let missing = [
        "double",
        "double2",
        "double3",
        "double4",
        "long double",
        "wchar_t",
        "__fp16",
    ];
    report_words(source, "missing-type", |word| {
        missing
            .contains(&word)
            .then(|| format!("Metal has no {word}"))
    });
}

fn report_words(
    source: &mut Source<'_>,
    rule: &'static str,
    objection: impl Fn(&str) -> Option<String>,
) {
    let found: Vec<_> = source
        .tokens
        .iter()
        .filter_map(|token| Some((token.line, objection(token.text)?)))
        .collect();
    for (line, message) in found {
        source.report(line, rule, message);
    }
}

/// Symbols of Apple's compiler that it does not take from others; a text that says so on top may.
pub fn private_symbols(source: &mut Source<'_>) {
    if source
        .text
        .contains("\n// Async copies by private AIR symbols")
    {
        return;
    }
    report_words(source, "private-symbol", |word| {
        let is_private = matches!(word, "asm" | "__asm" | "__asm__")
            || word.starts_with("\"air.")
            || word.starts_with("__metal_")
            || word.starts_with("__builtin_")
            || word.starts_with("air_")
            || word.starts_with("_simdgroup_");
        is_private.then(|| format!("{word} is private to Apple's compiler"))
    });
}

/// A comment between operands hides that one is missing, and `UNHANDLED` that a statement is.
pub fn comments(source: &mut Source<'_>) {
    let mut found = Vec::new();
    for (number, line) in source.text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or(line);
        if code.contains("/*") && !code.trim_start().starts_with("/*") {
            found.push((number + 1, "a comment within an expression".to_owned()));
        }
        if line.contains("UNHANDLED") || line.contains("unsupported op") {
            found.push((number + 1, "an operation is left out".to_owned()));
        }
    }
    for (line, message) in found {
        source.report(line, "comment", message);
    }
}

/// Fast math is on by default: who tests for NaN or infinity says what he wants.
pub fn float_mode(source: &mut Source<'_>) {
    let says_mode = source.text.contains("#pragma METAL fp math_mode(");
    if says_mode {
        return;
    }
    report_words(source, "float-mode", |word| {
        let needs = [
            "isnan",
            "isinf",
            "isfinite",
            "isnormal",
            "isordered",
            "isunordered",
        ];
        needs
            .contains(&word)
            .then(|| format!("{word} may be folded by fast math: state the math mode"))
    });
}

/// A shift by the width or more is undefined; clang's OpenCL takes it modulo the width.
pub fn shifts(source: &mut Source<'_>) {
    let is_wide = source
        .tokens
        .iter()
        .any(|token| matches!(token.text, "long" | "ulong"));
    let width = if is_wide { 64 } else { 32 };
    let mut found = Vec::new();
    for window in source.tokens.windows(3) {
        let [first, second, amount] = window else {
            continue;
        };
        let is_shift = first.text == second.text && matches!(first.text, "<" | ">");
        let bits = amount
            .text
            .trim_end_matches(['u', 'l', 'U', 'L'])
            .parse::<u32>();
        if is_shift && bits.is_ok_and(|bits| bits >= width) {
            found.push((amount.line, format!("a shift by {}", amount.text)));
        }
    }
    for (line, message) in found {
        source.report(line, "shift", message);
    }
}
