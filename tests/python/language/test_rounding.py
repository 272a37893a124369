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
