//! The disk cache, as Python sees it.

use pyo3::exceptions::PyRuntimeWarning;
use pyo3::prelude::*;
use std::ffi::CString;
use std::path::PathBuf;

/// Hits, misses, rejected objects, folder, objects, their bytes, and the limit of these.
type Info = (u64, u64, u64, Option<PathBuf>, u64, u64, u64);

/// What this process did with the disk cache, and what the cache holds.
#[pyfunction]
pub fn cache_info(py: Python<'_>) -> Info {
    enigma::cache::prepare();
    let info = py.detach(enigma::cache::info);
    (
        info.hits,
        info.misses,
        info.rejected,
        info.folder,
        info.objects,
        info.bytes,
        info.limit,
    )
}

/// Empties the disk cache, and gives how many objects there were.
#[pyfunction]
pub fn clear_cache(py: Python<'_>) -> PyResult<u64> {
    enigma::cache::prepare();
    Ok(py.detach(enigma::cache::clear)?)
}

/// Warns, once, where the cache could not be used. The launch has succeeded, so that it does not fail where warnings
/// are errors.
pub fn warn(py: Python<'_>) {
    let Some(problem) = enigma::cache::take_problem() else {
        return;
    };
    let category = py.get_type::<PyRuntimeWarning>();
    let text = CString::new(problem).unwrap_or_default();
    // The caller of the package's method.
    if let Err(error) = PyErr::warn(py, &category, &text, 2) {
        error.write_unraisable(py, None);
    }
}
