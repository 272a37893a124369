//! The table of operations: one entry each, read by everything else.
//!
//! An entry says what an operation is called, what it takes and gives, which effects it has, how Python
//! spells it, what it means (`eval`), how each target does it, and how exact it is. Builder, verifier,
//! printer, interpreter, backends, Python functions, stubs, the reference page and the conformance tests
//! read these entries; none of them lists operations of its own.
//!
//! Two kinds of entry exist. A **pure** operation is data only: adding one touches its family's file here
//! and, where a target needs it, an expansion in `passes/expand`. Any other `Kind` is known to the
//! interpreter and to every backend by an exhaustive `match`.

pub mod arith;
pub mod atomic;
pub mod bits;
pub mod classify;
pub mod compare;
pub mod control;
pub mod convert;
mod entry;
mod eval;
pub mod exponential;
pub mod field;
pub mod geometry;
pub mod hyperbolic;
pub mod integer;
pub mod lanes;
pub mod math;
pub mod matrix;
pub mod memory;
pub mod packing;
pub mod parts;
pub mod quad;
pub mod query;
mod reference;
pub mod rounding;
mod shapes;
pub mod simd;
pub mod sync;
pub mod trigonometry;
pub mod vectors;

pub use entry::{
    Arg, AtomicOp, Class, Compose, Effects, Eval, Expand, Instr, Kind, MatrixOp, Native, OpDef,
    Predicate, Python, Query, Res, Sig, Size, Special, Text, Tolerance, Wide,
};
pub use lanes::SimdOp;

use std::collections::HashMap;
use std::sync::OnceLock;

/// Declares a family: each entry becomes a static, and `FAMILY` lists them in order.
macro_rules! family {
    ($($(#[$meta:meta])* $name:ident = $entry:expr;)*) => {
        $($(#[$meta])* pub static $name: $crate::ops::OpDef = $entry;)*

        /// The entries of this family, in order.
        pub static FAMILY: &[&$crate::ops::OpDef] = &[$(&$name,)*];
    };
}
use family;

/// Every family with its title in the reference page.
pub static FAMILIES: &[(&str, &[&OpDef])] = &[
    ("Arithmetic", arith::FAMILY),
    ("Bits and integers", bits::FAMILY),
    ("Integers", integer::FAMILY),
    ("Bit fields", field::FAMILY),
    ("Comparison and selection", compare::FAMILY),
    ("Conversion", convert::FAMILY),
    ("Math", math::FAMILY),
    ("Exponentials and logarithms", exponential::FAMILY),
    ("Trigonometry", trigonometry::FAMILY),
    ("Hyperbolic and error functions", hyperbolic::FAMILY),
    ("Rounding and signs", rounding::FAMILY),
    ("Classes of floats", classify::FAMILY),
    ("Vectors", vectors::FAMILY),
    ("Geometry", geometry::FAMILY),
    ("Packing", packing::FAMILY),
    ("Thread and grid queries", query::FAMILY),
    ("Memory", memory::FAMILY),
    ("Atomics", atomic::FAMILY),
    ("Synchronisation and async copy", sync::FAMILY),
    ("SIMD-group", simd::FAMILY),
    ("Quad-group", quad::FAMILY),
    ("Simdgroup matrices", matrix::FAMILY),
    ("Control flow", control::FAMILY),
];

/// Every operation of the language; those of `parts` are not among them.
pub fn all() -> impl Iterator<Item = &'static OpDef> {
    FAMILIES
        .iter()
        .flat_map(|(_, family)| family.iter().copied())
}

/// The operation of that name.
pub fn find(name: &str) -> Option<&'static OpDef> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static OpDef>> = OnceLock::new();
    BY_NAME
        .get_or_init(|| all().map(|op| (op.name, op)).collect())
        .get(name)
        .copied()
}
