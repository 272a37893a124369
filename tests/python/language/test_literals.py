"""Literals take the dtype of what stands beside them; mixed values convert as C does; casts."""

import enigma
import numpy as np
import pytest

NUMPY = {
    "bool": np.bool_,
    "char": np.int8,
    "uchar": np.uint8,
    "short": np.int16,
    "ushort": np.uint16,
    "int": np.int32,
    "uint": np.uint32,
    "long": np.int64,
    "ulong": np.uint64,
    "half": np.float16,
    "float": np.float32,
}
NAMES = [*NUMPY, "bfloat"]


def dtype_after(build):
    """The dtype of a value that a kernel builds from one value of each dtype."""
    seen = []

    @enigma.kernel
    def kernel(A: enigma.f32):
        seen.append(build({name: enigma.metal_cast(A[0], name) for name in NAMES}).dtype)
        A[0] = 1

    enigma.compile(kernel)
    return seen[0]


@pytest.mark.parametrize("name", [n for n in NAMES if n != "bool"])
@pytest.mark.parametrize("literal", [1, True, np.int64(1), np.uint8(1), np.bool_(True)])
def test_an_integer_literal_takes_any_dtype(name, literal):
    assert dtype_after(lambda v: v[name] + literal) == name
    assert dtype_after(lambda v: literal * v[name]) == name


@pytest.mark.parametrize("name", ["half", "bfloat", "float"])
@pytest.mark.parametrize("literal", [0.5, np.float32(0.5), np.float16(0.5), np.float64(0.5)])
def test_a_float_literal_takes_any_float_dtype(name, literal):
    assert dtype_after(lambda v: v[name] * literal) == name
    assert dtype_after(lambda v: literal - v[name]) == name


PROMOTIONS = [
    ("int", "uint", "uint"),
    ("char", "uchar", "uchar"),
    ("uchar", "short", "short"),
    ("int", "long", "long"),
    ("uint", "long", "long"),
    ("long", "ulong", "ulong"),
    ("half", "ulong", "half"),
    ("float", "int", "float"),
    ("half", "float", "float"),
    ("half", "bfloat", "float"),
    ("bfloat", "int", "bfloat"),
    ("bool", "short", "short"),
]


@pytest.mark.parametrize(("a", "b", "result"), PROMOTIONS)
def test_mixed_values_convert(a, b, result):
    assert dtype_after(lambda v: v[a] + v[b]) == result
    assert dtype_after(lambda v: v[b] + v[a]) == result


def test_a_literal_alone_has_a_dtype_of_its_own():
    assert dtype_after(lambda v: enigma.where(1, 2, True)) == "int"
    assert dtype_after(lambda v: enigma.where(1, 2.0, True)) == "float"
    assert dtype_after(lambda v: enigma.where(0, 2**31, True)) == "uint"
    assert dtype_after(lambda v: enigma.where(0, 2**40, True)) == "long"
    assert dtype_after(lambda v: enigma.sqrt(2)) == "float"


@pytest.mark.parametrize("name", NAMES)
def test_typed_literals(name):
    dtype = enigma.typing.dtype_of(name)
    assert dtype_after(lambda v: dtype(1)) == name
    assert dtype_after(lambda v: dtype(v["int"])) == name


def test_literals_are_exact(run):
    values = [0.1, 1 / 3, 1e-45, 3.4028234663852886e38, float("inf"), -0.0, 16777217.0]

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f16):
        for i, value in enumerate(values):
            A[i] = value
            A[i + 7] = enigma.f32(value) * 1
        B[0] = 0.1
        B[1] = float("nan")

    a = np.zeros(14, np.float32)
    b = run(kernel, a, np.zeros(2, np.float16), grid=1, threads=1)
    expected = np.array(values * 2, np.float32)
    assert np.array_equal(a.view(np.uint32), expected.view(np.uint32))
    assert b[0] == np.float16(0.1)
    assert np.isnan(b[1])


CASTS = [-3e9, -129.7, -1.5, -0.0, 0.0, 0.4, 0.9, 1.5, 127.9, 255.5, 3e9, 1e20, np.inf, -np.inf]


@pytest.mark.parametrize("name", [n for n in NUMPY if n not in ("half", "float", "bool")])
def test_float_to_integer_truncates_and_saturates(run, name):
    annotation = enigma.typing.dtype_of(name)

    @enigma.kernel
    def kernel(A: enigma.f32, B: annotation):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.metal_cast(A[tid], name)

    a = np.array([*CASTS, np.nan], np.float32)
    limits = np.iinfo(NUMPY[name])
    expected = [min(max(int(x), limits.min), limits.max) if np.isfinite(x) else 0 for x in a]
    expected[12:14] = [limits.max, limits.min]
    b = run(kernel, a, np.zeros(a.size, NUMPY[name]), grid=a.size, threads=8)
    assert np.array_equal(b, np.array(expected, NUMPY[name]))


@pytest.mark.parametrize("source", [n for n in NUMPY if n not in ("half", "float")])
@pytest.mark.parametrize("target", NUMPY)
def test_integers_convert(run, source, target):
    a_dtype, b_dtype = enigma.typing.dtype_of(source), enigma.typing.dtype_of(target)

    @enigma.kernel
    def kernel(A: a_dtype, B: b_dtype):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.metal_cast(A[tid], b_dtype)

    if source == "bool":
        a = np.array([True, False])
    else:
        limits = np.iinfo(NUMPY[source])
        a = np.array([limits.min, limits.max, 0, 1, 100, 77], NUMPY[source])
    b = run(kernel, a, np.zeros(a.size, NUMPY[target]), grid=a.size, threads=8)
    with np.errstate(all="ignore"):
        assert np.array_equal(b, a.astype(NUMPY[target]))


def test_casts_of_literals_wrap(run):
    @enigma.kernel
    def kernel(A: enigma.u8, B: enigma.i32):
        A[0] = enigma.metal_cast(300, "uchar")
        A[1] = enigma.metal_cast(-1, "uchar")
        B[0] = enigma.metal_cast(2.9, enigma.i32)
        B[1] = enigma.metal_cast(True, "int")

    a, b = np.zeros(2, np.uint8), np.zeros(2, np.int32)
    run(kernel, a, b, grid=1, threads=1)
    assert (a.tolist(), b.tolist()) == ([44, 255], [2, 1])


def test_reinterpretation(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.u32, C: enigma.f32, D: enigma.u16):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.as_type(A[tid], "uint")
        C[tid] = enigma.as_type(enigma.as_type(A[tid], enigma.Int32) ^ 0, np.float32)
        D[tid] = enigma.as_type(enigma.metal_cast(A[tid], "half"), "ushort")

    a = np.array([0.0, -0.0, 1.5, np.inf], np.float32)
    b, c, d = np.zeros(4, np.uint32), np.zeros(4, np.float32), np.zeros(4, np.uint16)
    run(kernel, a, b, c, d, grid=4, threads=4)
    assert np.array_equal(b, a.view(np.uint32))
    assert np.array_equal(c.view(np.uint32), a.view(np.uint32))
    assert np.array_equal(d, a.astype(np.float16).view(np.uint16))


def test_bfloat_arithmetic_rounds_once(run):
    @enigma.kernel
    def kernel(A: enigma.bf16, B: enigma.bf16):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid] * 3 + 1.0

    ml_dtypes = pytest.importorskip("ml_dtypes")
    a = np.linspace(-4, 4, 32).astype(ml_dtypes.bfloat16)
    b = run(kernel, a, np.zeros_like(a), grid=32, threads=32)
    product = (a.astype(np.float32) * 3).astype(ml_dtypes.bfloat16)
    assert np.array_equal(b, (product.astype(np.float32) + 1).astype(ml_dtypes.bfloat16))
