"""Loops: those that Python unrolls, and those that the kernel runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from enigma import _native
from enigma._native import ForBlock, Value, WhileBlock
from enigma.errors import fail
from enigma.flow import trees
from enigma.flow.carried import KernelLoop, current, lower_flags
from enigma.flow.ranges import Range
from enigma.flow.state import Site, State, capture
from enigma.flow.truth import both, clear, truth

UNROLLED = 10_000


class Unrolled:
    """A loop over what Python knows: its rounds are traced one after the other."""

    __slots__ = ("_things",)
    traced = False

    def __init__(self, things: Any) -> None:
        """Keeps what is iterated."""
        self._things = things

    def __iter__(self) -> Iterator[Any]:
        """Python's own iterator."""
        return iter(self._things)

    def ended(self, *flags: Any) -> bool:
        """Whether the loop was left for certain."""
        return any(flag is True for flag in flags)


class CountedLoop(KernelLoop):
    """`for` over a range of the kernel."""

    def __init__(self, site: Site, numbers: Range) -> None:
        """Keeps the range."""
        super().__init__(site)
        self._numbers = numbers
        self._exits = site.exits
        self._block: ForBlock | WhileBlock | None = None

    def __iter__(self) -> CountedLoop:
        """The loop is its own iterator: a round of it is a trace of the body."""
        return self

    def ended(self, *_flags: Any) -> bool:
        """Tracing ends when the plan is right."""
        return False

    def __next__(self) -> Any:
        """The index, as long as the body has to be traced."""
        frame = sys._getframe(1)
        if self._block is None:
            self.begin(frame)
            return self._opened()
        end = capture(self.site, frame, self._start)
        if not self.compare(end):
            self.again()
            return self._opened()
        if self._exits and self._never_left(end):
            # Only now, since what is a literal in the first trace may decide differently later.
            self._exits = ()
            for number, name in enumerate(self.site.names):
                if name in self.site.exits:
                    self._plan.pop((number,), None)
            self.again()
            return self._opened()
        if isinstance(self._block, WhileBlock):
            self._count.set(self._number + 1)
        self.finish(end, self._block)
        raise StopIteration

    def _never_left(self, end: State) -> bool:
        flags = [v for n, v in zip(self.site.names, end.names, strict=True) if n in self.site.exits]
        return all(flag is False for flag in flags)

    def _opened(self) -> Value:
        self.open()
        index = self._while() if self._exits else self._for()
        if self.site.target is not None:
            _native.name_value(index, self.site.target)
        return index

    def _for(self) -> Value:
        numbers = self._numbers
        dtype = numbers.dtype()
        if numbers.is_plain:
            self._block = block = ForBlock(numbers.start, numbers.stop, numbers.step, dtype)
            self.values()
            return block.index
        first, rounds, step = numbers.counted()
        kind = _native.common_dtype(rounds, 0) if isinstance(rounds, Value) else "uint"
        self._block = block = ForBlock(0, rounds, 1, kind)
        self.values()
        return self._at(block.index, first, step, dtype)

    def _at(self, number: Value, first: Any, step: Any, dtype: str) -> Value:
        number = _native.metal_cast(number, dtype)
        if isinstance(step, Value) or step > 0:
            return _native.literal(first + number * step, dtype)
        return _native.literal(first - number * -step, dtype)

    def _while(self) -> Value:
        numbers = self._numbers
        dtype = numbers.dtype()
        first, rounds, step = numbers.counted()
        kind = _native.common_dtype(rounds, 0) if isinstance(rounds, Value) else "uint"
        self._count = _native.local("a round", 0, kind)
        self._block = block = WhileBlock()
        self.values()
        flags = dict(zip(self.site.names, self._names, strict=True))
        block.body(
            both(clear(*[flags[name] for name in self.site.exits]), self._count.get() < rounds)
        )
        self.values()
        lower_flags(self)
        self._number = self._count.get()
        return self._at(self._number, first, step, dtype)


class ConditionalLoop(KernelLoop):
    """`while`: unrolled as long as Python knows the condition, or else run by the kernel."""

    traced = False

    def __init__(self, site: Site) -> None:
        """Nothing is known of the condition yet."""
        super().__init__(site)
        self._done = False
        self._unrolled = 0
        self._retry = False
        self._block: WhileBlock | None = None

    def round(self) -> bool:
        """Whether to trace the test and the body once more."""
        frame = sys._getframe(1)
        if self._done:
            return False
        if self.traced:
            return self._traced_round(frame)
        if self._unrolled:
            variables = frame.f_locals
            if any(isinstance(variables.get(flag), Value) for flag in self.site.exits):
                self._convert()
                self._opened()
                return True
        self._unrolled += 1
        if self._unrolled > UNROLLED:
            fail(
                "E0405",
                f"a while loop was unrolled {UNROLLED} times",
                "its condition is known while tracing, so that each round is traced",
                "for a loop that the kernel runs, let the condition depend on a traced value",
            )
        if self._unrolled == 1:
            self.begin(frame)
        return True

    def _convert(self) -> None:
        """The kernel runs the loop after all, from its first round on."""
        self._checkpoint.rollback()
        self._start.restore()
        self.traced = True
        if self._parent is not None:
            del self._parent._inner[self._mark :]

    def _opened(self) -> None:
        self.open()
        self._block = WhileBlock()
        self.values()

    def _traced_round(self, frame: FrameType) -> bool:
        if self._block is None:
            self._opened()
            return True
        if self._retry:
            self._retry = False
        else:
            end = capture(self.site, frame, self._start)
            if self.compare(end):
                self.finish(end, self._block)
                return False
        self.again()
        self._opened()
        return True

    def test(self, value: Any) -> bool:
        """Whether to trace the body, now that the test has this value."""
        condition = truth(value)
        if self.traced:
            return self._traced_test(condition, sys._getframe(1))
        if isinstance(condition, Value):
            self._convert()
            return False
        self._done = not condition
        return bool(condition)

    def _traced_test(self, condition: Any, frame: FrameType) -> bool:
        if not self._keep_tested(frame):
            self._retry = True
            return False
        block = self._block
        assert block is not None, "the test of a loop is traced in its block"
        block.body(condition)
        self.values()
        lower_flags(self)
        return True

    def _keep_tested(self, frame: FrameType) -> bool:
        """Keeps what the test changed, for the body and what follows; says if it was planned."""
        end = capture(self.site, frame, self._start)
        is_planned = self._plan_bound(end)
        if not self.compare(end) or not is_planned:
            return False
        for local, value in self._changes:
            local.set(value)
        return True

    def _plan_bound(self, end: State) -> bool:
        """Plans the names that have no value before the test binds them; says whether all were."""
        is_planned = True
        for number, name in enumerate(self.site.names):
            value, path = end.names[number], (number,)
            if name in self.site.tested and trees.is_leaf(value) and path not in self._plan:
                self._plan[path] = _native.common_dtype(value)
                is_planned = False
        return is_planned


__all__ = ["ConditionalLoop", "CountedLoop", "Unrolled", "current"]
