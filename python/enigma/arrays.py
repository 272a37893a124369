"""NumPy arrays for kernel parameters: their dtypes, and copies of what users pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from enigma.errors import fail

# The array dtype of each kernel dtype. NumPy has no bfloat: its bits travel as uint16.
_NUMPY: dict[str, str] = {
    "float": "float32",
    "half": "float16",
    "bfloat": "uint16",
    "char": "int8",
    "uchar": "uint8",
    "short": "int16",
    "ushort": "uint16",
    "int": "int32",
    "uint": "uint32",
    "long": "int64",
    "ulong": "uint64",
    "bool": "bool",
}


def numpy_dtype(metal_name: str) -> np.dtype[Any]:
    """The dtype of an array for a parameter."""
    return np.dtype(_NUMPY[metal_name])


def copied(name: str, value: Any, metal_name: str) -> np.ndarray[Any, Any]:
    """A contiguous copy of an input; a list takes the parameter's dtype, an array must have it."""
    if hasattr(value, "__array_interface__") or isinstance(value, np.generic):
        return np.array(value, order="C", copy=True)
    wanted = numpy_dtype(metal_name)
    try:
        array = np.array(value)
        if metal_name == "bfloat":
            return _bfloat_bits(array)
        if np.can_cast(array.dtype, wanted, "same_kind") or _fits(array, wanted):
            return np.ascontiguousarray(array.astype(wanted))
    except (TypeError, ValueError, OverflowError):
        array = None
    found = type(value).__name__ if array is None else f"a list of {array.dtype}"
    fail("E0602", f"input {name} is {found}, the kernel takes {metal_name}", "pass a NumPy array")


def _fits(array: np.ndarray[Any, Any], wanted: np.dtype[Any]) -> bool:
    """Whether integers, which NumPy makes 64 bits wide, are in the range of a narrower dtype."""
    if array.dtype.kind not in "iub" or wanted.kind not in "iuf":
        return False
    if wanted.kind == "f" or array.size == 0:
        return True
    limits = np.iinfo(wanted)
    return bool(array.min() >= limits.min and array.max() <= limits.max)


def _bfloat_bits(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Numbers rounded to bfloat, to nearest even, as the bits of uint16."""
    bits = np.ascontiguousarray(array.astype(np.float32)).view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    nan = (bits & np.uint32(0x7FFFFFFF)) > np.uint32(0x7F800000)
    return np.where(nan, np.uint32(0x7FC0), rounded >> np.uint32(16)).astype(np.uint16)
