"""What is measured: inputs, the expected result, and how much work one call does.

`workloads/<name>.py` has a function `make` whose parameters are sizes with the measured ones as
defaults, and `SMALL`, sizes for a test. Its kernel is in `kernels/<name>.py`, and each contender's
form in a folder of its own, under the same name.
"""

from __future__ import annotations

import importlib
import mmap
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ELEMENTS = 1 << 24
"""Floats of the workloads that live on bandwidth: 64 MiB, more than the caches hold."""
PAGE_BYTES = mmap.PAGESIZE
ROOFS = ("copy", "read", "fma")

Triple = tuple[int, int, int]


@dataclass(frozen=True)
class Workload:
    """One problem, shared by all contenders: they read and write the same arrays."""

    name: str
    inputs: tuple[np.ndarray, ...]
    outputs: tuple[np.ndarray, ...]
    expected: tuple[np.ndarray, ...]
    """What the outputs hold after one call, if they were zeros before."""
    grid: Triple
    threads: Triple
    amount: float
    """Bytes or floating-point operations per call; 0 where only the time means something."""
    roof: str
    """Which limit of the machine the result is compared to: one of `ROOFS`, or empty."""
    scalars: tuple[np.generic, ...] = ()
    """What the kernels, in Enigma and in OpenCL, take after their buffers."""
    extents: tuple[int | float, ...] = ()
    """What the CPU forms take after their arrays: int64 and float in C++."""
    rtol: float = 0.0
    atol: float = 0.0
    """A result may differ from the expected one by `atol + rtol * |expected|`."""
    outliers: float = 0.0
    """The part of the results that may differ more: chaotic ones, where every rounding counts."""
    family: str = ""
    """Whose CPU forms (C++, Numba, Taichi, NumPy) and OpenCL form this workload takes, unless it
    has its own: several GPU forms of one problem share them."""

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """Inputs, then outputs: the order of every contender's parameters."""
        return (*self.inputs, *self.outputs)

    @property
    def forms(self) -> tuple[str, ...]:
        """Names under which a contender's form of this workload is looked for, best first."""
        return (self.name, self.family) if self.family else (self.name,)

    @property
    def unit(self) -> str:
        return {"copy": "GB/s", "read": "GB/s", "fma": "GFLOP/s"}.get(self.roof, "")

    def clear(self) -> None:
        for output in self.outputs:
            output.fill(0)

    def difference(self) -> str:
        """Empty if the outputs are right, else where the first wrong one is not."""
        for output, expected in zip(self.outputs, self.expected, strict=True):
            got, want = output.reshape(-1), expected.reshape(-1)
            if self.rtol == self.atol == 0:
                wrong = np.flatnonzero(got != want)
            else:
                wrong = np.flatnonzero(~np.isclose(got, want, self.rtol, self.atol))
            if wrong.size > self.outliers * got.size:
                at = wrong[0]
                return f"WRONG: {wrong.size} of {got.size}, [{at}] is {got[at]}, not {want[at]}"
        return ""


def names() -> tuple[str, ...]:
    """All workloads: the files of the folder."""
    files = (Path(__file__).parent / "workloads").glob("*.py")
    return tuple(sorted(file.stem for file in files if not file.stem.startswith("_")))


def load(name: str, small: bool = False) -> Workload:
    """Makes the workload at its measured size or at a test's."""
    module = importlib.import_module(f"workloads.{name}")
    return module.make(**(module.SMALL if small else {}))


def aligned(shape: int | tuple[int, ...], dtype=np.float32) -> np.ndarray:
    """Zeros on a page boundary, so that where NumPy put the array helps or hurts nobody."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.zeros(size + PAGE_BYTES, dtype=np.uint8)
    start = -raw.ctypes.data % PAGE_BYTES
    return raw[start : start + size].view(dtype).reshape(shape)


def whole_numbers(
    shape: int | tuple[int, ...], limit: int, seed: int, dtype=np.float32
) -> np.ndarray:
    """Random whole numbers from -limit to limit (at most 127): sums of few of them are exact in
    float32 in any order, so that results can be compared for equality."""
    values = aligned(shape, dtype)
    values[...] = np.random.default_rng(seed).integers(-limit, limit, shape, np.int8, endpoint=True)
    return values


def uniform(shape: int | tuple[int, ...], low: float, high: float, seed: int) -> np.ndarray:
    """Random float32 from `low` to `high`."""
    values = aligned(shape)
    np.random.default_rng(seed).random(out=values, dtype=np.float32)
    values *= np.float32(high - low)
    values += np.float32(low)
    return values
