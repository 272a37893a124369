import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def tree_sum(a, partials, n):
    groups = a.reshape(n // 256, 256)
    for group in prange(n // 256):
        total = np.float32(0)
        for i in range(256):
            total += groups[group, i]
        partials[group] = total
