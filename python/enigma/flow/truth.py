"""Truth of what stands in a condition: Python's own, or a traced bool."""

from __future__ import annotations

from typing import Any

from enigma import _native, _ops
from enigma._native import Value
from enigma.flow.poison import Poison


def truth(value: Any) -> Any:
    """A Python bool, or a traced one; a traced number is true where it is not 0."""
    if type(value) is Value:
        return value if value.dtype == "bool" else value != 0
    return bool(value)


def negate(value: Any) -> Any:
    """`not value`."""
    condition = truth(value)
    return ~condition if type(condition) is Value else not condition


def clear(*flags: Any) -> Any:
    """Whether none of the flags is set."""
    traced = []
    for flag in flags:
        if type(flag) is Value:
            traced.append(flag)
        elif flag and not isinstance(flag, Poison):
            return False
    if not traced:
        return True
    condition = traced[0]
    for flag in traced[1:]:
        condition = condition | flag
    return ~condition


def both(a: Any, b: Any) -> Any:
    """`a and b` of bools without a branch."""
    if type(a) is not Value:
        return b if a else False
    if type(b) is not Value:
        return a if b else False
    return a & b


def chosen(condition: Value, then: Any, otherwise: Any) -> Value:
    """One of two leaves, in a dtype that holds both: a bool beside the literal 3 is an int."""
    dtype = _native.common_dtype(then, otherwise)
    return _ops.where(_native.literal(otherwise, dtype), _native.literal(then, dtype), condition)
