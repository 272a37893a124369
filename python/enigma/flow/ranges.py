"""What `for i in ...` counts over in a kernel: bounds that are known when it runs."""

from __future__ import annotations

import builtins
import operator
from collections.abc import Iterator
from typing import Any

from enigma import _native, _ops
from enigma._native import Value
from enigma.errors import fail
from enigma.flow import explain

_SIGNED = {"char", "short", "int", "long"}
_UNSIGNED = {"char": "uchar", "short": "ushort", "int": "uint", "long": "ulong"}


class Range:
    """The numbers that a kernel's loop counts over; `for` in a kernel makes the loop of it."""

    __slots__ = ("backwards", "start", "step", "stop")

    def __init__(self, start: Any, stop: Any, step: Any, backwards: bool = False) -> None:
        """Keeps the bounds: traced integers, or Python's."""
        self.backwards = backwards
        self.start = start
        self.stop = stop
        self.step = step

    def __iter__(self) -> Iterator[Value]:
        """Only a `for` of a kernel can do it; there the numbers are traced values."""
        fail(
            "E0307",
            "the rounds of a loop that the kernel runs are not known while tracing",
            *explain.notes("range"),
        )

    def __reversed__(self) -> Range:
        """The same numbers from the last to the first."""
        return Range(self.start, self.stop, self.step, not self.backwards)

    @property
    def is_plain(self) -> bool:
        """Whether a counted loop of the IR has these numbers as they are: they go up."""
        if self.backwards:
            return False
        return self.step > 0 if self.is_static_step else self.dtype() not in _SIGNED

    @property
    def is_static_step(self) -> bool:
        """Whether Python knows the step."""
        return not isinstance(self.step, Value)

    def dtype(self) -> str:
        """The dtype of the numbers: that of the traced bounds, without them int."""
        traced = [b for b in (self.start, self.stop, self.step) if isinstance(b, Value)]
        if traced:
            return _native.common_dtype(*traced)
        return _native.common_dtype(self.start, self.stop, 0)

    def counted(self) -> tuple[Any, Any, Any]:
        """First number, number of rounds, step: for loops that count rounds."""
        first, rounds, step = self._forwards()
        if not self.backwards:
            return first, rounds, step
        count = _native.metal_cast(rounds, self.dtype()) if isinstance(rounds, Value) else rounds
        return first + (count - 1) * step, rounds, -step

    def _forwards(self) -> tuple[Any, Any, Any]:
        start, stop, step, dtype = self.start, self.stop, self.step, self.dtype()
        if isinstance(step, Value):
            if dtype not in _SIGNED:
                return start, _rounds(start, stop, step, dtype), step
            up, down = _rounds(start, stop, step, dtype), _rounds(stop, start, -step, dtype)
            none = _ops.where(0, down, step < 0)
            return start, _ops.where(none, up, step > 0), step
        if step > 0:
            return start, _rounds(start, stop, step, dtype), step
        if dtype not in _SIGNED and not isinstance(stop, Value) and stop == -1:
            # No number of the dtype is below the end: down to 0.
            return start, start // -step + 1, step
        return start, _rounds(stop, start, -step, dtype), step


def _rounds(low: Any, high: Any, step: Any, dtype: str) -> Any:
    """Rounds from low up to high: the difference may be larger than the dtype holds."""
    unsigned = _UNSIGNED.get(dtype, dtype)
    if not any(isinstance(x, Value) for x in (low, high, step)):
        return max(0, -(-(high - low) // step))
    low_v, high_v = _native.literal(low, _dtype(dtype)), _native.literal(high, _dtype(dtype))
    distance = _native.metal_cast(high_v - low_v, unsigned)
    if isinstance(step, Value) or step != 1:
        distance = (distance - 1) // _native.metal_cast(step, unsigned) + 1
    return _ops.where(0, distance, low_v < high_v)


def _dtype(name: str) -> Any:
    from enigma.typing import dtype_of

    return dtype_of(name)


def _bound(value: Any) -> Any:
    if isinstance(value, Value):
        return value
    try:
        return operator.index(value)
    except TypeError:
        kind = type(value).__name__
        fail(
            "E0111",
            f"range takes integers, not {kind}",
            "expected a traced integer or a Python int",
        )


def kernel_range(*args: Any) -> Range:
    """`enigma.range`: a loop that the kernel runs, whatever the bounds."""
    if not 1 <= len(args) <= 3:
        fail("E0112", f"range takes 1 to 3 arguments, not {len(args)}")
    bounds = [_bound(a) for a in args]
    start, stop = (0, bounds[0]) if len(bounds) == 1 else bounds[:2]
    step = bounds[2] if len(bounds) == 3 else 1
    if not isinstance(step, Value) and step == 0:
        fail("E0205", "range needs a step that is not 0")
    return Range(start, stop, step)


def python_range(*args: Any) -> Any:
    """`range`: Python's own, or a loop of the kernel where a bound is traced."""
    if any(isinstance(a, Value) for a in args):
        return kernel_range(*args)
    return builtins.range(*args)
