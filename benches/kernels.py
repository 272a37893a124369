"""The kernels in Enigma, line for line the algorithms of `opencl/*.cl`."""

import itertools
import secrets

import enigma

TILE = 16


def reverse_kernel(name: str = "reverse", slots: int = 256):
    """Each group of 256 back to front, through threadgroup memory.

    A new definition per call. With another name and another number of slots, the same algorithm is
    another program to every cache, in memory or on disk.
    """

    def reverse(A: enigma.f32, B: enigma.f32):
        tid = enigma.thread_position_in_grid
        lid = enigma.thread_position_in_threadgroup()
        bsize = enigma.threads_per_threadgroup()
        shared = enigma.threadgroup_alloc("float", slots)
        shared[lid] = A[tid]
        enigma.barrier()
        B[tid] = shared[bsize - lid - 1]

    reverse.__name__ = name
    return enigma.kernel(reverse)


def fresh_reverse_kernels():
    """Endless kernels that no cache, not even one left by an earlier run, has seen."""
    run = secrets.token_hex(4)
    for index in itertools.count():
        yield reverse_kernel(f"reverse_{run}_{index}", 257 + index)


reverse = reverse_kernel()


@enigma.kernel
def tree_sum(A: enigma.f32, partials: enigma.f32):
    lid = enigma.thread_position_in_threadgroup()
    shared = enigma.threadgroup_alloc("float", 256)
    shared[lid] = A[enigma.thread_position_in_grid]
    enigma.barrier()
    for stride in (128, 64, 32, 16, 8, 4, 2, 1):
        with enigma.if_(lid < stride):
            shared[lid] = shared[lid] + shared[lid + stride]
        enigma.barrier()
    with enigma.if_(lid == 0):
        partials[enigma.threadgroup_position_in_grid()] = shared[0]


@enigma.kernel
def matmul(A: enigma.f32, B: enigma.f32, C: enigma.f32, n: enigma.Scalar(enigma.u32)):
    x = enigma.thread_position_in_threadgroup("x")
    y = enigma.thread_position_in_threadgroup("y")
    col = enigma.thread_position_in_grid_xyz("x")
    row = enigma.thread_position_in_grid_xyz("y")
    tile_a = enigma.threadgroup_alloc("float", (TILE, TILE))
    tile_b = enigma.threadgroup_alloc("float", (TILE, TILE))
    with enigma.for_range(0, n // TILE, dtype="uint", init=[0.0]) as (step, carry):
        tile_a[y, x] = A[row * n + step * TILE + x]
        tile_b[y, x] = B[(step * TILE + y) * n + col]
        enigma.barrier()
        for k in enigma.range_constexpr(TILE):
            carry[0] = enigma.fma(tile_a[y, k], tile_b[k, x], carry[0])
        enigma.barrier()
    C[row * n + col] = carry[0]


@enigma.kernel
def touch(out: enigma.f32):
    with enigma.if_(enigma.thread_position_in_grid == 0):
        out[0] = out[0] + 1.0
