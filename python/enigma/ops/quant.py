"""Quantised numbers: bytes and nibbles packed into a uint, and floats from scaled integers.

Each function takes vectors too, component by component.
"""

from __future__ import annotations

from typing import Any

from enigma import _ops
from enigma._native import Vector
from enigma.errors import fail
from enigma.typing import AnyOperand
from enigma.vectors import metal_cast


def _packed(fields: tuple[Any, ...], bits: int) -> Any:
    """The low bits of each, the first in the lowest place."""
    mask = (1 << bits) - 1
    words = [metal_cast(field, "uint") & mask for field in fields]
    total = words[0]
    for place, word in enumerate(words[1:], 1):
        total = total | (word << (place * bits))
    return total


def pack_uint8x4(*lanes: AnyOperand) -> Any:
    """Four bytes in a uint, the first in the lowest bits; of each lane the low 8 bits are kept.

    Args:
        lanes: four integers, or one vector of four.

    Returns:
        a uint.
    """
    if len(lanes) == 1 and isinstance(lanes[0], Vector) and len(lanes[0]) == 4:
        lanes = tuple(lanes[0])
    if len(lanes) != 4:
        fail("E0112", f"pack_uint8x4 of {len(lanes)} lanes", "expected 4, or a vector of 4")
    return _packed(lanes, 8)


def unpack_uint8x4(packed: AnyOperand) -> tuple[Any, Any, Any, Any]:
    """The four bytes of a uint, each a uint from 0 to 255; the lowest bits come first."""
    word: Any = metal_cast(packed, "uint")
    first, second, third, fourth = (_ops.extract_bits(word, at, 8) for at in (0, 8, 16, 24))
    return first, second, third, fourth


def pack_int4x2(lo: AnyOperand, hi: AnyOperand) -> Any:
    """Two nibbles in a byte, as a uint: `lo` in the low 4 bits, `hi` above them."""
    return _packed((lo, hi), 4)


def unpack_int4x2(packed: AnyOperand) -> tuple[Any, Any]:
    """The two nibbles of a byte, each an int from -8 to 7; the low one comes first."""
    word: Any = metal_cast(metal_cast(packed, "uint"), "int")
    return _ops.extract_bits(word, 0, 4), _ops.extract_bits(word, 4, 4)


def dequantize_int8(x: AnyOperand, scale: AnyOperand, zero_point: AnyOperand = 0) -> Any:
    """`(x - zero_point) * scale` as a float: the difference in int, the product in float."""
    difference: Any = metal_cast(x, "int") - metal_cast(zero_point, "int")
    return metal_cast(difference, "float") * metal_cast(scale, "float")


__all__ = [
    "dequantize_int8",
    "pack_int4x2",
    "pack_uint8x4",
    "unpack_int4x2",
    "unpack_uint8x4",
]
