"""`break`, `continue` and `return` under conditions that only the kernel knows."""

import enigma
import pytest
from per_thread import compare, ints, zeros


def early_return(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid] < 2:
        return
    B[tid] = 1
    if A[tid] < 5:
        return
    B[tid] = 2


def return_in_both_arms(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    if A[tid] > 3:
        B[tid] = 1
        return
    else:
        B[tid] = 2
        return
    B[tid] = 3


def return_in_an_else(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x > 3:
        x += 1
    else:
        B[tid] = -x
        return
    B[tid] = x


def nested_return(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x > 0:
        if x > 5:
            B[tid] = 100
            return
        x *= 2
    B[tid] = x


def return_in_a_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for i in enigma.range(10):
        if i * 2 > A[tid]:
            return
        B[tid] = i
    B[tid] += 100


def return_in_two_loops(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for i in enigma.range(5):
        for j in enigma.range(5):
            if i * j > A[tid]:
                return
            B[tid] = i * 10 + j
        B[tid] += 1000
    B[tid] = -1


def simple_break(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(10):
        if i > A[tid]:
            break
        total += i
    B[tid] = total * 100 + i


def break_in_the_middle(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(10):
        total += 1
        if i % 2 == 0:
            total += 10
            if i > A[tid]:
                break
            total += 100
        total += 1000
    B[tid] = total


def simple_continue(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(A[tid]):
        if i % 3 == 0:
            continue
        total += i
    B[tid] = total


def continue_and_break(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(20):
        if i % 3 == 0:
            if i == 9:
                total += 5
                continue
            total += 1
        elif i > A[tid]:
            break
        total += i * 10
    B[tid] = total


def nested_breaks(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(6):
        for j in enigma.range(6):
            if j > i:
                break
            if i * j == A[tid]:
                continue
            total += j
        else:
            total += 1000
        if total > 30:
            break
        total += 100
    B[tid] = total


def while_true(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    n = A[tid]
    rounds = 0
    while True:
        rounds += 1
        if n > 20:
            break
        n = n * 2 + 5
    B[tid] = rounds * 100 + n


def while_true_with_return(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    n = A[tid]
    while True:
        if n % 5 == 0:
            B[tid] = n
            return
        n += 1


def while_true_unrolled(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    k = 0
    while True:
        if k == 3:
            break
        B[tid] += A[tid] * k
        k += 1


def while_break_continue(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    n = A[tid]
    total = 0
    while n < 30:
        n += 3
        if n % 2 == 0:
            continue
        if n > 20:
            break
        total += n
    B[tid] = total


def break_of_an_unrolled_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for k in range(5):
        if A[tid] < k:
            break
        total += k * A[tid]
    else:
        total += 1000
    B[tid] = total * 10 + k


def continue_of_an_unrolled_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for k in (1, 2, 3, 4):
        if A[tid] % k == 0:
            continue
        total += k
    B[tid] = total


def return_from_an_unrolled_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for k in enigma.range_constexpr(4):
        if A[tid] == k:
            B[tid] = 10 + k
            return
    B[tid] = -1


def break_known_while_tracing(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for k in range(100):
        if k == 3:
            break
        total += A[tid]
    B[tid] = total * 10 + k


def break_at_the_end(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for i in enigma.range(A[tid]):
        B[tid] = i + 1
        break


def jumps_in_with_and_try(A: enigma.i32, B: enigma.i32):
    import contextlib

    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(8):
        with contextlib.nullcontext():
            if i == A[tid]:
                break
            total += 1
        try:
            if i == 3:
                continue
            total += 10
        finally:
            total += 100
    B[tid] = total


def jumps_in_match(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for mode in ("a", "b", "c"):
        match mode:
            case "b":
                if A[tid] > 4:
                    continue
                B[tid] += 1
            case "c":
                B[tid] += 10
                return
            case _:
                B[tid] += 100
    B[tid] += 1000


def first_factor(n):
    k = 2
    while k * k <= n:
        if n % k == 0:
            return k
        k += 1
    return n


def prime_factors(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    n = A[tid] + 20
    packed = 0
    while n > 1:
        p = first_factor(n)
        packed = packed * 40 + p
        n = n // p
    B[tid] = packed


def many_early_returns(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for k in range(25):
        if A[tid] == k - 3:
            B[tid] = k
            return
        B[tid] = 99


KERNELS = [
    early_return,
    return_in_both_arms,
    return_in_an_else,
    nested_return,
    return_in_a_loop,
    return_in_two_loops,
    simple_break,
    break_in_the_middle,
    simple_continue,
    continue_and_break,
    nested_breaks,
    while_true,
    while_true_with_return,
    while_true_unrolled,
    while_break_continue,
    break_of_an_unrolled_loop,
    continue_of_an_unrolled_loop,
    return_from_an_unrolled_loop,
    break_known_while_tracing,
    break_at_the_end,
    jumps_in_with_and_try,
    jumps_in_match,
    prime_factors,
    many_early_returns,
]


@pytest.mark.parametrize("fn", KERNELS, ids=lambda fn: fn.__name__)
def test_jumps(run, fn):
    compare(run, fn, ints(), zeros())


def test_an_early_return_is_one_branch():
    """What follows moves into the other arm: no flag is kept."""

    @enigma.kernel
    def kernel(A: enigma.i32, n: enigma.Scalar(enigma.u32)):
        tid = enigma.thread_position_in_grid
        if tid >= n:
            return
        A[tid] = 1

    text = enigma.compile(kernel).mlir_source
    assert text.count('"scf.if"') + text.count("scf.if") <= 2
