"""The variables that a branch or loop may change: those it names, and the objects it reaches.

Variables are the names that its statements bind. Objects are the lists, dicts, instances of user
classes and closures that it mentions: what is assigned inside them is compared, and put back in
place.
"""

from __future__ import annotations

import dis
import types
from collections.abc import Iterable
from typing import Any

import numpy as np

from enigma import _native
from enigma._native import Value
from enigma.errors import fail
from enigma.flow import trees
from enigma.flow.poison import UNBOUND, Poison, described
from enigma.flow.source import is_library

# Arrays of NumPy up to this size are watched: one of more bytes is a table that nobody changes.
ARRAY_BYTES = 1 << 16


class Site:
    """A place of the source with control flow: what it binds, what it mentions."""

    __slots__ = (
        "always",
        "exits",
        "globals",
        "guard",
        "kills",
        "loaded",
        "names",
        "target",
        "tested",
    )

    def __init__(self, names: list[str], loaded: Iterable[str]) -> None:
        """Keeps the names; other parts are set where they matter."""
        self.names = names
        self.loaded = tuple(name for name in loaded if not name.startswith("@"))
        # Names that are global in the function.
        self.globals: frozenset[str] = frozenset()
        # Flags whose being set ends the loop, or skips the guarded statements.
        self.exits: tuple[str, ...] = ()
        self.guard = False
        # Names that each round assigns before it reads them, and those the test of a loop binds.
        self.kills: frozenset[str] = frozenset()
        self.tested: frozenset[str] = frozenset()
        # The variable of a counted loop.
        self.target: str | None = None


class GlobalVariable:
    """A global variable that a function assigns."""

    __slots__ = ("name", "scope")

    def __init__(self, scope: dict[str, Any], name: str) -> None:
        """Keeps where it is."""
        self.scope = scope
        self.name = name


_variables: dict[tuple[int, str], GlobalVariable] = {}
# By identity of the code object, which the entry keeps alive: global names read and written.
_mentions: dict[int, tuple[types.CodeType, tuple[str, ...], tuple[str, ...]]] = {}


def variable_of(scope: dict[str, Any], name: str) -> GlobalVariable:
    """The one object that stands for a global variable."""
    return _variables.setdefault((id(scope), name), GlobalVariable(scope, name))


def _globals_of(code: types.CodeType) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the global variables that a function, or one inside it, reads and writes."""
    known = _mentions.get(id(code))
    if known is None:
        read: dict[str, None] = {}
        written: dict[str, None] = {}
        for instruction in dis.get_instructions(code):
            if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                read[instruction.argval] = None
            elif instruction.opname == "STORE_GLOBAL":
                written[instruction.argval] = None
        for inner in code.co_consts:
            if isinstance(inner, types.CodeType):
                more = _globals_of(inner)
                read.update(dict.fromkeys(more[0]))
                written.update(dict.fromkeys(more[1]))
        known = _mentions[id(code)] = (code, tuple(read), tuple(written))
    return known[1], known[2]


class State:
    """What the variables of a site hold at some time."""

    __slots__ = ("heap", "names")

    def __init__(self, names: list[Any], heap: trees.Heap) -> None:
        """Keeps both."""
        self.names = names
        self.heap = heap

    def restore(self) -> None:
        """Puts the contents of objects back."""
        for thing, content in self.heap.values():
            put(thing, content)


def capture(site: Site, frame: types.FrameType, also: State | None = None) -> State:
    """The state now, of the frame that the site is in; with the objects of an earlier one."""
    variables = frame.f_locals
    names = []
    for name in site.names:
        scope = frame.f_globals if name in site.globals else variables
        value = scope.get(name, UNBOUND)
        if type(value) is Value:
            if not _native.in_scope(value):
                value = UNBOUND
        elif type(value) is Poison and value._code == "E0309":
            value = UNBOUND
        names.append(value)
    heap: trees.Heap = {}
    if also is not None:
        for thing, _ in also.heap.values():
            _collect_again(thing, heap)
    for name in site.loaded:
        value = variables.get(name, UNBOUND)
        if value is UNBOUND:
            value = frame.f_globals.get(name)
        if trees.kind_of(value) not in ("value", "number", "flat"):
            collect(value, heap)
    return State(names, heap)


def collect(value: Any, heap: trees.Heap) -> None:
    """Adds what a value reaches and code can change in place."""
    kind = trees.kind_of(value)
    if kind in ("value", "number", "flat", "bundle"):
        return
    if kind == "function":
        _collect_function(value, heap)
    elif kind == "method":
        collect(value.__self__, heap)
        collect(value.__func__, heap)
    elif kind == "partial":
        for part in (value.func, *value.args, *value.keywords.values()):
            collect(part, heap)
    elif kind == "array":
        if value.flags.writeable and value.nbytes <= ARRAY_BYTES:
            heap[id(value)] = (value, contents(value))
    elif id(value) not in heap:
        if kind in ("list", "dict", "set", "object"):
            heap[id(value)] = (value, dict(trees.parts(value) or []))
        for _, part in trees.parts(value) or []:
            collect(part, heap)


def _collect_function(function: types.FunctionType, heap: trees.Heap) -> None:
    """What a call of the function may change: its closure, defaults and global variables."""
    if id(function) in heap or is_library(function.__code__.co_filename):
        return
    # It holds nothing itself: the entry says that it was seen.
    heap[id(function)] = (function, {})
    for cell in function.__closure__ or ():
        _collect_variable(cell, heap)
    for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
        collect(default, heap)
    scope = function.__globals__
    read, written = _globals_of(function.__code__)
    for name in written:
        _collect_variable(variable_of(scope, name), heap)
    for name in read:
        collect(scope.get(name), heap)


def _collect_variable(variable: types.CellType | GlobalVariable, heap: trees.Heap) -> None:
    if id(variable) in heap:
        return
    content = contents(variable)
    heap[id(variable)] = (variable, content)
    for part in content.values():
        collect(part, heap)


def _collect_again(thing: Any, heap: trees.Heap) -> None:
    if isinstance(thing, (types.CellType, GlobalVariable)):
        _collect_variable(thing, heap)
    else:
        collect(thing, heap)


def contents(thing: Any) -> dict[Any, Any]:
    """What an object of the heap holds."""
    if isinstance(thing, GlobalVariable):
        return {"contents": thing.scope[thing.name]} if thing.name in thing.scope else {}
    if isinstance(thing, np.ndarray):
        return (
            {"contents": thing.tobytes()} if thing.dtype != object else dict(enumerate(thing.flat))
        )
    if isinstance(thing, types.CellType):
        try:
            return {"contents": thing.cell_contents}
        except ValueError:
            return {}
    return dict(trees.parts(thing) or [])


def put(thing: Any, content: dict[Any, Any]) -> None:
    """Makes an object hold this; one that does already is left alone, others may look at it."""
    now = contents(thing)
    if list(now) == list(content) and all(now[key] is content[key] for key in now):
        return
    if isinstance(thing, GlobalVariable):
        if content:
            thing.scope[thing.name] = content["contents"]
    elif isinstance(thing, types.CellType):
        if content:
            thing.cell_contents = content["contents"]
    elif isinstance(thing, np.ndarray):
        _put_array(thing, content)
    elif not isinstance(thing, types.FunctionType):
        trees.refill(thing, list(content.items()))


def _put_array(array: np.ndarray[Any, Any], content: dict[Any, Any]) -> None:
    if array.dtype == object:
        for key, value in content.items():
            array.flat[key] = value
        return
    old = content["contents"]
    if isinstance(old, Poison):
        fail(
            "E0114",
            "a NumPy array changes in a branch or loop that the kernel runs",
            "it holds numbers that are known while tracing; use a list or a register tensor",
        )
    array[...] = np.frombuffer(old, array.dtype).reshape(array.shape)


def slot_name(thing: Any, key: Any) -> str:
    """How messages call a part of an object."""
    if isinstance(thing, GlobalVariable):
        return thing.name
    if isinstance(thing, types.CellType):
        return "a variable of an enclosing function"
    if trees.kind_of(thing) != "object":
        return f"[{key!r}] of a {type(thing).__name__}"
    return f".{key} of a {type(thing).__name__}"


def called(site: Site, frame: types.FrameType) -> dict[int, str]:
    """How the code calls the containers that it mentions: by the first name that leads there."""
    names: dict[int, str] = {}
    for name in site.loaded:
        value = frame.f_locals.get(name)
        _call(value, name, names)
    return names


def _call(value: Any, name: str, names: dict[int, str]) -> None:
    if id(value) in names or trees.kind_of(value) not in trees.CONTAINERS:
        return
    names[id(value)] = name
    for key, part in trees.parts(value) or []:
        _call(part, trees.part_name(name, value, key), names)


def joined_heap(
    first: State, second: State, leaf: trees.Leaf, where: trees.Where
) -> list[tuple[Any, dict[Any, Any]]]:
    """The contents that objects have where two paths meet."""
    out = []
    heaps = (first.heap, second.heap)
    for number, (thing, a) in first.heap.items():
        b = second.heap[number][1] if number in second.heap else a
        keys = list(a) + [key for key in b if key not in a]
        content = {}
        for key in keys:
            x, y = a.get(key, UNBOUND), b.get(key, UNBOUND)
            name = slot_name(thing, key)
            if x is UNBOUND or y is UNBOUND:
                check_growth(thing, key, y if x is UNBOUND else x)
            content[key] = trees.join(name, x, y, leaf, where, heaps)
        out.append((thing, content))
    return out


def check_growth(thing: Any, key: Any, value: Any) -> None:
    """A container whose length depends on the path cannot hold numbers: how many, nobody knows."""
    grows = trees.kind_of(thing) in ("list", "dict", "set")
    if grows and (trees.is_leaf(value) or trees.parts(value)):
        kind = type(thing).__name__
        fail(
            "E0114",
            f"a {kind} grows by {described(value)} in a branch or loop that the kernel runs",
            f"while tracing nobody knows whether it does: give the {kind} its length before, "
            "and assign its elements",
        )
