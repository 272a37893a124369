"""C = A B, a 16x16 group per tile of C, tiles of A and B in threadgroup memory."""

import enigma

TILE = 16


@enigma.kernel
def matmul(A: enigma.f32, B: enigma.f32, C: enigma.f32, n: enigma.Scalar(enigma.u32)):
    x = enigma.thread_position_in_threadgroup("x")
    y = enigma.thread_position_in_threadgroup("y")
    col = enigma.thread_position_in_grid_xyz("x")
    row = enigma.thread_position_in_grid_xyz("y")
    tile_a = enigma.threadgroup_alloc("float", (TILE, TILE))
    tile_b = enigma.threadgroup_alloc("float", (TILE, TILE))
    total = enigma.f32(0)
    for step in enigma.range(n // TILE):
        tile_a[y, x] = A[row * n + step * TILE + x]
        tile_b[y, x] = B[(step * TILE + y) * n + col]
        enigma.barrier()
        for k in enigma.range_constexpr(TILE):
            total = enigma.fma(tile_a[y, k], tile_b[k, x], total)
        enigma.barrier()
    C[row * n + col] = total
