"""Python's operators on traced values, reflected ones included, on every dtype they take."""

import math
import operator

import enigma
import numpy as np
import pytest

INTEGERS = {
    "char": np.int8,
    "uchar": np.uint8,
    "short": np.int16,
    "ushort": np.uint16,
    "int": np.int32,
    "uint": np.uint32,
    "long": np.int64,
    "ulong": np.uint64,
}
FLOATS = {"half": np.float16, "float": np.float32}
ALL = {**INTEGERS, **FLOATS}


def dtype_of(name):
    return enigma.typing.dtype_of(name)


def samples(dtype, n=64):
    rng = np.random.default_rng(3)
    if np.issubdtype(dtype, np.floating):
        a = rng.standard_normal(n).astype(dtype)
        a[:4] = [0.0, -0.0, 1.0, -2.5]
        return a
    limits = np.iinfo(dtype)
    a = rng.integers(limits.min, limits.max, n, dtype, endpoint=True)
    a[:4] = [limits.min, limits.max, 0, 1]
    return a


def binary(op, dtype, result=None):
    left, right = dtype_of(dtype), dtype_of(dtype)
    out = dtype_of(result or dtype)

    @enigma.kernel
    def kernel(A: left, B: right, C: out):
        tid = enigma.thread_position_in_grid
        C[tid] = op(A[tid], B[tid])

    return kernel


def apply(run, kernel, *arrays):
    n = arrays[-1].size
    return run(kernel, *arrays, grid=n, threads=32)


@pytest.mark.parametrize("dtype", ALL)
@pytest.mark.parametrize("op", [operator.add, operator.sub, operator.mul])
def test_sums_and_products_wrap(run, op, dtype):
    a = samples(ALL[dtype])
    b = np.roll(a, 7)
    c = apply(run, binary(op, dtype), a, b, np.zeros_like(a))
    assert np.array_equal(c, op(a, b))


def c_division(a, b):
    """Truncated quotient and remainder of exact integers, as the language defines them."""
    if b == 0:
        return a, 0
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return quotient, a - quotient * b


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integer_division(run, dtype):
    a = samples(INTEGERS[dtype])
    b = np.roll(a, 5)
    b[:20] = np.array([1, 2, 3, 5, 7] * 4).astype(b.dtype)
    if np.issubdtype(b.dtype, np.signedinteger):
        b[4:12] = -b[4:12]
        b[0] = -1
    pairs = [c_division(int(x), int(y)) for x, y in zip(a, b, strict=True)]
    wrap = [np.array([p[k] for p in pairs], object) for k in (0, 1)]
    wrapped = [np.array([int(v) % 2 ** (a.itemsize * 8) for v in w], np.uint64) for w in wrap]
    quotient, remainder = (w.astype(f"u{a.itemsize}").view(a.dtype) for w in wrapped)
    assert np.array_equal(apply(run, binary(operator.truediv, dtype), a, b, a * 0), quotient)
    assert np.array_equal(apply(run, binary(operator.mod, dtype), a, b, a * 0), remainder)
    floored = apply(run, binary(operator.floordiv, dtype), a, b, a * 0)
    # NumPy gives 0 where the language gives the dividend.
    with np.errstate(all="ignore"):
        expected = np.where(b == 0, a, a // b)
    assert np.array_equal(floored, expected)


@pytest.mark.parametrize("dtype", FLOATS)
def test_float_division(run, dtype):
    a, b = samples(FLOATS[dtype]), np.roll(samples(FLOATS[dtype]), 9)
    with np.errstate(all="ignore"):
        expected = a / b
        remainder = np.fmod(a, b)
    c = apply(run, binary(operator.truediv, dtype), a, b, np.zeros_like(a))
    assert np.array_equal(c, expected, equal_nan=True)
    c = apply(run, binary(operator.mod, dtype), a, b, np.zeros_like(a))
    assert np.array_equal(c, remainder, equal_nan=True)
    finite = b != 0
    c = apply(run, binary(operator.floordiv, dtype), a, b, np.zeros_like(a))
    with np.errstate(all="ignore"):
        assert np.array_equal(c[finite], np.floor(expected)[finite])


@pytest.mark.parametrize("dtype", [*INTEGERS])
@pytest.mark.parametrize("op", [operator.and_, operator.or_, operator.xor])
def test_bits(run, op, dtype):
    a = samples(INTEGERS[dtype])
    b = np.roll(a, 3)
    assert np.array_equal(apply(run, binary(op, dtype), a, b, a * 0), op(a, b))


@pytest.mark.parametrize("op", [operator.and_, operator.or_, operator.xor, operator.eq])
def test_bits_of_bools(run, op):
    a, b = np.array([0, 0, 1, 1], bool), np.array([0, 1, 0, 1], bool)
    assert np.array_equal(apply(run, binary(op, "bool"), a, b, a & False), op(a, b))


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("op", [operator.lshift, operator.rshift])
def test_shifts_by_values(run, op, dtype):
    a = samples(INTEGERS[dtype])
    width = a.itemsize * 8
    b = (np.arange(a.size) % width).astype(a.dtype)
    assert np.array_equal(apply(run, binary(op, dtype), a, b, a * 0), op(a, b))
    # The amount counts modulo the width.
    wide = (b.astype(np.int64) + width).clip(0, np.iinfo(a.dtype).max).astype(a.dtype)
    expected = op(a, (wide.astype(np.int64) % width).astype(a.dtype))
    assert np.array_equal(apply(run, binary(op, dtype), a, wide, a * 0), expected)


@pytest.mark.parametrize("dtype", ALL)
@pytest.mark.parametrize(
    "op", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
)
def test_comparisons_follow_the_dtype(run, op, dtype):
    a = samples(ALL[dtype])
    b = np.roll(a, 1)
    b[::3] = a[::3]
    c = apply(run, binary(op, dtype, "bool"), a, b, np.zeros(a.size, bool))
    assert np.array_equal(c, op(a, b))


def test_comparisons_with_nan(run):
    a = np.array([np.nan, np.nan, 1.0, np.inf], np.float32)
    b = np.array([np.nan, 1.0, np.nan, np.inf], np.float32)
    for op in (operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge):
        c = apply(run, binary(op, "float", "bool"), a, b, np.zeros(4, bool))
        assert np.array_equal(c, op(a, b)), op


@pytest.mark.parametrize("dtype", ALL)
def test_unary(run, dtype):
    annotation = dtype_of(dtype)

    @enigma.kernel
    def kernel(A: annotation, B: annotation, C: annotation, D: annotation):
        tid = enigma.thread_position_in_grid
        B[tid] = -A[tid]
        C[tid] = +A[tid]
        D[tid] = abs(A[tid])

    a = samples(ALL[dtype])
    b, c, d = np.zeros_like(a), np.zeros_like(a), np.zeros_like(a)
    run(kernel, a, b, c, d, grid=a.size, threads=64)
    with np.errstate(all="ignore"):
        assert np.array_equal(b, -a)
        assert np.array_equal(d, np.abs(a))
    assert np.array_equal(c, a)


def test_complement(run):
    @enigma.kernel
    def kernel(A: enigma.i16, B: enigma.i16, C: enigma.b1):
        tid = enigma.thread_position_in_grid
        B[tid] = ~A[tid]
        C[tid] = ~(A[tid] < 3)

    a = np.arange(8, dtype=np.int16)
    b = np.zeros_like(a)
    c = run(kernel, a, b, np.zeros(8, bool), grid=8, threads=8)
    assert np.array_equal(b, ~a)
    assert np.array_equal(c, a >= 3)


REFLECTED = [
    (lambda x: 3 + x, lambda x: 3 + x),
    (lambda x: 100 - x, lambda x: 100 - x),
    (lambda x: 3 * x, lambda x: 3 * x),
    (lambda x: 100 / x, lambda x: 100 // x),
    (lambda x: 100 // x, lambda x: 100 // x),
    (lambda x: 100 % x, lambda x: 100 % x),
    (lambda x: 1 << x, lambda x: 1 << x),
    (lambda x: 64 >> x, lambda x: 64 >> x),
    (lambda x: 6 & x, lambda x: 6 & x),
    (lambda x: 6 | x, lambda x: 6 | x),
    (lambda x: 6 ^ x, lambda x: 6 ^ x),
    (lambda x: np.int32(100) - x, lambda x: 100 - x),
    (lambda x: np.uint8(100) / x, lambda x: 100 // x),
]


@pytest.mark.parametrize(("traced", "plain"), REFLECTED)
def test_literals_on_the_left(run, traced, plain):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        B[tid] = traced(A[tid])

    a = np.arange(1, 7, dtype=np.int32)
    assert np.array_equal(apply(run, kernel, a, np.zeros_like(a)), plain(a))


@pytest.mark.parametrize(
    ("traced", "plain"),
    [
        (lambda x: 3 < x, lambda x: 3 < x),
        (lambda x: 3 >= x, lambda x: 3 >= x),
        (lambda x: 3 == x, lambda x: 3 == x),
        (lambda x: np.int64(3) != x, lambda x: 3 != x),
    ],
)
def test_literals_on_the_left_of_a_comparison(run, traced, plain):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.b1):
        tid = enigma.thread_position_in_grid
        B[tid] = traced(A[tid])

    a = np.arange(6, dtype=np.int32)
    assert np.array_equal(apply(run, kernel, a, np.zeros(6, bool)), plain(a))


def test_values_are_hashable_and_have_dtypes_and_names():
    seen = {}

    @enigma.kernel
    def kernel(A: enigma.f16, n: enigma.Scalar(enigma.u64)):
        x = A[0]
        seen[x] = "x"
        seen["dtypes"] = x.dtype, (x < 1).dtype, n.dtype, n.name
        seen["found"] = seen[x]
        A[1] = x

    enigma.compile(kernel)
    assert seen["dtypes"] == ("half", "bool", "ulong", "n")
    assert seen["found"] == "x"


def test_powers(run):
    @enigma.kernel
    def kernel(F: enigma.f32, N: enigma.i32, U: enigma.u8):
        x, n, u = F[0], N[0], U[0]
        F[1], F[2], F[3], F[4] = x**2, x**0.5, 2**x, x**x
        N[1], N[2], N[3], N[4] = n**0, n**1, n**5, n**31
        U[1] = u**3

    f, n, u = np.zeros(5, np.float32), np.zeros(5, np.int32), np.zeros(2, np.uint8)
    f[0], n[0], u[0] = 2.25, -3, 7
    run(kernel, f, n, u, grid=1, threads=1)
    assert f[1] == np.float32(2.25) ** 2 and f[2] == 1.5
    assert np.allclose(f[3:], [2**2.25, 2.25**2.25], rtol=3e-7)
    wrapped = (-3) ** 31 + 2**31 & 2**32 - 1
    assert n.tolist() == [-3, 1, -3, -243, wrapped - 2**31]
    assert u[1] == 7**3 & 255


def test_rounding_functions_of_python(run):
    @enigma.kernel
    def kernel(F: enigma.f32):
        x = F[0]
        F[1], F[2], F[3], F[4] = round(x), math.floor(x), math.ceil(x), math.trunc(x)

    f = np.array([-2.5, 0, 0, 0, 0], np.float32)
    run(kernel, f, grid=1, threads=1)
    assert f.tolist() == [-2.5, -2, -3, -2, -2]


@enigma.kernel
def less_the_least(Out: enigma.i64):
    lid = enigma.thread_position_in_threadgroup("x")
    Out[lid] = enigma.metal_cast(lid, "long") - enigma.i64(-(2**63))


def test_the_least_integer_is_subtracted(run):
    out = run(less_the_least, np.zeros(32, np.int64), grid=32, threads=32)
    np.testing.assert_array_equal(out, np.arange(32) + np.int64(-(2**63)))
