//! b.6: simd and quad functions, simdgroup matrices.

use crate::By::Clang;
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "64 bits are not added across lanes", Clang,
        "long x = simd_sum(1L);",
        "ambiguous",
        "int x = simd_sum(1);",
    ),
    row(
        "64 bits do not move", Clang,
        "long x = simd_shuffle(1L, ushort(1));",
        "ambiguous",
        "uint2 x = simd_shuffle(uint2(1u, 0u), ushort(1));",
    ),
    row(
        "floats have no bits across lanes", Clang,
        "float x = simd_and(1.0f);",
        "ambiguous",
        "uint x = simd_and(1u);",
    ),
    row(
        "there is no running maximum", Clang,
        "float x = simd_prefix_inclusive_max(1.0f);",
        "undeclared identifier",
        "float x = simd_prefix_inclusive_sum(1.0f);",
    ),
    row(
        "bfloats are not added across lanes", Clang,
        "bfloat x = quad_sum(bfloat(1.0f));",
        "no matching function",
        "bfloat x = bfloat(quad_sum(1.0f));",
    ),
    row(
        "bfloats do not move", Clang,
        "bfloat x = simd_shuffle_up(bfloat(1.0f), ushort(1));",
        "no matching function",
        "ushort x = simd_shuffle_up(as_type<ushort>(bfloat(1.0f)), ushort(1));",
    ),
    row(
        "lanes that voted are no number", Clang,
        "uint x = simd_ballot(true);",
        "cannot initialize",
        "uint x = uint(simd_vote::vote_t(simd_ballot(true)));",
    ),
    row(
        "lanes of a quad are no number", Clang,
        "uint x = quad_active_threads_mask();",
        "cannot initialize",
        "uint x = uint(quad_vote::vote_t(quad_active_threads_mask()));",
    ),
    row(
        "matrices are of floats", Clang,
        "simdgroup_matrix<int, 8, 8> m;",
        "implicit instantiation",
        "simdgroup_matrix<float, 8, 8> m;",
    ),
    row(
        "matrices are 8 by 8", Clang,
        "simdgroup_matrix<float, 4, 4> m;",
        "implicit instantiation",
        "simdgroup_matrix<half, 8, 8> m;",
    ),
    row(
        "a matrix is loaded from its type", Clang,
        "simdgroup_half8x8 m; simdgroup_load(m, A);",
        "no matching function",
        "simdgroup_float8x8 m; simdgroup_load(m, A);",
    ),
    row(
        "a matrix is not stored to what is read only", Clang,
        "simdgroup_float8x8 m = make_filled_simdgroup_matrix<float, 8, 8>(0.0f); simdgroup_store(m, A);",
        "no matching function",
        "simdgroup_float8x8 m = make_filled_simdgroup_matrix<float, 8, 8>(0.0f); simdgroup_store(m, B);",
    ),
    row(
        "a sum is not narrower than its terms", Clang,
        "simdgroup_half8x8 h; simdgroup_float8x8 m; simdgroup_multiply_accumulate(h, m, m, h);",
        "no matching function",
        "simdgroup_half8x8 h = make_filled_simdgroup_matrix<half, 8, 8>(1.0h); simdgroup_float8x8 m = make_filled_simdgroup_matrix<float, 8, 8>(1.0f); simdgroup_multiply_accumulate(m, h, h, m);",
    ),
    row(
        "factors have one type", Clang,
        "simdgroup_half8x8 h; simdgroup_float8x8 m; simdgroup_multiply(m, h, m);",
        "no matching function",
        "simdgroup_float8x8 m = make_filled_simdgroup_matrix<float, 8, 8>(1.0f); simdgroup_multiply(m, m, m);",
    ),
];
