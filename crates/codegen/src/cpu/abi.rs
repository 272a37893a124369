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
}

/// What one thread of the host works with.
#[repr(C)]
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
    /// An async copy; not zero ends the call.
    pub copy: extern "C" fn(*mut Worker, *const Copy) -> u32,
    /// Loads the active lanes one by one; an element is 0 where its index is out of bounds.
    pub load_lanes: extern "C" fn(*mut Worker, *const Lanes),
    /// Stores the active lanes one by one, but for those out of bounds.
    pub store_lanes: extern "C" fn(*mut Worker, *const Lanes),
}

/// An access of the lanes of a chunk.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lanes {
    /// First element of the memory.
    pub base: *mut u8,
    /// Its number of elements; the largest number where nothing is to be checked.
    pub len: u64,
    /// An index per lane, sign- or zero-extended by its dtype.
    pub indices: *const u64,
    /// An element per lane.
    pub values: *mut u8,
    /// Threadgroup in the box.
    pub group: u64,
    /// Active lanes, one bit each.
    pub mask: u32,
    /// Which operation.
    pub site: u32,
    /// Thread of the first lane in the threadgroup.
    pub first: u32,
    /// Bytes of an element: 1, 2, 4 or 8.
    pub bytes: u32,
}

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
