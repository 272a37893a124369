//! Launches on slices: dtype, mutability and extent are checked, and the borrow checker sees to it that
//! no two arguments overlap.

use super::{Element, Extents};
use crate::compiled::CompiledKernel;
use crate::device::Device;
use crate::launch::{Arg, Grid, LaunchStats};
use enigma_core::ir::{self, Param, ParamId, ParamKind};
use enigma_core::{Code, Const, Diagnostic, Loc, Scalar};
use std::marker::PhantomData;

/// A compiled kernel with a safe launch; cheap to clone, launched from any thread.
#[derive(Clone, Debug)]
pub struct Kernel {
    compiled: CompiledKernel,
}

/// An argument of a launch: a slice for a buffer, a number for a scalar parameter. It cannot be copied, so
/// that no two arguments borrow one slice mutably.
#[derive(Debug)]
pub struct Argument<'a> {
    arg: Arg,
    dtype: Scalar,
    mutable: bool,
    /// Holds the borrow for the duration of the launch.
    borrow: PhantomData<&'a mut ()>,
}

impl<'a> Argument<'a> {
    fn shared<T: Element>(slice: &'a [T]) -> Argument<'a> {
        let arg = Arg::Buffer {
            data: slice.as_ptr().cast_mut().cast(),
            len: slice.len(),
        };
        Argument {
            arg,
            dtype: T::DTYPE,
            mutable: false,
            borrow: PhantomData,
        }
    }

    fn exclusive<T: Element>(slice: &'a mut [T]) -> Argument<'a> {
        let arg = Arg::Buffer {
            data: slice.as_mut_ptr().cast(),
            len: slice.len(),
        };
        Argument {
            arg,
            dtype: T::DTYPE,
            mutable: true,
            borrow: PhantomData,
        }
    }

    /// A buffer whose dtype is not known in Rust: elements in the host's byte order, aligned to their
    /// size; a bool is 0 or 1.
    #[track_caller]
    pub fn bytes(dtype: Scalar, bytes: &'a mut [u8]) -> Result<Argument<'a>, Diagnostic> {
        let loc = Loc::caller();
        let wrong = |message: String| Diagnostic::new(Code::ArgumentLayout, loc, message);
        let size = dtype.bytes();
        let data = bytes.as_mut_ptr();
        if !bytes.len().is_multiple_of(size) || !data.addr().is_multiple_of(size) {
            return Err(wrong(format!("bytes that are no aligned array of {dtype}")));
        }
        if dtype == Scalar::Bool && bytes.iter().any(|&b| b > 1) {
            return Err(wrong("a bool that is neither 0 nor 1".into()));
        }
        let len = bytes.len() / size;
        Ok(Argument {
            arg: Arg::Buffer { data, len },
            dtype,
            mutable: true,
            borrow: PhantomData,
        })
    }
}

impl<'a, T: Element> From<&'a [T]> for Argument<'a> {
    fn from(slice: &'a [T]) -> Argument<'a> {
        Argument::shared(slice)
    }
}

impl<'a, T: Element> From<&'a mut [T]> for Argument<'a> {
    fn from(slice: &'a mut [T]) -> Argument<'a> {
        Argument::exclusive(slice)
    }
}

impl<'a, T: Element> From<&'a Vec<T>> for Argument<'a> {
    fn from(slice: &'a Vec<T>) -> Argument<'a> {
        Argument::shared(slice)
    }
}

impl<'a, T: Element> From<&'a mut Vec<T>> for Argument<'a> {
    fn from(slice: &'a mut Vec<T>) -> Argument<'a> {
        Argument::exclusive(slice)
    }
}

impl<'a, T: Element, const N: usize> From<&'a [T; N]> for Argument<'a> {
    fn from(slice: &'a [T; N]) -> Argument<'a> {
        Argument::shared(slice)
    }
}

impl<'a, T: Element, const N: usize> From<&'a mut [T; N]> for Argument<'a> {
    fn from(slice: &'a mut [T; N]) -> Argument<'a> {
        Argument::exclusive(slice)
    }
}

impl<T: Element> From<T> for Argument<'_> {
    fn from(value: T) -> Self {
        let arg = Arg::Scalar(value.constant());
        Argument {
            arg,
            dtype: T::DTYPE,
            mutable: false,
            borrow: PhantomData,
        }
    }
}

impl From<Const> for Argument<'_> {
    fn from(value: Const) -> Self {
        Argument {
            arg: Arg::Scalar(value),
            dtype: value.ty,
            mutable: false,
            borrow: PhantomData,
        }
    }
}

/// The arguments of a launch: a tuple of up to eight, an array or a vector of `Argument`s.
pub trait Arguments<'a> {
    /// As a list.
    fn list(self) -> Vec<Argument<'a>>;
}

impl<'a> Arguments<'a> for Vec<Argument<'a>> {
    fn list(self) -> Vec<Argument<'a>> {
        self
    }
}

impl<'a, const N: usize> Arguments<'a> for [Argument<'a>; N] {
    fn list(self) -> Vec<Argument<'a>> {
        self.into()
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<'a, $($name: Into<Argument<'a>>),*> Arguments<'a> for ($($name,)*) {
            fn list(self) -> Vec<Argument<'a>> {
                #[expect(non_snake_case, reason = "one identifier serves as type and variable")]
                let ($($name,)*) = self;
                vec![$($name.into()),*]
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);

impl From<CompiledKernel> for Kernel {
    fn from(compiled: CompiledKernel) -> Kernel {
        Kernel { compiled }
    }
}

impl Kernel {
    /// The compiled kernel: its IR, Metal text and warnings.
    pub fn compiled(&self) -> &CompiledKernel {
        &self.compiled
    }

    /// The kernel with values for its function constants, by index; made once for the same values.
    pub fn specialised(
        &self,
        constants: impl IntoIterator<Item = (u32, Const)>,
    ) -> Result<Kernel, Vec<Diagnostic>> {
        let constants = constants.into_iter().collect();
        Ok(self.compiled.specialised(&constants)?.into())
    }

    /// Runs on the CPU on the arguments, one per parameter in order, and waits. `grid` counts threads, `threads`
    /// is the threadgroup.
    pub fn launch<'a>(
        &self,
        args: impl Arguments<'a>,
        grid: impl Into<Extents>,
        threads: impl Into<Extents>,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        self.launch_until(args, grid, threads, &|| false)
    }

    /// `launch` that ends early once `interrupted`, polled now and then, gives true.
    pub fn launch_until<'a>(
        &self,
        args: impl Arguments<'a>,
        grid: impl Into<Extents>,
        threads: impl Into<Extents>,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        // SAFETY: code for the CPU leaves memory outside of its slices alone.
        unsafe { self.run(&Device::Cpu, args, grid, threads, interrupted) }
    }

    /// `launch` on a device. A GPU checks no access: an index outside of a slice is undefined there.
    ///
    /// # Safety
    /// On a GPU, every index that the kernel computes is within its slice.
    pub unsafe fn launch_on<'a>(
        &self,
        device: &Device,
        args: impl Arguments<'a>,
        grid: impl Into<Extents>,
        threads: impl Into<Extents>,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        // SAFETY: as the caller promises.
        unsafe { self.run(device, args, grid, threads, &|| false) }
    }

    /// # Safety
    /// As for `launch_on`.
    unsafe fn run<'a>(
        &self,
        device: &Device,
        args: impl Arguments<'a>,
        grid: impl Into<Extents>,
        threads: impl Into<Extents>,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<LaunchStats, Vec<Diagnostic>> {
        let kernel = self.compiled.kernel();
        let args = checked(&self.compiled, &args.list())?;
        let (grid, threads) = (grid.into(), threads.into());
        let grid = Grid {
            grid: extent(kernel, &grid, Code::GridSize, "grid")?,
            threads: extent(kernel, &threads, Code::ThreadgroupSize, "threads")?,
        };
        // SAFETY: each buffer comes from a slice that the arguments borrow for the duration of this
        // call, with its length and dtype; slices the kernel writes are borrowed exclusively.
        // The rest is as the caller promises.
        unsafe { self.compiled.launch_on(device, &args, grid, interrupted) }
    }
}

/// The arguments for the runtime, or everything wrong with them.
fn checked(compiled: &CompiledKernel, args: &[Argument<'_>]) -> Result<Vec<Arg>, Vec<Diagnostic>> {
    let kernel = compiled.kernel();
    if args.len() != kernel.params.len() {
        let names = kernel
            .params
            .iter()
            .map(|p| p.name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let (wanted, found) = (kernel.params.len(), args.len());
        let message = format!("{} takes {wanted} arguments, not {found}", kernel.name);
        let finding = Diagnostic::new(Code::ArgumentCount, kernel.loc.clone(), message);
        return Err(vec![finding.note(format!("its parameters are {names}"))]);
    }
    let findings: Vec<Diagnostic> = kernel
        .param_ids()
        .zip(args)
        .filter_map(|((id, param), arg)| misfit(compiled, id, param, arg))
        .collect();
    if findings.is_empty() {
        Ok(args.iter().map(|a| a.arg).collect())
    } else {
        Err(findings)
    }
}

/// What is wrong with an argument.
fn misfit(
    compiled: &CompiledKernel,
    id: ParamId,
    param: &Param,
    arg: &Argument<'_>,
) -> Option<Diagnostic> {
    let loc = &compiled.kernel().loc;
    let finding = |code, message| Some(Diagnostic::new(code, loc.clone(), message));
    let (name, wanted, found) = (&param.name, param.dtype, arg.dtype);
    let is_buffer = matches!(arg.arg, Arg::Buffer { .. });
    match (param.kind, is_buffer) {
        (ParamKind::Buffer, false) => finding(
            Code::NotAnArray,
            format!("{name} is a buffer of {wanted}; pass a slice"),
        ),
        (ParamKind::Scalar, true) => finding(
            Code::ArgumentDtype,
            format!("{name} is one {wanted}; pass a number"),
        ),
        _ if found != wanted => finding(
            Code::ArgumentDtype,
            format!("{name} is {wanted}, the argument is {found}"),
        ),
        (ParamKind::Buffer, true) if !arg.mutable && compiled.is_written(id) => finding(
            Code::ArgumentReadOnly,
            format!("the kernel writes {name}; pass it as &mut"),
        ),
        _ => None,
    }
}

/// Sizes along x, y, z, missing ones 1.
fn extent(
    kernel: &ir::Kernel,
    sizes: &Extents,
    code: Code,
    what: &str,
) -> Result<[u64; 3], Vec<Diagnostic>> {
    let fitted: Option<Vec<u64>> = sizes.0.iter().map(|&n| u64::try_from(n).ok()).collect();
    if let Some(fitted) = fitted.filter(|f| (1..=3).contains(&f.len())) {
        let mut all = [1; 3];
        all[..fitted.len()].copy_from_slice(&fitted);
        return Ok(all);
    }
    let text = sizes
        .0
        .iter()
        .map(i128::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    let finding = Diagnostic::new(code, kernel.loc.clone(), format!("{what} of ({text})"));
    Err(vec![
        finding.note("expected one to three sizes, none of them negative"),
    ])
}
