"""Vectors of 2 to 4 components: making them, taking them apart, converting them."""

from __future__ import annotations

from typing import overload

from enigma import _native
from enigma._native import Value, Vector
from enigma.typing import AnyOperand, DTypeLike, Operand


def make_vec(*components: AnyOperand) -> Vector:
    """A vector of 2 to 4 components.

    Scalars and smaller vectors are put one after the other, as Metal's constructors do it. Values
    have one dtype; numbers take it.
    """
    return _native.make_vec("make_vec", None, *components)


def make_float2(*components: AnyOperand) -> Vector:
    """A vector of 2 floats."""
    return _native.make_vec("make_float2", (2, "float"), *components)


def make_float3(*components: AnyOperand) -> Vector:
    """A vector of 3 floats."""
    return _native.make_vec("make_float3", (3, "float"), *components)


def make_float4(*components: AnyOperand) -> Vector:
    """A vector of 4 floats."""
    return _native.make_vec("make_float4", (4, "float"), *components)


def make_half2(*components: AnyOperand) -> Vector:
    """A vector of 2 halves."""
    return _native.make_vec("make_half2", (2, "half"), *components)


def make_half3(*components: AnyOperand) -> Vector:
    """A vector of 3 halves."""
    return _native.make_vec("make_half3", (3, "half"), *components)


def make_half4(*components: AnyOperand) -> Vector:
    """A vector of 4 halves."""
    return _native.make_vec("make_half4", (4, "half"), *components)


def make_int2(*components: AnyOperand) -> Vector:
    """A vector of 2 ints."""
    return _native.make_vec("make_int2", (2, "int"), *components)


def make_int3(*components: AnyOperand) -> Vector:
    """A vector of 3 ints."""
    return _native.make_vec("make_int3", (3, "int"), *components)


def make_int4(*components: AnyOperand) -> Vector:
    """A vector of 4 ints."""
    return _native.make_vec("make_int4", (4, "int"), *components)


def make_uint2(*components: AnyOperand) -> Vector:
    """A vector of 2 uints."""
    return _native.make_vec("make_uint2", (2, "uint"), *components)


def make_uint3(*components: AnyOperand) -> Vector:
    """A vector of 3 uints."""
    return _native.make_vec("make_uint3", (3, "uint"), *components)


def make_uint4(*components: AnyOperand) -> Vector:
    """A vector of 4 uints."""
    return _native.make_vec("make_uint4", (4, "uint"), *components)


def vec_extract(v: Vector, lane: int) -> Value:
    """The component of that number, a Python int; the same as `v[lane]`."""
    return _native.vec_extract(v, lane)


def vec_insert(v: Vector, lane: int, value: Operand) -> Vector:
    """The vector with that component replaced; the value converts as in a store."""
    return _native.vec_insert(v, lane, value)


@overload
def metal_cast(x: Operand, dtype: DTypeLike) -> Value: ...
@overload
def metal_cast(x: Vector, dtype: DTypeLike) -> Vector: ...
def metal_cast(x: AnyOperand, dtype: DTypeLike) -> Value | Vector:
    """Converts to another dtype; a vector component by component.

    Integers wrap; floats round to nearest even; float to integer truncates, saturates at the limits
    of the type and turns NaN into 0; anything but zero is true.

    Args:
        x: a value, a number or a vector.
        dtype: a dtype, or that of a vector of as many components: `"vec<4,half>"`.
    """
    return _native.metal_cast(x, dtype)


@overload
def as_type(x: Operand, dtype: DTypeLike) -> Value: ...
@overload
def as_type(x: Vector, dtype: DTypeLike) -> Vector: ...
def as_type(x: AnyOperand, dtype: DTypeLike) -> Value | Vector:
    """The same bits as another dtype of equal width; a vector component by component."""
    return _native.as_type(x, dtype)


__all__ = [
    "as_type",
    "make_float2",
    "make_float3",
    "make_float4",
    "make_half2",
    "make_half3",
    "make_half4",
    "make_int2",
    "make_int3",
    "make_int4",
    "make_uint2",
    "make_uint3",
    "make_uint4",
    "make_vec",
    "metal_cast",
    "vec_extract",
    "vec_insert",
]
