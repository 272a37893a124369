//! b.1: operations, types and orders of atomics.

use crate::By::Clang;
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "functions take the relaxed order only", Clang,
        "atomic_fetch_add_explicit((device atomic_uint*)U, 1u, memory_order_acquire);",
        "undeclared identifier 'memory_order_acquire'",
        "atomic_fetch_add_explicit((device atomic_uint*)U, 1u, memory_order_relaxed);",
    ),
    row(
        "the sequential order belongs to fences", Clang,
        "atomic_store_explicit((device atomic_uint*)U, 1u, memory_order_seq_cst);",
        "no matching function",
        "atomic_store_explicit((device atomic_uint*)U, 1u, memory_order_relaxed);",
    ),
    row(
        "a fence names its scope", Clang,
        "atomic_thread_fence(mem_flags::mem_device, memory_order_seq_cst, thread_scope_grid);",
        "undeclared identifier",
        "atomic_thread_fence(mem_flags::mem_device, memory_order_seq_cst, thread_scope_device);",
    ),
    row(
        "a fence is not relaxed here", Clang,
        "atomic_thread_fence(mem_flags::mem_device, memory_order_relaxed, thread_scope_device);",
        "no matching function",
        "atomic_thread_fence(mem_flags::mem_device, memory_order_seq_cst, thread_scope_device);",
    ),
    row(
        "float has no minimum", Clang,
        "atomic_fetch_min_explicit((device atomic_float*)B, 1.0f, memory_order_relaxed);",
        "no matching function",
        "atomic_fetch_add_explicit((device atomic_float*)B, 1.0f, memory_order_relaxed);",
    ),
    row(
        "float has no bits", Clang,
        "atomic_fetch_or_explicit((device atomic_float*)B, 1.0f, memory_order_relaxed);",
        "no matching function",
        "atomic_fetch_or_explicit((device atomic_uint*)U, 1u, memory_order_relaxed);",
    ),
    row(
        "float is atomic in device memory only", Clang,
        "atomic_fetch_add_explicit((threadgroup atomic_float*)shared, 1.0f, memory_order_relaxed);",
        "no matching function",
        "atomic_fetch_add_explicit((device atomic_float*)B, 1.0f, memory_order_relaxed);",
    ),
    row(
        "there is no atomic half", Clang,
        "atomic_store_explicit((device atomic_half*)B, 1.0h, memory_order_relaxed);",
        "atomic_half_is_missing",
        "atomic_store_explicit((device atomic_float*)B, 1.0f, memory_order_relaxed);",
    ),
    row(
        "there is no atomic long", Clang,
        "atomic_fetch_add_explicit((device atomic_long*)B, 1L, memory_order_relaxed);",
        "atomic_long_is_missing",
        "atomic_fetch_add_explicit((device atomic_int*)U, 1, memory_order_relaxed);",
    ),
    row(
        "there is no atomic short", Clang,
        "atomic_fetch_add_explicit((device atomic_short*)U, 1, memory_order_relaxed);",
        "atomic_short",
        "atomic_fetch_add_explicit((device atomic_int*)U, 1, memory_order_relaxed);",
    ),
    row(
        "64 bits have a maximum, and no sum", Clang,
        "atomic_fetch_add_explicit((device atomic_ulong*)U, ulong(1), memory_order_relaxed);",
        "no matching function",
        "atomic_max_explicit((device atomic_ulong*)U, ulong(1), memory_order_relaxed);",
    ),
    row(
        "a maximum of 64 bits gives nothing back", Clang,
        "ulong old = atomic_max_explicit((device atomic_ulong*)U, ulong(1), memory_order_relaxed);",
        "cannot initialize",
        "atomic_max_explicit((device atomic_ulong*)U, ulong(1), memory_order_relaxed);",
    ),
    row(
        "an atomic is not read as a value", Clang,
        "uint x = ((device atomic_uint*)U)[0];",
        "no viable conversion",
        "uint x = atomic_load_explicit((device atomic_uint*)U, memory_order_relaxed);",
    ),
    row(
        "an atomic is not assigned", Clang,
        "((device atomic_uint*)U)[0] = 1u;",
        "no viable overloaded '='",
        "atomic_store_explicit((device atomic_uint*)U, 1u, memory_order_relaxed);",
    ),
    row(
        "atomics are not copied", Clang,
        "device atomic_uint* p = (device atomic_uint*)U; p[0] = p[1];",
        "deleted",
        "device atomic_uint* p = (device atomic_uint*)U; atomic_store_explicit(p, 1u, memory_order_relaxed);",
    ),
    row(
        "a pointer keeps its address space", Clang,
        "atomic_fetch_add_explicit((threadgroup atomic_uint*)U, 1u, memory_order_relaxed);",
        "address space",
        "atomic_fetch_add_explicit((threadgroup atomic_uint*)shared, 1u, memory_order_relaxed);",
    ),
    row(
        "what is constant is not updated", Clang,
        "atomic_fetch_add_explicit((device const atomic_uint*)A, 1u, memory_order_relaxed);",
        "no matching function",
        "atomic_fetch_add_explicit((device atomic_uint*)U, 1u, memory_order_relaxed);",
    ),
    row(
        "only the weak exchange exists", Clang,
        "uint old = 0u; atomic_compare_exchange_strong_explicit((device atomic_uint*)U, &old, 1u, memory_order_relaxed, memory_order_relaxed);",
        "undeclared identifier",
        "uint old = 0u; atomic_compare_exchange_weak_explicit((device atomic_uint*)U, &old, 1u, memory_order_relaxed, memory_order_relaxed);",
    ),
    row(
        "a second exchange has a value of its own", Clang,
        "uint _expected = 0u; uint _expected = 1u;",
        "redefinition",
        "uint _expected = 0u; uint _expected_1 = 1u;",
    ),
    row(
        "an index of two dimensions is flat", Clang,
        "atomic_fetch_add_explicit((device atomic_uint*)&U[0][1], 1u, memory_order_relaxed);",
        "subscripted value",
        "atomic_fetch_add_explicit((device atomic_uint*)&U[1], 1u, memory_order_relaxed);",
    ),
];
