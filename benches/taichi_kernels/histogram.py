import taichi as ti


@ti.kernel
def histogram(a: ti.types.ndarray(ti.u8, 1), bins: ti.types.ndarray(ti.u32, 1), n: ti.i32):
    for i in range(n):
        bins[ti.cast(a[i], ti.i32)] += ti.u32(1)
