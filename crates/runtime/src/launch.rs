//! What a launch takes and gives.

use enigma_core::Const;

/// An argument of a launch, one per kernel parameter, in order.
#[derive(Clone, Copy, Debug)]
pub enum Arg {
    /// Device memory: address of the first element and number of elements.
    Buffer {
        /// First element, aligned to the element's size; may dangle when `len` is 0.
        data: *mut u8,
        /// Number of elements.
        len: usize,
    },
    /// The value of a scalar parameter, of its dtype.
    Scalar(Const),
}

/// The extent of a launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Total threads along x, y, z; a zero makes the launch do nothing.
    pub grid: [u64; 3],
    /// Threads of a threadgroup along x, y, z; at most 1,024 in all.
    pub threads: [u64; 3],
}

/// What a launch did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LaunchStats {
    /// Wall time of the kernel itself, in microseconds; compilation and argument checks not included.
    pub kernel_us: f64,
}
