"""Native control flow around barriers: uniform conditions work, varying ones are diagnosed."""

import inspect

import enigma
import numpy as np
import pytest

N = 32


def test_a_reduction_with_a_loop_of_halving_steps(run):
    @enigma.kernel
    def total(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("float", N)
        shared[lid] = A[enigma.thread_position_in_grid]
        enigma.barrier()
        step = N // 2
        while step > 0:
            if lid < step:
                shared[lid] = shared[lid] + shared[lid + step]
            enigma.barrier()
            step //= 2
        if lid == 0:
            B[enigma.threadgroup_position_in_grid()] = shared[0]

    a = np.arange(4 * N, dtype=np.float32)
    b = run(total, a, np.zeros(4, np.float32), grid=4 * N, threads=N)
    assert b.tolist() == a.reshape(4, N).sum(axis=1).tolist()


def test_rounds_that_all_threads_agree_on(run):
    @enigma.kernel
    def shift(A: enigma.i32, n: enigma.Scalar(enigma.u32), B: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", N)
        x = A[lid]
        for i in enigma.range(n):
            shared[lid] = x
            enigma.barrier()
            x = shared[(lid + 1) % N] + i
            enigma.barrier()
        B[lid] = x

    a = np.arange(N, dtype=np.int32)
    b = run(shift, a, np.uint32(5), np.zeros(N, np.int32), grid=N, threads=N)
    want = a
    for i in range(5):
        want = np.roll(want, -1) + i
    assert np.array_equal(b, want)


def test_nested_loops_with_breaks_and_barriers(run):  # noqa: C901 - kernel and oracle
    @enigma.kernel
    def kernel(A: enigma.i32, limit: enigma.Scalar(enigma.i32), B: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        group = enigma.threadgroup_position_in_grid()
        shared = enigma.threadgroup_alloc("int", N)
        x = A[group * N + lid]
        for i in enigma.range(8):
            if i > group:
                break
            for j in enigma.range(4):
                if j == 1:
                    continue
                if i + j > limit:
                    break
                shared[lid] = x
                enigma.barrier()
                if lid % 2 == 0:
                    x = shared[lid + 1]
                else:
                    x = shared[lid - 1] + j
                enigma.barrier()
            x += 1
        B[group * N + lid] = x

    groups, limit = 3, 3
    a = np.arange(groups * N, dtype=np.int32)
    b = run(kernel, a, np.int32(limit), np.zeros_like(a), grid=groups * N, threads=N)
    want = a.reshape(groups, N).copy()
    lid = np.arange(N)
    for g in range(groups):
        x = want[g]
        for i in range(8):
            if i > g:
                break
            for j in range(4):
                if j == 1:
                    continue
                if i + j > limit:
                    break
                x = np.where(lid % 2 == 0, x[lid ^ 1], x[lid ^ 1] + j)
            x = x + 1
        want[g] = x
    assert np.array_equal(b, want.ravel())


def test_a_uniform_return_before_a_barrier(run):
    @enigma.kernel
    def kernel(A: enigma.i32, n: enigma.Scalar(enigma.i32)):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", N)
        shared[lid] = A[lid]
        if n < 3:
            return
        enigma.barrier()
        A[lid] = shared[N - 1 - lid]

    a = np.arange(N, dtype=np.int32)
    assert np.array_equal(run_first(run, kernel, a, np.int32(2)), a)
    assert np.array_equal(run_first(run, kernel, a, np.int32(3)), a[::-1])


def run_first(run, kernel, a, n):
    got = a.copy()
    run(kernel, got, n, grid=N, threads=N)
    return got


def test_while_true_with_a_uniform_break_and_barriers(run):
    @enigma.kernel
    def kernel(A: enigma.i32, n: enigma.Scalar(enigma.i32), B: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", N)
        x, rounds = A[lid], 0
        while True:
            shared[lid] = x
            enigma.barrier()
            x = shared[(lid + 1) % N]
            enigma.barrier()
            rounds += 1
            if rounds >= n:
                break
        B[lid] = x * 100 + rounds

    a = np.arange(N, dtype=np.int32)
    b = run(kernel, a, np.int32(4), np.zeros_like(a), grid=N, threads=N)
    assert np.array_equal(b, np.roll(a, -4) * 100 + 4)


def test_a_return_that_not_all_threads_take_before_a_barrier(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        if A[lid] > 3:
            return
        enigma.barrier()
        A[lid] = 1

    lines, first = inspect.getsourcelines(kernel.fn)
    with pytest.warns(enigma.EnigmaWarning) as warned, pytest.raises(enigma.EnigmaError) as caught:
        run(kernel, np.arange(N, dtype=np.int32), grid=N, threads=N)
    assert caught.value.code == "E0702"
    condition = first + next(k for k, s in enumerate(lines) if "if A" in s)
    assert f":{condition}" in str(caught.value) or f":{condition}" in str(warned[0].message)


def test_simdgroup_reductions_in_uniform_branches(run):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        group = enigma.threadgroup_position_in_grid()
        if group % 2 == 0:
            x = enigma.simd_sum(A[tid])
        else:
            x = enigma.simd_max(A[tid])
        B[tid] = x

    a = np.arange(2 * N, dtype=np.int32)
    b = run(kernel, a, np.zeros_like(a), grid=2 * N, threads=N)
    assert b.tolist() == [sum(range(N))] * N + [2 * N - 1] * N
