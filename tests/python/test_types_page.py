"""The tables of docs/types.md against the implementation: interpreter, CPU code, Metal text."""

import re
from pathlib import Path

import enigma
import ml_dtypes
import numpy as np
import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "types.md").read_text(encoding="utf-8")
SHORT = ["b1", "i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "f16", "bf16", "f32"]
GROUPS = {
    "signed": ["i8", "i16", "i32", "i64"],
    "unsigned": ["u8", "u16", "u32", "u64"],
    "float": ["f16", "bf16", "f32"],
}
GROUPS["integer"] = GROUPS["signed"] + GROUPS["unsigned"]


def table(heading):
    """The rows of the table under a heading, without its first two lines."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def numpy_of(name):
    return np.dtype(ml_dtypes.bfloat16 if name == "bf16" else NUMPY[name])


NUMPY = {row[0]: row[2] for row in table("Dtypes")}


def limits(name):
    return np.iinfo(numpy_of(name))


def test_every_dtype_is_there():
    assert [row[0] for row in table("Dtypes")] == SHORT


@pytest.mark.parametrize("row", table("Dtypes"), ids=lambda row: row[0])
def test_dtypes(row):
    short, metal, numpy, bits, values = row
    dtype = getattr(enigma, short)
    assert (dtype.metal_name, dtype.width) == (metal, int(bits))
    assert {enigma.typing.dtype_of(name) for name in (short, metal, numpy)} == {dtype}
    if dtype.width == 1:
        return
    if short in GROUPS["integer"]:
        assert values == f"{limits(short).min} to {limits(short).max}"
    else:
        assert f"{ml_dtypes.finfo(numpy_of(short)).nmant + 1} bits of precision" in values


def traced(build):
    """What a kernel's body gives that has one value of each dtype."""
    seen = []

    @enigma.kernel
    def kernel(A: enigma.u32):
        seen.append(build({name: enigma.metal_cast(A[0], name) for name in SHORT}))

    enigma.compile(kernel)
    return seen[0]


def test_promotion():
    rows = table("Two values of different dtype")
    assert [row[0] for row in rows] == [f"**{name}**" for name in SHORT]

    def check(values):
        for a, row in zip(SHORT, rows, strict=True):
            for b, wanted in zip(SHORT, row[1:], strict=True):
                sum_ = enigma.where(values[a], values[b], True)
                assert sum_.dtype == getattr(enigma, wanted).metal_name, (a, b)
                if "b1" not in (a, b):
                    assert (values[a] + values[b]).dtype == sum_.dtype

    traced(check)


KINDS = {"bool": ["b1"], "integer": GROUPS["integer"], "float": GROUPS["float"]}


@pytest.mark.parametrize("row", table("Stores"), ids=lambda row: row[0])
def test_stores(row):
    for source in KINDS[row[0]]:
        for kind, answer in zip(KINDS, row[1:], strict=True):
            for target in KINDS[kind]:
                assert stores(source, target) == (answer == "yes"), (source, target)


def stores(source, target):
    a, b = getattr(enigma, source), getattr(enigma, target)

    @enigma.kernel
    def kernel(A: a, B: b):
        B[0] = A[0]

    try:
        enigma.compile(kernel)
    except TypeError as error:
        assert error.code == "E0105"
        return False
    return True


def test_casts(run):
    rows = table("Casts")
    for source in dict.fromkeys(row[0] for row in rows):
        for target in dict.fromkeys(row[2] for row in rows if row[0] == source):
            own = [row for row in rows if (row[0], row[2]) == (source, target)]
            a = array([row[1] for row in own], source)
            assert_equal(cast(run, a, source, target), array([row[3] for row in own], target))


def cast(run, a, source, target):
    of, to = getattr(enigma, source), getattr(enigma, target)

    @enigma.kernel
    def kernel(A: of, B: to):
        tid = enigma.thread_position_in_grid
        B[tid] = enigma.metal_cast(A[tid], to)

    return run(kernel, a, np.zeros(a.size, numpy_of(target)), grid=a.size, threads=8)


def number(text, name):
    """A cell: a number, or one of the words for the limits of the dtype."""
    if name in GROUPS["integer"]:
        info = limits(name)
        words = {"MIN": int(info.min), "MAX": int(info.max), "BITS": info.bits}
        value = eval(text, words)
        return value % 2**info.bits if info.min == 0 else value
    return int(text) if name == "b1" else float(text)


def array(cells, name):
    with np.errstate(over="ignore"):
        return np.array([number(cell, name) for cell in cells], kind_of(name)).astype(
            numpy_of(name)
        )


def kind_of(name):
    """A dtype that holds what the cells say: casts to a narrower float round."""
    return np.float64 if name in GROUPS["float"] else numpy_of(name)


def assert_equal(found, wanted):
    assert found.dtype == wanted.dtype
    same = (found == wanted) | ((found != found) & (wanted != wanted))
    assert same.all(), (found, wanted)


EDGES = table("Results at the edges")


@pytest.mark.parametrize("name", [n for n in SHORT if n != "b1"])
def test_edges(run, name):
    """All rows of a dtype in one kernel; operands come from memory, so that nothing is folded."""
    rows = [row for row in EDGES if name in GROUPS[row[1]]]
    dtype = getattr(enigma, name)

    @enigma.kernel
    def kernel(A: dtype, B: dtype, C: dtype):
        for k, row in enumerate(rows):
            C[k] = eval(row[0], {"enigma": enigma, "a": A[k], "b": B[k], "abs": abs})

    a, b, wanted = (array([row[column] for row in rows], name) for column in (2, 3, 4))
    assert_equal(run(kernel, a, b, np.zeros_like(wanted), grid=1, threads=1), wanted)


def test_edges_of_literals(run):
    """The same where the compiler knows both operands."""

    @enigma.kernel
    def kernel(A: enigma.i32):
        low = enigma.i32(-(2**31))
        A[0], A[1], A[2] = low / -1, low % -1, low / 0
        A[3], A[4] = low % 0, -low

    low = -(2**31)
    assert run(kernel, np.ones(5, np.int32), grid=1, threads=1).tolist() == [low, 0, low, 0, low]


@pytest.mark.parametrize("amount", [-1, 32])
def test_shifts_by_literals_are_checked(amount):
    @enigma.kernel
    def kernel(A: enigma.i32):
        A[0] = A[0] << amount

    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.compile(kernel)
    assert caught.value.line is not None


def test_comparisons_with_nan(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.b1):
        a, b = A[0], A[1]
        for k, value in enumerate([a == b, a < b, a <= b, a > b, a >= b, a != b]):
            B[k] = value

    found = run(kernel, np.array([np.nan, 1], np.float32), np.ones(6, bool), grid=1, threads=1)
    assert found.tolist() == [False] * 5 + [True]


METAL = [
    (
        "i32",
        "a / b",
        r"b == 0 \|\| \(a == -2147483648 .*b == -1\) \? a :|b == 0 \|\| \(a == .*\? a :",
    ),
    ("u32", "a / b", r"b == 0 \? a : a / b"),
    ("i32", "a % b", r"b == 0 \|\| b == -1 \? 0 : a % b"),
    ("i32", "a + b", r"int\(uint\(.*\) \+ uint\(.*\)\)"),
    ("i32", "a << b", r"& 31"),
    ("i64", "a >> b", r"& 63"),
    ("i32", "-a", r"int\(-uint\("),
    ("f32", "enigma.metal_cast(a, 'int')", r"NaN gives 0"),
    ("bf16", "enigma.sqrt(a)", r"bfloat\(.*sqrt\(float\("),
]


@pytest.mark.parametrize(("name", "operation", "pattern"), METAL)
def test_metal_text_has_the_guards(name, operation, pattern):
    """That the text computes the same values is tested where it is executed, in crates/codegen."""
    dtype = getattr(enigma, name)
    to = enigma.i32 if "metal_cast" in operation else dtype

    @enigma.kernel
    def kernel(A: dtype, B: dtype, C: to):
        C[0] = eval(operation, {"enigma": enigma, "a": A[0], "b": B[0]})

    assert re.search(pattern, enigma.compile(kernel).metal_source)


def test_metal_text_asks_for_ieee_floats():
    @enigma.kernel
    def kernel(A: enigma.f32):
        A[0] = A[0] * A[1] + A[2]

    text = enigma.compile(kernel).metal_source
    assert "#pragma METAL fp math_mode(safe)" in text
    assert "#pragma METAL fp contract(off)" in text
    assert "fma" not in text
