"""Arrays for kernel parameters: their dtypes, what users pass as arrays of NumPy, copies."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from enigma import _native
from enigma.errors import fail
from enigma.typing import Numeric, dtype_of

Array = np.ndarray[Any, Any]

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


def presented(array: Array, metal_name: str) -> Array:
    """A view for users: bits of bfloat get the dtype of `ml_dtypes` where that is installed."""
    if metal_name != "bfloat" or array.dtype != np.uint16:
        return array
    try:
        import ml_dtypes
    except ImportError:
        return array
    return array.view(ml_dtypes.bfloat16)


class _Export:
    """A tensor of another library as NumPy's protocol describes it, and what keeps its memory."""

    def __init__(self, interface: dict[str, Any], owner: Any) -> None:
        self.__array_interface__ = interface
        self._owner = owner


def _seen(name: str, value: Any) -> tuple[Array, str | None] | None:
    """An array or tensor as an array that shares its memory, and its dtype if kernels have it."""
    if isinstance(value, np.generic) or hasattr(value, "__array_interface__"):
        array = np.asarray(value)
        kind = getattr(value, "dtype", None)
        bfloat = "bfloat" in str(kind) or "bfloat" in array.dtype.name
        if bfloat and array.dtype.itemsize == 2:
            return array.view(np.uint16), "bfloat"
        known = array.dtype.name in _NUMPY.values()
        return array, dtype_of(array.dtype).metal_name if known else None
    try:
        exported = _native.dlpack(value)
    except (TypeError, BufferError) as refusal:
        fail("E0608", f"{name} is a tensor that cannot be used here", str(refusal))
    if exported is None:
        return None
    interface, dtype, owner = exported
    return np.asarray(_Export(interface, owner)), dtype


def elements(name: str, value: Any, dtype: Numeric | None) -> tuple[Array, str]:
    """What a user passes as an array of a dtype, to which it is converted, and the dtype's name.

    The array shares the memory of `value` where nothing has to be converted.
    """
    seen = _seen(name, value)
    if seen is None:
        if dtype is None:
            found = type(value).__name__
            fail("E0602", f"{name} is a {found}, which has no dtype", "say which: dtype=enigma.f32")
        return _listed(name, value, dtype.metal_name), dtype.metal_name
    array, own = seen
    if dtype is None:
        if own is None:
            text = f"{name} is {array.dtype}, which kernels do not have"
            fail("E0602", text, "convert it, or say which: dtype=enigma.f32")
        return _converted(array, own, own), own
    return _converted(array, own, dtype.metal_name), dtype.metal_name


def _converted(array: Array, found: str | None, wanted: str) -> Array:
    if found == wanted:
        return array.astype(array.dtype.newbyteorder("="), copy=False)
    if found == "bfloat":
        array = _from_bfloat(array)
    if wanted == "bfloat":
        return _bfloat_bits(array)
    return array.astype(numpy_dtype(wanted))


def shares(array: Array, value: Any) -> bool:
    """Whether an array that `elements` gave is the user's own memory, as kernels take it."""
    own = not isinstance(value, (list, tuple, np.generic))
    native = array.dtype.isnative and array.flags.c_contiguous and array.flags.writeable
    base = _seen("data", value) if own else None
    return native and base is not None and np.shares_memory(array, base[0])


def allocated(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Zeros in C order: memory of the GPU where there is one, which it uses in place."""
    size = math.prod(shape) * dtype.itemsize
    if size == 0 or "metal" not in _native.devices():
        return np.zeros(shape, dtype)
    return np.asarray(_native.Pages(size)).view(dtype).reshape(shape)


def passed(name: str, value: Any, metal_name: str, is_written: bool) -> Any:
    """An input of `execute`: itself where the kernel only reads it and takes it, else a copy."""
    seen = None if _is_list(value) else _seen(name, value)
    if seen is None:
        return _listed(name, value, metal_name)
    array, found = seen
    usable = array.flags.c_contiguous and array.flags.aligned and not isinstance(value, np.generic)
    if usable and not is_written:
        return value
    copy = np.array(array, order="C")
    return presented(copy, "bfloat") if found == "bfloat" else copy


def copied(name: str, value: Any, metal_name: str) -> Array:
    """A contiguous copy of an input; a list takes the parameter's dtype, an array must have it."""
    return np.array(passed(name, value, metal_name, True), order="C")


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _listed(name: str, value: Any, metal_name: str) -> Array:
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


def _fits(array: Array, wanted: np.dtype[Any]) -> bool:
    """Whether integers, which NumPy makes 64 bits wide, are in the range of a narrower dtype."""
    if array.dtype.kind not in "iub" or wanted.kind not in "iuf":
        return False
    if wanted.kind == "f" or array.size == 0:
        return True
    limits = np.iinfo(wanted)
    return bool(array.min() >= limits.min and array.max() <= limits.max)


def _from_bfloat(bits: Array) -> Array:
    """Bits of bfloat as float32, which has all of its values."""
    return (bits.astype(np.uint32) << np.uint32(16)).view(np.float32)


def _bfloat_bits(array: Array) -> Array:
    """Numbers rounded to bfloat, to nearest even, as the bits of uint16."""
    bits = np.ascontiguousarray(array.astype(np.float32)).view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    nan = (bits & np.uint32(0x7FFFFFFF)) > np.uint32(0x7F800000)
    return np.where(nan, np.uint32(0x7FC0), rounded >> np.uint32(16)).astype(np.uint16)
