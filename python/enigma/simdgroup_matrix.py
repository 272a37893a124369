"""Simdgroup matrices: 8 x 8 elements that the lanes of a simdgroup hold together."""

from __future__ import annotations

from enigma import _native
from enigma._native import Value
from enigma._ops import Memory
from enigma.typing import DTypeLike, Operand


def simdgroup_matrix_load(
    buf: Memory,
    elements_per_row: Operand,
    elem: DTypeLike | None = None,
    rows: int = 8,
    cols: int = 8,
    *,
    offset: Operand = 0,
    origin: tuple[Operand, Operand] = (0, 0),
    transpose: bool = False,
) -> Value:
    """A matrix from memory; all 32 lanes of the simdgroup call it together, with equal arguments.

    Element (r, c) is `buf[offset + (origin[1] + r) * elements_per_row + origin[0] + c]`. Elements
    out of bounds are 0, and the launch raises.

    Args:
        buf: buffer or threadgroup memory of half, bfloat or float.
        elements_per_row: elements from one row of `buf` to the next.
        elem: the dtype of `buf`, if anything.
        rows: 8.
        cols: 8.
        offset: the first element, in elements.
        origin: column and row of the matrix's first element, as Metal has them.
        transpose: whether rows of `buf` are columns of the matrix.

    Returns:
        a matrix, whose dtype is `simdgroup_matrix<8,8,...>`.
    """
    spot = (offset, origin, transpose)
    return _native.matrix_load(buf, elements_per_row, elem, (rows, cols), spot)


def simdgroup_matrix_store(
    matrix: Value,
    buf: Memory,
    elements_per_row: Operand,
    *,
    offset: Operand = 0,
    origin: tuple[Operand, Operand] = (0, 0),
    transpose: bool = False,
) -> None:
    """Writes a matrix to where `simdgroup_matrix_load` with the same arguments reads it.

    Elements out of bounds are not written, and the launch raises.

    Args:
        matrix: a matrix of the dtype of `buf`.
        buf: buffer or threadgroup memory.
        elements_per_row: elements from one row of `buf` to the next.
        offset: the first element, in elements.
        origin: column and row of the matrix's first element, as Metal has them.
        transpose: whether rows of `buf` are columns of the matrix.
    """
    _native.matrix_store(matrix, buf, elements_per_row, (offset, origin, transpose))


def make_filled_simdgroup_matrix(
    value: Operand, elem: DTypeLike = "float", rows: int = 8, cols: int = 8
) -> Value:
    """A matrix with one value in every place.

    Args:
        value: a number, the same in all lanes of the simdgroup.
        elem: half, bfloat or float.
        rows: 8.
        cols: 8.

    Returns:
        a matrix of `elem`.
    """
    return _native.matrix_fill(value, elem, (rows, cols))


def simdgroup_multiply(a: Value, b: Value) -> Value:
    """The matrix product `a b`, of two matrices of one dtype, in that dtype."""
    return _native.matrix_multiply(a, b)


def simdgroup_multiply_accumulate(a: Value, b: Value, c: Value) -> Value:
    """The matrix product `a b + c`, in the dtype of `c`.

    Sums are made in float by fused multiply-adds, from `c` on with k from 0 to 7, and rounded once
    to the dtype of `c`; on a GPU the order is not specified.

    Args:
        a: a matrix of half, bfloat or float.
        b: a matrix of the dtype of `a`.
        c: a matrix of that dtype, or of float.

    Returns:
        a matrix of the dtype of `c`.
    """
    return _native.matrix_multiply_accumulate(a, b, c)
