"""Imports modules in this order and uses each twice: `coexist.py enigma torch numba`.

They bring an LLVM, a pool of threads or an OpenMP of their own, and share one process with
Enigma.
"""

import importlib
import sys

import numpy as np

N = 1 << 16


def use_enigma():
    """A kernel with barriers on the pool, compiled anew: LLVM runs after the others have."""
    import enigma

    @enigma.kernel
    def sums(A: enigma.f32, B: enigma.f32):
        lid = enigma.thread_index_in_threadgroup()
        tile = enigma.threadgroup_alloc(enigma.f32, 256)
        tile[lid] = enigma.exp(A[enigma.thread_position_in_grid])
        enigma.barrier()
        B[enigma.thread_position_in_grid] = tile[lid] + tile[255 - lid]

    a = np.linspace(0, 1, N, dtype=np.float32)
    b = np.zeros_like(a)
    sums(a, b).launch(grid=N, threads=256)
    e = np.exp(a)
    assert np.allclose(b, e + e.reshape(-1, 256)[:, ::-1].ravel())
    try:
        sums(a, b[: N // 2]).launch(grid=N, threads=256)
    except enigma.OutOfBoundsError:
        return
    raise AssertionError("a launch out of bounds did not raise")


def use_numba():
    """A parallel function on Numba's threads, compiled anew by llvmlite."""
    import numba

    @numba.njit(parallel=True)
    def total(a):
        s = 0.0
        for i in numba.prange(a.size):
            s += np.sqrt(a[i])
        return s

    assert total(np.full(N, 4.0)) == 2 * N


def use_torch():
    """A product and a sum on torch's threads, and a tensor that a kernel works on in place."""
    import torch

    a = torch.arange(N, dtype=torch.float32).reshape(256, 256) / N
    assert torch.allclose(a @ torch.eye(256), a)
    assert float(torch.ones(1 << 20).sum()) == 1 << 20


def use_jax():
    """A function compiled by XLA, which has an LLVM inside."""
    import jax
    import jax.numpy as jnp

    assert float(jax.jit(lambda x: jnp.sqrt(x).sum())(jnp.full(N, 4.0))) == 2 * N


def use_triton():
    """Triton's compiler down to PTX, which takes its LLVM and no GPU."""
    import kernel_of_triton
    import triton
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource

    pointers = {"x": "*fp32", "y": "*fp32", "n": "i32", "BLOCK": "constexpr"}
    source = ASTSource(kernel_of_triton.scale, pointers, {"BLOCK": 128})
    compiled = triton.compile(source, target=GPUTarget("cuda", 80, 32))
    assert ".entry scale" in compiled.asm["ptx"]


def main(names):
    """Imports everything first, then uses everything, and again in the other direction."""
    for name in names:
        importlib.import_module(name)
    for name in [*names, *reversed(names)]:
        globals()[f"use_{name}"]()


if __name__ == "__main__":
    main(sys.argv[1:])
