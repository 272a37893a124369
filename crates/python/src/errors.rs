//! From diagnostics to Python exceptions, and the one shim through which our Rust code is entered.
//!
//! Which class a code becomes is said in `enigma/errors.py`; here are the text and the attributes. A panic is
//! our bug: it becomes an `EnigmaError` that says "internal error", never an abort.

use crate::place;
use enigma_core::{Code, Diagnostic, Loc};
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs our code with Python attached; findings and panics become exceptions.
pub fn enter<T>(py: Python<'_>, f: impl FnOnce() -> Result<T, Vec<Diagnostic>>) -> PyResult<T> {
    conclude(py, catch_unwind(AssertUnwindSafe(f)))
}

/// The same with Python released, for what takes long.
pub fn enter_detached<T: Send>(
    py: Python<'_>,
    f: impl FnOnce() -> Result<T, Vec<Diagnostic>> + Send,
) -> PyResult<T> {
    let outcome = py.detach(|| catch_unwind(AssertUnwindSafe(f)));
    conclude(py, outcome)
}

fn conclude<T>(
    py: Python<'_>,
    outcome: std::thread::Result<Result<T, Vec<Diagnostic>>>,
) -> PyResult<T> {
    match outcome {
        Ok(result) => result.map_err(|findings| raise(py, &findings)),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(internal(py, said.unwrap_or("no message")))
        }
    }
}

fn internal(py: Python<'_>, said: &str) -> PyErr {
    let said = said.strip_prefix("internal error: ").unwrap_or(said);
    let text = format!("internal error: {said}\n  = this is a bug of Enigma; please report it");
    build(py, None, &text, &Loc::default(), &[]).unwrap_or_else(|e| e)
}

/// One exception for all findings; its attributes are those of the first.
pub fn raise(py: Python<'_>, findings: &[Diagnostic]) -> PyErr {
    let Some(first) = findings.first() else {
        return internal(py, "a failure without a finding");
    };
    let texts: Vec<String> = findings.iter().map(|d| render(py, d)).collect();
    let text = texts.join("\n\n");
    build(py, Some(first.code), &text, &first.loc, &first.notes).unwrap_or_else(|e| e)
}

/// One finding as an exception.
pub fn raise_one(py: Python<'_>, finding: Diagnostic) -> PyErr {
    raise(py, &[finding])
}

fn build(
    py: Python<'_>,
    code: Option<Code>,
    text: &str,
    loc: &Loc,
    notes: &[String],
) -> PyResult<PyErr> {
    let file = loc.is_known().then_some(&*loc.file);
    let line = loc.is_known().then_some(loc.line);
    let make = py.import("enigma.errors")?.getattr("make")?;
    let error = make.call1((code.map(Code::id), text, file, line, notes))?;
    Ok(PyErr::from_value(error))
}

/// The text a user reads, with the source line where Python can find it.
pub fn render(py: Python<'_>, finding: &Diagnostic) -> String {
    let line = source_line(py, &finding.loc);
    let mut shown = finding.clone();
    if let Some(line) = &line {
        shown.loc = in_characters(&finding.loc, line);
    }
    shown.render(&|_, _| line.clone())
}

fn source_line(py: Python<'_>, loc: &Loc) -> Option<String> {
    if !loc.is_known() {
        return None;
    }
    let line = py
        .import("linecache")
        .and_then(|m| m.call_method1("getline", (&*loc.file, loc.line)))
        .and_then(|line| line.extract::<String>())
        .ok()?;
    (!line.trim().is_empty()).then_some(line)
}

/// Python counts columns in bytes of UTF-8; a caret counts characters.
fn in_characters(loc: &Loc, line: &str) -> Loc {
    let chars = |column: u32| {
        let bytes = (column as usize).saturating_sub(1);
        line.char_indices()
            .take_while(|(at, _)| *at < bytes)
            .count() as u32
            + 1
    };
    Loc {
        column: if loc.column == 0 {
            0
        } else {
            chars(loc.column)
        },
        end_column: chars(loc.end_column),
        ..loc.clone()
    }
}

/// The exception of a diagnostic found by the Python half of the package. `place` is a file and a line;
/// without it, the user's current line is blamed.
#[pyfunction]
#[pyo3(signature = (code, message, notes, place=None))]
pub fn error(
    py: Python<'_>,
    code: &str,
    message: String,
    notes: Vec<String>,
    place: Option<(String, u32)>,
) -> PyResult<Py<PyAny>> {
    let loc = match place {
        Some((file, line)) => Loc::line(file, line),
        None => place::current(py),
    };
    let Some(&code) = Code::ALL.iter().find(|c| c.id() == code) else {
        let unknown = internal(py, &format!("no diagnostic has the code {code}"));
        return Ok(unknown.into_value(py).into_any());
    };
    let finding = notes
        .into_iter()
        .fold(Diagnostic::new(code, loc, message), Diagnostic::note);
    Ok(raise_one(py, finding).into_value(py).into_any())
}

/// Every diagnostic: its code and what it stands for.
#[pyfunction]
pub fn codes() -> Vec<(&'static str, &'static str)> {
    Code::ALL.iter().map(|c| (c.id(), c.title())).collect()
}
