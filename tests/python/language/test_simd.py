"""Operations across the lanes of simdgroups and quadgroups, whole and partial, against NumPy."""

import enigma
import ml_dtypes
import numpy as np
import pytest

DTYPES = {
    "char": np.int8,
    "uchar": np.uint8,
    "short": np.int16,
    "ushort": np.uint16,
    "int": np.int32,
    "uint": np.uint32,
    "long": np.int64,
    "ulong": np.uint64,
    "half": np.float16,
    "bfloat": ml_dtypes.bfloat16,
    "float": np.float32,
}
LANES = {"simd": 32, "quad": 4}
FLOATS = ("half", "bfloat", "float")
SCALAR = enigma.Scalar(enigma.i32)
# Threads of the grid and of a threadgroup: whole simdgroups and partial ones.
GEOMETRIES = [(64, 64), (100, 64), (1, 32), (75, 48)]

REDUCTIONS = {
    "sum": np.add,
    "product": np.multiply,
    "min": np.minimum,
    "max": np.maximum,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
}


def numbers(name, n, seed=0):
    """Small ones, whose sums and products are exact in every float dtype."""
    rng = np.random.default_rng(n + seed)
    dtype = DTYPES[name]
    if name in FLOATS:
        return (rng.choice([-1, 1], n) * np.where(np.arange(n) % 9 == 4, 2, 1)).astype(dtype)
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max, n, dtype=dtype, endpoint=True)


def parts(n, group, lanes):
    """The threads of each simdgroup or quadgroup."""
    for first in range(0, n, group):
        end = min(first + group, n)
        for simdgroup in range(first, end, 32):
            last = min(simdgroup + 32, end)
            for start in range(simdgroup, last, lanes):
                yield np.arange(start, min(start + lanes, last))


def across(f, values, active, group, lanes):
    """`f` of what the active threads of each part have, where they are; 0 elsewhere."""
    out = None
    with np.errstate(over="ignore"):
        for part in parts(values.size, group, lanes):
            on = part[active[part]]
            if on.size:
                result = np.asarray(f(values[on]))
                out = np.zeros(values.size, result.dtype) if out is None else out
                out[on] = result
    return out


def starts(name, dtype):
    """What an exclusive scan begins with."""
    if name == "sum":
        return 0
    if name == "product":
        return 1
    if not np.issubdtype(dtype, np.integer):
        return np.inf if name == "min" else -np.inf
    return np.iinfo(dtype).max if name == "min" else np.iinfo(dtype).min


def exclusive(name, values):
    start = np.array([starts(name, values.dtype)], values.dtype)
    return REDUCTIONS[name].accumulate(np.concatenate([start, values[:-1]]), dtype=values.dtype)


def reductions(reach, is_float):
    """Each operation with what it does to the active values of a part."""
    found = {}
    for name, f in REDUCTIONS.items():
        if not (is_float and name in ("and", "or", "xor")):
            found[f"{reach}_{name}"] = lambda v, f=f: np.full(
                v.size, f.reduce(v, dtype=v.dtype), v.dtype
            )
        if name in ("sum", "product", "min", "max"):
            found[f"{reach}_prefix_inclusive_{name}"] = lambda v, f=f: f.accumulate(
                v, dtype=v.dtype
            )
            found[f"{reach}_prefix_exclusive_{name}"] = lambda v, name=name: exclusive(name, v)
    found[f"{reach}_broadcast_first"] = lambda v: np.full(v.size, v[0], v.dtype)
    return found


@pytest.mark.parametrize(("n", "group"), GEOMETRIES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("reach", LANES)
def test_reductions_and_scans(run, reach, dtype, n, group):
    """All of them, by all lanes and by those whose number is no multiple of 3."""
    annotation = enigma.typing.dtype_of(dtype)
    ops = reductions(reach, dtype in FLOATS)

    @enigma.kernel
    def kernel(A: annotation, B: annotation, C: annotation):
        tid = enigma.thread_position_in_grid
        for place, name in enumerate(ops):
            B[tid + place * n] = getattr(enigma, name)(A[tid])
        with enigma.if_(tid % 3 != 0):
            for place, name in enumerate(ops):
                C[tid + place * n] = getattr(enigma, name)(A[tid])

    a = numbers(dtype, n)
    whole, some = np.zeros((2, len(ops), n), a.dtype)
    run(kernel, a, whole.reshape(-1), some.reshape(-1), grid=n, threads=group)
    everyone = np.ones(n, bool)
    chosen = np.arange(n) % 3 != 0
    for place, (name, f) in enumerate(ops.items()):
        expected = across(f, a, everyone, group, LANES[reach])
        assert np.array_equal(whole[place], expected), name
        if chosen.any():
            expected = across(f, a, chosen, group, LANES[reach])
            assert np.array_equal(some[place], expected), name


# The lane each lane reads, by its own number, the number given, and how many lanes are in reach.
SHUFFLES = {
    "shuffle": lambda own, n, lanes: n,
    "shuffle_xor": lambda own, n, lanes: own ^ n,
    "shuffle_up": lambda own, n, lanes: own - n,
    "shuffle_down": lambda own, n, lanes: own + n,
    "shuffle_rotate_up": lambda own, n, lanes: (own - n) % lanes,
    "shuffle_rotate_down": lambda own, n, lanes: (own + n) % lanes,
    "broadcast": lambda own, n, lanes: n,
}
# Those whose number may differ from lane to lane.
VARYING = ("shuffle", "shuffle_xor", "shuffle_up", "shuffle_down")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", SHUFFLES)
@pytest.mark.parametrize("reach", LANES)
def test_shuffles(run, reach, name, dtype):
    """Numbers that are literals, uniform, and different in each lane."""
    lanes, n = LANES[reach], 96
    annotation = enigma.typing.dtype_of(dtype)
    op = getattr(enigma, f"{reach}_{name}")
    literals = [0, 1, lanes // 2 + 1, lanes - 1]

    @enigma.kernel
    def kernel(A: annotation, N: enigma.u8, same: SCALAR, B: annotation):
        tid = enigma.thread_position_in_grid
        for place, number in enumerate([*literals, same, N[tid]]):
            B[tid + place * n] = op(A[tid], number)

    a, at = numbers(dtype, n), np.arange(n)
    each = (at * 7 + 1) % lanes if name in VARYING else np.full(n, 2)
    out = np.zeros((len(literals) + 2, n), a.dtype)
    run(kernel, a, each.astype(np.uint8), 3, out.reshape(-1), grid=n, threads=64)
    own, first = at % lanes, at // lanes * lanes
    for place, number in enumerate([*literals, 3, each]):
        source = np.broadcast_to(SHUFFLES[name](own, number, lanes), n)
        specified = (source >= 0) & (source < lanes)
        expected = a[first[specified] + source[specified]]
        assert np.array_equal(out[place][specified], expected), number


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("reach", LANES)
def test_shuffle_and_fill(run, reach, direction, dtype):
    lanes, n = LANES[reach], 64
    annotation = enigma.typing.dtype_of(dtype)
    op = getattr(enigma, f"{reach}_shuffle_and_fill_{direction}")
    cases = [(delta, modulo) for delta in (0, 1, lanes - 1) for modulo in (2, lanes // 2, lanes)]

    @enigma.kernel
    def kernel(A: annotation, F: annotation, by: SCALAR, B: annotation, C: annotation):
        tid = enigma.thread_position_in_grid
        for place, (delta, modulo) in enumerate(cases):
            B[tid + place * n] = op(A[tid], F[tid], delta, modulo)
        C[tid] = op(A[tid], F[tid], by)

    def expected(delta, modulo):
        at = np.arange(n)
        own, first = at % modulo, at // modulo * modulo
        source = own - delta if direction == "up" else own + delta
        inside = (source >= 0) & (source < modulo)
        return np.where(inside, a[first + source % modulo], fill[first + source % modulo])

    a, fill = numbers(dtype, n), numbers(dtype, n, seed=1)
    out, last = np.zeros((len(cases), n), a.dtype), np.zeros_like(a)
    run(kernel, a, fill, 3, out.reshape(-1), last, grid=n, threads=64)
    for place, case in enumerate(cases):
        assert np.array_equal(out[place], expected(*case)), case
    assert np.array_equal(last, expected(3, lanes))


@pytest.mark.parametrize(("n", "group"), GEOMETRIES)
@pytest.mark.parametrize("reach", LANES)
def test_votes(run, reach, n, group):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.u32):
        tid = enigma.thread_position_in_grid
        odd = A[tid] % 2 == 1
        with enigma.if_(A[tid] % 5 != 0):
            for place, name in enumerate(names):
                vote = getattr(enigma, f"{reach}_{name}")
                takes_condition = name in ("all", "any", "ballot")
                B[tid + place * n] = enigma.metal_cast(vote(*[odd][:takes_condition]), "uint")

    def bits(chosen, part):
        return sum(1 << int(t - part[0]) for t in chosen)

    names = ["all", "any", "ballot", "is_first", "active_threads_mask"]
    a = np.random.default_rng(n).integers(0, 9, n).astype(np.int32)
    out = np.zeros((len(names), n), np.uint32)
    run(kernel, a, out.reshape(-1), grid=n, threads=group)
    expected = np.zeros_like(out)
    for part in parts(n, group, LANES[reach]):
        on = part[a[part] % 5 != 0]
        odd = on[a[on] % 2 == 1]
        if on.size:
            expected[:3, on] = [[odd.size == on.size], [odd.size > 0], [bits(odd, part)]]
            expected[3, on[0]] = 1
            expected[4, on] = bits(on, part)
    assert np.array_equal(out, expected)


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


def test_a_running_sum_of_the_threadgroup(run, rng):
    """Simdgroups by scans, then the sums of simdgroups by another."""

    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        own = enigma.simdgroup_index_in_threadgroup()
        sums = enigma.threadgroup_alloc("int", 32)
        running = enigma.simd_prefix_inclusive_sum(A[tid])
        with enigma.if_(enigma.thread_index_in_simdgroup() == 31):
            sums[own] = running
        enigma.barrier()
        with enigma.if_(own == 0):
            lane = enigma.thread_index_in_simdgroup()
            sums[lane] = enigma.simd_prefix_exclusive_sum(sums[lane])
        enigma.barrier()
        B[tid] = running + sums[own]

    a = rng.integers(-100, 100, 1024).astype(np.int32)
    b = run(kernel, a, np.zeros_like(a), grid=1024, threads=1024)
    assert np.array_equal(b, np.cumsum(a))


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


def test_lanes_leave_a_loop(run):
    """Each round counts and numbers the lanes that are still there."""

    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.for_range(0, A[tid], init=[0]) as (_, carry):
            place = enigma.quad_prefix_exclusive_sum(1)
            carry[0] = carry[0] * 5 + enigma.simd_sum(1) + place
        B[tid] = carry[0]

    a = (np.arange(50) * 7 % 6).astype(np.int32)
    expected = np.zeros_like(a)
    for step in range(5):
        on = a > step
        for t in np.flatnonzero(on):
            simdgroup = np.arange(t // 32 * 32, min(t // 32 * 32 + 32, 50))
            quad = np.arange(t // 4 * 4, t)
            expected[t] = expected[t] * 5 + on[simdgroup].sum() + on[quad].sum()
    assert np.array_equal(run(kernel, a, np.zeros_like(a), grid=50, threads=64), expected)


def test_nan_is_ignored(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        x = A[tid]
        found = [
            enigma.simd_min(x),
            enigma.quad_max(x),
            enigma.simd_prefix_inclusive_min(x),
            enigma.simd_prefix_exclusive_max(x),
        ]
        for place, value in enumerate(found):
            B[tid + place * 32] = value

    nan = np.float32(np.nan)
    a = np.full(32, nan)
    a[[5, 9]] = 3, -2
    b = run(kernel, a, np.zeros(4 * 32, np.float32), grid=32, threads=32).reshape(4, 32)
    at = np.arange(32)
    assert np.array_equal(b[0], np.full(32, -2, np.float32))
    quads = np.select([at // 4 == 1, at // 4 == 2], [3, -2], nan)
    assert np.array_equal(b[1], quads, equal_nan=True)
    assert np.array_equal(b[2], np.select([at >= 9, at >= 5], [-2, 3], nan), equal_nan=True)
    assert np.array_equal(b[3], np.where(at > 5, 3, -np.inf))


def test_an_exact_integer_is_a_literal_here(run):
    """A literal alone is an int, and the result has its dtype."""

    @enigma.kernel
    def kernel(B: enigma.i32):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.simd_sum(2) + enigma.quad_broadcast(tid, 3)

    b = run(kernel, np.zeros(32, np.int32), grid=32, threads=32)
    assert np.array_equal(b, 64 + np.arange(32) // 4 * 4 + 3)
