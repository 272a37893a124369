//! The core of Enigma: types, the table of operations, the IR, its builder, verifier, analyses and passes,
//! and the interpreter that says what a kernel means.
//!
//! The data flow is `Builder -> Kernel -> verify -> Verified -> passes -> Legal`; a backend takes `Legal`
//! only. Nothing here does I/O, reads a clock or the environment, or uses `unsafe`.

pub mod analysis;
pub mod constant;
mod content;
pub mod diag;
pub mod interp;
pub mod ir;
pub mod limits;
pub mod loc;
pub mod ops;
pub mod passes;
pub mod types;
pub mod verify;

pub use constant::Const;
pub use diag::{Code, Diagnostic};
pub use loc::Loc;
pub use types::{Scalar, Type};
