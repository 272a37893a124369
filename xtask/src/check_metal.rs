//! `cargo xtask check-metal [--prove]`: type check and lints of the calls of Metal, on a machine without Metal.
//!
//! The runtime is copied into `target/check-metal`, with the real `objc2-metal` beside it. There the bindings take
//! GNUstep's runtime of Objective-C for Apple's, and the attribute that links Metal is for Apple's systems only (it does
//! not compile elsewhere, and nothing is linked). So Clippy sees every call of Metal, its types and what of it is unsafe;
//! no header of Apple's is needed. Where Rust's library for `aarch64-apple-darwin` is installed, the runtime and the Python
//! module are checked for that, too, as they are.
//!
//! `--prove` then plants wrong calls in the copy, and expects each of them to be found.

mod copy;
mod plants;

use std::io;
use std::path::Path;
use std::process::{Command, Output};

/// What Mac owners have, by Rust's name.
const TARGET: &str = "aarch64-apple-darwin";

/// Checks; the error is what the compiler says.
pub fn run(root: &Path, arguments: &[&str]) -> io::Result<()> {
    let prove = match arguments {
        [] => false,
        ["--prove"] => true,
        _ => {
            return Err(io::Error::other("usage: cargo xtask check-metal [--prove]"));
        }
    };
    if cfg!(target_os = "macos") {
        println!("on macOS, `make lint` sees the calls of Metal as they are");
        return Ok(());
    }
    let folder = root.join("target/check-metal");
    copy::write(root, &folder)?;
    succeed("the calls of Metal", &mut clippy(&folder))?;
    println!("the Metal runtime passes type check and lints against objc2-metal");
    if has_target()? {
        succeed(TARGET, &mut clippy_for_target(root))?;
        println!("and for {TARGET}");
    } else {
        println!("not checked for {TARGET}, whose library is not installed here");
    }
    if prove {
        let found = plants::prove(&folder)?;
        println!("{found} wrong calls of Metal are found");
    }
    Ok(())
}

/// Clippy on the copy, warnings denied.
fn clippy(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["clippy", "--quiet", "--package", "enigma"])
        .arg("--target-dir")
        .arg(folder.join("target"))
        .args(["--", "-D", "warnings"])
        .current_dir(folder);
    command
}

/// The same for a Mac, of everything that Python loads there.
fn clippy_for_target(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["clippy", "--quiet", "--package", "enigma"])
        .args(["--package", "enigma-python", "--target", TARGET])
        // There is no Python for it to ask.
        .env("PYO3_NO_PYTHON", "1")
        .arg("--target-dir")
        .arg(root.join("target/check-metal/target"))
        .args(["--", "-D", "warnings"])
        .current_dir(root);
    command
}

/// Whether Rust's library is installed for a Mac.
fn has_target() -> io::Result<bool> {
    let mut command = Command::new("rustc");
    command.args(["--print", "target-libdir", "--target", TARGET]);
    let output = output(&mut command)?;
    let folder = String::from_utf8_lossy(&output.stdout);
    Ok(Path::new(folder.trim()).is_dir())
}

fn succeed(what: &str, command: &mut Command) -> io::Result<()> {
    let output = output(command)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("{what}:\n{said}")))
}

fn output(command: &mut Command) -> io::Result<Output> {
    command.output().map_err(|error| {
        let program = command.get_program().to_string_lossy().into_owned();
        io::Error::other(format!("{program}: {error}"))
    })
}
