//! Runs Metal text on the host, with threadgroups, barriers and simdgroups (`host/metal_threads`).
//!
//! The text is compiled as C++ with traps on undefined behaviour, so overflow, shifts, divisions and conversions that C
//! leaves open stop the run; buffers end where a page ends, so that a read behind them does too. Many kernels are
//! compiled at once.

use crate::folder;
use crate::signature::{Param, Signature, kernels};
use crate::text::tokens;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

const COMPILERS: [&str; 3] = [
    "clang++-22",
    "/usr/lib/llvm-22/bin/clang++",
    "/opt/homebrew/opt/llvm/bin/clang++",
];

/// A kernel's text and what it is launched with.
pub struct Run {
    /// The text.
    pub text: String,
    /// The bytes of each buffer and scalar, in the order of their indices.
    pub args: Vec<Vec<u8>>,
    /// Threads of the grid.
    pub grid: [u32; 3],
    /// Threads of a threadgroup.
    pub threads: [u32; 3],
}

/// The bytes of all arguments of a run, after it.
pub type After = Vec<Vec<u8>>;

/// The compiler, if the machine has it.
pub fn compiler() -> Option<&'static str> {
    COMPILERS
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok())
}

/// What all kernels leave in their arguments; the error says which kernel failed, and how.
pub fn execute(compiler: &str, runs: &[Run]) -> Result<Vec<After>, String> {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let place = std::env::temp_dir().join(format!("enigma-execute-{}-{call}", std::process::id()));
    std::fs::create_dir_all(&place).map_err(|error| error.to_string())?;
    let results = compile(compiler, &place, &program(runs)).and_then(|()| results(&place, runs));
    if results.is_ok() {
        std::fs::remove_dir_all(&place).map_err(|error| error.to_string())?;
    }
    results.map_err(|error| format!("{error}\nsee {}", place.display()))
}

fn compile(compiler: &str, place: &Path, program: &str) -> Result<(), String> {
    let source = place.join("kernels.cpp");
    std::fs::write(&source, program).map_err(|error| error.to_string())?;
    let output = Command::new(compiler)
        .args(["-std=c++14", "-O0", "-ffp-contract=off", "-fbracket-depth=1024", "-Wno-everything"])
        .args(["-Xclang", "-ffloat16-excess-precision=none"])
        .args(["-Xclang", "-fbfloat16-excess-precision=none"])
        .args(["-fsanitize=signed-integer-overflow,shift,integer-divide-by-zero,float-cast-overflow,bounds"])
        .arg("-fsanitize-trap=all")
        .arg("-I")
        .arg(folder("host"))
        .arg(&source)
        .arg("-o")
        .arg(place.join("kernels"))
        .arg("-lm")
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

fn results(place: &Path, runs: &[Run]) -> Result<Vec<After>, String> {
    let (input, output) = (place.join("input"), place.join("output"));
    std::fs::write(&input, bytes(runs)).map_err(|error| error.to_string())?;
    let ran = Command::new(place.join("kernels"))
        .args([&input, &output])
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    if !ran.status.success() {
        let last = said
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("kernel "));
        let text = last
            .and_then(|n| n.parse::<usize>().ok())
            .map(|n| runs[n].text.as_str());
        let why = "undefined behaviour, or memory that is not the kernel's";
        return Err(format!(
            "{}: {why}\n{said}\n{}",
            ran.status,
            text.unwrap_or_default()
        ));
    }
    let found = std::fs::read(&output).map_err(|error| error.to_string())?;
    let mut rest = &found[..];
    let mut take = |length: usize| {
        let (taken, left) = rest.split_at(length);
        rest = left;
        taken.to_vec()
    };
    let after = |run: &Run| run.args.iter().map(|arg| take(arg.len())).collect();
    Ok(runs.iter().map(after).collect())
}

/// For each run: grid, threads, then the length and the bytes of each argument.
fn bytes(runs: &[Run]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for run in runs {
        for number in run.grid.iter().chain(&run.threads) {
            bytes.extend(number.to_le_bytes());
        }
        for arg in &run.args {
            bytes.extend((arg.len() as u64).to_le_bytes());
            bytes.extend(arg);
        }
    }
    bytes
}

/// All kernels in namespaces of their own, and a `main` that runs them one after the other.
fn program(runs: &[Run]) -> String {
    let mut program = String::from(
        "#include <metal_stdlib>\n#include <metal_simdgroup_matrix>\nstatic char* args[31];\n",
    );
    let mut calls = String::new();
    for (number, run) in runs.iter().enumerate() {
        let tokens = tokens(&run.text);
        let kernels = kernels(&tokens);
        let kernel = kernels.first().expect("a kernel");
        let _ = write!(
            program,
            "namespace k{number} {{\n{}}}\n",
            for_host(&run.text, number)
        );
        let _ = writeln!(
            program,
            "static void call{number}() {{ k{number}::{}; }}",
            call(kernel)
        );
        let _ = writeln!(
            program,
            "extern \"C\" char __start_group{number}[] __attribute__((weak));\n\
             extern \"C\" char __stop_group{number}[] __attribute__((weak));"
        );
        let _ = writeln!(
            calls,
            "    run({number}, {}, call{number}, __start_group{number}, __stop_group{number});",
            run.args.len()
        );
    }
    program
        + MAIN
        + "int main(int, char** paths) {\n    open(paths);\n"
        + &calls
        + "    fclose(to);\n}\n"
}

const MAIN: &str = r#"
static FILE *from, *to;
static void open(char** paths) {
    from = fopen(paths[1], "rb");
    to = fopen(paths[2], "wb");
    size_t size = host::MOST_THREADS * host::STACK;
    host::machine.stacks =
        (char*)mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}
static void run(unsigned number, unsigned count, void (*body)(), char* start, char* stop) {
    fprintf(stderr, "kernel %u\n", number);
    fread(host::machine.grid, 4, 3, from);
    fread(host::machine.asked, 4, 3, from);
    size_t sizes[31];
    for (unsigned n = 0; n < count; ++n) {
        fread(&sizes[n], 8, 1, from);
        args[n] = host::guarded(sizes[n], 8);
        fread(args[n], 1, sizes[n], from);
    }
    host::launch(body, start, stop);
    for (unsigned n = 0; n < count; ++n) fwrite(args[n], 1, sizes[n], to);
}
"#;

/// The text with its threadgroup arrays in a section of their own, and its loops counted.
fn for_host(text: &str, number: usize) -> String {
    let mut lines = String::new();
    for line in text.lines().filter(|line| !line.starts_with("#include")) {
        let code = line.trim_start();
        let is_array = code.starts_with("threadgroup ")
            && code
                .split("//")
                .next()
                .unwrap_or("")
                .trim_end()
                .ends_with("];");
        let is_loop = (code.starts_with("for (") || code.starts_with("while ("))
            && code
                .split("//")
                .next()
                .unwrap_or("")
                .trim_end()
                .ends_with('{');
        if is_array {
            let declaration = code.trim_start_matches("threadgroup ");
            let _ = writeln!(
                lines,
                "__attribute__((section(\"group{number}\"))) static {declaration}"
            );
        } else if is_loop {
            let (head, comment) = code.rsplit_once('{').unwrap_or((code, ""));
            let _ = writeln!(
                lines,
                "for (host::Loop loop; loop.once();) {head}{{ loop.next(); {comment}"
            );
        } else if code.starts_with("enigma_copy") {
            let _ = writeln!(lines, "for (host::Loop call; call.once();) {code}");
        } else {
            let _ = writeln!(lines, "{line}");
        }
    }
    lines
}

/// The call of a kernel by the thread that runs.
fn call(kernel: &Signature<'_>) -> String {
    let args: Vec<String> = kernel.params.iter().map(argument).collect();
    format!("{}({})", kernel.name.text, args.join(", "))
}

fn argument(param: &Param<'_>) -> String {
    if let Some(index) = param.number("buffer") {
        let star = if param.has("*") { "" } else { "*" };
        return format!("{star}({}*)args[{index}]", param.value_type());
    }
    // As many components as the type has.
    let components = |at: &dyn Fn(usize) -> String| match param.value_type().chars().last() {
        Some('3') => format!("uint3({}, {}, {})", at(0), at(1), at(2)),
        Some('2') => format!("uint2({}, {})", at(0), at(1)),
        _ => at(0),
    };
    let vector = |from: &str| components(&|d| format!("host::machine.{from}[{d}]"));
    let attribute = param.attributes.first().map_or("", |(name, _)| name);
    match attribute {
        "thread_position_in_grid" => components(&|d| {
            format!(
                "host::machine.group[{d}] * host::machine.asked[{d}] + host::machine.me->position[{d}]"
            )
        }),
        "thread_position_in_threadgroup" => vector("me->position"),
        "threadgroup_position_in_grid" => vector("group"),
        "threads_per_threadgroup" => vector("size"),
        "threads_per_grid" => vector("grid"),
        "threadgroups_per_grid" => vector("groups"),
        "thread_index_in_threadgroup" => "host::machine.me->number".into(),
        "thread_index_in_simdgroup" => "host::my_lane()".into(),
        "simdgroup_index_in_threadgroup" => "host::machine.me->number / 32".into(),
        "threads_per_simdgroup" => "32".into(),
        "simdgroups_per_threadgroup" => "(host::machine.count + 31) / 32".into(),
        other => panic!("internal error: no value for [[{other}]]"),
    }
}
