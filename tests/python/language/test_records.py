"""Threads that each take a row of neighbouring elements, far from the rows of the others."""

import functools

import enigma
import numpy as np
import pytest

THREADS = 64
DTYPES = {"float": np.float32, "half": np.float16, "char": np.int8, "long": np.int64}


@functools.cache
def through(members: int, apart: int, dtype: str):
    """Takes a row's elements in an order that is not theirs, and puts them back reversed."""
    element = {"float": enigma.f32, "half": enigma.f16, "char": enigma.i8, "long": enigma.i64}
    order = sorted(range(members), key=lambda n: n * 7 % members)

    @enigma.kernel
    def kernel(A: element[dtype], Out: element[dtype], count: enigma.Scalar(enigma.u32)):
        i = enigma.thread_position_in_grid_xyz("x")
        if i < count:
            row = [None] * members
            for n in order:
                row[n] = A[i * apart + n]
            for n in order:
                Out[i * apart + n] = row[members - 1 - n] + row[0]

    return kernel


@pytest.mark.parametrize("count", [THREADS, 3 * THREADS, 3 * THREADS - 5])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("members", "apart"), [(8, 8), (12, 15), (16, 16), (24, 31), (40, 40)])
def test_rows_in_device_memory(run, rng, members, apart, dtype, count):
    a = rng.integers(-20, 20, (count, apart)).astype(DTYPES[dtype])
    out = np.full_like(a, 99)
    kernel = through(members, apart, dtype)
    run(kernel, a.ravel(), out.reshape(-1), np.uint32(count), grid=count, threads=THREADS)
    expected = np.full_like(a, 99)
    expected[:, :members] = a[:, :members][:, ::-1] + a[:, :1]
    np.testing.assert_array_equal(out, expected)


@enigma.kernel
def tile(A: enigma.f32, Out: enigma.f32):
    """Rows of a padded tile, which two axes of threads count; the elements behind a row stay."""
    x, y = enigma.thread_position_in_threadgroup("x"), enigma.thread_position_in_threadgroup("y")
    lid = y * 16 + x
    rows = enigma.threadgroup_alloc("float", (THREADS, 20))
    for n in range(20):
        rows[lid, n] = 7.0
    for n in range(16):
        rows[lid, n] = A[lid * 16 + n] * 2.0
    enigma.barrier()
    for n in range(20):
        Out[lid * 20 + n] = rows[THREADS - 1 - lid, n]


def test_rows_of_a_tile(run, rng):
    a = rng.uniform(-1, 1, (THREADS, 16)).astype(np.float32)
    out = np.zeros((THREADS, 20), np.float32)
    run(tile, a.reshape(-1), out.reshape(-1), grid=(16, 4), threads=(16, 4))
    expected = np.full((THREADS, 20), 7, np.float32)
    expected[:, :16] = 2 * a
    np.testing.assert_array_equal(out, expected[::-1])


@enigma.kernel
def beyond(A: enigma.f32, Out: enigma.f32):
    i = enigma.thread_position_in_grid_xyz("x")
    for n in range(16):
        Out[i * 16 + n] = A[i * 16 + n]


def test_a_row_beyond_the_end_is_reported(run):
    a = np.ones(THREADS * 16 - 1, np.float32)
    out = np.zeros(THREADS * 16, np.float32)
    with pytest.raises(enigma.EnigmaError, match="out of bounds"):
        run(beyond, a, out, grid=THREADS, threads=THREADS)
