"""Simdgroup matrices: loads, stores and products; who has to call them, and with what."""

import enigma
import numpy as np
import pytest

# A dtype of factors, one of sums, and the largest error of a sum of eight small integers.
PAIRS = [
    (enigma.f16, enigma.f16),
    (enigma.f16, enigma.f32),
    (enigma.bf16, enigma.bf16),
    (enigma.bf16, enigma.f32),
    (enigma.f32, enigma.f32),
]


def array(values, dtype):
    """Values as an array of the dtype; bfloat goes by its bits."""
    values = np.asarray(values, np.float32)
    if dtype is enigma.bf16:
        return (values.view(np.uint32) >> np.uint32(16)).astype(np.uint16).ravel()
    return values.astype(np.float16 if dtype is enigma.f16 else np.float32).ravel()


def numbers(values, dtype):
    """The reverse."""
    if dtype is enigma.bf16:
        return (values.astype(np.uint32) << np.uint32(16)).view(np.float32)
    return values.astype(np.float32)


def small(rng, rows, columns):
    return rng.integers(-4, 5, (rows, columns)).astype(np.float32)


@pytest.mark.parametrize(("factor", "total"), PAIRS, ids=str)
@pytest.mark.parametrize("turned", [(False, False), (True, False), (False, True), (True, True)])
def test_products_add_up_over_tiles(run, rng, factor, total, turned):
    """One simdgroup per tile of C; A and B as they are, or stored transposed."""
    m, n, k = 16, 24, 40

    @enigma.kernel
    def product(A: factor, B: factor, C: total):
        own = enigma.simdgroup_index_in_threadgroup()
        row, column = own // (n // 8) * 8, own % (n // 8) * 8
        c = enigma.simdgroup_matrix_load(C, n, total, offset=row * n + column)
        with enigma.for_range(0, k, 8, init=[c]) as (i, carry):
            if turned[0]:
                a = enigma.simdgroup_matrix_load(A, m, origin=(row, i), transpose=True)
            else:
                a = enigma.simdgroup_matrix_load(A, k, origin=(i, row))
            if turned[1]:
                b = enigma.simdgroup_matrix_load(B, k, origin=(i, column), transpose=True)
            else:
                b = enigma.simdgroup_matrix_load(B, n, origin=(column, i))
            carry[0] = enigma.simdgroup_multiply_accumulate(a, b, carry[0])
        enigma.simdgroup_matrix_store(carry[0], C, n, origin=(column, row))

    a, b, c = small(rng, m, k), small(rng, k, n), small(rng, m, n)
    stored = (a.T if turned[0] else a, b.T if turned[1] else b)
    arrays = [array(np.ascontiguousarray(x), factor) for x in stored]
    got = run(product, *arrays, array(c, total), grid=192, threads=192)
    want = c + a @ b
    # Exact below 256, which is what bfloat holds.
    assert np.abs(want).max() < 256
    assert np.array_equal(numbers(got, total).reshape(m, n), want)


def test_rows_may_overlap_or_be_far_apart(run):
    @enigma.kernel
    def rows(A: enigma.f32, step: enigma.Scalar(enigma.i32), C: enigma.f32):
        a = enigma.simdgroup_matrix_load(A, step, offset=2)
        enigma.simdgroup_matrix_store(a, C, 8)

    a = np.arange(80, dtype=np.float32)
    for step in (0, 1, 8, 10):
        got = run(rows, a, step, np.zeros(64, np.float32), grid=32, threads=32)
        want = [[2 + step * r + c for c in range(8)] for r in range(8)]
        assert got.reshape(8, 8).tolist() == want


def test_stores_turn_a_matrix_too(run):
    @enigma.kernel
    def turn(A: enigma.f32, C: enigma.f32):
        tile = enigma.threadgroup_alloc("float", (8, 8))
        a = enigma.simdgroup_matrix_load(A, 8)
        enigma.simdgroup_matrix_store(a, tile, 8, transpose=True)
        enigma.simd_barrier()
        enigma.simdgroup_matrix_store(enigma.simdgroup_matrix_load(tile, 8), C, 8)

    a = np.arange(64, dtype=np.float32)
    got = run(turn, a, np.zeros(64, np.float32), grid=32, threads=32)
    assert np.array_equal(got.reshape(8, 8), a.reshape(8, 8).T)


def test_sums_are_rounded_once(run):
    """2048 + 1 is not a half; eight ones are added in float first."""

    @enigma.kernel
    def total(C: enigma.f16):
        one = enigma.make_filled_simdgroup_matrix(1, "half")
        much = enigma.make_filled_simdgroup_matrix(2048.0, enigma.f16)
        enigma.simdgroup_matrix_store(enigma.simdgroup_multiply_accumulate(one, one, much), C, 8)

    got = run(total, np.zeros(64, np.float16), grid=32, threads=32)
    assert got.tolist() == [2056.0] * 64


def test_a_product_alone_starts_from_zero(run, rng):
    @enigma.kernel
    def square(A: enigma.f32, C: enigma.f32):
        a = enigma.simdgroup_matrix_load(A, 8)
        enigma.simdgroup_matrix_store(enigma.simdgroup_multiply(a, a), C, 8)

    a = small(rng, 8, 8)
    got = run(square, a.ravel(), np.ones(64, np.float32), grid=32, threads=32)
    assert np.array_equal(got.reshape(8, 8), a @ a)


def test_matrices_live_across_barriers(run, rng):
    """Sums stay in slots while the threadgroup loads tiles; each of two simdgroups has two."""
    k = 24

    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        own = enigma.simdgroup_index_in_threadgroup()
        a_tile = enigma.threadgroup_alloc("float", (16, 8))
        b_tile = enigma.threadgroup_alloc("float", (8, 8))
        zero = enigma.make_filled_simdgroup_matrix(0.0)
        one = enigma.make_filled_simdgroup_matrix(1.0)
        with enigma.for_range(0, k, 8, dtype="uint", init=[zero, one]) as (i, carry):
            for part in range(2):
                at = lid + 64 * part
                a_tile[at // 8, at % 8] = A[at // 8 * k + i + at % 8]
            b_tile[lid // 8, lid % 8] = B[(i + lid // 8) * 8 + lid % 8]
            enigma.barrier()
            a = enigma.simdgroup_matrix_load(a_tile, 8, offset=own * 64)
            b = enigma.simdgroup_matrix_load(b_tile, 8)
            enigma.barrier()
            carry[0], carry[1] = enigma.simdgroup_multiply_accumulate(a, b, carry[1]), carry[0]
        enigma.simdgroup_matrix_store(carry[0], C, 8, offset=own * 64)
        enigma.simdgroup_matrix_store(carry[1], C, 8, offset=128 + own * 64)

    a, b = small(rng, 16, k), small(rng, k, 8)
    got = run(product, a.ravel(), b.ravel(), np.zeros(256, np.float32), grid=64, threads=64)
    first, second, third = (a[:, 8 * s : 8 * s + 8] @ b[8 * s : 8 * s + 8] for s in range(3))
    # Each round takes the sums of the round before the last.
    assert np.array_equal(got[:128].reshape(16, 8), first + third + 1)
    assert np.array_equal(got[128:].reshape(16, 8), second)


def test_branches_and_loops_choose_matrices(run, rng):
    """By conditions that a simdgroup agrees on, known while compiling or not."""

    @enigma.kernel
    def power(A: enigma.f32, n: enigma.i32, C: enigma.f32):
        own = enigma.simdgroup_index_in_threadgroup()
        tid = enigma.thread_position_in_threadgroup()
        result = enigma.simdgroup_matrix_load(A, 8)
        count = n[tid]
        with enigma.while_(lambda c: c[1] < count, [result, 1]) as carry:
            carry[0] = enigma.simdgroup_multiply(carry[0], result)
            carry[1] = carry[1] + 1
        with enigma.for_range(0, count % 2, init=[carry[0]]) as (_, last):
            last[0] = enigma.simdgroup_multiply(last[0], result)
        enigma.simdgroup_matrix_store(last[0], C, 8, offset=own * 64)

    a = rng.integers(-1, 2, (8, 8)).astype(np.float32)
    counts = np.repeat(np.array([1, 2, 3], np.int32), 32)
    got = run(power, a.ravel(), counts, np.zeros(192, np.float32), grid=96, threads=96)
    for own, exponent in enumerate((2, 2, 4)):
        want = np.linalg.matrix_power(a, exponent)
        assert np.array_equal(got[own * 64 : own * 64 + 64].reshape(8, 8), want)


def parted(body):
    """What a kernel with that body raises in a launch of one threadgroup of 64."""

    @enigma.kernel
    def wrong(A: enigma.f32, C: enigma.f32):
        body(A, C, enigma.thread_position_in_threadgroup())

    return wrong


@pytest.mark.parametrize("threads", [1, 31, 40])
def test_a_simdgroup_that_is_not_full_has_no_matrix(run, threads):
    @enigma.kernel
    def fill(C: enigma.f32):
        enigma.simdgroup_matrix_store(enigma.make_filled_simdgroup_matrix(1.0), C, 8)

    with pytest.raises(enigma.LaunchError, match=f"by {threads % 32} of 32 lanes") as caught:
        run(fill, np.zeros(64, np.float32), grid=threads, threads=threads)
    assert caught.value.code == "E0705"


def test_lanes_that_part_are_found(run):
    def body(A, C, lid):
        a = enigma.simdgroup_matrix_load(A, 8)
        with enigma.if_(lid < 40):
            enigma.simdgroup_matrix_store(a, C, 8)

    with pytest.raises(enigma.LaunchError, match="store reached by 8 of 32 lanes") as caught:
        run(parted(body), np.zeros(64, np.float32), np.zeros(64, np.float32), grid=64, threads=64)
    assert "thread (32, 0, 0)" in str(caught.value)


def test_lanes_do_not_choose_different_matrices(run):
    def body(A, C, lid):
        a = enigma.simdgroup_matrix_load(A, 8)
        b = enigma.simdgroup_multiply(a, a)
        with enigma.for_range(0, lid // 40, init=[a]) as (_, carry):
            carry[0] = b
        enigma.simdgroup_matrix_store(carry[0], C, 8)

    arrays = (np.zeros(64, np.float32), np.zeros(64, np.float32))
    with pytest.raises(enigma.LaunchError, match="for around a simdgroup matrix taken by 24 of 32"):
        run(parted(body), *arrays, grid=64, threads=64)

    def chosen(A, C, lid):
        a = enigma.simdgroup_matrix_load(A, 8)
        with enigma.while_(lambda c: c[1] < lid // 50, [a, 0]) as carry:
            carry[0] = enigma.simdgroup_multiply(carry[0], a)
            carry[1] = carry[1] + 1
        enigma.simdgroup_matrix_store(carry[0], C, 8)

    with pytest.raises(enigma.LaunchError, match="14 of 32") as caught:
        run(parted(chosen), *arrays, grid=64, threads=64)
    assert caught.value.code == "E0705"


def test_lanes_ask_for_one_matrix(run):
    def body(A, C, lid):
        a = enigma.simdgroup_matrix_load(A, 8, offset=lid // 33)
        enigma.simdgroup_matrix_store(a, C, 8)

    arrays = (np.zeros(80, np.float32), np.zeros(64, np.float32))
    with pytest.raises(enigma.LaunchError, match="load arguments differ") as caught:
        run(parted(body), *arrays, grid=64, threads=64)
    assert caught.value.code == "E0704"

    def filled(A, C, lid):
        value = enigma.metal_cast(lid // 3, "float")
        enigma.simdgroup_matrix_store(enigma.make_filled_simdgroup_matrix(value), C, 8)

    with pytest.raises(enigma.LaunchError, match="make_filled_simdgroup_matrix arguments differ"):
        run(parted(filled), *arrays, grid=64, threads=64)


def test_what_is_out_of_bounds_reads_zero_and_is_not_written(run):
    @enigma.kernel
    def shift(A: enigma.f32, start: enigma.Scalar(enigma.i32), C: enigma.f32):
        a = enigma.simdgroup_matrix_load(A, 8, offset=start)
        tile = enigma.threadgroup_alloc("float", 64)
        enigma.simdgroup_matrix_store(a, tile, 8)
        enigma.simd_barrier()
        lane = enigma.thread_position_in_threadgroup()
        C[lane] = tile[lane]
        C[lane + 32] = tile[lane + 32]

    a = np.arange(1, 65, dtype=np.float32)
    for start, first in ((3, 64), (-2, -2), (2**31 - 20, 2**31 - 20)):
        c = np.zeros(64, np.float32)
        with pytest.raises(enigma.OutOfBoundsError, match=f"index {first} is out of bounds of A"):
            run(shift, a, start, c, grid=32, threads=32)
        want = [a[i] if 0 <= i < 64 else 0 for i in range(start, start + 64)]
        assert c.tolist() == want

    @enigma.kernel
    def fill(C: enigma.f32):
        enigma.simdgroup_matrix_store(enigma.make_filled_simdgroup_matrix(1.0), C, 10, offset=3)

    c = np.zeros(70, np.float32)
    with pytest.raises(enigma.OutOfBoundsError, match="index 70 is out of bounds of C"):
        run(fill, c, grid=32, threads=32)
    assert [i for i in range(70) if c[i]] == [3 + 10 * r + k for r in range(7) for k in range(8)][
        :55
    ]


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda A, H, i: enigma.simdgroup_matrix_load(A, 8, rows=4), "4 rows and 8 columns"),
        (
            lambda A, H, i: enigma.simdgroup_matrix_load(A, 8, "half"),
            "of half from memory of float",
        ),
        (lambda A, H, i: enigma.simdgroup_matrix_load(i, 8), "does not take matrices of int"),
        (lambda A, H, i: enigma.simdgroup_matrix_load(A, 8.0), "integer"),
        (lambda A, H, i: enigma.simdgroup_matrix_load(A, 8, offset=-1), "negative"),
        (lambda A, H, i: enigma.simdgroup_matrix_load(A, 8, origin=3), "with the origin 3"),
        (lambda A, H, i: enigma.simdgroup_matrix_load(3.0, 8), "needs a buffer"),
        (lambda A, H, i: enigma.make_filled_simdgroup_matrix(1, "int"), "matrices of int"),
        (lambda A, H, i: enigma.make_filled_simdgroup_matrix(1e9, "half"), "does not fit half"),
        (lambda A, H, i: enigma.make_filled_simdgroup_matrix(1, cols=16), "8 rows and 16 columns"),
        (lambda A, H, i: enigma.simdgroup_matrix_store(A[0], A, 8), "does not take float"),
        (lambda A, H, i: enigma.simdgroup_matrix_store(load(H), A, 8), "into A, which is float"),
        (lambda A, H, i: enigma.simdgroup_multiply(load(A), load(H)), "of float and of half"),
        (lambda A, H, i: enigma.simdgroup_multiply(load(A), 2.0), "does not take 2.0"),
        (
            lambda A, H, i: enigma.simdgroup_multiply_accumulate(load(A), load(A), load(H)),
            "of float matrices does not add to half",
        ),
        (lambda A, H, i: load(A) + 1.0, "does not take a simdgroup matrix"),
        (lambda A, H, i: enigma.register_tensor(1, fill=load(A)), "simdgroup matrix"),
        (lambda A, H, i: carry(load(A), load(H)), "carried value is simdgroup_matrix<8,8,float>"),
        (lambda A, H, i: carry(load(A), 1.0), "cannot become 1.0"),
    ],
)
def test_uses_that_make_no_sense(use, message):
    @enigma.kernel
    def wrong(A: enigma.f32, H: enigma.f16, i: enigma.i32):
        use(A, H, i)

    with pytest.raises(enigma.EnigmaError, match=message):
        enigma.compile(wrong)


def load(memory):
    return enigma.simdgroup_matrix_load(memory, 8)


def carry(first, then):
    with enigma.for_range(0, 2, init=[first]) as (_, carried):
        carried[0] = then


def test_a_matrix_says_its_dtype():
    seen = []

    @enigma.kernel
    def look(A: enigma.f16):
        seen.append(enigma.simdgroup_matrix_load(A, 8).dtype)

    enigma.compile(look)
    assert seen == ["simdgroup_matrix<8,8,half>"]


def test_matrices_stay_in_their_kernel():
    with pytest.raises(enigma.OutsideKernelError):
        enigma.make_filled_simdgroup_matrix(0.0)
