//! b.5: floats, halves and bfloats.

use crate::By::{Clang, Lint};
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "infinity is INFINITY", Clang,
        "float x = INF;",
        "undeclared identifier 'INF'",
        "float x = INFINITY;",
    ),
    row(
        "not a number is NAN", Clang,
        "float x = nan;",
        "undeclared identifier 'nan'",
        "float x = NAN;",
    ),
    row(
        "a number fits its type", Clang,
        "float x = 1e39f;",
        "too large for type",
        "float x = 1e38f;",
    ),
    row(
        "there is no double", Lint,
        "double x = 1.0;",
        "[missing-type] Metal has no double",
        "float x = 1.0f;",
    ),
    row(
        "fast math folds tests for NaN", Lint,
        "bool x = isnan(A[0]);",
        "[float-mode]",
        "bool x = A[0] != A[0];",
    ),
    row(
        "fast math folds tests for infinity", Lint,
        "bool x = isinf(A[0]);",
        "[float-mode]",
        "bool x = fabs(A[0]) == INFINITY;",
    ),
    row(
        "a half has no precise function", Clang,
        "half x = precise::sqrt(1.0h);",
        "deleted",
        "half x = half(precise::sqrt(float(1.0h)));",
    ),
    row(
        "a half has no fast function", Clang,
        "half x = fast::exp(1.0h);",
        "deleted",
        "half x = half(fast::exp(float(1.0h)));",
    ),
    row(
        "a bfloat is not made silently", Clang,
        "bfloat x = 1.0f;",
        "cannot initialize",
        "bfloat x = bfloat(1.0f);",
    ),
    row(
        "a bfloat does not become float silently", Clang,
        "float x = bfloat(1.0f);",
        "cannot initialize",
        "float x = float(bfloat(1.0f));",
    ),
    row(
        "a bfloat has no functions", Clang,
        "bfloat x = exp(bfloat(1.0f));",
        "no matching function",
        "bfloat x = bfloat(exp(1.0f));",
    ),
    row(
        "a bfloat has no minimum", Clang,
        "bfloat x = min(bfloat(1.0f), bfloat(2.0f));",
        "no matching function",
        "bfloat x = bfloat(min(1.0f, 2.0f));",
    ),
    row(
        "a bfloat is not multiplied and added", Clang,
        "bfloat b = bfloat(1.0f); bfloat x = fma(b, b, b);",
        "no matching function",
        "bfloat b = bfloat(1.0f); bfloat x = b * b + b;",
    ),
    row(
        "bits keep their number", Clang,
        "float x = as_type<float>(1.0h);",
        "equal widths",
        "float x = as_type<float>(1u);",
    ),
    row(
        "remainders of floats are a function", Clang,
        "float x = A[0] % 2.0f;",
        "invalid operands",
        "float x = fmod(A[0], 2.0f);",
    ),
];
