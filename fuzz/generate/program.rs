//! A random kernel before it is one: statements over variables, so that dropping any statement leaves a
//! program that is still well-formed, race-free and deterministic.

use super::matrices::Product;
use enigma_core::ir::{Dim, MemFlags, Order};
use enigma_core::ops::{Arg, OpDef, Res};
use enigma_core::{Const, Scalar};

/// Thread-local variables of each dtype.
pub const VARS: usize = 2;
/// Variables that are the same for all threads of the threadgroup, of dtype uint.
pub const UNIFORMS: usize = 2;
/// Elements of each input buffer, a power of two: indices are masked with it.
pub const INPUT_LEN: usize = 64;
/// Elements of an output buffer that belong to one thread: its variables, one to store to and load from,
/// one that other threads of the group read between barriers, one for what it saw of others.
pub const SLOTS: usize = VARS + 3;
/// The slot to store to and load from.
pub const SCRATCH: usize = VARS;
/// The slot that others read.
pub const EXCHANGE: usize = VARS + 1;
/// The slot, among the uints, of a hash of all that the thread saw of others.
pub const SEEN: usize = VARS + 2;
/// Elements of a buffer of atomics that belong to operations that commute with each other.
pub const CELLS: usize = 8;

/// A variable: its dtype and number.
pub type Var = (Scalar, usize);

/// A random kernel and how to launch it.
#[derive(Clone, Debug)]
pub struct Program {
    /// What it was made from; arguments are made from it too.
    pub seed: u64,
    /// Threads of the grid.
    pub grid: [u64; 3],
    /// Threads of a threadgroup.
    pub threads: [u64; 3],
    /// Dtypes it computes in, each with variables, an input and an output buffer.
    pub dtypes: Vec<Scalar>,
    /// Dtypes of its scalar parameters.
    pub params: Vec<Scalar>,
    /// Dtype of its atomics.
    pub atomic: Scalar,
    /// What it does.
    pub body: Vec<Stmt>,
}

impl Program {
    /// Threads of a full threadgroup.
    pub fn capacity(&self) -> usize {
        self.threads.iter().product::<u64>() as usize
    }

    /// Number of threadgroups.
    pub fn groups(&self) -> usize {
        (0..3)
            .map(|d| self.grid[d].div_ceil(self.threads[d]))
            .product::<u64>() as usize
    }

    /// Whether every simdgroup has 32 lanes.
    pub fn full_simdgroups(&self) -> bool {
        self.capacity().is_multiple_of(32)
            && (0..3).all(|d| self.grid[d].is_multiple_of(self.threads[d]))
    }

    /// Float dtypes it computes in: those with functions that are compared in ULP.
    pub fn floats(&self) -> impl Iterator<Item = Scalar> {
        self.dtypes.iter().copied().filter(|t| t.is_float())
    }
}

/// A value without side effects.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A variable.
    Var(Var),
    /// A uniform variable.
    Uniform(usize),
    /// A constant.
    Const(Const),
    /// A position or size.
    Query(&'static OpDef, Option<Dim>),
    /// A scalar parameter.
    Param(usize, Scalar),
    /// An element of an input buffer; any index will do.
    Input(Scalar, Box<Expr>),
    /// The same under a mask, with the value where it is false. The index is not limited where it is.
    InputIf(Scalar, Box<[Expr; 3]>),
    /// What the thread last stored to its scratch slot.
    Scratch(Scalar),
    /// An operation of the table.
    Op(&'static OpDef, Vec<Expr>),
    /// Converted.
    Cast(Scalar, Box<Expr>),
    /// Reinterpreted; a NaN becomes a fixed one on the way.
    Bits(Scalar, Box<Expr>),
    /// A component of what an operation on vectors gives.
    Component(Component, Vec<Expr>),
}

/// An operation on vectors of one size; the components of its operands follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Component {
    pub op: &'static OpDef,
    pub size: usize,
    /// Which component of the result, and its dtype.
    pub lane: usize,
    pub dtype: Scalar,
}

impl Component {
    /// Components of each operand.
    pub fn sizes(&self) -> impl Iterator<Item = usize> {
        self.op.sig.args.iter().map(|arg| match arg {
            Arg::Vector(..) => self.size,
            _ => 1,
        })
    }
}

impl Expr {
    /// Its dtype.
    pub fn dtype(&self) -> Scalar {
        match self {
            Expr::Var((dtype, _))
            | Expr::Param(_, dtype)
            | Expr::Input(dtype, _)
            | Expr::InputIf(dtype, _)
            | Expr::Scratch(dtype)
            | Expr::Cast(dtype, _)
            | Expr::Bits(dtype, _) => *dtype,
            Expr::Uniform(_) | Expr::Query(..) => Scalar::U32,
            Expr::Const(c) => c.ty,
            Expr::Op(op, _) if op.sig.result == Res::Bool => Scalar::Bool,
            Expr::Op(_, args) => args[0].dtype(),
            Expr::Component(of, _) => of.dtype,
        }
    }

    /// The expressions it is made of.
    pub fn parts(&self) -> &[Expr] {
        match self {
            Expr::Var(_)
            | Expr::Uniform(_)
            | Expr::Const(_)
            | Expr::Query(..)
            | Expr::Param(..)
            | Expr::Scratch(_) => &[],
            Expr::Input(_, part) | Expr::Cast(_, part) | Expr::Bits(_, part) => {
                std::slice::from_ref(part)
            }
            Expr::InputIf(_, parts) => &parts[..],
            Expr::Op(_, parts) | Expr::Component(_, parts) => parts,
        }
    }
}

/// A statement. Those marked (together) stand only where all threads of the threadgroup are.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// Assigns a variable.
    Set(Var, Expr),
    /// (together) Assigns a uniform variable.
    SetUniform(usize, Expr),
    /// Stores to the scratch slot, where the condition holds if there is one.
    Store(Expr, Option<Expr>),
    /// Stores a function that is not exact, for comparison in ULP.
    Near(&'static OpDef, Vec<Expr>),
    /// Branch.
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    /// Counted loop.
    For(Box<For>),
    /// Conditional loop.
    While(Box<While>),
    /// (together) Threadgroup barrier.
    Barrier(MemFlags),
    /// Simdgroup barrier.
    SimdBarrier(MemFlags),
    /// (together) Each thread shows a value and sees another's, through device or threadgroup memory.
    Exchange {
        device: bool,
        value: Expr,
        from: Expr,
        to: Var,
    },
    /// (together) Atomics on threadgroup memory that starts as zeros, then a look at one element.
    SharedAtomic {
        op: &'static OpDef,
        index: Expr,
        value: Expr,
        from: Expr,
        to: Scalar,
    },
    /// An atomic on device memory whose old value nobody looks at.
    Atomic {
        op: &'static OpDef,
        order: Order,
        index: Expr,
        value: Expr,
    },
    /// A reduction or scan over the active lanes, or the value of the first.
    Reduce {
        op: &'static OpDef,
        value: Expr,
        to: Var,
    },
    /// A value of another lane, where that one is active.
    Shuffle {
        op: &'static OpDef,
        value: Expr,
        lane: Expr,
        to: Var,
    },
    /// The same with filling, in groups of so many lanes.
    Fill {
        op: &'static OpDef,
        values: Box<[Expr; 2]>,
        delta: Expr,
        modulo: usize,
        to: Var,
    },
    /// A vote of the active lanes, on a condition if the operation takes one.
    Vote {
        op: &'static OpDef,
        condition: Expr,
        to: Var,
    },
    /// (together) An async copy of a piece of an input buffer per simdgroup, then a look at one element.
    CopyIn {
        rows: bool,
        start: usize,
        from: Expr,
        to: Var,
    },
    /// (together) An async copy of what the lanes of a simdgroup wrote to threadgroup memory.
    CopyOut(Expr),
    /// (together) A product of simdgroup matrices.
    Product(Box<Product>),
}

/// `for i in range(lo, lo + (extra & mask), step)`
#[derive(Clone, Debug)]
pub struct For {
    /// The first index, far enough below the largest.
    pub lo: Const,
    /// The length of the range, masked.
    pub extra: Expr,
    /// All ones.
    pub mask: u32,
    /// The step.
    pub step: u32,
    /// The variable that gets the index, converted.
    pub index: Var,
    /// What is repeated.
    pub body: Vec<Stmt>,
}

/// `while (test; condition and rounds < (limit & mask))`
#[derive(Clone, Debug)]
pub struct While {
    /// The largest number of rounds, masked.
    pub limit: Expr,
    /// All ones.
    pub mask: u32,
    /// Assignments made before each test.
    pub test: Vec<Stmt>,
    /// The condition.
    pub condition: Expr,
    /// What is repeated.
    pub body: Vec<Stmt>,
}
