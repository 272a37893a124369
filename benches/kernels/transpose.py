"""B = A^T for square matrices, through a padded tile of 32x32 that 32x8 threads fill and empty."""

import enigma

TILE = 32
ROWS = 8


@enigma.kernel
def transpose(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32)):
    x = enigma.thread_position_in_threadgroup("x")
    y = enigma.thread_position_in_threadgroup("y")
    left = enigma.threadgroup_position_in_grid("x") * TILE
    top = enigma.threadgroup_position_in_grid("y") * TILE
    tile = enigma.threadgroup_alloc("float", (TILE, TILE + 1))
    for row in enigma.range_constexpr(0, TILE, ROWS):
        tile[y + row, x] = A[(top + y + row) * n + left + x]
    enigma.barrier()
    for row in enigma.range_constexpr(0, TILE, ROWS):
        B[(left + y + row) * n + top + x] = tile[x, y + row]
