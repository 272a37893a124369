//! Control flow that threads take differently, with carried values; what an inactive thread does not do.

use crate::support::{SIZES, ints, of_dtype, read, run, zeros};
use enigma::core::interp::Arg;
use enigma::core::ir::Kernel;
use enigma::core::{Const, Scalar};
use enigma::front::Value;

/// Runs a kernel of (`A`, `out`) on flat grids of every size of group against a function of (index, A).
#[track_caller]
fn check(kernel: &Kernel, wanted: impl Fn(usize, i128) -> i128) {
    for size in SIZES {
        let n = size + size.div_ceil(3);
        let input: Vec<i128> = (0..i128::from(n))
            .map(|i| (i * 7919 + 13) % 1009 - 300)
            .collect();
        let mut args = [ints(input.iter().copied()), zeros::<i32>(n)];
        run(kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let want: Vec<i128> = input
            .iter()
            .enumerate()
            .map(|(i, &v)| wanted(i, v))
            .collect();
        assert_eq!(read(&args[1]), want, "groups of {size}");
    }
}

#[test]
fn nested_branches_join_their_values() {
    let kernel = enigma::trace("branches", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let (x, y) = (k.var(a.get(tid)), k.var(1));
        k.if_else(
            x.get().gt(100),
            || {
                k.if_else(
                    (x.get() % 3).eq(0),
                    || x.set(x.get() - 50),
                    || y.set(y.get() + x.get()),
                );
                k.if_((x.get() & 1).eq(1), || x.set(x.get() * 2));
            },
            || {
                y.set(-1);
                k.if_(x.get().lt(0), || {
                    x.set(-x.get());
                    k.if_(x.get().gt(200), || y.set(7));
                });
            },
        );
        out.set(tid, x.get() * 1000 + y.get());
    })
    .expect("a correct kernel");
    check(&kernel, |_, v| {
        let (mut x, mut y) = (v, 1);
        if x > 100 {
            if x % 3 == 0 {
                x -= 50;
            } else {
                y += x;
            }
            if x & 1 == 1 {
                x *= 2;
            }
        } else {
            y = -1;
            if x < 0 {
                x = -x;
                if x > 200 {
                    y = 7;
                }
            }
        }
        x * 1000 + y
    });
}

/// Bounds and step differ between threads; some never enter.
#[test]
fn counted_loops_with_bounds_of_the_thread() {
    let kernel = enigma::trace("bounds", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let (lo, hi) = (a.get(tid) % 7, a.get(tid) % 31);
        let step = (tid % 4).cast::<i32>();
        let (sum, last) = (k.var(0), k.var(-99));
        k.for_range_step(lo, hi, step, Scalar::I32, |i| {
            sum.set(sum.get() * 3 % 1000 + i);
            last.set(i);
        });
        out.set(tid, sum.get() * 100 + last.get());
    })
    .expect("a correct kernel");
    check(&kernel, |index, v| {
        let (lo, hi, step) = (v % 7, v % 31, index as i128 % 4);
        let (mut sum, mut last, mut i) = (0, -99, lo);
        // A step that is not positive makes no trips.
        while step > 0 && i < hi {
            sum = sum * 3 % 1000 + i;
            last = i;
            i += step;
        }
        sum * 100 + last
    });
}

#[test]
fn conditional_loops_end_at_different_times() {
    let kernel = enigma::trace("gcd", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let (x, y) = (k.var(a.get(tid).abs() + 1), k.var(tid.cast::<i32>()));
        let rounds = k.var(0);
        k.while_(
            || y.get().ne(0),
            || {
                let rest = x.get() % y.get();
                x.set(y.get());
                y.set(rest);
                rounds.set(rounds.get() + 1);
            },
        );
        out.set(tid, x.get() * 100 + rounds.get());
    })
    .expect("a correct kernel");
    check(&kernel, |index, v| {
        let (mut x, mut y, mut rounds) = (v.abs() + 1, index as i128, 0);
        while y != 0 {
            (x, y) = (y, x % y);
            rounds += 1;
        }
        x * 100 + rounds
    });
}

/// Loops in branches in loops, leaving early by a flag.
#[test]
fn a_search_that_stops_early() {
    let kernel = enigma::trace("search", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let (found, tries) = (k.var(-1), k.var(0));
        k.for_range(0, 4, |i| {
            k.if_(found.get().lt(0), || {
                let j = k.var(0);
                k.while_(
                    || j.get().lt(10) & found.get().lt(0),
                    || {
                        let value = (a.get(tid) + i * 37 + j.get() * 11) % 53;
                        k.if_else(
                            value.eq(0),
                            || found.set(i * 10 + j.get()),
                            || tries.set(tries.get() + 1),
                        );
                        j.set(j.get() + 1);
                    },
                );
            });
        });
        out.set(tid, found.get() * 1000 + tries.get());
    })
    .expect("a correct kernel");
    check(&kernel, |_, v| {
        let (mut found, mut tries) = (-1, 0);
        'search: for i in 0..4 {
            for j in 0..10 {
                if (v + i * 37 + j * 11) % 53 == 0 {
                    found = i * 10 + j;
                    break 'search;
                }
                tries += 1;
            }
        }
        found * 1000 + tries
    });
}

/// Inactive threads neither store nor fault: their indices are out of bounds, their divisors zero.
#[test]
fn inactive_threads_do_nothing() {
    let kernel = enigma::trace("inactive", |k| {
        let (a, out, small) = (
            k.buffer::<i32>("A"),
            k.buffer::<i32>("out"),
            k.buffer::<i32>("small"),
        );
        let tid = k.thread_position_in_grid();
        let n = small.get(0);
        k.if_(tid.lt(n), || {
            out.set(
                tid,
                a.get(tid) / (n - tid.cast::<i32>()) + small.get(tid + 1),
            );
        });
        k.for_range(tid, n, |i| {
            out.set(tid, out.get(tid) + small.get(i + 1));
        });
    })
    .expect("a correct kernel");
    for size in SIZES {
        let n = 2 * size;
        let few = (n / 3).max(1) as i128;
        let mut small = vec![few];
        small.extend((0..few).map(|i| i * i));
        let mut args = [
            ints((0..few).map(|i| i * 50)),
            zeros::<i32>(few as u64),
            ints(small),
        ];
        run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let want =
            (0..few).map(|i| i * 50 / (few - i) + i * i + (i..few).map(|j| j * j).sum::<i128>());
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "groups of {size}");
    }
}

/// The trip count is fixed on entry and does not wrap, in every dtype an index may have.
#[test]
fn loops_up_to_the_limits_of_their_dtype() {
    for dtype in Scalar::ALL.into_iter().filter(|t| t.is_int()) {
        let (low, high) = dtype.int_range();
        let kernel = enigma::trace("limits", |k| {
            let (bounds, out) = (k.buffer_of("bounds", dtype), k.buffer_of("out", dtype));
            let tid = k.thread_position_in_grid();
            let (count, last) = (k.var_of(dtype, 0), k.var_of(dtype, 0));
            k.for_range_step(
                bounds.get(tid * 3),
                bounds.get(tid * 3 + 1),
                bounds.get(tid * 3 + 2),
                dtype,
                |i| {
                    count.set(count.get() + 1);
                    last.set(i);
                },
            );
            out.set(tid * 2, count.get());
            out.set(tid * 2 + 1, last.get());
        })
        .expect("a correct kernel");
        let quarter = high / 4;
        let cases = [
            [high - 5, high, 3],
            [high - 1, high, high],
            [low, low + 4, 2],
            [low, high, quarter],
            [0, high, high],
            [5, 2, 1],
            [low, low, 1],
            [high, low, 1],
            [0, 5, 0],
            [high - 2, high, 2],
        ];
        let mut args = [
            of_dtype(dtype, cases.iter().flatten().copied()),
            of_dtype(dtype, [0; 20]),
        ];
        run(&kernel, &mut args, [10, 1, 1], [10, 1, 1]);
        let want = cases.iter().flat_map(|&[lo, hi, step]| {
            let trips = if lo < hi && step > 0 {
                (hi - lo + step - 1) / step
            } else {
                0
            };
            [
                trips,
                if trips > 0 {
                    lo + (trips - 1) * step
                } else {
                    0
                },
            ]
        });
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "{dtype}");
    }
}

/// All that is done between two barriers is for the threads that compare so with a bound of the group.
#[test]
fn parts_of_a_group_between_barriers() {
    type Compare = for<'k> fn(Value<'k>, Value<'k>) -> Value<'k>;
    type Way = (&'static str, Compare, fn(i128, i128) -> bool);
    let ways: [Way; 6] = [
        ("lt", |a, b| a.lt(b), |a, b| a < b),
        ("le", |a, b| a.le(b), |a, b| a <= b),
        ("eq", |a, b| a.eq(b), |a, b| a == b),
        ("turned lt", |a, b| b.gt(a), |a, b| a < b),
        ("turned le", |a, b| b.ge(a), |a, b| a <= b),
        ("turned eq", |a, b| b.eq(a), |a, b| a == b),
    ];
    for (name, compare, meaning) in ways {
        let kernel = enigma::trace("part", |k| {
            let (bound, out) = (k.scalar::<u32>("bound"), k.buffer::<i32>("out"));
            let lid = k.thread_position_in_threadgroup();
            let shared = k.threadgroup_alloc::<i32>(1024);
            shared.set(lid, 1);
            k.barrier();
            k.if_(compare(lid, bound), || shared.set(lid, shared.get(lid) + 6));
            k.barrier();
            out.set(k.thread_position_in_grid(), shared.get(lid));
        })
        .expect("a correct kernel");
        for size in [1, 33, 100, 256] {
            let n = 2 * size + size / 2;
            for bound in [0, 1, 15, 16, 17, 31, 32, 33, 99, 100, 255, 256, u32::MAX] {
                let scalar = Arg::Scalar(Const::from_int(Scalar::U32, bound.into()));
                let mut args = [scalar, zeros::<i32>(n)];
                run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
                let want = (0..i128::from(n)).map(|i| {
                    let lid = i % i128::from(size);
                    if meaning(lid, bound.into()) { 7 } else { 1 }
                });
                let want: Vec<i128> = want.collect();
                assert_eq!(read(&args[1]), want, "{name} {bound}, groups of {size}");
            }
        }
    }
}

/// Threads may take a branch or a loop differently that has a barrier which none of them reaches; what each
/// takes out of it is its own.
#[test]
fn a_barrier_that_nobody_reaches() {
    let kernel = enigma::trace("unreached", |k| {
        let (flag, out) = (k.buffer::<i32>("flag"), k.buffer::<i32>("out"));
        let lid = k.thread_position_in_threadgroup();
        let guarded = || k.if_(flag.get(0).ne(0), || k.barrier());
        let v = k.var(0i32);
        k.if_else(
            (lid % 3).eq(0),
            || {
                guarded();
                v.set(lid.cast::<i32>());
            },
            || {
                guarded();
                v.set(v.get() + 100);
            },
        );
        let total = k.var(0i32);
        k.for_range(0u32, lid % 5, |i| {
            guarded();
            total.set(total.get() + i.cast::<i32>() + 1);
        });
        let left = k.var(lid % 7);
        let rounds = k.var(0i32);
        k.while_(
            || left.get().gt(0),
            || {
                guarded();
                left.set(left.get() - 1);
                rounds.set(rounds.get() + 1);
            },
        );
        let sum = v.get() + total.get() * 1000 + rounds.get() * 100_000;
        out.set(k.thread_position_in_grid(), sum);
    })
    .expect("a correct kernel");
    for size in [5, 32, 100] {
        let n = 2 * size + 3;
        let mut args = [ints([0]), zeros::<i32>(n)];
        run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let want = (0..n).map(|i| {
            let lid = i128::from(i % size);
            let v = if lid % 3 == 0 { lid } else { 100 };
            let total: i128 = (0..lid % 5).map(|i| i + 1).sum();
            v + total * 1000 + lid % 7 * 100_000
        });
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "groups of {size}");
    }
}
