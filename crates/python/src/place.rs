//! Where the user is: the innermost Python frame outside the package, with columns where Python knows them.

use enigma_core::Loc;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// A place in the user's code, as Python sees it.
#[derive(Debug)]
pub struct Site {
    /// For diagnostics and the IR.
    pub loc: Loc,
    /// The code object that ran, and the offset of its instruction: what names are found by.
    pub instruction: Option<(Py<PyAny>, usize)>,
}

/// What is known of a code object.
#[derive(Debug)]
struct CodeInfo {
    #[expect(
        dead_code,
        reason = "held so that no other code object gets its address"
    )]
    code: Py<PyAny>,
    /// None for code of this package.
    file: Option<Arc<str>>,
    positions: Vec<Span>,
}

/// First line, last line, first column, last column; columns are byte offsets from 0.
type Span = (Option<u32>, Option<u32>, Option<u32>, Option<u32>);

/// Code objects seen, by address.
#[derive(Debug, Default)]
pub struct Places {
    codes: HashMap<usize, CodeInfo>,
}

impl Places {
    /// The user's current place; unknown where no Python code of the user runs.
    pub fn site(&mut self, py: Python<'_>) -> Site {
        self.find(py).unwrap_or_else(|_| Site {
            loc: Loc::default(),
            instruction: None,
        })
    }

    fn find(&mut self, py: Python<'_>) -> PyResult<Site> {
        let mut frame = frame(py)?;
        while !frame.is_none() {
            let code = frame.getattr(intern!(py, "f_code"))?;
            let info = self.info(&code)?;
            if let Some(file) = info.file.clone() {
                let offset: usize = frame.getattr(intern!(py, "f_lasti"))?.extract()?;
                let loc = match info
                    .positions
                    .get(offset / 2)
                    .and_then(|&p| spanned(&file, p))
                {
                    Some(loc) => loc,
                    None => Loc::line(file, frame.getattr(intern!(py, "f_lineno"))?.extract()?),
                };
                let instruction = Some((code.unbind(), offset));
                return Ok(Site { loc, instruction });
            }
            frame = frame.getattr(intern!(py, "f_back"))?;
        }
        Ok(Site {
            loc: Loc::default(),
            instruction: None,
        })
    }

    fn info(&mut self, code: &Bound<'_, PyAny>) -> PyResult<&CodeInfo> {
        let key = code.as_ptr() as usize;
        match self.codes.entry(key) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => Ok(free.insert(CodeInfo::new(code)?)),
        }
    }

    /// The code objects are no longer needed.
    pub fn clear(&mut self) {
        self.codes.clear();
    }
}

impl CodeInfo {
    fn new(code: &Bound<'_, PyAny>) -> PyResult<CodeInfo> {
        let py = code.py();
        let file: String = code.getattr(intern!(py, "co_filename"))?.extract()?;
        let ours = file.starts_with(package_folder(py)?);
        // Python 3.10 knows lines only.
        let positions = if ours || !code.hasattr(intern!(py, "co_positions"))? {
            Vec::new()
        } else {
            let spans = code.call_method0(intern!(py, "co_positions"))?;
            spans
                .try_iter()?
                .map(|s| s?.extract::<Span>())
                .collect::<PyResult<_>>()?
        };
        Ok(CodeInfo {
            code: code.clone().unbind(),
            file: (!ours).then(|| file.into()),
            positions,
        })
    }
}

fn spanned(file: &Arc<str>, (line, end_line, column, end): Span) -> Option<Loc> {
    let (line, column) = (line?, column?);
    // An expression of several lines is marked to the end of its first one.
    let end_column = if end_line == Some(line) {
        end? + 1
    } else {
        u32::MAX
    };
    Some(Loc {
        file: file.clone(),
        line,
        column: column + 1,
        end_column,
    })
}

fn frame(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static GET: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let get = GET.get_or_try_init(py, || {
        py.import("sys")?.getattr("_getframe").map(Bound::unbind)
    })?;
    get.bind(py).call0()
}

/// The folder of the Python package, with a separator at its end.
fn package_folder(py: Python<'_>) -> PyResult<&str> {
    static FOLDER: PyOnceLock<String> = PyOnceLock::new();
    let folder = FOLDER.get_or_try_init(py, || -> PyResult<String> {
        let file: String = py.import("enigma")?.getattr("__file__")?.extract()?;
        let end = file.rfind(['/', '\\']).map_or(0, |at| at + 1);
        Ok(file[..end].to_string())
    })?;
    Ok(folder)
}

/// The user's current place, for errors outside a trace.
pub fn current(py: Python<'_>) -> Loc {
    Places::default().site(py).loc
}
