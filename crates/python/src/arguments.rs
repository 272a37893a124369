//! Arguments of a launch: arrays and numbers against the kernel's parameters, grid and threadgroup.
//!
//! Everything wrong with a call is reported at once, blamed on the line that launches.

use crate::array::{self, Array, Found};
use crate::convert::{self, Number};
use crate::errors;
use crate::place;
use enigma::{Arg, CompiledKernel, Grid};
use enigma_core::ir::{Param, ParamKind};
use enigma_core::limits::THREADS_PER_THREADGROUP;
use enigma_core::{Code, Const, Diagnostic, Loc, Scalar};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use smallvec::{SmallVec, smallvec};

/// A finding without a place, since the place costs time and is only needed when something is wrong.
type Checked<T> = Result<T, Vec<Diagnostic>>;

pub fn finding(code: Code, message: String) -> Diagnostic {
    Diagnostic::new(code, Loc::default(), message)
}

/// Blames findings on the line that launches, in one exception.
pub fn blame(py: Python<'_>, mut findings: Vec<Diagnostic>) -> PyErr {
    let loc = place::current(py);
    for finding in &mut findings {
        finding.loc = loc.clone();
    }
    errors::raise(py, &findings)
}

/// Launches with so many arguments allocate nothing.
const USUAL: usize = 24;

/// Arguments that passed, and what keeps memory that no argument object keeps by itself.
#[derive(Default)]
pub struct Arguments {
    /// One per parameter. They point into the arrays.
    pub args: SmallVec<[Arg; USUAL]>,
    /// Exports of tensors, to be dropped after the launch.
    pub owners: Vec<Py<PyAny>>,
}

/// Fills in the arguments for the runtime. They point into the arrays, which the caller keeps alive.
pub fn arguments(
    compiled: &CompiledKernel,
    args: &Bound<'_, PyTuple>,
    good: &mut Arguments,
) -> PyResult<Checked<()>> {
    let kernel = compiled.kernel();
    if args.len() != kernel.params.len() {
        let names = kernel
            .params
            .iter()
            .map(|p| p.name.as_str())
            .collect::<Vec<_>>();
        let (wanted, found) = (kernel.params.len(), args.len());
        let message = format!("{} takes {wanted} arguments, not {found}", kernel.name);
        let wrong = finding(Code::ArgumentCount, message);
        return Ok(Err(vec![
            wrong.note(format!("its parameters are {}", names.join(", "))),
        ]));
    }
    let mut bad = Vec::new();
    for ((id, param), arg) in kernel.param_ids().zip(args.iter_borrowed()) {
        let checked = match param.kind {
            ParamKind::Buffer => {
                let is_written = compiled.is_written(id);
                buffer(param, &arg, is_written, &mut good.owners)?
            }
            ParamKind::Scalar => {
                let what = || format!("argument {}", param.name);
                scalar(&what, param.dtype, &arg)?.map(Arg::Scalar)
            }
        };
        match checked {
            Ok(arg) => good.args.push(arg),
            Err(wrong) => bad.push(*wrong),
        }
    }
    Ok(if bad.is_empty() { Ok(()) } else { Err(bad) })
}

fn buffer(
    param: &Param,
    arg: &Bound<'_, PyAny>,
    is_written: bool,
    owners: &mut Vec<Py<PyAny>>,
) -> PyResult<Result<Arg, Box<Diagnostic>>> {
    let array = match Found::of(arg)? {
        Found::Array(array) => array,
        Found::Nothing => return Ok(Err(Box::new(no_array(param, arg)))),
        Found::Refused(why) => return Ok(Err(Box::new(no_array(param, arg).note(why)))),
    };
    if let Some(wrong) = misfit(param, arg, &array, is_written) {
        return Ok(Err(Box::new(wrong)));
    }
    owners.extend(array.owner);
    Ok(Ok(Arg::Buffer {
        data: array.data as *mut u8,
        len: array.len,
    }))
}

fn no_array(param: &Param, arg: &Bound<'_, PyAny>) -> Diagnostic {
    let Param { name, dtype, .. } = param;
    let found = convert::describe(arg);
    let message = format!("argument {name} is a buffer of {dtype}, not {found}");
    let fix = format!("pass a NumPy array of dtype {}", numpy_name(*dtype));
    finding(Code::NotAnArray, message).note(fix)
}

/// What is wrong with an array, if anything.
fn misfit(
    param: &Param,
    arg: &Bound<'_, PyAny>,
    array: &Array,
    is_written: bool,
) -> Option<Diagnostic> {
    let Param { name, dtype, .. } = param;
    let numpy = numpy_name(*dtype);
    // The bits of a bfloat may come as uint16, since NumPy has no bfloat of its own.
    let as_bits = *dtype == Scalar::BF16 && array.dtype == Some(Scalar::U16);
    if array.dtype != Some(*dtype) && !as_bits {
        let found = array::dtype_name(arg);
        let message = format!("argument {name} is {found}, the kernel takes {dtype}");
        let fix = format!("convert it: {name}.astype(\"{numpy}\")");
        return Some(finding(Code::ArgumentDtype, message).note(fix));
    }
    if !array.native_order {
        let message = format!("argument {name} has the byte order of another machine");
        let fix = format!("convert it: {name}.astype(\"{numpy}\")");
        return Some(finding(Code::ArgumentByteOrder, message).note(fix));
    }
    if !array.contiguous {
        let message = format!("argument {name} is not C-contiguous");
        let fix = "copy it: numpy.ascontiguousarray(...); results go to the copy";
        return Some(finding(Code::ArgumentLayout, message).note(fix));
    }
    if !array.data.is_multiple_of(dtype.bytes()) && array.len > 0 {
        let message = format!("argument {name} is not aligned to {} bytes", dtype.bytes());
        let fix = "copy it: numpy.array(...); results go to the copy";
        return Some(finding(Code::ArgumentLayout, message).note(fix));
    }
    if is_written && array.read_only {
        let message = format!("the kernel writes {name}, which is read-only");
        let fix = "pass a copy, or make it writable: a.flags.writeable = True";
        return Some(finding(Code::ArgumentReadOnly, message).note(fix));
    }
    None
}

/// The dtype of a NumPy array for a buffer.
fn numpy_name(dtype: Scalar) -> &'static str {
    match dtype {
        Scalar::Bool => "bool",
        Scalar::I8 => "int8",
        Scalar::U8 => "uint8",
        Scalar::I16 => "int16",
        Scalar::U16 | Scalar::BF16 => "uint16",
        Scalar::I32 => "int32",
        Scalar::U32 => "uint32",
        Scalar::I64 => "int64",
        Scalar::U64 => "uint64",
        Scalar::F16 => "float16",
        Scalar::F32 => "float32",
    }
}

/// One value of a dtype; `what` is what messages call it.
pub fn scalar(
    what: &dyn Fn() -> String,
    dtype: Scalar,
    arg: &Bound<'_, PyAny>,
) -> PyResult<Result<Const, Box<Diagnostic>>> {
    if let Some(bits) = bfloat_bits(dtype, arg)? {
        return Ok(Ok(bits));
    }
    let Some(number) = scalar_number(arg)? else {
        let found = convert::describe(arg);
        let message = format!("{} is one {dtype}, not {found}", what());
        let fix = "pass a Python or NumPy number, or an array of one element";
        return Ok(Err(Box::new(
            finding(Code::ArgumentDtype, message).note(fix),
        )));
    };
    let fitted = match number {
        Number::Bool(b) => Some(Const::from_int(dtype, i128::from(b))),
        Number::Int(n) if dtype.is_float() => n
            .map(|n| Const::from_int(dtype, n))
            .filter(|c| c.as_f64().is_finite()),
        Number::Int(n) => {
            let (lo, hi) = dtype.int_range();
            n.filter(|n| (lo..=hi).contains(n))
                .map(|n| Const::from_int(dtype, n))
        }
        Number::Float(x) if dtype.is_float() => {
            Some(Const::from_f64(dtype, x)).filter(|c| c.as_f64().is_finite() || !x.is_finite())
        }
        Number::Float(x) => {
            let message = format!("{} is {dtype}, not the float {x:?}", what());
            let wrong = finding(Code::ArgumentDtype, message).note("convert it: int(...)");
            return Ok(Err(Box::new(wrong)));
        }
    };
    Ok(fitted.ok_or_else(|| {
        let found = convert::shorten(arg);
        let message = format!("{} is {dtype}, which does not hold {found}", what());
        Box::new(finding(Code::LiteralDoesNotFit, message))
    }))
}

/// A bfloat that comes as its bits: an array of one uint16, as elements of buffers do.
fn bfloat_bits(dtype: Scalar, arg: &Bound<'_, PyAny>) -> PyResult<Option<Const>> {
    if dtype != Scalar::BF16 || convert::number(arg)?.is_some() {
        return Ok(None);
    }
    let array = Array::of(arg)?.filter(|a| a.len == 1 && a.dtype == Some(Scalar::U16));
    if array.is_none() {
        return Ok(None);
    }
    let bits: u64 = arg.call_method0(intern!(arg.py(), "item"))?.extract()?;
    Ok(Some(Const::from_bits(dtype, bits)))
}

/// A number, or the one element of an array.
fn scalar_number(arg: &Bound<'_, PyAny>) -> PyResult<Option<Number>> {
    if let Some(number) = convert::number(arg)? {
        return Ok(Some(number));
    }
    match Found::of(arg)? {
        Found::Array(array) if array.len == 1 => item(arg),
        Found::Array(_) | Found::Refused(_) | Found::Nothing => Ok(None),
    }
}

/// The one element of an array or tensor, if that has a way to give it.
fn item(arg: &Bound<'_, PyAny>) -> PyResult<Option<Number>> {
    match arg.getattr_opt(intern!(arg.py(), "item"))? {
        Some(item) => convert::number(&item.call0()?),
        None => Ok(None),
    }
}

/// The extent of a launch.
pub fn extent(grid: &Bound<'_, PyAny>, threads: &Bound<'_, PyAny>) -> Checked<Grid> {
    let grid = sizes(grid, Code::GridSize, "grid");
    let threads = self::threads(threads);
    match (grid, threads) {
        (Ok(grid), Ok(threads)) => Ok(Grid { grid, threads }),
        (grid, threads) => Err([grid.err(), threads.err()]
            .into_iter()
            .flatten()
            .map(|e| *e)
            .collect()),
    }
}

/// The size of a threadgroup.
pub fn threads(threads: &Bound<'_, PyAny>) -> Result<[u64; 3], Box<Diagnostic>> {
    sizes(threads, Code::ThreadgroupSize, "threads").and_then(threadgroup)
}

fn threadgroup(threads: [u64; 3]) -> Result<[u64; 3], Box<Diagnostic>> {
    let [x, y, z] = threads;
    let total = threads.iter().try_fold(1u64, |a, &n| a.checked_mul(n));
    if total.is_some_and(|n| (1..=THREADS_PER_THREADGROUP).contains(&n)) {
        return Ok(threads);
    }
    let message = format!("a threadgroup of ({x}, {y}, {z}) threads");
    let limit = format!("a threadgroup has 1 to {THREADS_PER_THREADGROUP} threads");
    Err(Box::new(
        finding(Code::ThreadgroupSize, message).note(limit),
    ))
}

/// An int, or up to three of them; missing ones are 1.
fn sizes(object: &Bound<'_, PyAny>, code: Code, what: &str) -> Result<[u64; 3], Box<Diagnostic>> {
    let given: Option<SmallVec<[i128; 3]>> = match (whole(object), object.cast_exact::<PyTuple>()) {
        (Some(n), _) => Some(smallvec![n]),
        (None, Ok(tuple)) => tuple.iter_borrowed().map(|item| whole(&item)).collect(),
        (None, Err(_)) => object.try_iter().ok().and_then(|items| {
            let items = items.map(|item| item.ok().as_ref().and_then(whole));
            items.collect()
        }),
    };
    let fits = |n: &i128| (0..=i128::from(u32::MAX)).contains(n);
    match given {
        Some(given) if (1..=3).contains(&given.len()) && given.iter().all(fits) => {
            let mut sizes = [1; 3];
            for (size, n) in sizes.iter_mut().zip(given) {
                *size = n as u64;
            }
            Ok(sizes)
        }
        _ => {
            let message = format!("{what} of {}", convert::shorten(object));
            let expected =
                "expected an int, or a tuple of one to three ints, none of them negative";
            Err(Box::new(finding(code, message).note(expected)))
        }
    }
}

fn whole(object: &Bound<'_, PyAny>) -> Option<i128> {
    match convert::number(object) {
        Ok(Some(Number::Int(n))) => n,
        _ => None,
    }
}
