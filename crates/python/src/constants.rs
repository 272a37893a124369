//! Function constants: their use in a kernel, and the values that a launch gives them.

use crate::arguments::{self, finding};
use crate::convert::{self, Number};
use crate::trace::Step;
use crate::value::Value;
use enigma_core::passes::specialise::Constants;
use enigma_core::{Code, Const, Diagnostic, Scalar};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::collections::BTreeMap;

/// A value that is fixed when the kernel is specialised.
#[pyfunction]
pub fn function_constant(
    py: Python<'_>,
    dtype: &Bound<'_, PyAny>,
    index: &Bound<'_, PyAny>,
) -> PyResult<Value> {
    let step = Step::begin(py, "function_constant")?;
    let dtype = convert::dtype(&step, dtype)?;
    let Some(index) = whole(index)? else {
        let message = format!(
            "function_constant with the index {}",
            convert::shorten(index)
        );
        let expected = "expected an int from 0 to 65535";
        return Err(step.error(Code::IndexRange, message, &[expected]));
    };
    step.build_value(|b| b.function_constant(dtype, index))
}

/// An index of a function constant, which Metal has 65,536 of.
fn whole(index: &Bound<'_, PyAny>) -> PyResult<Option<u32>> {
    Ok(match convert::number(index)? {
        Some(Number::Int(Some(n))) => u16::try_from(n).ok().map(u32::from),
        _ => None,
    })
}

/// The values for a kernel whose function constants are given, or everything wrong with them.
pub fn bound(
    known: &BTreeMap<u32, Scalar>,
    given: &Bound<'_, PyDict>,
) -> PyResult<Result<Constants, Vec<Diagnostic>>> {
    let mut good = Constants::new();
    let mut bad = Vec::new();
    for (key, value) in given {
        let Some(index) = whole(&key)? else {
            let message = format!(
                "{} is no index of a function constant",
                convert::shorten(&key)
            );
            bad.push(finding(Code::FunctionConstants, message));
            continue;
        };
        match one(index, known.get(&index).copied(), &value)? {
            Ok(value) => {
                good.insert(index, value);
            }
            Err(wrong) => bad.push(*wrong),
        }
    }
    Ok(if bad.is_empty() { Ok(good) } else { Err(bad) })
}

/// A number, or a pair of a dtype and a number. What is not known of the kernel is found later.
fn one(
    index: u32,
    known: Option<Scalar>,
    given: &Bound<'_, PyAny>,
) -> PyResult<Result<Const, Box<Diagnostic>>> {
    let what = || format!("function constant {index}");
    let pair = given.cast::<PyTuple>().ok().filter(|t| t.len() == 2);
    let Some(pair) = pair else {
        return arguments::scalar(&what, known.unwrap_or(Scalar::F32), given);
    };
    let (dtype, value) = (pair.get_item(0)?, pair.get_item(1)?);
    let Some(dtype) = convert::parse_dtype(&dtype)? else {
        let message = format!("{}: unknown dtype {}", what(), convert::describe(&dtype));
        let names = Scalar::ALL.map(Scalar::metal_name).join(", ");
        let unknown = finding(Code::UnknownDtype, message);
        return Ok(Err(Box::new(
            unknown.note(format!("expected one of {names}")),
        )));
    };
    arguments::scalar(&what, dtype, &value)
}
