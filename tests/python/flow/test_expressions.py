"""`and`, `or`, `not`, chained comparisons, `x if c else y`, `in`, `assert` on traced values."""

import inspect

import enigma
import numpy as np
import pytest
from per_thread import compare, ints, zeros


def numbers_beside_bools(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    large = A[tid] > 2
    x, y, z = large and 3, large or 7, 5 if large else large
    q = large
    if A[tid] == 4:
        q = 9
    B[tid] = x + 10 * y + 100 * z + 1000 * q


def both(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid] > 0 and A[tid] < 5:
        B[tid] = 1
    if A[tid] > 0 and A[tid] % 2 == 0 and A[tid] < 9:
        B[tid] += 10


def either(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid] < 0 or A[tid] > 5 or A[tid] == 2:
        B[tid] = 1
    if not (A[tid] < 0 or A[tid] > 5) and not A[tid] == 3:
        B[tid] += 10


def values_of_operands(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    B[tid] = (x and 7) * 100 + (x or 9)


def python_operands(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    flag, nothing = True, None
    x = A[tid]
    if flag and x > 2:
        B[tid] = 1
    if nothing is None or x > 2:
        B[tid] += 10
    if x > 2 and flag:
        B[tid] += 100
    if nothing and nothing.missing:
        B[tid] = -1
    name = nothing or "name"
    if name == "name" and (x > 4 or not flag):
        B[tid] += 1000


def chained(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if 0 <= x < 5:
        B[tid] = 1
    if -2 < x <= 3 < x + 4 != 6:
        B[tid] += 10
    B[tid] += 100 if 0 < x < 3 else 0


def conditional(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    y = x * 2 if x > 3 else -x if x > 0 else 50
    z = 1 if True else x.missing
    B[tid] = y + z


def conditional_tuples(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    a, b = (x, 1) if x > 3 else (2, x)
    B[tid] = a * 100 + b


def guarded_loads(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if 0 <= x and x < 16 and A[x] > 2:
        B[tid] = 1
    if x < 0 or x >= 16 or A[x] < 5:
        B[tid] += 10
    B[tid] += A[x] if 0 <= x < 16 else 100


def membership(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x in (1, 4, 9):
        B[tid] = 1
    if x not in [1, 2, 3]:
        B[tid] += 10
    if "a" in {"a": 1}:
        B[tid] += 100


def membership_of_ranges(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x in range(2, 6):
        B[tid] = 1
    if x in range(0, 9, 3):
        B[tid] += 10
    if x not in {1: "a", 4: "b"}:
        B[tid] += 100


def builtin_functions(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    low, high = min(x, 4, 2 * x), max([x, 3])
    some, every = any([x > 5, x < 0, False]), all(y > 0 for y in (x, x - 2, True))
    B[tid] = low * 1000 + high * 10 + (1 if some else 0) + (2 if every else 0)
    B[tid] += min(3, 2) + max([1, 2], key=abs) + abs(x) + sum([x, 1])


def negation(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    ok = not x > 3
    odd = not (x % 2 == 0)
    B[tid] = (1 if ok else 0) + (10 if odd and not ok else 20)


def comprehensions(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    rows = [x if x > k else k for k in range(3)]
    more = [y for y in (rows and rows[1:])]
    B[tid] = sum(rows) * 100 + sum(more)


def assertions(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    assert A[tid] > -100, "values are not that small"
    assert len("ab") == 2
    B[tid] = 1


def walrus(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if (x := A[tid]) > 3:
        B[tid] = x
    if (y := x * 2) < 5 and x != 0:
        B[tid] = y


def floats(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    y = 0.5 if x > 2 else x * 2
    if x and y > 1:
        y = y + 1
    B[tid] = y if y < 8 else 8


KERNELS = [
    numbers_beside_bools,
    both,
    either,
    values_of_operands,
    python_operands,
    chained,
    conditional,
    conditional_tuples,
    guarded_loads,
    membership,
    negation,
    membership_of_ranges,
    builtin_functions,
    comprehensions,
    assertions,
    walrus,
]


@pytest.mark.parametrize("fn", KERNELS, ids=lambda fn: fn.__name__)
def test_expressions(run, fn):
    compare(run, fn, ints(), zeros())


def test_expressions_of_floats(run):
    compare(run, floats, np.arange(-3, 9, dtype=np.float32), zeros(12, np.float32))


def test_pure_operands_make_no_branch():
    @enigma.kernel
    def kernel(A: enigma.i32, n: enigma.Scalar(enigma.u32)):
        tid = enigma.thread_position_in_grid
        inside = (tid < n and tid % 2 == 0) or tid == 5
        A[tid] = 1 if inside else 2

    assert "if" not in enigma.compile(kernel).metal_source.split("{", 1)[1]


def test_an_assertion_that_python_knows():
    @enigma.kernel
    def kernel(A: enigma.i32):
        size = 3
        assert size == 4, f"size is {size}"
        A[0] = 1

    with pytest.raises(AssertionError, match="size is 3"):
        enigma.compile(kernel)


def checked(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x > 2:
        assert x < 8, "only small ones"
    B[tid] = 1


def failing_line():
    lines, first = inspect.getsourcelines(checked)
    return first + next(k for k, line in enumerate(lines) if "assert" in line)


def test_an_assertion_that_some_threads_break(run):
    with pytest.raises(enigma.DeviceAssertionError) as caught:
        run(enigma.kernel(checked), ints(), zeros(), grid=16, threads=8)
    error = caught.value
    assert (error.code, error.line, error.file) == ("E0706", failing_line(), __file__)
    assert isinstance(error, AssertionError)
    assert error.notes == ["thread (11, 0, 0) of the grid"] or "11" in error.notes[0]


def test_threads_go_on_after_an_assertion(run):
    b = zeros()
    with pytest.raises(enigma.DeviceAssertionError):
        run(enigma.kernel(checked), ints(), b, grid=16, threads=8)
    assert b.tolist() == [1] * 16


def test_assertions_that_hold(run):
    compare(run, checked, ints(10), zeros(10))


def test_assertions_before_a_barrier(run):
    @enigma.kernel
    def kernel(A: enigma.i32, n: enigma.Scalar(enigma.i32)):
        lid = enigma.thread_position_in_threadgroup()
        assert n == 3
        shared = enigma.threadgroup_alloc("int", 8)
        shared[lid] = A[lid]
        for i in enigma.range(n):
            assert i != 2 or lid != 5
            enigma.barrier()
        A[lid] = shared[7 - lid]

    a = ints(8, 0)
    with pytest.raises(enigma.DeviceAssertionError, match="i != 2 or lid != 5"):
        run(kernel, a, np.int32(3), grid=8, threads=8)
    assert a.tolist() == list(range(7, -1, -1))
    with pytest.raises(enigma.DeviceAssertionError, match="n == 3"):
        run(kernel, a, np.int32(2), grid=8, threads=8)


def test_unchecked_kernels_assert_nothing():
    compiled = enigma.compile(enigma.kernel(checked), bounds="off")
    b = zeros()
    compiled._native.launch((ints(), b), 16, 8)
    assert b.tolist() == [1] * 16


def test_metal_text_has_no_assertions():
    text = enigma.compile(enigma.kernel(checked)).metal_source
    assert "assert" not in text
    assert "8" not in text.split("{", 1)[1]
