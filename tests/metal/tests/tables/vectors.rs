//! b.9: vectors, casts and layout.

use crate::By::{Clang, Lint};
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "three components are packed in memory", Lint,
        r#"#HEAD
kernel void k(device float3* p [[buffer(0)]]) {p[0].x = 0.0f;}"#,
        "[stride]",
        r#"#HEAD
kernel void k(device packed_float3* p [[buffer(0)]]) {p[0].x = 0.0f;}"#,
    ),
    row(
        "a vector has four components at most", Clang,
        "float8 x = A[0];",
        "unknown type name 'float8'",
        "float4 x = float4(A[0]);",
    ),
    row(
        "matrices are of floats", Clang,
        "int4x4 x;",
        "unknown type name 'int4x4'",
        "simdgroup_float8x8 x;",
    ),
    row(
        "a vector is compared component by component", Clang,
        "float4 x = float4(A[0]); bool y = x < x;",
        "cannot initialize",
        "float4 x = float4(A[0]); bool y = x.x < x.y;",
    ),
    row(
        "a vector keeps its address space", Clang,
        "device float4* p = (device float4*)shared;",
        "address space",
        "threadgroup float4* p = (threadgroup float4*)shared;",
    ),
    row(
        "a vector is made of its components", Clang,
        "float4 x = float4(A[0], A[1]);",
        "ambiguous",
        "float4 x = float4(A[0], A[1], A[2], A[3]);",
    ),
    row(
        "vectors have one size in a function", Clang,
        "float x = dot(float2(A[0]), float3(A[0]));",
        "no matching function",
        "float x = dot(float3(A[0]), float3(A[0]));",
    ),
];
