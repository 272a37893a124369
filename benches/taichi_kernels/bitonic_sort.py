import taichi as ti


@ti.kernel
def bitonic_sort(a: ti.types.ndarray(ti.f32, 1), b: ti.types.ndarray(ti.f32, 1), n: ti.i32):
    for run in range(n // 1024):
        base = run * 1024
        for i in range(1024):
            b[base + i] = a[base + i]
        size = 2
        while size <= 1024:
            stride = size // 2
            while stride > 0:
                for t in range(512):
                    at = base + 2 * t - (t & (stride - 1))
                    low, high = b[at], b[at + stride]
                    if (low > high) == ((t & (size // 2)) == 0):
                        b[at] = high
                        b[at + stride] = low
                stride //= 2
            size *= 2
