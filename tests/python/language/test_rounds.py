"""Loops that carry or read more than registers hold: several rounds at once, the same results."""

import enigma
import numpy as np
import pytest

MANY = 40
THREADS = 64


@enigma.kernel
def sums(A: enigma.f32, Out: enigma.f32, rounds: enigma.Scalar(enigma.u32)):
    """Each sum of a thread is rounded after each step, so the order shows."""
    lid = enigma.thread_position_in_threadgroup("x")
    tile = enigma.threadgroup_alloc("float", (THREADS, MANY))
    for n in range(MANY):
        tile[lid, n] = A[lid * MANY + n]
    enigma.barrier()
    out = enigma.register_tensor(MANY, "float", fill=1.0)
    own = A[lid * MANY]
    last = 0.0
    for j in enigma.range(rounds):
        row = j & (THREADS - 1)
        weight = tile[row, 0] * own
        for n in range(MANY):
            out[n] = enigma.fma(weight, tile[row, n], out[n])
        last = enigma.fmax(last, weight)
    for n in range(MANY):
        Out[lid * MANY + n] = out[n] + last


@pytest.mark.parametrize("rounds", [0, 1, 3, 4, 30, 64])
def test_sums_keep_their_order_for_any_number_of_rounds(run, rng, rounds):
    a = rng.uniform(-1, 1, THREADS * MANY).astype(np.float32)
    out = np.zeros_like(a)
    run(sums, a, out, np.uint32(rounds), grid=THREADS, threads=THREADS)
    rows = a.reshape(THREADS, MANY)
    expected, last = np.ones((THREADS, MANY), np.float32), np.zeros((THREADS, 1), np.float32)
    for row in rows[:rounds]:
        weight = row[0] * rows[:, :1]
        products = weight.astype(np.float64) * row.astype(np.float64)
        expected = (products + expected).astype(np.float32)
        last = np.maximum(last, weight)
    np.testing.assert_array_equal(out.reshape(THREADS, MANY), expected + last)


@enigma.kernel
def scores(A: enigma.f32, Out: enigma.f32):
    """What is read from outside does not fit; a loop inside goes round once for all."""
    lid = enigma.thread_position_in_threadgroup("x")
    tile = enigma.threadgroup_alloc("float", (THREADS, MANY))
    found = enigma.threadgroup_alloc("float", (THREADS, THREADS))
    query = enigma.register_tensor(MANY, "float", fill=0.0)
    for n in range(MANY):
        query[n] = A[lid * MANY + n] * 0.5
        tile[lid, n] = A[lid * MANY + n]
    enigma.barrier()
    best = -1e30
    for j in enigma.range(THREADS):
        score = 0.0
        for n in range(MANY):
            score = enigma.fma(query[n], tile[j, n], score)
        for n in enigma.range(MANY):
            score = score * 0.5 + tile[j, n]
        found[j, lid] = score
        best = enigma.fmax(best, score)
    for j in enigma.range(THREADS):
        Out[lid * THREADS + j] = found[j, lid] - best


def test_rounds_that_read_many_values(run, rng):
    a = rng.integers(-4, 5, THREADS * MANY).astype(np.float32)
    out = run(scores, a, np.zeros(THREADS * THREADS, np.float32), grid=THREADS, threads=THREADS)
    rows = a.reshape(THREADS, MANY).astype(np.float64)
    found = rows * 0.5 @ rows.T
    for n in range(MANY):
        found = (found * 0.5).astype(np.float32) + rows[:, n].astype(np.float32)
        found = found.astype(np.float32).astype(np.float64)
    expected = found - found.max(axis=1, keepdims=True)
    np.testing.assert_allclose(out.reshape(THREADS, THREADS), expected, rtol=1e-4, atol=1e-4)


@enigma.kernel
def passed_on(A: enigma.f32, Out: enigma.f32):
    """A round needs the last one's values before its own are there, and stores what others read."""
    lid = enigma.thread_position_in_threadgroup("x")
    tile = enigma.threadgroup_alloc("float", THREADS)
    held = [A[lid * MANY + n] for n in range(MANY)]
    first, second = 1.0, 2.0
    for j in enigma.range(8):
        tile[lid] = first
        total = second * tile[lid]
        for n in range(MANY):
            total = total * 0.5 + held[n]
        first, second = second, total
    Out[lid] = first * 8 + second


def test_rounds_that_wait_for_each_other(run, rng):
    a = rng.integers(-4, 5, THREADS * MANY).astype(np.float32)
    out = run(passed_on, a, np.zeros(THREADS, np.float32), grid=THREADS, threads=THREADS)
    first, second = np.full(THREADS, 1, np.float32), np.full(THREADS, 2, np.float32)
    rows = a.reshape(THREADS, MANY)
    for _ in range(8):
        total = second * first
        for n in range(MANY):
            total = total * np.float32(0.5) + rows[:, n]
        first, second = second, total
    np.testing.assert_allclose(out, first * 8 + second, rtol=1e-5)


@enigma.kernel
def across_barriers(A: enigma.f32, Out: enigma.f32):
    """Of what goes round, one is replaced where others still read it, and two change places."""
    lid = enigma.thread_position_in_threadgroup("x")
    tile = enigma.threadgroup_alloc("float", THREADS)
    total, old, left, right = A[lid], 0.0, A[lid] * 2, A[lid] * 3
    for j in enigma.range(5):
        next_total = total * 0.5 + left
        tile[lid] = next_total
        enigma.barrier()
        other = tile[(lid + 1) % THREADS]
        old = old + total * other
        enigma.barrier()
        left, right = right, left
        total = next_total
    Out[lid] = total + old + left * 7 + right


def test_values_that_go_round_a_loop_with_barriers(run, rng):
    a = rng.integers(-4, 5, THREADS).astype(np.float32)
    out = run(across_barriers, a, np.zeros(THREADS, np.float32), grid=THREADS, threads=THREADS)
    total, old, left, right = a, np.zeros_like(a), a * 2, a * 3
    for _ in range(5):
        after = total * np.float32(0.5) + left
        old = old + total * np.roll(after, -1)
        left, right, total = right, left, after
    np.testing.assert_allclose(out, total + old + left * 7 + right, rtol=1e-5)


@enigma.kernel
def neighbours(N: enigma.u32, A: enigma.u32, Out: enigma.u32):
    """The rounds that all lanes take read whole vectors; those that some take must not."""
    lid = enigma.thread_position_in_threadgroup("x")
    total = enigma.u32(0)
    for i in enigma.range(N[lid]):
        total = (
            total * 3 + A[lid * 4 + i * 256] * A[lid * 4 + i * 256 + 1] + A[lid * 4 + i * 256 + 2]
        )
    Out[lid] = total


@pytest.mark.parametrize("bounds", ["on", "off"])
def test_rounds_that_some_lanes_take_read_neighbours(run, rng, bounds):
    n = (np.arange(THREADS) % 5 + 2).astype(np.uint32)
    a = rng.integers(0, 9, 6 * 256).astype(np.uint32)
    out = np.zeros(THREADS, np.uint32)
    run(neighbours, n, a, out, grid=THREADS, threads=THREADS, bounds=bounds)
    expected = np.zeros(THREADS, np.uint32)
    for lid in range(THREADS):
        for i in range(n[lid]):
            at = lid * 4 + i * 256
            expected[lid] = expected[lid] * 3 + a[at] * a[at + 1] + a[at + 2]
    np.testing.assert_array_equal(out, expected)
