from numba import njit, prange


@njit(parallel=True, fastmath=True)
def transpose(a, b, n):
    for tile in prange(n // 32):
        for top in range(0, n, 32):
            for col in range(tile * 32, tile * 32 + 32):
                for row in range(top, top + 32):
                    b[col, row] = a[row, col]
