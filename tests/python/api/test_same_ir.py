"""Both front ends call one builder: the same kernel gives the same text."""

from pathlib import Path

import enigma
import pytest

GOLDEN = Path(__file__).parents[2] / "golden" / "ir"


@enigma.kernel
def reverse(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    lid = enigma.thread_position_in_threadgroup()
    bsize = enigma.threads_per_threadgroup()
    shared = enigma.threadgroup_alloc("float", 256)
    shared[lid] = A[tid]
    enigma.barrier()
    B[tid] = shared[bsize - lid - 1]


@enigma.kernel
def forms(A: enigma.f32, bins: enigma.u32, n: enigma.Scalar(enigma.u32)):
    tid = enigma.thread_position_in_grid
    lid = enigma.thread_index_in_threadgroup()
    tile = enigma.threadgroup_alloc("float", (4, 8))
    event = enigma.async_copy_1d_d2t(tile, 0, A, n * 32, 32)
    enigma.async_copy_wait(event)
    enigma.barrier()
    x = enigma.load_if(A, tid + 1, tid + 1 < n, 0)
    with enigma.for_range(0, n, 2, init=[x]) as (i, carry):
        carry[0] = carry[0] + tile[lid / 8, lid % 8] * i
    total = carry[0]
    with enigma.if_(total > 1.5) as (then, other):
        with then:
            A[tid] = enigma.exp(total)
        with other:
            A[tid] = 2 * x - total
    enigma.atomic_fetch_add(bins, lid & 7, enigma.metal_cast(x, "uint"))
    enigma.store_if(bins, tid, 3, tid == 0)
    A[tid] = enigma.where(x, enigma.simd_sum(total), lid >= 4)


@pytest.mark.parametrize("kernel", [reverse, forms], ids=lambda k: k.name)
def test_python_and_rust_print_the_same_text(kernel):
    assert enigma.compile(kernel).mlir_source == (GOLDEN / f"{kernel.name}.mlir").read_text()
