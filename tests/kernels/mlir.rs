//! The printed IR: what `mlir-opt` reads, and the golden files that the Python front end prints too.

use enigma::core::Scalar;
use enigma::core::ir::{Kernel, print::print};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn mlir_opt_reads_the_printed_kernel() {
    let kernel = enigma::trace("all_forms", |k| {
        let (a, n) = (k.buffer::<f32>("A"), k.scalar::<u32>("n"));
        let shared = k.threadgroup_alloc::<u32>(16);
        let tid = k.thread_position_in_grid();
        let (sum, i) = (k.var(0.1f32), k.var(0));
        k.for_range(0, 4, |_| sum.set(sum.get() + a.get(tid)));
        k.while_(|| i.get().lt(3), || i.set(i.get() + 1));
        k.if_else(tid.lt(n), || sum.set(f32::INFINITY), || i.set(-1));
        shared.atomic_fetch_max(0, tid);
        k.barrier();
        k.async_copy_1d((shared, 0), (k.buffer::<u32>("B"), 0), 4)
            .wait();
        a.set(tid, sum.get() + i.get().cast::<f32>().simd_sum());
    })
    .expect("a correct kernel");
    let text = print(&kernel);
    let Ok(mut child) = Command::new("mlir-opt-22")
        .arg("--allow-unregistered-dialect")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
    else {
        return; // A machine without MLIR's tools; `make test` installs them where it can.
    };
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(text.as_bytes())
        .expect("written");
    let output = child.wait_with_output().expect("ends");
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Compares with `tests/golden/ir`; `BLESS=1` rewrites the file, and the diff is then to be read.
#[track_caller]
fn golden(name: &str, kernel: &Kernel) {
    let found = print(kernel);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/ir");
    let path = folder.join(format!("{name}.mlir"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &found).expect("written");
    }
    let wanted = std::fs::read_to_string(&path).expect("a golden file");
    assert_eq!(found, wanted);
}

#[test]
fn reverse_is_the_same_from_rust_and_python() {
    let kernel = enigma::trace("reverse", |k| {
        let (a, b) = (k.buffer::<f32>("A"), k.buffer::<f32>("B"));
        let tid = k.thread_position_in_grid();
        let lid = k.thread_position_in_threadgroup();
        let bsize = k.threads_per_threadgroup();
        let shared = k.threadgroup_alloc::<f32>(256);
        shared.set(lid, a.get(tid));
        k.barrier();
        b.set(tid, shared.get(bsize - lid - 1));
    })
    .expect("a correct kernel");
    golden("reverse", &kernel);
}

/// Literals, conversions, carried values, branches, masks, atomics and copies, in the order both front
/// ends are written in.
#[test]
fn a_kernel_of_many_forms_is_the_same_from_rust_and_python() {
    let kernel = enigma::trace("forms", |k| {
        let (a, bins) = (k.buffer::<f32>("A"), k.buffer::<u32>("bins"));
        let n = k.scalar::<u32>("n");
        let tid = k.thread_position_in_grid();
        let lid = k.thread_index_in_threadgroup();
        let tile = k.threadgroup_alloc::<f32>((4, 8));
        let event = k.async_copy_1d((tile, 0), (a, n * 32), 32);
        event.wait();
        k.barrier();
        let x = a.load_if(tid + 1, (tid + 1).lt(n), 0);
        let sum = k.var(x);
        k.for_range_step(0, n, 2, Scalar::I32, |i| {
            sum.set(sum.get() + tile.get((lid / 8, lid % 8)) * i);
        });
        k.if_else(
            sum.get().gt(1.5),
            || a.set(tid, sum.get().exp()),
            || a.set(tid, 2 * x - sum.get()),
        );
        bins.atomic_fetch_add(lid & 7, x.cast::<u32>());
        bins.store_if(tid, 3, tid.eq(0));
        a.set(tid, k.where_(x, sum.get().simd_sum(), lid.ge(4)));
    })
    .expect("a correct kernel");
    golden("forms", &kernel);
}
