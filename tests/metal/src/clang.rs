//! Type checks: clang's C++ for OpenCL has Metal's address spaces, and `include` has a library as strict as Metal's.

use crate::folder;
use crate::text::stated_version;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What clang reports beside errors, as Apple's compiler may or not: what emitted text must be free of.
pub const STRICT: &[&str] = &[
    "-Wall",
    "-Wextra",
    "-Wsign-compare",
    "-Wtautological-unsigned-zero-compare",
    "-Werror",
];

/// The version of the language where a text says none.
const NEWEST: u32 = 320;

/// The compiler, if the machine has it.
pub fn clang() -> Option<&'static str> {
    static FOUND: OnceLock<Option<&'static str>> = OnceLock::new();
    let works = |name: &&str| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    };
    let places = [
        "clang-22",
        "/usr/lib/llvm-22/bin/clang",
        "/opt/homebrew/opt/llvm/bin/clang",
    ];
    *FOUND.get_or_init(|| places.into_iter().find(works))
}

/// What clang says of a text, read in the version that it states; nothing if all is well.
pub fn complaints(clang: &str, text: &str, warnings: &[&str]) -> String {
    let version = stated_version(text).unwrap_or(NEWEST);
    let mut command = Command::new(clang);
    command
        .args(["-x", "clcpp", "-cl-std=clc++2021", "-cl-no-stdinc", "-cl-single-precision-constant"])
        .args(["--target=spir64", "-fsyntax-only", "-fbracket-depth=1024"])
        .args(warnings)
        // Metal's attributes and pragmas are not clang's.
        .args(["-Wno-unknown-attributes", "-Wno-unknown-pragmas"])
        // A pointer without an address space is an error in Metal.
        .args(["-Xclang", "-cl-ext=-__opencl_c_generic_address_space,-__opencl_c_device_enqueue,-__opencl_c_pipes,-__opencl_c_program_scope_global_variables"])
        .arg(format!("-D__METAL_VERSION__={version}"))
        .arg("-I")
        .arg(folder("include"))
        .arg("-");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("clang runs");
    let mut input = child.stdin.take().expect("a pipe");
    // Clang stops reading where it finds too many errors; what it says of them is what counts.
    let _ = input.write_all(with_constants(text).as_bytes());
    drop(input);
    let output = child.wait_with_output().expect("clang ends");
    if output.status.success() {
        return String::new();
    }
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The text with a value for each function constant: clang wants one, Metal none.
fn with_constants(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| match line.split_once("[[function_constant(") {
            Some((declaration, _)) => format!("{declaration}= {{}};\n"),
            None => format!("{line}\n"),
        });
    lines.collect()
}
