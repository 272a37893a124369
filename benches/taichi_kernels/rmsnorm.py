import taichi as ti


@ti.kernel
def rmsnorm(
    x: ti.types.ndarray(ti.f32, 2),
    weight: ti.types.ndarray(ti.f32, 1),
    y: ti.types.ndarray(ti.f32, 2),
    rows: ti.i32,
    n: ti.i32,
    eps: ti.f32,
):
    for row in range(rows):
        squares = 0.0
        for i in range(n):
            squares += x[row, i] * x[row, i]
        scale = 1.0 / ti.sqrt(squares / n + eps)
        for i in range(n):
            y[row, i] = x[row, i] * scale * weight[i]
