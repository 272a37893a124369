//! b.4: integers and indices.

use crate::By::{Clang, Lint};
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "unsigned numbers are not below zero", Clang,
        "bool edge = tid.x - 1u >= 0u;",
        "always true",
        "bool edge = int(tid.x) - 1 >= 0;",
    ),
    row(
        "signs are not mixed in a comparison", Clang,
        "for (int i = 0; i < tid.x; ++i) { B[i] = 0.0f; }",
        "different signs",
        "for (uint i = 0u; i < tid.x; ++i) { B[i] = 0.0f; }",
    ),
    row(
        "signs are not mixed in a function", Clang,
        "int x = min(1, 2u);",
        "ambiguous",
        "int x = min(1, 2);",
    ),
    row(
        "shifts stay within the width", Lint,
        "uint x = tid.x << 32u;",
        "[shift]",
        "uint x = tid.x << 31u;",
    ),
    row(
        "nothing is divided by zero", Clang,
        "int x = n / 0;",
        "division by zero",
        "int x = n / 2;",
    ),
    row(
        "constants do not overflow", Clang,
        "int x = 2147483647 + 1;",
        "overflow",
        "int x = int(2147483647u + 1u);",
    ),
    row(
        "a missing operand is no comment", Lint,
        "U[n * /*dynamic_dim1*/ + 2] = 0u;",
        "[comment]",
        "U[n * 4 + 2] = 0u;",
    ),
    row(
        "bits are of integers", Clang,
        "float x = popcount(1.0f);",
        "ambiguous",
        "uint x = popcount(1u);",
    ),
];
