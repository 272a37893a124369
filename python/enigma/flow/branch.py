"""Branches: `if`, and the expressions that evaluate a part under a condition.

A test that Python knows takes one arm, as ever. For a traced test both arms are traced, one after
the other, each from the state before; then the two states are joined.
"""

from __future__ import annotations

import sys
from typing import Any

from enigma._native import IfBlock, Value
from enigma.errors import fail
from enigma.flow import trees
from enigma.flow.poison import UNBOUND
from enigma.flow.state import Site, State, capture, joined_heap, put
from enigma.flow.truth import chosen, truth

_WHERE = ("where the condition holds", "elsewhere")


class Decided:
    """A branch whose test Python knows."""

    __slots__ = ("_other", "then")
    traced = False

    def __init__(self, then: bool) -> None:
        """Keeps which arm is taken."""
        self.then = then
        self._other = not then

    def otherwise(self) -> bool:
        """Whether the other arm is taken."""
        return self._other


THEN = Decided(True)
ELSE = Decided(False)


class Branch:
    """A branch that the kernel takes."""

    __slots__ = ("_after", "_before", "_block", "_site")
    traced = True
    then = True

    def __init__(self, site: Site, condition: Value) -> None:
        """Opens the first arm."""
        self._site = site
        self._before = capture(site, sys._getframe(2))
        self._after: State | None = None
        self._block = IfBlock(condition)

    def otherwise(self) -> bool:
        """Ends the first arm and opens the second, from the state before."""
        self._after = capture(self._site, sys._getframe(1), self._before)
        self._block.otherwise()
        self._before.restore()
        return True

    @property
    def before(self) -> list[Any]:
        """What the variables were before the branch."""
        return [
            trees.shown(*pair) for pair in zip(self._site.names, self._before.names, strict=True)
        ]

    @property
    def end(self) -> list[Any]:
        """Ends the branch; what the variables are after it."""
        now = capture(self._site, sys._getframe(1), self._before)
        first, second = (now, self._before) if self._after is None else (self._after, now)
        self._block.end()
        heaps = (first.heap, second.heap)
        befores = self._before.names
        joined = zip(self._site.names, first.names, second.names, befores, strict=True)
        names = [self._joined(name, a, b, before, heaps) for name, a, b, before in joined]
        for thing, content in joined_heap(first, second, self._leaf, _WHERE):
            put(thing, content)
        return names

    def _joined(self, name: str, a: Any, b: Any, before: Any, heaps: trees.Heaps) -> Any:
        exits = self._site.exits
        if self._site.guard and name in exits and a is False:
            # The guarded statements run where no flag is set, and set none.
            return before
        if self._site.guard and exits == (name,) and a is True:
            # Where they do not run, the flag is set already.
            return True
        return trees.shown(name, trees.join(name, a, b, self._leaf, _WHERE, heaps))

    def _leaf(self, name: str, a: Any, b: Any) -> Value:
        return self._block.join(name, a, b)


class Known:
    """A part of an expression that Python knows whether to evaluate."""

    __slots__ = ("then", "value")

    def __init__(self, then: bool, value: Any = None) -> None:
        """Keeps whether the part is evaluated, and the value if it is not."""
        self.then = then
        self.value = value

    def otherwise(self) -> bool:
        """Whether the other part is."""
        return not self.then


class Parts:
    """A part of an expression that the kernel evaluates under a condition."""

    __slots__ = ("_after", "_before", "_condition", "_site", "block", "value")
    then = True

    def __init__(self, site: Site, condition: Value, value: Any, first: bool) -> None:
        """Opens the arm of the part: the first, or the other."""
        if site.names:
            fail(
                "E0310",
                f"{site.names[0]} is assigned by := in a part of an expression that the kernel "
                "may not evaluate",
                f"write an if statement, and assign {site.names[0]} in it",
            )
        self._site = site
        self._condition = condition
        self.value = value
        self._before = capture(site, sys._getframe(2))
        self._after: State | None = None
        self.block = IfBlock(condition)
        if not first:
            self.block.otherwise()

    def otherwise(self) -> bool:
        """Ends the first part, begins the second."""
        self._after = capture(self._site, sys._getframe(1), self._before)
        self.block.otherwise()
        self._before.restore()
        return True

    def joined(self, then: Any, otherwise: Any, first: bool) -> Any:
        """The value of the whole; `first` where the last part evaluated is the first arm."""
        now = capture(self._site, sys._getframe(2), self._before)
        other = self._before if self._after is None else self._after
        a, b = (now, other) if first else (other, now)
        self.block.end()
        leaf = self._where if self.block.dissolve() else self._join
        for thing, content in joined_heap(a, b, leaf, _WHERE):
            put(thing, content)
        return trees.join("the expression", then, otherwise, leaf, _WHERE, (a.heap, b.heap))

    def _join(self, name: str, a: Any, b: Any) -> Value:
        name = "value" if name == "the expression" else name
        return self.block.join(name, a, b)

    def _where(self, _name: str, a: Any, b: Any) -> Any:
        if a is None or b is None:
            return b if a is None else a
        return self._logical(a, b) if self.value is not None else chosen(self._condition, a, b)

    def _logical(self, a: Any, b: Any) -> Any:
        """`and` and `or` of bools are operations of their own."""
        bools = all(type(x) is bool or (type(x) is Value and x.dtype == "bool") for x in (a, b))
        if not bools or self.value is not self._condition:
            return chosen(self._condition, a, b)
        # `then` is the first operand for `or`, the second for `and`.
        return a | b if a is self.value else a & b


def decide(site: Site, test: Any) -> Decided | Branch:
    """The branch of an `if`."""
    condition = truth(test)
    if type(condition) is Value:
        return Branch(site, condition)
    return THEN if condition else ELSE


__all__ = ["ELSE", "THEN", "UNBOUND", "Branch", "Decided", "Known", "Parts", "decide"]
