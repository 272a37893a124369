"""Rows of 1,024 divided by their root mean square, times weights."""

import numpy as np
from workload import ELEMENTS, Workload, aligned, uniform

THREADS = 256
EPS = 1e-5
SMALL = {"rows": 3}


def make(rows: int = ELEMENTS // 1024, n: int = 1024) -> Workload:
    x, weight = uniform((rows, n), -1, 1, seed=6), uniform(n, 0.5, 1.5, seed=7)
    y = aligned((rows, n))
    mean = np.einsum("ij,ij->i", x, x, dtype=np.float64)[:, None] / n
    return Workload(
        name="rmsnorm",
        inputs=(x, weight),
        outputs=(y,),
        expected=(x * (weight / np.sqrt(mean + EPS)).astype(np.float32),),
        grid=(rows * THREADS, 1, 1),
        threads=(THREADS, 1, 1),
        amount=x.nbytes + y.nbytes,
        roof="copy",
        scalars=(np.uint32(n), np.float32(EPS)),
        extents=(rows, n, EPS),
        rtol=1e-5,
        atol=1e-6,
    )


def numpy_form(x, weight, y, rows, n, eps):
    mean = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(n)
    np.multiply(x, 1 / np.sqrt(mean + np.float32(eps)), out=y)
    y *= weight
