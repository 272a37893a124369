"""softmax(Q K^T / 8) V for heads of 64 dimensions."""

import numpy as np
from workload import Workload, aligned, uniform

DIM = 64
ROWS = 64
SMALL = {"length": 256, "heads": 1}


def make(length: int = 1024, heads: int = 8) -> Workload:
    shape = (heads, length, DIM)
    q, k, v = (uniform(shape, -2, 2, seed) for seed in (1, 2, 3))
    return Workload(
        name="attention",
        inputs=(q, k, v),
        outputs=(aligned(shape),),
        expected=(reference(*(array.astype(np.float64) for array in (q, k, v))),),
        grid=(length, heads, 1),
        threads=(ROWS, 1, 1),
        amount=4 * length * length * DIM * heads,
        roof="fma",
        scalars=(np.uint32(length),),
        extents=(length, heads),
        atol=1e-5,
    )


def reference(q, k, v):
    scores = q @ k.swapaxes(1, 2)
    scores *= DIM**-0.5
    scores -= scores.max(axis=2, keepdims=True)
    weights = np.exp(scores, out=scores)
    return (weights @ v) / weights.sum(axis=2, keepdims=True)


def numpy_form(q, k, v, out, length, heads):
    out[:] = reference(q, k, v)
