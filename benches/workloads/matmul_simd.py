"""matmul by simdgroup matrices: four simdgroups to a 64x64 tile of C."""

from dataclasses import replace

from workload import Workload
from workloads import matmul

TILE = 64
THREADS = 128
SMALL = {"n": 2 * TILE}


def make(n: int = 1024) -> Workload:
    return replace(
        matmul.make(n),
        name="matmul_simd",
        grid=(n // TILE * THREADS, n // TILE, 1),
        threads=(THREADS, 1, 1),
        family="matmul",
    )
