//! Where in the user's source an operation was written.

use std::fmt;
use std::sync::Arc;

/// A place in a source file. Lines count from 1, columns from 1; a column of 0 means "unknown".
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Loc {
    /// The file as the user knows it; empty when unknown.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// First column, from 1.
    pub column: u32,
    /// One past the last column, on the same line.
    pub end_column: u32,
}

impl Loc {
    /// A place whose columns are not known.
    pub fn line(file: impl Into<Arc<str>>, line: u32) -> Loc {
        Loc {
            file: file.into(),
            line,
            column: 0,
            end_column: 0,
        }
    }

    /// The place of the Rust code that called.
    #[track_caller]
    pub fn caller() -> Loc {
        let here = std::panic::Location::caller();
        Loc {
            file: here.file().into(),
            line: here.line(),
            column: here.column(),
            end_column: here.column() + 1,
        }
    }

    /// Whether anything is known.
    pub fn is_known(&self) -> bool {
        self.line != 0
    }
}

impl fmt::Display for Loc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_known() {
            write!(f, "{}:{}", self.file, self.line)
        } else {
            f.write_str("unknown")
        }
    }
}
