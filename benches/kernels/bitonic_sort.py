"""Sorts each run of 1,024 numbers by a bitonic network in threadgroup memory, two per thread."""

import enigma

RUN = 1024
GROUP = RUN // 2


@enigma.kernel
def bitonic_sort(A: enigma.f32, B: enigma.f32):
    lid = enigma.thread_position_in_threadgroup()
    base = enigma.threadgroup_position_in_grid() * RUN
    shared = enigma.threadgroup_alloc("float", RUN)
    shared[lid] = A[base + lid]
    shared[lid + GROUP] = A[base + lid + GROUP]
    size = 2
    while size <= RUN:
        stride = size // 2
        while stride > 0:
            enigma.barrier()
            at = 2 * lid - (lid & (stride - 1))
            low, high = shared[at], shared[at + stride]
            # Runs of `size` elements take turns in rising and falling.
            if (low > high) == ((lid & (size // 2)) == 0):
                shared[at] = high
                shared[at + stride] = low
            stride //= 2
        size *= 2
    enigma.barrier()
    B[base + lid] = shared[lid]
    B[base + lid + GROUP] = shared[lid + GROUP]
