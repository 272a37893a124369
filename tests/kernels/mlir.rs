//! The printed IR is what `mlir-opt` reads.

use std::io::Write;
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
    let text = enigma::core::ir::print::print(&kernel);
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
