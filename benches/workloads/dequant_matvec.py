"""y = W x for a square matrix of 8-bit weights with a scale per 32 of them."""

import numpy as np
from workload import Workload, aligned, uniform, whole_numbers

BLOCK = 32
SIMDGROUPS = 8
SMALL = {"n": 256}


def make(n: int = 4096) -> Workload:
    weights = whole_numbers((n, n), 127, 1, np.int8)
    scales, x = uniform((n, n // BLOCK), 0.001, 0.01, 2), uniform(n, -1, 1, 3)
    return Workload(
        name="dequant_matvec",
        inputs=(weights, scales, x),
        outputs=(aligned(n),),
        expected=(reference(weights, scales.astype(np.float64), x),),
        grid=(32 * n, 1, 1),
        threads=(32 * SIMDGROUPS, 1, 1),
        amount=weights.nbytes + scales.nbytes,
        roof="read",
        scalars=(np.uint32(n),),
        extents=(n,),
        atol=1e-3,
    )


def reference(weights, scales, x):
    blocks = weights.reshape(len(weights), -1, BLOCK) * scales[:, :, None]
    return blocks.reshape(weights.shape) @ x


def numpy_form(weights, scales, x, y, n):
    y[:] = reference(weights, scales, x)
