import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def dequant_matvec(weights, scales, x, y, n):
    for row in prange(n):
        total = np.float32(0)
        for block in range(n // 32):
            part = np.float32(0)
            for i in range(block * 32, block * 32 + 32):
                part += np.float32(weights[row, i]) * x[i]
            total += scales[row, block] * part
        y[row] = total
