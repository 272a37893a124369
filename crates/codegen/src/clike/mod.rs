//! Structured text of the C family, shared by the text backends.
//!
//! What a target is called, which types, keywords and functions it has, and how it writes what is not pure
//! (barriers, atomics, simdgroup operations, copies) is asked of a `Dialect`; nothing here knows a target.
//!
//! The way of a kernel through here:
//! - `wide` finds neighbouring elements that are accessed together;
//! - `uses` finds where each value is read;
//! - `vars` decides which values share one mutable variable (carried values, results of branches);
//! - `inline` decides which values are written where they are used and which get a statement;
//! - `emitter` walks the blocks; `control` writes loops and branches, `assign` the variables they change,
//!   `value`, `arith` and `convert` the expressions, with the language's rules for overflow, division by
//!   zero, shifts and conversions, through the functions of `helpers` where one expression is not enough.
//!
//! Invariants: an expression has the C type of its value (a literal may be looser where C converts it); a
//! variable is read before the assignment that ends its value's life; reads of memory never move across
//! writes, barriers or control flow.

mod arith;
mod assign;
mod control;
mod convert;
mod dialect;
mod emitter;
mod expr;
mod helpers;
mod inline;
mod inplace;
mod lines;
mod literal;
mod names;
mod uses;
mod value;
mod vars;
mod vectors;
mod wide;

pub use dialect::{Dialect, Vector};
pub use emitter::{Emitter, Text};
pub use expr::{Expr, Prec};
pub use lines::place;
pub use names::{Names, identifier};
