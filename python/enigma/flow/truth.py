"""Truth of what stands in a condition: Python's own, or a traced bool."""

from __future__ import annotations

from typing import Any

from enigma import _ops
from enigma._native import IfBlock, Value
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
    """One of two leaves."""
    if _is_matrix(then) or _is_matrix(otherwise):
        return _chosen_matrix(condition, then, otherwise)
    return _ops.where(otherwise, then, condition)


def _is_matrix(leaf: Any) -> bool:
    return type(leaf) is Value and leaf.dtype.startswith("simdgroup_matrix")


def _chosen_matrix(condition: Value, then: Any, otherwise: Any) -> Value:
    """One of two matrices: a simdgroup takes one way."""
    block = IfBlock(condition)
    block.otherwise()
    block.end()
    return block.join("value", then, otherwise)
