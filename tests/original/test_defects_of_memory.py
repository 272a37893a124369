"""Defects 18 to 28: memory that the original read out of bounds, mistyped or did not check."""

import enigma
import numpy as np
import pytest


def test_defect_18_a_masked_load_touches_nothing_where_the_mask_is_false(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32)):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.load_if(A, tid, tid < n, -1.0)

    b = np.zeros(64, np.float32)
    args = (np.arange(5, dtype=np.float32), b, np.uint32(5))
    enigma.compile(kernel)._native.interpret(args, 64, 32)
    assert b.tolist() == [0, 1, 2, 3, 4] + [-1] * 59
    run(kernel, np.zeros(0, np.float32), b, np.uint32(0), grid=64, threads=32)
    assert (b == -1).all()


def test_defect_19_a_masked_copy_reads_nothing_where_the_mask_is_false(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        enigma.copy(A, B, 8, mask_fn=lambda i: i < 5)

    a, b = np.arange(5, dtype=np.float32), np.full(5, -1, np.float32)
    run(kernel, a, b, grid=32, threads=32)
    assert b.tolist() == a.tolist()


def test_defect_20_an_index_out_of_bounds_is_an_error_and_harms_nothing(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid + 3]

    b = np.zeros(8, np.float32)
    with pytest.raises(enigma.OutOfBoundsError, match="A"):
        run(kernel, np.ones(8, np.float32), b, grid=8, threads=8)


@pytest.mark.parametrize("size", [0, -4, 9000])
def test_defect_20_threadgroup_memory_has_a_positive_size_that_fits(size):
    @enigma.kernel
    def kernel(A: enigma.f32):
        shared = enigma.threadgroup_alloc("float", size)
        shared[0] = A[0]

    with pytest.raises(enigma.EnigmaError):
        enigma.compile(kernel)


def test_defect_20_launches_are_checked():
    @enigma.kernel
    def kernel(A: enigma.f32):
        A[enigma.thread_position_in_grid] = 1.0

    a = np.zeros(4, np.float32)
    kernel(a).launch(grid=(0, 1, 1), threads=(4, 1, 1))
    assert not a.any()
    for threads in (0, 2048, (32, 32, 2), -1):
        with pytest.raises(ValueError):
            kernel(a).launch(grid=4, threads=threads)
    with pytest.raises((ValueError, TypeError)):
        kernel(a).launch(grid=(4, 1, 1, 1), threads=4)


def test_defect_23_stores_convert_to_the_element_type(run):
    @enigma.kernel
    def kernel(N: enigma.u32, B: enigma.u8, F: enigma.f16):
        tid = enigma.thread_position_in_grid
        N[tid] = tid
        B[tid] = 7
        F[tid] = 0.5

    n, b, f = np.zeros(4, np.uint32), np.zeros(4, np.uint8), np.zeros(4, np.float16)
    run(kernel, n, b, f, grid=4, threads=4)
    assert n.tolist() == [0, 1, 2, 3]
    assert (b == 7).all() and (f == 0.5).all()


def test_defect_23_a_buffer_has_one_dimension_and_says_so():
    @enigma.kernel
    def kernel(A: enigma.f32):
        A[0, 1] = 1.0

    with pytest.raises(enigma.EnigmaIndexError, match="2 indices"):
        enigma.compile(kernel)


def test_defect_26_queries_are_visible_where_they_are_used(run):
    """First used inside a branch, then after it."""

    @enigma.kernel
    def kernel(A: enigma.u32):
        with enigma.if_(A[0] == 0):
            A[enigma.thread_position_in_grid + 1] = enigma.arch.thread_idx()[0]
        tid = enigma.thread_position_in_grid
        A[tid + 9] = tid + enigma.arch.block_idx()[0] + enigma.arch.block_dim()[0]

    a = np.zeros(17, np.uint32)
    run(kernel, a, grid=8, threads=4)
    assert a[1:9].tolist() == [0, 1, 2, 3, 0, 1, 2, 3]
    assert a[9:].tolist() == [n + n // 4 + 4 for n in range(8)]


def test_defect_27_threadgroup_memory_may_be_asked_for_anywhere(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        with enigma.if_(A[0] > 0), enigma.for_range(0, 2):
            shared = enigma.threadgroup_alloc("float", 8)
            shared[lid] = A[lid]
            enigma.barrier()
            B[lid] = shared[7 - lid]
            enigma.barrier()

    a, b = np.arange(1, 9, dtype=np.float32), np.zeros(8, np.float32)
    run(kernel, a, b, grid=8, threads=8)
    assert b.tolist() == a[::-1].tolist()
    assert "threadgroup float" in enigma.compile(kernel).metal_source


def test_defect_27_read_only_buffers_are_const_and_scalars_constant():
    @enigma.kernel
    def kernel(A: enigma.f32, n: enigma.Scalar(enigma.u32), B: enigma.f32):
        B[0] = A[n]

    text = enigma.compile(kernel).metal_source
    assert "const device float*" in text or "device const float*" in text
    assert "constant uint&" in text


@pytest.mark.parametrize("dtype", ["half", "char", "bfloat", "ushort"])
def test_defect_28_atomics_refuse_what_no_device_has(dtype):
    @enigma.kernel
    def kernel(A: enigma.typing.dtype_of(dtype)):
        enigma.atomic_fetch_add(A, 0, 1)

    with pytest.raises(TypeError, match="atomic_fetch_add does not take"):
        enigma.compile(kernel)


def test_defect_28_the_value_of_an_atomic_has_the_element_type():
    @enigma.kernel
    def kernel(A: enigma.i32, F: enigma.f32):
        enigma.atomic_fetch_add(A, 0, F[0])

    with pytest.raises(TypeError, match="cannot store float"):
        enigma.compile(kernel)


def test_defect_28_unknown_orders_and_flags_are_errors_while_tracing():
    @enigma.kernel
    def orders(A: enigma.i32):
        enigma.atomic_fetch_add(A, 0, 1, order="sequential")

    @enigma.kernel
    def flags(A: enigma.i32):
        enigma.barrier("mem_shared")

    for kernel in (orders, flags):
        with pytest.raises(KeyError):
            enigma.compile(kernel)


def test_defect_28_two_exchanges_in_one_scope(run):
    """And one more, which gives the value that it saw."""

    @enigma.kernel
    def kernel(A: enigma.u32, B: enigma.u32):
        first = enigma.atomic_compare_exchange_weak(A, 0, 1, 2)
        second = enigma.atomic_compare_exchange_weak(A, 0, 1, 3)
        B[0] = enigma.where(0, 1, first)
        B[1] = enigma.where(0, 1, second)
        B[2] = enigma.atomic_compare_exchange(A, 0, 1, 4)

    a, b = np.array([1], np.uint32), np.zeros(3, np.uint32)
    run(kernel, a, b, grid=1, threads=1)
    assert b.tolist() == [1, 0, 2]
    # A helper function's own variable holds what was expected.
    text = enigma.compile(kernel).metal_source
    assert text.count("enigma_compare_exchange_weak(") == 3
    assert text.count("enigma_compare_exchange(") == 2


def test_defect_28_a_buffer_used_atomically_is_read_and_written_plainly_too():
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        enigma.atomic_fetch_add(A, 0, 1)
        enigma.barrier("mem_device")
        B[0] = A[0]

    text = enigma.compile(kernel).metal_source
    assert "device atomic_int*)" in text
    assert "device int* A" in text
