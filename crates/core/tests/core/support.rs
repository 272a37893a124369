//! What tests share: building a kernel, arguments as numbers, running, counting operations.

use enigma_core::interp::{self, Arg};
use enigma_core::ir::builder::{Builder, Operand};
use enigma_core::ir::{Attr, Dim, Kernel, Memory, Value};
use enigma_core::ops::{OpDef, query};
use enigma_core::verify::{Verified, verify};
use enigma_core::{Const, Diagnostic, Loc, Scalar};

/// A kernel named `k` of a file `k.py`, verified.
pub fn verified(build: impl FnOnce(&mut Builder)) -> Verified {
    let mut b = Builder::new("k", Loc::line("k.py", 1));
    build(&mut b);
    verify(b.finish().expect("the kernel is complete")).expect("the kernel is well-formed")
}

/// The same, as a plain kernel.
pub fn kernel(build: impl FnOnce(&mut Builder)) -> Kernel {
    verified(build).kernel().clone()
}

/// Sets the line of what follows.
pub fn line(b: &mut Builder, line: u32) {
    b.set_loc(Loc::line("k.py", line));
}

/// An operation that must build.
pub fn op<const N: usize>(b: &mut Builder, op: &'static OpDef, args: [Operand; N]) -> Value {
    b.op(op, &args, None).expect("the operands fit")
}

/// A query along a dimension.
pub fn along(b: &mut Builder, op: &'static OpDef, dim: Dim) -> Value {
    b.op_with(op, &[], Attr::Dim(dim), None)
        .expect("a query takes nothing")
}

/// `thread_position_in_grid`
pub fn tid(b: &mut Builder) -> Value {
    along(b, &query::THREAD_POSITION_IN_GRID_XYZ, Dim::X)
}

/// `thread_position_in_threadgroup`
pub fn lid(b: &mut Builder) -> Value {
    along(b, &query::THREAD_POSITION_IN_THREADGROUP, Dim::X)
}

/// `memory[index]`
pub fn load(b: &mut Builder, memory: Memory, index: impl Into<Operand>) -> Value {
    b.load(memory, &[index.into()]).expect("the index fits")
}

/// `memory[index] = value`
pub fn store(
    b: &mut Builder,
    memory: Memory,
    index: impl Into<Operand>,
    value: impl Into<Operand>,
) {
    b.store(memory, &[index.into()], value.into())
        .expect("the store fits");
}

/// A Rust number that is an element of a buffer.
pub trait Element: Copy {
    const DTYPE: Scalar;
    fn constant(self) -> Const;
    fn number(c: Const) -> Self;
}

macro_rules! integers {
    ($($t:ty = $s:ident)*) => {
        $(impl Element for $t {
            const DTYPE: Scalar = Scalar::$s;
            fn constant(self) -> Const {
                Const::from_int(Scalar::$s, self as i128)
            }
            fn number(c: Const) -> $t {
                c.as_int() as $t
            }
        })*
    };
}
integers! { i8 = I8 u8 = U8 i16 = I16 u16 = U16 i32 = I32 u32 = U32 i64 = I64 u64 = U64 }

macro_rules! floats {
    ($($t:ty, $bits:ty = $s:ident)*) => {
        $(impl Element for $t {
            const DTYPE: Scalar = Scalar::$s;
            fn constant(self) -> Const {
                Const::from_bits(Scalar::$s, u64::from(self.to_bits()))
            }
            fn number(c: Const) -> $t {
                <$t>::from_bits(c.bits() as $bits)
            }
        })*
    };
}
floats! { f32, u32 = F32 half::f16, u16 = F16 half::bf16, u16 = BF16 }

/// A buffer argument.
pub fn buffer<T: Element>(values: &[T]) -> Arg {
    Arg::Buffer(values.iter().map(|v| v.constant()).collect())
}

/// The numbers of a buffer argument.
pub fn numbers<T: Element>(arg: &Arg) -> Vec<T> {
    let Arg::Buffer(elements) = arg else {
        panic!("a scalar is no buffer")
    };
    elements.iter().map(|&c| T::number(c)).collect()
}

/// Runs a kernel whose only parameter is a buffer; gives what it leaves there.
pub fn run<T: Element>(kernel: &Kernel, values: &[T], grid: u64, threads: u64) -> Vec<T> {
    let mut args = [buffer(values)];
    interp::run(kernel, &mut args, [grid, 1, 1], [threads, 1, 1]).expect("the run succeeds");
    numbers(&args[0])
}

/// How a run fails.
pub fn failure(kernel: &Kernel, args: &mut [Arg], grid: u64, threads: u64) -> Diagnostic {
    *interp::run(kernel, args, [grid, 1, 1], [threads, 1, 1]).expect_err("the run fails")
}

/// A diagnostic as a user reads it, without the source line.
pub fn text(d: &Diagnostic) -> String {
    d.render(&|_, _| None)
}

/// How many operations of that name a kernel has.
pub fn count(kernel: &Kernel, name: &str) -> usize {
    let mut n = 0;
    kernel.walk(&mut |_, op| n += usize::from(op.op.name == name));
    n
}

/// Every operation's name in program order.
pub fn names(kernel: &Kernel) -> Vec<&'static str> {
    let mut names = Vec::new();
    kernel.walk(&mut |_, op| names.push(op.op.name));
    names
}

/// The distance between a float of the dtype and an exact value, in units in the last place of the dtype
/// at the exact value. Equal infinities and NaNs are 0 apart.
pub fn ulps(dtype: Scalar, found: f64, exact: f64) -> f64 {
    let (digits, min_exponent, max) = match dtype {
        Scalar::F32 => (24, -126, f64::from(f32::MAX)),
        Scalar::F16 => (11, -14, half::f16::MAX.to_f64()),
        _ => (8, -126, half::bf16::MAX.to_f64()),
    };
    if found.is_nan() || exact.is_nan() {
        return if found.is_nan() && exact.is_nan() {
            0.0
        } else {
            f64::INFINITY
        };
    }
    if found == exact {
        return 0.0;
    }
    // Beyond the largest value, infinity stands for the next power of two.
    let limit = max * (1.0 + 2f64.powi(-digits));
    let (found, exact) = (found.clamp(-limit, limit), exact.clamp(-limit, limit));
    let exponent = if exact == 0.0 {
        min_exponent
    } else {
        (exact.abs().log2().floor() as i32).max(min_exponent)
    };
    (found - exact).abs() / 2f64.powi(exponent - digits + 1)
}
