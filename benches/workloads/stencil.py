"""A 5-point average of each cell of a square grid; cells of the border keep their value."""

import numpy as np
from workload import Workload, aligned, uniform

SMALL = {"n": 64}


def make(n: int = 4096) -> Workload:
    a, b, expected = uniform((n, n), -1, 1, seed=11), aligned((n, n)), aligned((n, n))
    numpy_form(a, expected, n)
    return Workload(
        name="stencil",
        inputs=(a,),
        outputs=(b,),
        expected=(expected,),
        grid=(n, n, 1),
        threads=(32, 8, 1),
        amount=a.nbytes + b.nbytes,
        roof="copy",
        scalars=(np.uint32(n),),
        extents=(n,),
        atol=1e-6,
    )


def numpy_form(a, b, n):
    b[...] = a
    inner = b[1:-1, 1:-1]
    np.add(a[1:-1, :-2], a[1:-1, 2:], out=inner)
    inner += a[:-2, 1:-1]
    inner += a[2:, 1:-1]
    inner *= np.float32(0.125)
    inner += np.float32(0.5) * a[1:-1, 1:-1]
