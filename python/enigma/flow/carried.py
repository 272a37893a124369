"""What a loop of the kernel carries, found by tracing its body.

What the body changed becomes a variable, the builder goes back, and the body is traced again from
values of those variables, until nothing new changes. A plan says which parts of which variables are
carried, and with which dtype.
"""

from __future__ import annotations

import threading
from types import FrameType
from typing import Any

from enigma import _native
from enigma._native import Checkpoint, ForBlock, Local, Value, WhileBlock
from enigma.errors import fail
from enigma.flow import trees
from enigma.flow.poison import UNBOUND, Poison, unassigned, unjoinable
from enigma.flow.state import Site, State, called, capture, check_growth, put, slot_name

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
        # The numbers of names that have no value before the loop, but after a round.
        self._late: set[int] = set()
        self._parent: KernelLoop | None = None
        # What inner loops planned in the last trace of the body, in order: hints for the next one.
        self._hints: list[tuple[Site, Plan, list[Any]]] = []
        self._inner: list[tuple[Site, Plan, list[Any]]] = []

    def begin(self, frame: FrameType) -> None:
        """Remembers the state that the loop starts from, and makes the first plan."""
        self._parent = current.loop
        self._mark = len(self._parent._inner) if self._parent is not None else 0
        self._start = capture(self.site, frame)
        self._called = called(self.site, frame)
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
            if value.dtype != "event":
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
            init = False if value is UNBOUND or path[0] in self._late else value
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
        self._made: trees.Heap = {}
        self._names = [
            self._carried((number,), name, start.names[number])
            for number, name in enumerate(self.site.names)
        ]
        self._heap: list[tuple[Any, dict[Any, Any]]] = []
        for order, (thing, content) in enumerate(start.heap.values()):
            new = {
                key: self._carried((-1 - order, key), self._part_name(thing, key), value)
                for key, value in content.items()
            }
            self._heap.append((thing, new))
            put(thing, new)
        self.entry = [
            trees.shown(name, value)
            for name, value in zip(self.site.names, self._names, strict=True)
        ]

    def _part_name(self, thing: Any, key: Any) -> str:
        """The name of a value that is carried in a container."""
        name = self._called.get(id(thing))
        return slot_name(thing, key) if name is None else trees.part_name(name, thing, key)

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
            made = trees.rebuilt(value, new)
            self._made[id(made)] = (made, dict(new))
            return made
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
        # What objects held when the round began: the body may have changed them in place.
        self._begun = {id(thing): (thing, content) for thing, content in self._heap}
        self._begun.update(self._made)
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
        elif before is UNBOUND:
            self._keep_late(path, name, end)
        elif isinstance(begun, Poison) or trees.same(begun, end):
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

    def _keep_late(self, path: Path, name: str, end: Any) -> None:
        """What a round gave a variable without a value, the next one and what follows have."""
        if path in self._plan or not trees.has_value(end, self._ended):
            return
        self._stable = False
        if _has_no_blank(end, self._ended):
            self._plan[path] = None
            self._poisons[path] = unassigned(name)
            return
        # It begins with the form of that, and with numbers that nobody may ask for.
        self._start.names[path[0]] = end
        self._late.add(path[0])
        self._plan_late(path, end)

    def _plan_late(self, path: Path, value: Any) -> None:
        if isinstance(value, Value):
            self._plan[path] = value.dtype
            return
        for key, part in trees.parts(value, self._ended) or []:
            self._plan_late((*path, key), part)

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
        typed = begun if isinstance(begun, Value) else _native.literal(False, dtype)
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


def _has_no_blank(value: Any, heap: trees.Heap) -> bool:
    """Whether a tree has a value that nothing stands for where it is not assigned."""
    if isinstance(value, Value):
        return value.dtype == "event" or value.dtype.startswith("simdgroup")
    return any(_has_no_blank(part, heap) for _, part in trees.parts(value, heap) or [])


def lower_flags(loop: KernelLoop) -> None:
    """In the body no flag is set: the loop's condition says so."""
    for number, name in enumerate(loop.site.names):
        if name in loop.site.exits:
            loop.entry[number] = False
