from numba import njit, prange


@njit(parallel=True, fastmath=True)
def transpose(a, b, n):
    for tile in prange(n // 32):
        left = tile * 32
        for top in range(0, n, 32):
            b[left : left + 32, top : top + 32] = a[top : top + 32, left : left + 32].T
