"""Buffer indexing: loads and stores by value and by int, in device and threadgroup memory."""

import enigma
import numpy as np
import pytest


@pytest.mark.parametrize("n", [1, 7, 32, 100])
def test_by_value(run, n):
    @enigma.kernel
    def copy(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        val = A[tid]
        B[tid] = val

    a = np.arange(n, dtype=np.float32)
    assert np.array_equal(run(copy, a, np.zeros_like(a), grid=n, threads=32), a)


def test_by_python_int(run):
    @enigma.kernel
    def swap(A: enigma.i32, B: enigma.i32):
        B[0] = A[1]
        B[1] = A[np.int64(0)]

    a = np.array([3, 5], np.int32)
    assert np.array_equal(run(swap, a, np.zeros_like(a), grid=1, threads=1), [5, 3])


@pytest.mark.parametrize(
    "dtype", ["char", "uchar", "short", "ushort", "int", "uint", "long", "ulong"]
)
def test_by_every_integer_dtype(run, dtype):
    @enigma.kernel
    def gather(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[enigma.metal_cast(tid * 2, dtype)]

    a = np.arange(20, dtype=np.float32)
    assert np.array_equal(run(gather, a, np.zeros(10, np.float32), grid=10, threads=4), a[::2])


def test_by_arithmetic(run):
    @enigma.kernel
    def stencil(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid] + A[tid + 1] + A[2 + tid]

    a = np.arange(34, dtype=np.float32) ** 2
    b = run(stencil, a, np.zeros(32, np.float32), grid=32, threads=8)
    assert np.array_equal(b, a[:-2] + a[1:-1] + a[2:])


def test_by_loaded_index(run, rng):
    @enigma.kernel
    def gather(A: enigma.f32, order: enigma.u32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[order[tid]] = A[order[tid]] * 2.0

    a = np.arange(64, dtype=np.float32)
    order = rng.permutation(64).astype(np.uint32)
    assert np.array_equal(run(gather, a, order, np.zeros_like(a), grid=64, threads=64), a * 2)


def test_one_tuple_index(run):
    @enigma.kernel
    def copy(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        B[(tid,)] = A[(tid,)]

    a = np.arange(5, dtype=np.int32)
    assert np.array_equal(run(copy, a, np.zeros_like(a), grid=5, threads=5), a)


def test_an_augmented_store_loads_and_stores(run):
    @enigma.kernel
    def accumulate(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] += A[tid]
        B[tid] *= 2

    a = np.arange(9, dtype=np.float32)
    b = run(accumulate, a, np.ones_like(a), grid=9, threads=4)
    assert np.array_equal(b, (a + 1) * 2)


def test_arrays_of_any_shape_are_flat(run):
    @enigma.kernel
    def copy(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid]

    a = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    assert np.array_equal(run(copy, a, np.zeros_like(a), grid=24, threads=8), a)


@pytest.mark.parametrize(
    ("target", "stored", "expected"),
    [
        (enigma.f32, 3, 3.0),
        (enigma.f16, 0.1, np.float16(0.1)),
        (enigma.i32, True, 1),
        (enigma.u8, 255, 255),
        (enigma.i64, -(2**40), -(2**40)),
        (enigma.u64, 2**64 - 1, 2**64 - 1),
        (enigma.b1, 1, True),
        (enigma.f32, np.float32(0.1), np.float32(0.1)),
        (enigma.i32, np.int8(-5), -5),
        (enigma.b1, np.bool_(True), True),
    ],
)
def test_literals_are_stored_as_the_element(run, target, stored, expected):
    @enigma.kernel
    def fill(A: target):
        A[enigma.thread_position_in_grid] = stored

    names = {"float": "f4", "half": "f2", "int": "i4", "uchar": "u1", "long": "i8", "ulong": "u8"}
    dtype = np.dtype(names.get(target.metal_name, "?"))
    a = run(fill, np.zeros(4, dtype), grid=4, threads=2)
    assert (a == dtype.type(expected)).all()


def test_integers_convert_to_floats_and_to_other_integers(run):
    @enigma.kernel
    def convert(A: enigma.i32, B: enigma.f32, C: enigma.u8):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid]
        C[tid] = A[tid]

    a = np.array([-1, 0, 300, 127], np.int32)
    b = np.zeros(4, np.float32)
    c = run(convert, a, b, np.zeros(4, np.uint8), grid=4, threads=4)
    assert np.array_equal(b, a)
    assert np.array_equal(c, a.astype(np.uint8))


def test_register_tensors_take_tuples(run, rng):
    """The page's `acc[i, j] = enigma.fma(a[i, k], b[k, j], acc[i, j])`."""

    @enigma.kernel
    def matmul(A: enigma.f32, B: enigma.f32, C: enigma.f32):
        a = enigma.register_tensor((2, 2))
        b = enigma.register_tensor((2, 2))
        acc = enigma.register_tensor((2, 2))
        for i in range(2):
            for j in range(2):
                a[i, j] = A[2 * i + j]
                b[i, j] = B[2 * i + j]
        for i in range(2):
            for j in range(2):
                for k in range(2):
                    acc[i, j] = enigma.fma(a[i, k], b[k, j], acc[i, j])
        for i in range(2):
            for j in range(2):
                C[2 * i + j] = acc[i, j]

    a, b = (rng.integers(-9, 9, (2, 2)).astype(np.float32) for _ in range(2))
    c = run(matmul, a, b, np.zeros((2, 2), np.float32), grid=1, threads=1)
    assert np.array_equal(c, a @ b)
