"""`gemm`: C += A B, in registers and in memory, for any sizes."""

import enigma
import numpy as np
import pytest

SIZES = [(3, 4, 5), (1, 1, 1), (8, 8, 8), (16, 8, 24), (5, 16, 8)]


def matrices(rng, m, n, k, transposed, dtype=np.float32):
    a = rng.standard_normal((m, k)).astype(dtype)
    b = rng.standard_normal((k, n)).astype(dtype)
    c = rng.standard_normal((m, n)).astype(dtype)
    want = c.astype(np.float64) + a.astype(np.float64) @ b.astype(np.float64)
    ta, tb = transposed
    stored = (np.ascontiguousarray(a.T if ta else a), np.ascontiguousarray(b.T if tb else b))
    return (*(x.ravel() for x in stored), c.ravel()), want.ravel()


@pytest.mark.parametrize("transposed", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("threads", [1, 40, 64])
def test_a_product_in_memory_adds_to_it(run, rng, size, transposed, threads):
    m, n, k = size

    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        options = {"transpose_A": transposed[0], "transpose_B": transposed[1]}
        enigma.gemm(A, B, C, M=m, N=n, K=k, **options)

    arrays, want = matrices(rng, m, n, k, transposed)
    got = run(product, *arrays, grid=threads, threads=threads)
    assert np.allclose(got, want, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("transposed", [(False, False), (True, True)])
def test_a_product_in_registers_is_each_threads_own(run, rng, transposed):
    m, n, k = 3, 4, 5

    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        sums = enigma.register_tensor((m, n), "float", fill=tid)
        options = {"transpose_A": transposed[0], "transpose_B": transposed[1]}
        enigma.gemm(A, B, sums, M=m, N=n, K=k, **options)
        for i in range(m):
            for j in range(n):
                C[tid * m * n + i * n + j] = sums[i, j]

    arrays, want = matrices(rng, m, n, k, transposed)
    want = want - arrays[2]
    got = run(product, *arrays[:2], np.zeros(4 * m * n, np.float32), grid=4, threads=4)
    assert np.allclose(got.reshape(4, -1), want + np.arange(4)[:, None], rtol=1e-5, atol=1e-5)


def test_operands_may_be_registers_too(run):
    @enigma.kernel
    def product(C: enigma.f32):
        a = enigma.register_tensor((2, 3), fill=2)
        b = enigma.register_tensor((3, 2), fill=3)
        c = enigma.register_tensor((2, 2), fill=1)
        enigma.gemm(a, b, c, M=2, N=2, K=3)
        for i in range(4):
            C[i] = c[i // 2, i % 2]

    assert run(product, np.zeros(4, np.float32), grid=1, threads=1).tolist() == [19.0] * 4


def test_half_operands_are_summed_in_float(run, rng):
    @enigma.kernel
    def product(A: enigma.f16, B: enigma.f16, C: enigma.f16):
        enigma.gemm(A, B, C, M=8, N=8, K=64)

    arrays, want = matrices(rng, 8, 8, 64, (False, False), np.float16)
    got = run(product, *arrays, grid=64, threads=64)
    # The sums are exact enough that only the last rounding shows.
    assert np.abs(got - want).max() <= np.spacing(np.abs(want).max().astype(np.float16))


@pytest.mark.parametrize("transposed", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize(
    ("factor", "total"), [("half", "half"), ("half", "float"), ("float", "float")]
)
@pytest.mark.parametrize("scope", ["threadgroup", "simdgroup"])
def test_simdgroup_matrices_do_many_tiles(run, rng, factor, total, transposed, scope):
    m, n, k = 24, 40, 16
    dtypes = {"half": enigma.f16, "float": enigma.f32}
    a_type, c_type = dtypes[factor], dtypes[total]

    @enigma.kernel
    def product(A: a_type, B: a_type, C: c_type):
        options = {"transpose_A": transposed[0], "transpose_B": transposed[1], "scope": scope}
        options.update(M=m, N=n, K=k, accum_dtype=total, use_simdgroup=True)
        if scope == "threadgroup":
            enigma.gemm(A, B, C, **options)
        else:
            with enigma.if_(enigma.simdgroup_index_in_threadgroup() == 1):
                enigma.gemm(A, B, C, **options)

    text = enigma.compile(product).mlir_source
    assert text.count("simdgroup_multiply_accumulate") == 1
    (a, b, _), _ = matrices(rng, m, n, k, transposed, np.float32)
    # Small integers, whose sums are exact in half.
    a, b = np.rint(a).astype(np.float16), np.rint(b).astype(np.float16)
    left = a.reshape(k, m).T if transposed[0] else a.reshape(m, k)
    right = b.reshape(n, k).T if transposed[1] else b.reshape(k, n)
    want = 1 + left.astype(np.float32) @ right.astype(np.float32)
    numpy = {"half": np.float16, "float": np.float32}
    c = np.ones(m * n, numpy[total])
    got = run(product, a.astype(numpy[factor]), b.astype(numpy[factor]), c, grid=96, threads=96)
    assert np.array_equal(got.reshape(m, n), want)


def test_bfloat_tiles_are_summed_in_float(run, rng):
    @enigma.kernel
    def product(A: enigma.bf16, B: enigma.bf16, C: enigma.f32):
        enigma.gemm(A, B, C, M=16, N=8, K=32, use_simdgroup=True)

    a, b = (rng.integers(-8, 9, shape).astype(np.float32) for shape in ((16, 32), (32, 8)))
    bits = [(x.view(np.uint32) >> np.uint32(16)).astype(np.uint16).ravel() for x in (a, b)]
    got = run(product, *bits, np.zeros(128, np.float32), grid=64, threads=64)
    assert np.array_equal(got.reshape(16, 8), a @ b)


@pytest.mark.parametrize("threads", [1, 31, 33, 95])
def test_a_simdgroup_that_is_not_full_takes_no_tiles(run, rng, threads):
    """Without a full one, elements are multiplied; beside full ones it waits."""

    @enigma.kernel
    def product(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        enigma.gemm(A, B, C, M=16, N=16, K=8)

    arrays, want = matrices(rng, 16, 16, 8, (False, False))
    got = run(product, *arrays, grid=threads, threads=threads)
    assert np.allclose(got, want, rtol=1e-5, atol=1e-5)


def test_integers_multiply_too(run):
    @enigma.kernel
    def product(A: enigma.i32, B: enigma.i32, C: enigma.i32):
        enigma.gemm(A, B, C, M=2, N=2, K=2, accum_dtype="int")

    a, b = np.array([1, 2, 3, 4], np.int32), np.array([5, 6, 7, 8], np.int32)
    got = run(product, a, b, np.array([1, 1, 1, 1], np.int32), grid=8, threads=8)
    assert got.tolist() == [20, 23, 44, 51]


def test_products_are_chained_through_memory(run, rng):
    """Each sees what the other threads wrote: barriers are part of it."""

    @enigma.kernel
    def chain(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        tile = enigma.threadgroup_alloc("float", 64)
        enigma.copy(C, tile, 64)
        for _ in range(2):
            enigma.gemm(A, B, tile, M=8, N=8, K=8)
        enigma.copy(tile, C, 64)

    arrays, want = matrices(rng, 8, 8, 8, (False, False))
    twice = 2 * want - arrays[2]
    got = run(chain, *arrays, grid=96, threads=96)
    assert np.allclose(got, twice, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"M": 0}, "gemm with M=0"),
        ({"K": 2.5}, "gemm with K=2.5"),
        ({"M": 12, "use_simdgroup": True}, "multiples of 8"),
        ({"accum_dtype": "half", "use_simdgroup": True}, "C and the sums"),
    ],
)
def test_products_that_make_no_sense(options, message):
    @enigma.kernel
    def wrong(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        enigma.gemm(A, B, C, **{"M": 8, "N": 8, "K": 8, **options})

    with pytest.raises(enigma.EnigmaError, match=message):
        enigma.compile(wrong)


def test_a_product_in_memory_is_not_one_threads():
    @enigma.kernel
    def wrong(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        with enigma.if_(enigma.thread_position_in_grid == 0):
            enigma.gemm(A, B, C, M=8, N=8, K=8)

    with pytest.raises(enigma.EnigmaError, match="only some threads"):
        enigma.compile(wrong)
