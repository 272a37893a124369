"""Escape times of the Mandelbrot set: a loop of its own length in each thread."""

import enigma

LEFT, TOP = -2.0, -1.0
LIMIT = 256


@enigma.kernel
def mandelbrot(Out: enigma.i32, width: enigma.Scalar(enigma.u32), step: enigma.Scalar(enigma.f32)):
    px = enigma.thread_position_in_grid_xyz("x")
    py = enigma.thread_position_in_grid_xyz("y")
    cx = LEFT + enigma.metal_cast(px, "float") * step
    cy = TOP + enigma.metal_cast(py, "float") * step
    x, y, x2, y2, count = 0.0, 0.0, 0.0, 0.0, 0
    while count < LIMIT and x2 + y2 <= 4.0:
        y = enigma.fma(x + x, y, cy)
        x = x2 - y2 + cx
        x2 = x * x
        y2 = y * y
        count += 1
    Out[py * width + px] = count
