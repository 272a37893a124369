"""Memory inside a kernel: buffers and threadgroup memory, registers, async copies."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn, TypeAlias, overload

from enigma import _native
from enigma._native import Local, MemoryHandle, Value, Vector
from enigma._ops import Memory
from enigma.errors import fail
from enigma.typing import AnyOperand, DTypeLike, Operand, dtype_of

Index: TypeAlias = Operand | tuple[Operand, ...]
Event: TypeAlias = Value


def _no_length() -> NoReturn:
    fail(
        "E0307",
        "the length of a buffer is not known while tracing",
        "give it to the kernel as a parameter: `n: enigma.Scalar(enigma.u32)`",
    )


class _NoShape(tuple[int, ...]):
    """The shape of a buffer: empty, and an error for who looks for an extent."""

    __slots__ = ()

    def __getitem__(self, _index: Any) -> NoReturn:
        """There is none."""
        _no_length()


class Tensor(Memory):
    """A buffer of the kernel, or threadgroup memory: `t[i]` loads, `t[i] = v` stores."""

    __slots__ = ("_memory", "address_space", "buffer_index", "shape")

    def __init__(self, memory: MemoryHandle, buffer_index: int, shape: tuple[int, ...]) -> None:
        """Wraps native memory; a buffer has an index, threadgroup memory a shape."""
        self._memory = memory
        self.buffer_index = buffer_index
        self.shape = shape or _NoShape()
        self.address_space = "threadgroup" if buffer_index < 0 else "device"

    @property
    def name(self) -> str:
        """The user's name."""
        return self._memory.name

    @property
    def dtype(self) -> str:
        """Metal's name of the element dtype."""
        return self._memory.dtype

    metal_dtype = dtype
    element_type = dtype

    def size(self) -> int:
        """Number of elements of threadgroup memory; 0 for a buffer: its length is not known yet."""
        return math.prod(self.shape) if self.shape else 0

    def __getitem__(self, index: Index) -> Value:
        """Loads an element."""
        return self._memory.load(index)

    def __setitem__(self, index: Index, value: AnyOperand) -> None:
        """Stores an element."""
        self._memory.store(index, value)

    def load_vec(self, index: Index, size: int) -> Vector:
        """The elements from `index` on as a vector of 2 to 4."""
        if isinstance(size, (Value, bool)) or not hasattr(size, "__index__"):
            found = type(size).__name__
            fail("E0204", f"load_vec of {found} components", "expected a Python int: 2, 3 or 4")
        return self._memory.load_vec(index, max(operator.index(size), 0))

    def store_vec(self, index: Index, value: Vector) -> None:
        """Stores the components of a vector from `index` on."""
        self._memory.store_vec(index, value)

    def __len__(self) -> int:
        """The first extent of threadgroup memory; a buffer's is not known while tracing."""
        if self.shape:
            return self.shape[0]
        _no_length()

    def __bool__(self) -> bool:
        """Memory is there, whatever its length."""
        return True

    def __iter__(self) -> Iterator[Value]:
        """Not possible: a kernel does not know the length while tracing."""
        fail(
            "E0307",
            f"{self.name} cannot be iterated or unpacked",
            "loop over indices: `for i in enigma.range(n):` and use its elements by index",
        )

    def __repr__(self) -> str:
        """Name, space and dtype."""
        return f"<enigma.Tensor {self.name}: {self.address_space} {self.dtype}>"


def _extents(op: str, size: Any) -> tuple[int, ...]:
    """A size, or a tuple of sizes, as Python ints."""
    items = tuple(size) if isinstance(size, (tuple, list)) else (size,)
    extents = []
    for item in items:
        if isinstance(item, Value) or not hasattr(item, "__index__"):
            found = "a traced value" if isinstance(item, Value) else repr(item)
            fail(
                "E0204",
                f"{op} needs a size that is known while tracing, not {found}",
                "expected an int, or a tuple of ints",
            )
        extents.append(operator.index(item))
    return tuple(extents)


def threadgroup_alloc(dtype: DTypeLike, size: int | tuple[int, ...]) -> Tensor:
    """Memory that the threads of a threadgroup share; its contents are undefined at first.

    Args:
        dtype: element dtype.
        size: number of elements, or a tuple of extents for as many indices.

    Returns:
        a Tensor, indexed like a buffer.
    """
    shape = _extents("threadgroup_alloc", size)
    return Tensor(_native.alloc(dtype, shape), -1, shape)


def store_if(buf: Memory, index: Index, value: Operand, mask: Operand) -> None:
    """`buf[index] = value` where the mask holds; elsewhere memory is not touched.

    Args:
        buf: buffer or threadgroup memory.
        index: an integer, or a tuple of them.
        value: a value of the element dtype.
        mask: a condition (bool).
    """
    _native.store_if(buf, index, value, mask)


class RegisterTensor:
    """Variables of one thread, indexed by Python ints; they survive loops and branches."""

    __slots__ = ("_slots", "dtype", "shape")

    def __init__(self, shape: tuple[int, ...], dtype: str, slots: list[Local]) -> None:
        """Wraps one native variable per slot, in row-major order."""
        self.shape = shape
        self.dtype = dtype
        self._slots = slots

    def size(self) -> int:
        """Number of slots."""
        return len(self._slots)

    def _slot(self, index: Any) -> Local:
        items = index if isinstance(index, tuple) else (index,)
        if len(items) != len(self.shape):
            fail(
                "E0207",
                f"a register tensor of shape {self.shape} is indexed with {len(items)} indices",
                "give one int per dimension",
            )
        flat = 0
        for item, extent in zip(items, self.shape, strict=True):
            flat = flat * extent + self._position(item, extent)
        return self._slots[flat]

    def _position(self, item: Any, extent: int) -> int:
        if isinstance(item, (Value, bool)) or not hasattr(item, "__index__"):
            found = "a traced value" if isinstance(item, Value) else repr(item)
            fail(
                "E0111",
                f"a register tensor is indexed by Python ints, not {found}",
                "unroll the loop with enigma.range_constexpr, or use threadgroup memory",
            )
        at = operator.index(item)
        if not 0 <= at < extent:
            fail("E0206", f"index {at} is out of range of a register tensor of {self.shape}")
        return at

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: tuple[int, ...]) -> Value: ...
    def __getitem__(self, index: Any) -> Value:
        """The slot's value here."""
        return self._slot(index).get()

    def __setitem__(self, index: int | tuple[int, ...], value: Operand) -> None:
        """Assigns the slot; converts as a store does."""
        self._slot(index).set(value)

    def __iter__(self) -> Iterator[Value]:
        """The values of the slots, in row-major order."""
        return iter([slot.get() for slot in self._slots])

    def __repr__(self) -> str:
        """Shape and dtype."""
        return f"<enigma.RegisterTensor {self.shape}: {self.dtype}>"


def register_tensor(
    shape: int | tuple[int, ...], dtype: DTypeLike = "float", fill: Operand = 0
) -> RegisterTensor:
    """Variables of one thread, all of them `fill` at first.

    Args:
        shape: number of slots, or a tuple of extents.
        dtype: dtype of every slot; assignments convert to it as stores do.
        fill: the value at first.

    Returns:
        a RegisterTensor, indexed by Python ints.
    """
    extents = _extents("register_tensor", shape)
    name = dtype_of(dtype).metal_name
    if not extents or min(extents) <= 0:
        fail(
            "E0204",
            f"register_tensor needs a positive shape, not {extents}",
            "shape is a number of slots, or a tuple of extents",
        )
    slots = [
        _native.local("a register tensor slot", fill, name, "_".join(map(str, index)))
        for index in itertools.product(*map(range, extents))
    ]
    return RegisterTensor(extents, name, slots)


def async_copy_1d_d2t(
    dst: Memory, dst_offset: Operand, src: Memory, src_offset: Operand, count: Operand
) -> Event:
    """Copies `count` elements from device to threadgroup memory, at some time before the wait.

    All lanes of the simdgroup issue it together, with the same arguments. Offsets and counts are in
    elements.

    Returns:
        an event for `async_copy_wait`.
    """
    return _native.async_copy_1d(True, (dst, dst_offset), (src, src_offset), count)


def async_copy_1d_t2d(
    dst: Memory, dst_offset: Operand, src: Memory, src_offset: Operand, count: Operand
) -> Event:
    """Copies `count` elements from threadgroup to device memory; else as `async_copy_1d_d2t`."""
    return _native.async_copy_1d(False, (dst, dst_offset), (src, src_offset), count)


def async_copy_2d_d2t(
    dst: Memory,
    dst_offset: Operand,
    dst_elements_per_row: Operand,
    src: Memory,
    src_offset: Operand,
    src_elements_per_row: Operand,
    tile_cols: Operand,
    tile_rows: Operand,
) -> Event:
    """Copies a tile from device to threadgroup memory, at some time before the wait.

    Each side has the offset of its first element and the distance between its rows; all lanes of
    the simdgroup issue the copy together, with the same arguments.

    Returns:
        an event for `async_copy_wait`.
    """
    to = (dst, dst_offset, dst_elements_per_row)
    return _native.async_copy_2d(
        True, to, (src, src_offset, src_elements_per_row), (tile_cols, tile_rows)
    )


def async_copy_2d_t2d(
    dst: Memory,
    dst_offset: Operand,
    dst_elements_per_row: Operand,
    src: Memory,
    src_offset: Operand,
    src_elements_per_row: Operand,
    tile_cols: Operand,
    tile_rows: Operand,
) -> Event:
    """Copies a tile from threadgroup to device memory; else as `async_copy_2d_d2t`."""
    to = (dst, dst_offset, dst_elements_per_row)
    return _native.async_copy_2d(
        False, to, (src, src_offset, src_elements_per_row), (tile_cols, tile_rows)
    )


def async_copy_to_threadgroup(
    src: Memory, dst: Memory, count: Operand, src_offset: Operand = 0, dst_offset: Operand = 0
) -> Event:
    """`async_copy_1d_d2t` with the source first, as older scripts have it."""
    return async_copy_1d_d2t(dst, dst_offset, src, src_offset, count)


def async_copy_commit(token: Event) -> None:
    """Does nothing, as older scripts have it: a copy is under way once it is issued.

    Args:
        token: what the copy returned.
    """


def async_copy_wait(*events: Event | Iterable[Event]) -> None:
    """Waits for async copies; their data is then ordered for the lanes of this simdgroup.

    Args:
        events: what the copies returned; lists and tuples of events are accepted too.
    """
    flat: list[Any] = []
    for event in events:
        if isinstance(event, (list, tuple)):
            flat.extend(event)
        else:
            flat.append(event)
    _native.async_copy_wait(*flat)
