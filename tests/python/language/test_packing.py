"""Packing of floats into bits, against NumPy."""

import enigma
import numpy as np
import pytest

# Name, components, bits of each, the code of 1.
FORMATS = {
    "snorm4x8": ([8] * 4, [127] * 4),
    "unorm4x8": ([8] * 4, [255] * 4),
    "unorm10a2": ([10, 10, 10, 2], [1023, 1023, 1023, 3]),
    "snorm2x16": ([16] * 2, [32767] * 2),
    "unorm2x16": ([16] * 2, [65535] * 2),
}
SRGB = ([8] * 4, [255] * 4)
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -7.0, 1e30, -1e30]
SPECIAL += [np.inf, -np.inf, np.nan, 1e-40, 0.5 / 255, 1.5 / 255, 2.5 / 127, 0.999]


def floats(rng, lanes):
    rows = rng.uniform(-1.25, 1.25, (4096, lanes))
    rows[:1024] = rng.choice(SPECIAL, (1024, lanes))
    return rows.astype(np.float32)


def joined(codes, bits):
    at = np.concatenate([[0], np.cumsum(bits)[:-1]])
    masks = (1 << np.array(bits, np.uint64)) - 1
    fields = (codes.astype(np.int64).astype(np.uint64) & masks) << at.astype(np.uint64)
    return np.bitwise_or.reduce(fields, axis=1).astype(np.uint32)


def split(words, bits, signed):
    at = np.concatenate([[0], np.cumsum(bits)[:-1]]).astype(np.uint64)
    codes = (words[:, None].astype(np.uint64) >> at) & ((1 << np.array(bits, np.uint64)) - 1)
    codes = codes.astype(np.int64)
    wrap = 1 << np.array(bits, np.int64)
    return np.where(signed & (codes >= wrap // 2), codes - wrap, codes)


def packer(name, lanes):
    pack = getattr(enigma, f"pack_float_to_{name}")

    @enigma.kernel
    def kernel(A: enigma.f32, C: enigma.u32):
        tid = enigma.thread_position_in_grid
        C[tid] = pack(A.load_vec(tid * lanes, lanes))

    return kernel


def unpacker(name, lanes):
    unpack = getattr(enigma, f"unpack_{name}_to_float")

    @enigma.kernel
    def kernel(A: enigma.u32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        C.store_vec(tid * lanes, unpack(A[tid]))

    return kernel


@pytest.mark.parametrize("name", FORMATS)
def test_packing(run, rng, name):
    bits, tops = FORMATS[name]
    a = floats(rng, len(bits))
    found = run(
        packer(name, len(bits)), a.reshape(-1), np.zeros(len(a), np.uint32), grid=len(a), threads=64
    )
    low = -1 if name.startswith("snorm") else 0
    limited = np.clip(np.nan_to_num(a, nan=0.0), low, 1)
    codes = np.rint(limited * np.array(tops, np.float32))
    assert np.array_equal(found, joined(codes, bits))


@pytest.mark.parametrize("name", FORMATS)
def test_unpacking(run, rng, name):
    bits, tops = FORMATS[name]
    words = rng.integers(0, 2**32, 4096, np.uint32)
    words[:4] = [0, 2**32 - 1, 0x80808080, 0x80008000]
    found = run(
        unpacker(name, len(bits)),
        words,
        np.zeros(words.size * len(bits), np.float32),
        grid=words.size,
        threads=64,
    )
    codes = split(words, bits, name.startswith("snorm"))
    expected = np.maximum(codes.astype(np.float32) / np.array(tops, np.float32), -1)
    assert np.array_equal(found.reshape(expected.shape), expected)


@pytest.mark.parametrize("name", FORMATS)
def test_codes_survive(run, rng, name):
    lanes = len(FORMATS[name][0])
    unpack = getattr(enigma, f"unpack_{name}_to_float")
    pack = getattr(enigma, f"pack_float_to_{name}")

    @enigma.kernel
    def kernel(A: enigma.u32, C: enigma.u32):
        tid = enigma.thread_position_in_grid
        v = unpack(A[tid])
        assert v.dtype == f"vec<{lanes},float>"
        C[tid] = pack(v)

    words = rng.integers(0, 2**32, 2048, np.uint32)
    if name.startswith("snorm"):
        # The smallest code comes back as its neighbour.
        bits = FORMATS[name][0]
        smallest = -(1 << (bits[0] - 1))
        words = joined(np.maximum(split(words, bits, True), smallest + 1), bits)
    found = run(kernel, words, np.zeros_like(words), grid=words.size, threads=64)
    assert np.array_equal(found, words)


def to_srgb(x):
    x = np.clip(x, 0, 1)
    return np.where(x < 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)


def from_srgb(c):
    return np.where(c < 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def test_srgb_codes(run, rng):
    bits, _ = SRGB
    a = floats(rng, 4)
    words = run(
        packer("srgb_unorm4x8", 4),
        a.reshape(-1),
        np.zeros(len(a), np.uint32),
        grid=len(a),
        threads=64,
    )
    found = split(words, bits, False)
    limited = np.clip(np.nan_to_num(a, nan=0.0).astype(np.float64), 0, 1)
    exact = np.concatenate([to_srgb(limited[:, :3]), limited[:, 3:]], axis=1) * 255
    near_tie = np.abs(exact % 1 - 0.5) < 1e-4
    assert np.all((found == np.rint(exact)) | near_tie)
    assert np.all(np.abs(found - exact) < 0.5001)


def test_srgb_every_code(run):
    codes = np.arange(256)
    words = (codes * 0x01010101).astype(np.uint32)
    found = run(
        unpacker("srgb_unorm4x8", 4), words, np.zeros(1024, np.float32), grid=256, threads=64
    )
    found = found.reshape(256, 4)
    expected = from_srgb(codes / 255)
    assert np.all(np.abs(found[:, 0] - expected) <= 8 * np.spacing(expected.astype(np.float32)))
    assert np.array_equal(found[:, 0], found[:, 2])
    assert np.array_equal(found[:, 3], (codes.astype(np.float32) / np.float32(255)))
    again = run(
        packer("srgb_unorm4x8", 4),
        found.reshape(-1),
        np.zeros(256, np.uint32),
        grid=256,
        threads=64,
    )
    assert np.array_equal(again, words)


def test_the_first_component_is_in_the_low_bits(run):
    @enigma.kernel
    def kernel(C: enigma.u32):
        C[0] = enigma.pack_float_to_unorm4x8(enigma.make_float4(1, 0, 0, 0))
        C[1] = enigma.pack_float_to_snorm2x16(enigma.make_float2(0, -1))
        C[2] = enigma.pack_float_to_unorm10a2(enigma.make_float4(0, 0, 0, 1))

    c = np.zeros(3, np.uint32)
    run(kernel, c, grid=1, threads=1)
    assert c.tolist() == [0xFF, 0x80010000, 0xC0000000]
