"""Memory that passes by the threads: filters over tiles, rows of simdgroups that share a vector."""

import enigma
import numpy as np
import pytest

TAPS = 31


def filter_kernel(dtype, group):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def filtered(A: annotation, taps: annotation, B: annotation):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        tile = enigma.threadgroup_alloc(dtype, group + TAPS - 1)
        tile[lid] = A[tid]
        if lid < TAPS - 1:
            tile[lid + group] = A[tid + group]
        enigma.barrier()
        total = tile[lid] * taps[0]
        for tap in range(1, TAPS):
            total += tile[lid + tap] * taps[tap]
        B[tid] = total

    return filtered


@pytest.mark.parametrize("groups", [1, 3])
@pytest.mark.parametrize("group", [64, 96, 100, 256])
@pytest.mark.parametrize("dtype", ["float", "int", "short"])
def test_filter(run, dtype, group, groups):
    n = group * groups
    kind = {"float": np.float32, "int": np.int32, "short": np.int16}[dtype]
    a = np.random.default_rng(n).integers(-9, 9, n + group).astype(kind)
    taps = np.random.default_rng(1).integers(-9, 9, TAPS).astype(kind)
    out = run(filter_kernel(dtype, group), a, taps, np.zeros(n, kind), grid=n, threads=group)
    expected = np.convolve(a.astype(np.int64), taps[::-1].astype(np.int64), "valid")[:n]
    np.testing.assert_array_equal(out, expected.astype(kind))


def test_a_tile_that_changes_between_two_filters(run):
    @enigma.kernel
    def twice(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        tile = enigma.threadgroup_alloc("float", 128 + 16)
        tile[lid] = A[lid]
        if lid < 16:
            tile[lid + 128] = 1.0
        enigma.barrier()
        total = 0.0
        for _ in enigma.range(3):
            for tap in range(12):
                total += tile[lid + tap]
            enigma.barrier()
            tile[lid] = total
            enigma.barrier()
        if lid % 3 == 0:
            for tap in range(16):
                total -= tile[lid + tap]
        B[lid] = total

    a = np.random.default_rng(2).integers(0, 9, 128).astype(np.float32)
    tile = np.concatenate([a, np.ones(16, np.float32)])
    total = np.zeros(128, np.float32)
    for _ in range(3):
        total += sum(tile[tap : tap + 128] for tap in range(12))
        tile[:128] = total
    less = sum(tile[tap : tap + 128] for tap in range(16))
    expected = np.where(np.arange(128) % 3 == 0, total - less, total)
    out = run(twice, a, np.zeros_like(a), grid=128, threads=128)
    np.testing.assert_allclose(out, expected, rtol=1e-6)


def rows_kernel():
    @enigma.kernel
    def rows(
        W: enigma.i8, S: enigma.f32, X: enigma.f32, Y: enigma.f32, n: enigma.Scalar(enigma.u32)
    ):
        lane = enigma.thread_index_in_simdgroup()
        row = enigma.threadgroup_position_in_grid() * 8 + enigma.simdgroup_index_in_threadgroup()
        total = 0.0
        for first in enigma.range(0, n, 128):
            at = first + 4 * lane
            w = enigma.metal_cast(W.load_vec(row * n + at, 4), "float")
            total += S[(row * n + at) // 32] * enigma.dot(w, X.load_vec(at, 4))
        Y[row] = enigma.simd_sum(total)

    return rows


@pytest.mark.parametrize("n", [128, 384])
def test_rows_of_simdgroups(run, n):
    rng = np.random.default_rng(n)
    w = rng.integers(-128, 128, (16, n)).astype(np.int8)
    s = rng.integers(1, 4, (16, n // 32)).astype(np.float32)
    x = rng.integers(-4, 5, n).astype(np.float32)
    y = np.zeros(16, np.float32)
    run(rows_kernel(), w, s, x, y, np.uint32(n), grid=16 * 32, threads=256)
    np.testing.assert_array_equal(y, (w * s.repeat(32, 1)) @ x)


def test_a_loop_whose_last_step_goes_beyond():
    """Steps end below the bound; what is loaded from there on need not."""

    @enigma.kernel
    def strides(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32)):
        lid = enigma.thread_position_in_threadgroup()
        total = 0.0
        for first in enigma.range(0, n, 64):
            total += A[first + lid]
        B[lid] = total

    a, b = np.ones(128, np.float32), np.zeros(64, np.float32)
    compiled = enigma.compile(strides)
    for n in (65, 127, 128):
        compiled(a, b, np.uint32(n)).launch(grid=64, threads=64)
        np.testing.assert_array_equal(b, 2)
    with pytest.raises(enigma.OutOfBoundsError, match="index 128"):
        compiled(a, b, np.uint32(129)).launch(grid=64, threads=64)
