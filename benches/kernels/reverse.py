"""Each group of 256 back to front, through threadgroup memory."""

import enigma


@enigma.kernel
def reverse(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    lid = enigma.thread_position_in_threadgroup()
    size = enigma.threads_per_threadgroup()
    shared = enigma.threadgroup_alloc("float", 256)
    shared[lid] = A[tid]
    enigma.barrier()
    B[tid] = shared[size - lid - 1]
