//! The Metal text of kernels from the Rust front end against golden files; `BLESS=1` rewrites them, and the diff is then to be read.

use enigma::core::Code;
use std::path::Path;

#[track_caller]
fn golden(name: &str, kernel: enigma::core::ir::Kernel) {
    let compiled =
        enigma::CompiledKernel::compile(kernel, enigma::Options::default()).expect("compiles");
    let found = compiled.metal_source().expect("Metal can do it");
    // The line numbers of this file would change with every edit above a kernel.
    let found: Vec<&str> = found
        .lines()
        .map(|l| l.split("  // ").next().unwrap_or(l))
        .map(|l| l.split(", from ").next().unwrap_or(l))
        .collect();
    let found = found.join("\n") + "\n";
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/golden/rust/{name}.metal"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &found).expect("written");
    }
    assert_eq!(
        found,
        std::fs::read_to_string(&path).expect("a golden file")
    );
}

#[test]
fn reverse() {
    golden("reverse", crate::reverse::reverse());
}

#[test]
fn control_flow_and_integers() {
    let kernel = enigma::trace("kernel", |k| {
        let (a, out, n) = (
            k.buffer::<i32>("A"),
            k.buffer::<i32>("half"),
            k.scalar::<u32>("n"),
        );
        let tid = k.thread_position_in_grid();
        let (x, y) = (k.var(0), k.var(1));
        k.for_range(0, n, |i| {
            let next = x.get() + a.get(i);
            x.set(y.get());
            y.set(next);
        });
        k.while_(|| x.get().gt(3), || x.set(x.get() / y.get()));
        k.if_else(tid.lt(n), || y.set(x.get() >> 1), || y.set(-1));
        let scaled = (y.get().cast::<f32>() * 0.1).exp();
        out.set(tid, scaled.cast::<i32>());
    })
    .expect("a correct kernel");
    golden("control_flow", kernel);
}

#[test]
fn atomics_lanes_and_copies() {
    let kernel = enigma::trace("group", |k| {
        let (a, bins) = (k.buffer::<u32>("A"), k.buffer::<u32>("bins"));
        let shared = k.threadgroup_alloc::<u32>(32);
        k.async_copy_1d((shared, 0), (a, 0), 32).wait();
        k.barrier();
        let lid = k.thread_position_in_threadgroup();
        let total = shared.load_if(lid, lid.lt(32), 0).simd_sum();
        shared.atomic_fetch_max(0, total);
        bins.set(lid, bins.atomic_fetch_add(total, 1));
    })
    .expect("a correct kernel");
    golden("group", kernel);
}

#[test]
fn what_metal_lacks_is_an_error() {
    let kernel = enigma::trace("wide", |k| {
        k.buffer::<u64>("A").atomic_fetch_add(0, 1);
    })
    .expect("traces");
    let compiled =
        enigma::CompiledKernel::compile(kernel, enigma::Options::default()).expect("compiles");
    let errors = compiled.metal_source().expect_err("no 64-bit atomics");
    assert_eq!(errors[0].code, Code::UnsupportedType);
    assert_eq!(
        errors[0].message,
        "atomic_fetch_add on ulong is not available on Metal"
    );
}
