from numba import njit, prange


@njit(parallel=True, fastmath=True)
def vector_add(a, b, c, n):
    for i in prange(n):
        c[i] = a[i] + b[i]
