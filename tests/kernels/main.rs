//! Kernels written through the Rust front end, run by the interpreter and compared with plain loops.

use enigma::core::interp::{self, Arg};
use enigma::core::ir::Kernel;
use enigma::core::{Code, Const, Scalar};

fn ints(values: impl IntoIterator<Item = i128>) -> Arg {
    Arg::Buffer(
        values
            .into_iter()
            .map(|v| Const::from_int(Scalar::I32, v))
            .collect(),
    )
}

fn read(arg: &Arg) -> Vec<i128> {
    match arg {
        Arg::Buffer(data) => data.iter().map(|c| c.as_int()).collect(),
        Arg::Scalar(c) => vec![c.as_int()],
    }
}

fn reverse() -> Kernel {
    enigma::trace("reverse", |k| {
        let (a, b) = (k.buffer::<i32>("A"), k.buffer::<i32>("B"));
        let tid = k.thread_position_in_grid();
        let lid = k.thread_position_in_threadgroup();
        let bsize = k.threads_per_threadgroup();
        let shared = k.threadgroup_alloc::<i32>(256);
        shared.set(lid, a.get(tid));
        k.barrier();
        b.set(tid, shared.get(bsize - lid - 1));
    })
    .expect("a correct kernel")
}

/// Every group reversed, the partial last one by its actual size.
#[test]
fn reverse_is_exact_on_ragged_grids() {
    for (n, group) in [(1, 256), (255, 256), (1000, 256), (1024, 32), (77, 33)] {
        let mut args = [ints(0..n), ints((0..n).map(|_| -1))];
        interp::run(
            &reverse(),
            &mut args,
            [n as u64, 1, 1],
            [group as u64, 1, 1],
        )
        .expect("in bounds");
        let want: Vec<i128> = (0..n)
            .map(|i| {
                let first = i / group * group;
                let size = group.min(n - first);
                first + size - 1 - (i - first)
            })
            .collect();
        assert_eq!(read(&args[1]), want, "n = {n}, group = {group}");
    }
}

#[test]
fn out_of_bounds_is_blamed_on_its_access_and_harms_nothing() {
    let mut args = [ints(0..4), ints((0..4).map(|_| -1))];
    let error = interp::run(&reverse(), &mut args, [5, 1, 1], [5, 1, 1]).expect_err("index 4 of 4");
    assert_eq!(error.code, Code::OutOfBounds);
    assert_eq!(
        error.message,
        "index 4 is out of bounds of A, which has 4 elements"
    );
    assert_eq!(read(&args[1]), [0, 3, 2, 1]);
}

/// A launch through the CPU backend says that there is none, and leaves the arrays alone.
#[test]
fn the_missing_backend_is_an_error_and_not_a_silence() {
    let compiled =
        enigma::CompiledKernel::compile(reverse(), enigma::Options::default()).expect("compiles");
    let error = compiled.metal_source().expect_err("no Metal backend yet");
    assert_eq!(error[0].code, Code::NoBackend);
}
