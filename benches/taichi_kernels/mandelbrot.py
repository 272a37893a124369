import taichi as ti


@ti.kernel
def mandelbrot(out: ti.types.ndarray(ti.i32, 2), width: ti.i32, height: ti.i32, step: ti.f32):
    for py, px in ti.ndrange(height, width):
        cx, cy = -2.0 + px * step, -1.0 + py * step
        x, y, x2, y2 = 0.0, 0.0, 0.0, 0.0
        count = 0
        while count < 256 and x2 + y2 <= 4.0:
            y = (x + x) * y + cy
            x = x2 - y2 + cx
            x2 = x * x
            y2 = y * y
            count += 1
        out[py, px] = count
