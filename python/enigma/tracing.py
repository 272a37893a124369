"""Tracing: runs a kernel's function once with symbolic values, and names what it assigns."""

from __future__ import annotations

import dis
import functools
import sys
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

from enigma import _native, _ops
from enigma._native import Tracer, Value
from enigma.flow import converted, loops
from enigma.memory import Tensor
from enigma.typing import DTypeLike, Numeric, Scalar

# What an annotation says: a buffer of a dtype, or one value of a dtype.
Parameter = tuple[str, Numeric | Scalar]


def trace(
    fn: Callable[..., Any],
    name: str,
    place: tuple[str, int],
    parameters: Sequence[Parameter],
    vec_width: int,
) -> Tracer:
    """Runs the function with one symbolic value per parameter; gives what recorded it."""
    tracer = Tracer(name, *place)
    tracer.push()
    around, loops.current.loop = loops.current.loop, None
    try:
        arguments = [_argument(tracer, index, *p, vec_width) for index, p in enumerate(parameters)]
        converted(fn)(*arguments)
    finally:
        tracer.pop()
        loops.current.loop = around
    _give_names(tracer)
    return tracer


def _argument(tracer: Tracer, index: int, name: str, kind: Numeric | Scalar, vec_width: int) -> Any:
    if isinstance(kind, Scalar):
        return tracer.scalar(name, kind.dtype)
    return Tensor(tracer.buffer(name, kind, vec_width), index, ())


def _give_names(tracer: Tracer) -> None:
    """Names each value after the variable that the same statement assigns it to.

    Names are read from bytecode, which is there even where the source is not: an operation's result
    has a name if the instruction after the one that made it stores a variable.
    """
    for number, code, offset in tracer.nameable():
        name = _stored_after(code, offset)
        if name is not None:
            tracer.name(number, name)


@functools.lru_cache(maxsize=4096)
def _stored_after(code: CodeType, offset: int) -> str | None:
    """The variable that the instruction after the one at an offset stores."""
    text, argument = code.co_code, 0
    for at in range(offset + 2, len(text), 2):
        opcode = dis.opname[text[at]]
        argument = argument << 8 | text[at + 1]
        if opcode == "CACHE":
            argument = 0
        elif opcode != "EXTENDED_ARG":
            return _stored(code, opcode, argument)
    return None


def _stored(code: CodeType, opcode: str, argument: int) -> str | None:
    if opcode == "STORE_NAME":
        name = code.co_names[argument]
    elif opcode in ("STORE_FAST", "STORE_DEREF"):
        name = _variables(code, opcode)[argument]
    elif opcode.startswith("STORE_FAST_"):
        # An instruction that stores and then does something else has the stored variable first.
        name = _variables(code, "STORE_FAST")[argument >> 4]
    else:
        return None
    return None if name.startswith("@") else name


def _variables(code: CodeType, opcode: str) -> tuple[str, ...]:
    """What an instruction that stores may name, in order; before Python 3.11 cells are apart."""
    cells = code.co_cellvars
    if opcode == "STORE_DEREF" and sys.version_info < (3, 11):
        return cells + code.co_freevars
    own = code.co_varnames
    return own + tuple(c for c in cells if c not in own) + code.co_freevars


def grid_size(dim: str = "x") -> Value:
    """Extent of the grid in threadgroups: another name of `threadgroups_per_grid`."""
    return _ops.threadgroups_per_grid(dim)


def function_constant(dtype: DTypeLike, index: int) -> Value:
    """A value that is fixed when the kernel is specialised, and folded like a literal.

    A launch gives it by its index: `kernel(...).launch(..., constants={0: 3})`. Uses of one index
    have one dtype.
    """
    return _native.function_constant(dtype, index)
