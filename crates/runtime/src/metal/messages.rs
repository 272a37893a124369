//! What Metal's compiler and the device say, in the user's lines and words.

use super::gpu::Failure;
use super::source::Source;
use enigma_core::ir::Kernel;
use enigma_core::{Code, Diagnostic, Loc};

/// One complaint of a compiler of the clang family.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Complaint<'t> {
    /// The line of the text, from 1.
    line: usize,
    message: &'t str,
}

/// Findings for what the compiler says of a text; at least one.
pub fn of_compiler(kernel: &Kernel, source: &Source, said: &str) -> Vec<Diagnostic> {
    let complaints = said.lines().filter_map(complaint);
    let findings: Vec<Diagnostic> = complaints.map(|c| finding(kernel, source, &c)).collect();
    if findings.is_empty() {
        vec![unparsed(kernel, said)]
    } else {
        findings
    }
}

fn finding(kernel: &Kernel, source: &Source, complaint: &Complaint<'_>) -> Diagnostic {
    let at = complaint.line.wrapping_sub(1);
    let place = source.places.get(at).filter(|place| place.is_known());
    let loc = place.unwrap_or(&kernel.loc).clone();
    let message = format!("Metal's compiler rejects the text: {}", complaint.message);
    let finding = Diagnostic::new(Code::TargetCompiler, loc, message);
    let finding = match source.text.lines().nth(at) {
        Some(text) => finding.note(format!("line {}: {}", complaint.line, text.trim())),
        None => finding,
    };
    finding.note(if complaint.message.contains("'asm'") {
        PRIVATE
    } else {
        OUR_MISTAKE
    })
}

/// Async copies may be asked for in a way that compilers before Xcode 26 take.
const PRIVATE: &str =
    "compilers since Xcode 26 reject the private symbols of async_copy=\"air\": leave that out";

/// The language has been checked before; what is left is ours.
const OUR_MISTAKE: &str = "this is a mistake of Enigma: please report it with the kernel";

fn unparsed(kernel: &Kernel, said: &str) -> Diagnostic {
    let (message, note) = if said.contains("XPC_ERROR_CONNECTION_INTERRUPTED") {
        let note =
            "it does that where a kernel asks for too much, of threadgroup memory for example";
        ("Metal's compiler ends without an answer", note)
    } else {
        ("Metal's compiler rejects the text", OUR_MISTAKE)
    };
    let mut finding = Diagnostic::new(Code::TargetCompiler, kernel.loc.clone(), message);
    let lines = said.lines().map(str::trim_end).filter(|l| !l.is_empty());
    finding.notes.extend(lines.map(str::to_string));
    finding.note(note)
}

/// `program_source:7:12: error: message`; warnings and notes are none.
fn complaint(line: &str) -> Option<Complaint<'_>> {
    let (place, message) = [": error: ", ": fatal error: "]
        .into_iter()
        .find_map(|kind| line.split_once(kind))?;
    let (place, column) = place.rsplit_once(':')?;
    let (_, line) = place.rsplit_once(':')?;
    column.parse::<usize>().ok()?;
    let line = line.parse().ok()?;
    Some(Complaint { line, message })
}

/// A finding for an error of the device while a kernel ran.
pub fn of_device(name: &str, loc: &Loc, failure: &Failure) -> Diagnostic {
    let (code, what, fix) = match failure.code {
        2 => (
            Code::DeviceFailed,
            "takes longer than the system lets the GPU work",
            "make the grid smaller, or loops shorter: the system ends what keeps the screen waiting",
        ),
        3 => (
            Code::DeviceFailed,
            "touches memory that is not there",
            "run it on the CPU, which checks every index and names the line",
        ),
        8 => (
            Code::DeviceMemory,
            "needs more memory than the GPU has",
            "use smaller buffers",
        ),
        11 => (
            Code::DeviceFailed,
            "ends because the GPU was removed",
            "run it again",
        ),
        12 => (
            Code::DeviceFailed,
            "needs more stack than the GPU has",
            "use fewer or smaller local arrays",
        ),
        _ => (
            Code::DeviceFailed,
            "ends with an error of the GPU",
            "run it on the CPU, which says what it finds",
        ),
    };
    let message = format!("{name} {what}");
    let said = format!("Metal says: {} (code {})", failure.text, failure.code);
    Diagnostic::new(code, loc.clone(), message)
        .note(said)
        .note(fix)
}

/// A finding for memory that the device has not got.
pub fn no_memory(loc: &Loc, bytes: usize, gpu: &str) -> Diagnostic {
    let message = format!("{gpu} has no buffer of {bytes} bytes");
    Diagnostic::new(Code::DeviceMemory, loc.clone(), message)
}

/// A finding for a call of Metal that fails without a number.
pub fn refused(loc: &Loc, said: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DeviceFailed,
        loc.clone(),
        "Metal refuses to run the kernel",
    )
    .note(format!("Metal says: {said}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_have_lines_and_the_rest_is_none() {
        let parsed = complaint("program_source:7:12: error: use of undeclared identifier 'x'");
        let wanted = Complaint {
            line: 7,
            message: "use of undeclared identifier 'x'",
        };
        assert_eq!(parsed, Some(wanted));
        let fatal = complaint("/tmp/a:b/k.metal:3:1: fatal error: file not found");
        assert_eq!(fatal.map(|c| c.line), Some(3));
        for other in [
            "program_source:7:12: warning: unused variable 'x'",
            "program_source:7:12: note: declared here",
            "    float y = x;",
            "error: something",
            "program_source:7: error: no column",
        ] {
            assert_eq!(complaint(other), None, "{other}");
        }
    }
}
