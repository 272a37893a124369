"""Defects 63 to 67: tiles, matrix products and vector widths."""

import enigma
import numpy as np
import pytest


@pytest.mark.parametrize("use_simdgroup", [None, True, False])
def test_defect_63_gemm_adds_on_every_path(run, rng, use_simdgroup):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        enigma.gemm(A, B, C, M=8, N=8, K=8, use_simdgroup=use_simdgroup)
        enigma.gemm(A, B, C, M=8, N=8, K=8, use_simdgroup=use_simdgroup)

    a, b, c = (rng.integers(-4, 4, (8, 8)).astype(np.float32) for _ in range(3))
    want = c + 2 * a @ b
    run(kernel, a, b, c, grid=32, threads=32)
    assert np.array_equal(c, want)


def test_defect_63_half_operands_with_float_sums(run, rng):
    @enigma.kernel
    def kernel(A: enigma.f16, B: enigma.f16, C: enigma.f32):
        enigma.gemm(A, B, C, M=8, N=8, K=8)

    a, b = (rng.integers(-4, 4, (8, 8)).astype(np.float16) for _ in range(2))
    c = np.zeros((8, 8), np.float32)
    run(kernel, a, b, c, grid=32, threads=32)
    assert np.array_equal(c, a.astype(np.float32) @ b.astype(np.float32))


def test_defect_63_registers_fall_back_and_stay_a_loop(run, rng):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        acc = enigma.register_tensor((8, 8))
        enigma.gemm(A, B, acc, M=8, N=8, K=8)
        for k, value in enumerate(acc):
            C[k] = value

    a, b = (rng.integers(-4, 4, (8, 8)).astype(np.float32) for _ in range(2))
    c = np.zeros((8, 8), np.float32)
    run(kernel, a, b, c, grid=1, threads=1)
    assert np.array_equal(c, a @ b)
    assert enigma.compile(kernel).mlir_source.count("enigma.for") == 1


def test_defect_64_simdgroup_matrices_chain_with_offsets_and_transposes(run, rng):
    """A 16 x 8 times 8 x 24 product, tile by tile, with A stored transposed."""

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        for row in range(0, 16, 8):
            for column in range(0, 24, 8):
                acc = enigma.make_filled_simdgroup_matrix(0.0)
                a = enigma.simdgroup_matrix_load(A, 16, offset=row, transpose=True)
                b = enigma.simdgroup_matrix_load(B, 24, offset=column)
                acc = enigma.simdgroup_multiply_accumulate(a, b, acc)
                enigma.simdgroup_matrix_store(acc, C, 24, offset=row * 24 + column)

    a = rng.integers(-4, 4, (16, 8)).astype(np.float32)
    b = rng.integers(-4, 4, (8, 24)).astype(np.float32)
    c = np.zeros((16, 24), np.float32)
    run(kernel, np.ascontiguousarray(a.T), b, c, grid=32, threads=32)
    assert np.array_equal(c, a @ b)
    assert "simdgroup_multiply_accumulate(" in enigma.compile(kernel).metal_source


def test_defect_64_small_matrices_can_be_made(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        m = enigma.make_matrix(enigma.make_vec(A[0], A[1]), enigma.make_vec(A[2], A[3]))
        B[0] = enigma.determinant(enigma.matmul(m, enigma.transpose(m)))

    b = np.zeros(1, np.float32)
    run(kernel, np.array([1, 2, 3, 5], np.float32), b, grid=1, threads=1)
    assert b[0] == 1


def test_defect_66_a_copy_is_shared_by_the_threads_that_make_it():
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        shared = enigma.threadgroup_alloc("float", 64)
        enigma.copy(A, shared, 64)
        B[enigma.thread_position_in_grid] = shared[63 - enigma.thread_position_in_grid]

    a, b = np.arange(64, dtype=np.float32), np.zeros(64, np.float32)
    kernel(a, b).launch(grid=64, threads=64)
    assert b.tolist() == a[::-1].tolist()
    text = enigma.compile(kernel).metal_source
    assert "thread_index_in_threadgroup" in text


def test_defect_67_vec_width_takes_literals_and_checks_the_tail(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid] * 2.0 + 1

    a, b = np.arange(8, dtype=np.float32), np.zeros(8, np.float32)
    run(kernel, a, b, grid=2, threads=2, vec_width=4)
    assert b.tolist() == (a * 2 + 1).tolist()
    with pytest.raises(enigma.OutOfBoundsError):
        run(kernel, a[:6].copy(), b, grid=2, threads=2, vec_width=4)
