from numba import njit


@njit(fastmath=True)
def touch(out):
    out[0] += 1
