//! The Python module `enigma._native`: the only crate that knows Python.
//!
//! It turns Python values into operands of the builder (`convert`), finds the user's line for each operation
//! (`place`), hands traced values to Python (`value`, `vector`, `memory`, `control`), compiles and launches
//! (`compiled`, `handle`, `arguments`, `device`), and turns diagnostics into exceptions (`errors`). What needs no native code is
//! Python, in `python/enigma`.

mod arguments;
mod array;
mod cache;
mod compiled;
mod constants;
mod control;
mod convert;
mod device;
mod dlpack;
mod emit;
mod errors;
mod explain;
mod handle;
mod interpret;
mod matrix;
mod memory;
mod numpy_array;
mod operators;
mod place;
mod trace;
mod value;
mod vector;
mod vectors;

use pyo3::prelude::*;

/// The native part of the package.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::cache::{cache_info, clear_cache};
    #[pymodule_export]
    use crate::compiled::Compiled;
    #[pymodule_export]
    use crate::constants::function_constant;
    #[pymodule_export]
    use crate::control::{
        ForBlock, IfBlock, WhileBlock, assert, common_dtype, in_scope, name_value,
    };
    #[pymodule_export]
    use crate::convert::dtype_name;
    #[pymodule_export]
    use crate::device::{Pages, Submission, device, devices, gpu, metal_complaint, synchronize};
    #[pymodule_export]
    use crate::dlpack::dlpack;
    #[pymodule_export]
    use crate::emit::{
        agreement, async_copy_1d, async_copy_2d, async_copy_wait, atomic, atomic_compare_exchange,
        barrier, emit, literal, load_if, query, store_if,
    };
    #[pymodule_export]
    use crate::errors::{codes, error};
    #[pymodule_export]
    use crate::handle::{KernelHandle, Launchable};
    #[pymodule_export]
    use crate::matrix::{
        matrix_fill, matrix_load, matrix_multiply, matrix_multiply_accumulate, matrix_store,
    };
    #[pymodule_export]
    use crate::memory::{Local, MemoryHandle, alloc, local};
    #[pymodule_export]
    use crate::trace::{Checkpoint, Tracer};
    #[pymodule_export]
    use crate::value::Value;
    #[pymodule_export]
    use crate::vector::Vector;
    #[pymodule_export]
    use crate::vectors::{as_type, make_vec, metal_cast, vec_extract, vec_insert};
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

    /// What a device of the language has: lanes of a simdgroup, threads of a threadgroup, bytes of its memory.
    #[pyfunction]
    fn limits() -> (usize, u64, u64) {
        use enigma_core::limits::{SIMD_WIDTH, THREADGROUP_BYTES, THREADS_PER_THREADGROUP};
        (SIMD_WIDTH, THREADS_PER_THREADGROUP, THREADGROUP_BYTES)
    }

    /// The operations that are functions of their operands.
    #[pyfunction]
    fn pure_operations() -> Vec<&'static str> {
        enigma_core::ops::all()
            .filter(|op| op.kind == enigma_core::ops::Kind::Pure)
            .map(|op| op.name)
            .collect()
    }
}
