"""B = A^T for square matrices."""

import numpy as np
from workload import Workload, aligned, uniform

TILE, ROWS = 32, 8
SMALL = {"n": 96}


def make(n: int = 4096) -> Workload:
    a, b = uniform((n, n), -1, 1, seed=9), aligned((n, n))
    return Workload(
        name="transpose",
        inputs=(a,),
        outputs=(b,),
        expected=(a.T,),
        grid=(n, n // TILE * ROWS, 1),
        threads=(TILE, ROWS, 1),
        amount=a.nbytes + b.nbytes,
        roof="copy",
        scalars=(np.uint32(n),),
        extents=(n,),
    )


def numpy_form(a, b, n):
    np.copyto(b, a.T)
