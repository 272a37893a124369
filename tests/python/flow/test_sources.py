"""Where the source of a function comes from, and what happens where there is none."""

import linecache
import sys

import enigma
import pytest
from per_thread import ints, zeros

BODY = """
import enigma

@enigma.kernel
def kernel(A: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid] > 2:
        A[tid] = 100
"""


def cell(text, name):
    """Runs text as IPython and new REPLs do: its lines are in `linecache`."""
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    scope = {"__name__": "cell"}
    exec(compile(text, name, "exec"), scope)
    return scope


def test_cells_of_a_notebook(run):
    kernel = cell(BODY, "<ipython-input-7>")["kernel"]
    assert run(kernel, ints(6, 0), grid=6, threads=6).tolist() == [0, 1, 2, 100, 100, 100]


def test_a_cell_that_is_run_again_with_other_lines(run):
    first = cell(BODY, "<cell>")["kernel"]
    again = cell(BODY.replace("> 2", "> 4"), "<cell>")["kernel"]
    assert run(again, ints(6, 0), grid=6, threads=6).tolist() == [0, 1, 2, 3, 4, 100]
    assert first.name == again.name


def test_without_source_a_condition_is_an_error_that_says_so():
    scope = {}
    exec(BODY, scope)
    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.compile(scope["kernel"])
    assert caught.value.code == "E0106"
    assert caught.value.line == 7
    assert caught.value.notes[0] == (
        "the source of kernel is not available, so kernel runs as ordinary Python"
    )


def test_without_source_a_loop_is_an_error_that_says_so():
    scope = {}
    exec(BODY.replace("if A[tid] > 2:", "for i in enigma.range(3):"), scope)
    with pytest.raises(enigma.EnigmaError, match="source of kernel is not available") as caught:
        enigma.compile(scope["kernel"])
    assert caught.value.code == "E0307"


def test_without_source_straight_code_works(run):
    scope = {}
    exec("def double(x):\n    return x * 2\n", scope)
    double = scope["double"]

    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        if A[tid] > 2:
            A[tid] = double(A[tid])

    assert run(kernel, ints(5, 0), grid=5, threads=5).tolist() == [0, 1, 2, 6, 8]


def test_source_that_is_not_of_the_code():
    scope = cell(BODY, "<changed>")
    text = BODY.replace("tid", "place")
    linecache.cache["<changed>"] = (len(text), None, text.splitlines(True), "<changed>")
    with pytest.raises(enigma.EnigmaError, match="has changed since it was loaded"):
        enigma.compile(scope["kernel"])


def test_a_file_that_python_cannot_read_any_more():
    scope = cell(BODY, "<broken>")
    linecache.cache["<broken>"] = (3, None, ["def (\n"], "<broken>")
    with pytest.raises(enigma.EnigmaError, match="source of kernel is not available"):
        enigma.compile(scope["kernel"])


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 does not know the columns")
def test_lambdas_of_one_line(run):
    low, high = (lambda x: 1 if x < 2 else x), (lambda x: 9 if x > 3 else x)
    same, other = (lambda x: x and 5), (lambda x: x or 5)

    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        A[tid] = low(high(A[tid])) * 100 + same(A[tid]) * 10 + other(A[tid])

    a = run(kernel, ints(5, 0), grid=5, threads=5)
    assert a.tolist() == [105, 151, 252, 353, 954]


def test_lambdas_of_several_lines(run):
    pick = lambda x: (  # noqa: E731
        x if x > 2 else 0
    )

    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        A[tid] = pick(A[tid])

    assert run(kernel, ints(5, 0), grid=5, threads=5).tolist() == [0, 0, 0, 3, 4]


def test_a_function_called_by_a_library_says_so():
    import functools

    @functools.lru_cache
    def cached(x):
        if x > 1:
            return 1
        return 0

    @enigma.kernel
    def kernel(A: enigma.i32):
        A[0] = cached(A[0])

    with pytest.raises(enigma.EnigmaError, match="by a library, not by traced code"):
        enigma.compile(kernel)


def test_annotations_of_the_future(run):
    text = "from __future__ import annotations\n" + BODY.replace(
        "    tid =", "    x: Missing = 1\n    tid ="
    )
    kernel = cell(text, "<future>")["kernel"]
    assert run(kernel, ints(4, 0), grid=4, threads=4).tolist() == [0, 1, 2, 100]


def test_a_kernel_is_compiled_again(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        for i in enigma.range(3):
            A[tid] += i

    for _ in range(2):
        assert run(kernel, zeros(2), grid=2, threads=2).tolist() == [3, 3]
