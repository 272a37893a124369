"""Quantised numbers against NumPy."""

import enigma
import numpy as np
import pytest


def test_bytes_of_a_word(run, rng):
    @enigma.kernel
    def kernel(A: enigma.u32, B: enigma.i32, C: enigma.u32, D: enigma.u32):
        tid = enigma.thread_position_in_grid
        lanes = enigma.ops.quant.unpack_uint8x4(A[tid])
        signed = enigma.unpack_uint8x4(B[tid])
        assert {lane.dtype for lane in (*lanes, *signed)} == {"uint"}
        for n, (lane, other) in enumerate(zip(lanes, signed, strict=True)):
            C[tid * 8 + n] = lane
            C[tid * 8 + 4 + n] = other
        D[tid] = enigma.pack_uint8x4(*lanes)

    a = rng.integers(0, 2**32, 64, np.uint32)
    a[:2] = [0xFF80C1FE, 0x80808080]
    c, d = np.zeros((64, 8), np.uint32), np.zeros(64, np.uint32)
    run(kernel, a, a.view(np.int32), c, d, grid=64, threads=32)
    expected = a.view(np.uint8).reshape(64, 4)
    assert np.array_equal(c[:, :4], expected) and np.array_equal(c[:, 4:], expected)
    assert np.array_equal(d, a)


def test_low_bits_are_packed(run):
    @enigma.kernel
    def kernel(A: enigma.i32, C: enigma.u32):
        C[0] = enigma.pack_uint8x4(A[0], A[1], 0x1FF, -1)
        C[1] = enigma.pack_uint8x4(A.load_vec(0, 4))
        C[2] = enigma.pack_int4x2(A[0], A[1])
        C[3] = enigma.pack_int4x2(-8, 7)

    c = np.zeros(4, np.uint32)
    run(kernel, np.array([-1, 258, 3, 4], np.int32), c, grid=1, threads=1)
    assert c.tolist() == [0xFFFF02FF, 0x040302FF, 0x2F, 0x78]


@pytest.mark.parametrize("dtype", [enigma.u8, enigma.i8, enigma.u32])
def test_nibbles(run, dtype):
    @enigma.kernel
    def kernel(A: dtype, C: enigma.i32, D: enigma.u32):
        tid = enigma.thread_position_in_grid
        lo, hi = enigma.unpack_int4x2(A[tid])
        assert (lo.dtype, hi.dtype) == ("int", "int")
        C[tid * 2], C[tid * 2 + 1] = lo, hi
        D[tid] = enigma.pack_int4x2(lo, hi)

    codes = np.arange(256)
    a = codes.astype(np.uint8).astype(
        getattr(np, {"uchar": "uint8", "char": "uint8"}.get(dtype.metal_name, "uint32"))
    )
    a = a.view(np.int8) if dtype.metal_name == "char" else a
    c, d = np.zeros((256, 2), np.int32), np.zeros(256, np.uint32)
    run(kernel, a, c, d, grid=256, threads=64)
    nibbles = np.stack([codes & 15, codes >> 4], axis=1)
    assert np.array_equal(c, np.where(nibbles >= 8, nibbles - 16, nibbles))
    assert np.array_equal(d, codes)


def test_dequantisation(run, rng):
    @enigma.kernel
    def kernel(A: enigma.i8, U: enigma.u8, S: enigma.f16, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        C[tid] = enigma.dequantize_int8(A[tid], S[0])
        C[tid + 256] = enigma.dequantize_int8(U[tid], 0.25, 128)
        C[tid + 512] = enigma.dequantize_int8(U[tid], S[0], A[tid])

    a, s = np.arange(256).astype(np.uint8).view(np.int8), np.array([0.3], np.float16)
    c = np.zeros(768, np.float32)
    run(kernel, a, a.view(np.uint8), s, c, grid=256, threads=64)
    x, scale = a.astype(np.float32), np.float32(s[0])
    u = a.view(np.uint8).astype(np.float32)
    assert np.array_equal(
        c, np.concatenate([x * scale, (u - 128) * np.float32(0.25), (u - x) * scale])
    )


def test_vectors_are_dequantised_component_by_component(run):
    @enigma.kernel
    def kernel(A: enigma.u32, C: enigma.f32):
        tid = enigma.thread_position_in_grid
        v = enigma.make_vec(*enigma.unpack_uint8x4(A[tid]))
        scale = enigma.make_float4(1, 2, 3, 4)
        C.store_vec(tid * 4, enigma.dequantize_int8(v, scale, 128))
        lo, hi = enigma.unpack_int4x2(v)
        C.store_vec(4 + tid * 4, lo + hi)

    c = np.zeros(8, np.float32)
    run(kernel, np.array([0xFF80017F], np.uint32), c, grid=1, threads=1)
    assert c.tolist() == [-1, -254, 0, 508, 7 - 1, 1, -8, -2]
