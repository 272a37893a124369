"""How often each byte occurs: counted per group in threadgroup memory, then added to the result."""

import enigma

BINS = 256


@enigma.kernel
def histogram(A: enigma.u8, bins: enigma.u32, n: enigma.Scalar(enigma.u32)):
    lid = enigma.thread_position_in_threadgroup()
    stride = enigma.threads_per_threadgroup() * enigma.threadgroups_per_grid()
    counts = enigma.threadgroup_alloc("uint", BINS)
    counts[lid] = 0
    enigma.barrier()
    for i in enigma.range(enigma.thread_position_in_grid, n, stride):
        enigma.atomic_fetch_add(counts, A[i], 1)
    enigma.barrier()
    enigma.atomic_fetch_add(bins, lid, counts[lid])
