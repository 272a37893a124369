"""Products of simdgroup matrices that the CPU takes together, with operands left in memory."""

import enigma
import numpy as np
import pytest


def small(rng, rows, columns):
    return rng.integers(-4, 5, (rows, columns)).astype(np.float32)


@pytest.mark.parametrize("side", [2, 3, 5])
@pytest.mark.parametrize("turned", [False, True])
def test_many_products_share_operands(run, rng, side, turned):
    """A square of products, column by column; the left operand turned, or not."""
    edge = 8 * side

    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32), C: enigma.f32):
        sums = [
            [enigma.make_filled_simdgroup_matrix(1.0) for _ in range(side)] for _ in range(side)
        ]
        for k in enigma.range(0, n, 8):
            for j in range(side):
                b = enigma.simdgroup_matrix_load(B, n, origin=(8 * j, k))
                for i in range(side):
                    at = (8 * i, k) if turned else (k, 8 * i)
                    a = enigma.simdgroup_matrix_load(A, n, origin=at, transpose=turned)
                    sums[i][j] = enigma.simdgroup_multiply_accumulate(a, b, sums[i][j])
        for i in range(side):
            for j in range(side):
                enigma.simdgroup_matrix_store(sums[i][j], C, n, origin=(8 * j, 8 * i))

    a, b = small(rng, edge, edge), small(rng, edge, edge)
    stored = np.ascontiguousarray(a.T) if turned else a
    c = np.zeros(edge * edge, np.float32)
    got = run(product, stored.ravel(), b.ravel(), edge, c, grid=32, threads=32)
    assert np.array_equal(got.reshape(edge, edge), a @ b + 1)


def test_a_matrix_is_what_it_was_when_loaded(run, rng):
    """The memory of both operands is written between the loads and the product."""

    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        a = enigma.simdgroup_matrix_load(A, 8)
        b = enigma.simdgroup_matrix_load(B, 8)
        enigma.simdgroup_matrix_store(b, A, 8)
        lane = enigma.thread_index_in_simdgroup()
        B[lane] = 100.0
        enigma.simdgroup_matrix_store(enigma.simdgroup_multiply(a, b), C, 8)

    a, b = small(rng, 8, 8), small(rng, 8, 8)
    want = a @ b
    got = run(product, a.ravel(), b.ravel(), np.zeros(64, np.float32), grid=32, threads=32)
    assert np.array_equal(got.reshape(8, 8), want)


def test_products_do_not_move_into_branches_and_loops(run, rng):
    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32), C: enigma.f32):
        a = enigma.simdgroup_matrix_load(A, 8)
        b = enigma.simdgroup_matrix_load(B, 8)
        c = enigma.simdgroup_multiply(a, b)
        if n > 2:
            c = enigma.simdgroup_multiply_accumulate(b, a, c)
        for _ in enigma.range(n):
            c = enigma.simdgroup_multiply_accumulate(a, a, c)
        d = enigma.simdgroup_multiply(b, b)
        enigma.simdgroup_matrix_store(
            enigma.simdgroup_multiply_accumulate(a, b, d), C, 8, offset=64
        )
        enigma.simdgroup_matrix_store(c, C, 8)

    a, b = small(rng, 8, 8), small(rng, 8, 8)
    for n in (0, 1, 3):
        got = run(product, a.ravel(), b.ravel(), n, np.zeros(128, np.float32), grid=32, threads=32)
        want = a @ b + n * (a @ a) + (b @ a if n > 2 else 0)
        assert np.array_equal(got[:64].reshape(8, 8), want)
        assert np.array_equal(got[64:].reshape(8, 8), a @ b + b @ b)


def test_operands_may_be_computed(run, rng):
    """Products of products, of sums in half, and of one matrix in all three places."""

    @enigma.kernel
    def power(A: enigma.f16, C: enigma.f32):
        a = enigma.simdgroup_matrix_load(A, 8)
        square = enigma.simdgroup_multiply(a, a)
        cube = enigma.simdgroup_multiply(square, a)
        total = enigma.simdgroup_multiply_accumulate(a, a, a)
        one = enigma.make_filled_simdgroup_matrix(1.0)
        total = enigma.simdgroup_multiply_accumulate(cube, a, one)
        enigma.simdgroup_matrix_store(total, C, 8)
        again = enigma.simdgroup_multiply_accumulate(a, a, one)
        enigma.simdgroup_matrix_store(again, C, 8, offset=64)

    a = rng.integers(-1, 2, (8, 8)).astype(np.float32)
    got = run(power, a.astype(np.float16).ravel(), np.zeros(128, np.float32), grid=32, threads=32)
    assert np.array_equal(got[:64].reshape(8, 8), a @ a @ a @ a + 1)
    assert np.array_equal(got[64:].reshape(8, 8), a @ a + 1)


def test_one_operand_out_of_bounds_is_found(run, rng):
    """What is in bounds of it counts, and the others are whole."""

    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        left = [enigma.simdgroup_matrix_load(A, 16, origin=(0, 8 * i)) for i in range(2)]
        right = [enigma.simdgroup_matrix_load(B, 16, origin=(8 * j, 0)) for j in range(2)]
        for i in range(2):
            for j in range(2):
                c = enigma.simdgroup_multiply(left[i], right[j])
                enigma.simdgroup_matrix_store(c, C, 16, origin=(8 * j, 8 * i))

    a, b = small(rng, 16, 16), small(rng, 8, 16)
    # The last rows of A are missing.
    c = np.zeros(256, np.float32)
    with pytest.raises(enigma.OutOfBoundsError, match="index 208 is out of bounds of A"):
        run(product, a[:13].ravel(), b.ravel(), c, grid=32, threads=32)
    a[13:] = 0
    assert np.array_equal(c.reshape(16, 16), a[:, :8] @ b)
