//! Language versions: what each lacks.

use crate::By::{Clang, Lint};
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "bfloat needs 3.1", Clang,
        r#"// Metal Shading Language 3.0 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {bfloat x = bfloat(o[0]); o[0] = float(x);}"#,
        "'bfloat'",
        r#"// Metal Shading Language 3.1 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {bfloat x = bfloat(o[0]); o[0] = float(x);}"#,
    ),
    row(
        "atomic_float needs 3.0", Clang,
        r#"// Metal Shading Language 2.4 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {atomic_fetch_add_explicit((device atomic_float*)o, 1.0f, memory_order_relaxed);}"#,
        "atomic_float_needs_metal_3",
        r#"// Metal Shading Language 3.0 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {atomic_fetch_add_explicit((device atomic_float*)o, 1.0f, memory_order_relaxed);}"#,
    ),
    row(
        "fences need 3.2", Clang,
        r#"// Metal Shading Language 3.1 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {atomic_thread_fence(mem_flags::mem_device, memory_order_seq_cst, thread_scope_device); o[0] = 0.0f;}"#,
        "memory_order_seq_cst",
        r#"// Metal Shading Language 3.2 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {atomic_thread_fence(mem_flags::mem_device, memory_order_seq_cst, thread_scope_device); o[0] = 0.0f;}"#,
    ),
    row(
        "coherent memory needs 3.2", Lint,
        r#"// Metal Shading Language 3.1 or newer.
#HEAD
kernel void k(device coherent(device) float* o [[buffer(0)]]) {o[0] = 0.0f;}"#,
        "coherent needs Metal 3.2",
        r#"// Metal Shading Language 3.2 or newer.
#HEAD
kernel void k(device coherent(device) float* o [[buffer(0)]]) {o[0] = 0.0f;}"#,
    ),
    row(
        "filling shuffles need 2.4", Clang,
        r#"// Metal Shading Language 2.3 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {o[0] = simd_shuffle_and_fill_up(o[0], o[1], 1);}"#,
        "simd_shuffle_and_fill_up",
        r#"// Metal Shading Language 2.4 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {o[0] = simd_shuffle_and_fill_up(o[0], o[1], 1);}"#,
    ),
    row(
        "simd functions on every Apple GPU need 2.3", Clang,
        r#"// Metal Shading Language 2.2 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {o[0] = simd_sum(o[0]);}"#,
        "simd_sum",
        r#"// Metal Shading Language 2.3 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {o[0] = simd_sum(o[0]);}"#,
    ),
    row(
        "simdgroup matrices need 2.3", Lint,
        r#"// Metal Shading Language 2.2 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {simdgroup_float8x8 m; simdgroup_load(m, o); simdgroup_store(m, o);}"#,
        "needs Metal 2.3",
        r#"// Metal Shading Language 2.3 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {simdgroup_float8x8 m; simdgroup_load(m, o); simdgroup_store(m, o);}"#,
    ),
    row(
        "64 bits need 2.2", Lint,
        r#"// Metal Shading Language 2.1 or newer.
#HEAD
kernel void k(device long* o [[buffer(0)]]) {o[0] = 0L;}"#,
        "long needs Metal 2.2",
        r#"// Metal Shading Language 2.2 or newer.
#HEAD
kernel void k(device long* o [[buffer(0)]]) {o[0] = 0L;}"#,
    ),
    row(
        "atomic_ulong needs 2.4", Clang,
        r#"// Metal Shading Language 2.3 or newer.
#HEAD
kernel void k(device ulong* o [[buffer(0)]]) {atomic_max_explicit((device atomic_ulong*)o, ulong(1), memory_order_relaxed);}"#,
        "atomic_ulong_needs_metal_2_4",
        r#"// Metal Shading Language 2.4 or newer.
#HEAD
kernel void k(device ulong* o [[buffer(0)]]) {atomic_max_explicit((device atomic_ulong*)o, ulong(1), memory_order_relaxed);}"#,
    ),
    row(
        "the version is stated", Lint,
        r#"// Metal
#HEAD
kernel void k(device float* o [[buffer(0)]]) {o[0] = 0.0f;}"#,
        "does not say which version",
        r#"// Metal Shading Language 2.0 or newer.
#HEAD
kernel void k(device float* o [[buffer(0)]]) {o[0] = 0.0f;}"#,
    ),
];
