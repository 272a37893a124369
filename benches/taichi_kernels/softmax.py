import taichi as ti


@ti.kernel
def softmax(x: ti.types.ndarray(ti.f32, 2), y: ti.types.ndarray(ti.f32, 2), rows: ti.i32):
    for row in range(rows):
        largest = x[row, 0]
        for i in range(1024):
            largest = ti.max(largest, x[row, i])
        total = 0.0
        for i in range(1024):
            value = ti.exp(x[row, i] - largest)
            y[row, i] = value
            total += value
        scale = 1.0 / total
        for i in range(1024):
            y[row, i] *= scale
