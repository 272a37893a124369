//! Diagnostics: what went wrong, in the user's words.
//!
//! A diagnostic has a stable code, one short message, the place it blames, and notes that say what was
//! found, what was expected and how to fix it. `Diagnostic::render` is what a user reads; tests compare it whole.

use crate::loc::Loc;
use std::fmt::Write;

/// The family a diagnostic belongs to; front ends map it to the exception a user would expect.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Kind {
    /// A value or argument of the wrong type.
    Type,
    /// An argument of the right type and a wrong value.
    Value,
    /// An index or key outside what exists.
    Index,
    /// A use of the language in the wrong place.
    Usage,
    /// More of a resource than the device has.
    Limit,
    /// The target cannot do it.
    Unsupported,
    /// Found while the kernel ran.
    Launch,
}

macro_rules! codes {
    ($($code:ident $id:literal $kind:ident $title:literal;)*) => {
        /// Every diagnostic the product can raise.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum Code { $(#[doc = $title] $code,)* }

        impl Code {
            /// All codes, in order.
            pub const ALL: &[Code] = &[$(Code::$code,)*];

            /// The stable identifier, such as `E0101`.
            pub const fn id(self) -> &'static str {
                match self { $(Code::$code => $id,)* }
            }

            /// The family.
            pub const fn kind(self) -> Kind {
                match self { $(Code::$code => Kind::$kind,)* }
            }

            /// What the code stands for, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Code::$code => $title,)* }
            }
        }
    };
}

codes! {
    UnknownDtype        "E0101" Type  "unknown dtype";
    OperandType         "E0102" Type  "operand of a type the operation does not take";
    LiteralDoesNotFit   "E0103" Type  "literal does not fit the type";
    NotAValue           "E0104" Type  "argument is not a kernel value";
    StoreType           "E0105" Type  "stored value needs an explicit cast";
    TruthValue          "E0106" Type  "a traced value has no truth value";
    WidthMismatch       "E0107" Type  "as_type needs equal widths";
    Annotation          "E0108" Type  "kernel parameter annotation";
    NotAMemory          "E0109" Type  "not a buffer or threadgroup memory";
    CarriedType         "E0110" Type  "carried value changes its type";
    BadIndex            "E0111" Type  "index of a wrong kind";
    BadCall             "E0112" Type  "call does not match the signature";
    CompileTarget       "E0113" Type  "not something that compiles";
    Unjoinable          "E0114" Type  "paths leave a variable with what cannot be joined";
    BadDim              "E0201" Value "dim is not x, y or z";
    BadFlags            "E0202" Value "unknown memory flag";
    BadOrder            "E0203" Value "memory order not allowed here";
    BadSize             "E0204" Value "size is not positive";
    BadStep             "E0205" Value "step is not positive";
    IndexRange          "E0206" Index "constant index out of range";
    BadRank             "E0207" Index "index has the wrong number of dimensions";
    AddressSpace        "E0208" Value "memory in the wrong address space";
    BadOption           "E0209" Value "unknown option";
    OutsideKernel       "E0301" Usage "operation outside a kernel";
    WrongKernel         "E0302" Usage "value belongs to another kernel";
    OutOfScope          "E0303" Usage "value used outside the block that made it";
    CarryAfterLoop      "E0304" Usage "carry assigned after its loop";
    UnclosedBlock       "E0305" Usage "block not closed";
    CopyNotWaited       "E0306" Usage "async copy without a wait";
    RangeOfValue        "E0307" Usage "range of a traced value";
    Malformed           "E0308" Usage "malformed IR";
    Unassigned          "E0309" Usage "variable not assigned on this path";
    BadJump             "E0310" Usage "jump or assignment where the kernel cannot do it";
    ThreadgroupMemory   "E0401" Limit "too much threadgroup memory";
    TooManyBuffers      "E0402" Limit "too many buffers for the target";
    ThreadgroupSize     "E0403" Limit "threadgroup size not allowed";
    GridSize            "E0404" Limit "grid size not allowed";
    Unrolled            "E0405" Limit "loop unrolled too often";
    DeviceMemory        "E0406" Limit "too much memory for the device";
    UnsupportedOp       "E0501" Unsupported "the target cannot do this operation";
    UnsupportedOrder    "E0502" Unsupported "the target has no such memory order";
    UnsupportedType     "E0503" Unsupported "the target has no such type here";
    CannotLoad          "E0504" Unsupported "the system does not let machine code be loaded";
    NoDevice            "E0505" Unsupported "the device or tool is not here";
    TargetCompiler      "E0506" Unsupported "the device's compiler rejects the text";
    ArgumentCount       "E0601" Type  "wrong number of arguments";
    ArgumentDtype       "E0602" Type  "array of the wrong dtype";
    ArgumentLayout      "E0603" Value "array is not C-contiguous";
    ArgumentReadOnly    "E0604" Value "array is read-only";
    ArgumentByteOrder   "E0605" Value "array of foreign byte order";
    ArgumentSize        "E0606" Value "output size";
    Released            "E0607" Usage "used after release";
    NotAnArray          "E0608" Type  "argument is not an array";
    FunctionConstants   "E0609" Value "function constants do not fit the kernel";
    OutOfBounds         "E0701" Launch "index out of bounds";
    BarrierDivergence   "E0702" Launch "barrier reached by some threads only";
    Interrupted         "E0703" Launch "launch interrupted";
    CopyArguments       "E0704" Launch "arguments differ between the lanes of a simdgroup";
    PartialSimdgroup    "E0705" Launch "simdgroup matrix operation reached by some lanes only";
    AssertionFailed     "E0706" Launch "assertion failed";
    DeviceFailed        "E0707" Launch "the device reports an error";
    DivergentBarrier    "W0801" Usage "barrier under a condition that may differ between threads";
}

/// One finding, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// One line, in the user's words.
    pub message: String,
    /// The place blamed.
    pub loc: Loc,
    /// Found, expected, how to fix; one line each.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic without notes.
    pub fn new(code: Code, loc: Loc, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            loc,
            notes: Vec::new(),
        }
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// The text a user reads; `source` gives a line of a file where it can.
    pub fn render(&self, source: &dyn Fn(&str, u32) -> Option<String>) -> String {
        let mut out = format!("[{}] {}", self.code.id(), self.message);
        if self.loc.is_known() {
            let _ = write!(out, "\n  --> {}:{}", self.loc.file, self.loc.line);
            if let Some(text) = source(&self.loc.file, self.loc.line) {
                self.render_source(&mut out, &text);
            }
        }
        for note in &self.notes {
            let _ = write!(out, "\n  = {note}");
        }
        out
    }

    fn render_source(&self, out: &mut String, text: &str) {
        let trimmed = text.trim_end();
        let indent = trimmed.len() - trimmed.trim_start().len();
        let number = self.loc.line.to_string();
        let _ = write!(out, "\n {number} | {}", &trimmed[indent..]);
        let (first, last) = if self.loc.column == 0 {
            (indent + 1, trimmed.len() + 1)
        } else {
            (self.loc.column as usize, self.loc.end_column as usize)
        };
        let start = first.saturating_sub(indent + 1);
        let width = last.min(trimmed.len() + 1).saturating_sub(first).max(1);
        let gutter = " ".repeat(number.len() + 1);
        let _ = write!(
            out,
            "\n {gutter}| {}{}",
            " ".repeat(start),
            "^".repeat(width)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_unique() {
        let ids: HashSet<_> = Code::ALL.iter().map(|c| c.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
    }

    #[test]
    fn renders_the_line_with_a_caret() {
        let loc = Loc {
            file: "k.py".into(),
            line: 7,
            column: 9,
            end_column: 14,
        };
        let d = Diagnostic::new(Code::StoreType, loc, "cannot store float into uint")
            .note("cast it: metal_cast(value, \"uint\")");
        let text = d.render(&|_, _| Some("    B[i]=x + y\n".into()));
        let want = "[E0105] cannot store float into uint\n  --> k.py:7\n 7 | B[i]=x + y\n   |     ^^^^^\n  = cast it: metal_cast(value, \"uint\")";
        assert_eq!(text, want);
    }
}
