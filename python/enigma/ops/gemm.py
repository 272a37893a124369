"""Matrix products of tiles: `C += A B`, whatever the sizes."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from enigma import _ops
from enigma._native import Value
from enigma.control import for_range, if_
from enigma.errors import fail
from enigma.memory import RegisterTensor, Tensor, register_tensor
from enigma.ops.together import LANES, group_threads, order, scope_of, shared_out
from enigma.simdgroup_matrix import (
    simdgroup_matrix_load,
    simdgroup_matrix_store,
    simdgroup_multiply_accumulate,
)
from enigma.typing import DTypeLike, dtype_of
from enigma.vectors import metal_cast

# Rows and columns of a simdgroup matrix.
EDGE = 8

FLOATS = ("half", "bfloat", "float")


@dataclass(frozen=True)
class _Product:
    """The operands, their sizes, and how they lie in memory (row-major)."""

    a: Any
    b: Any
    m: int
    n: int
    k: int
    transpose_a: bool
    transpose_b: bool
    accum: str

    def a_at(self, m: Any, k: Any) -> Any:
        """An element of A, in the dtype of the sums."""
        return self._element(self.a, (k, m, self.m) if self.transpose_a else (m, k, self.k))

    def b_at(self, k: Any, n: Any) -> Any:
        """An element of B, in the dtype of the sums."""
        return self._element(self.b, (n, k, self.k) if self.transpose_b else (k, n, self.n))

    def _element(self, source: Any, at: tuple[Any, Any, int]) -> Value:
        row, column, width = at
        registers = isinstance(source, RegisterTensor)
        element = source[row, column] if registers else source[row * width + column]
        return metal_cast(element, self.accum)


def gemm(
    A: Tensor | RegisterTensor,
    B: Tensor | RegisterTensor,
    C: Tensor | RegisterTensor,
    *,
    M: int,
    N: int,
    K: int,
    transpose_A: bool = False,
    transpose_B: bool = False,
    accum_dtype: DTypeLike = "float",
    use_simdgroup: bool | None = None,
    scope: str | None = None,
) -> None:
    """`C += A B`.

    With a register tensor as C each thread computes a product of its own. With memory as C the
    threads that make the call together, those of a threadgroup or of a simdgroup, share the work;
    barriers before and after order it with what they do around it. Simdgroup matrices are used
    where the sizes are multiples of 8 and the dtypes allow it.

    Args:
        A: M x K elements, row-major; K x M with `transpose_A`.
        B: K x N elements, row-major; N x K with `transpose_B`.
        C: M x N elements, row-major, or a register tensor of that shape.
        M: rows of C.
        N: columns of C.
        K: length of the sums.
        transpose_A: whether A is stored transposed.
        transpose_B: whether B is stored transposed.
        accum_dtype: dtype of the sums; they are converted to C's dtype at the end.
        use_simdgroup: True for simdgroup matrices or an error, False for none.
        scope: "threadgroup" or "simdgroup": who shares the work when C is memory. All of its
            threads have to make the call. By default the widest one that is seen to.
    """
    for name, size in (("M", M), ("N", N), ("K", K)):
        if isinstance(size, (Value, bool)) or not hasattr(size, "__index__") or size <= 0:
            fail("E0204", f"gemm with {name}={size!r}", "sizes are positive ints")
    m, n, k = (operator.index(size) for size in (M, N, K))
    accum = dtype_of(accum_dtype).metal_name
    product = _Product(A, B, m, n, k, transpose_A, transpose_B, accum)
    obstacle = _obstacle(product, C)
    if use_simdgroup and obstacle:
        fail("E0209", "gemm with use_simdgroup=True", obstacle)
    if isinstance(C, RegisterTensor):
        _by_each_thread(product, C)
        return
    who = scope_of(scope)
    if who == "thread":
        fail(
            "E0305",
            "gemm into memory where only some threads may come",
            "call it where all threads of the threadgroup or simdgroup come, and say so: scope=...",
            "or give it a register tensor, for a product of each thread's own",
        )
    order(who, *_memories(A, B, C))
    if use_simdgroup is False or obstacle:
        _by_elements(product, C, who)
    elif use_simdgroup:
        _by_simdgroups(product, C, who)
    else:
        # A simdgroup that is not full holds no matrix.
        own = _ops.simdgroup_index_in_threadgroup() if who == "simdgroup" else 0
        with if_(group_threads() >= (own + 1) * LANES) as (enough, too_few):
            with enough:
                _by_simdgroups(product, C, who)
            with too_few:
                _by_elements(product, C, who)
    order(who, C)


def _memories(*operands: Any) -> list[Tensor]:
    return [operand for operand in operands if not isinstance(operand, RegisterTensor)]


def _obstacle(p: _Product, c: Any) -> str | None:
    """Why simdgroup matrices cannot do it; None if they can."""
    if any(isinstance(x, RegisterTensor) for x in (p.a, p.b, c)):
        return "simdgroup matrices are loaded from memory, not from a register tensor"
    if p.m % EDGE or p.n % EDGE or p.k % EDGE:
        return f"M, N and K have to be multiples of {EDGE}, not {p.m}, {p.n} and {p.k}"
    if p.a.dtype not in FLOATS or p.b.dtype != p.a.dtype:
        return f"A and B have to be of one float dtype, not {p.a.dtype} and {p.b.dtype}"
    if c.dtype != p.accum or p.accum not in (p.a.dtype, "float"):
        return f"C and the sums have to be {p.a.dtype} or float alike, not {c.dtype} and {p.accum}"
    return None


def _by_each_thread(p: _Product, c: RegisterTensor) -> None:
    if c.shape != (p.m, p.n):
        fail("E0207", f"gemm into a register tensor of {c.shape}", f"expected ({p.m}, {p.n})")
    sums = c
    if c.dtype != p.accum:
        sums = register_tensor((p.m, p.n), p.accum)

    def step(k: Any) -> None:
        column = [p.a_at(m, k) for m in range(p.m)]
        row = [p.b_at(k, n) for n in range(p.n)]
        for m, a in enumerate(column):
            for n, b in enumerate(row):
                sums[m, n] = _multiply_add(p.accum, a, b, sums[m, n])

    if isinstance(p.a, RegisterTensor) or isinstance(p.b, RegisterTensor):
        for k in range(p.k):
            step(k)
    else:
        with for_range(0, p.k, dtype="uint") as k:
            step(k)
    if sums is not c:
        for m in range(p.m):
            for n in range(p.n):
                total = metal_cast(c[m, n], p.accum) + sums[m, n]
                c[m, n] = metal_cast(total, c.dtype)


def _multiply_add(dtype: str, a: Value, b: Value, c: Value) -> Value:
    return _ops.fma(a, b, c) if dtype in FLOATS else a * b + c


def _by_elements(p: _Product, c: Tensor, scope: str) -> None:
    with shared_out(scope, p.m * p.n) as item:
        m, n = item // p.n, item % p.n
        with for_range(0, p.k, dtype="uint", init=[metal_cast(c[item], p.accum)]) as (k, carry):
            carry[0] = _multiply_add(p.accum, p.a_at(m, k), p.b_at(k, n), carry[0])
        c[item] = metal_cast(carry[0], c.dtype)


def _by_simdgroups(p: _Product, c: Tensor, scope: str) -> None:
    """Each simdgroup takes every so many tiles of C."""
    across, tiles = p.n // EDGE, p.m * p.n // EDGE**2
    if scope == "simdgroup":
        with for_range(0, tiles, dtype="uint") as tile:
            _tile(p, c, tile // across * EDGE, tile % across * EDGE)
        return
    # A simdgroup that is not full holds no matrix.
    simdgroups = group_threads() // LANES
    own = _ops.simdgroup_index_in_threadgroup()
    with if_(own < simdgroups), for_range(own, tiles, simdgroups, dtype="uint") as tile:
        _tile(p, c, tile // across * EDGE, tile % across * EDGE)


def _tile(p: _Product, c: Tensor, row: Value, column: Value) -> None:
    """One 8 x 8 tile of C, from its first row and column on."""
    load = simdgroup_matrix_load
    place = row * p.n + column
    first = load(c, p.n, c.dtype, offset=place)
    with for_range(0, p.k, EDGE, dtype="uint", init=[first]) as (k, carry):
        if p.transpose_a:
            a = load(p.a, p.m, p.a.dtype, offset=k * p.m + row, transpose=True)
        else:
            a = load(p.a, p.k, p.a.dtype, offset=row * p.k + k)
        if p.transpose_b:
            b = load(p.b, p.k, p.b.dtype, offset=column * p.k + k, transpose=True)
        else:
            b = load(p.b, p.n, p.b.dtype, offset=k * p.n + column)
        carry[0] = simdgroup_multiply_accumulate(a, b, carry[0])
    simdgroup_matrix_store(carry[0], c, p.n, offset=place)


__all__ = ["gemm"]
