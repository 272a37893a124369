"""The dtypes, a class and one instance each, and the annotation of scalar parameters.

An instance annotates a buffer parameter, names a dtype wherever one is asked for, and makes a typed
literal when called inside a kernel: `enigma.f32(0.5)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np

from enigma import _native
from enigma._native import Value, Vector
from enigma.errors import fail

# Where a traced value is expected, a number is too: it takes the dtype of its neighbours.
Operand: TypeAlias = Value | int | float | bool | np.generic
# Where every component is computed with, a vector is as good.
AnyOperand: TypeAlias = Operand | Vector


class Numeric:
    """The base class of dtypes."""

    __slots__ = ()

    width: ClassVar[int] = 0
    metal_name: ClassVar[str] = ""

    def __call__(self, x: Operand) -> Value:
        """A literal of this dtype, which it must fit; a traced value is converted."""
        return _native.literal(x, self)

    def __repr__(self) -> str:
        """Metal's name."""
        return self.metal_name

    def __eq__(self, other: object) -> bool:
        """Two instances of one dtype are the same dtype."""
        return type(self) is type(other)

    def __hash__(self) -> int:
        """Equal dtypes have equal hashes."""
        return hash(self.metal_name)


class Float32(Numeric):
    """32-bit float, `float`."""

    __slots__ = ()
    width = 32
    metal_name = "float"


class Float16(Numeric):
    """16-bit float, `half`."""

    __slots__ = ()
    width = 16
    metal_name = "half"


class BFloat16(Numeric):
    """The upper half of a 32-bit float, `bfloat`."""

    __slots__ = ()
    width = 16
    metal_name = "bfloat"


class Int8(Numeric):
    """Signed 8-bit integer, `char`."""

    __slots__ = ()
    width = 8
    metal_name = "char"


class UInt8(Numeric):
    """Unsigned 8-bit integer, `uchar`."""

    __slots__ = ()
    width = 8
    metal_name = "uchar"


class Int16(Numeric):
    """Signed 16-bit integer, `short`."""

    __slots__ = ()
    width = 16
    metal_name = "short"


class UInt16(Numeric):
    """Unsigned 16-bit integer, `ushort`."""

    __slots__ = ()
    width = 16
    metal_name = "ushort"


class Int32(Numeric):
    """Signed 32-bit integer, `int`."""

    __slots__ = ()
    width = 32
    metal_name = "int"


class UInt32(Numeric):
    """Unsigned 32-bit integer, `uint`."""

    __slots__ = ()
    width = 32
    metal_name = "uint"


class Int64(Numeric):
    """Signed 64-bit integer, `long`."""

    __slots__ = ()
    width = 64
    metal_name = "long"


class UInt64(Numeric):
    """Unsigned 64-bit integer, `ulong`."""

    __slots__ = ()
    width = 64
    metal_name = "ulong"


class Bool(Numeric):
    """Truth value, `bool`; one byte in memory."""

    __slots__ = ()
    width = 1
    metal_name = "bool"


_ALL: tuple[Numeric, ...] = (
    Float32(),
    Float16(),
    BFloat16(),
    Int8(),
    UInt8(),
    Int16(),
    UInt16(),
    Int32(),
    UInt32(),
    Int64(),
    UInt64(),
    Bool(),
)
_BY_NAME: dict[str, Numeric] = {dtype.metal_name: dtype for dtype in _ALL}

if TYPE_CHECKING:
    # Type checkers want a class in an annotation, and see there what a kernel's body gets.
    from enigma._parameters import b1, bf16, f16, f32, i8, i16, i32, i64, u8, u16, u32, u64
else:
    f32, f16, bf16, i8, u8, i16, u16, i32, u32, i64, u64, b1 = _ALL

# Whatever stands for a dtype: an instance, its class, a name, a NumPy dtype or scalar type.
DTypeLike: TypeAlias = Numeric | type[Numeric] | str | np.dtype[Any] | type[np.generic]


def dtype_of(dtype: DTypeLike) -> Numeric:
    """The dtype that something stands for; an unknown one is an error."""
    return _BY_NAME[_native.dtype_name(dtype)]


class Scalar:
    """Annotates a parameter that is one value for all threads: `n: enigma.Scalar(u32)`."""

    __slots__ = ("dtype",)

    def __init__(self, dtype: DTypeLike) -> None:
        """A scalar of the dtype."""
        if isinstance(dtype, Scalar):
            fail("E0101", "a Scalar of a Scalar", "write enigma.Scalar(enigma.f32)")
        self.dtype = dtype_of(dtype)

    @property
    def metal_name(self) -> str:
        """Metal's name of the dtype."""
        return self.dtype.metal_name

    @property
    def width(self) -> int:
        """Bits of the dtype."""
        return self.dtype.width

    def __repr__(self) -> str:
        """`Scalar(float)`."""
        return f"Scalar({self.metal_name})"
