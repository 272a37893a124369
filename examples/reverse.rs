//! The first page of the documentation, in Rust: builds the reverse kernel, prints its IR and its Metal
//! text, and runs it on the interpreter.

use enigma::core::interp::{self, Arg};
use enigma::core::{Const, Scalar};

fn main() {
    let kernel = enigma::trace("reverse", |k| {
        let a = k.buffer::<f32>("A");
        let b = k.buffer::<f32>("B");
        let tid = k.thread_position_in_grid();
        let lid = k.thread_position_in_threadgroup();
        let bsize = k.threads_per_threadgroup();
        let shared = k.threadgroup_alloc::<f32>(256);
        shared.set(lid, a.get(tid));
        k.barrier();
        b.set(tid, shared.get(bsize - lid - 1));
    })
    .expect("a correct kernel");
    show(&enigma::core::ir::print::print(&kernel));
    let compiled = enigma::CompiledKernel::compile(kernel.clone(), enigma::Options::default())
        .expect("a kernel of the CPU");
    show(&compiled.metal_source().expect("a kernel of Metal"));

    let n = 1024;
    let input = (0..n).map(|i| Const::from_int(Scalar::F32, i)).collect();
    let output = vec![Const::from_int(Scalar::F32, 0); n as usize];
    let mut args = [Arg::Buffer(input), Arg::Buffer(output)];
    interp::run(&kernel, &mut args, [n as u64, 1, 1], [256, 1, 1]).expect("a launch in bounds");
    let Arg::Buffer(result) = &args[1] else {
        unreachable!("the second argument is a buffer")
    };
    show(&format!("first elements: {:?}", &result[..4]));
}

#[expect(clippy::print_stdout, reason = "an example shows its result")]
fn show(text: &str) {
    println!("{text}");
}
