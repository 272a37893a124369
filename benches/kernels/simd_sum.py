"""One partial sum per group of 256: simdgroups sum themselves, the first one sums their sums."""

import enigma

SIMDGROUPS = 8


@enigma.kernel
def simd_sum(A: enigma.f32, partials: enigma.f32):
    lane = enigma.thread_index_in_simdgroup()
    simdgroup = enigma.simdgroup_index_in_threadgroup()
    shared = enigma.threadgroup_alloc("float", SIMDGROUPS)
    total = enigma.simd_sum(A[enigma.thread_position_in_grid])
    if lane == 0:
        shared[simdgroup] = total
    enigma.barrier()
    if simdgroup == 0:
        part = enigma.f32(0)
        if lane < SIMDGROUPS:
            part = shared[lane]
        total = enigma.simd_sum(part)
        if lane == 0:
            partials[enigma.threadgroup_position_in_grid()] = total
