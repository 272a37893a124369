//! The IR of one kernel: typed SSA values, operations in structured blocks, memory named beside them.
//!
//! Invariants (checked by `verify`, kept by every pass):
//! 1. A value is defined once, in a block that encloses each of its uses.
//! 2. Control flow is structured: `for`, `while` and `if` own their blocks; there are no jumps.
//! 3. A block ends by yielding values; what they mean is said where the owning operation is described:
//!    - `if cond`: two blocks without arguments; each yields the results.
//!    - `for lo, hi, step, init...`: one block with arguments (index, carried...); it yields the next
//!      carried values; the results are the last ones. The trip count is fixed on entry:
//!      `ceil((hi - lo) / step)` when `lo < hi` and `step > 0`, else 0.
//!    - `while init...`: a condition block with the carried values as arguments, yielding (condition,
//!      forwarded...), and a body block with the forwarded values as arguments, yielding the next carried
//!      values. The results are the forwarded values of the test that failed.
//! 4. Memory is not an SSA value: an access names a buffer parameter or a threadgroup allocation.
//! 5. Thread-local variables (`Local`) exist only between the front end and `passes::promote`.

pub mod attr;
pub mod builder;
mod bundle;
pub mod listing;
pub mod print;

pub use attr::{Attr, Dim, MemFlags, Memory, Order};
pub use bundle::{Argument, Bundle, MAX_COMPONENTS};

use crate::loc::Loc;
use crate::ops::OpDef;
use crate::types::{Scalar, Type};
use std::sync::Arc;

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Position in the table of its kind.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

handle!(
    /// An SSA value.
    Value
);
handle!(
    /// An operation.
    OpId
);
handle!(
    /// A block of operations.
    BlockId
);
handle!(
    /// A kernel parameter; its number is its buffer index.
    ParamId
);
handle!(
    /// A threadgroup allocation.
    AllocId
);
handle!(
    /// A thread-local variable, before promotion.
    Local
);

/// What a kernel parameter is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ParamKind {
    /// A device buffer of unknown length.
    Buffer,
    /// One value, the same for all threads.
    Scalar,
}

/// A kernel parameter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Param {
    /// The user's name.
    pub name: String,
    /// Element dtype of the buffer, or dtype of the scalar.
    pub dtype: Scalar,
    /// Buffer or scalar.
    pub kind: ParamKind,
}

/// Threadgroup memory of a fixed size, at kernel scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alloc {
    /// Name for text backends and messages.
    pub name: String,
    /// Element dtype.
    pub dtype: Scalar,
    /// Extents, row-major; the product is the number of elements.
    pub shape: Vec<u32>,
    /// Where it was asked for.
    pub loc: Loc,
}

impl Alloc {
    /// Number of elements.
    pub fn len(&self) -> u64 {
        self.shape.iter().map(|&n| u64::from(n)).product()
    }

    /// Never true: sizes are positive.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Size in bytes.
    pub fn bytes(&self) -> u64 {
        self.len().saturating_mul(self.dtype.bytes() as u64)
    }
}

/// A thread-local variable with one type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalDecl {
    /// Its type; assignments convert to it.
    pub ty: Type,
    /// The block that declared it.
    pub home: BlockId,
    /// What messages call it ("carry[0]", "register tensor slot").
    pub what: String,
    /// The user's name for it.
    pub name: Option<Arc<str>>,
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Def {
    /// The n-th result of an operation.
    Result(OpId, u32),
    /// The n-th argument of a block.
    Argument(BlockId, u32),
}

/// What is known of a value.
#[derive(Clone, Debug)]
pub struct ValueData {
    /// Its type.
    pub ty: Type,
    /// The user's name for it, if any.
    pub name: Option<Arc<str>>,
    /// Where it comes from.
    pub def: Def,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct OpData {
    /// Its entry in the table.
    pub op: &'static OpDef,
    /// What it reads, in the order of the entry.
    pub operands: Vec<Value>,
    /// What it defines.
    pub results: Vec<Value>,
    /// Its immediate.
    pub attr: Attr,
    /// The blocks it owns.
    pub blocks: Vec<BlockId>,
    /// Where the user wrote it.
    pub loc: Loc,
    /// The block that contains it.
    pub parent: BlockId,
}

/// A straight run of operations with arguments and yielded values.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Values given by the owner.
    pub args: Vec<Value>,
    /// Operations in order.
    pub ops: Vec<OpId>,
    /// Values handed back to the owner.
    pub yields: Vec<Value>,
    /// The operation that owns it; none for the body.
    pub owner: Option<OpId>,
}

/// One kernel.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// The user's name.
    pub name: String,
    /// Where it is defined.
    pub loc: Loc,
    /// Parameters in order.
    pub params: Vec<Param>,
    /// Threadgroup memory.
    pub allocs: Vec<Alloc>,
    /// Thread-local variables; empty after promotion.
    pub locals: Vec<LocalDecl>,
    pub(crate) values: Vec<ValueData>,
    pub(crate) ops: Vec<OpData>,
    pub(crate) blocks: Vec<Block>,
}

impl Kernel {
    /// The block that is the kernel's body.
    pub const BODY: BlockId = BlockId(0);

    /// A value's data.
    pub fn value(&self, v: Value) -> &ValueData {
        &self.values[v.index()]
    }

    /// A value's type.
    pub fn ty(&self, v: Value) -> Type {
        self.values[v.index()].ty
    }

    /// A value's dtype; a matrix and an event have none, and asking is a bug of ours.
    pub fn dtype(&self, v: Value) -> Scalar {
        match self.ty(v) {
            Type::Scalar(s) => s,
            other @ (Type::Matrix(_) | Type::Event) => {
                panic!("internal error: {other} has no dtype")
            }
        }
    }

    /// An operation.
    pub fn op(&self, id: OpId) -> &OpData {
        &self.ops[id.index()]
    }

    /// A block.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.index()]
    }

    /// Number of values; handles are dense below it.
    pub fn value_count(&self) -> usize {
        self.values.len()
    }

    /// Every value.
    pub fn values(&self) -> impl Iterator<Item = Value> + use<> {
        (0..self.values.len() as u32).map(Value)
    }

    /// The constant a value is, if it is one.
    pub fn constant(&self, v: Value) -> Option<crate::constant::Const> {
        match (self.value(v).def, self) {
            (Def::Result(id, _), k) => match k.op(id).attr {
                Attr::Const(c) => Some(c),
                _ => None,
            },
            (Def::Argument(..), _) => None,
        }
    }

    /// Element dtype of a memory.
    pub fn element(&self, memory: Memory) -> Scalar {
        match memory {
            Memory::Buffer(p) => self.params[p.index()].dtype,
            Memory::Threadgroup(a) => self.allocs[a.index()].dtype,
        }
    }

    /// The user's name of a memory.
    pub fn memory_name(&self, memory: Memory) -> &str {
        match memory {
            Memory::Buffer(p) => &self.params[p.index()].name,
            Memory::Threadgroup(a) => &self.allocs[a.index()].name,
        }
    }

    /// Every parameter with its handle.
    pub fn param_ids(&self) -> impl Iterator<Item = (ParamId, &Param)> {
        self.params
            .iter()
            .enumerate()
            .map(|(i, p)| (ParamId(i as u32), p))
    }

    /// Every allocation with its handle.
    pub fn alloc_ids(&self) -> impl Iterator<Item = (AllocId, &Alloc)> {
        self.allocs
            .iter()
            .enumerate()
            .map(|(i, a)| (AllocId(i as u32), a))
    }

    /// Bytes of threadgroup memory, each allocation aligned to 16.
    pub fn threadgroup_bytes(&self) -> u64 {
        let all = self.allocs.iter();
        all.map(|a| a.bytes().next_multiple_of(16)).sum()
    }

    /// Where an allocation lies in threadgroup memory: bytes from its start.
    pub fn alloc_offset(&self, alloc: AllocId) -> u64 {
        let before = &self.allocs[..alloc.index()];
        before.iter().map(|a| a.bytes().next_multiple_of(16)).sum()
    }

    /// Visits every operation reachable from the body, outer before inner, in program order.
    pub fn walk(&self, visit: &mut dyn FnMut(OpId, &OpData)) {
        self.walk_block(Kernel::BODY, visit);
    }

    /// Visits every operation of a block and of the blocks inside.
    pub fn walk_block(&self, block: BlockId, visit: &mut dyn FnMut(OpId, &OpData)) {
        for &id in &self.block(block).ops {
            self.walk_op(id, visit);
        }
    }

    /// Visits an operation and every one in its blocks.
    pub fn walk_op(&self, id: OpId, visit: &mut dyn FnMut(OpId, &OpData)) {
        let op = self.op(id);
        visit(id, op);
        for &inner in &op.blocks {
            self.walk_block(inner, visit);
        }
    }

    /// For each value, whether an operation takes it or a block yields it.
    pub fn used_values(&self) -> Vec<bool> {
        let mut used = vec![false; self.value_count()];
        let mut mark = |values: &[Value]| values.iter().for_each(|v| used[v.index()] = true);
        mark(&self.block(Kernel::BODY).yields);
        self.walk(&mut |_, op| {
            mark(&op.operands);
            op.blocks.iter().for_each(|&b| mark(&self.block(b).yields));
        });
        used
    }

    /// Whether any operation writes the buffer.
    pub fn is_written(&self, param: ParamId) -> bool {
        let mut written = false;
        self.walk(&mut |_, op| written |= op.written() == Some(Memory::Buffer(param)));
        written
    }
}

impl OpData {
    /// The memory it writes, if any.
    pub fn written(&self) -> Option<Memory> {
        if !self.op.effects.writes {
            return None;
        }
        match self.attr {
            Attr::Memory(m) | Attr::Atomic { memory: m, .. } | Attr::Matrix { memory: m, .. } => {
                Some(m)
            }
            Attr::Copy { dst, .. } => Some(dst),
            Attr::None
            | Attr::Relaxed
            | Attr::Const(_)
            | Attr::Dim(_)
            | Attr::Param(_)
            | Attr::Flags(_)
            | Attr::FunctionConstant(_)
            | Attr::Local(_) => None,
        }
    }

    /// The memory it reads, if any.
    pub fn read(&self) -> Option<Memory> {
        if !self.op.effects.reads {
            return None;
        }
        match self.attr {
            Attr::Memory(m) | Attr::Atomic { memory: m, .. } | Attr::Matrix { memory: m, .. } => {
                Some(m)
            }
            Attr::Copy { src, .. } => Some(src),
            Attr::None
            | Attr::Relaxed
            | Attr::Const(_)
            | Attr::Dim(_)
            | Attr::Param(_)
            | Attr::Flags(_)
            | Attr::FunctionConstant(_)
            | Attr::Local(_) => None,
        }
    }

    /// The only result; asking an operation with none or several is a bug of ours.
    pub fn result(&self) -> Value {
        assert_eq!(
            self.results.len(),
            1,
            "internal error: {} has not one result",
            self.op.name
        );
        self.results[0]
    }
}
