"""Softmax of each row of 1,024: 256 threads per row, 4 values of a thread in registers."""

import enigma

ROW = 1024
THREADS = 256
SIMDGROUPS = THREADS // 32
PER_THREAD = ROW // THREADS


@enigma.kernel
def softmax(X: enigma.f32, Y: enigma.f32):
    lid = enigma.thread_position_in_threadgroup()
    lane = enigma.thread_index_in_simdgroup()
    simdgroup = enigma.simdgroup_index_in_threadgroup()
    start = enigma.threadgroup_position_in_grid() * ROW
    maxima = enigma.threadgroup_alloc("float", SIMDGROUPS)
    sums = enigma.threadgroup_alloc("float", SIMDGROUPS)
    values = [X[start + lid + i * THREADS] for i in enigma.range_constexpr(PER_THREAD)]
    largest = values[0]
    for value in values[1:]:
        largest = enigma.fmax(largest, value)
    largest = enigma.simd_max(largest)
    if lane == 0:
        maxima[simdgroup] = largest
    enigma.barrier()
    largest = maxima[0]
    for i in enigma.range_constexpr(1, SIMDGROUPS):
        largest = enigma.fmax(largest, maxima[i])
    values = [enigma.exp(value - largest) for value in values]
    total = enigma.simd_sum(values[0] + values[1] + values[2] + values[3])
    if lane == 0:
        sums[simdgroup] = total
    enigma.barrier()
    total = sums[0]
    for i in enigma.range_constexpr(1, SIMDGROUPS):
        total = total + sums[i]
    for i in enigma.range_constexpr(PER_THREAD):
        Y[start + lid + i * THREADS] = values[i] / total
