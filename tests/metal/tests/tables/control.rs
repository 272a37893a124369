//! b.8: control flow, and names.

use crate::By::{Clang, Lint};
use crate::{Mistake, row};

/// The rules.
#[rustfmt::skip]
pub const TABLE: &[Mistake] = &[
    row(
        "no operation is left out", Lint,
        r#"// UNHANDLED: scf.while
    B[0] = 0.0f;"#,
        "[comment] an operation is left out",
        "while (B[0] < 1.0f) { B[0] = B[0] + 1.0f; }",
    ),
    row(
        "results are declared", Clang,
        "if (tid.x == 0u) { v5 = A[0]; }",
        "undeclared identifier 'v5'",
        "float v5 = 0.0f; if (tid.x == 0u) { v5 = A[0]; }",
    ),
    row(
        "a name is declared once", Clang,
        "float x = A[0]; float x = A[1];",
        "redefinition",
        "float x = A[0]; float y = A[1];",
    ),
    row(
        "what is declared in a branch ends with it", Clang,
        "if (tid.x == 0u) { float x = A[0]; B[0] = x; } B[1] = x;",
        "undeclared identifier 'x'",
        "float x = A[0]; if (tid.x == 0u) { B[0] = x; } B[1] = x;",
    ),
    row(
        "a method belongs to a class", Clang,
        "float x = A.read(0u);",
        "member reference base type",
        "float x = A[0];",
    ),
    row(
        "a variable is no word of Metal", Lint,
        "float sampler = A[0];",
        "[reserved-word] sampler",
        "float t_2 = A[0]; float sample = (t_2) * NAN; sample = t_2 * NAN;",
    ),
    row(
        "a parameter is no word of Metal", Lint,
        r#"#HEAD
kernel void k(device float* fragment [[buffer(0)]]) {fragment[0] = 0.0f;}"#,
        "[reserved-word] fragment",
        r#"#HEAD
kernel void k(device float* fragment_1 [[buffer(0)]]) {fragment_1[0] = 0.0f;}"#,
    ),
    row(
        "a kernel is not named main", Lint,
        r#"#HEAD
kernel void main(device float* o [[buffer(0)]]) {o[0] = 0.0f;}"#,
        "[reserved-word] main",
        r#"#HEAD
kernel void main_1(device float* o [[buffer(0)]]) {o[0] = 0.0f;}"#,
    ),
    row(
        "a variable is no word of C++", Clang,
        "float template = A[0];",
        "expected",
        "float pattern = A[0];",
    ),
    row(
        "a variable is no type", Clang,
        "float half = A[0];",
        "cannot combine",
        "float half_1 = A[0];",
    ),
    row(
        "there is no recursion through pointers to functions", Clang,
        "void (*f)(int) = 0;",
        "pointer",
        "float f = A[0];",
    ),
];
