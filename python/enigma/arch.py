"""Thread, block and their extent as coordinate triples, under CUDA's names."""

from __future__ import annotations

from enigma import _ops
from enigma._native import Value

Triple = tuple[Value, Value, Value]


def thread_idx() -> Triple:
    """Position of the thread in its threadgroup: x, y, z."""
    query = _ops.thread_position_in_threadgroup
    return query("x"), query("y"), query("z")


def block_idx() -> Triple:
    """Position of the threadgroup in the grid: x, y, z."""
    query = _ops.threadgroup_position_in_grid
    return query("x"), query("y"), query("z")


def block_dim() -> Triple:
    """Extent of this threadgroup: x, y, z."""
    query = _ops.threads_per_threadgroup
    return query("x"), query("y"), query("z")
