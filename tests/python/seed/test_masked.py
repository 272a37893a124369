"""`enigma.load_if` and `enigma.store_if`: memory is touched only where the mask holds."""

import enigma
import numpy as np
import pytest


@enigma.kernel
def tail(A: enigma.f32, C: enigma.f32, N: enigma.Scalar(enigma.u32)):
    tid = enigma.thread_position_in_grid
    mask = enigma.cmp_ult(tid, enigma.metal_cast(N, "uint"))
    val = enigma.load_if(A, tid, mask, default=0.0)
    enigma.store_if(C, tid, val, mask)


@pytest.mark.parametrize("n", [0, 1, 31, 32, 33, 64, 100])
@pytest.mark.parametrize("extra", [0, 1, 63])
def test_the_pages_example_copies_a_tail_in_bounds(run, n, extra):
    a = np.arange(n, dtype=np.float32) + 1
    c = np.zeros(n, np.float32)
    run(tail, a, c, n, grid=n + extra, threads=32)
    assert np.array_equal(c, a)


@enigma.kernel
def defaults(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    B[tid] = enigma.load_if(A, tid, tid < 3)


def test_the_default_of_the_default_is_zero(run):
    a = np.array([5, 6, 7], np.int32)
    b = run(defaults, a, np.full(6, -1, np.int32), grid=6, threads=6)
    assert np.array_equal(b, [5, 6, 7, 0, 0, 0])


@pytest.mark.parametrize("index", [10**6, 2**31, 2**32 - 1])
def test_an_index_far_out_of_bounds_is_not_read(run, index):
    @enigma.kernel
    def far(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.load_if(A, tid + index, tid != tid, default=2.5)

    b = run(far, np.zeros(1, np.float32), np.zeros(8, np.float32), grid=8, threads=8)
    assert (b == 2.5).all()


def test_an_empty_buffer_gives_the_default(run):
    @enigma.kernel
    def empty(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.load_if(A, tid, False, default=9)

    b = run(empty, np.zeros(0, np.int32), np.zeros(4, np.int32), grid=4, threads=4)
    assert (b == 9).all()


def test_literal_masks(run):
    @enigma.kernel
    def always(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        enigma.store_if(B, tid, enigma.load_if(A, tid, True, default=-1), True)
        enigma.store_if(B, tid, 100, False)

    a = np.arange(4, dtype=np.int32)
    assert np.array_equal(run(always, a, np.zeros_like(a), grid=4, threads=4), a)


def test_threadgroup_memory_and_computed_defaults(run):
    @enigma.kernel
    def shift(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("float", 16)
        enigma.store_if(shared, lid, A[tid], lid % 2 == 0)
        enigma.store_if(shared, lid, A[tid] * 10.0, lid % 2 == 1)
        enigma.barrier()
        B[tid] = enigma.load_if(shared, lid - 1, lid > 0, default=-A[tid])

    a = np.arange(1, 33, dtype=np.float32)
    b = run(shift, a, np.zeros_like(a), grid=32, threads=16)
    scaled = np.where(np.arange(32) % 2 == 0, a, a * 10)
    expected = np.roll(scaled, 1)
    expected[[0, 16]] = -a[[0, 16]]
    assert np.array_equal(b, expected)


def test_tuple_indices(run):
    @enigma.kernel
    def tile(A: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", (2, 4))
        row, column = lid / 4, lid % 4
        enigma.store_if(shared, (row, column), enigma.metal_cast(lid, "int"), lid < 8)
        enigma.barrier()
        A[lid] = enigma.load_if(shared, (1 - row, column), lid < 8, default=-1)

    a = run(tile, np.zeros(8, np.int32), grid=8, threads=8)
    assert np.array_equal(a, [4, 5, 6, 7, 0, 1, 2, 3])


def test_metal_selects_the_index_before_it_loads():
    """The masked load is one load at a safe index; nothing is read past the end."""
    text = enigma.compile(defaults).metal_source
    assert "if (" not in text or "?" in text
    assert "A[" in text
