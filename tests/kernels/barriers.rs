//! Barriers in loops and branches, with values carried around them.

use crate::support::{SIZES, ints, read, run, zeros};
use enigma::core::ir::Kernel;

/// Splits `values` into the groups of a flat launch.
pub fn groups(values: &[i128], size: u64) -> Vec<&[i128]> {
    values.chunks(size as usize).collect()
}

/// Numbers below 1009 in no order.
pub fn numbers(n: u64) -> Vec<i128> {
    (0..i128::from(n)).map(|i| (i * 7919 + 13) % 1009).collect()
}

/// Inclusive scan: two barriers a round, a carried stride, a value read before and used after one.
fn scan() -> Kernel {
    enigma::trace("scan", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let size = k.threads_per_threadgroup();
        let shared = k.threadgroup_alloc::<i32>(1024);
        shared.set(lid, a.get(tid));
        k.barrier();
        let stride = k.var(1u32);
        k.while_(
            || stride.get().lt(size),
            || {
                let s = stride.get();
                let left = shared.load_if(lid - s, lid.ge(s), 0);
                k.barrier();
                shared.set(lid, shared.get(lid) + left);
                k.barrier();
                stride.set(s * 2);
            },
        );
        out.set(tid, shared.get(lid));
    })
    .expect("a correct kernel")
}

#[test]
fn a_scan_in_a_while_loop_with_barriers() {
    for size in SIZES {
        for n in [size, 3 * size - size / 3] {
            let input = numbers(n);
            let mut args = [ints(input.iter().copied()), zeros::<i32>(n)];
            run(&scan(), &mut args, [n, 1, 1], [size, 1, 1]);
            let sums = groups(&input, size).into_iter().flat_map(|g| {
                g.iter().scan(0, |sum, v| {
                    *sum += v;
                    Some(*sum)
                })
            });
            assert_eq!(read(&args[1]), sums.collect::<Vec<_>>(), "{n} by {size}");
        }
    }
}

/// The trip count comes from memory; a varying value is carried around the loop through barriers.
#[test]
fn a_rotation_in_a_counted_loop_with_barriers() {
    let kernel = enigma::trace("rotate", |k| {
        let (a, rounds, out) = (
            k.buffer::<i32>("A"),
            k.buffer::<i32>("rounds"),
            k.buffer::<i32>("out"),
        );
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let size = k.threads_per_threadgroup();
        let shared = k.threadgroup_alloc::<i32>(1024);
        let (x, total) = (k.var(a.get(tid)), k.var(0));
        k.for_range(0, rounds.get(k.threadgroup_position_in_grid()), |i| {
            shared.set(lid, x.get());
            k.barrier();
            x.set(shared.get((lid + 1) % size));
            total.set(total.get() + x.get() * i);
            k.barrier();
        });
        out.set(tid, x.get() + total.get() * 10_000);
    })
    .expect("a correct kernel");
    for size in SIZES {
        let n = 2 * size + size / 2;
        let (input, rounds) = (numbers(n), [5, 0, 1i128]);
        let mut args = [ints(input.iter().copied()), ints(rounds), zeros::<i32>(n)];
        run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let mut want = Vec::new();
        for (g, values) in groups(&input, size).into_iter().enumerate() {
            for lid in 0..values.len() {
                let after = |r: i128| values[(lid + r as usize) % values.len()];
                let total: i128 = (0..rounds[g]).map(|i| after(i + 1) * i).sum();
                want.push(i128::from((after(rounds[g]) + total * 10_000) as i32));
            }
        }
        assert_eq!(read(&args[2]), want, "groups of {size}");
    }
}

/// Branches that whole groups take alike, with barriers in both arms and a join after.
#[test]
fn uniform_branches_with_barriers() {
    let kernel = enigma::trace("arms", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let (group, size) = (
            k.threadgroup_position_in_grid(),
            k.threads_per_threadgroup(),
        );
        let shared = k.threadgroup_alloc::<i32>(1024);
        let (x, mark) = (k.var(a.get(tid)), k.var(0u32));
        k.if_else(
            (group % 2).eq(0),
            || {
                shared.set(lid, x.get());
                k.barrier();
                x.set(shared.get(size - 1 - lid));
                mark.set(group + 1);
            },
            || {
                shared.set(size - 1 - lid, x.get() * 2);
                k.barrier();
                k.if_(group.eq(1), || {
                    x.set(x.get() + shared.get(0));
                    k.barrier();
                    shared.set(lid, 5);
                    mark.set(100);
                });
                k.barrier();
                x.set(x.get() + shared.get(lid));
            },
        );
        out.set(tid, x.get() + mark.get().cast::<i32>() * 10_000);
    })
    .expect("a correct kernel");
    for size in SIZES {
        let n = 4 * size;
        let input = numbers(n);
        let mut args = [ints(input.iter().copied()), zeros::<i32>(n)];
        run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let mut want = Vec::new();
        for (g, v) in groups(&input, size).into_iter().enumerate() {
            for lid in 0..v.len() {
                let mirror = v[v.len() - 1 - lid];
                want.push(match g {
                    0 | 2 => mirror + (g as i128 + 1) * 10_000,
                    1 => v[lid] + v[v.len() - 1] * 2 + 5 + 100 * 10_000,
                    _ => v[lid] + mirror * 2,
                });
            }
        }
        assert_eq!(read(&args[1]), want, "groups of {size}");
    }
}

/// A loop that ends when the group's shared memory says so: odd-even sort, with a flag in shared memory.
#[test]
fn a_while_loop_whose_condition_is_shared_memory() {
    let kernel = enigma::trace("sort", |k| {
        let (a, rounds) = (k.buffer::<i32>("A"), k.buffer::<u32>("rounds"));
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let size = k.threads_per_threadgroup();
        let (data, changed) = (
            k.threadgroup_alloc::<i32>(256),
            k.threadgroup_alloc::<u32>(1),
        );
        data.set(lid, a.get(tid));
        let count = k.var(0u32);
        k.if_(lid.eq(0), || changed.set(0, 1));
        k.barrier();
        k.while_(
            || changed.get(0).ne(0),
            || {
                k.barrier();
                k.if_(lid.eq(0), || changed.set(0, 0));
                k.barrier();
                for parity in 0..2 {
                    let pairs = (lid % 2).eq(parity) & (lid + 1).lt(size);
                    k.if_(pairs, || {
                        let (x, y) = (data.get(lid), data.get(lid + 1));
                        k.if_(x.gt(y), || {
                            data.set(lid, y);
                            data.set(lid + 1, x);
                            changed.atomic_store(0, 1);
                        });
                    });
                    k.barrier();
                }
                count.set(count.get() + 1);
            },
        );
        a.set(tid, data.get(lid));
        rounds.set(tid, count.get());
    })
    .expect("a correct kernel");
    for size in [1, 7, 32, 33, 100] {
        let n = 2 * size + 3.min(size);
        let input = numbers(n);
        let mut args = [ints(input.iter().copied()), zeros::<u32>(n)];
        run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let mut want = input.clone();
        want.chunks_mut(size as usize).for_each(<[i128]>::sort);
        assert_eq!(read(&args[0]), want, "groups of {size}");
    }
}

/// Barriers at two depths of nested loops, under a uniform branch, with values carried at both.
#[test]
fn nested_loops_with_barriers() {
    let kernel = enigma::trace("nested", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let size = k.threads_per_threadgroup();
        let shared = k.threadgroup_alloc::<i32>(1024);
        let (x, steps) = (k.var(a.get(tid)), k.var(0));
        k.for_range(0, 3, |i| {
            let before = x.get();
            let j = k.var(0);
            k.while_(
                || j.get().lt(i),
                || {
                    shared.set(lid, x.get());
                    k.barrier();
                    k.if_((j.get() % 2).eq(0), || {
                        x.set((x.get() + shared.get((lid + 1) % size)) % 1000);
                        k.barrier();
                        steps.set(steps.get() + 1);
                    });
                    k.barrier();
                    j.set(j.get() + 1);
                },
            );
            x.set(x.get() + before);
        });
        out.set(tid, x.get() * 10 + steps.get());
    })
    .expect("a correct kernel");
    for size in SIZES {
        let n = size + size.div_ceil(2);
        let input = numbers(n);
        let mut args = [ints(input.iter().copied()), zeros::<i32>(n)];
        run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let mut want = Vec::new();
        for group in groups(&input, size) {
            let (mut x, mut steps) = (group.to_vec(), 0);
            for i in 0..3 {
                let before = x.clone();
                for j in (0..i).filter(|j| j % 2 == 0) {
                    let _ = j;
                    let old = x.clone();
                    for (lid, v) in x.iter_mut().enumerate() {
                        *v = (*v + old[(lid + 1) % old.len()]) % 1000;
                    }
                    steps += 1;
                }
                x.iter_mut().zip(&before).for_each(|(v, b)| *v += b);
            }
            want.extend(x.iter().map(|v| v * 10 + steps));
        }
        assert_eq!(read(&args[1]), want, "groups of {size}");
    }
}
