"""y = W x for 8-bit weights with a scale per 32 of them: a simdgroup per row, 4 weights a lane."""

import enigma

LANES = 32
BLOCK = 32
SIMDGROUPS = 8


@enigma.kernel
def dequant_matvec(
    Weights: enigma.i8,
    Scales: enigma.f32,
    X: enigma.f32,
    Y: enigma.f32,
    columns: enigma.Scalar(enigma.u32),
):
    lane = enigma.thread_index_in_simdgroup()
    row = (
        enigma.threadgroup_position_in_grid() * SIMDGROUPS + enigma.simdgroup_index_in_threadgroup()
    )
    total = 0.0
    for first in enigma.range(0, columns, 4 * LANES):
        at = first + 4 * lane
        w = enigma.metal_cast(Weights.load_vec(row * columns + at, 4), "float")
        total += Scales[(row * columns + at) // BLOCK] * enigma.dot(w, X.load_vec(at, 4))
    total = enigma.simd_sum(total)
    if lane == 0:
        Y[row] = total
