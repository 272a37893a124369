//! Atomics on device and threadgroup memory, under contention.

use crate::support::{SIZES, ints, of_dtype, read, run, run_each, zeros};
use enigma::core::Scalar;
use enigma::core::interp::Arg;
use enigma::core::ir::{Kernel, Order};
use enigma::core::ops::{AtomicOp, Kind, OpDef, atomic};
use enigma::front::{Input, Memory, Tracer, Value};

/// Counts values, first per threadgroup, then in device memory.
fn histogram(shared: bool) -> Kernel {
    enigma::trace("histogram", |k| {
        let (a, bins) = (k.buffer::<i32>("A"), k.buffer::<u32>("bins"));
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        if !shared {
            bins.atomic_fetch_add(a.get(tid), 1);
            return;
        }
        let own = k.threadgroup_alloc::<u32>(16);
        let size = k.threads_per_threadgroup();
        k.for_range_step(lid, 16, size, Scalar::U32, |bin| own.set(bin, 0));
        k.barrier();
        own.atomic_fetch_add(a.get(tid), 1);
        k.barrier();
        k.for_range_step(lid, 16, size, Scalar::U32, |bin| {
            let count = own.get(bin);
            k.if_(count.ne(0), || {
                bins.atomic_fetch_add(bin, count);
            });
        });
    })
    .expect("a correct kernel")
}

#[test]
fn histograms_count_every_thread() {
    for size in SIZES {
        let n = 7 * size + size / 2;
        let input: Vec<i128> = (0..i128::from(n)).map(|i| i * i % 16).collect();
        let mut want = vec![0; 16];
        input.iter().for_each(|&v| want[v as usize] += 1);
        for shared in [false, true] {
            let mut args = [ints(input.iter().copied()), zeros::<u32>(16)];
            run(&histogram(shared), &mut args, [n, 1, 1], [size, 1, 1]);
            assert_eq!(read(&args[1]), want, "groups of {size}, shared: {shared}");
        }
    }
}

/// Each thread draws a ticket; the tickets of all are the numbers from 0.
#[test]
fn tickets_are_given_once() {
    let kernel = enigma::trace("tickets", |k| {
        let (counter, out) = (k.buffer::<u32>("counter"), k.buffer::<u32>("out"));
        let tid = k.thread_position_in_grid();
        // Only some threads draw, and none twice.
        k.if_((tid % 3).ne(1), || {
            out.set(tid, counter.atomic_fetch_add(0, 1) + 1);
        });
    })
    .expect("a correct kernel");
    for size in SIZES {
        let n = 9 * size + 1;
        let args = [zeros::<u32>(1), zeros::<u32>(n)];
        run_each(&kernel, &args, [n, 1, 1], [size, 1, 1], |found| {
            let mut tickets = read(&found[1]);
            assert!((0..n as usize).all(|i| (tickets[i] == 0) == (i % 3 == 1)));
            tickets.retain(|&t| t != 0);
            tickets.sort_unstable();
            let drawn = tickets.len() as i128;
            assert_eq!(tickets, (1..=drawn).collect::<Vec<_>>());
            assert_eq!(read(&found[0]), [drawn]);
        });
    }
}

/// One operation of many threads on a device and a threadgroup element; the order does not matter.
fn combine(op: &'static OpDef, dtype: Scalar, order: Order) -> Kernel {
    enigma::trace(op.name, |k| {
        let (a, total, groups) = (
            k.buffer_of("A", dtype),
            k.buffer_of("total", dtype),
            k.buffer_of("groups", dtype),
        );
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let own = k.threadgroup_alloc_of(dtype, 3);
        k.if_(lid.eq(0), || own.set(2, 50));
        k.barrier();
        let value: [Input<'_>; 1] = [a.get(tid).into()];
        let orders = (order, Order::Relaxed);
        total.atomic(op, 1, &value, orders);
        own.atomic(op, 2, &value, orders);
        k.barrier();
        k.if_(lid.eq(0), || {
            groups.set(k.threadgroup_position_in_grid(), own.get(2))
        });
    })
    .expect("a correct kernel")
}

fn combined(op: AtomicOp, x: i128, y: i128) -> i128 {
    match op {
        AtomicOp::Add => x + y,
        AtomicOp::Sub => x - y,
        AtomicOp::Min => x.min(y),
        AtomicOp::Max => x.max(y),
        AtomicOp::And => x & y,
        AtomicOp::Or => x | y,
        AtomicOp::Xor => x ^ y,
        AtomicOp::Load
        | AtomicOp::Store
        | AtomicOp::Exchange
        | AtomicOp::CompareExchange
        | AtomicOp::CompareSwap => {
            panic!("depends on the order")
        }
    }
}

#[test]
fn every_operation_on_every_dtype_and_order() {
    let takes_any_order = |op: AtomicOp| match op {
        AtomicOp::Load
        | AtomicOp::Store
        | AtomicOp::Exchange
        | AtomicOp::CompareExchange
        | AtomicOp::CompareSwap => false,
        AtomicOp::Add
        | AtomicOp::Sub
        | AtomicOp::Min
        | AtomicOp::Max
        | AtomicOp::And
        | AtomicOp::Or
        | AtomicOp::Xor => true,
    };
    for op in atomic::FAMILY.iter().copied() {
        let Kind::Atomic(kind) = op.kind else {
            continue;
        };
        for dtype in kind.accepts().iter().filter(|_| takes_any_order(kind)) {
            for (n, order) in Order::ALL.into_iter().enumerate() {
                let (size, groups) = ([33, 64, 100, 32][n], 5);
                let count = size * groups - 7;
                // Both signs of the dtype, exact in floats.
                let input: Vec<i128> = (0..i128::from(count))
                    .map(|i| (i * 97 + 5) % 200 - 100)
                    .collect();
                let stored = of_dtype(dtype, input.iter().copied());
                let input = read(&stored);
                let mut args = [stored, of_dtype(dtype, [7, 50, 9]), of_dtype(dtype, [0; 5])];
                run(
                    &combine(op, dtype, order),
                    &mut args,
                    [count, 1, 1],
                    [size, 1, 1],
                );
                let fold = |values: &[i128]| {
                    values.iter().fold(50, |x, &y| {
                        read(&of_dtype(dtype, [combined(kind, x, y)]))[0]
                    })
                };
                let what = format!("{} on {dtype}, {}", op.name, order.name());
                assert_eq!(read(&args[1]), [7, fold(&input), 9], "{what}");
                let each: Vec<i128> = input.chunks(size as usize).map(fold).collect();
                assert_eq!(read(&args[2]), each, "{what}");
            }
        }
    }
}

/// Every value put in comes out once: of all exchanges, and what is left.
#[test]
fn exchanges_lose_nothing() {
    for dtype in [
        Scalar::I32,
        Scalar::U32,
        Scalar::I64,
        Scalar::U64,
        Scalar::F32,
    ] {
        let kernel = enigma::trace("exchange", |k| {
            let (slot, out) = (k.buffer_of("slot", dtype), k.buffer_of("out", dtype));
            let tid = k.thread_position_in_grid();
            let old = slot.atomic_exchange(tid % 3, tid + 1);
            out.set(tid, old);
        })
        .expect("a correct kernel");
        let n = 500;
        let args = [of_dtype(dtype, [0; 3]), of_dtype(dtype, [0; 500])];
        run_each(&kernel, &args, [n, 1, 1], [100, 1, 1], |found| {
            let mut all = [read(&found[0]), read(&found[1])].concat();
            all.sort_unstable();
            let want: Vec<i128> = [0, 0].into_iter().chain(0..=500).collect();
            assert_eq!(all, want, "{dtype}");
        });
    }
}

/// A product by compare-exchange loops, in device memory and in threadgroup memory.
#[test]
fn compare_exchange_loops_end_with_every_update() {
    fn add<'k>(k: &'k Tracer, cell: Memory<'k>, amount: Value<'k>) {
        let done = k.var(false);
        k.while_(
            || !done.get(),
            || {
                let old = cell.atomic_load(0);
                done.set(cell.atomic_compare_exchange_weak(0, old, old + amount));
            },
        );
    }
    let kernel = enigma::trace("updates", |k| {
        let (total, groups) = (k.buffer::<u32>("total"), k.buffer::<u32>("groups"));
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let own = k.threadgroup_alloc::<u32>(1);
        k.if_(lid.eq(0), || own.atomic_store(0, 0));
        k.barrier();
        add(k, total, tid);
        k.if_((lid % 2).eq(0), || add(k, own, k.constant(3u32)));
        k.barrier();
        k.if_(lid.eq(0), || {
            groups.set(k.threadgroup_position_in_grid(), own.get(0))
        });
    })
    .expect("a correct kernel");
    for size in [1, 31, 32, 33, 100] {
        let n = 4 * size + 1;
        let args: [Arg; 2] = [zeros::<u32>(1), zeros::<u32>(5)];
        run_each(&kernel, &args, [n, 1, 1], [size, 1, 1], |found| {
            assert_eq!(read(&found[0]), [i128::from(n * (n - 1) / 2)]);
            let whole = i128::from(size.div_ceil(2) * 3);
            assert_eq!(read(&found[1]), [whole, whole, whole, whole, 3]);
        });
    }
}

/// Atomics at uniform, contiguous and scattered indices, one or all lanes on.
#[test]
fn shapes_of_addresses() {
    let kernel = enigma::trace("addresses", |k| {
        let out = k.buffer::<i32>("out");
        let tid = k.thread_position_in_grid();
        out.atomic_fetch_add(tid, 1);
        out.atomic_fetch_add(tid / 2, 10);
        out.atomic_fetch_sub(tid * 7 % 5, 1);
        k.if_(tid.eq(3), || {
            out.atomic_fetch_max(4, 5000);
        });
        out.atomic_fetch_add(k.threadgroup_position_in_grid(), 100);
    })
    .expect("a correct kernel");
    let mut args = [zeros::<i32>(70)];
    run_each(&kernel, &args, [70, 1, 1], [70, 1, 1], |found| {
        // The maximum falls anywhere between the additions.
        assert!((4986..=5021).contains(&read(&found[0])[4]));
    });
    let quiet = enigma::trace("addresses", |k| {
        let out = k.buffer::<i32>("out");
        let tid = k.thread_position_in_grid();
        out.atomic_fetch_add(tid, 1);
        out.atomic_fetch_add(tid / 2, 10);
        out.atomic_fetch_sub(tid * 7 % 5, 1);
        out.atomic_fetch_add(k.threadgroup_position_in_grid(), 100);
    })
    .expect("a correct kernel");
    run(&quiet, &mut args, [70, 1, 1], [20, 1, 1]);
    let mut want = vec![0i128; 70];
    for tid in 0..70usize {
        want[tid] += 1;
        want[tid / 2] += 10;
        want[tid * 7 % 5] -= 1;
        want[tid / 20] += 100;
    }
    assert_eq!(read(&args[0]), want);
}
