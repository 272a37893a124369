import taichi as ti


@ti.kernel
def reverse(a: ti.types.ndarray(ti.f32, 1), b: ti.types.ndarray(ti.f32, 1), n: ti.i32):
    ti.loop_config(block_dim=4096)
    for i in range(n):
        b[i] = a[(i // 256) * 256 + 255 - i % 256]
