"""Transcendental functions: special values by C99, and bounds in ULP against doubles."""

import math

import enigma
import numpy as np
import pytest

INF, NAN = math.inf, math.nan
LEAST = 2.0**-149


def unary(run, name, a):
    dtype = enigma.typing.dtype_of(a.dtype.name)

    @enigma.kernel
    def kernel(A: dtype, B: dtype):
        tid = enigma.thread_position_in_grid
        B[tid] = getattr(enigma, name)(A[tid])

    return run(kernel, a, np.zeros_like(a), grid=a.size, threads=64)


def binary(run, name, a, b):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        C[tid] = getattr(enigma, name)(A[tid], B[tid])

    return run(kernel, a, b, np.zeros_like(a), grid=a.size, threads=64)


def same(found, wanted):
    """The same numbers with the same signs; any NaN for NaN."""
    wanted = np.asarray(wanted, np.float64).astype(found.dtype)
    numbers = ~np.isnan(wanted)
    assert np.array_equal(found, wanted, equal_nan=True), (found, wanted)
    assert np.array_equal(np.signbit(found[numbers]), np.signbit(wanted[numbers])), found


def away(found, exact):
    """The largest distance in units of the last place, where the exact result is a number."""
    info = np.finfo(found.dtype)
    exponent = np.frexp(np.where(exact == 0, info.tiny, exact))[1] - 1
    unit = np.ldexp(1.0, np.maximum(exponent, info.minexp) - info.nmant)
    inside = np.abs(exact) < info.max
    return np.max(np.abs(found[inside].astype(np.float64) - exact[inside]) / unit[inside])


# What is exact, or has a sign that is easily lost: operands and results.
SPECIAL = {
    "exp2": [(0, 1), (-0.0, 1), (10, 1024), (-149, LEAST), (128, INF), (-INF, 0), (INF, INF)],
    "exp10": [(0, 1), (2, 100), (39, INF), (-46, 0), (-INF, 0), (INF, INF)],
    "log2": [(8, 3), (LEAST, -149), (1, 0), (0, -INF), (-0.0, -INF), (-1, NAN), (INF, INF)],
    "log10": [(1, 0), (0, -INF), (-0.0, -INF), (-LEAST, NAN), (INF, INF)],
    "sin": [(0, 0), (-0.0, -0.0), (LEAST, LEAST), (-LEAST, -LEAST), (INF, NAN), (-INF, NAN)],
    "cos": [(0, 1), (-0.0, 1), (LEAST, 1), (INF, NAN), (-INF, NAN)],
    "tan": [(0, 0), (-0.0, -0.0), (-LEAST, -LEAST), (INF, NAN), (-INF, NAN)],
    "sinpi": [
        (0, 0),
        (-0.0, -0.0),
        (1, 0),
        (-1, -0.0),
        (0.5, 1),
        (1.5, -1),
        (-2.5, -1),
        (2.0**24 + 2, 0),
        (-3e38, -0.0),
        (8388607.5, -1),
        (INF, NAN),
    ],
    "cospi": [
        (0, 1),
        (-0.0, 1),
        (0.5, 0),
        (1.5, 0),
        (-2.5, 0),
        (1, -1),
        (16777215, -1),
        (3e38, 1),
        (INF, NAN),
    ],
    "tanpi": [
        (0, 0),
        (-0.0, -0.0),
        (1, -0.0),
        (2, 0),
        (-1, 0),
        (0.5, INF),
        (1.5, -INF),
        (-0.5, -INF),
        (0.25, 1),
        (0.75, -1),
        (INF, NAN),
    ],
    "asin": [(0, 0), (-0.0, -0.0), (1, math.pi / 2), (-1, -math.pi / 2), (1.1, NAN), (INF, NAN)],
    "acos": [(1, 0), (-1, math.pi), (0, math.pi / 2), (-1.1, NAN), (INF, NAN)],
    "atan": [(0, 0), (-0.0, -0.0), (INF, math.pi / 2), (-INF, -math.pi / 2)],
    "sinh": [(0, 0), (-0.0, -0.0), (90, INF), (-90, -INF), (INF, INF), (-INF, -INF)],
    "cosh": [(0, 1), (-0.0, 1), (90, INF), (-90, INF), (-INF, INF)],
    "tanh": [(0, 0), (-0.0, -0.0), (LEAST, LEAST), (10, 1), (-10, -1), (INF, 1), (-INF, -1)],
    "asinh": [(0, 0), (-0.0, -0.0), (-LEAST, -LEAST), (INF, INF), (-INF, -INF)],
    "acosh": [(1, 0), (0.999, NAN), (-5, NAN), (-INF, NAN), (INF, INF)],
    "atanh": [(0, 0), (-0.0, -0.0), (1, INF), (-1, -INF), (1.1, NAN), (-INF, NAN)],
    "erf": [(0, 0), (-0.0, -0.0), (4, 1), (-4, -1), (INF, 1), (-INF, -1)],
    "erfc": [(0, 1), (-4, 2), (11, 0), (INF, 0), (-INF, 2)],
}


@pytest.mark.parametrize("name", SPECIAL)
def test_special_values(run, name):
    pairs = [*SPECIAL[name], (NAN, NAN)]
    found = unary(run, name, np.array([x for x, _ in pairs], np.float32))
    same(found, [y for _, y in pairs])


def vector(function):
    return np.vectorize(function, otypes=[np.float64])


BOUNDS = [
    ("exp2", np.exp2, 2, -150, 128),
    ("exp10", lambda x: 10.0**x, 2, -45, 39),
    ("log2", np.log2, 2, 1e-40, 10),
    ("log10", np.log10, 2, 1e-40, 10),
    ("sin", np.sin, 2, -100, 100),
    ("cos", np.cos, 2, -100, 100),
    ("tan", np.tan, 3, -100, 100),
    ("sinpi", lambda x: np.sin(np.pi * np.fmod(x, 2)), 2, -1.1, 1.1),
    ("asin", np.arcsin, 2, -1, 1),
    ("acos", np.arccos, 2, -1, 1),
    ("atan", np.arctan, 2, -9, 9),
    ("sinh", np.sinh, 2, -89, 89),
    ("cosh", np.cosh, 2, -89, 89),
    ("tanh", np.tanh, 2, -10, 10),
    ("asinh", np.arcsinh, 3, -20, 20),
    ("acosh", np.arccosh, 2, 1, 20),
    ("atanh", np.arctanh, 2, -0.999, 0.999),
    ("erf", vector(math.erf), 2, -4, 4),
    ("erfc", vector(math.erfc), 4, -4, 10),
]


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize(("name", "exact", "bound", "low", "high"), BOUNDS)
def test_bounds(run, rng, name, exact, bound, low, high, dtype):
    wide = rng.uniform(low, high, 2000)
    narrow = rng.uniform(max(low, -1), min(high, 2), 2000)
    a = np.clip(np.concatenate([wide, narrow]), low, high).astype(dtype)
    with np.errstate(all="ignore"):
        assert away(unary(run, name, a), exact(a.astype(np.float64))) <= bound


@pytest.mark.parametrize(("name", "exact"), [("sin", np.sin), ("cos", np.cos), ("tan", np.tan)])
def test_angles_of_every_size(run, rng, name, exact):
    near = np.arange(1, 4000) * np.pi / 2
    bits = rng.integers(0x42000000, 0x7F800000, 4000).astype(np.uint32).view(np.float32)
    # The float nearest to a multiple of pi/2, and where the reduction changes.
    chosen = [16367173 * 2.0**72, 65535.996, 65536, 65536.008, 3.4028235e38]
    a = np.concatenate([near.astype(np.float32), bits, np.array(chosen, np.float32)])
    a = np.concatenate([a, -a])
    assert away(unary(run, name, a), exact(a.astype(np.float64))) <= 3


POWERS = [0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1.5, 1e30, -1e30, LEAST, -LEAST, INF, -INF]
POWERS += [NAN, 16777215, -16777215, 16777216, 8388607.5, 1 - 2**-24, 1 + 2**-23]


def test_pow_of_all_pairs_of_special_values(run):
    x, y = (m.ravel().astype(np.float32) for m in np.meshgrid(POWERS, POWERS))
    with np.errstate(all="ignore"):
        exact = np.power(x.astype(np.float64), y.astype(np.float64))
        wanted = exact.astype(np.float32)
    found = binary(run, "pow", x, y)
    limits = ~np.isfinite(wanted) | (wanted == 0) | (np.abs(wanted) == 1)
    same(found[limits], wanted[limits])
    assert away(found[~limits], exact[~limits]) <= 2


def test_pow_over_the_range_of_results(run, rng):
    x = np.concatenate([np.exp(rng.uniform(-80, 80, 3000)), 1 + rng.uniform(-1e-3, 1e-3, 3000)])
    x = x.astype(np.float32)
    with np.errstate(all="ignore"):
        y = (rng.uniform(-149, 128, x.size) / np.log2(x.astype(np.float64))).astype(np.float32)
        y = np.where(np.isfinite(y), y, np.float32(1))
        exact = np.power(x.astype(np.float64), y.astype(np.float64))
    assert away(binary(run, "pow", x, y), exact) <= 2
    assert away(binary(run, "powr", x, y), exact) <= 2


def test_powr_takes_no_negative_number(run):
    x = np.array([-2, -0.0, 0, 4], np.float32)
    y = np.array([2, -1, 3, 0.5], np.float32)
    same(binary(run, "powr", x, y), [NAN, INF, 0, 2])


def test_atan2_in_every_direction(run, rng):
    ends = [0.0, -0.0, 1, -1, INF, -INF, LEAST, -LEAST, 3e38, -3e38, NAN, 1e-20, 2.5]
    y, x = (m.ravel() for m in np.meshgrid(ends, ends))
    y = np.concatenate([y, rng.normal(size=3000)]).astype(np.float32)
    x = np.concatenate([x, rng.normal(size=3000)]).astype(np.float32)
    exact = np.arctan2(y.astype(np.float64), x.astype(np.float64))
    found = binary(run, "atan2", y, x)
    assert np.array_equal(np.isnan(found), np.isnan(exact))
    numbers = ~np.isnan(exact)
    assert np.array_equal(np.signbit(found[numbers]), np.signbit(exact[numbers]))
    assert away(found[numbers], exact[numbers]) <= 2


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_ldexp_rounds_once(run, dtype):
    info = np.finfo(dtype)
    values = [0.0, -0.0, 1.5, -0.7, info.max, info.tiny, info.smallest_subnormal, 1.2345, INF, NAN]
    exponents = [
        0,
        1,
        -1,
        -9,
        23,
        100,
        -101,
        127,
        -130,
        -149,
        -151,
        200,
        -250,
        277,
        2**31 - 1,
        -(2**31),
    ]
    x, n = np.meshgrid(np.array(values, dtype), np.array(exponents, np.int32))
    x, n = x.ravel(), n.ravel()
    name = enigma.typing.dtype_of(np.dtype(dtype).name)

    @enigma.kernel
    def kernel(X: name, N: enigma.i32, Y: name):
        tid = enigma.thread_position_in_grid
        Y[tid] = enigma.ldexp(X[tid], N[tid])

    found = run(kernel, x, n, np.zeros_like(x), grid=x.size, threads=32)
    with np.errstate(all="ignore"):
        wanted = np.ldexp(x.astype(np.float64), np.clip(n, -400, 400)).astype(dtype)
    same(found, wanted)


def test_ldexp_of_a_literal_exponent(run):
    @enigma.kernel
    def kernel(A: enigma.f32):
        A[0] = enigma.ldexp(A[0], -3)

    assert run(kernel, np.array([4], np.float32), grid=1, threads=1)[0] == 0.5


def test_bfloat_is_computed_in_float(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        x = enigma.metal_cast(A[tid], "bfloat")
        B[tid] = enigma.metal_cast(enigma.pow(enigma.tanh(x), 2.0), "float")

    a = np.array([0.5, 1, 2, -3], np.float32)
    found = run(kernel, a, np.zeros_like(a), grid=a.size, threads=4)
    assert np.allclose(found, np.tanh(a) ** 2, rtol=2**-7)


def test_a_function_under_a_condition_and_in_a_loop(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        total = enigma.register_tensor(1, "float")
        total[0] = 0.0
        with enigma.if_(A[tid] > 0):
            with enigma.for_range(1, 4) as i:
                total[0] = total[0] + enigma.sin(A[tid] * enigma.metal_cast(i, "float"))
        B[tid] = total[0]

    a = np.array([1, -1, 1e6, 3e30, -5, 40000, 70000], np.float32)
    found = run(kernel, a, np.zeros_like(a), grid=a.size, threads=7)
    angles = (a[:, None] * np.array([1, 2, 3], np.float32)).astype(np.float64)
    wanted = np.where(a > 0, np.sin(angles).sum(1), 0)
    assert np.allclose(found, wanted, atol=1e-6)


def test_metal_text_calls_what_metal_has():
    @enigma.kernel
    def kernel(A: enigma.f32, H: enigma.f16):
        tid = enigma.thread_position_in_grid
        A[tid] = enigma.sin(enigma.pow(A[tid], 3.0)) + enigma.erf(A[tid])
        H[tid] = enigma.tanh(enigma.ldexp(H[tid], 2))

    text = enigma.compile(kernel).metal_source
    assert "sin(pow(" in text
    assert "half(tanh(float(" in text
    assert "ldexp(" in text
    assert "erf(" not in text
