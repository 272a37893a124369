"""Timing of functions and of prepared kernels, in microseconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from enigma.errors import fail
from enigma.kernel import Extent
from enigma.prepared import PreparedKernel


@dataclass(repr=False)
class BenchResult:
    """What a benchmark measured. Without samples its numbers are 0."""

    label: str
    samples_us: Sequence[float]
    warmup: int = 0

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.samples_us)

    @property
    def min_us(self) -> float:
        """The shortest."""
        return min(self.samples_us, default=0.0)

    @property
    def max_us(self) -> float:
        """The longest."""
        return max(self.samples_us, default=0.0)

    @property
    def median_us(self) -> float:
        """The one in the middle, or the mean of the two there."""
        return statistics.median(self.samples_us) if self.n else 0.0

    @property
    def mean_us(self) -> float:
        """The mean."""
        return statistics.fmean(self.samples_us) if self.n else 0.0

    @property
    def stdev_us(self) -> float:
        """The standard deviation of a sample; 0 for fewer than two."""
        return statistics.stdev(self.samples_us) if self.n > 1 else 0.0

    def __repr__(self) -> str:
        """Label, number, median and limits."""
        return (
            f"BenchResult({self.label!r}, n={self.n}, median={self.median_us:.2f}us, "
            f"min={self.min_us:.2f}us, max={self.max_us:.2f}us)"
        )


def bench(
    fn: Callable[..., Any],
    *args: Any,
    repeat: int = 50,
    warmup: int = 5,
    label: str | None = None,
    **kwargs: Any,
) -> BenchResult:
    """Times calls of a function by the wall clock.

    Args:
        fn: the function; it gets the other arguments.
        args: its arguments.
        repeat: number of calls that are timed.
        warmup: number of calls before them that are not.
        label: what the result is called, by default as the function is.
        kwargs: its keyword arguments.
    """
    _check(repeat, warmup)
    for _ in range(warmup):
        fn(*args, **kwargs)
    samples = []
    for _ in range(repeat):
        start = time.perf_counter_ns()
        fn(*args, **kwargs)
        samples.append((time.perf_counter_ns() - start) / 1000)
    name = getattr(fn, "__name__", type(fn).__name__) if label is None else label
    return BenchResult(name, samples, warmup)


def bench_gpu(
    prepared: PreparedKernel,
    grid: Extent,
    threads: Extent,
    *,
    repeat: int = 50,
    warmup: int = 5,
    label: str | None = None,
) -> BenchResult:
    """Times launches of a prepared kernel by the device's own clock.

    Args:
        prepared: what `Runtime.prepare` made.
        grid: total number of threads.
        threads: size of a threadgroup.
        repeat: number of launches that are timed.
        warmup: number of launches before them that are not.
        label: what the result is called, by default as the kernel is.
    """
    _check(repeat, warmup)
    for _ in range(warmup):
        prepared.dispatch(grid, threads)
    samples = [prepared.dispatch_timed(grid, threads) for _ in range(repeat)]
    return BenchResult(prepared._kernel_name if label is None else label, samples, warmup)


def _check(repeat: int, warmup: int) -> None:
    if repeat < 1:
        fail("E0209", f"repeat={repeat!r}", "at least one call is timed")
    if warmup < 0:
        fail("E0209", f"warmup={warmup!r}", "it is not negative")


def format_bench_result(result: BenchResult, *, throughput_gbps: float | None = None) -> str:
    """A result as one line, with a bandwidth where one is given."""
    parts = [
        result.label,
        f"n={result.n}",
        f"median={result.median_us:.2f}us",
        f"min={result.min_us:.2f}us",
        f"max={result.max_us:.2f}us",
    ]
    if throughput_gbps is not None:
        parts.append(f"BW={throughput_gbps:.2f}GB/s")
    return "  ".join(parts)


__all__ = ["BenchResult", "bench", "bench_gpu", "format_bench_result"]
