//! What machine code and the runtime agree on: the entry point, the launch it reads, the worker it uses.

/// One argument, as machine code reads it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// Address of the first element of a buffer; the bits of a scalar.
    pub value: u64,
    /// Elements of a buffer.
    pub len: u64,
}

/// What is the same for every threadgroup of a call: read only.
///
/// A launch is cut into boxes of threadgroups of equal extent: the inner part, and up to seven of smaller
/// groups where the grid ends raggedly.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// One per parameter.
    pub args: *const Slot,
    /// Threads of the grid.
    pub grid: [u32; 3],
    /// Threadgroups of the grid.
    pub groups: [u32; 3],
    /// Threads of a whole threadgroup.
    pub threads: [u32; 3],
    /// First threadgroup of the box.
    pub origin: [u32; 3],
    /// Threadgroups of the box.
    pub count: [u32; 3],
    /// Threads of each of its threadgroups.
    pub extent: [u32; 3],
    /// Buffers, by the number of their parameter, whose stores are to go around the caches.
    pub stream: u64,
}

/// What one thread of the host works with.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct Worker {
    /// Steps to go before the code calls `poll`.
    pub fuel: u32,
    /// Called when `fuel` is used up: refills it; not zero ends the call.
    pub poll: extern "C" fn(*mut Worker) -> u32,
    /// An access out of bounds: (worker, site, index, thread in the threadgroup, threadgroup in the box).
    pub out_of_bounds: extern "C" fn(*mut Worker, u32, u64, u32, u64),
    /// A barrier that some threads only reach: (worker, site, how many, threadgroup in the box).
    pub diverged: extern "C" fn(*mut Worker, u32, u32, u64),
    /// An async copy whose lanes ask for different things: (worker, site, two threads, threadgroup).
    pub copies_differ: extern "C" fn(*mut Worker, u32, u32, u32, u64),
    /// Lanes of a simdgroup that part where they have to stay together: (worker, site, how many come, of how many,
    /// thread in the threadgroup, threadgroup in the box).
    pub parted: extern "C" fn(*mut Worker, u32, u32, u32, u32, u64),
    /// An async copy, or a simdgroup matrix whose rows are copied; not zero ends the call.
    pub copy: extern "C" fn(*mut Worker, *const Copy) -> u32,
    /// Loads the active lanes one by one: (worker, site, mask, first thread, threadgroup in the box). The
    /// indices are in `indices`, the elements come into `values`, 0 where the index is out of bounds.
    pub load_lanes: extern "C" fn(*mut Worker, u32, u32, u32, u64),
    /// Stores the active lanes one by one from `values`, but for those out of bounds.
    pub store_lanes: extern "C" fn(*mut Worker, u32, u32, u32, u64),
    /// Both with indices that count up or down from that of lane 0: (worker, site, index, stride, mask, first
    /// thread, threadgroup in the box).
    pub load_line: extern "C" fn(*mut Worker, u32, u64, i64, u32, u32, u64),
    /// The same.
    pub store_line: extern "C" fn(*mut Worker, u32, u64, i64, u32, u32, u64),
    /// An index per lane, sign- or zero-extended by its dtype.
    pub indices: [u64; LANES],
    /// An element per lane, one behind the other.
    pub values: [u64; LANES],
}

/// Most lanes of a chunk.
pub const LANES: usize = 32;

/// An async copy in bounds or not; the callee checks every element.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copy {
    /// First element and number of elements of the destination.
    pub dst: Slot,
    /// The same of the source.
    pub src: Slot,
    /// The operands in order, sign- or zero-extended by their dtypes.
    pub operands: [u64; 6],
    /// Threadgroup in the box.
    pub group: u64,
    /// Which operation.
    pub site: u32,
    /// Thread in the threadgroup.
    pub thread: u32,
}

/// The entry point: (frame, worker, threadgroup memory, slots, first and last-but-one threadgroup of the
/// box). Not zero where the call ended early.
pub type Entry = unsafe extern "C" fn(*const Frame, *mut Worker, *mut u8, *mut u8, u64, u64) -> u32;

/// Alignment of threadgroup memory and slots.
pub const SCRATCH_ALIGN: usize = 64;
