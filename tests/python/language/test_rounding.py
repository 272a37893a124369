"""Rounding, signs and classes of floats, bits of integers: against NumPy, signs of zeros too."""

import enigma
import numpy as np
import pytest

FLOATS = np.array(
    [
        0.0,
        -0.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        0.49999997,
        -1e-10,
        3e9,
        1e-40,
        -1e-45,
        np.inf,
        -np.inf,
        np.nan,
    ],
    np.float32,
)


def unary(run, name, a, out):
    @enigma.kernel
    def kernel(A: enigma.typing.dtype_of(a.dtype.name), B: enigma.typing.dtype_of(out)):
        tid = enigma.thread_position_in_grid
        B[tid] = getattr(enigma, name)(A[tid])

    return run(kernel, a, np.zeros(a.shape, out), grid=a.size, threads=32)


def same(found, wanted):
    """Equal, NaN for NaN, and with the same signs of zeros."""
    wanted = np.asarray(wanted, found.dtype)
    numbers = ~np.isnan(wanted)
    assert np.array_equal(found, wanted, equal_nan=True)
    assert np.array_equal(np.signbit(found[numbers]), np.signbit(wanted[numbers]))


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("ceil", np.ceil),
        ("trunc", np.trunc),
        ("round", lambda x: np.trunc(x + np.copysign(np.float32(0.49999997), x))),
        ("rint", np.rint),
        ("sign", lambda x: np.where(np.isnan(x), 0, np.where(x == 0, x, np.sign(x)))),
    ],
)
def test_rounding(run, name, meaning):
    with np.errstate(all="ignore"):
        same(unary(run, name, FLOATS, "float32"), meaning(FLOATS))


def test_fract_stays_below_one(run):
    found = unary(run, "fract", FLOATS, "float32")
    with np.errstate(all="ignore"):
        wanted = np.minimum(FLOATS - np.floor(FLOATS), np.float32(1 - 2**-24))
    assert np.array_equal(found, wanted, equal_nan=True)
    assert (found[np.isfinite(FLOATS)] < 1).all()


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("isnan", np.isnan),
        ("isinf", np.isinf),
        ("isfinite", np.isfinite),
        ("signbit", np.signbit),
        ("isnormal", lambda x: np.isfinite(x) & (np.abs(x) >= np.finfo(np.float32).tiny)),
    ],
)
def test_classes(run, name, meaning):
    assert np.array_equal(unary(run, name, FLOATS, "bool_"), meaning(FLOATS))


@pytest.mark.parametrize("name", ["copysign", "fmod", "fdim", "step"])
def test_functions_of_two_floats(run, name):
    meaning = {
        "copysign": np.copysign,
        "fmod": np.fmod,
        "fdim": lambda x, y: np.where(x <= y, 0, x - y),
        "step": lambda edge, x: np.where(x < edge, 0, 1),
    }[name]

    @enigma.kernel
    def kernel(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        C[tid] = getattr(enigma, name)(A[tid], B[tid])

    a, b = (m.ravel() for m in np.meshgrid(FLOATS, FLOATS))
    found = run(kernel, a, b, np.zeros_like(a), grid=a.size, threads=64)
    with np.errstate(all="ignore"):
        same(found, meaning(a, b))


def test_blends(run):
    @enigma.kernel
    def kernel(T: enigma.f32, M: enigma.f32, S: enigma.f32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        M[tid] = enigma.mix(2.0, 6.0, T[tid])
        S[tid] = enigma.smoothstep(0.0, 2.0, T[tid])
        C[tid] = enigma.saturate(T[tid])

    t = np.array([-1, 0, 0.25, 1, 1.5, 2, 9], np.float32)
    m, s, c = (np.zeros_like(t) for _ in range(3))
    run(kernel, t, m, s, c, grid=t.size, threads=8)
    x = np.clip(t / 2, 0, 1)
    assert np.array_equal(m, 2 + 4 * t)
    assert np.allclose(s, x * x * (3 - 2 * x), atol=1e-7)
    assert np.array_equal(c, np.clip(t, 0, 1))


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int32, np.uint64, np.int64])
def test_bits_and_saturation(run, dtype):
    info = np.iinfo(dtype)
    values = [0, 1, 2, 5, info.max, info.max - 1, info.min, info.min + 1, info.max // 3]
    a, b = (m.ravel() for m in np.meshgrid(np.array(values, dtype), np.array(values, dtype)))
    name = enigma.typing.dtype_of(np.dtype(dtype).name)

    @enigma.kernel
    def kernel(A: name, B: name, N: name, Z: name, L: name, R: name, P: name, M: name, H: name):
        tid = enigma.thread_position_in_grid
        x, y = A[tid], B[tid]
        N[tid] = enigma.popcount(x)
        Z[tid] = enigma.ctz(x)
        L[tid] = enigma.clz(x)
        R[tid] = enigma.rotate(x, y)
        P[tid] = enigma.add_sat(x, y)
        M[tid] = enigma.sub_sat(x, y)
        H[tid] = enigma.mul_hi(x, y)

    found = [np.zeros_like(a) for _ in range(7)]
    run(kernel, a, b, *found, grid=a.size, threads=32)
    bits, mask = info.bits, (1 << info.bits) - 1
    for i, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        raw, by = x & mask, y % bits
        rotated = (raw << by | raw >> (bits - by)) & mask
        wanted = [
            raw.bit_count(),
            (raw & -raw).bit_length() - 1 if raw else bits,
            bits - raw.bit_length(),
            rotated if rotated <= info.max else rotated - (1 << bits),
            min(max(x + y, info.min), info.max),
            min(max(x - y, info.min), info.max),
            x * y >> bits,
        ]
        assert [f[i].item() for f in found] == wanted, (x, y)


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int32, np.uint32, np.uint64, np.int64])
def test_products_and_sums(run, dtype):
    info = np.iinfo(dtype)
    values = [0, 1, 2, 11, info.max, info.max - 1, info.min, info.min + 1, info.max // 3]
    a, b, c = (m.ravel() for m in np.meshgrid(*[np.array(values, dtype)] * 3))
    name = enigma.typing.dtype_of(np.dtype(dtype).name)

    @enigma.kernel
    def kernel(A: name, B: name, C: name, S: name, H: name, M: name):
        tid = enigma.thread_position_in_grid
        x, y, z = A[tid], B[tid], C[tid]
        S[tid] = enigma.mad_sat(x, y, z)
        H[tid] = enigma.mad_hi(x, y, z)
        M[tid] = enigma.median3(x, y, z) - enigma.min3(x, y, z) + enigma.max3(x, y, z)

    found = [np.zeros_like(a) for _ in range(3)]
    run(kernel, a, b, c, *found, grid=a.size, threads=32)

    def wrapped(n):
        n &= (1 << info.bits) - 1
        return n if n <= info.max else n - (1 << info.bits)

    for i, (x, y, z) in enumerate(zip(a.tolist(), b.tolist(), c.tolist(), strict=True)):
        low, middle, high = sorted([x, y, z])
        wanted = [
            min(max(x * y + z, info.min), info.max),
            wrapped((x * y >> info.bits) + z),
            wrapped(middle - low + high),
        ]
        assert [f[i].item() for f in found] == wanted, (x, y, z)


@pytest.mark.parametrize("dtype", [np.int32, np.uint32])
def test_products_of_24_bits(run, rng, dtype):
    a, b, c = (rng.integers(-(2**31), 2**31, 500).astype(dtype) for _ in range(3))
    name = enigma.typing.dtype_of(np.dtype(dtype).name)

    @enigma.kernel
    def kernel(A: name, B: name, C: name, P: name, S: name):
        tid = enigma.thread_position_in_grid
        P[tid] = enigma.mul24(A[tid], B[tid])
        S[tid] = enigma.mad24(A[tid], B[tid], C[tid])

    p, s = np.zeros_like(a), np.zeros_like(a)
    run(kernel, a, b, c, p, s, grid=a.size, threads=32)
    low = [(x.astype(np.int64) & 0xFFFFFF) for x in (a, b)]
    if dtype is np.int32:
        low = [np.where(x >> 23, x - (1 << 24), x) for x in low]
    product = low[0] * low[1]
    assert np.array_equal(p, product.astype(dtype))
    assert np.array_equal(s, (product + c).astype(dtype))


def field(x, offset, bits, info):
    """Bits of a number as a number of the same type."""
    offset = min(offset, info.bits)
    bits = min(bits, info.bits - offset)
    value = (x >> offset) & ((1 << bits) - 1)
    negative = info.min < 0 and bits and value >> (bits - 1)
    return value - (1 << bits) if negative else value


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint32, np.int64, np.uint64])
@pytest.mark.parametrize(("offset", "bits"), [(0, 8), (0, 1), (3, 4), (7, 1), (2, 0), (8, 0)])
def test_bit_fields(run, rng, dtype, offset, bits):
    info = np.iinfo(dtype)
    # Small fields of the lowest byte, and of a wider type also large ones at its end.
    offset, bits = (offset, bits) if bits < 3 else (offset, bits + info.bits - 8)
    a, b = (rng.integers(info.min, info.max, 40, dtype, endpoint=True) for _ in range(2))
    name = enigma.typing.dtype_of(np.dtype(dtype).name)

    @enigma.kernel
    def kernel(A: name, B: name, E: name, I: name, V: name):
        tid = enigma.thread_position_in_grid
        E[tid] = enigma.extract_bits(A[tid], offset, bits)
        I[tid] = enigma.insert_bits(A[tid], B[tid], offset, bits)
        V[tid] = enigma.extract_bits(A[tid], tid % 9, bits)

    found = [np.zeros_like(a) for _ in range(3)]
    run(kernel, a, b, *found, grid=a.size, threads=8)
    mask = ((1 << bits) - 1) << offset
    for i, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        inserted = ((x & ~mask) | (y << offset & mask)) & ((1 << info.bits) - 1)
        inserted = inserted if inserted <= info.max else inserted - (1 << info.bits)
        wanted = [field(x, offset, bits, info), inserted, field(x, i % 9, bits, info)]
        assert [f[i].item() for f in found] == wanted, (x, y)


def test_min3_median3_and_divide_of_floats(run):
    @enigma.kernel
    def kernel(
        A: enigma.f32, B: enigma.f32, C: enigma.f32, L: enigma.f32, M: enigma.f32, D: enigma.f32
    ):
        tid = enigma.thread_position_in_grid
        L[tid] = enigma.min3(A[tid], B[tid], C[tid]) + enigma.max3(A[tid], B[tid], C[tid])
        M[tid] = enigma.median3(A[tid], B[tid], C[tid])
        D[tid] = enigma.divide(A[tid], B[tid])

    values = np.array([1, -2, 3.5, np.inf], np.float32)
    a, b, c = (m.ravel() for m in np.meshgrid(values, values, values))
    ends, middle, quotient = (np.zeros_like(a) for _ in range(3))
    run(kernel, a, b, c, ends, middle, quotient, grid=a.size, threads=8)
    ordered = np.sort(np.stack([a, b, c]), 0)
    with np.errstate(all="ignore"):
        assert np.array_equal(ends, ordered[0] + ordered[2])
        assert np.array_equal(middle, ordered[1])
        assert np.array_equal(quotient, a / b, equal_nan=True)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.uint16, np.int32])
def test_upper_halves_of_upper_halves(run, dtype):
    """LLVM took the upper half of a 64-bit product of shorts for an unsigned number."""
    name = enigma.typing.dtype_of(np.dtype(dtype).name)

    @enigma.kernel
    def kernel(A: name, B: name, C: name):
        tid = enigma.thread_position_in_grid
        a, b = A[tid], B[tid]
        C[tid] = enigma.mul_hi(enigma.mul_hi(a, b), a)

    info = np.iinfo(dtype)
    values = [info.min, info.max, info.max // 7, 3, 1, 0, *([-1, -3] if info.min else [9])]
    a, b = (m.ravel() for m in np.meshgrid(*[np.array(values, dtype)] * 2))
    c = run(kernel, a, b, np.zeros_like(a), grid=a.size, threads=32)
    pairs = zip(a.tolist(), b.tolist(), strict=True)
    assert c.tolist() == [((x * y >> info.bits) * x) >> info.bits for x, y in pairs]


@pytest.mark.parametrize("between", ["long", "ulong", "int", "uint"])
@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.uint16])
def test_upper_halves_by_wide_products(run, rng, dtype, between):
    """The same, written by hand."""
    name = enigma.typing.dtype_of(np.dtype(dtype).name)

    @enigma.kernel
    def kernel(A: name, B: name, C: name, D: name):
        tid = enigma.thread_position_in_grid
        a, b, c = A[tid], B[tid], C[tid]
        for factor in (b, a, c):
            product = enigma.metal_cast(a, between) * enigma.metal_cast(factor, between)
            a = enigma.metal_cast(product >> 16, name)
        D[tid] = a

    info = np.iinfo(dtype)
    a, b, c = (rng.integers(info.min, info.max, 64, dtype, endpoint=True) for _ in range(3))
    a[:32] //= 100
    found = run(kernel, a, b, c, np.zeros_like(a), grid=64, threads=32)
    want = a.astype(object)
    for factor in (b, want, c):
        want = np.array([x * y >> 16 for x, y in zip(want, factor.tolist(), strict=True)])
        want = want.astype(np.int64).astype(dtype).astype(object)
    assert found.tolist() == want.tolist()
