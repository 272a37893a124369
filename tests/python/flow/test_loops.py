"""Loops that the kernel runs, loops that are unrolled, and what both carry."""

import itertools

import enigma
import numpy as np
import pytest
from per_thread import compare, ints, zeros


def counted(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(A[tid]):
        total += i
    B[tid] = total


def start_and_stop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 1
    for i in enigma.range(A[tid], 2 * A[tid]):
        total = total * 2 + i
    B[tid] = total % 1000


def steps(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(A[tid], 20, 3):
        total += i * i
    for i in enigma.range(20, A[tid], -7):
        total -= i
    for i in enigma.range(5, -3, -1):
        total = total * 2 + i
    B[tid] = total


def traced_step(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    step = A[tid] - 5
    total = 0
    if step != 0:
        for i in enigma.range(10, -10 + 20 * ((A[tid] + 3) % 2), step):
            total = total * 3 + i
            if total > 100000:
                break
    B[tid] = total


def builtin_range(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in range(A[tid]):
        for j in range(3):
            total += i * j
    B[tid] = total


def index_after_the_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    i = -7
    for i in enigma.range(A[tid]):
        pass
    B[tid] = i


def index_is_assigned(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(A[tid]):
        i = i * 2
        total += i
    B[tid] = total + (i if A[tid] > 0 else 0)


def first_assigned_in_the_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for i in enigma.range(4):
        last = A[tid] + i
    B[tid] = last


def temporaries_of_two_loops(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(3):
        x = A[tid] + i
        total += x
    for i in enigma.range(4):
        x = total * i
        total = total + x
    B[tid] = total + x + i


def nested_loops(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in enigma.range(A[tid]):
        row = 0
        for j in enigma.range(i, 6):
            row += i * j
            for k in enigma.range(j):
                row += k
        total += row
    B[tid] = total


def while_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    n = A[tid]
    rounds = 0
    while n > 0:
        n = n // 2
        rounds += 1
    B[tid] = rounds


def collatz(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    n = A[tid]
    rounds = 0
    while n != 1 and n > 0:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        rounds += 1
    B[tid] = rounds


def literal_counter(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    i = 0
    while i < A[tid]:
        i = i + 2
    B[tid] = i


def while_with_walrus(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    n = A[tid]
    total = 0
    while (half := n // 2) > 0:
        total += half
        n = half
    B[tid] = total * 10 + half


def list_is_changed_and_rebound(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    row = [2, 3]
    for _ in enigma.range(A[tid] + 3):
        row[0] = A[tid] ^ row[1]
        row = [row[0], row[0]]
    B[tid] = row[0] * 100 + row[1]


class Counter:
    def __init__(self, n):
        self.n = n

    def next(self):
        self.n += 1
        return self.n


def object_changed_by_the_test(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    counter, rounds = Counter(0), 0
    while A[tid] >= counter.next():
        rounds += 1
    other = Counter(rounds)
    while rounds < 3 and A[tid] >= other.next():
        rounds += 1
    B[tid] = counter.n * 100 + other.n * 10 + rounds


def python_while(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    i, total = 0, 0
    while i < 3:
        total += A[tid] * i
        i += 1
    B[tid] = total


def swap_in_a_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    a, b = 0, 1
    for _ in enigma.range(A[tid]):
        a, b = b, a + b
    B[tid] = a


def rotate_three(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    state = (1, 2, 3)
    for _ in enigma.range(A[tid]):
        state = (state[1], state[2], state[0])
    B[tid] = state[0] * 100 + state[1] * 10 + state[2]


def registers(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    r = enigma.register_tensor(3, "int", 0)
    for i in enigma.range(A[tid]):
        for k in enigma.range_constexpr(3):
            r[k] = r[k] + i * k
    B[tid] = r[0] + r[1] + r[2]


def list_in_a_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    sums = [0, 0]
    for i in enigma.range(A[tid]):
        sums[0] += i
        sums[1] = sums[0] + sums[1]
    B[tid] = sums[0] * 1000 + sums[1]


def list_is_rebound(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    row = [1, A[tid]]
    for i in enigma.range(3):
        row = [x + i for x in row]
    B[tid] = row[0] * 100 + row[1]


def dictionary_in_a_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    d = {"n": 0, "last": -1}
    for i in enigma.range(A[tid]):
        d["n"] += 1
        d["last"] = i
    B[tid] = d["n"] * 100 + d["last"]


def branches_in_loops(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    even, odd = 0, 0
    for i in enigma.range(A[tid]):
        if i % 2 == 0:
            even += i
        elif i > 3:
            odd += i
    B[tid] = even * 1000 + odd


def loops_in_branches(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x > 4:
        for i in enigma.range(x):
            x += i
    else:
        while x < 3:
            x += 2
    B[tid] = x


def constant_in_the_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    k, total = 3, 0
    values = (5, 6, 7, 8)
    for i in enigma.range(A[tid]):
        k = 3
        total += values[k] * i
    B[tid] = total + k


def python_values_stay(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for name, factor in zip("abc", [1, 2, 3], strict=True):
        if name != "b":
            total += A[tid] * factor
    for k, x in enumerate([A[tid], tid]):
        total += k * x
    B[tid] = total


def minimum_and_its_place(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    best, place = A[0], 0
    for i in enigma.range(1, 16):
        x = (A[i] * 7 + A[tid] + 24) % 11
        if x < best:
            best, place = x, i
    B[tid] = best * 100 + place


def for_else(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for i in enigma.range(A[tid]):
        if i == 5:
            B[tid] = 50
            break
    else:
        B[tid] = -1


def while_else(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    n = A[tid]
    while n > 0:
        if n == 4:
            break
        n -= 3
    else:
        n = 100
    B[tid] = n


def reversed_range(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    total = 0
    for i in reversed(range(A[tid])):
        total = total * 2 + i
    B[tid] = total % 100000


KERNELS = [
    counted,
    start_and_stop,
    steps,
    traced_step,
    builtin_range,
    index_after_the_loop,
    index_is_assigned,
    first_assigned_in_the_loop,
    temporaries_of_two_loops,
    nested_loops,
    while_loop,
    collatz,
    literal_counter,
    while_with_walrus,
    object_changed_by_the_test,
    list_is_changed_and_rebound,
    python_while,
    swap_in_a_loop,
    rotate_three,
    registers,
    list_in_a_loop,
    list_is_rebound,
    dictionary_in_a_loop,
    branches_in_loops,
    loops_in_branches,
    constant_in_the_loop,
    python_values_stay,
    minimum_and_its_place,
    for_else,
    while_else,
    reversed_range,
]


@pytest.mark.parametrize("fn", KERNELS, ids=lambda fn: fn.__name__)
def test_loops(run, fn):
    compare(run, fn, ints(), zeros())


def test_floats_are_carried(run):
    def kernel(A: enigma.f32, n: enigma.Scalar(enigma.u32), B: enigma.f32):
        tid = enigma.thread_position_in_grid
        total, product = 0.0, 1.0
        for i in enigma.range(n):
            total += A[i] * 0.5
            product = product * 2.0
        B[tid] = total + product + tid

    n = np.array(9, np.uint32)
    a = np.arange(16, dtype=np.float32)
    wanted = [a.copy(), n, zeros(dtype=np.float32)]
    compare(run, kernel, *wanted)


@pytest.mark.parametrize(
    "bounds", [(0, 5), (2, 9, 3), (5, 5), (7, 2), (-3, 3), (9, 0, -2), (3, 9, -1)]
)
def test_python_bounds_are_a_loop_of_the_kernel(run, bounds):
    def kernel(B: enigma.i32):
        n = 0
        for i in enigma.range(*bounds):
            B[n] = i
            n += 1
        B[15] = n

    compare(run, kernel, np.full(16, 99, np.int32), grid=1)
    assert "for (" in enigma.compile(enigma.kernel(kernel)).metal_source


@pytest.mark.parametrize(
    "bounds, dtype",
    [
        (lambda i, u, h: (i,), "int"),
        (lambda i, u, h: (u,), "uint"),
        (lambda i, u, h: (0, u), "uint"),
        (lambda i, u, h: (i, u), "uint"),
        (lambda i, u, h: (h,), "ushort"),
        (lambda i, u, h: (h, i), "int"),
        (lambda i, u, h: (4,), "int"),
    ],
)
def test_the_dtype_of_the_index(bounds, dtype):
    seen = []

    @enigma.kernel
    def kernel(A: enigma.i32, U: enigma.u32, H: enigma.u16):
        for i in enigma.range(*bounds(A[0], U[0], H[0])):
            seen.append(i.dtype)
            A[i] = 1

    enigma.compile(kernel)
    assert set(seen) == {dtype}


def test_unsigned_bounds_count_down(run):
    def kernel(U: enigma.u32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        total = 0
        for i in enigma.range(U[tid], -1, -2):
            total = total * 2 + i
        B[tid] = total

    compare(run, kernel, np.arange(12, dtype=np.uint32), zeros(12))


def test_reversed_ranges(run):
    def kernel(U: enigma.u32, A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        total = 1
        for i in reversed(range(U[tid])):
            total = total * 3 + i
        for i in reversed(range(A[tid], 11, 4)):
            total = total * 2 + i
        for i in reversed(enigma.range(9, A[tid], -2)):
            total = (total * 2 + i) & 0xFFFFF
            if i > 7:
                continue
            total += 1
        B[tid] = total

    compare(run, kernel, np.arange(8, dtype=np.uint32), ints(8), zeros(8))


def test_large_distances(run):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.i32):
        rounds = 0
        for _ in enigma.range(A[0], A[1], 2**30):
            rounds += 1
            if rounds > 10:
                break
        B[0] = rounds

    a = np.array([-(2**31), 2**31 - 1], np.int32)
    assert run(kernel, a, zeros(1), grid=1, threads=1)[0] == 4


@pytest.mark.parametrize("threads", [256, 64, 96])
@pytest.mark.parametrize("n", [0, 1, 255, 512, 5000, 5003])
def test_threads_stride_over_an_array(run, n, threads):
    @enigma.kernel
    def strides(A: enigma.i32, B: enigma.i32, n: enigma.Scalar(enigma.u32)):
        tid = enigma.thread_position_in_grid
        total, last = 0, -1
        for i in enigma.range(tid, n, enigma.threads_per_grid()):
            last = total * 3 + A[i]
            total += A[i] * enigma.metal_cast(i % 7, "int")
        B[2 * tid] = total
        B[2 * tid + 1] = last

    grid = 2 * threads
    values = np.random.default_rng(n).integers(-99, 99, max(n, 1), np.int32)
    expected = np.empty((grid, 2), np.int32)
    for thread in range(grid):
        total, last = 0, -1
        for i in range(thread, n, grid):
            last = total * 3 + values[i]
            total += values[i] * (i % 7)
        expected[thread] = total, last
    out = np.zeros((grid, 2), np.int32)
    run(strides, values, out, np.uint32(n), grid=grid, threads=threads)
    np.testing.assert_array_equal(out, expected)


def test_what_inner_loops_carry_is_found_once():
    """Each level of a nest traces its body a few times more, not a few times as often."""
    traced = itertools.count()

    def body(A, i):
        next(traced)
        return A[i]

    @enigma.kernel
    def kernel(A: enigma.f32):
        a = 0.0
        for i in enigma.range(4):
            b = 0.0
            for j in enigma.range(4):
                c = 0.0
                for k in enigma.range(4):
                    d = 0.0
                    for m in enigma.range(4):
                        d += body(A, i + j + k + m)
                    c += d
                b += c
            a += b
        A[0] = a

    enigma.compile(kernel)
    assert next(traced) <= 8


def test_rounds_that_python_knows_are_not_peeled_off():
    @enigma.kernel
    def kernel(A: enigma.f32):
        z, n = 0.0, 0
        while n < 100 and z < 4.0:
            z = z + A[n]
            n += 1
        for i in enigma.range(100):
            if z >= 8.0:
                break
            z = z + 1.0
        A[0] = z + n

    text = enigma.compile(kernel).metal_source
    assert text.count("while (") == 2
    assert text.count("A[") == 2


def test_what_nobody_reads_is_not_carried():
    @enigma.kernel
    def kernel(A: enigma.i32):
        for i in enigma.range(8):
            x = A[i] * 2
            if x > 3:
                y = x + 1
                A[i] = y

    text = enigma.compile(kernel).mlir_source
    loop = next(
        line for line in text.splitlines() if ("for" in line and "=" in line) or "for" in line
    )
    assert "iter_args" not in loop


def found_in_one_round(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for i in enigma.range(16):
        if A[i] == A[tid]:
            at = i
    B[tid] = at


def found_in_a_while(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    i = 0
    while i <= 15 + A[0] - A[0]:
        if i == tid:
            pair = [i, (A[i], 7)]
        i += 1
    B[tid] = pair[0] + pair[1][0]


def found_in_an_inner_loop(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for row in enigma.range(5):
        for column in enigma.range(4 - row // 4 * 4):
            if column + 4 * row == tid:
                at = column * 10 + row
            last = row
    B[tid] = at + last * 100


def assigned_after_a_break(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for i in enigma.range(16):
        if i > 8:
            break
        x = A[i] + tid
    B[tid] = x


def assigned_after_a_continue(A: enigma.i32, B: enigma.i32):
    tid = enigma.thread_position_in_grid
    for i in enigma.range(16):
        if i > tid:
            continue
        x = A[i] + tid
    B[tid] = x


LATE = [
    found_in_one_round,
    found_in_a_while,
    found_in_an_inner_loop,
    assigned_after_a_break,
    assigned_after_a_continue,
]


@pytest.mark.parametrize("fn", LATE, ids=lambda fn: fn.__name__)
def test_what_one_round_assigns_is_there_after_the_last(run, fn):
    compare(run, fn, ints(), zeros())


def test_a_vector_of_one_round_is_there_after_the_last(run):
    @enigma.kernel
    def kernel(B: enigma.i32):
        tid = enigma.thread_position_in_grid
        for i in enigma.range(4):
            if i == tid:
                v = enigma.make_vec(i, i + 10)
        B.store_vec(tid * 2, v)

    assert run(kernel, zeros(8), grid=4, threads=4).tolist() == [0, 10, 1, 11, 2, 12, 3, 13]


def test_a_simdgroup_matrix_has_a_value_before_the_loop():
    @enigma.kernel
    def kernel(B: enigma.f32):
        for i in enigma.range(4):
            if i == B[0]:
                m = enigma.make_filled_simdgroup_matrix(1.0)
        enigma.simdgroup_matrix_store(m, B, 8)

    with pytest.raises(enigma.EnigmaError, match=r"E0309.*m is not assigned"):
        enigma.compile(kernel)


def test_a_loop_waits_for_its_copies(run):
    @enigma.kernel
    def kernel(A: enigma.f32, n: enigma.Scalar(enigma.i32), B: enigma.f32):
        lid = enigma.thread_index_in_threadgroup()
        tile = enigma.threadgroup_alloc("float", 16)
        for i in enigma.range(n):
            event = enigma.async_copy_1d_d2t(tile, 0, A, i * 16, 16)
            enigma.async_copy_wait(event)
            if i % 2 == 0:
                again = enigma.async_copy_1d_d2t(tile, 0, A, i * 16 + 16, 16)
                enigma.async_copy_wait(again)
            enigma.barrier()
            B[lid] = B[lid] + tile[15 - lid]
            enigma.barrier()

    a = np.arange(64, dtype=np.float32)
    got = run(kernel, a, np.int32(3), np.zeros(16, np.float32), grid=16, threads=16)
    assert np.array_equal(got, (2 * a[16:32] + a[48:64])[::-1])


def test_a_copy_of_the_round_before_cannot_be_waited_for():
    @enigma.kernel
    def kernel(A: enigma.f32):
        tile = enigma.threadgroup_alloc("float", 16)
        event = enigma.async_copy_1d_d2t(tile, 0, A, 0, 16)
        for i in enigma.range(3):
            enigma.async_copy_wait(event)
            event = enigma.async_copy_1d_d2t(tile, 0, A, i * 16, 16)

    with pytest.raises(enigma.EnigmaError, match=r"E0114.*event"):
        enigma.compile(kernel)
