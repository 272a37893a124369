//! Metal text: golden files, one feature each; what Metal cannot do; type checks of the text without Apple's
//! compiler.
//!
//! `BLESS=1 cargo test -p enigma-codegen --test msl` rewrites `tests/golden/msl`; read the difference.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read and write golden files"
)]

mod cases;
mod errors;
mod execute;
mod golden;
mod host;
mod kernel;
mod module;
mod random;
mod types;
