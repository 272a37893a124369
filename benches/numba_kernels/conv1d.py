from numba import njit, prange

CHUNK = 4096


@njit(parallel=True, fastmath=True)
def conv1d(signal, taps, out, n):
    for chunk in prange((n + CHUNK - 1) // CHUNK):
        begin, end = chunk * CHUNK, min(chunk * CHUNK + CHUNK, n)
        out[begin:end] = 0
        for tap in range(31):
            first, last = max(begin, 15 - tap), min(end, n + 15 - tap)
            factor, source = taps[tap], signal[first - 15 + tap : last - 15 + tap]
            target = out[first:last]
            for i in range(last - first):
                target[i] += factor * source[i]
