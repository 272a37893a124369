//! The Python module: the only crate that knows Python.

use pyo3::prelude::*;

/// The native part of the package.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    /// The version of the package.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }

    /// Name and documentation of every operation of the language.
    #[pyfunction]
    fn operations() -> Vec<(&'static str, &'static str)> {
        enigma_core::ops::all()
            .map(|op| (op.name, op.doc))
            .collect()
    }
}
