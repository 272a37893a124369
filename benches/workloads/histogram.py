"""How often each byte value occurs, added to what the bins hold."""

import numpy as np
from workload import Workload, aligned

BINS = 256
SMALL = {"n": 5000, "groups": 3}


def make(n: int = 1 << 26, groups: int = 1024) -> Workload:
    a = aligned(n, np.uint8)
    a[...] = np.random.default_rng(10).integers(0, BINS, n, np.uint8)
    return Workload(
        name="histogram",
        inputs=(a,),
        outputs=(aligned(BINS, np.uint32),),
        expected=(np.bincount(a, minlength=BINS),),
        grid=(groups * BINS, 1, 1),
        threads=(BINS, 1, 1),
        amount=a.nbytes,
        roof="read",
        scalars=(np.uint32(n),),
        extents=(n,),
    )


def numpy_form(a, bins, n):
    bins += np.bincount(a, minlength=BINS).astype(np.uint32)
