//! What an entry of the table is made of. No field has a default: a missing cell does not compile.

use super::lanes::{Reach, SimdOp};
use crate::constant::Const;
use crate::ir::builder::Builder;
use crate::ir::{Bundle, Value};
use crate::types::Scalar;

/// One operation.
pub struct OpDef {
    /// The same word in IR text, Python and docs.
    pub name: &'static str,
    /// Pure data, or one of the kinds that interpreter and backends know.
    pub kind: Kind,
    /// Operand classes and result rule.
    pub sig: Sig,
    /// What it does besides giving a result.
    pub effects: Effects,
    /// How Python spells it.
    pub python: Python,
    /// One sentence, then rules for NaN, overflow and range.
    pub doc: &'static str,
    /// What it means for one thread.
    pub eval: Eval,
    /// Metal Shading Language.
    pub msl: Text,
    /// The CPU.
    pub cpu: Native,
    /// How far a target may be from `eval`, on floats.
    pub tolerance: Tolerance,
    /// Operand values worth testing beside the standard ones of each dtype (zeros, limits, NaN, ...).
    pub samples: &'static [f64],
}

impl PartialEq for OpDef {
    fn eq(&self, other: &OpDef) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for OpDef {}

impl std::fmt::Debug for OpDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// What an operation is to those that cannot treat it as data.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Kind {
    /// A function of its operands; everything is in the cells.
    Pure,
    /// A constant (`Attr::Const`).
    Const,
    /// A position or size (`Attr::Dim` where it has dimensions).
    Query(Query),
    /// A scalar parameter (`Attr::Param`).
    ScalarParam,
    /// `index -> element` (`Attr::Memory`).
    Load,
    /// `index, value` (`Attr::Memory`).
    Store,
    /// `index, mask, default -> element`; touches nothing where the mask is false.
    LoadIf,
    /// Reads a thread-local variable (`Attr::Local`); gone after promotion.
    LocalGet,
    /// Writes a thread-local variable; gone after promotion.
    LocalSet,
    /// Threadgroup barrier (`Attr::Flags`).
    Barrier,
    /// Simdgroup barrier (`Attr::Flags`).
    SimdBarrier,
    /// Across the lanes of a simdgroup.
    Simd(SimdOp),
    /// On one element of memory (`Attr::Atomic`).
    Atomic(AtomicOp),
    /// `dst_offset, src_offset, count -> event` (`Attr::Copy`).
    AsyncCopy1d,
    /// `dst_offset, dst_row, src_offset, src_row, columns, rows -> event` (`Attr::Copy`).
    AsyncCopy2d,
    /// `events...`
    AsyncCopyWait,
    /// On a simdgroup matrix.
    Matrix(MatrixOp),
    /// A value fixed when the kernel is specialised (`Attr::FunctionConstant`).
    FunctionConstant,
    /// `condition`; reports the thread where it does not hold.
    Assert,
    /// Counted loop.
    For,
    /// Conditional loop.
    While,
    /// Branch.
    If,
    /// Composed of other operations where it is called, from operands of their final types: never in a kernel.
    Composite(Compose),
}

/// Builds a composite operation; the operands have their final types.
#[derive(Clone, Copy)]
pub struct Compose(pub fn(&mut Builder, &[Bundle]) -> Bundle);

impl PartialEq for Compose {
    fn eq(&self, other: &Compose) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl Eq for Compose {}

impl std::hash::Hash for Compose {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.0 as usize).hash(state);
    }
}

impl std::fmt::Debug for Compose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Compose")
    }
}

/// Which position or size.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Query {
    /// Position of the thread in the grid.
    ThreadPositionInGrid,
    /// Position of the thread in its threadgroup.
    ThreadPositionInThreadgroup,
    /// Position of the threadgroup in the grid.
    ThreadgroupPositionInGrid,
    /// Extent of this threadgroup; smaller at the edge of the grid.
    ThreadsPerThreadgroup,
    /// Extent of the grid, in threads.
    ThreadsPerGrid,
    /// Extent of the grid, in threadgroups.
    ThreadgroupsPerGrid,
    /// Linear index of the thread in its threadgroup.
    ThreadIndexInThreadgroup,
    /// Lane, 0 to 31.
    ThreadIndexInSimdgroup,
    /// Index of the simdgroup in its threadgroup.
    SimdgroupIndexInThreadgroup,
    /// 32.
    ThreadsPerSimdgroup,
    /// Number of simdgroups in this threadgroup.
    SimdgroupsPerThreadgroup,
}

/// An operation on a simdgroup matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum MatrixOp {
    /// `offset, elements per row -> matrix` (`Attr::Matrix`).
    Load,
    /// `offset, elements per row, matrix` (`Attr::Matrix`).
    Store,
    /// One value in every place.
    Fill,
    /// `a b`
    Multiply,
    /// `a b + c`
    MultiplyAccumulate,
}

/// What an atomic does to the element.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum AtomicOp {
    /// Reads it.
    Load,
    /// Replaces it.
    Store,
    /// Replaces it and gives the old value.
    Exchange,
    /// Adds.
    Add,
    /// Subtracts.
    Sub,
    /// Keeps the smaller.
    Min,
    /// Keeps the larger.
    Max,
    /// Bitwise and.
    And,
    /// Bitwise or.
    Or,
    /// Bitwise exclusive or.
    Xor,
    /// Replaces it if it equals the expected value and says whether it did; may fail without a reason.
    CompareExchange,
    /// Replaces it if it equals the expected value and gives the old value.
    CompareSwap,
}

/// A set of dtypes, as one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Class(u16);

impl Class {
    /// The three floats.
    pub const FLOAT: Class = Class::of(&[Scalar::F16, Scalar::BF16, Scalar::F32]);
    /// The eight integers.
    pub const INT: Class = Class::of(&[
        Scalar::I8,
        Scalar::U8,
        Scalar::I16,
        Scalar::U16,
        Scalar::I32,
        Scalar::U32,
        Scalar::I64,
        Scalar::U64,
    ]);
    /// Integers and floats.
    pub const NUMERIC: Class = Class(Class::INT.0 | Class::FLOAT.0);
    /// Integers and bool.
    pub const BITS: Class = Class(Class::INT.0 | Class::of(&[Scalar::Bool]).0);
    /// Everything.
    pub const ANY: Class = Class(Class::NUMERIC.0 | Class::BITS.0);
    /// The integers that Metal's operations across lanes lack.
    pub const LONG: Class = Class::of(&[Scalar::I64, Scalar::U64]);
    /// What an atomic may move: 32 and 64-bit integers, float.
    pub const ATOMIC: Class = Class::of(&[
        Scalar::I32,
        Scalar::U32,
        Scalar::I64,
        Scalar::U64,
        Scalar::F32,
    ]);
    /// What an atomic bit operation takes.
    pub const ATOMIC_INT: Class = Class::of(&[Scalar::I32, Scalar::U32, Scalar::I64, Scalar::U64]);

    /// The set of the dtypes given.
    pub const fn of(types: &[Scalar]) -> Class {
        let mut bits = 0;
        let mut i = 0;
        while i < types.len() {
            bits |= 1 << types[i] as u16;
            i += 1;
        }
        Class(bits)
    }

    /// Whether the set has the dtype.
    pub const fn contains(self, s: Scalar) -> bool {
        self.0 >> s as u16 & 1 == 1
    }

    /// The dtypes, in order.
    pub fn iter(self) -> impl Iterator<Item = Scalar> {
        Scalar::ALL.into_iter().filter(move |&s| self.contains(s))
    }

    /// In words, for messages.
    pub fn describe(self) -> String {
        match self {
            Class::FLOAT => "a float (half, bfloat, float)".into(),
            Class::INT => "an integer".into(),
            Class::NUMERIC => "a number".into(),
            Class::BITS => "an integer or bool".into(),
            Class::ANY => "any scalar".into(),
            _ => self
                .iter()
                .map(Scalar::metal_name)
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

/// What one operand may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arg {
    /// Of the operation's common type T, which must be in the class; all `T` operands are converted to it.
    T(Class),
    /// A vector of the common type T, which must be in the class; those of an operation have one size.
    Vector(Class, Size),
    /// Any integer, converted to uint: packed bits.
    Word,
    /// Any integer, converted to T: a shift amount.
    Amount,
    /// Any integer, converted to int: an exponent.
    Exponent,
    /// Any integer, converted to uint: a place among the bits of T or a number of them. Literals are checked
    /// against the width, the sum of a place and a number too.
    Bits,
    /// A condition.
    Bool,
    /// An integer that selects an element, or counts; keeps its own type.
    Index,
    /// An integer that selects a lane of so many; keeps its own type. Literals are checked.
    Lane(Reach),
    /// How many lanes move together: a literal, a power of two from 2 to the reach.
    Modulo(Reach),
    /// The element type of the memory named by the attribute.
    Element,
    /// A simdgroup matrix, of a dtype that the operation's kind says.
    Matrix,
    /// An async copy event.
    Event,
}

impl Arg {
    /// The dtype of an operand where the common type is that; an index is a uint, since it may be any integer.
    pub const fn dtype(self, common: Scalar) -> Scalar {
        match self {
            Arg::T(_) | Arg::Vector(..) | Arg::Amount | Arg::Element | Arg::Matrix | Arg::Event => {
                common
            }
            Arg::Exponent => Scalar::I32,
            Arg::Bits | Arg::Index | Arg::Word | Arg::Lane(_) | Arg::Modulo(_) => Scalar::U32,
            Arg::Bool => Scalar::Bool,
        }
    }
}

/// How many components a vector operand has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// 2 to 4.
    Any,
    /// A scalar too.
    AnyOrScalar,
    /// That many.
    Exactly(usize),
}

impl Size {
    /// Whether the number of components fits; a scalar has one.
    pub const fn takes(self, size: usize) -> bool {
        match self {
            Size::Any => 2 <= size && size <= 4,
            Size::AnyOrScalar => 1 <= size && size <= 4,
            Size::Exactly(wanted) => size == wanted,
        }
    }

    /// In words, for messages.
    pub fn describe(self) -> String {
        match self {
            Size::Any => "a vector of 2 to 4 components".into(),
            Size::AnyOrScalar => "a vector or a scalar".into(),
            Size::Exactly(size) => format!("a vector of {size} components"),
        }
    }
}

/// What the result is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Res {
    /// The common type T.
    T,
    /// bool.
    Bool,
    /// uint.
    U32,
    /// A vector of the common type T, of the operands' size.
    LikeOperands,
    /// A vector of that many floats.
    Vector(usize),
    /// The dtype asked for at the call.
    Asked,
    /// The element type of the memory.
    Element,
    /// A simdgroup matrix, of a dtype that the operation's kind says.
    Matrix,
    /// An async copy event.
    Event,
    /// None.
    Nothing,
    /// As the blocks yield.
    Blocks,
}

/// Operands and result.
#[derive(Clone, Copy, Debug)]
pub struct Sig {
    /// One class per operand.
    pub args: &'static [Arg],
    /// The result rule.
    pub result: Res,
}

/// What an operation does besides giving a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects {
    /// Reads memory.
    pub reads: bool,
    /// Writes memory.
    pub writes: bool,
    /// Its meaning depends on which lanes execute it together: may not move across control flow.
    pub convergent: bool,
    /// Orders memory or threads: nothing moves across it.
    pub barrier: bool,
}

impl Effects {
    /// None: may be removed, merged and moved.
    pub const PURE: Effects = Effects {
        reads: false,
        writes: false,
        convergent: false,
        barrier: false,
    };
    /// Reads memory.
    pub const READ: Effects = Effects {
        reads: true,
        ..Effects::PURE
    };
    /// Writes memory.
    pub const WRITE: Effects = Effects {
        writes: true,
        ..Effects::PURE
    };
    /// Reads and writes memory.
    pub const READ_WRITE: Effects = Effects {
        reads: true,
        ..Effects::WRITE
    };
    /// Depends on the active lanes.
    pub const CONVERGENT: Effects = Effects {
        convergent: true,
        ..Effects::PURE
    };
    /// Barrier.
    pub const BARRIER: Effects = Effects {
        barrier: true,
        ..Effects::CONVERGENT
    };
    /// Reads memory on behalf of a whole simdgroup.
    pub const CONVERGENT_READ: Effects = Effects {
        convergent: true,
        ..Effects::READ
    };
    /// Writes memory on behalf of a whole simdgroup.
    pub const CONVERGENT_WRITE: Effects = Effects {
        convergent: true,
        ..Effects::WRITE
    };
    /// Copies memory on behalf of the active lanes.
    pub const COPY: Effects = Effects {
        convergent: true,
        ..Effects::READ_WRITE
    };

    /// Whether nothing but the result is of interest.
    pub const fn is_pure(self) -> bool {
        !(self.reads || self.writes || self.convergent || self.barrier)
    }
}

/// How Python spells an operation.
#[derive(Clone, Copy, Debug)]
pub enum Python {
    /// A function of the package: its parameters, with annotations and defaults.
    Function(&'static str),
    /// An operator, as users write it.
    Operator(&'static str),
    /// A method or syntax written by hand; says which.
    Special(&'static str),
    /// None: expansions are built with it.
    Hidden,
}

/// What an operation means for one thread.
#[derive(Clone, Copy)]
pub enum Eval {
    /// One float; computed in double, rounded once.
    Float1(fn(f64) -> f64),
    /// Two floats.
    Float2(fn(f64, f64) -> f64),
    /// Two numbers: exact integers that wrap, or doubles rounded once.
    Num2(fn(i128, i128, Scalar) -> i128, fn(f64, f64) -> f64),
    /// Two integers or bools; the result wraps.
    Int2(fn(i128, i128, Scalar) -> i128),
    /// Two numbers compared.
    Compare(fn(f64, f64) -> bool, fn(i128, i128) -> bool),
    /// Anything else: operands and result dtype.
    General(fn(&[Const], Scalar) -> Const),
    /// A composite: the components of each operand, and the common type T; gives those of the result.
    Composite(fn(&[&[Const]], Scalar) -> Vec<Const>),
    /// Depends on the thread, its memory or its neighbours: the interpreter knows it by its `Kind`.
    Machine,
}

/// Builds an operation from others; the operands have their final types.
pub type Expand = fn(&mut Builder, &[Value]) -> Value;

/// A pure operation whose text needs more than its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Special {
    /// Quotient, with the language's result for zero and overflow.
    Div,
    /// Remainder, likewise.
    Rem,
    /// Left shift, amount modulo the width.
    Shl,
    /// Right shift, amount modulo the width.
    Shr,
    /// Negation that wraps.
    Neg,
    /// Complement; logical on bool.
    Not,
    /// Absolute value that wraps.
    Abs,
    /// Conversion that saturates from float.
    Cast,
    /// Reinterpretation.
    AsType,
    /// `false_value, true_value, condition`.
    Select,
}

/// How a C-family target spells an operation.
#[derive(Clone, Copy)]
pub enum Text {
    /// `a + b`, which the target defines for every operand.
    Infix(&'static str),
    /// `a + b` on integers that must wrap: signed ones go through the unsigned type.
    Wrapping(&'static str),
    /// `-a`
    Prefix(&'static str),
    /// `f(a, b)`
    Call(&'static str),
    /// Built from other operations.
    Expand(Expand),
    /// A pure operation that C leaves undefined somewhere, or that has a syntax of its own.
    Special(Special),
    /// Not pure: the emitter's `custom.rs` knows it by its `Kind`.
    Custom,
    /// Left out, since the target has no way to do it: what it is for does without; and why.
    Dropped(&'static str),
    /// `Custom`, but built from other operations where the operand's dtype is in the class.
    CustomBut(Class, Expand),
    /// A composite: no target sees it.
    Composite,
    /// Not on this target, and why.
    Unsupported(&'static str),
}

/// Comparison predicate; ordered on floats, so false where an operand is NaN, but for `Ne`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Predicate {
    /// Equal.
    Eq,
    /// Not equal; true where an operand is NaN.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
}

/// An instruction of a vector machine, with the language's semantics.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Instr {
    /// Sum; integers wrap.
    Add,
    /// Difference; integers wrap.
    Sub,
    /// Product; integers wrap.
    Mul,
    /// Quotient; integers truncate, `x / 0 = x`, `MIN / -1 = MIN`.
    Div,
    /// Remainder with the sign of the dividend; integers `x % 0 = 0`.
    Rem,
    /// Bitwise and.
    And,
    /// Bitwise or.
    Or,
    /// Bitwise exclusive or.
    Xor,
    /// Left shift, amount modulo the width.
    Shl,
    /// Right shift, arithmetic on signed types, amount modulo the width.
    Shr,
    /// Bitwise complement; logical on bool.
    Not,
    /// Negation.
    Neg,
    /// Comparison.
    Cmp(Predicate),
    /// `false_value, true_value, condition`.
    Select,
    /// Value conversion.
    Cast,
    /// Reinterpretation.
    Bitcast,
    /// Integer minimum.
    Min,
    /// Integer maximum.
    Max,
    /// Absolute value; integers wrap at MIN.
    Abs,
}

/// How the CPU does an operation.
#[derive(Clone, Copy)]
pub enum Native {
    /// One instruction or a few.
    Instr(Instr),
    /// An LLVM intrinsic that has vector code on every host.
    Intrinsic(&'static str),
    /// Built from other operations.
    Expand(Expand),
    /// A few instructions of AVX-512, else built from other operations.
    Wide(Wide, Expand),
    /// Written by the backend.
    Custom,
    /// A composite: no target sees it.
    Composite,
    /// Not on this target, and why.
    Unsupported(&'static str),
}

/// What AVX-512 has an instruction for, on floats.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Wide {
    /// `1 / sqrt(x)`
    Rsqrt,
    /// The natural logarithm.
    Log,
    /// The logarithm to the base 2.
    Log2,
    /// The logarithm to the base 10.
    Log10,
    /// `x 2^n`
    Scale,
    /// The exponent of `parts::EXPONENT`.
    Exponent,
    /// The mantissa of `parts::MANTISSA`.
    Mantissa,
}

/// How far a target may be from `eval`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Tolerance {
    /// Bit for bit (NaN equals NaN, -0 equals +0).
    Exact,
    /// That many units in the last place.
    Ulp(f64),
}
