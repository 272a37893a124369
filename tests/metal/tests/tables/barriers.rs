//! b.2: barriers, memory flags, thread scopes.

use crate::By::Clang;
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "flags are Metal's", Clang,
        "threadgroup_barrier(mem_flags::mem_everything);",
        "no member named",
        "threadgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);",
    ),
    row(
        "both memories are two flags", Clang,
        "threadgroup_barrier(mem_flags::mem_device_and_threadgroup);",
        "no member named",
        "threadgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);",
    ),
    row(
        "a barrier has flags", Clang,
        "threadgroup_barrier();",
        "no matching function",
        "threadgroup_barrier(mem_flags::mem_none);",
    ),
    row(
        "flags are no numbers", Clang,
        "threadgroup_barrier(3);",
        "no known conversion",
        "threadgroup_barrier(mem_flags::mem_threadgroup);",
    ),
    row(
        "a simdgroup's barrier has flags", Clang,
        "simdgroup_barrier();",
        "no matching function",
        "simdgroup_barrier(mem_flags::mem_threadgroup);",
    ),
    row(
        "barriers are not OpenCL's", Clang,
        "barrier(1);",
        "undeclared identifier 'barrier'",
        "threadgroup_barrier(mem_flags::mem_threadgroup);",
    ),
];
