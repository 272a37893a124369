"""Softmax over rows of 1,024."""

import numpy as np
from workload import ELEMENTS, Workload, aligned, uniform

ROW = 1024
THREADS = 256
SMALL = {"rows": 3}


def make(rows: int = ELEMENTS // ROW) -> Workload:
    x, y, expected = uniform((rows, ROW), -4, 4, seed=8), aligned((rows, ROW)), aligned((rows, ROW))
    for start in range(0, rows, 1024):  # in doubles, a part at a time
        part = np.exp(x[start : start + 1024].astype(np.float64))
        expected[start : start + 1024] = part / part.sum(axis=1, keepdims=True)
    return Workload(
        name="softmax",
        inputs=(x,),
        outputs=(y,),
        expected=(expected,),
        grid=(rows * THREADS, 1, 1),
        threads=(THREADS, 1, 1),
        amount=x.nbytes + y.nbytes,
        roof="copy",
        extents=(rows,),
        rtol=2e-5,
        atol=1e-9,
    )


def numpy_form(x, y, rows):
    np.subtract(x, x.max(axis=1, keepdims=True), out=y)
    np.exp(y, out=y)
    y /= y.sum(axis=1, keepdims=True)
