"""What exported kernels are called with: extents, arrays of the right dtype."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from enigma.errors import EnigmaError, fail
from enigma.kernel import Extent
from enigma.typing import dtype_of


def extents(what: str, given: Extent) -> tuple[int, int, int]:
    """Extents along x, y and z; missing ones are 1."""
    sizes = tuple(given) if isinstance(given, Sequence) else (given,)
    if not 1 <= len(sizes) <= 3 or not all(isinstance(n, int) and n > 0 for n in sizes):
        code = "E0404" if what == "grid" else "E0403"
        fail(code, f"{what} of {given!r}", "expected an int, or a tuple of one to three ints")
    whole = (*sizes, 1, 1)
    return whole[0], whole[1], whole[2]


def check_count(name: str, names: Sequence[str], given: Sequence[Any]) -> None:
    """Whether there is an argument for each parameter."""
    if len(given) != len(names):
        fail("E0601", f"{name} takes {len(names)} arguments, got {len(given)}", ", ".join(names))


def check_dtype(name: str, wanted: str, array: Any) -> None:
    """Whether an array has the dtype of its parameter."""
    dtype: Any = getattr(array, "dtype", None)
    try:
        found = dtype_of(dtype).metal_name
    except EnigmaError:
        found = type(array).__name__ if dtype is None else str(dtype)
    if found != wanted:
        fail("E0602", f"argument {name} is {found}, the kernel takes {wanted}", "convert it")


def fitting(name: str, wanted: str, value: Any) -> int | float:
    """A number for a scalar parameter: an int that fits, or a float."""
    number = value.item() if hasattr(value, "item") else value
    if not isinstance(number, (bool, int, float)):
        found = type(value).__name__
        fail("E0602", f"argument {name} is one {wanted}, not {found}", "pass a number")
    if wanted in ("float", "half", "bfloat"):
        return float(number)
    if isinstance(number, float):
        fail("E0602", f"argument {name} is {wanted}, not the float {number!r}", "convert it")
    low, high = _LIMITS[wanted]
    if not low <= number <= high:
        fail("E0103", f"argument {name} is {wanted}, which does not hold {number}")
    return int(number)


def _limits(bits: int, is_signed: bool) -> tuple[int, int]:
    top = 1 << (bits - 1 if is_signed else bits)
    return (-top if is_signed else 0), top - 1


_LIMITS = {
    "bool": (0, 1),
    "char": _limits(8, True),
    "uchar": _limits(8, False),
    "short": _limits(16, True),
    "ushort": _limits(16, False),
    "int": _limits(32, True),
    "uint": _limits(32, False),
    "long": _limits(64, True),
    "ulong": _limits(64, False),
}
