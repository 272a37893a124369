"""Values of variables as trees: numbers and traced values are leaves; containers hold them.

Everything that control flow does with a variable is said here once: which objects are leaves, which
have parts and how they are put together again, and how the trees of two paths become one. A class
of values takes part by `__enigma_leaves__()`, a tuple, and `__enigma_rebuild__(leaves)`.
"""

from __future__ import annotations

import collections
import copy
import dataclasses
import functools
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from enigma._native import Value
from enigma.flow.poison import UNBOUND, Poison, unassigned, unjoinable

# Joins two leaves of the name given; None stands for a path that leaves it unspecified.
Leaf = Callable[[str, Any, Any], Any]
# Where the two paths come from, in words.
Where = tuple[str, str]

# Keys and parts of a container.
Pairs = list[tuple[Any, Any]]
# What containers held at some time, by identity: the container, and its parts by key.
Heap = dict[int, tuple[Any, dict[Any, Any]]]
Heaps = tuple[Heap, Heap]

_NOTHING: Heap = {}
_NEITHER: Heaps = (_NOTHING, _NOTHING)

# Kinds of what holds parts under keys.
CONTAINERS = ("list", "dict", "tuple", "namedtuple", "object")

_CONSTANTS = (str, bytes, type(None), type(...), frozenset, slice, range, complex, np.dtype)
_FLAT = (type, types.ModuleType, BaseException)
# Containers that can change, and objects of the library that are made to hold things.
_CONTAINERS: dict[str, tuple[type, ...]] = {
    "list": (list, collections.deque),
    "dict": (dict,),
    "set": (set,),
    "object": (types.SimpleNamespace,),
}
# Classes that Python code made have this flag.
_HEAP_TYPE = 1 << 9

_kinds: dict[type, str] = {
    Value: "value",
    bool: "number",
    int: "number",
    float: "number",
    list: "list",
    dict: "dict",
    tuple: "tuple",
    types.FunctionType: "function",
    types.MethodType: "method",
    Poison: "flat",
}


def kind_of(value: Any) -> str:
    """What an object is to control flow: a leaf, something with parts, or flat: only itself."""
    cls = type(value)
    kind = _kinds.get(cls)
    if kind is None:
        kind = _kinds[cls] = _classify(cls)
    return kind


def _classify(cls: type) -> str:
    if issubclass(cls, (np.number, np.bool_)):
        return "number"
    if hasattr(cls, "__enigma_leaves__"):
        return "bundle"
    for kind, base in (("partial", functools.partial), ("array", np.ndarray)):
        if issubclass(cls, base):
            return kind
    if issubclass(cls, tuple):
        return "namedtuple" if hasattr(cls, "_make") else "flat"
    for kind, bases in _CONTAINERS.items():
        if issubclass(cls, bases):
            return kind
    module = cls.__module__.partition(".")[0]
    is_built_in = not cls.__flags__ & _HEAP_TYPE
    is_library = module in ("enigma", "numpy") or module in sys.stdlib_module_names
    if is_built_in or (is_library and module != "builtins") or issubclass(cls, _FLAT):
        return "flat"
    is_plain = cls.__setattr__ is object.__setattr__ or dataclasses.is_dataclass(cls)
    has_state = getattr(cls, "__dictoffset__", 0) != 0 or bool(_slots(cls))
    return "object" if is_plain and has_state else "flat"


def _slots(cls: type) -> list[str]:
    """The names of an object's slots, private ones as Python has them."""
    names = []
    for base in cls.__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            is_private = name.startswith("__") and not name.endswith("__")
            names.append(f"_{base.__name__.lstrip('_')}{name}" if is_private else name)
    return [name for name in names if name not in ("__dict__", "__weakref__")]


def is_leaf(value: Any) -> bool:
    """Whether it is a traced value or a number."""
    return kind_of(value) in ("value", "number")


def same_literal(a: Any, b: Any) -> bool:
    """Whether two numbers are the same literal: 1 is not 1.0, and 0.0 is not -0.0."""
    return type(a) is type(b) and type(a) is not Value and repr(a) == repr(b)


def same(a: Any, b: Any) -> bool:
    """Whether two objects that are not both containers are the same thing."""
    if a is b:
        return True
    if is_leaf(a) or is_leaf(b):
        return same_literal(a, b)
    if isinstance(a, types.FunctionType) and isinstance(b, types.FunctionType):
        return a.__code__ is b.__code__ and _same_variables(a, b)
    if isinstance(a, types.MethodType) and isinstance(b, types.MethodType):
        return a.__func__ is b.__func__ and a.__self__ is b.__self__
    if type(a) is not type(b) or not isinstance(a, _CONSTANTS):
        return False
    return bool(a == b)


def _same_variables(a: types.FunctionType, b: types.FunctionType) -> bool:
    """Whether a function that is defined again has the same closure and defaults."""
    defaults = zip(a.__defaults__ or (), b.__defaults__ or (), strict=True)
    return all(
        x is y or _same_contents(x, y)
        for x, y in zip(a.__closure__ or (), b.__closure__ or (), strict=True)
    ) and all(same(x, y) for x, y in defaults)


def _same_contents(a: types.CellType, b: types.CellType) -> bool:
    try:
        return same(a.cell_contents, b.cell_contents)
    except ValueError:
        return False


def fields(value: Any) -> dict[str, Any]:
    """The attributes of an object that has state."""
    found = dict(getattr(value, "__dict__", {}))
    for name in _slots(type(value)):
        if hasattr(value, name):
            found[name] = getattr(value, name)
    return found


def refill(value: Any, new: Pairs) -> None:
    """Makes a container that can change hold these parts."""
    kind = kind_of(value)
    if kind == "list":
        value.clear()
        value.extend([part for _, part in new])
    elif kind in ("dict", "set"):
        value.clear()
        value.update(new if kind == "dict" else [part for _, part in new])
    else:
        wanted = dict(new)
        for name in fields(value):
            if name not in wanted:
                object.__delattr__(value, name)
        for name, part in new:
            object.__setattr__(value, name, part)


def parts(value: Any, heap: Heap = _NOTHING) -> Pairs | None:
    """Keys and parts of a container, in a fixed order; None for what has no parts.

    What a container held at some other time is what `heap` says.
    """
    kept = heap.get(id(value))
    if kept is not None and kind_of(value) not in ("function", "array"):
        return list(kept[1].items())
    kind = kind_of(value)
    if kind in ("tuple", "namedtuple", "list"):
        return list(enumerate(value))
    if kind == "dict":
        return list(value.items())
    if kind == "set":
        return [(part, part) for part in value]
    if kind == "bundle":
        return list(enumerate(value.__enigma_leaves__()))
    if kind == "object":
        return list(fields(value).items())
    return None


def rebuilt(value: Any, new: Pairs) -> Any:
    """A container like the one given, with other parts."""
    kind = kind_of(value)
    things = [part for _, part in new]
    if kind == "tuple":
        return tuple(things)
    if kind == "namedtuple":
        return type(value)._make(things)
    if kind == "bundle":
        return value.__enigma_rebuild__(tuple(things))
    other = copy.copy(value)
    refill(other, new)
    return other


def part_name(name: str, value: Any, key: Any) -> str:
    """How a user would write a part."""
    return f"{name}.{key}" if kind_of(value) == "object" else f"{name}[{key!r}]"


def alike(a: Any, b: Any, heaps: Heaps = _NEITHER) -> bool:
    """Whether two containers have the same form, one level deep."""
    if type(a) is not type(b):
        return False
    first, second = parts(a, heaps[0]), parts(b, heaps[1])
    if first is None or second is None or len(first) != len(second):
        return False
    return all(x[0] == y[0] for x, y in zip(first, second, strict=True))


def join(name: str, a: Any, b: Any, leaf: Leaf, where: Where, heaps: Heaps = _NEITHER) -> Any:
    """One tree of two, where two paths meet; `heaps` says what containers hold on either path."""
    if same(a, b):
        return a
    if isinstance(a, Poison) or isinstance(b, Poison):
        return a if isinstance(a, Poison) else b
    if a is UNBOUND or b is UNBOUND:
        is_second = a is UNBOUND
        return filled(name, b if is_second else a, leaf, heaps[int(is_second)], is_second)
    if is_leaf(a) and is_leaf(b):
        return leaf(name, a, b)
    if alike(a, b, heaps):
        pairs = zip(parts(a, heaps[0]) or [], parts(b, heaps[1]) or [], strict=True)
        new = [
            (key, join(part_name(name, a, key), x, y, leaf, where, heaps))
            for (key, x), (_, y) in pairs
        ]
        return rebuilt(a, new)
    return unjoinable(name, a, b, where)


def filled(name: str, value: Any, leaf: Leaf, heap: Heap, is_second: bool) -> Any:
    """A tree that only one path assigned: elsewhere it is unspecified, so literals stay."""
    if isinstance(value, Value):
        if value.dtype == "event":
            return unassigned(name)
        return leaf(name, None, value) if is_second else leaf(name, value, None)
    inside = parts(value, heap)
    if inside is None or not any(has_value(part) for _, part in inside):
        return value
    new = [(k, filled(part_name(name, value, k), x, leaf, heap, is_second)) for k, x in inside]
    return rebuilt(value, new)


def has_value(value: Any, heap: Heap = _NOTHING) -> bool:
    """Whether a tree has traced values."""
    if isinstance(value, Value):
        return True
    return any(has_value(part, heap) for _, part in parts(value, heap) or [])


def shown(name: str, value: Any) -> Any:
    """What to put into a variable: one that is not bound says so when it is read."""
    return unassigned(name) if value is UNBOUND else value
