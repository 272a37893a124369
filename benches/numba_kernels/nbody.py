import math

import numpy as np
from numba import njit, prange


@njit(parallel=True, fastmath=True)
def nbody(bodies, accelerations, n, softening):
    x, y = bodies[:, 0].copy(), bodies[:, 1].copy()
    z, mass = bodies[:, 2].copy(), bodies[:, 3].copy()
    for i in prange(n):
        ax = ay = az = np.float32(0)
        for j in range(n):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            inverse = np.float32(1) / math.sqrt(dx * dx + dy * dy + dz * dz + softening)
            scale = mass[j] * inverse * inverse * inverse
            ax += dx * scale
            ay += dy * scale
            az += dz * scale
        accelerations[i, 0] = ax
        accelerations[i, 1] = ay
        accelerations[i, 2] = az
        accelerations[i, 3] = 0
