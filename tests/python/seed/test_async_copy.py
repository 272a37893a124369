"""Async copies: 1-D and 2-D, both ways, offsets, ragged extents, several events at once."""

import enigma
import numpy as np
import pytest

GUARD = -7


@pytest.mark.parametrize(
    ("dst_offset", "src_offset", "count"),
    [(0, 0, 64), (3, 5, 40), (0, 1, 1), (10, 0, 0), (63, 99, 1), (0, 36, 64)],
)
def test_1d_to_threadgroup(run, dst_offset, src_offset, count):
    @enigma.kernel
    def load(A: enigma.i32, B: enigma.i32):
        lid = enigma.thread_index_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", 64)
        shared[lid] = GUARD
        shared[lid + 32] = GUARD
        enigma.barrier()
        event = enigma.async_copy_1d_d2t(shared, dst_offset, A, src_offset, count)
        enigma.async_copy_wait(event)
        enigma.barrier()
        B[lid] = shared[lid]
        B[lid + 32] = shared[lid + 32]

    a = np.arange(100, dtype=np.int32)
    b = run(load, a, np.zeros(64, np.int32), grid=32, threads=32)
    expected = np.full(64, GUARD)
    expected[dst_offset : dst_offset + count] = a[src_offset : src_offset + count]
    assert np.array_equal(b, expected)


def test_the_source_may_come_first(run):
    @enigma.kernel
    def load(A: enigma.i32, B: enigma.i32):
        lid = enigma.thread_index_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", 32)
        shared[lid] = GUARD
        enigma.barrier()
        token = enigma.async_copy_to_threadgroup(A, shared, 20, src_offset=5, dst_offset=3)
        enigma.async_copy_commit(token)
        enigma.async_copy_wait(token)
        enigma.barrier()
        B[lid] = shared[lid]

    a = np.arange(100, dtype=np.int32)
    b = run(load, a, np.zeros(32, np.int32), grid=32, threads=32)
    expected = np.full(32, GUARD)
    expected[3:23] = a[5:25]
    assert np.array_equal(b, expected)


@pytest.mark.parametrize(
    ("dst_offset", "src_offset", "count"), [(0, 0, 32), (7, 3, 20), (99, 31, 1), (0, 0, 0)]
)
def test_1d_to_device(run, dst_offset, src_offset, count):
    @enigma.kernel
    def store(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("float", 32)
        shared[lid] = A[lid]
        enigma.barrier()
        event = enigma.async_copy_1d_t2d(B, dst_offset, shared, src_offset, count)
        enigma.async_copy_wait(event)

    a = np.arange(32, dtype=np.float32)
    b = run(store, a, np.full(100, GUARD, np.float32), grid=32, threads=32)
    expected = np.full(100, GUARD, np.float32)
    expected[dst_offset : dst_offset + count] = a[src_offset : src_offset + count]
    assert np.array_equal(b, expected)


@pytest.mark.parametrize(
    ("columns", "rows", "dst_row", "src_row"),
    [(8, 4, 8, 16), (5, 3, 8, 16), (8, 8, 8, 8), (1, 6, 10, 16), (16, 1, 16, 16), (3, 0, 8, 16)],
)
def test_2d_to_threadgroup(run, columns, rows, dst_row, src_row):
    @enigma.kernel
    def load(A: enigma.i32, B: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", 64)
        with enigma.for_range(0, 2) as half:
            shared[lid + 32 * half] = GUARD
        enigma.barrier()
        event = enigma.async_copy_2d_d2t(shared, 0, dst_row, A, 2, src_row, columns, rows)
        enigma.async_copy_wait(event)
        enigma.barrier()
        with enigma.for_range(0, 2) as half:
            B[lid + 32 * half] = shared[lid + 32 * half]

    a = np.arange(200, dtype=np.int32)
    b = run(load, a, np.zeros(64, np.int32), grid=32, threads=32)
    expected = np.full(64, GUARD)
    for row in range(rows):
        source = 2 + row * src_row
        expected[row * dst_row : row * dst_row + columns] = a[source : source + columns]
    assert np.array_equal(b, expected)


@pytest.mark.parametrize(("columns", "rows"), [(8, 4), (3, 4), (8, 1), (0, 4)])
def test_2d_to_device(run, columns, rows):
    @enigma.kernel
    def store(A: enigma.u16, B: enigma.u16):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("ushort", (4, 8))
        shared[lid / 8, lid % 8] = A[lid]
        enigma.barrier()
        event = enigma.async_copy_2d_t2d(B, 1, 12, shared, 0, 8, columns, rows)
        enigma.async_copy_wait(event)

    a = np.arange(32, dtype=np.uint16) + 1
    b = run(store, a, np.zeros(50, np.uint16), grid=32, threads=32)
    expected = np.zeros(50, np.uint16)
    for row in range(rows):
        expected[1 + row * 12 : 1 + row * 12 + columns] = a[row * 8 : row * 8 + columns]
    assert np.array_equal(b, expected)


@pytest.mark.parametrize("n", [128, 100, 33])
def test_each_simdgroup_copies_for_itself(run, n):
    """Traced offsets and counts; the last simdgroup and the last copy may be partial."""

    @enigma.kernel
    def reverse(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32)):
        tid = enigma.thread_position_in_grid
        lane = enigma.thread_index_in_simdgroup()
        group = enigma.simdgroup_index_in_threadgroup()
        first = enigma.threadgroup_position_in_grid() * 64 + group * 32
        shared = enigma.threadgroup_alloc("float", (2, 32))
        count = enigma.imin(n - first, 32)
        event = enigma.async_copy_1d_d2t(shared, group * 32, A, first, count)
        enigma.async_copy_wait(event)
        B[tid] = shared[group, count - 1 - lane]

    a = np.arange(n, dtype=np.float32)
    b = np.zeros_like(a)
    run(reverse, a, b, n, grid=n, threads=64)
    parts = [a[at : at + 32][::-1] for at in range(0, n, 32)]
    assert np.array_equal(b, np.concatenate(parts))


@pytest.mark.parametrize("form", ["separate", "list", "tuple", "mixed", "two waits"])
def test_waiting_for_several_events(run, form):
    @enigma.kernel
    def both(A: enigma.i32, B: enigma.i32, C: enigma.i32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", 64)
        x = enigma.async_copy_1d_d2t(shared, 0, A, 0, 32)
        y = enigma.async_copy_1d_d2t(shared, 32, B, 0, 32)
        if form == "separate":
            enigma.async_copy_wait(x, y)
        elif form == "list":
            enigma.async_copy_wait([x, y])
        elif form == "tuple":
            enigma.async_copy_wait((x, y))
        elif form == "mixed":
            enigma.async_copy_wait([x], y)
        else:
            enigma.async_copy_wait(x)
            enigma.async_copy_wait(y)
        enigma.barrier()
        C[lid] = shared[31 - lid] + shared[32 + lid]

    a, b = np.arange(32, dtype=np.int32), np.arange(32, dtype=np.int32) * 100
    c = run(both, a, b, np.zeros_like(a), grid=32, threads=32)
    assert np.array_equal(c, a[::-1] + b)


def test_waiting_for_nothing_records_nothing():
    @enigma.kernel
    def nothing(A: enigma.f32):
        enigma.async_copy_wait()
        enigma.async_copy_wait([])
        A[0] = 1.0

    assert "async_copy_wait" not in enigma.compile(nothing).mlir_source


def test_inside_a_loop_of_tiles(run):
    @enigma.kernel
    def total(A: enigma.f32, B: enigma.f32):
        lane = enigma.thread_position_in_threadgroup()
        tile = enigma.threadgroup_alloc("float", 32)
        with enigma.for_range(0, 4, init=[0.0]) as (i, acc):
            event = enigma.async_copy_1d_d2t(tile, 0, A, i * 32, 32)
            enigma.async_copy_wait(event)
            enigma.barrier()
            acc[0] = acc[0] + tile[31 - lane]
            enigma.barrier()
        B[lane] = acc[0]

    a = np.arange(128, dtype=np.float32)
    b = run(total, a, np.zeros(32, np.float32), grid=32, threads=32)
    assert np.array_equal(b, a.reshape(4, 32).sum(axis=0)[::-1])


def test_both_forms_of_metal_text():
    @enigma.kernel
    def load(A: enigma.f32, B: enigma.f32):
        shared = enigma.threadgroup_alloc("float", 32)
        enigma.async_copy_wait(enigma.async_copy_1d_d2t(shared, 0, A, 0, 32))
        B[0] = shared[0]

    assert "air." not in enigma.compile(load).metal_source
    assert "air." in enigma.compile(load, async_copy="air").metal_source
