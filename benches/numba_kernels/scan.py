import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def scan(a, b, n):
    for group in prange(n // 256):
        total = np.float32(0)
        for i in range(group * 256, group * 256 + 256):
            total += a[i]
            b[i] = total
