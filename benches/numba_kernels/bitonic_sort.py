import numpy as np
from numba import njit, prange


@njit(parallel=True)
def bitonic_sort(a, b, n):
    for run in prange(n // 1024):
        b[run * 1024 : run * 1024 + 1024] = np.sort(a[run * 1024 : run * 1024 + 1024])
