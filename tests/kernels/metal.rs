//! Keeps launches on the CPU in the folder that `ENIGMA_METAL_LAUNCHES` names, where `cargo xtask metal --execute` executes
//! their Metal text and compares.

use enigma::core::interp::Arg;
use enigma::front::Kernel;
use enigma_metal_check::launches::{self, Launch};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Threads of a launch that is kept, unless all are asked for.
const THREADS: u64 = 1 << 14;

/// Tests whose kernels do what the language leaves open.
const OPEN: &[(&str, &str)] = &[(
    "simd::numbers_beyond_the_lanes",
    "reads lanes that are not there",
)];

/// Keeps a launch that went well.
pub fn keep(kernel: &Kernel, args: (&[Arg], &[Arg]), grid: [u64; 3], threads: [u64; 3]) {
    let Some(folder) = std::env::var_os("ENIGMA_METAL_LAUNCHES").map(PathBuf::from) else {
        return;
    };
    let all = std::env::var_os("ENIGMA_METAL_ALL").is_some();
    if env!("CARGO_CRATE_NAME") == "conformance" && !all {
        // Their operations are executed one by one (crates/codegen/tests/msl/execute.rs).
        return;
    }
    std::fs::create_dir_all(&folder).expect("a writable folder");
    let current = std::thread::current();
    let test = current.name().unwrap_or_default();
    if let Some((_, reason)) = OPEN.iter().find(|(known, _)| *known == test) {
        return skip(&folder, reason);
    }
    let text = match kernel.compiled().metal_source() {
        Ok(text) => text,
        Err(_) => return skip(&folder, "Metal cannot do it"),
    };
    if !all && grid.iter().product::<u64>() > THREADS {
        return skip(&folder, &format!("more than {THREADS} threads"));
    }
    let params = &kernel.compiled().kernel().params;
    let pairs = params.iter().zip(args.0.iter().zip(args.1));
    let args = pairs.map(|(param, (before, after))| launches::Arg {
        dtype: param.dtype.metal_name().into(),
        before: bytes(before),
        after: bytes(after),
    });
    let launch = Launch {
        text,
        from: format!("Rust test {test}"),
        grid: grid.map(|n| n as u32),
        threads: threads.map(|n| n as u32),
        constants: Vec::new(),
        args: args.collect(),
    };
    launch.write(&folder).expect("a writable folder");
}

fn skip(folder: &Path, reason: &str) {
    let path = folder.join(format!("kernels-{}.skipped", std::process::id()));
    let file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path);
    // At once: other tests write, too.
    let line = format!("{reason}\n");
    let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
    written.expect("a writable folder");
}

fn bytes(arg: &Arg) -> Vec<u8> {
    let elements = match arg {
        Arg::Buffer(elements) => elements.as_slice(),
        Arg::Scalar(c) => std::slice::from_ref(c),
    };
    let bytes = elements
        .iter()
        .flat_map(|c| c.bits().to_le_bytes().into_iter().take(c.ty.bytes()));
    bytes.collect()
}
