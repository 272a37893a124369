import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def softmax(x, y, rows):
    for row in prange(rows):
        largest = x[row, 0]
        for i in range(1024):
            largest = max(largest, x[row, i])
        total = np.float32(0)
        for i in range(1024):
            value = np.exp(x[row, i] - largest)
            y[row, i] = value
            total += value
        scale = np.float32(1) / total
        for i in range(1024):
            y[row, i] *= scale
