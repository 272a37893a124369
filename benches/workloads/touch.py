"""The cost of a launch: one group of 256 threads, one element written."""

import numpy as np
from workload import Workload, aligned

GROUP = 256
SMALL = {}


def make() -> Workload:
    expected = np.zeros(GROUP, np.float32)
    expected[0] = 1
    return Workload(
        name="touch",
        inputs=(),
        outputs=(aligned(GROUP),),
        expected=(expected,),
        grid=(GROUP, 1, 1),
        threads=(GROUP, 1, 1),
        amount=0,
        roof="",
    )
