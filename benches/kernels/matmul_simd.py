"""C = A B by simdgroup matrices: 4 simdgroups of a group, each a 32x32 block of C in registers."""

import enigma

BLOCK = 32
SIDE = BLOCK // 8


@enigma.kernel
def matmul_simd(A: enigma.f32, B: enigma.f32, C: enigma.f32, n: enigma.Scalar(enigma.u32)):
    simdgroup = enigma.simdgroup_index_in_threadgroup()
    row = (enigma.threadgroup_position_in_grid("y") * 2 + simdgroup // 2) * BLOCK
    col = (enigma.threadgroup_position_in_grid("x") * 2 + simdgroup % 2) * BLOCK
    acc = [[enigma.make_filled_simdgroup_matrix(0.0) for _ in range(SIDE)] for _ in range(SIDE)]
    for k in enigma.range(0, n, 8):
        a = [enigma.simdgroup_matrix_load(A, n, origin=(k, row + 8 * i)) for i in range(SIDE)]
        b = [enigma.simdgroup_matrix_load(B, n, origin=(col + 8 * j, k)) for j in range(SIDE)]
        for i in range(SIDE):
            for j in range(SIDE):
                acc[i][j] = enigma.simdgroup_multiply_accumulate(a[i], b[j], acc[i][j])
    for i in range(SIDE):
        for j in range(SIDE):
            enigma.simdgroup_matrix_store(acc[i][j], C, n, origin=(col + 8 * j, row + 8 * i))
