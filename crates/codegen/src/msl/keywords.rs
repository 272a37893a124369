//! Words that a user's name may not be: keywords, and names of the library that the text may call or that a
//! macro would replace.

use enigma_core::ops::{self, Kind, OpDef};

/// Whether a name belongs to the language or its library.
pub fn is_reserved(name: &str) -> bool {
    [CPP, METAL, TYPES, FUNCTIONS, MACROS]
        .iter()
        .any(|list| list.contains(&name))
        || is_vector(name)
        || is_across_lanes(name)
}

/// `float4`, `uint2`, `half3x3`, `packed_float3`, `simdgroup_float8x8`.
fn is_vector(name: &str) -> bool {
    let name = name
        .strip_prefix("packed_")
        .or_else(|| name.strip_prefix("simdgroup_"))
        .unwrap_or(name);
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == 'x');
    let scalar = base.strip_prefix("vector_").unwrap_or(base);
    base.len() < name.len() && TYPES.contains(&scalar)
}

/// Functions across lanes, and the classes that they vote with.
fn is_across_lanes(name: &str) -> bool {
    let is_simd = |op: &OpDef| matches!(op.kind, Kind::Simd(_));
    ops::find(name).is_some_and(is_simd) || ["simd_vote", "quad_vote"].contains(&name)
}

#[rustfmt::skip]
const CPP: &[&str] = &[
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case",
    "catch", "char", "char16_t", "char32_t", "class", "compl", "const", "const_cast", "constexpr", "continue",
    "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit", "export",
    "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable",
    "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
    "protected", "public", "register", "reinterpret_cast", "return", "short", "signed", "sizeof", "static",
    "static_assert", "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true",
    "try", "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile",
    "wchar_t", "while", "xor", "xor_eq", "restrict", "typeof", "main", "std",
];

#[rustfmt::skip]
const METAL: &[&str] = &[
    "kernel", "vertex", "fragment", "device", "constant", "thread", "threadgroup", "coherent", "half",
    "threadgroup_imageblock", "ray_data", "object_data", "metal", "fast", "precise", "raytracing", "sampler",
    "access", "address", "filter", "mip_filter", "coord", "compare_func", "component", "mem_flags",
    "memory_order", "thread_scope", "memory_order_relaxed", "memory_order_seq_cst", "thread_scope_thread",
    "thread_scope_simdgroup", "thread_scope_threadgroup", "thread_scope_device",
];

#[rustfmt::skip]
const TYPES: &[&str] = &[
    "bool", "char", "uchar", "short", "ushort", "int", "uint", "long", "ulong", "half", "bfloat", "float",
    "double", "size_t", "ptrdiff_t", "intptr_t", "uintptr_t", "int8_t", "uint8_t", "int16_t", "uint16_t",
    "int32_t", "uint32_t", "int64_t", "uint64_t", "vec", "matrix", "array", "array_ref", "atomic",
    "atomic_int", "atomic_uint", "atomic_bool", "atomic_float", "atomic_ulong", "simdgroup_matrix",
    "numeric_limits", "imageblock", "texture1d", "texture2d", "texture3d", "texturecube", "depth2d",
];

#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "abs", "absdiff", "acos", "acosh", "addsat", "all", "any", "as_type", "asin", "asinh", "atan", "atan2",
    "atanh", "ceil", "clamp", "clz", "copysign", "cos", "cosh", "cospi", "cross", "ctz", "determinant",
    "distance", "distance_squared", "dot", "erf", "erfc", "exp", "exp10", "exp2", "extract_bits", "fabs",
    "faceforward", "fdim", "floor", "fma", "fmax", "fmax3", "fmedian3", "fmin", "fmin3", "fmod", "fract",
    "frexp", "hadd", "ilogb", "insert_bits", "isfinite", "isinf", "isnan", "isnormal", "isordered",
    "isunordered", "ldexp", "length", "length_squared", "log", "log10", "log2", "mad24", "madhi", "madsat",
    "max", "max3", "median3", "min", "min3", "mix", "modf", "mul24", "mulhi", "nan", "nextafter",
    "normalize", "popcount", "pow", "powr", "reflect", "refract", "reverse_bits", "rhadd", "rint", "rotate",
    "round", "rsqrt", "saturate", "select", "sign", "signbit", "sin", "sincos", "sinh", "sinpi",
    "smoothstep", "sqrt", "step", "subsat", "swap", "tan", "tanh", "tanpi", "transpose", "trunc",
    "threadgroup_barrier", "simdgroup_barrier", "atomic_thread_fence",
    "atomic_load_explicit", "atomic_store_explicit", "atomic_exchange_explicit",
    "atomic_compare_exchange_weak_explicit", "atomic_fetch_add_explicit", "atomic_fetch_sub_explicit",
    "atomic_fetch_min_explicit", "atomic_fetch_max_explicit", "atomic_fetch_and_explicit",
    "atomic_fetch_or_explicit", "atomic_fetch_xor_explicit", "atomic_min_explicit", "atomic_max_explicit",
];

#[rustfmt::skip]
const MACROS: &[&str] = &[
    "INFINITY", "NAN", "HUGE_VALF", "HUGE_VALH", "MAXFLOAT", "MAXHALF", "FLT_MAX", "FLT_MIN", "FLT_EPSILON",
    "HALF_MAX", "HALF_MIN", "INT_MAX", "INT_MIN", "UINT_MAX", "CHAR_BIT", "CHAR_MAX", "CHAR_MIN",
    "SHRT_MAX", "SHRT_MIN", "UCHAR_MAX", "USHRT_MAX", "LONG_MAX", "LONG_MIN", "ULONG_MAX", "M_E_F",
    "M_PI_F", "M_PI_2_F", "M_PI_4_F", "M_1_PI_F", "M_2_PI_F", "M_SQRT2_F", "M_SQRT1_2_F", "M_LOG2E_F",
    "M_LOG10E_F", "M_LN2_F", "M_LN10_F", "M_PI_H", "METAL_FUNC", "METAL_CONST", "assert", "NULL",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_language_are_reserved() {
        for word in [
            "main",
            "half",
            "kernel",
            "device",
            "min",
            "float4",
            "half3x3",
            "packed_uint2",
            "INFINITY",
            "quad_vote",
            "simd_sum",
        ] {
            assert!(is_reserved(word), "{word}");
        }
        for word in [
            "x",
            "reverse",
            "row",
            "index",
            "max_value",
            "x2",
            "tile8x8",
            "lane",
        ] {
            assert!(!is_reserved(word), "{word}");
        }
    }
}
