//! A Metal library made by Apple's tools, where somebody asks for one and they are there: nothing else needs them.

use super::messages;
use super::source::Source;
use enigma_core::ir::Kernel;
use enigma_core::{Code, Diagnostic};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// The library of a text, made in a folder that exists.
pub fn metallib(
    kernel: &Kernel,
    source: &Source,
    folder: &Path,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let failed = |error: &io::Error| {
        let message = format!("no Metal library of {}: {error}", kernel.name);
        let finding = Diagnostic::new(Code::NoDevice, kernel.loc.clone(), message);
        vec![finding.note(NEEDS)]
    };
    let name = |extension: &str| folder.join(format!("{}.{extension}", source.function));
    let (text, air, library) = (name("metal"), name("air"), name("metallib"));
    fs::write(&text, &source.text).map_err(|error| failed(&error))?;
    let mut compile = tool("metal");
    compile.args(flags(source)).arg("-c").arg(&text);
    compile.arg("-o").arg(&air);
    let mut link = tool("metallib");
    link.arg(&air).arg("-o").arg(&library);
    for command in [&mut compile, &mut link] {
        let output = command.output().map_err(|error| failed(&error))?;
        let said = String::from_utf8_lossy(&output.stderr);
        if is_missing(&said) {
            return Err(failed(&io::Error::other("the tool is not installed")));
        }
        if !output.status.success() {
            return Err(messages::of_compiler(kernel, source, &said));
        }
    }
    fs::read(&library).map_err(|error| failed(&error))
}

const NEEDS: &str =
    "it takes Xcode's tools, `xcrun metal`; kernels run without them: the system compiles the text";

fn tool(name: &str) -> Command {
    let mut command = Command::new("xcrun");
    command.args(["-sdk", "macosx", name]);
    command
}

/// The language version that the text needs, and how floats are computed.
fn flags(source: &Source) -> [String; 2] {
    let (major, minor) = source.version;
    let dialect = if major < 3 { "macos-metal" } else { "metal" };
    let math = if source.fast_math {
        "-ffast-math"
    } else {
        "-fno-fast-math"
    };
    [format!("-std={dialect}{major}.{minor}"), math.into()]
}

/// What `xcrun` says where a tool is not part of what is installed.
fn is_missing(said: &str) -> bool {
    said.contains("unable to find utility")
}
