import numpy as np
from numba import get_num_threads, njit, prange


@njit(parallel=True, fastmath=True)
def histogram(a, bins, n):
    parts = get_num_threads()
    counts = np.zeros((parts, 256), np.uint32)
    for part in prange(parts):
        for i in range(n * part // parts, n * (part + 1) // parts):
            counts[part, a[i]] += 1
    for part in range(parts):
        bins += counts[part]
