"""Networks that exchange elements at strides, in bounds for reasons that intervals do not see."""

import enigma
import numpy as np
import pytest


def sort_kernel(dtype, run):
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def sort(A: annotation, B: annotation):
        lid = enigma.thread_position_in_threadgroup()
        base = enigma.threadgroup_position_in_grid() * run
        shared = enigma.threadgroup_alloc(dtype, run)
        shared[lid] = A[base + lid]
        shared[lid + run // 2] = A[base + lid + run // 2]
        size = 2
        while size <= run:
            stride = size // 2
            while stride > 0:
                enigma.barrier()
                at = 2 * lid - (lid & (stride - 1))
                low, high = shared[at], shared[at + stride]
                if (low > high) == ((lid & (size // 2)) == 0):
                    shared[at] = high
                    shared[at + stride] = low
                stride //= 2
            size *= 2
        enigma.barrier()
        B[base + lid] = shared[lid]
        B[base + lid + run // 2] = shared[lid + run // 2]

    return sort


@pytest.mark.parametrize("length", [16, 64, 256, 512])
@pytest.mark.parametrize("dtype", ["float", "int", "ushort"])
def test_bitonic_sort(run, dtype, length):
    kind = {"float": np.float32, "int": np.int32, "ushort": np.uint16}[dtype]
    a = np.random.default_rng(length).integers(0, 1000, 3 * length).astype(kind)
    kernel = sort_kernel(dtype, length)
    out = run(kernel, a, np.zeros_like(a), grid=3 * length // 2, threads=length // 2)
    np.testing.assert_array_equal(out.reshape(3, -1), np.sort(a.reshape(3, -1), axis=1))


@pytest.mark.parametrize("length", [120, 128])
def test_an_index_that_is_beyond_for_some_threads(length):
    @enigma.kernel
    def spread(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("float", length)
        shared[lid] = A[lid]
        shared[lid + length - 64] = A[lid]
        enigma.barrier()
        at = 2 * lid - (lid & 31)
        low, high = shared[at], shared[at + 32]
        enigma.barrier()
        if low > high:
            shared[at] = high
            shared[at + 32] = low
        enigma.barrier()
        B[lid] = shared[lid]

    a = np.arange(64, 0, -1).astype(np.float32)
    b = np.zeros_like(a)
    launch = enigma.compile(spread)(a, b)
    if length == 128:
        launch.launch(grid=64, threads=64)
        np.testing.assert_array_equal(b, np.roll(a, 32))
    else:
        with pytest.raises(enigma.OutOfBoundsError, match="index 120"):
            launch.launch(grid=64, threads=64)
