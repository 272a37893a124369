"""A filter of 31 taps over a signal, zeros beyond its ends. All whole, so that sums are exact."""

import numpy as np
from workload import ELEMENTS, Workload, aligned, whole_numbers

TAPS = 31
GROUP = 256
SMALL = {"n": 4 * GROUP}


def make(n: int = ELEMENTS) -> Workload:
    signal, taps = whole_numbers(n, 100, 1), whole_numbers(TAPS, 100, 2)
    return Workload(
        name="conv1d",
        inputs=(signal, taps),
        outputs=(aligned(n),),
        expected=(np.convolve(signal, taps[::-1], "same"),),
        grid=(n, 1, 1),
        threads=(GROUP, 1, 1),
        amount=2 * TAPS * n,
        roof="fma",
        scalars=(np.int32(n),),
        extents=(n,),
    )


def numpy_form(signal, taps, out, n):
    out[:] = np.convolve(signal, taps[::-1], "same")
