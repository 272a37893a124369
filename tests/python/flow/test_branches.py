"""Branches on traced values: what their arms assign is there afterwards."""

from typing import NamedTuple

import enigma
import pytest
from per_thread import compare, ints, zeros


def if_without_else(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x > 3:
        x = 100
    B[tid] = x


def if_else(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid] % 2 == 0:
        y = A[tid] * 2
    else:
        y = -A[tid]
    B[tid] = y


def elif_chain(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x < 0:
        kind = 0
    elif x == 0:
        kind = 1
    elif x < 3:
        kind = 2
    elif x < 7:
        kind = 3
    else:
        kind = 4
    B[tid] = kind


def nested(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    y = 0
    if x > 0:
        if x > 5:
            y = x * 10
            if x > 8:
                y += 1
        else:
            y = x
        y += 1000
    B[tid] = y


def only_one_arm_assigns(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x > 0:
        z = x * 3
    if x > 0:
        B[tid] = z


def truth_of_numbers(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid]:
        B[tid] = 1
    if not A[tid]:
        B[tid] = 2


def tuples(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    pair = (x, x + 1)
    if x > 2:
        pair = (pair[1], pair[0] * 2)
    a, b = pair
    B[tid] = a * 100 + b


class Point(NamedTuple):
    x: object
    y: object


def named_tuples(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    p = Point(A[tid], 1)
    if p.x > 2:
        p = Point(p.y, p.x)
    B[tid] = p.x * 100 + p.y


def swap(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    a, b = A[tid], enigma.metal_cast(tid, "int") * 2
    if a < b:
        a, b = b, a
    B[tid] = a * 100 + b


def lists_in_place(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    row = [A[tid], 0, 7]
    if row[0] > 2:
        row[1] = row[0]
        row[2] += 1
    else:
        row[0] = 5
    B[tid] = row[0] * 10000 + row[1] * 100 + row[2]


def new_lists(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid] > 2:
        row = [A[tid], 1]
    else:
        row = [2, A[tid]]
    row[0] += 1
    B[tid] = row[0] * 100 + row[1]


def dictionaries(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    d = {"x": A[tid], "n": 0}
    if d["x"] > 2:
        d["n"] = d["n"] + d["x"]
        d["x"] = -1
    B[tid] = d["x"] * 100 + d["n"]


def registers(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    r = enigma.register_tensor(2, "int", 5)
    if A[tid] > 2:
        r[0] = A[tid]
    else:
        r[1] = r[0] + r[1]
    B[tid] = r[0] * 100 + r[1]


def python_conditions(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    mode = "fast"
    names = []
    if mode == "fast":
        names.append("a")
        step = 2
    else:
        names.append("b")
    if names == ["a"] and len(names) == 1:
        B[tid] = A[tid] * step


def augmented(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    count = 0
    if x > 1:
        count += 1
    if x > 2:
        count += 1
    if x > 3:
        count *= 2
    B[tid] = count


def augmented_containers(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    found, pair = {"a": 1}, [2, 3]
    if A[tid] > 3:
        found |= {"a": A[tid]}
        pair *= 1
        pair[1] = 5
    B[tid] = found["a"] * 10 + pair[1]


def stores_only(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid] > 2:
        B[tid] = 1
    elif A[tid] < 0:
        B[tid] = -1


def deep_chain(A: enigma.i32, B: enigma.i32):  # noqa: C901 - its length is the point
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x == -3:
        y = 1
    elif x == -2:
        y = 2
    elif x == -1:
        y = 3
    elif x == 0:
        y = 4
    elif x == 1:
        y = 5
    elif x == 2:
        y = 6
    elif x == 3:
        y = 7
    elif x == 4:
        y = 8
    elif x == 5:
        y = 9
    elif x == 6:
        y = 10
    elif x == 7:
        y = 11
    elif x == 8:
        y = 12
    elif x == 9:
        y = 13
    elif x == 10:
        y = 14
    elif x == 11:
        y = 15
    elif x == 12:
        y = 16
    elif x == 13:
        y = 17
    elif x == 14:
        y = 18
    elif x == 15:
        y = 19
    elif x == 16:
        y = 20
    elif x == 17:
        y = 21
    elif x == 18:
        y = 22
    else:
        y = 23
    B[tid] = y


KERNELS = [
    if_without_else,
    if_else,
    elif_chain,
    nested,
    only_one_arm_assigns,
    truth_of_numbers,
    tuples,
    named_tuples,
    swap,
    lists_in_place,
    new_lists,
    dictionaries,
    registers,
    python_conditions,
    augmented,
    augmented_containers,
    stores_only,
    deep_chain,
]


@pytest.mark.parametrize("fn", KERNELS, ids=lambda fn: fn.__name__)
def test_branches(run, fn):
    compare(run, fn, ints(), zeros())


def test_the_dtype_of_joined_values(run):
    seen = {}

    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.f16, C: enigma.u32):
        c = A[0] > 0
        x = 1 if c else 2
        seen["literals"] = x.dtype
        x = B[0] if c else 2
        seen["literal takes half"] = x.dtype
        x = A[0] if c else C[0]
        seen["int and uint"] = x.dtype
        x = A[0] if c else 0.5
        seen["float literal"] = x.dtype
        x = c if c else False
        seen["bools"] = x.dtype
        if c:
            y = B[0]
        else:
            y = A[0]
        seen["half and int"] = y.dtype
        A[0] = 1

    enigma.compile(kernel)
    assert seen == {
        "literals": "int",
        "literal takes half": "half",
        "int and uint": "uint",
        "float literal": "float",
        "bools": "bool",
        "half and int": "half",
    }


def test_values_have_the_names_of_their_variables():
    @enigma.kernel
    def kernel(A: enigma.i32):
        if A[0] > 2:
            height = A[1] + 1
        else:
            height = A[2] * 2
        for row in enigma.range(height):
            A[row] = height

    text = enigma.compile(kernel).metal_source
    assert "height" in text
    assert "row" in text
    assert "@" not in text
