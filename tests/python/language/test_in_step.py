"""Straight kernels full of barriers: on the CPU, registers hold their threadgroup memory."""

import enigma
import numpy as np
import pytest

DTYPES = {
    "char": np.int8,
    "ushort": np.uint16,
    "half": np.float16,
    "int": np.int32,
    "float": np.float32,
    "ulong": np.uint64,
    "bool": np.bool_,
}


def values_for(dtype, n):
    numbers = np.random.default_rng(n).integers(0, 2 if dtype == "bool" else 50, n)
    return numbers.astype(DTYPES[dtype])


def steps_kernel(dtype, size):
    """A scan, a shift, a reversal, every second element, and one element for all."""
    annotation = enigma.typing.dtype_of(dtype)

    @enigma.kernel
    def steps(A: annotation, B: annotation):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc(dtype, size)
        shared[lid] = A[tid]
        enigma.barrier()
        for offset in (1, 2, 4, 8):
            value = shared[lid]
            if lid >= offset:
                value = value + shared[lid - offset] if dtype != "bool" else shared[lid - offset]
            enigma.barrier()
            shared[lid] = value
            enigma.barrier()
        far = shared[lid + 5] if lid + 5 < size else shared[size - 1]
        enigma.barrier()
        shared[lid] = far
        enigma.barrier()
        turned = shared[size - 1 - lid]
        enigma.barrier()
        shared[lid] = turned
        enigma.barrier()
        even = shared[(lid * 2) % size]
        enigma.barrier()
        shared[lid] = even
        enigma.barrier()
        B[tid] = shared[3] if lid == 7 else shared[lid]

    return steps


def steps_in_numpy(shared, size):
    for offset in (1, 2, 4, 8):
        moved = shared.copy()
        if shared.dtype == bool:
            moved[offset:] = shared[:-offset]
        else:
            moved[offset:] = shared[offset:] + shared[:-offset]
        shared = moved
    far = shared[np.minimum(np.arange(size) + 5, size - 1)]
    turned = far[::-1]
    even = turned[np.arange(size) * 2 % size]
    result = even.copy()
    result[7] = even[3]
    return result


@pytest.mark.parametrize("size", [32, 64, 256])
@pytest.mark.parametrize("dtype", DTYPES)
def test_steps(run, dtype, size):
    a = values_for(dtype, 3 * size)
    out = run(steps_kernel(dtype, size), a, np.zeros_like(a), grid=3 * size, threads=size)
    with np.errstate(over="ignore"):
        expected = [steps_in_numpy(group, size) for group in a.reshape(3, size)]
    np.testing.assert_array_equal(out.reshape(3, size), expected)


@pytest.mark.no_metal("threads read threadgroup memory that none has written")
def test_a_grid_that_ends_inside_a_threadgroup(run):
    kernel = steps_kernel("int", 64)
    a = values_for("int", 128)
    out = run(kernel, a, np.zeros_like(a), grid=64 + 16, threads=64)
    np.testing.assert_array_equal(out[:64], steps_in_numpy(a[:64], 64))


def test_stores_that_not_all_threads_make(run):
    """What a branch stores is not known of all elements."""

    @enigma.kernel
    def tree(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("float", 64)
        shared[lid] = A[lid]
        enigma.barrier()
        for stride in (32, 16, 8, 4, 2, 1):
            if lid < stride:
                shared[lid] = shared[lid] + shared[lid + stride]
            enigma.barrier()
        B[lid] = shared[lid]

    a = values_for("float", 64)
    out = run(tree, a, np.zeros_like(a), grid=64, threads=64)
    assert out[0] == a.sum()


def test_an_index_out_of_bounds_is_reported():
    @enigma.kernel
    def beyond(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("float", 64)
        shared[lid] = A[lid]
        enigma.barrier()
        for offset in (1, 2, 4, 8):
            value = shared[lid + offset]
            enigma.barrier()
            shared[lid] = value
            enigma.barrier()
        B[lid] = shared[lid]

    a = values_for("float", 64)
    with pytest.raises(enigma.OutOfBoundsError, match=r"index 64 .*"):
        enigma.compile(beyond)(a, np.zeros_like(a)).launch(grid=64, threads=64)
