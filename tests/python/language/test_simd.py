"""Operations across the 32 lanes of a simdgroup, whole and partial."""

import enigma
import numpy as np
import pytest

DTYPES = {
    "char": np.int8,
    "uchar": np.uint8,
    "short": np.int16,
    "ushort": np.uint16,
    "int": np.int32,
    "uint": np.uint32,
    "half": np.float16,
    "float": np.float32,
}
REDUCTIONS = {"simd_sum": np.sum, "simd_max": np.max, "simd_min": np.min}


def by_simdgroup(a, group, f):
    """`f` of each simdgroup's part, given to each of its lanes."""
    out = a.copy()
    for first in range(0, a.size, group):
        part = out[first : first + group]
        for lane in range(0, part.size, 32):
            with np.errstate(over="ignore"):
                part[lane : lane + 32] = f(part[lane : lane + 32])
    return out


@pytest.mark.parametrize(("n", "group"), [(64, 64), (32, 32), (100, 64), (1, 32), (75, 48), (7, 5)])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions(run, name, dtype, n, group):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def kernel(A: annotation, B: annotation):
        tid = enigma.thread_position_in_grid
        B[tid] = getattr(enigma, name)(A[tid])

    rng = np.random.default_rng(n)
    a = rng.integers(0 if dtype.startswith("u") else -9, 9, n).astype(DTYPES[dtype])
    b = run(kernel, a, np.zeros_like(a), grid=n, threads=group)
    assert np.array_equal(b, by_simdgroup(a, group, lambda p: REDUCTIONS[name](p).astype(p.dtype)))


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_take_active_lanes_only(run, name):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.if_(A[tid] % 3 == 0):
            B[tid] = getattr(enigma, name)(A[tid])

    a = np.arange(64, dtype=np.int32)
    b = run(kernel, a, np.zeros_like(a), grid=64, threads=64)
    expected = np.zeros_like(a)
    for first in (0, 32):
        part = a[first : first + 32]
        chosen = part % 3 == 0
        expected[first : first + 32][chosen] = REDUCTIONS[name](part[chosen])
    assert np.array_equal(b, expected)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("move", "source"),
    [
        (lambda v, lane: enigma.simd_shuffle(v, 31 - lane), lambda lane: 31 - lane),
        (lambda v, lane: enigma.simd_shuffle(v, 5), lambda lane: lane * 0 + 5),
        (lambda v, lane: enigma.simd_shuffle(v, (lane * 7) % 32), lambda lane: lane * 7 % 32),
        (lambda v, lane: enigma.simd_shuffle_xor(v, 1), lambda lane: lane ^ 1),
        (lambda v, lane: enigma.simd_shuffle_xor(v, 31), lambda lane: lane ^ 31),
        (lambda v, lane: enigma.simd_broadcast(v, 3), lambda lane: lane * 0 + 3),
    ],
)
def test_movement(run, move, source, dtype):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def kernel(A: annotation, B: annotation):
        tid = enigma.thread_position_in_grid
        B[tid] = move(A[tid], enigma.thread_index_in_simdgroup())

    a = np.arange(96).astype(DTYPES[dtype])
    b = run(kernel, a, np.zeros_like(a), grid=96, threads=64)
    at = np.arange(96)
    assert np.array_equal(b, a[at // 32 * 32 + source(at % 32)])


@pytest.mark.parametrize("delta", [0, 1, 5, 31])
def test_shuffle_down(run, delta):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.simd_shuffle_down(A[tid], delta)

    a = np.arange(64, dtype=np.float32)
    b = run(kernel, a, np.zeros_like(a), grid=64, threads=32)
    at = np.arange(64)
    defined = at % 32 + delta < 32
    assert np.array_equal(b[defined], a[at[defined] + delta])


def test_a_butterfly_sum(run, rng):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        total = A[tid]
        for step in (16, 8, 4, 2, 1):
            total = total + enigma.simd_shuffle_xor(total, step)
        B[tid] = total - enigma.simd_sum(A[tid])

    a = rng.integers(-100, 100, 128).astype(np.int32)
    assert not run(kernel, a, np.ones_like(a), grid=128, threads=128).any()


def test_inside_a_loop(run):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.for_range(0, 4, init=[A[tid]]) as (_, carry):
            carry[0] = enigma.simd_max(carry[0]) - carry[0]
        B[tid] = carry[0]

    a = np.arange(32, dtype=np.int32)
    expected = a.copy()
    for _ in range(4):
        expected = expected.max() - expected
    assert np.array_equal(run(kernel, a, np.zeros_like(a), grid=32, threads=32), expected)
