"""Barriers: `enigma.barrier` with each of its flags, its default, and where it may stand."""

import enigma
import numpy as np
import pytest

METAL = {
    "mem_none": "mem_flags::mem_none",
    "mem_device": "mem_flags::mem_device",
    "mem_threadgroup": "mem_flags::mem_threadgroup",
    "mem_device_and_threadgroup": "mem_flags::mem_device | mem_flags::mem_threadgroup",
    "mem_texture": "mem_flags::mem_texture",
}
SHAPES = [(64, 32), (64, 64), (70, 32), (1, 16), (33, 48)]


def rotated(a, group):
    parts = [np.roll(a[at : at + group], -1) for at in range(0, a.size, group)]
    return np.concatenate(parts)


def through_threadgroup(flags):
    @enigma.kernel
    def rotate(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", 64)
        shared[lid] = A[tid]
        enigma.barrier(flags)
        B[tid] = shared[(lid + 1) % enigma.threads_per_threadgroup()]

    return rotate


def through_device(flags):
    @enigma.kernel
    def rotate(A: enigma.i32, scratch: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        first = tid - lid
        scratch[tid] = A[tid]
        enigma.barrier(flags)
        B[tid] = scratch[first + (lid + 1) % enigma.threads_per_threadgroup()]

    return rotate


def own_element(flags):
    @enigma.kernel
    def own(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        B[tid] = A[tid]
        enigma.barrier(flags)
        B[tid] = B[tid] + 1

    return own


@pytest.mark.parametrize(("n", "group"), SHAPES)
@pytest.mark.parametrize("flags", ["mem_threadgroup", "mem_device_and_threadgroup"])
def test_flags_that_order_threadgroup_memory(run, flags, n, group):
    a = np.arange(n, dtype=np.int32)
    b = run(through_threadgroup(flags), a, np.zeros_like(a), grid=n, threads=group)
    assert np.array_equal(b, rotated(a, group))


@pytest.mark.parametrize(("n", "group"), SHAPES)
@pytest.mark.parametrize("flags", ["mem_device", "mem_device_and_threadgroup"])
def test_flags_that_order_device_memory(run, flags, n, group):
    a = np.arange(n, dtype=np.int32)
    scratch = np.zeros_like(a)
    b = run(through_device(flags), a, scratch, np.zeros_like(a), grid=n, threads=group)
    assert np.array_equal(b, rotated(a, group))


@pytest.mark.parametrize("flags", METAL)
def test_every_flag_keeps_what_a_thread_wrote_itself(run, flags):
    a = np.arange(50, dtype=np.int32)
    b = run(own_element(flags), a, np.zeros_like(a), grid=50, threads=16)
    assert np.array_equal(b, a + 1)


@pytest.mark.parametrize("flags", METAL)
def test_every_flag_in_metal_and_in_the_ir(flags):
    compiled = enigma.compile(own_element(flags))
    assert f"threadgroup_barrier({METAL[flags]});" in compiled.metal_source
    assert f'mem_flags = "{flags}"' in compiled.mlir_source


def test_the_default_is_threadgroup_memory(run):
    @enigma.kernel
    def rotate(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", 64)
        shared[lid] = A[tid]
        enigma.barrier()
        B[tid] = shared[(lid + 1) % enigma.threads_per_threadgroup()]

    a = np.arange(70, dtype=np.int32)
    b = run(rotate, a, np.zeros_like(a), grid=70, threads=32)
    assert np.array_equal(b, rotated(a, 32))
    assert 'mem_flags = "mem_threadgroup"' in enigma.compile(rotate).mlir_source
    assert (
        enigma.compile(rotate).mlir_source
        == enigma.compile(through_threadgroup(flags="mem_threadgroup")).mlir_source
    )


def test_flags_by_keyword(run):
    @enigma.kernel
    def own(A: enigma.i32):
        enigma.barrier(mem_flags="mem_device")
        A[enigma.thread_position_in_grid] = 1

    assert (run(own, np.zeros(8, np.int32), grid=8, threads=4) == 1).all()


@pytest.mark.parametrize(("n", "group"), [(256, 128), (200, 64), (64, 64), (3, 8), (1, 1)])
def test_inside_a_loop(run, rng, n, group):
    """A tree sum; edge groups add what they have."""

    @enigma.kernel
    def tree(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", 128)
        shared[lid] = A[tid]
        enigma.barrier()
        step = enigma.register_tensor(1, "uint", 64)
        with enigma.while_(lambda: step[0] > 0):
            with enigma.if_((lid < step[0]) & (lid + step[0] < enigma.threads_per_threadgroup())):
                shared[lid] = shared[lid] + shared[lid + step[0]]
            enigma.barrier()
            step[0] = step[0] >> 1
        with enigma.if_(lid == 0):
            B[enigma.threadgroup_position_in_grid()] = shared[0]

    a = rng.integers(-100, 100, n).astype(np.int32)
    groups = -(-n // group)
    b = np.zeros(groups, np.int32)
    run(tree, a, b, grid=n, threads=group)
    assert np.array_equal(b, [a[g * group : (g + 1) * group].sum() for g in range(groups)])


def test_inside_a_uniform_branch(run):
    @enigma.kernel
    def branch(A: enigma.i32, B: enigma.i32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("int", 16)
        with enigma.if_(enigma.threadgroup_position_in_grid() % 2 == 0):
            shared[lid] = A[tid]
            enigma.barrier()
            B[tid] = shared[enigma.threads_per_threadgroup() - 1 - lid]

    a = np.arange(40, dtype=np.int32)
    b = run(branch, a, np.full_like(a, -1), grid=40, threads=16)
    assert np.array_equal(b, [*range(15, -1, -1), *[-1] * 16, *range(39, 31, -1)])


def test_three_dimensions(run):
    @enigma.kernel
    def transpose(A: enigma.i32, B: enigma.i32):
        x, y, z = (enigma.thread_position_in_threadgroup(d) for d in "xyz")
        shared = enigma.threadgroup_alloc("int", (2, 3, 4))
        at = enigma.thread_index_in_threadgroup()
        shared[z, y, x] = A[at]
        enigma.barrier()
        B[at] = shared[1 - z, 2 - y, 3 - x]

    a = np.arange(24, dtype=np.int32)
    b = run(transpose, a, np.zeros_like(a), grid=(4, 3, 2), threads=(4, 3, 2))
    assert np.array_equal(b, a[::-1])
