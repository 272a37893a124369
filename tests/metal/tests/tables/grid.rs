//! b.7: positions, sizes, buffer indices.

use crate::By::{Clang, Lint};
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "the grid's size is in threads_per_grid", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint3 g [[grid_size]]) {o[0] = g.x;}"#,
        "grid_size",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint3 g [[threads_per_grid]]) {o[0] = g.x;}"#,
    ),
    row(
        "positions have one size", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint3 a [[thread_position_in_grid]], uint b [[threads_per_grid]]) {o[0] = a.x + b;}"#,
        "differ in size",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint3 a [[thread_position_in_grid]], uint3 b [[threads_per_grid]]) {o[0] = a.x + b.x;}"#,
    ),
    row(
        "positions are unsigned", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], int a [[thread_position_in_grid]]) {o[0] = uint(a);}"#,
        "is no int",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[thread_position_in_grid]]) {o[0] = a;}"#,
    ),
    row(
        "positions have no four components", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint4 a [[thread_position_in_grid]]) {o[0] = a.x;}"#,
        "is no uint4",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint2 a [[thread_position_in_grid]]) {o[0] = a.x;}"#,
    ),
    row(
        "a lane is one number", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint3 a [[thread_index_in_simdgroup]]) {o[0] = a.x;}"#,
        "is no uint3",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[thread_index_in_simdgroup]]) {o[0] = a;}"#,
    ),
    row(
        "the width of a simdgroup comes once", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[threads_per_simdgroup]], uint b [[thread_execution_width]]) {o[0] = a + b;}"#,
        "comes twice",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[threads_per_simdgroup]]) {o[0] = a;}"#,
    ),
    row(
        "a position comes once", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[thread_position_in_grid]], uint b [[thread_position_in_grid]]) {o[0] = a + b;}"#,
        "comes twice",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[thread_position_in_grid]], uint b [[threads_per_grid]]) {o[0] = a + b;}"#,
    ),
    row(
        "attributes are Metal's", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[thread_id]]) {o[0] = a;}"#,
        "no attribute [[thread_id]]",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[thread_position_in_grid]]) {o[0] = a;}"#,
    ),
    row(
        "every parameter has an attribute", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a) {o[0] = a;}"#,
        "a has 0 attributes",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], constant uint& a [[buffer(1)]]) {o[0] = a;}"#,
    ),
    row(
        "a scalar is a reference", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], uint a [[buffer(1)]]) {o[0] = a;}"#,
        "[[buffer]] is for device",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], constant uint& a [[buffer(1)]]) {o[0] = a;}"#,
    ),
    row(
        "buffers have indices of their own", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], device uint* p [[buffer(0)]]) {o[0] = p[0];}"#,
        "share buffer index 0",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], device uint* p [[buffer(1)]]) {o[0] = p[0];}"#,
    ),
    row(
        "there are 31 buffers", Lint,
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], device uint* p [[buffer(31)]]) {o[0] = p[0];}"#,
        "the last one is 30",
        r#"#HEAD
kernel void k(device uint* o [[buffer(0)]], device uint* p [[buffer(30)]]) {o[0] = p[0];}"#,
    ),
    row(
        "a buffer has an index", Lint,
        r#"#HEAD
kernel void k(device uint* p [[buffer]]) {p[0] = 0u;}"#,
        "has no index",
        r#"#HEAD
kernel void k(device uint* p [[buffer(0)]]) {p[0] = 0u;}"#,
    ),
    row(
        "function constants have indices of their own", Lint,
        r#"#HEAD
constant int a [[function_constant(0)]];
constant int b [[function_constant(0)]];
kernel void k(device int* o [[buffer(0)]]) {o[0] = a + b;}"#,
        "two function constants",
        r#"#HEAD
constant int a [[function_constant(0)]];
constant int b [[function_constant(1)]];
kernel void k(device int* o [[buffer(0)]]) {o[0] = a + b;}"#,
    ),
    row(
        "function constants are in constant memory", Lint,
        r#"#HEAD
const int a [[function_constant(0)]];
kernel void k(device int* o [[buffer(0)]]) {o[0] = a;}"#,
        "a function constant is",
        r#"#HEAD
constant int a [[function_constant(0)]];
kernel void k(device int* o [[buffer(0)]]) {o[0] = a;}"#,
    ),
    row(
        "a kernel gives nothing back", Clang,
        r#"#HEAD
kernel int k(device int* o [[buffer(0)]]) {return o[0];}"#,
        "must have void return type",
        r#"#HEAD
kernel void k(device int* o [[buffer(0)]]) {o[0] = 0;}"#,
    ),
];
