"""Inclusive sums within each group of 256 whole numbers, exact in any order of the additions."""

import numpy as np
from workload import ELEMENTS, Workload, aligned, whole_numbers

GROUP = 256
SMALL = {"n": 8 * GROUP}


def make(n: int = ELEMENTS) -> Workload:
    a, b = whole_numbers(n, 127, seed=12), aligned(n)
    return Workload(
        name="scan",
        inputs=(a,),
        outputs=(b,),
        expected=(a.reshape(-1, GROUP).cumsum(axis=1),),
        grid=(n, 1, 1),
        threads=(GROUP, 1, 1),
        amount=a.nbytes + b.nbytes,
        roof="copy",
        extents=(n,),
    )


def numpy_form(a, b, n):
    np.cumsum(a.reshape(-1, GROUP), axis=1, out=b.reshape(-1, GROUP))
