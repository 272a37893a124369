import taichi as ti


@ti.kernel
def dequant_matvec(
    weights: ti.types.ndarray(ti.i8, 2),
    scales: ti.types.ndarray(ti.f32, 2),
    x: ti.types.ndarray(ti.f32, 1),
    y: ti.types.ndarray(ti.f32, 1),
    n: ti.i32,
):
    for row in range(n):
        total = 0.0
        for block in range(n // 32):
            part = 0.0
            for i in range(32):
                part += ti.cast(weights[row, block * 32 + i], ti.f32) * x[block * 32 + i]
            total += scales[row, block] * part
        y[row] = total
