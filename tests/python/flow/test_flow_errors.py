"""What native control flow cannot do is blamed on the line that a mark names, with its code."""

import inspect
import sys

import enigma
import pytest

CASES = []


def case(fn):
    CASES.append(fn)
    return fn


@case
def text_and_number(A: enigma.i32, B: enigma.u32):
    if A[0] > 1:
        x = "a"
    else:
        x = 1
    A[0] = x  # error: E0114


@case
def one_of_two_buffers(A: enigma.i32, B: enigma.u32):
    if A[0] > 1:
        memory = A
    else:
        memory = B
    memory[0] = 1  # error: E0114


@case
def tuples_of_other_lengths(A: enigma.i32, B: enigma.u32):
    pair = (1, A[0])
    if A[0] > 1:
        pair = (1, 2, 3)
    A[0] = pair[0]  # error: E0114


@case
def none_before_a_loop(A: enigma.i32, B: enigma.u32):
    best = None
    for i in enigma.range(4):
        if best is None or A[i] > best:  # error: E0114
            best = A[i]
    A[0] = best


@case
def none_after_a_loop(A: enigma.i32, B: enigma.u32):
    best = None
    for i in enigma.range(4):
        best = A[i]
    A[0] = best + 1  # error: E0114


@case
def unassigned_in_an_arm(A: enigma.i32, B: enigma.u32):
    if A[0] > 1:
        y = 1
        A[1] = y
    else:
        A[0] = y  # error: E0309


@case
def unassigned_in_the_first_round(A: enigma.i32, B: enigma.u32):
    for i in enigma.range(4):
        A[i] = last  # noqa: F821  # error: E0309
        last = A[i]  # noqa: F841


def sometimes(x):
    if x > 1:
        return x


@case
def return_on_one_path_only(A: enigma.i32, B: enigma.u32):
    A[0] = sometimes(A[0]) + 1  # error: E0114


def text_or_number(x):
    if x > 1:
        return x
    return "small"


@case
def returns_of_two_kinds(A: enigma.i32, B: enigma.u32):
    A[0] = text_or_number(A[0]) + 1  # error: E0114


@case
def list_that_grows(A: enigma.i32, B: enigma.u32):
    found = []
    for i in enigma.range(4):  # error: E0114
        found.append(A[i])
    A[0] = found[0]


@case
def list_that_grows_in_an_arm(A: enigma.i32, B: enigma.u32):
    found = [1]
    if A[0] > 1:  # error: E0114
        found.append(2)
    A[0] = len(found)


@case
def set_that_grows(A: enigma.i32, B: enigma.u32):
    found = {1}
    if A[0] > 1:  # error: E0114
        found.add(2)
    A[0] = len(found)


@case
def while_without_an_end(A: enigma.i32, B: enigma.u32):
    k = 0
    while k < 1:  # error: E0405
        k = k - 1


@case
def break_of_a_with(A: enigma.i32, B: enigma.u32):
    for i in enigma.range(4):
        with enigma.if_(A[i] > 1):  # error: E0310
            break


@case
def return_from_a_with(A: enigma.i32, B: enigma.u32):
    with enigma.for_range(0, 4) as i:  # error: E0310
        if A[i] > 1:
            return


@case
def walrus_in_a_condition(A: enigma.i32, B: enigma.u32):
    if A[0] > 1 and (x := A[1]) > 2:  # error: E0310
        A[0] = x


@case
def negative_sentinel_beside_unsigned(A: enigma.i32, B: enigma.u32):
    x = -1
    if A[0] > 1:  # error: E0103
        x = B[0]
    A[0] = x


@case
def negative_start_of_unsigned_bounds(A: enigma.i32, B: enigma.u32):
    for i in enigma.range(-1, B[0]):  # error: E0103
        A[i] = 1


@case
def float_bound(A: enigma.i32, B: enigma.u32):
    for i in enigma.range(2.5):  # error: E0111
        A[i] = 1


@case
def bool_bound(A: enigma.i32, B: enigma.u32):
    for i in enigma.range(A[0] > 1):  # error: E0102
        A[i] = 1


@case
def step_of_zero(A: enigma.i32, B: enigma.u32):
    for i in enigma.range(0, 4, 0):  # error: E0205
        A[i] = 1


@case
def no_bounds(A: enigma.i32, B: enigma.u32):
    for i in enigma.range():  # error: E0112
        A[i] = 1


@case
def range_in_zip(A: enigma.i32, B: enigma.u32):
    for i, j in zip(enigma.range(4), range(4), strict=True):  # error: E0307
        A[i] = j


@case
def list_indexed_by_what_changes(A: enigma.i32, B: enigma.u32):
    k, both = 0, [1, 2]
    for i in enigma.range(4):
        A[i] = both[k]  # error: E0307
        k = 1 - k


@case
def condition_in_a_generator(A: enigma.i32, B: enigma.u32):
    def large():
        for k in range(3):
            if A[k] > 1:  # error: E0106
                yield k

    for k in large():
        A[k] = 0


@case
def condition_in_a_comprehension(A: enigma.i32, B: enigma.u32):
    A[0] = sum([x for x in (A[0], A[1]) if x > 1])  # error: E0106


@case
def literal_that_does_not_fit_in_a_branch(A: enigma.i32, B: enigma.u32):
    x = 0
    for i in enigma.range(4):
        if A[i] > 1:
            x += 1
        else:
            A[i] = 0.5 * A[i]  # error: E0103
    A[0] = x


def blamed(x, n):
    while n > 0:
        n -= 1
        if x > 2:
            x = x + None  # error in a helper
    return x


@pytest.mark.parametrize("fn", CASES, ids=lambda fn: fn.__name__)
def test_the_marked_line_is_blamed(fn):
    lines, first = inspect.getsourcelines(fn)
    [(line, text)] = [(first + k, s) for k, s in enumerate(lines) if "# error: " in s]
    code = text.split("# error: ")[1].strip()
    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.compile(enigma.kernel(fn))
    error = caught.value
    assert (error.code, error.line, error.file) == (code, line, __file__), str(error)


def test_lines_in_helpers_are_blamed():
    @enigma.kernel
    def kernel(A: enigma.i32):
        A[0] = blamed(A[0], A[1])

    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.compile(kernel)
    lines, first = inspect.getsourcelines(blamed)
    assert caught.value.line == first + next(k for k, s in enumerate(lines) if "error in" in s)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 knows lines, not columns")
def test_the_whole_text_of_what_cannot_be_joined():
    def kernel(A: enigma.i32):
        if A[0] > 1:
            size = "large"
        else:
            size = 4
        A[0] = size * 2

    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.compile(enigma.kernel(kernel))
    error = caught.value
    first = inspect.getsourcelines(kernel)[1]
    assert str(error) == (
        "[E0114] size is 'large' where the condition holds and 4 elsewhere\n"
        f"  --> {__file__}:{first + 5}\n"
        f" {first + 5} | A[0] = size * 2\n"
        f" {' ' * len(str(first + 5))} |        ^^^^^^^^\n"
        "  = which of them it is, is known in the kernel only, by the branch or loop at "
        f"{__file__}:{first + 1}\n"
        "  = give size numbers, or tuples of the same form, on both paths; or use it inside each"
    )


def test_exceptions_of_python_keep_their_lines():
    @enigma.kernel
    def kernel(A: enigma.i32):
        for i in enigma.range(3):
            if A[i] > 1:
                {}["missing"]

    with pytest.raises(KeyError) as caught:
        enigma.compile(kernel)
    last = caught.traceback[-1]
    assert str(last.path) == __file__
    assert 'missing"]' in str(last.statement)


def test_a_value_of_a_round_that_was_traced_again():
    class Drawer:
        content = None

    @enigma.kernel
    def kernel(A: enigma.i32):
        n = 0
        for i in enigma.range(3):
            n += 1
            if Drawer.content is None:
                Drawer.content = A[i]
        A[0] = Drawer.content + n

    with pytest.raises(enigma.EnigmaUsageError) as caught:
        enigma.compile(kernel)
    assert caught.value.code == "E0303"


def test_a_sum_of_vectors_starts_from_a_vector():
    @enigma.kernel
    def kernel(A: enigma.f32):
        total = 0.0
        for i in enigma.range(4):
            total += A.load_vec(i * 4, 4)
        A.store_vec(0, total)

    with pytest.raises(enigma.EnigmaTypeError) as error:
        enigma.compile(kernel)
    assert "total is 0.0 before the loop and a vec<4,float> after a round" in str(error.value)
    assert "enigma.make_vec(0.0, 0.0, 0.0, 0.0)" in str(error.value)


def test_a_wait_for_an_event_that_one_path_makes():
    @enigma.kernel
    def kernel(A: enigma.f32, n: enigma.Scalar(enigma.u32)):
        shared = enigma.threadgroup_alloc("float", 32)
        if n > 3:
            event = enigma.async_copy_1d_d2t(shared, 0, A, 0, 32)
        enigma.async_copy_wait(event)

    with pytest.raises(enigma.EnigmaError, match="event"):
        enigma.compile(kernel)
