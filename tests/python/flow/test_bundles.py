"""Values that are more than one number, in native branches and loops."""

import enigma
import numpy as np
import pytest


def test_matrices_are_carried(run, rng):
    k = 4

    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        total = enigma.make_filled_simdgroup_matrix(0.0)
        for step in enigma.range(k):
            a = enigma.simdgroup_matrix_load(A, 8 * k, offset=step * 8)
            b = enigma.simdgroup_matrix_load(B, 8, offset=step * 64)
            total = enigma.simdgroup_multiply_accumulate(a, b, total)
        enigma.simdgroup_matrix_store(total, C, 8)

    a = rng.integers(-4, 5, (8, 8 * k)).astype(np.float32)
    b = rng.integers(-4, 5, (8 * k, 8)).astype(np.float32)
    c = run(product, a.ravel(), b.ravel(), np.zeros(64, np.float32), grid=32, threads=32)
    assert np.array_equal(c.reshape(8, 8), a @ b)


def test_matrices_of_uniform_branches(run):
    @enigma.kernel
    def kernel(n: enigma.Scalar(enigma.i32), C: enigma.f32):
        if n > 2:
            m = enigma.make_filled_simdgroup_matrix(3.0)
        else:
            m = enigma.make_filled_simdgroup_matrix(4.0)
        enigma.simdgroup_matrix_store(m, C, 8)

    for n in (1, 5):
        c = run(kernel, np.int32(n), np.zeros(64, np.float32), grid=32, threads=32)
        assert set(c.tolist()) == {3.0 if n > 2 else 4.0}


def test_a_matrix_and_a_number_are_no_value():
    @enigma.kernel
    def kernel(n: enigma.Scalar(enigma.i32), C: enigma.f32):
        m = 0.0
        if n > 2:
            m = enigma.make_filled_simdgroup_matrix(3.0)
        enigma.simdgroup_matrix_store(m, C, 8)

    with pytest.raises(enigma.EnigmaError, match="cannot become one value") as caught:
        enigma.compile(kernel)
    assert caught.value.code == "E0114"


class Pair:
    """A bundle as the package's own values are: fixed parts, rebuilt from others."""

    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __enigma_leaves__(self):
        return self.x, self.y

    def __enigma_rebuild__(self, leaves):
        return Pair(*leaves)

    def __add__(self, other):
        return Pair(self.x + other.x, self.y + other.y)


def test_bundles_of_values(run):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        total = Pair(0, A[tid])
        for i in enigma.range(A[tid]):
            total = total + Pair(i, 1)
            if i == 3:
                total = Pair(total.y, total.x)
        B[tid] = total.x * 100 + total.y

    a = np.arange(7, dtype=np.int32)
    want = []
    for n in a.tolist():
        x, y = 0, n
        for i in range(n):
            x, y = x + i, y + 1
            if i == 3:
                x, y = y, x
        want.append(x * 100 + y)
    assert run(kernel, a, np.zeros_like(a), grid=7, threads=4).tolist() == want


def test_tile_helpers_inside_native_loops(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        pipe = enigma.pipeline("float", 8)
        enigma.copy(A, pipe.front(), 8)
        enigma.barrier()
        total = 0.0
        for i in enigma.range(4):
            if i < 3:
                enigma.copy(A, pipe.back(), 8, src_offset=(i + 1) * 8)
            total += pipe.front()[lid] * (i + 1)
            enigma.barrier()
            pipe.advance()
        B[lid] = total

    a = np.arange(32, dtype=np.float32)
    b = run(kernel, a, np.zeros(8, np.float32), grid=8, threads=8)
    assert np.array_equal(b, (a.reshape(4, 8) * np.arange(1, 5)[:, None]).sum(axis=0))
