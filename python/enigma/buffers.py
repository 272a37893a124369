"""Device memory that stays between launches: `Buffer`.

A buffer is host memory, which the CPU and Apple's GPUs use in place: `numpy()` is a view of it, and
nothing is copied. A buffer goes wherever an array goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from enigma import arrays
from enigma.errors import fail
from enigma.typing import DTypeLike, Numeric, dtype_of

# Extents, outermost first; one number is one extent.
Shape = int | Sequence[int]


class Buffer:
    """Device memory of one dtype, in C order.

    A launch works on the buffer itself; `Runtime.execute` copies arrays and never copies buffers,
    so that a kernel can change one in place.
    """

    __slots__ = ("__array_interface__", "_array", "_dtype")

    # NumPy's protocol, which every launch reads; the memory stays where it is.
    __array_interface__: dict[str, Any]

    def __init__(self, data: Any, dtype: DTypeLike | None = None, *, copy: bool = True) -> None:
        """A buffer with the elements of an array, a tensor with DLPack, or a list.

        Args:
            data: the elements.
            dtype: the dtype, to which `data` is converted; by default that of `data`. A list has
                none, and needs it.
            copy: False shares the memory of `data`, which must be an array of the dtype in C order.
        """
        array, name = arrays.elements("data", data, None if dtype is None else dtype_of(dtype))
        if not copy and not arrays.shares(array, data):
            fail("E0603", "data cannot be shared: it is no array of the dtype in C order")
        if copy:
            own = arrays.allocated(array.shape, array.dtype)
            np.copyto(own, array)
            array = own
        self._keep(array, dtype_of(name))

    def _keep(self, array: arrays.Array, dtype: Numeric) -> None:
        """The memory and how kernels and NumPy see it; only kernels of bfloat take that dtype."""
        self._array = array
        self._dtype = dtype
        interface = dict(array.__array_interface__)
        if dtype.metal_name == "bfloat":
            interface["typestr"] = interface["typestr"].replace("u", "V")
            interface.pop("descr", None)
        self.__array_interface__ = interface

    @classmethod
    def _adopt(cls, name: str, array: arrays.Array, dtype: Numeric) -> Buffer:
        """A buffer that is an array, which must have the dtype of the parameter it is for."""
        wanted = arrays.numpy_dtype(dtype.metal_name)
        if array.dtype != wanted and not (wanted == np.uint16 and "bfloat" in array.dtype.name):
            text = f"input {name} is {array.dtype}, the kernel takes {dtype}"
            fail("E0602", text, f'convert it: {name}.astype("{wanted}")')
        buffer = cls.__new__(cls)
        buffer._keep(array.view(wanted), dtype)
        return buffer

    @classmethod
    def zeros(cls, shape: Shape, dtype: DTypeLike) -> Buffer:
        """A buffer of zeros."""
        extents = extents_of("shape", shape)
        kind = dtype_of(dtype)
        zeros = arrays.allocated(extents, arrays.numpy_dtype(kind.metal_name))
        return cls._adopt("data", zeros, kind)

    @property
    def dtype(self) -> Numeric:
        """The dtype of an element."""
        return self._dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """Extents, outermost first."""
        return self._array.shape

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return self._array.ndim

    @property
    def size(self) -> int:
        """Number of elements."""
        return self._array.size

    @property
    def nbytes(self) -> int:
        """Number of bytes."""
        return self._array.nbytes

    @property
    def device(self) -> str:
        """The device whose memory it is."""
        return "cpu"

    def numpy(self) -> np.ndarray[Any, Any]:
        """The memory as an array, without a copy: what either writes, the other sees.

        A bfloat array has the dtype of `ml_dtypes` where that is installed, and else holds the bits
        as uint16.
        """
        return arrays.presented(self._array, self._dtype.metal_name)

    def copy_from(self, data: Any) -> Buffer:
        """Overwrites all elements with those of an array or list, converted; gives itself."""
        array, _ = arrays.elements("data", data, self._dtype)
        if array.size != self.size:
            fail(
                "E0606",
                f"data has {array.size} elements, the buffer {self.size}",
                "copy as many as there are",
            )
        np.copyto(self._array, array.reshape(self.shape))
        return self

    def copy_to(self, target: np.ndarray[Any, Any]) -> None:
        """Copies all elements into an array of as many."""
        if target.size != self.size:
            fail("E0606", f"target has {target.size} elements, the buffer {self.size}")
        np.copyto(target, self.numpy().reshape(target.shape))

    def tobytes(self) -> bytes:
        """A copy of the memory."""
        return self._array.tobytes()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles and copies the elements: another buffer, in memory of its own."""
        return _renewed, (self._array, self._dtype.metal_name)

    def __array__(
        self, dtype: np.dtype[Any] | None = None, copy: bool | None = None
    ) -> np.ndarray[Any, Any]:
        """The same as `numpy()`, for functions of NumPy."""
        array = self.numpy()
        converted = array if dtype is None else array.astype(dtype, copy=False)
        if copy is False and converted is not array:
            raise ValueError(f"a buffer of {self._dtype} cannot be seen as {dtype} without a copy")
        return converted.copy() if copy and converted is array else converted

    def __dlpack__(self, **options: Any) -> Any:
        """A DLPack capsule of the memory, for other libraries; they share it."""
        return self._array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        """The CPU, in DLPack's words."""
        return self._array.__dlpack_device__()

    def __len__(self) -> int:
        """The first extent."""
        return len(self._array)

    def __repr__(self) -> str:
        """Dtype, shape and device."""
        return f"<enigma.Buffer of {self._dtype}, shape {self.shape}, on the CPU>"


def _renewed(array: arrays.Array, metal_name: str) -> Buffer:
    """A buffer with the elements of one that was pickled or copied."""
    buffer = Buffer.zeros(array.shape, metal_name)
    np.copyto(buffer._array, array)
    return buffer


def extents_of(what: str, shape: Shape) -> tuple[int, ...]:
    """A shape as a tuple; negative extents and what is no shape are errors."""
    whole = (int, np.integer)
    extents: tuple[Any, ...] = (None,)
    if isinstance(shape, whole):
        extents = (shape,)
    elif isinstance(shape, Sequence):
        extents = tuple(shape)
    if any(not isinstance(n, whole) or n < 0 for n in extents):
        fail("E0606", f"{what} is {shape!r}", "expected extents: ints, none of them negative")
    return tuple(int(n) for n in extents)
