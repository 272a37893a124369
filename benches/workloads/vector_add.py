"""C = A + B."""

import numpy as np
from workload import ELEMENTS, Workload, aligned, uniform

GROUP = 256
SMALL = {"n": 8 * GROUP}


def make(n: int = ELEMENTS) -> Workload:
    a, b = uniform(n, -1, 1, seed=4), uniform(n, -1, 1, seed=5)
    return Workload(
        name="vector_add",
        inputs=(a, b),
        outputs=(aligned(n),),
        expected=(a + b,),
        grid=(n, 1, 1),
        threads=(GROUP, 1, 1),
        amount=3 * a.nbytes,
        roof="copy",
        extents=(n,),
    )


def numpy_form(a, b, c, n):
    np.add(a, b, out=c)
