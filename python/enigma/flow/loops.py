"""Loops: those that Python unrolls, and those that the kernel runs.

What a loop of the kernel carries is found by tracing its body: what the body changed becomes a
variable, the builder goes back, and the body is traced again from values of those variables, until
nothing new changes. A plan says which parts of which variables are carried, and with which dtype.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

from enigma import _native
from enigma._native import Checkpoint, ForBlock, Local, Value, WhileBlock
from enigma.errors import fail
from enigma.flow import trees
from enigma.flow.poison import UNBOUND, Poison, unassigned, unjoinable
from enigma.flow.ranges import Range
from enigma.flow.state import Site, State, capture, check_growth, joined_heap, put, slot_name
from enigma.flow.truth import both, clear, truth

# Rounds that a loop which Python knows may be unrolled to.
UNROLLED = 10_000
# How often the types of what a loop carries may change before we give up.
ROUNDS = 12

_WHERE = ("before the loop", "after a round")

# A part of a variable: its number and the keys on the way to the part.
Path = tuple[Any, ...]
# What is carried: a dtype for each part, or None for one that cannot be.
Plan = dict[Path, "str | None"]


class _Current(threading.local):
    """The innermost loop being traced, of this thread."""

    loop: KernelLoop | None = None


current = _Current()


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


class KernelLoop:
    """What all loops of the kernel share: plans, rounds of tracing, and what holds afterwards."""

    traced = True

    def __init__(self, site: Site) -> None:
        """A loop at a site; nothing is open yet."""
        self.site = site
        self.entry: list[Any] = []
        self.result: list[Any] = []
        self._plan: Plan = {}
        self._poisons: dict[Path, Poison] = {}
        self._rounds = 0
        self._parent: KernelLoop | None = None
        # What inner loops planned in the last trace of the body, in order: hints for the next one.
        self._hints: list[tuple[Site, Plan, list[Any]]] = []
        self._inner: list[tuple[Site, Plan, list[Any]]] = []

    def begin(self, frame: FrameType) -> None:
        """Remembers the state that the loop starts from, and makes the first plan."""
        self._parent = current.loop
        self._mark = len(self._parent._inner) if self._parent is not None else 0
        self._start = capture(self.site, frame)
        self._checkpoint = Checkpoint()
        self._plan = self._first_plan()
        hint = self._parent._hint(self.site) if self._parent is not None else None
        if hint is not None:
            self._plan.update(hint[1])
            self._hints = hint[2]

    def _hint(self, site: Site) -> tuple[Site, Plan, list[Any]] | None:
        number = len(self._inner)
        if number < len(self._hints) and self._hints[number][0] is site:
            return self._hints[number]
        return None

    def _first_plan(self) -> Plan:
        """Traced values that the body assigns change, it seems; for numbers we look first."""
        plan: Plan = {}
        for number, name in enumerate(self.site.names):
            if name in self.site.exits:
                plan[(number,)] = "bool"
            elif name not in self.site.kills:
                self._plan_values((number,), self._start.names[number], plan)
        return plan

    def _plan_values(self, path: Path, value: Any, plan: Plan) -> None:
        if isinstance(value, Value):
            plan[path] = value.dtype
        elif trees.kind_of(value) in ("tuple", "namedtuple", "bundle"):
            for key, part in trees.parts(value) or []:
                self._plan_values((*path, key), part, plan)

    # Opening a round of tracing.

    def open(self) -> None:
        """Starts tracing the body: declares what is carried."""
        self._rounds += 1
        self._locals: dict[Path, Local] = {}
        self._inner = []
        current.loop = self
        start = self._start
        for number, name in enumerate(self.site.names):
            self._declare((number,), name, start.names[number])
        for order, (thing, content) in enumerate(start.heap.values()):
            for key, value in content.items():
                self._declare((-1 - order, key), slot_name(thing, key), value)

    def _declare(self, path: Path, name: str, value: Any) -> None:
        dtype = self._plan.get(path)
        if dtype is not None and (trees.is_leaf(value) or value is UNBOUND):
            init = False if value is UNBOUND else value
            # What is no number, a matrix, has the type that it begins with.
            is_number = not dtype.startswith("simdgroup")
            self._locals[path] = _native.local(name, init, dtype if is_number else None)
            return
        if any(len(p) > len(path) and p[: len(path)] == path for p in self._plan):
            for key, part in trees.parts(value, self._start.heap) or []:
                self._declare((*path, key), trees.part_name(name, value, key), part)

    def values(self) -> None:
        """Reads what is carried, at the start of a block; puts it into variables and objects."""
        start = self._start
        self._names = [
            self._carried((number,), name, start.names[number])
            for number, name in enumerate(self.site.names)
        ]
        self._heap: list[tuple[Any, dict[Any, Any]]] = []
        for order, (thing, content) in enumerate(start.heap.values()):
            new = {
                key: self._carried((-1 - order, key), slot_name(thing, key), value)
                for key, value in content.items()
            }
            self._heap.append((thing, new))
            put(thing, new)
        self.entry = [
            trees.shown(name, value)
            for name, value in zip(self.site.names, self._names, strict=True)
        ]

    def _carried(self, path: Path, name: str, value: Any) -> Any:
        local = self._locals.get(path)
        if local is not None:
            carried = local.get()
            _native.name_value(carried, name)
            return carried
        if path in self._plan and self._plan[path] is None:
            return self._poisons[path]
        if any(p[: len(path)] == path for p in self._locals) or self._has_poison(path):
            inside = trees.parts(value, self._start.heap) or []
            new = [
                (key, self._carried((*path, key), trees.part_name(name, value, key), part))
                for key, part in inside
            ]
            return trees.rebuilt(value, new)
        return value

    def _has_poison(self, path: Path) -> bool:
        return any(
            dtype is None and len(p) > len(path) and p[: len(path)] == path
            for p, dtype in self._plan.items()
        )

    # Comparing what a round left with what it began with.

    def compare(self, end: State) -> bool:
        """Whether the plan was right; corrects it if not."""
        self._changes: list[tuple[Local, Any]] = []
        self._stable = True
        start = self._start
        self._begun = {id(thing): (thing, content) for thing, content in self._heap}
        self._ended = end.heap
        for number, name in enumerate(self.site.names):
            if name in self.site.kills and (number,) not in self._plan:
                continue
            self._compare(
                (number,), name, (start.names[number], self._names[number], end.names[number])
            )
        for order, (thing, content) in enumerate(start.heap.values()):
            now = end.heap[id(thing)][1]
            begun = self._heap[order][1]
            for key, value in content.items():
                path = (-1 - order, key)
                last = now.get(key, UNBOUND)
                self._compare(path, slot_name(thing, key), (value, begun[key], last))
            for key in now:
                if key not in content:
                    check_growth(thing, key, now[key])
        return self._stable

    def _compare(self, path: Path, name: str, values: tuple[Any, Any, Any]) -> None:
        """One part: what it was before the loop, at the start of the round, at its end."""
        before, begun, end = values
        local = self._locals.get(path)
        if local is not None:
            self._compare_carried(path, name, local, values)
        elif isinstance(begun, Poison) or before is UNBOUND or trees.same(begun, end):
            pass
        elif trees.is_leaf(before) and trees.is_leaf(end):
            self._replan(path, _native.common_dtype(before, end))
        elif self._is_alike(before, begun, end):
            triples = zip(
                trees.parts(before, self._start.heap) or [],
                trees.parts(begun, self._begun) or [],
                trees.parts(end, self._ended) or [],
                strict=True,
            )
            for (key, a), (_, b), (_, c) in triples:
                self._compare((*path, key), trees.part_name(name, before, key), (a, b, c))
        else:
            self._poison(path, name, before, end)

    def _is_alike(self, before: Any, begun: Any, end: Any) -> bool:
        is_like_end = trees.alike(before, end, (self._start.heap, self._ended))
        return is_like_end and trees.alike(before, begun, (self._start.heap, self._begun))

    def _compare_carried(
        self, path: Path, name: str, local: Local, values: tuple[Any, Any, Any]
    ) -> None:
        before, begun, end = values
        if not trees.is_leaf(end):
            if end is UNBOUND or isinstance(end, Poison):
                end = end if isinstance(end, Poison) else unassigned(name)
            self._poison(path, name, before, end)
            return
        dtype = local.dtype
        typed = begun if isinstance(begun, Value) else _native.literal(False, _numeric(dtype))
        meeting = _native.common_dtype(typed, end)
        if meeting != dtype:
            self._replan(path, meeting)
        elif end is not begun:
            self._changes.append((local, end))

    def _replan(self, path: Path, dtype: str) -> None:
        self._plan[path] = dtype
        self._stable = False

    def _poison(self, path: Path, name: str, before: Any, end: Any) -> None:
        poison = end if isinstance(end, Poison) else unjoinable(name, before, end, _WHERE)
        self._plan = {p: d for p, d in self._plan.items() if p[: len(path)] != path}
        self._plan[path] = None
        self._poisons[path] = poison
        self._stable = False

    def again(self) -> None:
        """Goes back to before the loop, to trace it with a better plan."""
        if self._rounds >= ROUNDS:
            changing = ", ".join(self.site.names)
            fail(
                "E0110",
                "what a loop carries does not settle on dtypes",
                f"it assigns {changing}; give them values of their final dtypes before the loop",
            )
        self._checkpoint.rollback()
        self._start.restore()
        self._hints = self._inner

    def finish(self, end: State, block: ForBlock | WhileBlock) -> None:
        """Closes the body with what the next round begins with, and says what holds afterwards."""
        for local, value in self._changes:
            local.set(value)
        block.end()
        current.loop = self._parent
        if self._parent is not None:
            self._parent._inner.append((self.site, dict(self._plan), self._inner))
        self.values_after(end, block)

    def values_after(self, end: State, block: ForBlock | WhileBlock) -> None:
        """What variables and objects hold after the loop."""
        self.values()
        after = self._names
        heaps = (self._start.heap, end.heap)

        def last(name: str, before: Any, value: Any) -> Any:
            if value is None:
                return before
            return block.last(name, before, value)

        for number, name in enumerate(self.site.names):
            before, value = self._start.names[number], end.names[number]
            is_late = before is UNBOUND or name in self.site.kills
            if is_late and not any(path[0] == number for path in self._plan):
                after[number] = trees.join(name, before, value, last, _WHERE, heaps)
        self.result = [
            trees.shown(name, value) for name, value in zip(self.site.names, after, strict=True)
        ]
        self._grow(end)

    def _grow(self, end: State) -> None:
        """Objects keep what they got that is no value: it does not depend on the rounds."""
        for thing, content in self._heap:
            now = end.heap[id(thing)][1]
            extra = {key: value for key, value in now.items() if key not in content}
            if extra:
                put(thing, {**content, **extra})


def _numeric(dtype: str) -> Any:
    from enigma.typing import dtype_of

    return dtype_of(dtype)


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
            return _native.literal(first + number * step, _numeric(dtype))
        return _native.literal(first - number * -step, _numeric(dtype))

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


def lower_flags(loop: KernelLoop) -> None:
    """In the body no flag is set: the loop's condition says so."""
    for number, name in enumerate(loop.site.names):
        if name in loop.site.exits:
            loop.entry[number] = False


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
        if self.site.tested and not self._keep_tested(frame):
            self._retry = True
            return False
        block = self._block
        assert block is not None, "the test of a loop is traced in its block"
        block.body(condition)
        self.values()
        lower_flags(self)
        return True

    def _keep_tested(self, frame: FrameType) -> bool:
        """Assigns what the test binds; says whether all of it is carried."""
        end = capture(self.site, frame, self._start)
        is_kept = True
        for number, name in enumerate(self.site.names):
            value = end.names[number]
            if name not in self.site.tested or not trees.is_leaf(value):
                continue
            dtype = _native.common_dtype(value)
            local = self._locals.get((number,))
            if (
                local is None
                or _native.common_dtype(_native.literal(False, _numeric(local.dtype)), value)
                != local.dtype
            ):
                self._plan[(number,)] = dtype
                is_kept = False
            else:
                local.set(value)
        return is_kept


__all__ = ["ConditionalLoop", "CountedLoop", "KernelLoop", "Unrolled", "current", "joined_heap"]
