"""One partial sum per group of 256: a tree in threadgroup memory, a barrier per level."""

import enigma


@enigma.kernel
def tree_sum(A: enigma.f32, partials: enigma.f32):
    lid = enigma.thread_position_in_threadgroup()
    shared = enigma.threadgroup_alloc("float", 256)
    shared[lid] = A[enigma.thread_position_in_grid]
    enigma.barrier()
    for stride in (128, 64, 32, 16, 8, 4, 2, 1):
        if lid < stride:
            shared[lid] = shared[lid] + shared[lid + stride]
        enigma.barrier()
    if lid == 0:
        partials[enigma.threadgroup_position_in_grid()] = shared[0]
