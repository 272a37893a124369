//! Carried values, nested control flow, barriers inside loops and branches.

use crate::support::{ints, read, run};
use enigma::core::Code;
use enigma::core::interp;

#[test]
fn swapped_carried_values_are_assigned_together() {
    let kernel = enigma::trace("fibonacci", |k| {
        let out = k.buffer::<i32>("out");
        let tid = k.thread_position_in_grid();
        let (a, b) = (k.var(0), k.var(1));
        k.for_range(0, tid, |_| {
            let next = a.get() + b.get();
            a.set(b.get());
            b.set(next);
        });
        out.set(tid, a.get());
    })
    .expect("a correct kernel");
    let mut args = [ints([0; 10])];
    run(&kernel, &mut args, [10, 1, 1], [4, 1, 1]);
    assert_eq!(read(&args[0]), [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]);
}

#[test]
fn while_carries_what_its_condition_reads() {
    let kernel = enigma::trace("collatz", |k| {
        let out = k.buffer::<i32>("out");
        let tid = k.thread_position_in_grid();
        let (x, steps) = (k.var(tid.cast::<i32>() + 1), k.var(0));
        k.while_(
            || x.get().gt(1),
            || {
                let odd = (x.get() & 1).eq(1);
                k.if_else(odd, || x.set(x.get() * 3 + 1), || x.set(x.get() / 2));
                steps.set(steps.get() + 1);
            },
        );
        out.set(tid, steps.get());
    })
    .expect("a correct kernel");
    let mut args = [ints([0; 40])];
    run(&kernel, &mut args, [40, 1, 1], [32, 1, 1]);
    let want: Vec<i128> = (1..=40i128)
        .map(|mut x| {
            let mut n = 0;
            while x > 1 {
                x = if x % 2 == 1 { 3 * x + 1 } else { x / 2 };
                n += 1;
            }
            n
        })
        .collect();
    assert_eq!(read(&args[0]), want);
}

#[test]
fn barriers_in_a_loop_sum_as_a_tree() {
    let kernel = enigma::trace("tree_sum", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let lid = k.thread_position_in_threadgroup();
        let shared = k.threadgroup_alloc::<i32>(64);
        shared.set(lid, a.get(k.thread_position_in_grid()));
        k.barrier();
        let stride = k.var(32);
        k.while_(
            || stride.get().gt(0),
            || {
                let s = stride.get();
                k.if_(lid.lt(s), || {
                    shared.set(lid, shared.get(lid) + shared.get(lid + s))
                });
                k.barrier();
                stride.set(stride.get() / 2);
            },
        );
        k.if_(lid.eq(0), || {
            out.set(k.threadgroup_position_in_grid(), shared.get(0))
        });
    })
    .expect("a correct kernel");
    let mut args = [ints(0..128), ints([0; 2])];
    run(&kernel, &mut args, [128, 1, 1], [64, 1, 1]);
    assert_eq!(read(&args[1]), [2016, 2016 + 64 * 64]);
}

#[test]
fn a_barrier_that_some_threads_miss_is_an_error_that_was_announced() {
    let kernel = enigma::trace("divergent", |k| {
        let out = k.buffer::<i32>("out");
        let lid = k.thread_position_in_threadgroup();
        k.if_(lid.lt(3), || k.barrier());
        out.set(lid, 1);
    })
    .expect("a correct kernel");
    let compiled = enigma::CompiledKernel::compile(kernel.clone(), enigma::Options::default())
        .expect("compiles");
    assert_eq!(compiled.warnings()[0].code, Code::DivergentBarrier);
    let error =
        interp::run(&kernel, &mut [ints([0; 8])], [8, 1, 1], [8, 1, 1]).expect_err("diverges");
    assert_eq!(error.code, Code::BarrierDivergence);
    assert_eq!(
        error.message,
        "barrier reached by 3 of 8 threads of the threadgroup"
    );
    interp::run(&kernel, &mut [ints([0; 2])], [2, 1, 1], [8, 1, 1]).expect("all threads agree");
}

#[test]
fn an_endless_loop_ends_with_an_error() {
    let kernel = enigma::trace("endless", |k| {
        let out = k.buffer::<i32>("out");
        k.while_(|| true, || out.set(0, 1));
    })
    .expect("a correct kernel");
    let error = interp::run(&kernel, &mut [ints([0])], [1, 1, 1], [1, 1, 1]).expect_err("endless");
    assert_eq!(error.code, Code::Interrupted);
}

#[test]
fn values_do_not_leave_the_block_that_made_them() {
    let errors = enigma::trace("scope", |k| {
        let out = k.buffer::<i32>("out");
        let mut inside = None;
        k.if_(k.thread_position_in_grid().lt(3), || {
            inside = Some(k.constant(1) + 2)
        });
        out.set(0, inside.expect("set by the closure"));
    })
    .expect_err("out of scope");
    assert_eq!(errors[0].code, Code::OutOfScope);
}

/// Dead-code elimination once lost the slot of a `while` whose forwarded value is not its own variable.
#[test]
fn a_loop_result_made_from_another_variable_keeps_its_slot() {
    let kernel = enigma::trace("slots", |k| {
        let out = k.buffer::<i32>("out");
        let (i, seen) = (k.var(0), k.var(-1));
        k.while_(
            || {
                seen.set(i.get() * 10);
                i.get().lt(3)
            },
            || i.set(i.get() + 1),
        );
        out.set(0, seen.get());
    })
    .expect("a correct kernel");
    let mut args = [ints([0])];
    run(&kernel, &mut args, [1, 1, 1], [1, 1, 1]);
    assert_eq!(read(&args[0]), [30]);
}
