"""Builtins that compare or test what they are given: with traced values, the kernel does it.

NumPy's functions say which one takes traced values instead.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np

from enigma import _ops
from enigma._native import Value
from enigma.errors import fail
from enigma.flow.ranges import python_range
from enigma.flow.truth import clear, negate, truth


def _is_traced(things: Any) -> bool:
    return any(type(thing) is Value for thing in things)


def _extreme(plain: Callable[..., Any], is_better: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """`min` or `max`, with Python's choice between equals: the first of them."""

    def extreme(*things: Any, **options: Any) -> Any:
        if len(things) > 1 and not options and _is_traced(things):
            found = things
        elif len(things) == 1 and isinstance(things[0], (list, tuple)) and _is_traced(things[0]):
            found = things[0]
        else:
            return plain(*things, **options)
        best = found[0]
        for thing in found[1:]:
            better = is_better(thing, best)
            if type(better) is Value:
                best = _ops.where(best, thing, better)
            else:
                best = thing if better else best
        return best

    return extreme


def _any(things: Any) -> Any:
    found = list(things)
    if not _is_traced(found):
        return any(found)
    return negate(clear(*[truth(thing) for thing in found]))


def _all(things: Any) -> Any:
    found = list(things)
    if not _is_traced(found):
        return all(found)
    return clear(*[negate(thing) for thing in found])


# What a call of the builtin becomes.
STAND_INS: dict[Any, Callable[..., Any]] = {
    builtins.range: python_range,
    builtins.min: _extreme(min, lambda a, b: a < b),
    builtins.max: _extreme(max, lambda a, b: a > b),
    builtins.any: _any,
    builtins.all: _all,
}


def of_numpy(function: np.ufunc) -> Callable[..., Any]:
    """A function of NumPy, for what Python knows; traced values have functions of their own."""
    name = function.__name__

    def apply(*things: Any, **options: Any) -> Any:
        if _is_traced(things):
            here = _NUMPY.get(name, name)
            known = here in _ops.__all__
            note = f"write enigma.{here}" if known else "compute it with enigma's operations"
            fail("E0106", f"np.{name} does not take a traced value", note)
        return function(*things, **options)

    return apply


# Where NumPy's name of a function is not enigma's.
_NUMPY = {
    "absolute": "abs",
    "arccos": "acos",
    "arcsin": "asin",
    "arctan": "atan",
    "arctan2": "atan2",
    "fabs": "abs",
    "maximum": "fmax",
    "minimum": "fmin",
    "power": "pow",
}


def contains(value: Any, things: Any) -> Any:
    """`value in things`: a traced value equals one of what a container holds."""
    if type(value) is not Value:
        return value in things
    if isinstance(things, builtins.range) and things.step == 1:
        return (value >= things.start) & (value < things.stop)
    if not isinstance(things, (list, tuple, set, frozenset, dict, builtins.range)):
        return value in things
    found: Any = False
    for thing in things:
        equal = value == thing
        found = equal if found is False else found | equal
    return found
