"""Operations against NumPy and Python's `math`, on every dtype, on the interpreter and the CPU."""

from pathlib import Path

import enigma
import ml_dtypes
import numpy as np
import pytest
from enigma import _native
from references import FLOAT_FUNCTIONS, INT_FUNCTIONS, PREDICATES, Int

ARRAYS = {"half": np.float16, "bfloat": ml_dtypes.bfloat16, "float": np.float32}
# Digits after the first, and the smallest exponent of a normal number.
DIGITS = {"half": (10, -14), "bfloat": (7, -126), "float": (23, -126)}
COUNT = 640

ROOT = Path(__file__).resolve().parents[3]


def integer_array(dtype):
    widths = {"char": 8, "short": 16, "int": 32, "long": 64}
    signed = dtype in widths
    return np.dtype(f"int{widths[dtype]}" if signed else f"uint{widths[dtype[1:]]}")


def present(table):
    """The pairs of operation and dtype."""
    names = set(_native.pure_operations())
    return [(op, dtype) for op, r in table.items() if op in names for dtype in r.dtypes]


def apply(run, op, dtype, operands, result):
    annotation = enigma.typing.dtype_of(dtype)
    out = {"bool": enigma.b1}.get(result) or enigma.typing.dtype_of(result)
    if len(operands) == 1:

        @enigma.kernel
        def kernel(A: annotation, Z: out):
            tid = enigma.thread_position_in_grid
            Z[tid] = _native.emit(op, A[tid])

    elif len(operands) == 2:

        @enigma.kernel
        def kernel(A: annotation, B: annotation, Z: out):
            tid = enigma.thread_position_in_grid
            Z[tid] = _native.emit(op, A[tid], B[tid])

    else:

        @enigma.kernel
        def kernel(A: annotation, B: annotation, C: annotation, Z: out):
            tid = enigma.thread_position_in_grid
            Z[tid] = _native.emit(op, A[tid], B[tid], C[tid])

    array = bool if result == "bool" else operands[0].dtype
    z = np.zeros(operands[0].size, array)
    return run(kernel, *operands, z, grid=z.size, threads=64)


def floats(rng, dtype, reference):
    """Operands: special values, every magnitude, and values near 1; or what the domain says."""
    digits, least = DIGITS[dtype]
    largest = 15 if dtype == "half" else 127
    operands = []
    for n in range(reference.arity):
        if reference.domain:
            values = rng.uniform(*reference.domain, COUNT)
        else:
            special = [0.0, -0.0, 1, -1, 0.5, -0.5, 2, 3, 100, -7, np.inf, -np.inf, np.nan]
            tiny = [2.0**least, 2.0 ** (least - digits), -(2.0 ** (least - 1))]
            magnitudes = np.exp2(rng.uniform(least - digits, largest, 300))
            magnitudes *= rng.choice([-1, 1], 300)
            values = np.concatenate([special, tiny, magnitudes, rng.uniform(-10, 10, 300)])
            values = np.resize(values, COUNT)
            if n:
                rng.shuffle(values)
        operands.append(values.astype(ARRAYS[dtype]))
    if reference.ascending:
        first, second = reference.ascending
        a, b = operands[first], operands[second]
        operands[first], operands[second] = np.minimum(a, b), np.maximum(a, b)
    return operands


def units(found, want, dtype):
    """The distance in units in the last place; NaN where only one of both is NaN."""
    digits, least = DIGITS[dtype]
    nearest = want.astype(ARRAYS[dtype]).astype(np.float64)
    same = (found == nearest) | (np.isnan(found) & np.isnan(want))
    size = np.maximum(np.abs(want), 2.0**least)
    unit = np.exp2(np.floor(np.log2(size)) - digits)
    return np.where(same, 0, np.abs(found - want) / unit)


@pytest.mark.parametrize(("op", "dtype"), present(FLOAT_FUNCTIONS))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_float_functions(run, rng, op, dtype):
    reference = FLOAT_FUNCTIONS[op]
    operands = floats(rng, dtype, reference)
    found = apply(run, op, dtype, operands, dtype).astype(np.float64)
    want = np.asarray(reference.of(*(x.astype(np.float64) for x in operands)), np.float64)
    away = units(found, want, dtype)
    worst = int(np.argmax(np.where(np.isnan(away), np.inf, away)))
    given = [x[worst] for x in operands]
    bound = max(reference.bound, 0.5)
    assert away[worst] <= bound, f"{op}{given} = {found[worst]}, not {want[worst]}"


@pytest.mark.parametrize(("op", "dtype"), present(PREDICATES))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_predicates(run, rng, op, dtype):
    reference = PREDICATES[op]
    operands = floats(rng, dtype, reference)
    found = apply(run, op, dtype, operands, "bool")
    assert np.array_equal(found, reference.of(*(x.astype(np.float64) for x in operands)))


@pytest.mark.parametrize(("op", "dtype"), present(INT_FUNCTIONS))
def test_integer_functions(run, rng, op, dtype):
    reference, array = INT_FUNCTIONS[op], integer_array(dtype)
    kind = Int(array.itemsize * 8, array.kind == "i")
    limits = [kind.low, kind.low + 1, kind.high, kind.high - 1, 0, 1, 2, 3, 7, kind.wrap(-1)]
    operands = []
    for _ in range(reference.arity):
        values = [*limits, *(int(x) for x in rng.integers(kind.low, kind.high, 118, array))]
        rng.shuffle(values)
        operands.append(np.array([*limits[: 128 - len(values)], *values], array))
    result = "bool" if op.startswith("cmp_") else dtype
    found = apply(run, op, dtype, operands, result)
    rows = zip(*(x.tolist() for x in operands), strict=True)
    want = [kind.wrap(reference.of(kind, *row)) for row in rows]
    assert found.astype(object).tolist() == want


# Operations of values that NumPy has no word for, and where they are tested instead.
ELSEWHERE = {
    "where": "tests/python/language/test_functions.py",
    "metal_cast": "tests/python/language/test_literals.py",
    "as_type": "tests/python/language/test_literals.py",
    "isnormal": "tests/python/language/test_rounding.py",
    "ldexp": "tests/python/language/test_math.py",
    "extract_bits": "tests/python/language/test_rounding.py",
    "insert_bits": "tests/python/language/test_rounding.py",
}


def test_no_operation_is_left_out():
    """Every function of its operands has a reference here, or a test that is named here."""
    named = {*FLOAT_FUNCTIONS, *PREDICATES, *INT_FUNCTIONS, *ELSEWHERE}
    assert named == set(_native.pure_operations())
    for op, path in ELSEWHERE.items():
        assert op in (ROOT / path).read_text(encoding="utf-8")
