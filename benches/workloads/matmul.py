"""C = A B for square matrices, 16x16 tiles. Sums stay below 2^24, so they are exact."""

import numpy as np
from workload import Workload, aligned, whole_numbers

TILE = 16
SMALL = {"n": 64}


def make(n: int = 1024) -> Workload:
    a, b = whole_numbers((n, n), 8, seed=2), whole_numbers((n, n), 8, seed=3)
    return Workload(
        name="matmul",
        inputs=(a, b),
        outputs=(aligned((n, n)),),
        expected=((a.astype(np.float64) @ b.astype(np.float64)).astype(np.float32),),
        grid=(n, n, 1),
        threads=(TILE, TILE, 1),
        amount=2 * n**3,
        roof="fma",
        scalars=(np.uint32(n),),
        extents=(n,),
    )


def numpy_form(a, b, c, n):
    np.matmul(a, b, out=c)
