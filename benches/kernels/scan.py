"""Inclusive sums within each group of 256: Hillis and Steele's steps in threadgroup memory."""

import enigma


@enigma.kernel
def scan(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    lid = enigma.thread_position_in_threadgroup()
    shared = enigma.threadgroup_alloc("float", 256)
    shared[lid] = A[tid]
    enigma.barrier()
    for offset in (1, 2, 4, 8, 16, 32, 64, 128):
        value = shared[lid]
        if lid >= offset:
            value = value + shared[lid - offset]
        enigma.barrier()
        shared[lid] = value
        enigma.barrier()
    B[tid] = shared[lid]
