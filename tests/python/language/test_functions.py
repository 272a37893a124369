"""Functions of values: comparisons by name, selection, math, minimum and maximum, queries."""

import enigma
import numpy as np
import pytest

COMPARISONS = {
    "cmp_eq": np.equal,
    "cmp_ne": np.not_equal,
    "cmp_lt": np.less,
    "cmp_le": np.less_equal,
    "cmp_gt": np.greater,
    "cmp_ge": np.greater_equal,
    "cmp_ult": np.less,
    "cmp_ule": np.less_equal,
    "cmp_ugt": np.greater,
    "cmp_uge": np.greater_equal,
}


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("dtype", ["int", "uint", "float"])
def test_comparisons(run, name, dtype):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def kernel(A: annotation, B: annotation, C: enigma.b1):
        tid = enigma.thread_position_in_grid
        C[tid] = getattr(enigma, name)(A[tid], B[tid])

    array = {"int": np.int32, "uint": np.uint32, "float": np.float32}[dtype]
    if dtype == "float":
        a = np.array([0, 1, -1, np.nan, 5, -0.0], array)
    else:
        a = np.array([0, 1, -1, 7, -(2**31), 2**31 - 1]).astype(array)
    b = np.roll(a, 1)
    b[::2] = a[::2]
    c = run(kernel, a, b, np.zeros(6, bool), grid=6, threads=6)
    unsigned = name.startswith("cmp_u") and dtype == "int"
    x, y = (a.view(np.uint32), b.view(np.uint32)) if unsigned else (a, b)
    assert np.array_equal(c, COMPARISONS[name](x, y))


def test_where_has_the_false_value_first(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.where(0.0, A[tid], A[tid] > 0)

    a = np.linspace(-1, 1, 9, dtype=np.float32)
    assert np.array_equal(run(kernel, a, np.zeros_like(a), grid=9, threads=9), np.maximum(a, 0))


def ulps(found, exact):
    exact = np.asarray(exact)
    nearest = exact.astype(np.float32)
    same = (found == nearest) | (np.isnan(found) & np.isnan(nearest))
    with np.errstate(all="ignore"):
        distance = np.abs(found.astype(np.float64) - exact) / np.spacing(np.abs(nearest))
    return np.where(same, 0, distance).max()


@pytest.mark.parametrize(
    ("name", "exact", "bound"),
    [
        ("sqrt", np.sqrt, 0.5),
        ("rsqrt", lambda x: 1 / np.sqrt(x), 2),
        ("exp", np.exp, 2),
        ("expm1", np.expm1, 2),
        ("log", np.log, 2),
        ("abs", np.abs, 0),
    ],
)
def test_math_is_within_its_bound(run, rng, name, exact, bound):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = getattr(enigma, name)(A[tid])

    special = [0.0, 1.0, np.inf, np.nan, 1e-40, 1e38, 88.0, -1.0, -np.inf, -88.0]
    a = np.array([*special, *np.exp(rng.uniform(-20, 4, 1000))], np.float32)
    b = run(kernel, a, np.zeros_like(a), grid=a.size, threads=64)
    with np.errstate(all="ignore"):
        assert ulps(b, exact(a.astype(np.float64))) <= bound


@pytest.mark.parametrize("dtype", ["half", "bfloat", "float"])
def test_expm1_keeps_small_numbers_and_limits(run, dtype):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        x = enigma.metal_cast(A[tid], annotation)
        B[tid] = enigma.metal_cast(enigma.expm1(x), enigma.f32)

    # Powers of two that each dtype has, where exp(x) - 1 would be 0 or lose most digits.
    small = np.array([0.0, 2.0**-14, 2.0**-13, 2.0**-12], np.float32)
    if dtype != "half":
        small = np.append(small, np.float32([2.0**-126, 2.0**-60, 2.0**-30, 2.0**-26, 2.0**-25]))
    if dtype == "float":
        small = np.append(small, np.float32([1e-45, 3e-45, 5e-39]))
    a = np.concatenate([small, -small, np.float32([np.inf, -np.inf, -100, 1e5, np.nan])])
    b = run(kernel, a, np.zeros_like(a), grid=a.size, threads=32)
    numbers = 2 * small.size
    digits = {"half": 10, "bfloat": 7, "float": 23}[dtype]
    exact = np.expm1(a[:numbers].astype(np.float64))
    least = {"half": 2.0**-14}.get(dtype, 2.0**-126)
    unit = 2.0 ** (np.floor(np.log2(np.maximum(np.abs(exact), least))) - digits)
    assert (np.abs(b[:numbers] - exact) <= unit).all()
    assert np.array_equal(np.signbit(b[:numbers]), np.signbit(a[:numbers]))
    assert np.array_equal(b[numbers:], np.float32([np.inf, -1, -1, np.inf, np.nan]), equal_nan=True)


def test_metal_has_no_expm1_so_its_text_is_built_from_others():
    @enigma.kernel
    def kernel(A: enigma.f32):
        tid = enigma.thread_position_in_grid
        A[tid] = enigma.expm1(A[tid])

    text = enigma.compile(kernel).metal_source
    assert "expm1(" not in text
    assert "fma(" in text


def test_minimum_maximum_clamp_and_fma(run, rng):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        a, b = A[tid], B[tid]
        C[tid] = enigma.fmin(a, b)
        C[tid + 64] = enigma.fmax(a, b)
        C[tid + 128] = enigma.clamp(a, -0.5, 0.5)
        C[tid + 192] = enigma.fma(a, b, -1)

    a, b = (rng.standard_normal(64).astype(np.float32) for _ in range(2))
    a[0], b[1] = np.nan, np.nan
    c = run(kernel, a, b, np.zeros(256, np.float32), grid=64, threads=64).reshape(4, 64)
    assert np.array_equal(c[0], np.fmin(a, b))
    assert np.array_equal(c[1], np.fmax(a, b))
    assert np.array_equal(c[2][1:], np.clip(a, -0.5, 0.5)[1:])
    fused = (a.astype(np.float64) * b.astype(np.float64) - 1).astype(np.float32)
    assert np.array_equal(c[3], fused, equal_nan=True)


@pytest.mark.parametrize("dtype", ["char", "uchar", "int", "uint", "long", "ulong"])
def test_integer_minimum_and_maximum_follow_the_sign(run, dtype):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def kernel(A: annotation, B: annotation, C: annotation):
        tid = enigma.thread_position_in_grid
        C[tid] = enigma.imin(A[tid], B[tid])
        C[tid + 4] = enigma.imax(A[tid], B[tid])
        C[tid + 8] = enigma.clamp(A[tid], 1, 100)

    array = np.dtype(
        {"char": "i1", "uchar": "u1", "long": "i8", "ulong": "u8"}.get(dtype, dtype[0] + "4")
    )
    limits = np.iinfo(array)
    a = np.array([limits.min, limits.max, 5, 0], array)
    b = np.array([limits.max, limits.min, 7, 1], array)
    c = run(kernel, a, b, np.zeros(12, array), grid=4, threads=4).reshape(3, 4)
    assert np.array_equal(c[0], np.minimum(a, b))
    assert np.array_equal(c[1], np.maximum(a, b))
    assert np.array_equal(c[2], np.clip(a, 1, 100))


def grid_of(grid, threads):
    """Every query for every thread, computed by hand; x is fastest."""
    rows = []
    for z in range(grid[2]):
        for y in range(grid[1]):
            for x in range(grid[0]):
                at = (x, y, z)
                group = tuple(p // t for p, t in zip(at, threads, strict=True))
                inside = tuple(p % t for p, t in zip(at, threads, strict=True))
                extent = tuple(
                    min(t, g - q * t) for t, g, q in zip(threads, grid, group, strict=True)
                )
                groups = tuple(-(-g // t) for g, t in zip(grid, threads, strict=True))
                linear = inside[0] + extent[0] * (inside[1] + extent[1] * inside[2])
                total = extent[0] * extent[1] * extent[2]
                triples = [at, inside, group, extent, grid, groups, groups]
                rows.append(
                    [n for triple in triples for n in triple]
                    + [linear, linear % 32, linear // 32, 32, -(-total // 32)]
                )
    return np.array(rows, np.uint32)


@pytest.mark.parametrize(
    ("grid", "threads"),
    [
        ((70, 1, 1), (64, 1, 1)),
        ((5, 4, 3), (2, 3, 2)),
        ((8, 8, 1), (8, 8, 1)),
        ((1, 1, 9), (1, 1, 4)),
        ((10, 9, 1), (16, 16, 1)),
    ],
)
def test_queries(run, grid, threads):
    @enigma.kernel
    def kernel(A: enigma.u32):
        x, y, z = (enigma.thread_position_in_grid_xyz(d) for d in "xyz")
        at = (z * enigma.threads_per_grid("y") + y) * enigma.threads_per_grid() + x
        with_dim = [
            enigma.thread_position_in_grid_xyz,
            enigma.thread_position_in_threadgroup,
            enigma.threadgroup_position_in_grid,
            enigma.threads_per_threadgroup,
            enigma.threads_per_grid,
            enigma.threadgroups_per_grid,
            enigma.grid_size,
        ]
        without = [
            enigma.thread_index_in_threadgroup,
            enigma.thread_index_in_simdgroup,
            enigma.simdgroup_index_in_threadgroup,
            enigma.threads_per_simdgroup,
            enigma.simdgroups_per_threadgroup,
        ]
        values = [query(d) for query in with_dim for d in "xyz"] + [q() for q in without]
        for k, value in enumerate(values):
            A[at * len(values) + k] = value

    expected = grid_of(grid, threads)
    a = run(kernel, np.zeros(expected.shape, np.uint32), grid=grid, threads=threads)
    assert np.array_equal(a, expected)


def test_queries_without_an_argument_are_of_x(run):
    @enigma.kernel
    def kernel(A: enigma.u32):
        at = enigma.thread_position_in_grid * 8
        A[at] = enigma.thread_position_in_grid_xyz()
        A[at + 1] = enigma.thread_position_in_threadgroup()
        A[at + 2] = enigma.threadgroup_position_in_grid()
        A[at + 3] = enigma.threads_per_threadgroup()
        A[at + 4] = enigma.threads_per_grid()
        A[at + 5] = enigma.grid_size()
        A[at + 6] = enigma.arch.thread_idx()[0]
        A[at + 7] = enigma.arch.block_idx()[0] + 10 * enigma.arch.block_dim()[0]

    a = run(kernel, np.zeros((6, 8), np.uint32), grid=6, threads=4)
    expected = [
        [
            t,
            t % 4,
            t // 4,
            min(4, 6 - t // 4 * 4),
            6,
            2,
            t % 4,
            t // 4 + 10 * min(4, 6 - t // 4 * 4),
        ]
        for t in range(6)
    ]
    assert np.array_equal(a, expected)
