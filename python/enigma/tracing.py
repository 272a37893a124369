"""Tracing: runs a kernel's function once with symbolic values, and names what it assigns."""

from __future__ import annotations

import dis
import functools
import itertools
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
    known: dict[int, dict[int, str]] = {}
    for number, code, offset in tracer.nameable():
        if id(code) not in known:
            known[id(code)] = _stores(code)
        name = known[id(code)].get(offset)
        if name is not None:
            tracer.name(number, name)


@functools.lru_cache(maxsize=1024)
def _stores(code: CodeType) -> dict[int, str]:
    """The variable stored right after each instruction, by its offset and those of its caches."""
    names: dict[int, str] = {}
    instructions = list(dis.get_instructions(code))
    for here, after in itertools.pairwise(instructions):
        name = _stored(after)
        if name is not None:
            for offset in range(here.offset, after.offset, 2):
                names[offset] = name
    return names


def _stored(instruction: dis.Instruction) -> str | None:
    if not instruction.opname.startswith(("STORE_FAST", "STORE_DEREF", "STORE_NAME")):
        return None
    # An instruction that stores and then does something else names the stored variable first.
    argument = instruction.argval
    name = argument[0] if isinstance(argument, tuple) else argument
    is_ours = isinstance(name, str) and name.startswith("@")
    return name if isinstance(name, str) and not is_ours else None


def grid_size(dim: str = "x") -> Value:
    """Extent of the grid in threadgroups: another name of `threadgroups_per_grid`."""
    return _ops.threadgroups_per_grid(dim)


def function_constant(dtype: DTypeLike, index: int) -> Value:
    """A value that is fixed when the kernel is specialised, and folded like a literal.

    A launch gives it by its index: `kernel(...).launch(..., constants={0: 3})`. Uses of one index
    have one dtype.
    """
    return _native.function_constant(dtype, index)
