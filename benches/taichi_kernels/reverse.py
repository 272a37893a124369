import taichi as ti


@ti.kernel
def reverse(a: ti.types.ndarray(ti.f32, 1), b: ti.types.ndarray(ti.f32, 1), n: ti.i32):
    for group in range(n // 256):
        start = group * 256
        for i in range(256):
            b[start + i] = a[start + 255 - i]
