"""Why a traced value is used where Python has to know it: what to write instead."""

from __future__ import annotations

import sys
from pathlib import Path
from types import CodeType, FrameType

# Code objects that were rewritten, and why others were not; by identity, which keeps them alive.
rewritten: dict[int, CodeType] = {}
reasons: dict[int, tuple[CodeType, str]] = {}

_PACKAGE = str(Path(__file__).resolve().parent.parent)

_NOTES = {
    "truth": (
        "for `if x:` write `with enigma.if_(x):`, "
        "for `a if x else b` write `enigma.where(b, a, x)`",
        "for `a and b`, `a or b`, `not a` and `a < b < c` write `a & b`, `a | b`, `~a` and "
        "`(a < b) & (b < c)`",
    ),
    "range": (
        "for a loop that the kernel runs write `with enigma.for_range(lo, hi) as i:`",
        "for a loop that is unrolled while tracing write `for i in enigma.range_constexpr(n):`",
    ),
}
_REWRITTEN = {
    "truth": (
        "`if`, `while`, `and`, `or`, `not`, `assert` and conditional expressions of a kernel take "
        "traced values; other places where Python needs to know the value do not",
    ),
    "range": (
        "the kernel runs `for i in ...` over a range; other uses of it have to know the numbers",
        "for a loop that is unrolled while tracing use Python ints",
    ),
}


def notes(kind: str) -> tuple[str, ...]:
    """What to write instead, for the user's frame that is running."""
    code = _user_code()
    if code is None:
        return _NOTES[kind]
    if id(code) in rewritten:
        return _REWRITTEN[kind]
    reason = reasons.get(id(code))
    if reason is None:
        by = "is called by Python or by a library, not by traced code, and runs as ordinary Python"
        why = f"{code.co_name} {by}"
    else:
        why = f"{reason[1]}, so {code.co_name} runs as ordinary Python"
    return (why, *_NOTES[kind])


def place() -> str:
    """The user's line that is running, in words."""
    frame = _user_frame()
    if frame is None:
        return "an unknown place"
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _user_code() -> CodeType | None:
    frame = _user_frame()
    return None if frame is None else frame.f_code


def _user_frame() -> FrameType | None:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return frame
