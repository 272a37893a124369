//! Names in the text: the user's where they are, made unique and kept clear of the language's words.

use std::collections::HashSet;

/// Words of C++ and of Metal that a user may well choose; the emitter's own names are among them.
const RESERVED: &[&str] = &[
    "abs",
    "alignas",
    "and",
    "as_type",
    "asm",
    "atomic_int",
    "atomic_uint",
    "atomic_float",
    "auto",
    "bfloat",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "clamp",
    "class",
    "const",
    "constant",
    "constexpr",
    "continue",
    "default",
    "delete",
    "device",
    "do",
    "double",
    "else",
    "enum",
    "exp",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "floor",
    "fma",
    "fmax",
    "fmin",
    "fmod",
    "for",
    "fragment",
    "friend",
    "goto",
    "half",
    "if",
    "inline",
    "int",
    "int8_t",
    "kernel",
    "log",
    "long",
    "main",
    "max",
    "metal",
    "min",
    "mutable",
    "namespace",
    "new",
    "not",
    "nullptr",
    "operator",
    "or",
    "packed_float3",
    "precise",
    "private",
    "protected",
    "public",
    "ray_data",
    "register",
    "return",
    "rint",
    "rsqrt",
    "sampler",
    "select",
    "short",
    "signed",
    "sizeof",
    "size_t",
    "sqrt",
    "static",
    "struct",
    "switch",
    "template",
    "this",
    "thread",
    "threadgroup",
    "threadgroup_barrier",
    "throw",
    "true",
    "try",
    "typedef",
    "typename",
    "uchar",
    "uint",
    "ulong",
    "union",
    "unsigned",
    "ushort",
    "using",
    "vec",
    "vertex",
    "virtual",
    "void",
    "volatile",
    "while",
    "xor",
];

/// Hands out names.
#[derive(Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A name like the one wanted, not given before.
    pub fn fresh(&mut self, wanted: &str) -> String {
        let mut base: String = wanted
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '_' {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        if base.is_empty() || base.starts_with(|c: char| c.is_ascii_digit() || c == '_') {
            base.insert(0, 'v');
        }
        if RESERVED.contains(&base.as_str())
            || base.starts_with("enigma_")
            || base.starts_with("simd_")
        {
            base.push('_');
        }
        let mut name = base.clone();
        let mut n = 1;
        while !self.taken.insert(name.clone()) {
            n += 1;
            name = format!("{base}_{n}");
        }
        name
    }
}
