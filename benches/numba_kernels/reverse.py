from numba import njit, prange


@njit(parallel=True, fastmath=True)
def reverse(a, b, n):
    # Rows, because an index that may be negative keeps Numba from vector code.
    source, target = a.reshape(n // 256, 256), b.reshape(n // 256, 256)
    for group in prange(n // 256):
        for i in range(256):
            target[group, i] = source[group, 255 - i]
