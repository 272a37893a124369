//! What the emitter asks of a target.

use super::emitter::Emitter;
use super::expr::Expr;
use enigma_core::Scalar;
use enigma_core::ir::{Dim, Kernel, Memory, OpId, Value};
use enigma_core::ops::{OpDef, Query, Text};

/// How a target accesses a few neighbouring elements at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// The type of their values together; components are `x`, `y`, `z`, `w`.
    pub value: String,
    /// What a pointer to such elements is cast to; it needs no more alignment than an element.
    pub pointer: String,
}

/// A language of the C family.
pub trait Dialect {
    /// The name of a type.
    fn type_name(&self, ty: Scalar) -> &'static str;

    /// The name of the type of a simdgroup matrix.
    fn matrix_name(&self, ty: Scalar) -> &'static str;

    /// The target's cell of an operation's entry.
    fn text(&self, op: &'static OpDef) -> Text;

    /// A finite float literal from its shortest decimal digits.
    fn float_literal(&self, ty: Scalar, digits: &str) -> Expr;

    /// A position or size.
    fn query(&self, query: Query, dim: Option<Dim>) -> Expr;

    /// A value fixed when the kernel is specialised.
    fn function_constant(&self, index: u32) -> Expr;

    /// How that many neighbouring elements are accessed at once; none if they are not.
    fn vector(&self, kernel: &Kernel, memory: Memory, width: usize) -> Option<Vector>;

    /// Whether a position or size is written as `query` gives it, without a variable of its own.
    fn inlines_query(&self, kernel: &Kernel, v: Value) -> bool;

    /// A function of the library on operands that have one type.
    fn call(&self, e: &Emitter<'_>, function: &str, args: &[Value], result: Scalar) -> Expr;

    /// The same bits as another type.
    fn reinterpret(&self, to: Scalar, bits: &Expr) -> Expr;

    /// `loaded` where the mask holds, else `default`; both may be evaluated.
    fn masked(&self, ty: Scalar, mask: &Expr, loaded: &Expr, default: &Expr) -> Expr;

    /// Writes an operation that is neither pure nor a plain access nor control flow.
    fn custom(&self, e: &mut Emitter<'_>, id: OpId);
}
