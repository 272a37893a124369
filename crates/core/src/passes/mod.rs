//! From a verified kernel to what a backend takes: one readable list of passes.
//!
//! A pass makes a new kernel by walking the old one (`rewrite`); it never edits in place. In debug builds
//! every pass is verified after it ran.

pub mod cse;
pub mod dce;
pub mod expand;
pub mod fold;
pub mod legal;
pub mod promote;
pub mod rewrite;
pub mod specialise;

pub use legal::{Floats, Isa, Legal, Target};

use crate::ir::Kernel;
use crate::verify;

/// A pass of the list: its name and what it does.
type Pass = (&'static str, fn(&Kernel) -> Kernel);

/// What every target wants before it looks at operations.
const SIMPLIFY: [Pass; 3] = [("fold", fold::fold), ("cse", cse::cse), ("dce", dce::dce)];

/// Folds constants, merges equal pure operations, and drops what nothing needs.
pub fn simplify(kernel: &Kernel) -> Kernel {
    let mut kernel = kernel.clone();
    for (name, pass) in SIMPLIFY {
        kernel = pass(&kernel);
        check_after(name, &kernel);
    }
    kernel
}

/// A pass that breaks the IR is our bug; say which.
pub(crate) fn check_after(name: &str, kernel: &Kernel) {
    if cfg!(debug_assertions) {
        let findings = verify::findings(kernel);
        assert!(
            findings.is_empty(),
            "internal error: pass {name} broke the kernel: {findings:?}\n{}",
            crate::ir::print::print(kernel)
        );
    }
}
