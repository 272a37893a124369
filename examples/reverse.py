"""Reverses 16 million floats, threadgroup by threadgroup, through threadgroup memory.

Shows the result, checks it against NumPy, and prints the time, the bandwidth and the Metal source.
"""

import time

import enigma
import numpy as np

N = 1 << 24
GROUP = 256
ROUNDS = 10


@enigma.kernel
def reverse(A: enigma.f32, B: enigma.f32):
    """Each threadgroup reverses its own part."""
    tid = enigma.thread_position_in_grid
    lid = enigma.thread_position_in_threadgroup()
    bsize = enigma.threads_per_threadgroup()
    shared = enigma.threadgroup_alloc("float", 256)
    shared[lid] = A[tid]
    enigma.barrier()
    B[tid] = shared[bsize - lid - 1]


def main() -> None:
    """Launches the kernel once to compile it, then often enough to time it."""
    a = np.arange(N, dtype=np.float32)
    b = np.zeros_like(a)

    start = time.perf_counter()
    reverse(a, b).launch(grid=(N, 1, 1), threads=(GROUP, 1, 1))
    first = time.perf_counter() - start

    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        reverse(a, b).launch(grid=(N, 1, 1), threads=(GROUP, 1, 1))
        times.append(time.perf_counter() - start)
    best = min(times)

    expected = a.reshape(-1, GROUP)[:, ::-1].ravel()
    print("input: ", *a[:4], "...")
    print("output:", *b[:4], "...", *b[GROUP : GROUP + 4], "...")
    print("equal to NumPy:", np.array_equal(b, expected))
    print(f"first launch, compilation included: {first * 1e3:.2f} ms")
    print(f"best of {ROUNDS}: {best * 1e3:.2f} ms, {2 * a.nbytes / best / 1e9:.1f} GB/s")
    print()
    print(enigma.compile(reverse).metal_source)
    if not np.array_equal(b, expected):
        raise SystemExit("the result is wrong")


if __name__ == "__main__":
    main()
