"""`enigma.simd_barrier`: the same flags, within one simdgroup of 32 lanes."""

import enigma
import numpy as np
import pytest

FLAGS = [
    "mem_none",
    "mem_device",
    "mem_threadgroup",
    "mem_device_and_threadgroup",
    "mem_texture",
]
SHAPES = [(128, 64), (100, 64), (32, 32), (1, 32), (45, 45)]


def swapped(a, group):
    """Neighbouring lanes exchanged; a last lane without a neighbour keeps its value."""
    out = a.copy()
    for first in range(0, a.size, group):
        part = out[first : first + group]
        pairs = part[: part.size // 2 * 2].reshape(-1, 2)
        pairs[:] = pairs[:, ::-1].copy()
    return out


def swap(flags, memory):
    @enigma.kernel
    def through_threadgroup(A: enigma.f32, scratch: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        shared = enigma.threadgroup_alloc("float", 64)
        shared[lid] = A[tid]
        enigma.simd_barrier(flags)
        other = enigma.imin(lid ^ 1, enigma.threads_per_threadgroup() - 1)
        B[tid] = shared[other]

    @enigma.kernel
    def through_device(A: enigma.f32, scratch: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        scratch[tid] = A[tid]
        enigma.simd_barrier(flags)
        other = enigma.imin(lid ^ 1, enigma.threads_per_threadgroup() - 1)
        B[tid] = scratch[tid - lid + other]

    return through_threadgroup if memory == "threadgroup" else through_device


@pytest.mark.parametrize(("n", "group"), SHAPES)
@pytest.mark.parametrize(
    ("flags", "memory"),
    [
        ("mem_threadgroup", "threadgroup"),
        ("mem_device_and_threadgroup", "threadgroup"),
        ("mem_device", "device"),
        ("mem_device_and_threadgroup", "device"),
    ],
)
def test_lanes_see_each_other(run, flags, memory, n, group):
    a = np.arange(n, dtype=np.float32)
    kernel = swap(flags, memory)
    b = run(kernel, a, np.zeros_like(a), np.zeros_like(a), grid=n, threads=group)
    assert np.array_equal(b, swapped(a, group))


@pytest.mark.parametrize("flags", FLAGS)
def test_every_flag_in_metal_and_in_the_ir(flags):
    compiled = enigma.compile(swap(flags, "device"))
    assert "simdgroup_barrier(mem_flags::" in compiled.metal_source
    assert f'"enigma.simd_barrier"() {{mem_flags = "{flags}"}}' in compiled.mlir_source


def test_the_default_is_threadgroup_memory():
    @enigma.kernel
    def plain(A: enigma.f32):
        enigma.simd_barrier()
        A[0] = 1.0

    text = enigma.compile(plain).mlir_source
    assert '"enigma.simd_barrier"() {mem_flags = "mem_threadgroup"}' in text


@pytest.mark.parametrize("flags", FLAGS)
def test_a_divergent_simd_barrier_of_whole_simdgroups_is_fine(run, flags):
    """Simdgroups may part ways: only the lanes of one have to agree."""

    @enigma.kernel
    def some(A: enigma.i32):
        tid = enigma.thread_position_in_grid
        with enigma.if_(enigma.simdgroup_index_in_threadgroup() == 0):
            A[tid] = 1
            enigma.simd_barrier(flags)
            A[tid] = A[tid] + 1

    a = run(some, np.zeros(64, np.int32), grid=64, threads=64)
    assert np.array_equal(a, [2] * 32 + [0] * 32)
