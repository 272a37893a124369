"""Branches and loops: what their bodies do, what survives them, how they nest."""

import enigma
import numpy as np
import pytest


def ints(n):
    return np.arange(n, dtype=np.int32)


def test_if_runs_where_the_condition_holds(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.if_(tid % 3 == 0):
            A[tid] = -1

    a = run(kernel, ints(10), grid=10, threads=4)
    assert np.array_equal(a, np.where(ints(10) % 3 == 0, -1, ints(10)))


@pytest.mark.parametrize("arms", ["both", "then", "otherwise", "swapped"])
def test_if_with_arms(run, arms):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.if_(A[tid] > 4) as (then, otherwise):
            # Before the arms: runs for all threads.
            B[tid] = A[tid] * 10
            x = A[tid] + 1
            if arms in ("both", "then"):
                with then:
                    B[tid] = x
            if arms in ("both", "otherwise", "swapped"):
                with otherwise:
                    B[tid] = -x
            if arms == "swapped":
                with then:
                    B[tid] = x

    a = ints(10)
    b = run(kernel, a, np.zeros_like(a), grid=10, threads=4)
    then = a + 1 if arms in ("both", "then", "swapped") else a * 10
    otherwise = -(a + 1) if arms in ("both", "otherwise", "swapped") else a * 10
    assert np.array_equal(b, np.where(a > 4, then, otherwise))


def test_registers_made_before_the_first_arm_are_seen_by_both(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.if_(A[tid] > 4) as (then, otherwise):
            r = enigma.register_tensor(1, "int", 5)
            with then:
                r[0] = r[0] + 1
            with otherwise:
                r[0] = r[0] - 1
        A[tid] = r[0]

    a = run(kernel, ints(10), grid=10, threads=4)
    assert np.array_equal(a, np.where(ints(10) > 4, 6, 4))


def test_literal_conditions(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        with enigma.if_(True):
            A[0] = 1
        with enigma.if_(0):
            A[1] = 1
        with enigma.if_(np.bool_(False)) as (then, otherwise):
            with then:
                A[2] = 1
            with otherwise:
                A[2] = 2

    assert run(kernel, np.zeros(3, np.int32), grid=1, threads=1).tolist() == [1, 0, 2]


def test_nested_branches(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        x = A[tid]
        with enigma.if_(x > 2) as (then, otherwise):
            with then:
                with enigma.if_(x > 6):
                    A[tid] = 100
            with otherwise:
                with enigma.if_(x == 0) as (zero, other):
                    with zero:
                        A[tid] = -100
                    with other:
                        A[tid] = -x

    a = run(kernel, ints(10), grid=10, threads=10)
    assert a.tolist() == [-100, -1, -2, 3, 4, 5, 6, 100, 100, 100]


@pytest.mark.parametrize(
    "bounds", [(0, 5), (2, 9, 3), (5, 5), (7, 2), (-3, 3), (0, 10, 4), (-5, -1, 2), (0, 1, 100)]
)
def test_for_range_visits_what_range_visits(run, bounds):
    @enigma.kernel
    def kernel(A: enigma.i32):
        n = enigma.register_tensor(1, "int", 0)
        with enigma.for_range(*bounds) as i:
            A[n[0]] = i
            n[0] = n[0] + 1
        A[15] = n[0]

    visited = list(range(*bounds))
    a = run(kernel, np.full(16, 99, np.int32), grid=1, threads=1)
    assert a[: len(visited)].tolist() == visited
    assert a[15] == len(visited)


@pytest.mark.parametrize("dtype", ["int", "uint", "long", "ulong", "char", enigma.u16])
def test_the_dtype_of_the_index(run, dtype):
    seen = []

    @enigma.kernel
    def kernel(A: enigma.i32):
        with enigma.for_range(0, 3, dtype=dtype) as i:
            seen.append(i.dtype)
            A[i] = i + 1

    a = run(kernel, np.zeros(3, np.int32), grid=1, threads=1)
    assert a.tolist() == [1, 2, 3]
    assert seen[0] == enigma.typing.dtype_of(dtype).metal_name


def test_traced_bounds_differ_between_threads(run):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.for_range(A[tid], A[tid] * 2, A[tid] / 3 + 1, init=[0]) as (i, carry):
            carry[0] = carry[0] + i
        B[tid] = carry[0]

    a = ints(20)
    b = run(kernel, a, np.zeros_like(a), grid=20, threads=8)
    assert b.tolist() == [sum(range(n, 2 * n, n // 3 + 1)) for n in range(20)]


@pytest.mark.parametrize("form", ["list", "tuple", "bare"])
def test_carried_values(run, form):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        init = {"list": [0.0], "tuple": (0.0,), "bare": 0.0}[form]
        with enigma.for_range(0, 10, init=init) as (i, carry):
            assert len(carry) == 1
            carry[0] = carry[0] + A[i]
        B[0] = carry[0]

    a = np.arange(10, dtype=np.float32)
    assert run(kernel, a, np.zeros(1, np.float32), grid=1, threads=1)[0] == 45


def test_carried_values_rotate(run):
    """A swap loses neither value: assignments are sequential, in the body's own order."""

    @enigma.kernel
    def fibonacci(A: enigma.u64):
        n = enigma.thread_position_in_grid
        with enigma.for_range(0, n, init=[enigma.u64(0), enigma.u64(1)]) as (_, carry):
            a, b = carry
            carry[0] = b
            carry[1] = a + b
        A[n] = carry[0]

    a = run(fibonacci, np.zeros(20, np.uint64), grid=20, threads=8)
    expected = [0, 1]
    while len(expected) < 20:
        expected.append(expected[-1] + expected[-2])
    assert a.tolist() == expected


def test_a_read_after_a_write_sees_the_new_value(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        with enigma.for_range(0, 3, init=[1]) as (_, carry):
            carry[0] = carry[0] * 2
            carry[0] = carry[0] + 1
        A[0] = carry[0]

    assert run(kernel, np.zeros(1, np.int32), grid=1, threads=1)[0] == 15


def test_a_loop_that_never_runs_gives_the_first_values(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        with enigma.for_range(0, A[0], init=[7]) as (_, carry):
            carry[0] = carry[0] + 1
        A[1] = carry[0]

    assert run(kernel, np.zeros(2, np.int32), grid=1, threads=1)[1] == 7


def test_a_carry_keeps_the_dtype_of_its_first_value(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        with enigma.for_range(0, 3, init=[enigma.i32(-1)]) as (_, carry):
            carry[0] = carry[0] + enigma.thread_position_in_grid
        A[0] = carry[0] / 2

    assert run(kernel, np.zeros(1, np.int32), grid=1, threads=1)[0] == 0
    assert "si32" in enigma.compile(kernel).mlir_source


def test_carries_assigned_in_a_branch(run):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        with enigma.for_range(0, 10, init=[0, 0]) as (i, carry):
            with enigma.if_(A[i] % 2 == 0) as (even, odd):
                with even:
                    carry[0] = carry[0] + A[i]
                with odd:
                    carry[1] = carry[1] + A[i]
        B[0] = carry[0]
        B[1] = carry[1]

    assert run(kernel, ints(10), np.zeros(2, np.int32), grid=1, threads=1).tolist() == [20, 25]


def test_nested_loops(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.metal_cast(enigma.thread_position_in_grid, "int")
        with enigma.for_range(0, tid, init=[0]) as (i, outer):
            with enigma.for_range(0, i, init=[outer[0]]) as (j, inner):
                inner[0] = inner[0] + i * j
            outer[0] = inner[0]
        A[tid] = outer[0]

    a = run(kernel, np.zeros(8, np.int32), grid=8, threads=4)
    assert a.tolist() == [sum(i * j for i in range(n) for j in range(i)) for n in range(8)]


def test_while_with_carried_values(run):
    @enigma.kernel
    def collatz(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.while_(lambda c: c[0] != 1, init=[A[tid], 0]) as carry:
            carry[0] = enigma.where(carry[0] / 2, 3 * carry[0] + 1, carry[0] % 2 == 1)
            carry[1] = carry[1] + 1
        B[tid] = carry[1]

    def steps(n):
        return 0 if n == 1 else 1 + steps(3 * n + 1 if n % 2 else n // 2)

    a = np.arange(1, 40, dtype=np.int32)
    b = run(collatz, a, np.zeros_like(a), grid=a.size, threads=16)
    assert b.tolist() == [steps(n) for n in range(1, 40)]


def test_while_on_registers_and_memory(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        n = enigma.register_tensor(1, "int", 0)
        with enigma.while_(lambda: (A[tid] < 100) & (n[0] < 5)):
            A[tid] = A[tid] * 2
            n[0] = n[0] + 1
        A[tid + 8] = n[0]

    a = run(kernel, ints(16), grid=8, threads=8)
    values, rounds = [], []
    for x in range(8):
        n = 0
        while x < 100 and n < 5:
            x, n = x * 2, n + 1
        values.append(x)
        rounds.append(n)
    assert a.tolist() == values + rounds


def test_while_that_never_runs(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        with enigma.while_(lambda: False):
            A[0] = 1
        with enigma.while_(lambda c: c[0] > 5, init=5) as carry:
            carry[0] = 100
        A[1] = carry[0]

    assert run(kernel, np.zeros(2, np.int32), grid=1, threads=1).tolist() == [0, 5]


def test_range_constexpr_unrolls(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        for i in enigma.range_constexpr(3):
            A[i] = i
        for i in enigma.range_constexpr(3, 5):
            A[i] = -i
        for i in enigma.range_constexpr(9, 4, -2):
            A[i] = 1

    assert run(kernel, np.zeros(10, np.int32), grid=1, threads=1).tolist() == [
        *[0, 1, 2, -3, -4, 1, 0, 1, 0, 1]
    ]
    assert list(enigma.range_constexpr(2, 8, 3)) == [2, 5]


def test_helpers_trace_inline(run):
    def relu(x):
        return enigma.fmax(x, 0)

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = relu(A[tid])

    a = np.linspace(-1, 1, 9, dtype=np.float32)
    assert np.array_equal(run(kernel, a, np.zeros_like(a), grid=9, threads=9), np.maximum(a, 0))


def test_constants_made_in_a_branch_are_not_used_outside(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.for_range(0, 2, init=[0]) as (_, carry):
            carry[0] = 5
            with enigma.if_(tid == 5):
                A[tid] = 5
        A[tid] = A[tid] + carry[0]

    assert run(kernel, np.zeros(8, np.int32), grid=8, threads=8).tolist() == [5] * 5 + [10, 5, 5]
