import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def rmsnorm(x, weight, y, rows, n, eps):
    for row in prange(rows):
        squares = np.float32(0)
        for i in range(n):
            squares += x[row, i] * x[row, i]
        scale = np.float32(1) / np.sqrt(squares / np.float32(n) + eps)
        for i in range(n):
            y[row, i] = x[row, i] * scale * weight[i]
