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
    row(
        "a matrix takes a vector of as many components as it has columns", Clang,
        "float2x2 m = float2x2(A[0]); float3 x = m * float3(A[0]);",
        "cannot convert between vector",
        "float3x3 m = float3x3(A[0]); float3 x = m * float3(A[0]);",
    ),
    row(
        "a product has rows of the first for columns of the second", Clang,
        "float2x3 m = float2x3(float3(A[0]), float3(A[1])); float2x3 x = m * m;",
        "invalid operands",
        "float2x3 m = float2x3(float3(A[0]), float3(A[1])); float2x3 x = m * float2x2(A[0]);",
    ),
    row(
        "matrices of two types do not multiply", Clang,
        "half2x2 m = half2x2(1.0h); float2x2 x = m * float2x2(A[0]);",
        "invalid operands",
        "float2x2 m = float2x2(1.0f); float2x2 x = m * float2x2(A[0]);",
    ),
    row(
        "a transposed matrix has rows for columns", Clang,
        "float2x3 m = float2x3(float3(A[0]), float3(A[1])); float2x3 x = transpose(m);",
        "cannot initialize",
        "float2x3 m = float2x3(float3(A[0]), float3(A[1])); float3x2 x = transpose(m);",
    ),
    row(
        "a determinant is of a square matrix", Clang,
        "float2x3 m = float2x3(float3(A[0]), float3(A[1])); float x = determinant(m);",
        "no matching function",
        "float3x3 m = float3x3(A[0]); float x = determinant(m);",
    ),
    row(
        "a matrix is made of columns as long as it has rows", Clang,
        "float3x3 m = float3x3(float2(A[0]), float2(A[1]), float2(A[2]));",
        "no matching function",
        "float3x3 m = float3x3(float3(A[0]), float3(A[1]), float3(A[2]));",
    ),
    row(
        "matrices are not divided", Clang,
        "float2x2 m = float2x2(A[0]); float2x2 x = m / m;",
        "invalid operands",
        "float2x2 m = float2x2(A[0]); float2x2 x = m * (1.0f / A[1]);",
    ),
    row(
        "packing takes as many components as the bits hold", Clang,
        "uint x = pack_float_to_unorm4x8(float3(A[0]));",
        "no matching function",
        "uint x = pack_float_to_unorm4x8(float4(A[0]));",
    ),
    row(
        "what is unpacked has as many components as the bits hold", Clang,
        "float4 x = unpack_unorm2x16_to_float(U[0]);",
        "cannot initialize",
        "float2 x = unpack_unorm2x16_to_float(U[0]);",
    ),
    row(
        "packing says from which type", Clang,
        "uint x = pack_to_snorm2x16(float2(A[0]));",
        "undeclared identifier",
        "uint x = pack_float_to_snorm2x16(float2(A[0]));",
    ),
    row(
        "a texture that is read is not written", Clang,
        r#"#HEAD
kernel void k(texture2d<float, access::read> t [[texture(0)]]) {t.write(float4(1.0f), uint2(0));}"#,
        "no member named 'write'",
        r#"#HEAD
kernel void k(texture2d<float, access::write> t [[texture(0)]]) {t.write(float4(1.0f), uint2(0));}"#,
    ),
    row(
        "a texture that is written is not read", Clang,
        r#"#HEAD
kernel void k(texture2d<float, access::write> t [[texture(0)]], device float* p [[buffer(0)]]) {p[0] = t.read(uint2(0)).x;}"#,
        "no member named 'read'",
        r#"#HEAD
kernel void k(texture2d<float, access::read_write> t [[texture(0)]], device float* p [[buffer(0)]]) {p[0] = t.read(uint2(0)).x;}"#,
    ),
    row(
        "a texture is sampled through a sampler, at two floats", Clang,
        r#"#HEAD
kernel void k(texture2d<float> t [[texture(0)]], sampler s [[sampler(0)]], device float4* p [[buffer(0)]]) {p[0] = t.sample(s, uint2(0));}"#,
        "cannot initialize a parameter",
        r#"#HEAD
kernel void k(texture2d<float> t [[texture(0)]], sampler s [[sampler(0)]], device float4* p [[buffer(0)]]) {p[0] = t.sample(s, float2(0.5f));}"#,
    ),
    row(
        "a texture has an element type, not a vector", Clang,
        r#"#HEAD
kernel void k(texture2d<float4, access::read> t [[texture(0)]], device float* p [[buffer(0)]]) {p[0] = t.read(uint2(0)).x;}"#,
        "undefined template",
        r#"#HEAD
kernel void k(texture2d<float, access::read> t [[texture(0)]], device float* p [[buffer(0)]]) {p[0] = t.read(uint2(0)).x;}"#,
    ),
    row(
        "a texture has a slot of its own kind", Lint,
        r#"#HEAD
kernel void k(texture2d<float, access::read> t [[buffer(0)]], device float* p [[buffer(1)]]) {p[0] = t.read(uint2(0)).x;}"#,
        "[[buffer]] is for device and constant memory",
        r#"#HEAD
kernel void k(texture2d<float, access::read> t [[texture(0)]], device float* p [[buffer(1)]]) {p[0] = t.read(uint2(0)).x;}"#,
    ),
    row(
        "two textures have two slots", Lint,
        r#"#HEAD
kernel void k(texture2d<float, access::read> s [[texture(0)]], texture2d<float, access::write> t [[texture(0)]]) {t.write(s.read(uint2(0)), uint2(0));}"#,
        "share texture index 0",
        r#"#HEAD
kernel void k(texture2d<float, access::read> s [[texture(0)]], texture2d<float, access::write> t [[texture(1)]]) {t.write(s.read(uint2(0)), uint2(0));}"#,
    ),
    row(
        "a pointer is no texture", Lint,
        r#"#HEAD
kernel void k(device float* p [[texture(0)]]) {p[0] = 1.0f;}"#,
        "[[texture]] is for textures",
        r#"#HEAD
kernel void k(device float* p [[buffer(0)]]) {p[0] = 1.0f;}"#,
    ),
];
