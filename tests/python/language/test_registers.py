"""Register tensors: variables of one thread that survive loops and branches."""

import enigma
import numpy as np
import pytest


def test_slots_are_carried_by_loops_and_branches(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        acc = enigma.register_tensor((2, 2))
        with enigma.for_range(0, 8) as i:
            with enigma.if_(i % 2 == 0) as (even, odd):
                with even:
                    acc[0, 0] = enigma.fma(A[i], 2.0, acc[0, 0])
                with odd:
                    acc[1, 1] += A[i]
            acc[0, 1] = acc[0, 0] - acc[1, 1]
        for i in range(2):
            for j in range(2):
                B[tid * 4 + (2 * i + j)] = acc[i, j]

    a = np.arange(8, dtype=np.float32)
    b = run(kernel, a, np.zeros((3, 4), np.float32), grid=3, threads=2)
    even, odd = 2 * a[::2].sum(), a[1::2].sum()
    assert np.array_equal(b, [[even, even - odd, 0, odd]] * 3)


def test_fill_dtype_and_shape():
    seen = {}

    @enigma.kernel
    def kernel(A: enigma.f32):
        r = enigma.register_tensor(3, enigma.i16, -1)
        s = enigma.register_tensor((2, 3), "half", fill=0.5)
        seen["r"] = r.shape, r.dtype, r.size(), r[2].dtype, len(list(r))
        seen["s"] = s.shape, s.dtype, s.size()
        A[0] = s[1, 2] + r[0]

    text = enigma.compile(kernel).mlir_source
    assert seen == {"r": ((3,), "short", 3, "short", 3), "s": ((2, 3), "half", 6)}
    assert "local" not in text


def test_the_default_is_a_float_zero(run):
    @enigma.kernel
    def kernel(A: enigma.f32):
        r = enigma.register_tensor(2)
        A[0] = r[np.int32(1)] + 3

    assert run(kernel, np.zeros(1, np.float32), grid=1, threads=1)[0] == 3


def test_a_fill_may_be_traced(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        r = enigma.register_tensor((2,), "int", tid * 2)
        r[0] = r[0] + 1
        A[tid] = r[0] * 100 + r[1]

    assert run(kernel, np.zeros(3, np.int32), grid=3, threads=3).tolist() == [100, 302, 504]


def test_assignments_convert(run):
    @enigma.kernel
    def kernel(A: enigma.u8, B: enigma.f32):
        r = enigma.register_tensor(1, "float")
        s = enigma.register_tensor(1, "uchar")
        r[0] = A[0]
        s[0] = enigma.i32(300)
        B[0] = r[0] / 2
        B[1] = s[0]

    b = run(kernel, np.array([5], np.uint8), np.zeros(2, np.float32), grid=1, threads=1)
    assert b.tolist() == [2.5, 44]


@pytest.mark.parametrize("n", [1, 16])
def test_a_swap(run, n):
    @enigma.kernel
    def kernel(A: enigma.i32):
        r = enigma.register_tensor(2, "int")
        r[0], r[1] = A[0], A[1]
        with enigma.for_range(0, n):
            r[0], r[1] = r[1], r[0]
        A[0], A[1] = r[0], r[1]

    a = run(kernel, np.array([1, 2], np.int32), grid=1, threads=1)
    assert a.tolist() == ([2, 1] if n % 2 else [1, 2])
