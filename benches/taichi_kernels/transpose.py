import taichi as ti


@ti.kernel
def transpose(a: ti.types.ndarray(ti.f32, 2), b: ti.types.ndarray(ti.f32, 2), n: ti.i32):
    tiles = n // 32
    for tile in range(tiles * tiles):
        left, top = tile // tiles * 32, tile % tiles * 32
        for col in range(left, left + 32):
            for row in range(top, top + 32):
                b[col, row] = a[row, col]
