//! The reverse kernel of the documentation.

use crate::support::{ints, read, run};
use enigma::core::Code;
use enigma::core::interp;
use enigma::core::ir::Kernel;

pub fn reverse() -> Kernel {
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
        run(
            &reverse(),
            &mut args,
            [n as u64, 1, 1],
            [group as u64, 1, 1],
        );
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

/// The Rust block of the README, word for word.
fn readme() -> Result<(), Vec<enigma::core::Diagnostic>> {
    let reverse = enigma::kernel("reverse", |k| {
        let (a, b) = (k.buffer::<f32>("A"), k.buffer::<f32>("B"));
        let tid = k.thread_position_in_grid();
        let lid = k.thread_position_in_threadgroup();
        let bsize = k.threads_per_threadgroup();
        let shared = k.threadgroup_alloc::<f32>(256);
        shared.set(lid, a.get(tid));
        k.barrier();
        b.set(tid, shared.get(bsize - lid - 1));
    })?;
    let a: Vec<f32> = (0..1024).map(|i| i as f32).collect();
    let mut b = vec![0.0f32; 1024];
    reverse.launch((&a, &mut b), 1024, 256)?;
    assert_eq!((b[0], b[256]), (255.0, 511.0));
    Ok(())
}

#[test]
fn the_readme_block_runs() {
    readme().expect("runs");
    let page = include_str!("../../README.md");
    let block = page.split("```rust\n").nth(1).expect("a Rust block");
    let block = block.split("```").next().expect("its end");
    let code: String = block.lines().map(|l| format!("    {l}\n")).collect();
    assert!(include_str!("reverse.rs").contains(&code), "{code}");
    assert_eq!(page.matches("```rust").count(), 1, "the one block");
}
