"""What is measured: inputs, expected results, and how much work one call does.

Inputs are whole numbers small enough that every sum and product is exact in float32, in any order
of the additions. So each contender's result is compared for equality, whatever its blocking is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

ELEMENTS = 1 << 24
MATRIX = 1024
GROUP = 256
TILE = 16
PAGE_BYTES = 4096


@dataclass(frozen=True)
class Workload:
    """One problem, shared by all contenders: they read and write the same arrays."""

    name: str
    inputs: tuple[np.ndarray, ...]
    output: np.ndarray
    expected: np.ndarray
    extent: int
    """The size that the native functions take: elements, or the order of the matrices."""
    scalars: tuple[int, ...]
    """What the kernels take after their buffers."""
    grid: tuple[int, int, int]
    threads: tuple[int, int, int]
    amount: float
    """Bytes or floating-point operations per call; 0 where only the time means something."""
    unit: str
    roof: str | None
    """Which limit of the machine the result is compared to: `copy`, `read` or `fma`."""

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """Inputs, then the output: the order of every contender's parameters."""
        return (*self.inputs, self.output)


def aligned(shape: int | tuple[int, ...]) -> np.ndarray:
    """Zeros on a page boundary, so that where NumPy put the array helps or hurts nobody."""
    size = int(np.prod(shape)) * 4
    raw = np.zeros(size + PAGE_BYTES, dtype=np.uint8)
    start = -raw.ctypes.data % PAGE_BYTES
    return raw[start : start + size].view(np.float32).reshape(shape)


def whole_numbers(shape: int | tuple[int, ...], limit: int, seed: int) -> np.ndarray:
    """Random whole numbers from -limit to limit."""
    values = aligned(shape)
    values[...] = np.random.default_rng(seed).integers(-limit, limit, shape, np.int8, endpoint=True)
    return values


def reverse() -> Workload:
    """Each group of 256 elements back to front. All values differ, so any misplaced one shows."""
    a = aligned(ELEMENTS)
    a[:] = np.arange(ELEMENTS)
    expected = a.reshape(-1, GROUP)[:, ::-1].reshape(-1)
    return Workload(
        "reverse", (a,), aligned(ELEMENTS), expected, ELEMENTS, (),
        (ELEMENTS, 1, 1), (GROUP, 1, 1), 2 * a.nbytes, "GB/s", "copy",
    )  # fmt: skip


def tree_sum() -> Workload:
    """One partial sum per group of 256 elements."""
    a = whole_numbers(ELEMENTS, 8, seed=1)
    expected = a.reshape(-1, GROUP).sum(axis=1)
    output = aligned(ELEMENTS // GROUP)
    return Workload(
        "tree_sum", (a,), output, expected, ELEMENTS, (),
        (ELEMENTS, 1, 1), (GROUP, 1, 1), a.nbytes + output.nbytes, "GB/s", "read",
    )  # fmt: skip


def matmul() -> Workload:
    """C = A B for square matrices in 16x16 tiles. Sums stay below 2^24, so they are exact."""
    shape = (MATRIX, MATRIX)
    a, b = whole_numbers(shape, 8, seed=2), whole_numbers(shape, 8, seed=3)
    expected = (a.astype(np.float64) @ b.astype(np.float64)).astype(np.float32)
    return Workload(
        "matmul", (a, b), aligned(shape), expected, MATRIX, (MATRIX,),
        (MATRIX, MATRIX, 1), (TILE, TILE, 1), 2 * MATRIX**3, "GFLOP/s", "fma",
    )  # fmt: skip


def touch() -> Workload:
    """The cost of a launch: one group of 256 threads, one element written."""
    expected = np.zeros(GROUP, np.float32)
    expected[0] = 1
    return Workload(
        "touch", (), aligned(GROUP), expected, GROUP, (),
        (GROUP, 1, 1), (GROUP, 1, 1), 0, "", None,
    )  # fmt: skip


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "reverse": reverse,
    "tree_sum": tree_sum,
    "matmul": matmul,
    "touch": touch,
}
