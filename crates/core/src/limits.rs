//! Sizes that the language fixes, and those that every device of today shares.

/// Lanes of a simdgroup.
pub const SIMD_WIDTH: usize = 32;

/// Most threads of a threadgroup.
pub const THREADS_PER_THREADGROUP: u64 = 1024;

/// Bytes of threadgroup memory: what every Apple GPU has, and the CPU too, so that kernels stay portable.
pub const THREADGROUP_BYTES: u64 = 32_768;
