"""Each run of 1,024 numbers sorted."""

import numpy as np
from workload import Workload, aligned, uniform

RUN = 1024
SMALL = {"n": 2 * RUN}


def make(n: int = 1 << 22) -> Workload:
    a, b = uniform(n, -1, 1, 1), aligned(n)
    return Workload(
        name="bitonic_sort",
        inputs=(a,),
        outputs=(b,),
        expected=(np.sort(a.reshape(-1, RUN), axis=1),),
        grid=(n // 2, 1, 1),
        threads=(RUN // 2, 1, 1),
        amount=a.nbytes + b.nbytes,
        roof="copy",
        extents=(n,),
    )


def numpy_form(a, b, n):
    b.reshape(-1, RUN)[:] = np.sort(a.reshape(-1, RUN), axis=1)
