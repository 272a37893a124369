import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def conv1d(signal, taps, out, n):
    for i in prange(15, n - 15):
        total = np.float32(0)
        for tap in range(31):
            total += taps[tap] * signal[i - 15 + tap]
        out[i] = total
    for i in range(15):
        left = right = np.float32(0)
        for tap in range(15 - i, 31):
            left += taps[tap] * signal[i - 15 + tap]
        for tap in range(30 - i):
            right += taps[tap] * signal[n - 30 + i + tap]
        out[i], out[n - 15 + i] = left, right
