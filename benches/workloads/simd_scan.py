"""The sums of scan, by operations of simdgroups."""

from dataclasses import replace

from workload import ELEMENTS, Workload
from workloads import scan

SMALL = scan.SMALL


def make(n: int = ELEMENTS) -> Workload:
    return replace(scan.make(n), name="simd_scan", family="scan")
