//! Immediates of operations: dimensions, memory flags and orders, the memory an access names.

use super::{AllocId, Local, ParamId};
use crate::constant::Const;

/// One of the three dimensions of a grid.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dim {
    /// The fastest.
    X,
    /// The second.
    Y,
    /// The slowest.
    Z,
}

impl Dim {
    /// Reads `x`, `y` or `z`.
    pub fn parse(name: &str) -> Option<Dim> {
        [Dim::X, Dim::Y, Dim::Z]
            .into_iter()
            .find(|d| d.name() == name)
    }

    /// 0, 1 or 2.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The letter.
    pub const fn name(self) -> &'static str {
        match self {
            Dim::X => "x",
            Dim::Y => "y",
            Dim::Z => "z",
        }
    }
}

/// What a barrier orders.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemFlags {
    /// Execution only.
    None,
    /// Device memory.
    Device,
    /// Threadgroup memory.
    Threadgroup,
    /// Both.
    DeviceAndThreadgroup,
    /// Textures.
    Texture,
}

impl MemFlags {
    /// All flags.
    pub const ALL: [MemFlags; 5] = [
        MemFlags::None,
        MemFlags::Device,
        MemFlags::Threadgroup,
        MemFlags::DeviceAndThreadgroup,
        MemFlags::Texture,
    ];

    /// Metal's name.
    pub const fn name(self) -> &'static str {
        match self {
            MemFlags::None => "mem_none",
            MemFlags::Device => "mem_device",
            MemFlags::Threadgroup => "mem_threadgroup",
            MemFlags::DeviceAndThreadgroup => "mem_device_and_threadgroup",
            MemFlags::Texture => "mem_texture",
        }
    }

    /// Reads a flag.
    pub fn parse(name: &str) -> Option<MemFlags> {
        MemFlags::ALL.into_iter().find(|f| f.name() == name)
    }
}

/// Memory order of an atomic.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Order {
    /// No ordering of other memory.
    Relaxed,
    /// Later accesses stay after.
    Acquire,
    /// Earlier accesses stay before.
    Release,
    /// Both.
    AcqRel,
}

impl Order {
    /// All orders.
    pub const ALL: [Order; 4] = [
        Order::Relaxed,
        Order::Acquire,
        Order::Release,
        Order::AcqRel,
    ];

    /// The name users write.
    pub const fn name(self) -> &'static str {
        match self {
            Order::Relaxed => "relaxed",
            Order::Acquire => "acquire",
            Order::Release => "release",
            Order::AcqRel => "acq_rel",
        }
    }

    /// Reads an order; `memory_order_` may stand before it.
    pub fn parse(name: &str) -> Option<Order> {
        let name = name.strip_prefix("memory_order_").unwrap_or(name);
        Order::ALL.into_iter().find(|o| o.name() == name)
    }
}

/// What an access reads or writes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Memory {
    /// A device buffer.
    Buffer(ParamId),
    /// Threadgroup memory.
    Threadgroup(AllocId),
}

/// The immediate of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Attr {
    /// None.
    None,
    /// Arithmetic on floats that may be done otherwise than written: `fast_math`.
    Relaxed,
    /// The value of a constant.
    Const(Const),
    /// The dimension of a query.
    Dim(Dim),
    /// The scalar parameter read.
    Param(ParamId),
    /// The memory accessed.
    Memory(Memory),
    /// The memory and order of an atomic; `failure` is that of a compare-exchange that fails.
    Atomic {
        /// The memory.
        memory: Memory,
        /// The order.
        order: Order,
        /// The order on failure; relaxed where there is none.
        failure: Order,
    },
    /// The memory of a simdgroup matrix.
    Matrix {
        /// The memory.
        memory: Memory,
        /// Whether rows in memory are columns of the matrix.
        transpose: bool,
    },
    /// The number of a function constant.
    FunctionConstant(u32),
    /// What a barrier orders.
    Flags(MemFlags),
    /// Destination and source of an async copy.
    Copy {
        /// Written.
        dst: Memory,
        /// Read.
        src: Memory,
    },
    /// A thread-local variable.
    Local(Local),
}
