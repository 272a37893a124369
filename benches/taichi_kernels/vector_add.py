import taichi as ti


@ti.kernel
def vector_add(
    a: ti.types.ndarray(ti.f32, 1),
    b: ti.types.ndarray(ti.f32, 1),
    c: ti.types.ndarray(ti.f32, 1),
    n: ti.i32,
):
    for i in range(n):
        c[i] = a[i] + b[i]
