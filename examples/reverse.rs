//! The first page of the documentation, in Rust: reverses each group of 256 of 2^24 floats through
//! threadgroup memory, and shows the result, the time, and the kernel as Metal text.
//!
//! `cargo run --release --example reverse`

#![expect(clippy::print_stdout, reason = "an example shows its result")]

use enigma::core::Diagnostic;
use enigma::front::Kernel;
use std::process::ExitCode;

const N: usize = 1 << 24;
const GROUP: usize = 256;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let reverse = enigma::kernel("reverse", |k| {
        let a = k.buffer::<f32>("A");
        let b = k.buffer::<f32>("B");
        let tid = k.thread_position_in_grid().named("tid");
        let lid = k.thread_position_in_threadgroup().named("lid");
        let bsize = k.threads_per_threadgroup().named("bsize");
        let shared = k.threadgroup_alloc::<f32>(GROUP).named("shared");
        shared.set(lid, a.get(tid));
        k.barrier();
        b.set(tid, shared.get(bsize - lid - 1));
    })
    .map_err(|errors| rendered(&errors))?;

    let a: Vec<f32> = (0..N).map(|i| i as f32).collect();
    let (b, us) = measured(&reverse, &a).map_err(|errors| rendered(&errors))?;
    show(&a, &b)?;
    let bytes = (2 * N * size_of::<f32>()) as f64;
    println!("time: {:.2} ms, {:.1} GB/s", us / 1e3, bytes / us / 1e3);
    let metal = reverse.compiled().metal_source();
    println!("\n{}", metal.map_err(|errors| rendered(&errors))?);
    Ok(())
}

/// The result, and the shortest of some launches in microseconds.
fn measured(reverse: &Kernel, a: &[f32]) -> Result<(Vec<f32>, f64), Vec<Diagnostic>> {
    let mut b = vec![0.0f32; a.len()];
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let stats = reverse.launch((a, &mut b), a.len(), GROUP)?;
        best = best.min(stats.kernel_us);
    }
    Ok((b, best))
}

fn show(a: &[f32], b: &[f32]) -> Result<(), String> {
    println!("first values: {:?}", &b[..4]);
    let mut pairs = a.chunks(GROUP).zip(b.chunks(GROUP));
    if !pairs.all(|(x, y)| x.iter().rev().eq(y)) {
        return Err("check: wrong".into());
    }
    println!("check: {} groups of {GROUP} are reversed", a.len() / GROUP);
    Ok(())
}

fn rendered(errors: &[Diagnostic]) -> String {
    let texts = errors.iter().map(|e| e.render(&|_, _| None));
    texts.collect::<Vec<_>>().join("\n")
}
