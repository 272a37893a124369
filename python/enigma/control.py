"""Control flow that the kernel runs: context managers that open and close blocks."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import Any, Literal

from enigma import _native
from enigma._native import ForBlock, IfBlock, Value, WhileBlock
from enigma.errors import fail
from enigma.flow.ranges import Range, kernel_range
from enigma.typing import DTypeLike, Operand


class Carry:
    """Values that a loop hands from one round to the next, and to what follows it."""

    __slots__ = ("_open", "_slots")

    def __init__(self, init: Any) -> None:
        """Starts with the values of `init`: a list or tuple, or one value."""
        values = init if isinstance(init, (list, tuple)) else [init]
        self._slots = [_native.local(f"carry[{k}]", value) for k, value in enumerate(values)]
        self._open = True

    def _close(self) -> None:
        self._open = False

    def _slot(self, index: int) -> _native.Local:
        if isinstance(index, int) and 0 <= index < len(self._slots):
            return self._slots[index]
        fail("E0206", f"carry has {len(self._slots)} values; there is no carry[{index!r}]")

    def __len__(self) -> int:
        """Number of values."""
        return len(self._slots)

    def __getitem__(self, index: int) -> Value:
        """The value here; after the loop, its last one."""
        return self._slot(index).get()

    def __setitem__(self, index: int, value: Operand) -> None:
        """Assigns the value; its dtype stays that of the first one."""
        slot = self._slot(index)
        if not self._open:
            fail(
                "E0304",
                "Cannot assign to carry[] outside the loop's body",
                "after the loop carry[k] is the loop's result; assign a variable of your own",
            )
        slot.carry(value)

    def __iter__(self) -> Iterator[Value]:
        """The values, so that a carry can be unpacked."""
        return iter([slot.get() for slot in self._slots])


class _Loop:
    """What the two loops share: one entry, carried values, and the end."""

    def __init__(self, init: Any) -> None:
        self._init = init
        self._carry: Carry | None = None
        self._block: ForBlock | WhileBlock | None = None

    def _begin(self) -> Carry | None:
        """Starts the carried values, if there are any."""
        if self._block is not None:
            name = type(self).__name__
            fail("E0305", f"a {name} is entered twice", "make a new one for each loop")
        if self._init is not None:
            self._carry = Carry(self._init)
        return self._carry

    def __exit__(self, kind: object, error: object, trace: object) -> Literal[False]:
        """Closes the loop, unless the body raised."""
        if kind is None and self._block is not None:
            self._block.end()
        if self._carry is not None:
            self._carry._close()
        return False


class for_range(_Loop):  # noqa: N801 - users write it as a statement
    """A counted loop over `[lo, hi)`, run by the kernel.

    `with for_range(lo, hi) as i:` gives the index, a value of `dtype`. With `init`, a list of first
    values or one of them, `as (i, carry)` gives the carried values too; what the body assigns to
    `carry[k]` is seen by the next round and after the loop.

    The number of rounds is fixed on entry. The step is positive.
    """

    def __init__(
        self,
        lo: Operand,
        hi: Operand,
        step: Operand = 1,
        dtype: DTypeLike = "int",
        init: Any = None,
    ) -> None:
        """Keeps the bounds; the loop starts on entry."""
        super().__init__(init)
        self._bounds = (lo, hi, step, dtype)

    def __enter__(self) -> Any:
        """Opens the body; gives the index, or the index and the carry."""
        carry = self._begin()
        self._block = block = ForBlock(*self._bounds)
        return block.index if carry is None else (block.index, carry)


class while_(_Loop):  # noqa: N801 - users write it as a statement
    """A loop that runs while a condition holds, evaluated by the kernel before each round.

    `cond_fn()` is called once, while tracing. With `init` it is called with the carried values, and
    `with while_(cond_fn, init) as carry:` gives them to the body.
    """

    def __init__(self, cond_fn: Callable[..., Operand], init: Any = None) -> None:
        """Keeps the condition; the loop starts on entry."""
        if not callable(cond_fn):
            fail(
                "E0112",
                "while_ takes a function that gives the condition, not a value",
                "write `while_(lambda: x < n)`: it is evaluated before each round",
            )
        super().__init__(init)
        self._condition = cond_fn

    def __enter__(self) -> Any:
        """Traces the condition and opens the body."""
        carry = self._begin()
        self._block = block = WhileBlock()
        block.body(self._condition() if carry is None else self._condition(carry))
        return self if carry is None else carry


class _Arm:
    """One of the two arms of a branch."""

    def __init__(self, branch: if_, otherwise: bool) -> None:
        self._branch = branch
        self._otherwise = otherwise

    def __enter__(self) -> None:
        self._branch._enter_arm(self._otherwise)

    def __exit__(self, kind: object, error: object, trace: object) -> Literal[False]:
        if kind is None:
            self._branch._leave_arm()
        return False


class if_:  # noqa: N801 - users write it as a statement
    """A branch, run by the kernel.

    `with if_(c):` runs its body where the condition holds. `with if_(c) as (then, otherwise):` has
    two arms, `with then:` and `with otherwise:`; either may be left out. What stands before the
    first arm runs before the branch, whatever the condition.
    """

    def __init__(self, condition: Operand) -> None:
        """Keeps the condition; the branch starts on entry."""
        self._condition = condition
        self._block: IfBlock | None = None
        # Arms entered so far, whether one is open, and how many operations the last one has.
        self._entered: list[bool] = []
        self._inside = False
        self._count = 0

    def __enter__(self) -> tuple[_Arm, _Arm]:
        """Opens the branch; gives its arms."""
        if self._block is not None:
            fail("E0305", "an if_ is entered twice", "make a new one for each branch")
        self._block = IfBlock(self._condition)
        return _Arm(self, False), _Arm(self, True)

    def _open_block(self) -> IfBlock:
        if self._block is None:
            fail("E0305", "an arm is used outside its if_", "write it inside `with if_(...)`")
        return self._block

    def _enter_arm(self, otherwise: bool) -> None:
        block = self._open_block()
        if self._inside or otherwise in self._entered:
            fail("E0305", "an arm of if_ is entered twice", "each arm is written once")
        if self._entered:
            self._check_nothing_between()
        else:
            block.hoist()
        if self._entered and not otherwise:
            # The arms are exclusive: a second branch on the same condition is the other arm.
            block.end()
            block = self._block = IfBlock(self._condition)
        if otherwise:
            block.otherwise()
        self._entered.append(otherwise)
        self._inside = True

    def _leave_arm(self) -> None:
        self._count = self._open_block().count()
        self._inside = False

    def _check_nothing_between(self) -> None:
        if self._open_block().count() != self._count:
            fail(
                "E0305",
                "operations after an arm of if_, but inside the if_",
                "move them before the first arm, into an arm, or after the if_",
            )

    def __exit__(self, kind: object, error: object, trace: object) -> Literal[False]:
        """Closes the branch, unless a body raised."""
        if kind is None and self._block is not None:
            if self._entered:
                self._check_nothing_between()
            self._block.end()
        return False


# What opens blocks of the kernel.
BLOCKS = (for_range, while_, if_, _Arm)


def range_constexpr(*args: int) -> builtins.range:
    """Python's `range`, evaluated while tracing: the body is repeated in the kernel.

    Args:
        args: stop; start and stop; or start, stop and step.

    Returns:
        a Python range.
    """
    if not 1 <= len(args) <= 3:
        fail("E0112", f"range_constexpr takes 1 to 3 arguments, not {len(args)}")
    return builtins.range(*args)


def range(*args: Operand) -> Range:
    """A loop that the kernel runs: `for i in enigma.range(n)`, whatever the bounds.

    Args:
        args: stop; start and stop; or start, stop and step, which may be negative.

    Returns:
        what a `for` of a kernel makes a loop of; the index is an int, or has the bounds' dtype.
    """
    return kernel_range(*args)


__all__ = ["Carry", "for_range", "if_", "range", "range_constexpr", "while_"]
