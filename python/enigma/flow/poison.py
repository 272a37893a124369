"""What a variable holds where no value can be meant: any use of it is an error that names it."""

from __future__ import annotations

from typing import Any, NoReturn

from enigma._native import Value, Vector
from enigma.errors import fail
from enigma.flow import explain


class Poison:
    """Stands for a variable that has no value here; says so as soon as it is used."""

    __slots__ = ("_code", "_message", "_notes")

    def __init__(self, code: str, message: str, *notes: str) -> None:
        """Keeps what to say."""
        self._code = code
        self._message = message
        self._notes = notes

    def __enigma_poison__(self) -> NoReturn:
        """Raises the error."""
        fail(self._code, self._message, *self._notes)

    def __repr__(self) -> str:
        """Harmless, for debuggers."""
        return f"<no value: {self._message}>"

    def __getattr__(self, name: str) -> Any:
        """Attributes that Python asks for on its own are just not there; others are a use."""
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        self.__enigma_poison__()


def _use(self: Poison, *_args: Any) -> NoReturn:
    self.__enigma_poison__()


_USES = (
    "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift "
    "radd rsub rmul rtruediv rfloordiv rmod rdivmod rpow rmatmul rand ror rxor rlshift rrshift "
    "neg pos abs invert lt le gt ge eq ne bool int float index len iter next contains "
    "getitem setitem delitem call enter exit complex round trunc floor ceil hash"
)
for _name in _USES.split():
    setattr(Poison, f"__{_name}__", _use)


class _Unbound:
    """The mark of a name that is not bound."""

    def __repr__(self) -> str:
        return "<unbound>"


UNBOUND: Any = _Unbound()


def unassigned(name: str) -> Poison:
    """What a name holds where it is not assigned yet."""
    return Poison(
        "E0309",
        f"{name} is not assigned on this path",
        f"assign {name} before the branch or loop, so that it has a value on every path",
    )


def unreturned(value: Any) -> Poison:
    """What a call gives where the function may end without a return."""
    return Poison(
        "E0114",
        f"a function returns {described(value)} on one path and ends without a return on another",
        "which path a thread takes is known in the kernel only; return a value on each",
    )


def unjoinable(name: str, first: Any, second: Any, where: tuple[str, str]) -> Poison:
    """What a name holds where paths that meet left it with things that cannot be one value."""
    if name == "@val":
        return Poison(
            "E0114",
            f"a function returns {described(first)} on one path and {described(second)} on another",
            "which path a thread takes is known in the kernel only; "
            "return values of one kind on each",
        )
    return Poison(
        "E0114",
        f"{name} is {described(first)} {where[0]} and {described(second)} {where[1]}",
        "which of them it is, is known in the kernel only, "
        f"by the branch or loop at {explain.place()}",
        _remedy(name, first, second),
    )


def _remedy(name: str, first: Any, second: Any) -> str:
    """How to give a name one kind of value."""
    for vector, other in ((first, second), (second, first)):
        if isinstance(vector, Vector) and isinstance(other, (int, float, Value)):
            part = "x" if isinstance(other, Value) else repr(other)
            parts = ", ".join([part] * len(vector))
            return f"give {name} a vector on both paths: enigma.make_vec({parts})"
    return f"give {name} numbers, or tuples of the same form, on both paths; or use it inside each"


def described(value: Any) -> str:
    """A value in a message."""
    if value is UNBOUND:
        return "nothing"
    if isinstance(value, Poison):
        return "no value"
    kind = type(value).__name__
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, Vector):
        return f"a {value.dtype}"
    if kind == "Value":
        return f"a value of dtype {value.dtype}"
    if isinstance(value, (tuple, list, dict)):
        return f"a {kind} of {len(value)}"
    name = getattr(value, "name", None)
    return f"{name} ({kind})" if isinstance(name, str) else f"an object of type {kind}"
