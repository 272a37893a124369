"""matmul in 32x32 tiles: a thread per element of C, as many as a threadgroup can have."""

from dataclasses import replace

from workload import Workload
from workloads import matmul

TILE = 32
SMALL = matmul.SMALL


def make(n: int = 1024) -> Workload:
    return replace(matmul.make(n), name="matmul_32", threads=(TILE, TILE, 1), family="matmul")
