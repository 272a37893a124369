import taichi as ti


@ti.kernel
def stencil(a: ti.types.ndarray(ti.f32, 2), b: ti.types.ndarray(ti.f32, 2), n: ti.i32):
    for y in range(n):
        for x in range(n):
            if 0 < x < n - 1 and 0 < y < n - 1:
                around = a[y, x - 1] + a[y, x + 1] + a[y - 1, x] + a[y + 1, x]
                b[y, x] = 0.5 * a[y, x] + 0.125 * around
            else:
                b[y, x] = a[y, x]
