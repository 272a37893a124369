"""Small matrices: 2 to 4 columns, each a vector of 2 to 4 rows.

A matrix is its columns; products are computed in `float` and rounded once.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from enigma import _native, _ops
from enigma._native import Value, Vector
from enigma.errors import fail
from enigma.typing import AnyOperand, DTypeLike, Operand, dtype_of
from enigma.vectors import make_vec, metal_cast

FLOATS = ("half", "bfloat", "float")


class Matrix:
    """A matrix of the kernel being traced: `m[c]` is a column, `m @ v` a product."""

    __slots__ = ("columns",)

    # NumPy leaves operators with a matrix to the matrix.
    __array_ufunc__ = None

    def __init__(self, columns: Sequence[Vector]) -> None:
        """Checks the columns: 2 to 4 vectors of floats, of one type."""
        self.columns = tuple(columns)
        for column in self.columns:
            if not isinstance(column, Vector):
                found = type(column).__name__
                fail("E0102", f"a matrix of {found}", "expected columns that are vectors of floats")
        types = [column.dtype for column in self.columns]
        if not 2 <= len(types) <= 4:
            fail("E0112", f"a matrix of {len(types)} columns", "expected 2 to 4")
        if len(set(types)) > 1:
            fail("E0102", f"a matrix of columns of {', '.join(types)}", "expected one type for all")
        if self.element not in FLOATS:
            fail("E0102", f"a matrix of {self.element}", "expected half, bfloat or float")

    @property
    def shape(self) -> tuple[int, int]:
        """Columns and rows, in Metal's order: a `float4x3` has 4 columns of 3 rows."""
        return len(self.columns), len(self.columns[0])

    @property
    def element(self) -> str:
        """Metal's name of the dtype of one element."""
        return _element(self.columns[0])

    @property
    def dtype(self) -> str:
        """Metal's name: `float4x4`."""
        columns, rows = self.shape
        return f"{self.element}{columns}x{rows}"

    def __len__(self) -> int:
        """Number of columns."""
        return len(self.columns)

    def __getitem__(self, column: int) -> Vector:
        """A column, by a Python int."""
        if isinstance(column, (Value, bool)) or not hasattr(column, "__index__"):
            found = "a traced value" if isinstance(column, Value) else repr(column)
            fail("E0111", f"a column has a number that is known while tracing, not {found}")
        at = operator.index(column)
        if not -len(self.columns) <= at < len(self.columns):
            fail("E0206", f"{self.dtype} has no column {at}", "columns count from 0")
        return self.columns[at]

    def __iter__(self) -> Iterator[Vector]:
        """The columns."""
        return iter(self.columns)

    def __add__(self, other: Matrix) -> Matrix:
        """The sum of two matrices of one shape."""
        return self._with(other, "+", operator.add)

    def __sub__(self, other: Matrix) -> Matrix:
        """The difference of two matrices of one shape."""
        return self._with(other, "-", operator.sub)

    def _with(self, other: Any, sign: str, compute: Callable[[Any, Any], Any]) -> Matrix:
        if not isinstance(other, Matrix):
            _mismatch(sign, self, other, "expected another matrix")
        if self.shape != other.shape:
            _mismatch(sign, self, other, "expected matrices of one shape")
        pairs = zip(self.columns, other.columns, strict=True)
        return Matrix([compute(a, b) for a, b in pairs])

    def __mul__(self, scale: Operand) -> Matrix:
        """Every element times a scalar."""
        if isinstance(scale, (Matrix, Vector)):
            _mismatch("*", self, scale, "a product of matrices and vectors is written `a @ b`")
        return Matrix([column * scale for column in self.columns])

    __rmul__ = __mul__

    def __truediv__(self, scale: Operand) -> Matrix:
        """Every element divided by a scalar."""
        if isinstance(scale, (Matrix, Vector)):
            _mismatch("/", self, scale, "expected a scalar")
        return Matrix([column / scale for column in self.columns])

    def __neg__(self) -> Matrix:
        """Every element negated."""
        return Matrix([-column for column in self.columns])

    @overload
    def __matmul__(self, other: Matrix) -> Matrix: ...
    @overload
    def __matmul__(self, other: Vector) -> Vector: ...
    def __matmul__(self, other: Matrix | Vector) -> Matrix | Vector:
        """The product with a matrix, or with a vector as a column."""
        return matmul(self, other)

    def __rmatmul__(self, other: Vector) -> Vector:
        """The product of a vector as a row with this matrix."""
        return matmul(other, self)

    def __enigma_leaves__(self) -> tuple[Value, ...]:
        """The elements, for control flow that carries them."""
        return tuple(value for column in self.columns for value in column)

    def __enigma_rebuild__(self, leaves: Sequence[Value]) -> Matrix:
        """A matrix of other elements."""
        return _of_elements(list(leaves), self.shape[1])

    def __repr__(self) -> str:
        """The type."""
        return f"<enigma.Matrix of {self.dtype}>"


def _element(v: Any) -> str:
    """The dtype of one component."""
    return v.dtype.removeprefix("vec<").removesuffix(">").split(",")[-1]


def _mismatch(sign: str, a: Any, b: Any, *notes: str) -> None:
    names = [getattr(x, "dtype", type(x).__name__) for x in (a, b)]
    fail("E0102", f"{names[0]} {sign} {names[1]}", *notes)


def _of_elements(elements: Sequence[Any], rows: int) -> Matrix:
    starts = range(0, len(elements), rows)
    return Matrix([make_vec(*elements[at : at + rows]) for at in starts])


def make_matrix(*columns: Vector) -> Matrix:
    """A matrix of its columns: 2 to 4 vectors of one type, half, bfloat or float.

    Args:
        columns: vectors of 2 to 4 rows.

    Returns:
        a Matrix.
    """
    return Matrix(columns)


def _make(columns: int, rows: int, parts: tuple[AnyOperand, ...]) -> Matrix:
    name = f"make_float{columns}x{rows}"
    vectors = [part for part in parts if isinstance(part, Vector)]
    if len(vectors) == len(parts):
        if [len(v) for v in vectors] != [rows] * columns:
            sizes = ", ".join(str(len(v)) for v in vectors)
            fail("E0112", f"{name} of {sizes} rows", f"expected {columns} columns of {rows} rows")
        shape = (rows, "float")
        return Matrix([_native.make_vec(name, shape, v) for v in vectors])
    if vectors or len(parts) != columns * rows:
        wanted = f"expected {columns} columns, or {columns * rows} elements column by column"
        fail("E0112", f"{name} of {len(parts)} arguments", wanted)
    starts = range(0, len(parts), rows)
    shape = (rows, "float")
    return Matrix([_native.make_vec(name, shape, *parts[at : at + rows]) for at in starts])


def make_float2x2(*parts: AnyOperand) -> Matrix:
    """A matrix of 2 columns of 2 floats: of columns, or of elements column by column."""
    return _make(2, 2, parts)


def make_float2x3(*parts: AnyOperand) -> Matrix:
    """A matrix of 2 columns of 3 floats: of columns, or of elements column by column."""
    return _make(2, 3, parts)


def make_float2x4(*parts: AnyOperand) -> Matrix:
    """A matrix of 2 columns of 4 floats: of columns, or of elements column by column."""
    return _make(2, 4, parts)


def make_float3x2(*parts: AnyOperand) -> Matrix:
    """A matrix of 3 columns of 2 floats: of columns, or of elements column by column."""
    return _make(3, 2, parts)


def make_float3x3(*parts: AnyOperand) -> Matrix:
    """A matrix of 3 columns of 3 floats: of columns, or of elements column by column."""
    return _make(3, 3, parts)


def make_float3x4(*parts: AnyOperand) -> Matrix:
    """A matrix of 3 columns of 4 floats: of columns, or of elements column by column."""
    return _make(3, 4, parts)


def make_float4x2(*parts: AnyOperand) -> Matrix:
    """A matrix of 4 columns of 2 floats: of columns, or of elements column by column."""
    return _make(4, 2, parts)


def make_float4x3(*parts: AnyOperand) -> Matrix:
    """A matrix of 4 columns of 3 floats: of columns, or of elements column by column."""
    return _make(4, 3, parts)


def make_float4x4(*parts: AnyOperand) -> Matrix:
    """A matrix of 4 columns of 4 floats: of columns, or of elements column by column."""
    return _make(4, 4, parts)


def _column(columns: Sequence[Vector], v: Sequence[Value]) -> Vector:
    """The columns, each times its component; the first product, then the others added by fma."""
    total = columns[0] * v[0]
    for column, component in zip(columns[1:], v[1:], strict=True):
        total = _ops.fma(column, component, total)
    return total


def _wide(v: Vector) -> Vector:
    return metal_cast(v, "float")


@overload
def matmul(a: Matrix, b: Matrix, result_dtype: DTypeLike | None = None) -> Matrix: ...
@overload
def matmul(a: Matrix, b: Vector, result_dtype: DTypeLike | None = None) -> Vector: ...
@overload
def matmul(a: Vector, b: Matrix, result_dtype: DTypeLike | None = None) -> Vector: ...
@overload
def matmul(a: Any, b: Any, result_dtype: DTypeLike | None = None) -> Any: ...
def matmul(a: Any, b: Any, result_dtype: DTypeLike | None = None) -> Any:
    """The product of two matrices, or of a matrix and a vector; the same as `a @ b`.

    Computed in float, by fma from the first product on, and rounded once.

    Args:
        a: a matrix, or a vector as a row.
        b: a matrix, or a vector as a column.
        result_dtype: dtype of the elements; that of `a` by default.

    Returns:
        a Matrix, or a Vector where one of the two is.
    """
    fix = "expected matrices, or a matrix and a vector: vectors have dot(a, b)"
    if not (isinstance(a, Matrix) or isinstance(b, Matrix)):
        _mismatch("@", a, b, fix)
    for side in (a, b):
        if not isinstance(side, (Matrix, Vector)):
            _mismatch("@", a, b, fix)
    inner = (
        a.shape[0] if isinstance(a, Matrix) else len(a),
        b.shape[1] if isinstance(b, Matrix) else len(b),
    )
    if inner[0] != inner[1]:
        names = (
            ("columns" if isinstance(a, Matrix) else "components"),
            ("rows" if isinstance(b, Matrix) else "components"),
        )
        _mismatch(
            "@", a, b, f"{inner[0]} {names[0]} meet {inner[1]} {names[1]}; they must be as many"
        )
    element = _element(a) if isinstance(a, Vector) else a.element
    dtype = element if result_dtype is None else dtype_of(result_dtype).metal_name
    if isinstance(a, Vector):
        row = _wide(a)
        return metal_cast(make_vec(*[_ops.dot(row, _wide(column)) for column in b]), dtype)
    columns = [_wide(column) for column in a]
    if isinstance(b, Vector):
        return metal_cast(_column(columns, tuple(_wide(b))), dtype)
    return Matrix([metal_cast(_column(columns, tuple(_wide(column))), dtype) for column in b])


def _matrix(op: str, m: Any) -> Matrix:
    if not isinstance(m, Matrix):
        found = getattr(m, "dtype", type(m).__name__)
        fail("E0102", f"{op} does not take {found}", "expected a Matrix: enigma.make_matrix(...)")
    return m


def transpose(m: Matrix, result_dtype: DTypeLike | None = None) -> Matrix:
    """Rows as columns.

    Args:
        m: a matrix.
        result_dtype: dtype of the elements; unchanged by default.

    Returns:
        a Matrix.
    """
    rows = zip(*[tuple(column) for column in _matrix("transpose", m)], strict=True)
    turned = [make_vec(*row) for row in rows]
    if result_dtype is None:
        return Matrix(turned)
    return Matrix([metal_cast(column, result_dtype) for column in turned])


def determinant(m: Matrix, scalar_dtype: DTypeLike | None = None) -> Value:
    """The determinant of a square matrix, computed in float and rounded once.

    Args:
        m: a matrix of 2, 3 or 4 columns and as many rows.
        scalar_dtype: dtype of the result; that of the elements by default.

    Returns:
        a value.
    """
    columns, rows = _matrix("determinant", m).shape
    if columns != rows:
        fail("E0102", f"determinant of {m.dtype}", "expected as many columns as rows")
    wide = [_wide(column) for column in m]
    value = (_determinant2, _determinant3, _determinant4)[rows - 2](*wide)
    return metal_cast(value, m.element if scalar_dtype is None else scalar_dtype)


def _determinant2(a: Vector, b: Vector) -> Value:
    return a.x * b.y - a.y * b.x


def _determinant3(a: Vector, b: Vector, c: Vector) -> Value:
    return _ops.dot(a, _ops.cross(b, c))


def _determinant4(a: Vector, b: Vector, c: Vector, d: Vector) -> Value:
    """By the minors of two columns: each of the first two with the one that completes it."""
    pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    left = [a[i] * b[j] - a[j] * b[i] for i, j in pairs]
    right = [c[i] * d[j] - c[j] * d[i] for i, j in reversed(pairs)]
    signs = (1, -1, 1, 1, -1, 1)
    terms = [x * y if sign > 0 else -(x * y) for x, y, sign in zip(left, right, signs, strict=True)]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


__all__ = [
    "Matrix",
    "determinant",
    "make_float2x2",
    "make_float2x3",
    "make_float2x4",
    "make_float3x2",
    "make_float3x3",
    "make_float3x4",
    "make_float4x2",
    "make_float4x3",
    "make_float4x4",
    "make_matrix",
    "matmul",
    "transpose",
]
