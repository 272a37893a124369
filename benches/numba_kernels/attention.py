import math

import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def attention(q, k, v, out, length, heads):
    for row in prange(heads * length):
        head, i = row // length, row % length
        weights = np.empty(length, np.float32)
        largest = np.float32(-1e30)
        for j in range(length):
            score = np.float32(0)
            for d in range(64):
                score += q[head, i, d] * k[head, j, d]
            weights[j] = score * np.float32(0.125)
            largest = max(largest, weights[j])
        total = np.float32(0)
        for j in range(length):
            weights[j] = math.exp(weights[j] - largest)
            total += weights[j]
        sums = np.zeros(64, np.float32)
        for j in range(length):
            for d in range(64):
                sums[d] += weights[j] * v[head, j, d]
        for d in range(64):
            out[head, i, d] = sums[d] / total
