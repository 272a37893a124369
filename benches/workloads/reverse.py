"""B = A with each group of 256 back to front."""

import numpy as np
from workload import ELEMENTS, Workload, aligned, whole_numbers

GROUP = 256
SMALL = {"n": 8 * GROUP}


def make(n: int = ELEMENTS) -> Workload:
    a, b = whole_numbers(n, 127, seed=0), aligned(n)
    return Workload(
        name="reverse",
        inputs=(a,),
        outputs=(b,),
        expected=(a.reshape(-1, GROUP)[:, ::-1],),
        grid=(n, 1, 1),
        threads=(GROUP, 1, 1),
        amount=a.nbytes + b.nbytes,
        roof="copy",
        extents=(n,),
    )


def numpy_form(a, b, n):
    np.copyto(b.reshape(-1, GROUP), a.reshape(-1, GROUP)[:, ::-1])
