import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def mandelbrot(out, width, height, step):
    for py in prange(height):
        cy = np.float32(-1) + np.float32(py) * step
        for px in range(width):
            cx = np.float32(-2) + np.float32(px) * step
            x = y = x2 = y2 = np.float32(0)
            count = 0
            while count < 256 and x2 + y2 <= np.float32(4):
                y = (x + x) * y + cy
                x = x2 - y2 + cx
                x2 = x * x
                y2 = y * y
                count += 1
            out[py, px] = count
