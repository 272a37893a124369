from numba import njit, prange


@njit(parallel=True, fastmath=True)
def matmul(a, b, c, n):
    for i in prange(n):
        c[i, :] = 0
        for k in range(n):
            factor = a[i, k]
            for j in range(n):
                c[i, j] += factor * b[k, j]
