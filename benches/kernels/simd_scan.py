"""Inclusive sums within each group of 256: a prefix sum per simdgroup, then one over their sums."""

import enigma

SIMDGROUPS = 8


@enigma.kernel
def simd_scan(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    lane = enigma.thread_index_in_simdgroup()
    simdgroup = enigma.simdgroup_index_in_threadgroup()
    sums = enigma.threadgroup_alloc("float", SIMDGROUPS)
    value = enigma.simd_prefix_inclusive_sum(A[tid])
    if lane == 31:
        sums[simdgroup] = value
    enigma.barrier()
    before = enigma.f32(0)
    for i in enigma.range(simdgroup):
        before = before + sums[i]
    B[tid] = before + value
