"""Copies of tiles, and pipelines of threadgroup buffers."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from enigma import _native
from enigma._native import Value
from enigma.control import for_range, if_
from enigma.errors import fail
from enigma.memory import Tensor, threadgroup_alloc
from enigma.ops.together import order, scope_of, shared_out
from enigma.typing import DTypeLike, Operand, dtype_of

Mask = Callable[[Value], Operand]


def copy(
    src: Tensor,
    dst: Tensor,
    count: Operand,
    src_offset: Operand = 0,
    dst_offset: Operand = 0,
    mask_fn: Mask | None = None,
    coalesced_width: int = 1,
    *,
    scope: str | None = None,
) -> None:
    """Copies `dst[dst_offset + i] = src[src_offset + i]` for i from 0 to `count`.

    Where all threads of a threadgroup make the call together, with the same arguments, they share
    the work, and a barrier on the destination's memory follows, so that each of them sees all of
    it. Where only those of a simdgroup do, they share it, with a simdgroup barrier. Elsewhere each
    thread copies everything by itself.

    Args:
        src: buffer or threadgroup memory that is read.
        dst: buffer or threadgroup memory that is written; elements convert as a store converts.
        count: number of elements.
        src_offset: index of the first element that is read.
        dst_offset: index of the first element that is written.
        mask_fn: called with i; where it gives false, element i is neither read nor written.
        coalesced_width: 1, 2 or 4: neighbouring elements that a thread copying alone takes at once.
        scope: "threadgroup", "simdgroup" or "thread": who shares the work. With "threadgroup" or
            "simdgroup" all of its threads have to make the call with the same arguments.
    """
    if coalesced_width not in (1, 2, 4):
        fail("E0209", f"coalesced_width={coalesced_width!r}", "expected 1, 2 or 4")
    if isinstance(count, int) and count < 0:
        fail("E0204", f"copy of {count} elements", "count is not negative")
    who = scope_of(scope, count, src_offset, dst_offset)
    if scope is None and mask_fn is not None and who != "thread":
        who = _narrowed(who, mask_fn)

    def element(item: Value) -> None:
        dst[dst_offset + item] = src[src_offset + item]

    def masked(item: Value) -> None:
        if mask_fn is None:
            element(item)
            return
        with if_(mask_fn(item)):
            element(item)

    if who == "thread" and isinstance(count, int) and count % coalesced_width == 0:
        with for_range(0, count, coalesced_width, dtype="uint") as first:
            for k in range(coalesced_width):
                masked(first + k)
    else:
        with shared_out(who, count) as item:
            masked(item)
    order(who, dst)


def _narrowed(scope: str, mask_fn: Mask) -> str:
    """The scope whose threads also agree on the mask of each element.

    The mask is traced once more for that, in a branch that is never taken and that compiling drops.
    """
    with if_(False), for_range(0, 1, dtype="uint") as item:
        agreed = _native.agreement(mask_fn(item))
        inside = _native.agreement()
    return scope if agreed == inside else agreed


class Pipeline:
    """Threadgroup buffers that take turns: while one is filled, another is used."""

    __slots__ = ("_memory", "_phase", "dtype", "size", "stages")

    def __init__(self, dtype: str, size: int, stages: int) -> None:
        """Allocates the buffers, one after the other."""
        self.dtype = dtype
        self.size = size
        self.stages = stages
        self._memory = threadgroup_alloc(dtype, size * stages)
        # The kernel's own variable: it turns in each round of a loop that the kernel runs.
        self._phase = _native.local("a pipeline's phase", 0, "uint")

    @property
    def _buffers(self) -> list[Tensor]:
        return [self._buffer(k * self.size) for k in range(self.stages)]

    def _buffer(self, first: Operand) -> Tensor:
        return Tensor(self._memory._memory.part(first, self.size), -1, (self.size,))

    def stage(self, k: int) -> Tensor:
        """The buffer `k` turns after the front one, as the phase is here."""
        if isinstance(k, Value) or not 0 <= operator.index(k) < self.stages:
            fail("E0206", f"a pipeline of {self.stages} stages has no stage({k!r})")
        return self._buffer((self._phase.get() + k) % self.stages * self.size)

    def front(self) -> Tensor:
        """The first stage."""
        return self.stage(0)

    def back(self) -> Tensor:
        """The last stage."""
        return self.stage(self.stages - 1)

    def advance(self) -> None:
        """Turns by one: what was stage 1 becomes stage 0. In a loop it turns in each round."""
        self._phase.set((self._phase.get() + 1) % self.stages)

    rotate = advance

    def swap(self) -> None:
        """`advance` for two stages."""
        if self.stages != 2:
            fail("E0206", f"swap on {self.stages} stages", "it is for two; use advance")
        self.advance()

    def __repr__(self) -> str:
        """Stages, size and dtype."""
        return f"<enigma.Pipeline of {self.stages} x {self.size} {self.dtype}>"


def pipeline(dtype: DTypeLike, size: int, stages: int = 2) -> Pipeline:
    """Threadgroup buffers that take turns, the first one in front.

    Args:
        dtype: element dtype.
        size: number of elements of a buffer.
        stages: number of buffers, at least 2.

    Returns:
        a Pipeline.
    """
    name = dtype_of(dtype).metal_name
    for what, value, least in (("size", size, 1), ("stages", stages, 2)):
        _check_int(what, value, least)
    return Pipeline(name, operator.index(size), operator.index(stages))


def _check_int(what: str, value: Any, least: int) -> None:
    if isinstance(value, (Value, bool)) or not hasattr(value, "__index__") or value < least:
        fail("E0204", f"a pipeline with {what}={value!r}", f"expected an int, at least {least}")


__all__ = ["Pipeline", "copy", "pipeline"]
