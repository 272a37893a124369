//! b.3: threadgroup memory and address spaces.

use crate::By::{Clang, Lint};
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "threadgroup memory is declared in the outermost scope", Clang,
        "for (int i = 0; i < 2; ++i) { threadgroup float inner[4]; inner[0] = 0.0f; }",
        "outermost scope",
        "threadgroup float inner[4]; inner[0] = 0.0f;",
    ),
    row(
        "threadgroup memory has no initial value", Lint,
        "threadgroup float four[4] = {0.0f};",
        "[threadgroup-memory] four has an initial value",
        "threadgroup float four[4]; four[0] = 0.0f;",
    ),
    row(
        "threadgroup memory fits", Lint,
        "threadgroup float big[8192]; big[0] = 0.0f;",
        "[threadgroup-memory] 32784 bytes",
        "threadgroup float big[8188]; big[0] = 0.0f;",
    ),
    row(
        "all arrays fit together", Lint,
        "threadgroup float one[16 * 256]; threadgroup half two[64 * 128]; one[0] = 0.0f; two[0] = 0.0h;",
        "[threadgroup-memory]",
        "threadgroup float one[16 * 255]; threadgroup half two[64 * 127]; one[0] = 0.0f; two[0] = 0.0h;",
    ),
    row(
        "sizes are literal", Lint,
        "const uint size = 4u; threadgroup float some[size]; some[0] = 0.0f;",
        "no literal size",
        "threadgroup float some[4]; some[0] = 0.0f;",
    ),
    row(
        "matrices are not in threadgroup memory", Lint,
        "threadgroup simdgroup_float8x8 tile[2];",
        "no size that Metal knows",
        "threadgroup float tile[64]; tile[0] = 0.0f;",
    ),
    row(
        "threadgroup memory is no buffer", Lint,
        r#"#HEAD
kernel void k(threadgroup float* p [[buffer(0)]]) {p[0] = 0.0f;}"#,
        "[[buffer]] is for device",
        r#"#HEAD
kernel void k(threadgroup float* p [[threadgroup(0)]]) {p[0] = 0.0f;}"#,
    ),
    row(
        "thread memory is no argument", Lint,
        r#"#HEAD
kernel void k(thread float* p [[buffer(0)]]) {p[0] = 0.0f;}"#,
        "[[buffer]] is for device",
        r#"#HEAD
kernel void k(device float* p [[buffer(0)]]) {p[0] = 0.0f;}"#,
    ),
    row(
        "device memory is no threadgroup argument", Lint,
        r#"#HEAD
kernel void k(device float* p [[threadgroup(0)]]) {p[0] = 0.0f;}"#,
        "[[threadgroup]] is for",
        r#"#HEAD
kernel void k(device float* p [[buffer(0)]]) {p[0] = 0.0f;}"#,
    ),
    row(
        "a pointer has an address space", Clang,
        "float* p = &B[0];",
        "cannot initialize",
        "device float* p = &B[0];",
    ),
    row(
        "device memory is not threadgroup memory", Clang,
        "device float* p = &shared[0];",
        "cannot initialize",
        "threadgroup float* p = &shared[0];",
    ),
    row(
        "a cast keeps the address space", Clang,
        "device float* p = (device float*)shared;",
        "address space",
        "threadgroup float* p = (threadgroup float*)shared;",
    ),
    row(
        "what is read only is not written", Clang,
        "A[0] = 1.0f;",
        "read-only",
        "B[0] = 1.0f;",
    ),
    row(
        "constant memory is not written", Clang,
        "n = 1;",
        "read-only",
        "int m = n; m = 1;",
    ),
    row(
        "constant memory is no device memory", Clang,
        "device const int* p = &n;",
        "cannot initialize",
        "constant int* p = &n;",
    ),
];
