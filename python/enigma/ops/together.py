"""Which threads do an operation together, and how they share its work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from enigma import _native, _ops
from enigma._native import Value
from enigma.control import for_range, if_
from enigma.errors import fail
from enigma.typing import Operand

SCOPES = ("threadgroup", "simdgroup", "thread")

# Lanes of a full simdgroup.
LANES = 32


def scope_of(asked: str | None, *operands: Operand) -> str:
    """The scope asked for, or else the widest whose threads agree on the operands and come here."""
    if asked is None:
        return _native.agreement(*operands)
    if asked not in SCOPES:
        fail("E0209", f"scope={asked!r}", f"expected one of {', '.join(map(repr, SCOPES))}")
    return asked


def group_threads() -> Value:
    """Number of threads of this threadgroup."""
    x, y, z = (_ops.threads_per_threadgroup(dim) for dim in "xyz")
    return x * y * z


def members(scope: str) -> tuple[Value, Value]:
    """This thread's place among those of the scope, and how many they are."""
    if scope == "threadgroup":
        return _ops.thread_index_in_threadgroup(), group_threads()
    before = _ops.simdgroup_index_in_threadgroup() * LANES
    return _ops.thread_index_in_simdgroup(), _ops.imin(group_threads() - before, LANES)


@contextmanager
def shared_out(scope: str, count: Operand) -> Iterator[Value]:
    """Opens a body that runs once for each of `count` items, by one thread of the scope each."""
    if scope == "thread":
        with for_range(0, count, dtype="uint") as item:
            yield item
        return
    place, total = members(scope)
    # The loop is the same for all threads, so that it stays a loop; only its last round is partial.
    with for_range(0, count, total, dtype="uint") as first:
        item = first + place
        with if_(item < count):
            yield item


def order(scope: str, *memories: Any) -> None:
    """Orders the accesses of the scope's threads to the memories."""
    if scope == "thread":
        return
    spaces = {memory.address_space for memory in memories}
    both = len(spaces) == 2
    flags = "mem_device_and_threadgroup" if both else f"mem_{spaces.pop()}"
    (_ops.barrier if scope == "threadgroup" else _ops.simd_barrier)(flags)
