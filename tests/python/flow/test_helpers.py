"""Functions that kernels call: plain ones, methods, closures, lambdas, decorated ones."""

import collections
import dataclasses
import functools
import types

import enigma
import enigma as e
import numpy as np
import pytest
from enigma import range as kernel_range
from per_thread import compare, ints, zeros


def clamp(x, low, high):
    if x < low:
        return low
    if x > high:
        return high
    return x


def total_to(n):
    total = 0
    for i in enigma.range(n):
        if i == 7:
            break
        total += i
    return total


def helper_returns(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    B[tid] = clamp(A[tid], 0, 5) * 100 + total_to(A[tid])


def divide(a, b):
    """Quotient and remainder."""
    if b == 0:
        return 0, a
    q = 0
    while a >= b:
        a -= b
        q += 1
    return q, a


def helper_returns_tuples(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    q, r = divide(A[tid] + 20, (A[tid] + 3) % 4)
    B[tid] = q * 100 + r


def power(x, n):
    """Recursion that Python ints bound."""
    if n == 0:
        return 1
    half = power(x, n // 2)
    return half * half * x if n % 2 else half * half


def recursion(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    B[tid] = power(A[tid], 5)


def sign(x):
    return 1 if x > 0 else -1 if x < 0 else 0


def store_sign(B, i, x):
    if x == 0:
        return
    B[i] = sign(x)


def procedures(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    store_sign(B, tid, A[tid])


def nested_functions(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    count = 0

    def add(x):
        nonlocal count
        if x > 2:
            count += x

    def twice(x):
        if x > 5:
            return 2 * x
        return x

    add(A[tid])
    add(twice(A[tid]))
    for i in enigma.range(3):
        add(i + A[tid])
    B[tid] = count


def lambdas(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    pick, other = (lambda x: x if x > 2 else 0), (lambda x: -1 if x > 2 and x < 9 else x)
    B[tid] = pick(A[tid]) * 100 + other(A[tid])


def partials(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    to_four = functools.partial(clamp, low=1, high=4)
    B[tid] = to_four(A[tid])


def mapped(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    parts = list(map(lambda v: v if v > 2 else 1, [x, x + 1, x + 2]))
    B[tid] = functools.reduce(lambda a, b: a if a > b else b, parts) * 10 + parts[0]


def aliases(A: e.i32, B: e.i32):
    tid = e.thread_position_in_grid
    n = 0
    for i in e.range(A[tid]):
        n += i
    B[tid] = n


def doubled(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        value = fn(*args, **kwargs)
        return value * 2 if value > 3 else value

    return wrapper


@doubled
def decorated(x, *, offset=1):
    if x > 2:
        return x + offset
    return offset


def decorators(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    B[tid] = decorated(A[tid]) * 100 + decorated(A[tid], offset=5)


class Base:
    scale = 3

    def scaled(self, x):
        if x > 2:
            return x * self.scale
        return x


class Counter(Base):
    def __init__(self, start):
        self.count = start
        self.__hidden = 1

    def add(self, x):
        if x > 1:
            self.count += x
            self.__hidden = self.__hidden * 2
        return self

    def hidden(self):
        return self.__hidden

    def scaled(self, x):
        if x < 0:
            return -1
        return super().scaled(x) + 1

    @staticmethod
    def limit(x):
        return 5 if x > 5 else x

    @classmethod
    def made(cls, x):
        return cls(x if x > 0 else 0)

    @property
    def large(self):
        return self.count > 6

    def __call__(self, x):
        return x if x > self.count else self.count


def methods(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    counter = Counter(0)
    counter.add(A[tid]).add(2)
    for i in enigma.range(3):
        counter.add(i)
    B[tid] = counter.count * 1000 + counter.hidden() * 10 + Counter.limit(A[tid])


def methods_of_bases(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    counter = Counter.made(A[tid])
    total = counter.scaled(A[tid]) * 100
    if counter.large:
        total += 1
    B[tid] = total + counter(4)


@dataclasses.dataclass
class Stats:
    low: object
    high: object
    seen: int = 0

    def see(self, x):
        if x < self.low:
            self.low = x
        elif x > self.high:
            self.high = x
        self.seen += 1


def dataclass_state(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    stats = Stats(A[tid], A[tid])
    for i in enigma.range(1, 9):
        stats.see((A[tid] + 3 + i) % 7)
    B[tid] = stats.low * 10000 + stats.high * 100 + stats.seen


class Slotted:
    __slots__ = ("__hidden", "x")

    def __init__(self, x):
        self.x = x
        self.__hidden = 0

    def bump(self, y):
        if y > self.x:
            self.x = y
            self.__hidden += 1
        return self.__hidden


class Row(list):
    pass


def objects_of_all_sorts(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    slotted, space = Slotted(1), types.SimpleNamespace(n=0)
    queue, counts, row = collections.deque([1, 2, 3]), collections.defaultdict(int), Row([4])
    counts["a"] = 0
    for i in enigma.range(A[tid]):
        space.n = slotted.bump(i)
        queue.rotate(1)
        if i % 2 == 0:
            counts["a"] += i
            row[0] = i
    if A[tid] > 4:
        space.n = 9
        row = Row([7])
    B[tid] = space.n + slotted.x * 10 + queue[0] * 100 + counts["a"] * 1000 + row[0] * 100000


class Clipped:
    def __init__(self, x, *, high=5):
        if x > high:
            self.x = high
        else:
            self.x = x
        self.doubled = 2 * self.x


def constructors(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    clipped = Clipped(A[tid], high=4)
    B[tid] = clipped.x * 100 + clipped.doubled


GLOBAL_ROW = [0, 0]


def globals_in_place(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    GLOBAL_ROW[0] = A[tid]
    GLOBAL_ROW[1] = 0
    if A[tid] > 3:
        GLOBAL_ROW[1] = 7
    for i in enigma.range(3):
        GLOBAL_ROW[0] += i
    B[tid] = GLOBAL_ROW[0] * 100 + GLOBAL_ROW[1]


def defaults_and_varargs(A: enigma.i32, B: enigma.i32):
    def weigh(x, *more, factor=2, **options):
        for y in more:
            if y > x:
                x = y
        return x * factor + len(options)

    tid = enigma.thread_position_in_grid
    x = A[tid]
    B[tid] = weigh(x, 3, 2 * x, x - 1, factor=3, name="n")


STATE = types.SimpleNamespace(count=0)
COUNT = 0


def count_one():
    global COUNT
    COUNT += 1
    STATE.count += 2


def count_up_to(limit, more=count_one):
    if COUNT < limit:
        more()


def globals_of_helpers(A: enigma.i32, B: enigma.i32):
    global COUNT
    tid = enigma.thread_position_in_grid
    COUNT = STATE.count = 0
    for i in enigma.range(8):
        if i < A[tid]:
            count_up_to(5)
    B[tid] = COUNT * 100 + STATE.count


def arrays_of_objects(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    found = np.array([[0, 1], [2, 3]], object)
    for i in enigma.range(3):
        if A[tid] > i:
            found[1, 0] += A[tid]
    B[tid] = found[1, 0] * 10 + found[1, 1]


def state_of_partials(A: enigma.i32, B: enigma.i32):
    def add(total, x, last=[0]):
        total[0] += x
        last[0] = x
        return last[0]

    tid = enigma.thread_position_in_grid
    sum_ = [0]
    later = functools.partial(add, sum_)
    y = later(2)
    if A[tid] > 3:
        y = later(A[tid])
    B[tid] = sum_[0] * 100 + y


KERNELS = [
    helper_returns,
    helper_returns_tuples,
    recursion,
    procedures,
    nested_functions,
    lambdas,
    partials,
    mapped,
    aliases,
    decorators,
    methods,
    methods_of_bases,
    dataclass_state,
    defaults_and_varargs,
    constructors,
    objects_of_all_sorts,
    globals_in_place,
    globals_of_helpers,
    state_of_partials,
    arrays_of_objects,
]


@pytest.mark.parametrize("fn", KERNELS, ids=lambda fn: fn.__name__)
def test_helpers(run, fn):
    compare(run, fn, ints(), zeros())


def test_a_range_imported_by_name(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        for i in kernel_range(A.size() + 4):
            A[i] = i

    assert run(kernel, zeros(4), grid=1, threads=1).tolist() == [0, 1, 2, 3]


def test_closures_keep_their_variables(run):
    factor = 2

    def scaled(x):
        return x * factor if x > 1 else 0

    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        A[tid] = scaled(A[tid])

    assert run(kernel, ints(4, 0), grid=4, threads=4).tolist() == [0, 0, 4, 6]
    factor = 5
    assert run(kernel, ints(4, 0), grid=4, threads=4).tolist() == [0, 0, 10, 15]


def test_a_decorator_below_the_kernel_is_kept(run):
    def stores_twice(fn):
        @functools.wraps(fn)
        def wrapper(A):
            fn(A)
            if A[0] > 0:
                A[1] = 7

        return wrapper

    @enigma.kernel
    @stores_twice
    def kernel(A: enigma.i32):
        A[0] = 1

    assert run(kernel, zeros(2), grid=1, threads=1).tolist() == [1, 7]


def test_globals_are_the_functions_own(run):
    global SWITCH
    SWITCH = 3

    @enigma.kernel
    def kernel(A: enigma.i32):
        if A[0] == 0:
            A[0] = SWITCH

    assert run(kernel, zeros(1), grid=1, threads=1)[0] == 3
    SWITCH = 4
    assert run(kernel, zeros(1), grid=1, threads=1)[0] == 4


def test_functions_outside_of_kernels_are_left_alone():
    assert clamp(7, 0, 5) == 5
    assert [total_to.__name__, clamp.__code__.co_name] == ["total_to", "clamp"]
    assert np.array_equal(zeros(1), [0])


def test_rewriting_happens_once():
    from enigma.flow import convert

    assert convert.converted(clamp).__code__ is convert.converted(clamp).__code__
    twin = convert.converted(clamp)
    assert convert.converted(twin) is twin
    assert twin.__globals__ is clamp.__globals__


def test_a_closure_that_a_loop_replaces_is_another():
    def counter(start):
        def count():
            nonlocal start
            start = start + 1
            return start

        return count

    @enigma.kernel
    def kernel(A: enigma.i32):
        count = counter(A[0])
        total = 0
        for _ in enigma.range(3):
            total += count()
            count = counter(10)
        A[0] = total

    with pytest.raises(enigma.EnigmaError, match=r"E0114.*count"):
        enigma.compile(kernel)


def test_arrays_of_numbers_do_not_change_under_a_traced_condition():
    @enigma.kernel
    def branch(A: enigma.i32):
        table = np.zeros(2, np.int32)
        if A[0] > 0:
            table[0] = 7
        A[0] = int(table[0])

    @enigma.kernel
    def loop(A: enigma.i32):
        table = np.zeros(2, np.int32)
        for _ in enigma.range(3):
            table[0] += 1
        A[0] = int(table[0])

    for kernel in (branch, loop):
        with pytest.raises(enigma.EnigmaError, match=r"E0114.*NumPy array changes"):
            enigma.compile(kernel)
