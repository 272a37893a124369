import taichi as ti


@ti.kernel
def matmul(
    a: ti.types.ndarray(ti.f32, 2),
    b: ti.types.ndarray(ti.f32, 2),
    c: ti.types.ndarray(ti.f32, 2),
    n: ti.i32,
):
    for i in range(n):
        for j in range(n):
            c[i, j] = 0
        for k in range(n):
            factor = a[i, k]
            for j in range(n):
                c[i, j] += factor * b[k, j]
