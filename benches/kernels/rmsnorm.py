"""Y = X / sqrt(mean(X^2) + eps) * weight for each row of n: a group of 256 threads per row."""

import enigma

THREADS = 256
SIMDGROUPS = THREADS // 32


@enigma.kernel
def rmsnorm(
    X: enigma.f32,
    weight: enigma.f32,
    Y: enigma.f32,
    n: enigma.Scalar(enigma.u32),
    eps: enigma.Scalar(enigma.f32),
):
    lid = enigma.thread_position_in_threadgroup()
    lane = enigma.thread_index_in_simdgroup()
    simdgroup = enigma.simdgroup_index_in_threadgroup()
    start = enigma.threadgroup_position_in_grid() * n
    shared = enigma.threadgroup_alloc("float", SIMDGROUPS)
    squares = enigma.f32(0)
    for i in enigma.range(lid, n, THREADS):
        x = X[start + i]
        squares = enigma.fma(x, x, squares)
    squares = enigma.simd_sum(squares)
    if lane == 0:
        shared[simdgroup] = squares
    enigma.barrier()
    total = enigma.f32(0)
    for i in enigma.range_constexpr(SIMDGROUPS):
        total = total + shared[i]
    scale = enigma.rsqrt(total / enigma.metal_cast(n, "float") + eps)
    for i in enigma.range(lid, n, THREADS):
        Y[start + i] = X[start + i] * scale * weight[i]
