//! b.10: private symbols of Apple's compiler.

use crate::By::Lint;
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "assembly labels are private", Lint,
        r#"#HEAD
void copy(int count) __asm("air.wait_simdgroup_events");
kernel void k(device int* o [[buffer(0)]]) {o[0] = 0;}"#,
        "[private-symbol]",
        r#"#HEAD
void copy(int count);
kernel void k(device int* o [[buffer(0)]]) {o[0] = 0;}"#,
    ),
    row(
        "events are private", Lint,
        r#"#HEAD
struct _simdgroup_event_t;
kernel void k(device int* o [[buffer(0)]]) {o[0] = 0;}"#,
        "[private-symbol]",
        r#"#HEAD
struct event;
kernel void k(device int* o [[buffer(0)]]) {o[0] = 0;}"#,
    ),
    row(
        "builtins are private", Lint,
        "float x = __builtin_sqrtf(A[0]);",
        "[private-symbol]",
        "float x = sqrt(A[0]);",
    ),
];
