"""The sums of tree_sum, by operations of simdgroups."""

from dataclasses import replace

from workload import ELEMENTS, Workload
from workloads import tree_sum

SMALL = tree_sum.SMALL


def make(n: int = ELEMENTS) -> Workload:
    return replace(tree_sum.make(n), name="simd_sum", family="tree_sum")
