from numba import njit, prange


@njit(parallel=True, fastmath=True)
def reverse(a, b, n):
    for group in prange(n // 256):
        start = group * 256
        for i in range(256):
            b[start + i] = a[start + 255 - i]
