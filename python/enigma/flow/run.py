"""What rewritten code calls: one object per function, which knows the function's places."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from enigma import _native
from enigma._native import Value
from enigma.errors import fail
from enigma.flow.branch import Branch, Decided, Known, Parts, decide
from enigma.flow.builtin import contains
from enigma.flow.loops import ConditionalLoop, CountedLoop, Unrolled
from enigma.flow.poison import UNBOUND, unreturned
from enigma.flow.ranges import Range
from enigma.flow.state import Site
from enigma.flow.truth import clear, negate, truth


class Flow:
    """The helper that a rewritten function calls; in its code it has a name that no user writes."""

    __slots__ = ("call", "sites")

    unset = UNBOUND
    clear = staticmethod(clear)
    negate = staticmethod(negate)

    def __init__(self, sites: list[Site], call: Callable[[Any], Any]) -> None:
        """Keeps the places of the function; `call` rewrites what it calls."""
        self.sites = sites
        self.call = call

    def branch(self, number: int, test: Any) -> Decided | Branch:
        """`if`."""
        if test is True or test is False:
            return decide(self.sites[number], test)
        condition = truth(test)
        if type(condition) is Value:
            return Branch(self.sites[number], condition)
        return decide(self.sites[number], condition)

    def loop(self, number: int, things: Any) -> CountedLoop | Unrolled:
        """`for`."""
        if type(things) is Range:
            return CountedLoop(self.sites[number], things)
        return Unrolled(things)

    def conditional(self, number: int) -> ConditionalLoop:
        """`while`."""
        return ConditionalLoop(self.sites[number])

    def both(self, number: int, value: Any) -> Known | Parts:
        """The first operand of `and`."""
        condition = truth(value)
        if type(condition) is Value:
            return Parts(self.sites[number], condition, value, True)
        return Known(condition, value)

    def either(self, number: int, value: Any) -> Known | Parts:
        """The first operand of `or`."""
        condition = truth(value)
        if type(condition) is Value:
            return Parts(self.sites[number], condition, value, False)
        return Known(not condition, value)

    def end_both(self, parts: Known | Parts, value: Any) -> Any:
        """The value of `and`, given that of its second operand."""
        if isinstance(parts, Known):
            return value if parts.then else parts.value
        return parts.joined(value, parts.value, True)

    def end_either(self, parts: Known | Parts, value: Any) -> Any:
        """The value of `or`."""
        if isinstance(parts, Known):
            return value if parts.then else parts.value
        return parts.joined(parts.value, value, False)

    def choose(self, number: int, test: Any) -> Known | Parts:
        """The condition of `x if condition else y`."""
        condition = truth(test)
        if type(condition) is Value:
            return Parts(self.sites[number], condition, None, True)
        return Known(condition)

    def chosen(self, parts: Known | Parts, then: Any, otherwise: Any) -> Any:
        """The value of `x if condition else y`."""
        if isinstance(parts, Known):
            return then if parts.then else otherwise
        return parts.joined(then, otherwise, False)

    def lazily(self, is_and: bool, value: Any, other: Callable[[], Any]) -> Any:
        """`and` and `or` where an assignment expression cannot stand."""
        parts = _empty(sys._getframe(1), is_and, value)
        if isinstance(parts, Known):
            return other() if parts.then else value
        later = other()
        return self.end_both(parts, later) if is_and else self.end_either(parts, later)

    def contains(self, value: Any, things: Any, negated: bool) -> Any:
        """`value in things`, or `value not in things`."""
        found = contains(value, things)
        return negate(found) if negated else found

    def crossed(self, manager: Any) -> Any:
        """A context manager whose body may be left by a jump: not a block of the kernel."""
        from enigma import control

        if type(manager) in control.BLOCKS:
            fail(
                "E0310",
                "break, continue or return cannot leave a `with` block that the kernel runs",
                "write the branch or loop around it as a native `if`, `for` or `while`",
            )
        return manager

    def failed(self, condition: Any) -> bool:
        """Whether an assertion fails while tracing; a traced one the kernel checks."""
        holds = truth(condition)
        if type(holds) is Value:
            _native.assert_(holds)
            return False
        return not holds

    def returned(self, flag: Any, value: Any) -> Any:
        """What a function returns; without a return it is None."""
        if value is UNBOUND or value is None:
            return None
        return value if flag is True else unreturned(value)


def _empty(_frame: Any, is_and: bool, value: Any) -> Known | Parts:
    condition = truth(value)
    if type(condition) is Value:
        return Parts(Site([], ()), condition, value, is_and)
    return Known(bool(condition) is is_and, value)
