"""Defects 1 to 17: types, literals and numbers that the original of this API got wrong."""

import enigma
import numpy as np
import pytest

UNSIGNED = [("uchar", np.uint8), ("ushort", np.uint16), ("uint", np.uint32), ("ulong", np.uint64)]


@pytest.mark.parametrize(("name", "dtype"), UNSIGNED)
def test_defect_01_unsigned_stays_unsigned(run, name, dtype):
    """Division, remainder, shifts, order, minimum and conversion see large values as large."""
    kind = enigma.typing.dtype_of(name)

    @enigma.kernel
    def kernel(A: kind, R: kind, F: enigma.f32):
        big = A[0]
        R[0] = big / 3
        R[1] = big % 7
        R[2] = big >> 1
        R[3] = enigma.imin(big, 1)
        R[4] = enigma.imax(big, 1)
        R[5] = enigma.where(0, 1, enigma.cmp_ugt(big, 1))
        R[6] = enigma.where(0, 1, big > 1)
        R[7] = enigma.simd_max(big)
        F[0] = enigma.metal_cast(big, "float")

    big = np.iinfo(dtype).max - 1
    a, f = np.array([big], dtype), np.zeros(1, np.float32)
    r = np.zeros(8, dtype)
    run(kernel, a, r, f, grid=1, threads=1)
    assert r.tolist() == [big // 3, big % 7, big >> 1, 1, big, 1, 1, big]
    assert f[0] == np.float32(big)


def test_defect_01_atomic_minimum_is_unsigned(run):
    @enigma.kernel
    def kernel(A: enigma.u32):
        enigma.atomic_fetch_min(A, 0, 5)
        enigma.atomic_fetch_max(A, 1, 5)

    a = np.array([0xFFFF_FFF0, 0xFFFF_FFF0], np.uint32)
    run(kernel, a, grid=1, threads=1)
    assert a.tolist() == [5, 0xFFFF_FFF0]


def test_defect_01_metal_text_names_unsigned_types():
    @enigma.kernel
    def kernel(A: enigma.u8, B: enigma.u16, C: enigma.u32, D: enigma.u64):
        A[0], B[0], C[0], D[0] = A[0] >> 1, B[0] >> 1, C[0] >> 1, D[0] >> 1

    text = enigma.compile(kernel).metal_source
    assert all(f"device {name}*" in text for name in ("uchar", "ushort", "uint", "ulong"))


def test_defect_02_unpacked_bytes_above_127_are_positive(run):
    @enigma.kernel
    def kernel(A: enigma.u32, B: enigma.u32):
        for k, byte in enumerate(enigma.ops.quant.unpack_uint8x4(A[0])):
            B[k] = byte

    b = np.zeros(4, np.uint32)
    run(kernel, np.array([0xFF_80_7F_01], np.uint32), b, grid=1, threads=1)
    assert b.tolist() == [1, 127, 128, 255]


def test_defect_03_a_border_test_on_signed_numbers_is_signed(run):
    """`cmp_ge(y - 1, 0)` keeps the first row from reading the row before it."""

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        y = enigma.metal_cast(enigma.thread_position_in_grid, "int")
        inside = enigma.cmp_ge(y - 1, 0)
        B[y] = enigma.load_if(A, y - 1, inside, -1.0)

    a = np.arange(4, dtype=np.float32)
    b = np.zeros(4, np.float32)
    run(kernel, a, b, grid=4, threads=4)
    assert b.tolist() == [-1, 0, 1, 2]


def test_defect_04_64_bit_unsigned_operators(run):
    @enigma.kernel
    def kernel(A: enigma.u64, B: enigma.u64, C: enigma.u32):
        tid = enigma.thread_position_in_grid
        B[0], B[1], B[2] = A[0] / 10, A[0] % 10, A[0] >> 63
        C[tid] = tid / 2

    big = 2**64 - 3
    b, c = np.zeros(3, np.uint64), np.zeros(8, np.uint32)
    run(kernel, np.array([big], np.uint64), b, c, grid=8, threads=8)
    assert b.tolist() == [big // 10, big % 10, 1]
    assert c.tolist() == [n // 2 for n in range(8)]


def test_defect_05_a_literal_takes_the_type_of_its_neighbour(run):
    @enigma.kernel
    def kernel(F: enigma.f32, H: enigma.f16, N: enigma.i32, L: enigma.i64):
        x, h, n, wide = F[0], H[0], N[0], L[0]
        F[1], F[2], F[3] = 2 * x, x * 2, enigma.fmax(x, 0)
        F[4], F[5] = enigma.clamp(x, 0, 1), enigma.where(0, 1.0, enigma.cmp_lt(0, x))
        H[1] = h + 1.0
        N[1], N[2] = (1 - n) / 2, 2 * n
        L[1] = wide + 1
        assert (2 * x).dtype == "float" and (h + 1.0).dtype == "half"
        assert (1 - n).dtype == "int" and (wide + 1).dtype == "long"

    f, h = np.zeros(6, np.float32), np.zeros(2, np.float16)
    n, wide = np.zeros(3, np.int32), np.zeros(2, np.int64)
    f[0], h[0], n[0], wide[0] = 0.75, 1.5, 7, 2**40
    run(kernel, f, h, n, wide, grid=1, threads=1)
    assert f.tolist() == [0.75, 1.5, 1.5, 0.75, 0.75, 1]
    assert h[1] == 2.5
    assert n.tolist() == [7, -3, 14]
    assert wide[1] == 2**40 + 1


def test_defect_06_mixed_types_convert_and_never_truncate(run):
    @enigma.kernel
    def kernel(N: enigma.i32, F: enigma.f32, out: enigma.f32):
        out[0] = N[0] * F[0]
        assert (N[0] * F[0]).dtype == "float"

    out = np.zeros(1, np.float32)
    run(kernel, np.array([3], np.int32), np.array([0.5], np.float32), out, grid=1, threads=1)
    assert out[0] == 1.5


@pytest.mark.parametrize(
    "dtype", [enigma.f32, enigma.Float32, "float", "f32", "float32", np.float32, np.dtype("f4")]
)
def test_defect_07_every_name_of_a_dtype(run, dtype):
    @enigma.kernel
    def kernel(A: enigma.i32, B: enigma.f32):
        B[0] = enigma.metal_cast(A[0], dtype) / 2
        shared = enigma.threadgroup_alloc(dtype, 1)
        assert shared.dtype == "float"

    b = np.zeros(1, np.float32)
    run(kernel, np.array([3], np.int32), b, grid=1, threads=1)
    assert b[0] == 1.5


@pytest.mark.parametrize("dtype", ["double", "float64", "vec<4,double>", "int128", None])
def test_defect_07_unknown_dtypes_are_refused(dtype):
    @enigma.kernel
    def kernel(A: enigma.i32):
        enigma.metal_cast(A[0], dtype)

    with pytest.raises(TypeError, match="unknown dtype"):
        enigma.compile(kernel)


def test_defect_08_constants_keep_value_and_type(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        with enigma.if_(True):
            B[0] = enigma.where(A[0], 0.0625, True)
        B[1] = enigma.f32(0.0625)

    b = np.zeros(2, np.float32)
    run(kernel, np.ones(1, np.float32), b, grid=1, threads=1)
    assert b.tolist() == [0.0625, 0.0625]


def test_defect_09_a_constant_used_twice_is_visible_in_both_places(run):
    @enigma.kernel
    def kernel(A: enigma.i32):
        with enigma.for_range(0, 3, init=[0]) as (i, carry):
            carry[0] = 5
            with enigma.if_(i == 1):
                A[1] = 5
            with enigma.if_(True):
                A[2] = 1
        A[0] = carry[0]

    a = np.zeros(3, np.int32)
    run(kernel, a, grid=1, threads=1)
    assert a.tolist() == [5, 5, 1]


def test_defect_10_floor_division_floors_and_remainder_is_c(run):
    @enigma.kernel
    def kernel(N: enigma.i32, F: enigma.f32):
        N[1], N[2], N[3] = N[0] // 2, N[0] / 2, N[0] % 2
        F[1], F[2] = F[0] // 2, F[0] % 2

    n, f = np.array([-7, 0, 0, 0], np.int32), np.array([-7.5, 0, 0], np.float32)
    run(kernel, n, f, grid=1, threads=1)
    assert n.tolist() == [-7, -4, -3, -1]
    assert f.tolist() == [-7.5, -4, -1.5]


def test_defect_11_truth_of_a_traced_value(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        x = A[enigma.thread_position_in_grid]
        if x == 1 and not x > 2:
            B[enigma.thread_position_in_grid] = 1
        else:
            B[enigma.thread_position_in_grid] = 2

    b = np.zeros(3, np.float32)
    run(kernel, np.array([0, 1, 2], np.float32), b, grid=3, threads=3)
    assert b.tolist() == [2, 1, 2]


def test_defect_12_literals_are_exact(run):
    values = [0.1, 1 / 3, 16777217.0, 1e-45, 3.4028235e38, float("inf"), float("-inf")]

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.u32):
        for k, value in enumerate(values):
            A[k] = value
        A[len(values)] = float("nan")
        B[0] = 3_000_000_000

    a, b = np.zeros(len(values) + 1, np.float32), np.zeros(1, np.uint32)
    run(kernel, a, b, grid=1, threads=1)
    assert np.array_equal(a[:-1], np.array(values, np.float32)) and np.isnan(a[-1])
    assert b[0] == 3_000_000_000
    text = enigma.compile(kernel).metal_source
    assert "0.1f" in text or "0.100000001" in text
    assert "INFINITY" in text or "as_type<float>" in text


def test_defect_12_a_literal_that_does_not_fit_is_an_error():
    @enigma.kernel
    def kernel(A: enigma.i32):
        A[0] = 3_000_000_000

    with pytest.raises(TypeError, match="does not fit int"):
        enigma.compile(kernel)


def test_defect_13_bfloat_scalars(run):
    @enigma.kernel
    def kernel(s: enigma.Scalar(enigma.bf16), A: enigma.f32):
        A[0] = s

    a = np.zeros(1, np.float32)
    run(kernel, 1.5, a, grid=1, threads=1)
    assert a[0] == 1.5
    out = enigma.Runtime().execute(enigma.compile(kernel), [], 4, grid=1, threads=1, scalars=[1.5])
    assert np.frombuffer(out, np.float32)[0] == 1.5


def test_defect_14_classes_of_floats_survive(run):
    """NaN and infinity are what they are: fast math is not the default."""

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.u32):
        tid = enigma.thread_position_in_grid
        x = A[tid]
        nan, infinite = enigma.isnan(x), enigma.isinf(x)
        different = enigma.cmp_ne(x, x)
        B[tid] = enigma.where(0, 1, nan) + enigma.where(0, 2, infinite)
        B[tid] = B[tid] + enigma.where(0, 4, different)

    a = np.array([1, np.nan, np.inf, -np.inf, 0], np.float32)
    b = np.zeros(5, np.uint32)
    run(kernel, a, b, grid=5, threads=5)
    assert b.tolist() == [0, 5, 2, 2, 0]


def test_defect_15_round_abs_diff_and_while(run):
    @enigma.kernel
    def kernel(A: enigma.f32, N: enigma.i32):
        A[1], A[2] = enigma.round(A[0]), enigma.rint(A[0])
        N[1] = enigma.abs_diff_unary(N[0])
        N[2] = 0
        with enigma.while_(lambda: N[2] < 5):
            N[2] = N[2] + 1

    a, n = np.array([2.5, 0, 0], np.float32), np.array([-9, 0, 0], np.int32)
    run(kernel, a, n, grid=1, threads=1)
    assert a.tolist() == [2.5, 3, 2]
    assert n.tolist() == [-9, 9, 5]
    text = enigma.compile(kernel).metal_source
    assert "while" in text and "UNHANDLED" not in text


def test_defect_16_vectors_have_all_operations(run):
    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32):
        v = enigma.make_float3(A[0], A[1], A[2])
        w = enigma.metal_cast(-v * 2.0, "half") + 1
        B[0], B[1], B[2] = w.x, w.y, w.z
        B[3] = enigma.where(0.0, 1.0, enigma.any(enigma.isnan(v)))
        B[4] = enigma.where(0.0, 1.0, enigma.all(v < 4))

    b = np.zeros(5, np.float32)
    run(kernel, np.array([1, 2, 3], np.float32), b, grid=1, threads=1)
    assert b.tolist() == [-1, -3, -5, 0, 1]


def test_defect_17_literals_and_reflected_operators(run):
    @enigma.kernel
    def kernel(H: enigma.f16, C: enigma.i8, L: enigma.i64, F: enigma.f32, N: enigma.i32):
        H[0] = enigma.f16(0.5) + np.float32(0.25)
        C[0] = enigma.i8(-3)
        L[0] = enigma.i64(2**40) + np.int64(1)
        x, n = F[0], N[0]
        F[1], F[2], F[3], F[4] = 1 / x, 7 // x, 7 % x, x**2
        F[5] = 2**x
        N[1], N[2], N[3] = 1 << n, 256 >> n, 17 % n
        F[6] = abs(-x)

    h, c, wide = np.zeros(1, np.float16), np.zeros(1, np.int8), np.zeros(1, np.int64)
    f, n = np.zeros(7, np.float32), np.zeros(4, np.int32)
    f[0], n[0] = 2.0, 3
    run(kernel, h, c, wide, f, n, grid=1, threads=1)
    assert (h[0], c[0], wide[0]) == (0.75, -3, 2**40 + 1)
    assert f.tolist() == [2, 0.5, 3, 1, 4, 4, 2]
    assert n.tolist() == [3, 8, 32, 2]
