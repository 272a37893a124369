//! Runs Metal text on the host, thread after thread, and compares buffers with the interpreter's.
//!
//! The text is compiled as C++14 with traps on undefined behaviour, so overflow, shifts, divisions and
//! conversions that C leaves open stop the run.

use crate::golden::directory;
use enigma_codegen::msl::{self, AsyncCopy, function_name};
use enigma_core::Const;
use enigma_core::interp::{self, Arg};
use enigma_core::ir::{Kernel, ParamKind};
use enigma_core::ops::{Kind, Query};
use enigma_core::passes::Floats;
use enigma_core::verify::Verified;
use std::fmt::Write;
use std::process::Command;

const COMPILERS: [&str; 2] = ["clang++-22", "/usr/lib/llvm-22/bin/clang++"];

/// A kernel whose threads do not talk to each other, with its arguments.
pub struct Run {
    /// The kernel.
    pub kernel: Verified,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// Number of threads.
    pub grid: u32,
    /// Units in the last place that a float may be off.
    pub ulp: u64,
}

/// Runs all kernels both ways; what differs. None where the machine has no clang 22.
pub fn differences(name: &str, runs: Vec<Run>) -> Option<Vec<String>> {
    let compiler = COMPILERS
        .into_iter()
        .find(|c| Command::new(c).arg("--version").output().is_ok())?;
    let mut program = String::from("#include <metal_stdlib>\n#include <stdio.h>\n");
    for (number, run) in runs.iter().enumerate() {
        let text = msl::emit(&run.kernel, Floats::Ieee, AsyncCopy::Cooperative).expect("text");
        let text = text.replace("#include <metal_stdlib>", "");
        let _ = write!(program, "namespace k{number} {{\n{text}}}\n");
    }
    program.push_str("static void show(const unsigned char* p, unsigned long n) {\n");
    program.push_str(
        "    while (n--) printf(\"%02x\", *p++);\n    printf(\"\\n\");\n}\nint main() {\n",
    );
    for (number, run) in runs.iter().enumerate() {
        call(&mut program, number, run);
    }
    program.push_str("}\n");
    let output = execute(compiler, name, &program);
    let mut lines = output.lines();
    let found = runs
        .into_iter()
        .filter_map(|run| compare(run, &mut lines))
        .collect();
    Some(found)
}

/// The statements that run one kernel and print its buffers.
fn call(program: &mut String, number: usize, run: &Run) {
    let kernel = run.kernel.kernel();
    let mut names = Vec::new();
    program.push_str("    {\n");
    for (n, arg) in run.args.iter().enumerate() {
        let ty = kernel.params[n].dtype;
        let consts: &[Const] = match arg {
            Arg::Buffer(data) => data,
            Arg::Scalar(c) => std::slice::from_ref(c),
        };
        let bytes: Vec<String> = consts
            .iter()
            .flat_map(|&c| bytes(c))
            .map(|b| b.to_string())
            .collect();
        let _ = writeln!(
            program,
            "        alignas(8) static unsigned char b{n}[] = {{{}}};",
            bytes.join(", ")
        );
        let star = if kernel.params[n].kind == ParamKind::Scalar {
            "*"
        } else {
            ""
        };
        names.push(format!("{star}({ty}*)b{n}"));
    }
    if uses_position(kernel) {
        names.push("uint3{i, 0, 0}".into());
    }
    let function = function_name(&kernel.name);
    let _ = writeln!(
        program,
        "        for (uint i = 0; i < {}; ++i) k{number}::{function}({});",
        run.grid,
        names.join(", ")
    );
    for (n, _) in run
        .args
        .iter()
        .enumerate()
        .filter(|(_, a)| matches!(a, Arg::Buffer(_)))
    {
        let _ = writeln!(program, "        show(b{n}, sizeof b{n});");
    }
    program.push_str("    }\n");
}

fn bytes(c: Const) -> Vec<u8> {
    c.bits().to_le_bytes()[..c.ty.bytes()].to_vec()
}

fn uses_position(kernel: &Kernel) -> bool {
    let mut uses = false;
    kernel.walk(&mut |_, op| uses |= op.op.kind == Kind::Query(Query::ThreadPositionInGrid));
    uses
}

fn execute(compiler: &str, name: &str, program: &str) -> String {
    let folder = std::env::temp_dir().join(format!("enigma-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let (source, binary) = (folder.join("kernels.cpp"), folder.join("kernels"));
    std::fs::write(&source, program).expect("a temporary file");
    let compiled = Command::new(compiler)
        .args(["-std=c++14", "-O0", "-ffp-contract=off",
            "-Xclang", "-ffloat16-excess-precision=none",
            "-Xclang",
            "-fbfloat16-excess-precision=none", "-Wno-everything", "-fbracket-depth=1024"])
        .args(["-fsanitize=signed-integer-overflow,shift,integer-divide-by-zero,float-cast-overflow,bounds"])
        .args(["-fsanitize-trap=all", "-I"])
        .arg(directory("metal/host"))
        .arg(&source)
        .arg("-o")
        .arg(&binary)
        .arg("-lm")
        .output()
        .expect("the compiler runs");
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
    let output = Command::new(&binary).output().expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{}: undefined behaviour after {} buffers, see {}",
        output.status,
        text.lines().count(),
        source.display()
    );
    std::fs::remove_dir_all(&folder).expect("a temporary folder");
    text
}

/// What differs in one kernel, with its text.
fn compare<'t>(mut run: Run, lines: &mut impl Iterator<Item = &'t str>) -> Option<String> {
    let kernel = run.kernel.kernel();
    interp::run(
        kernel,
        &mut run.args,
        [u64::from(run.grid), 1, 1],
        [32, 1, 1],
    )
    .expect("a clean run");
    let mut difference = None;
    for (arg, param) in run.args.iter().zip(&kernel.params) {
        let Arg::Buffer(want) = arg else { continue };
        let line = lines.next().expect("a line per buffer");
        let width = 2 * param.dtype.bytes();
        for (i, &want) in want.iter().enumerate() {
            let text = &line[i * width..(i + 1) * width];
            let little = u64::from_str_radix(text, 16).expect("hexadecimal digits");
            let found = Const::from_bits(want.ty, little.swap_bytes() >> (64 - 4 * width));
            if !is_close(found, want, run.ulp) && difference.is_none() {
                difference = Some(format!("{}[{i}] is {found:?}, not {want:?}", param.name));
            }
        }
    }
    let text = msl::emit(&run.kernel, Floats::Ieee, AsyncCopy::Cooperative).expect("text");
    difference.map(|d| format!("{d} in\n{text}"))
}

fn is_close(a: Const, b: Const, ulp: u64) -> bool {
    if a == b || !a.ty.is_float() {
        return a == b;
    }
    let (x, y) = (a.as_f64(), b.as_f64());
    let is_nan = x.is_nan() && y.is_nan();
    let same_sign = x.is_sign_positive() == y.is_sign_positive();
    is_nan
        || x == y
        || (same_sign && !x.is_nan() && !y.is_nan() && a.bits().abs_diff(b.bits()) <= ulp)
}
