"""The operations that are plain functions, written by `cargo xtask generate` from the table.

@generated: do not edit; change `crates/core/src/ops` and run the command again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from enigma import _native

if TYPE_CHECKING:
    from enigma._native import Value
    from enigma.typing import Operand

__all__ = [
    "Memory",
    "abs",
    "abs_diff",
    "abs_diff_unary",
    "acos",
    "acosh",
    "add_sat",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "atomic_compare_exchange",
    "atomic_compare_exchange_weak",
    "atomic_exchange",
    "atomic_fetch_add",
    "atomic_fetch_and",
    "atomic_fetch_max",
    "atomic_fetch_min",
    "atomic_fetch_or",
    "atomic_fetch_sub",
    "atomic_fetch_xor",
    "atomic_load",
    "atomic_store",
    "barrier",
    "ceil",
    "clamp",
    "clz",
    "cmp_eq",
    "cmp_ge",
    "cmp_gt",
    "cmp_le",
    "cmp_lt",
    "cmp_ne",
    "cmp_uge",
    "cmp_ugt",
    "cmp_ule",
    "cmp_ult",
    "copysign",
    "cos",
    "cosh",
    "cospi",
    "ctz",
    "divide",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "exp10",
    "expm1",
    "extract_bits",
    "fdim",
    "floor",
    "fma",
    "fmax",
    "fmin",
    "fmod",
    "fract",
    "iclamp",
    "imax",
    "imin",
    "insert_bits",
    "isfinite",
    "isinf",
    "isnan",
    "isnormal",
    "ldexp",
    "load_if",
    "log",
    "log2",
    "log10",
    "mad24",
    "mad_hi",
    "mad_sat",
    "max3",
    "median3",
    "min3",
    "mix",
    "mul24",
    "mul_hi",
    "popcount",
    "pow",
    "powr",
    "quad_active_threads_mask",
    "quad_all",
    "quad_and",
    "quad_any",
    "quad_ballot",
    "quad_broadcast",
    "quad_broadcast_first",
    "quad_is_first",
    "quad_max",
    "quad_min",
    "quad_or",
    "quad_prefix_exclusive_max",
    "quad_prefix_exclusive_min",
    "quad_prefix_exclusive_product",
    "quad_prefix_exclusive_sum",
    "quad_prefix_inclusive_max",
    "quad_prefix_inclusive_min",
    "quad_prefix_inclusive_product",
    "quad_prefix_inclusive_sum",
    "quad_product",
    "quad_shuffle",
    "quad_shuffle_and_fill_down",
    "quad_shuffle_and_fill_up",
    "quad_shuffle_down",
    "quad_shuffle_rotate_down",
    "quad_shuffle_rotate_up",
    "quad_shuffle_up",
    "quad_shuffle_xor",
    "quad_sum",
    "quad_xor",
    "reverse_bits",
    "rint",
    "rotate",
    "round",
    "rsqrt",
    "saturate",
    "sign",
    "signbit",
    "simd_active_threads_mask",
    "simd_all",
    "simd_and",
    "simd_any",
    "simd_ballot",
    "simd_barrier",
    "simd_broadcast",
    "simd_broadcast_first",
    "simd_is_first",
    "simd_max",
    "simd_min",
    "simd_or",
    "simd_prefix_exclusive_max",
    "simd_prefix_exclusive_min",
    "simd_prefix_exclusive_product",
    "simd_prefix_exclusive_sum",
    "simd_prefix_inclusive_max",
    "simd_prefix_inclusive_min",
    "simd_prefix_inclusive_product",
    "simd_prefix_inclusive_sum",
    "simd_product",
    "simd_shuffle",
    "simd_shuffle_and_fill_down",
    "simd_shuffle_and_fill_up",
    "simd_shuffle_down",
    "simd_shuffle_rotate_down",
    "simd_shuffle_rotate_up",
    "simd_shuffle_up",
    "simd_shuffle_xor",
    "simd_sum",
    "simd_xor",
    "simdgroup_index_in_threadgroup",
    "simdgroups_per_threadgroup",
    "sin",
    "sinh",
    "sinpi",
    "smoothstep",
    "sqrt",
    "step",
    "sub_sat",
    "tan",
    "tanh",
    "tanpi",
    "thread_index_in_simdgroup",
    "thread_index_in_threadgroup",
    "thread_position_in_grid_xyz",
    "thread_position_in_threadgroup",
    "threadgroup_position_in_grid",
    "threadgroups_per_grid",
    "threads_per_grid",
    "threads_per_simdgroup",
    "threads_per_threadgroup",
    "trunc",
    "where",
]


class Memory:
    """What atomics work on: a buffer or threadgroup memory."""

    __slots__ = ()

    def atomic_compare_exchange(
        self,
        index: Operand,
        expected: Operand,
        desired: Operand,
        success_order: str = "relaxed",
        failure_order: str = "relaxed",
        order: str | None = None,
        memory_order: str | None = None,
        success_memory_order: str | None = None,
        failure_memory_order: str | None = None,
    ) -> Value:
        """Atomically replaces `buf[index]` by `desired` if it equals `expected` bit for bit; the
        result is the old value, which is `expected` where it was replaced.

        Never fails spuriously.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            expected: a value of the element dtype.
            desired: a value of the element dtype.
            success_order: memory order.
            failure_order: memory order where the comparison fails.
            order: memory order.
            memory_order: another spelling of the memory order.
            success_memory_order: another spelling of the memory order.
            failure_memory_order: another spelling of `failure_order`.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        return atomic_compare_exchange(
            self,
            index,
            expected,
            desired,
            success_order,
            failure_order,
            order,
            memory_order,
            success_memory_order,
            failure_memory_order,
        )

    def atomic_compare_exchange_weak(
        self,
        index: Operand,
        expected: Operand,
        desired: Operand,
        success_order: str = "relaxed",
        failure_order: str = "relaxed",
        order: str | None = None,
        memory_order: str | None = None,
        success_memory_order: str | None = None,
        failure_memory_order: str | None = None,
    ) -> Value:
        """Atomically replaces `buf[index]` by `desired` if it equals `expected` bit for bit; the
        result says whether it did.

        May fail spuriously.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            expected: a value of the element dtype.
            desired: a value of the element dtype.
            success_order: memory order.
            failure_order: memory order where the comparison fails.
            order: memory order.
            memory_order: another spelling of the memory order.
            success_memory_order: another spelling of the memory order.
            failure_memory_order: another spelling of `failure_order`.

        Returns:
            a bool.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.

        Example:
            won = enigma.atomic_compare_exchange_weak(B, 0, 0, tid + 1)
        """
        return atomic_compare_exchange_weak(
            self,
            index,
            expected,
            desired,
            success_order,
            failure_order,
            order,
            memory_order,
            success_memory_order,
            failure_memory_order,
        )

    def atomic_exchange(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> Value:
        """Atomically replaces `buf[index]`; the result is the old value.

        Orders: relaxed, acquire, release, acq_rel.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        return atomic_exchange(self, index, value, order, memory_order)

    def atomic_fetch_add(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> Value:
        """Atomically adds to `buf[index]`; the result is the old value.

        Orders: relaxed, acquire, release, acq_rel.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.

        Example:
            enigma.atomic_fetch_add(B, tid % 16, 1)
        """
        return atomic_fetch_add(self, index, value, order, memory_order)

    def atomic_fetch_and(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> Value:
        """Atomically bitwise ands into `buf[index]`; the result is the old value.

        Orders: relaxed, acquire, release, acq_rel.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        return atomic_fetch_and(self, index, value, order, memory_order)

    def atomic_fetch_max(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> Value:
        """Atomically keeps the larger of the value and `buf[index]`; the result is the old value.

        Orders: relaxed, acquire, release, acq_rel.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.

        Example:
            B.atomic_fetch_max(0, tid)
        """
        return atomic_fetch_max(self, index, value, order, memory_order)

    def atomic_fetch_min(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> Value:
        """Atomically keeps the smaller of the value and `buf[index]`; the result is the old value.

        Orders: relaxed, acquire, release, acq_rel.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        return atomic_fetch_min(self, index, value, order, memory_order)

    def atomic_fetch_or(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> Value:
        """Atomically bitwise ors into `buf[index]`; the result is the old value.

        Orders: relaxed, acquire, release, acq_rel.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        return atomic_fetch_or(self, index, value, order, memory_order)

    def atomic_fetch_sub(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> Value:
        """Atomically subtracts from `buf[index]`; the result is the old value.

        Orders: relaxed, acquire, release, acq_rel.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        return atomic_fetch_sub(self, index, value, order, memory_order)

    def atomic_fetch_xor(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> Value:
        """Atomically bitwise exclusive-ors into `buf[index]`; the result is the old value.

        Orders: relaxed, acquire, release, acq_rel.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        return atomic_fetch_xor(self, index, value, order, memory_order)

    def atomic_load(
        self, index: Operand, order: str = "relaxed", memory_order: str | None = None
    ) -> Value:
        """Atomically reads `buf[index]`.

        Orders: relaxed, acquire.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            order: memory order.
            memory_order: another spelling of the memory order.

        Returns:
            a value of the element dtype.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        return atomic_load(self, index, order, memory_order)

    def atomic_store(
        self,
        index: Operand,
        value: Operand,
        order: str = "relaxed",
        memory_order: str | None = None,
    ) -> None:
        """Atomically writes `buf[index]`.

        Orders: relaxed, release.

        Args:
            index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
            value: a value of the element dtype.
            order: memory order.
            memory_order: another spelling of the memory order.

        Raises:
            EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
            EnigmaKeyError: an order that is unknown or not allowed here.
            OutsideKernelError: outside a kernel.
        """
        atomic_store(self, index, value, order, memory_order)


def abs(x: Operand) -> Value:
    """Absolute value.

    Of the smallest signed integer: itself.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("abs", x)


def abs_diff(a: Operand, b: Operand) -> Value:
    """Distance of a and b, in their type; one that does not fit wraps.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("abs_diff", a, b)


def abs_diff_unary(x: Operand) -> Value:
    """Absolute value of an integer.

    Of the smallest signed integer: itself.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("abs_diff_unary", x)


def acos(x: Operand) -> Value:
    """Arc cosine, from 0 to pi.

    Outside `[-1, 1]`: NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("acos", x)


def acosh(x: Operand) -> Value:
    """Inverse of `cosh`, from 0 up.

    Below 1: NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("acosh", x)


def add_sat(a: Operand, b: Operand) -> Value:
    """Sum, limited to the range of the type.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("add_sat", a, b)


def asin(x: Operand) -> Value:
    """Arc sine, from -pi/2 to pi/2.

    Outside `[-1, 1]`: NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("asin", x)


def asinh(x: Operand) -> Value:
    """Inverse of `sinh`.

    Within 3 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("asinh", x)


def atan(x: Operand) -> Value:
    """Arc tangent, from -pi/2 to pi/2.

    Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("atan", x)


def atan2(y: Operand, x: Operand) -> Value:
    """Angle of the point (x, y), from -pi to pi: the arc tangent of `y / x` in the quadrant of the
    two.

    Zeros and infinities count as directions, signs of zeros too. Within 2 ULP of the exact value.

    Args:
        y: a float (half, bfloat, float).
        x: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("atan2", y, x)


def atanh(x: Operand) -> Value:
    """Inverse of `tanh`.

    Of 1 and -1: infinity; beyond: NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("atanh", x)


def atomic_compare_exchange(
    buf: Memory,
    index: Operand,
    expected: Operand,
    desired: Operand,
    success_order: str = "relaxed",
    failure_order: str = "relaxed",
    order: str | None = None,
    memory_order: str | None = None,
    success_memory_order: str | None = None,
    failure_memory_order: str | None = None,
) -> Value:
    """Atomically replaces `buf[index]` by `desired` if it equals `expected` bit for bit; the result
    is the old value, which is `expected` where it was replaced.

    Never fails spuriously.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        expected: a value of the element dtype.
        desired: a value of the element dtype.
        success_order: memory order.
        failure_order: memory order where the comparison fails.
        order: memory order.
        memory_order: another spelling of the memory order.
        success_memory_order: another spelling of the memory order.
        failure_memory_order: another spelling of `failure_order`.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    return _native.atomic_compare_exchange(
        "atomic_compare_exchange",
        buf,
        index,
        (expected, desired),
        (success_order, order, memory_order, success_memory_order),
        (failure_order, failure_memory_order),
    )


def atomic_compare_exchange_weak(
    buf: Memory,
    index: Operand,
    expected: Operand,
    desired: Operand,
    success_order: str = "relaxed",
    failure_order: str = "relaxed",
    order: str | None = None,
    memory_order: str | None = None,
    success_memory_order: str | None = None,
    failure_memory_order: str | None = None,
) -> Value:
    """Atomically replaces `buf[index]` by `desired` if it equals `expected` bit for bit; the result
    says whether it did.

    May fail spuriously.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        expected: a value of the element dtype.
        desired: a value of the element dtype.
        success_order: memory order.
        failure_order: memory order where the comparison fails.
        order: memory order.
        memory_order: another spelling of the memory order.
        success_memory_order: another spelling of the memory order.
        failure_memory_order: another spelling of `failure_order`.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.

    Example:
        won = enigma.atomic_compare_exchange_weak(B, 0, 0, tid + 1)
    """
    return _native.atomic_compare_exchange(
        "atomic_compare_exchange_weak",
        buf,
        index,
        (expected, desired),
        (success_order, order, memory_order, success_memory_order),
        (failure_order, failure_memory_order),
    )


def atomic_exchange(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> Value:
    """Atomically replaces `buf[index]`; the result is the old value.

    Orders: relaxed, acquire, release, acq_rel.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    return _native.atomic("atomic_exchange", buf, index, (value,), order, memory_order)


def atomic_fetch_add(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> Value:
    """Atomically adds to `buf[index]`; the result is the old value.

    Orders: relaxed, acquire, release, acq_rel.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.

    Example:
        enigma.atomic_fetch_add(B, tid % 16, 1)
    """
    return _native.atomic("atomic_fetch_add", buf, index, (value,), order, memory_order)


def atomic_fetch_and(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> Value:
    """Atomically bitwise ands into `buf[index]`; the result is the old value.

    Orders: relaxed, acquire, release, acq_rel.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    return _native.atomic("atomic_fetch_and", buf, index, (value,), order, memory_order)


def atomic_fetch_max(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> Value:
    """Atomically keeps the larger of the value and `buf[index]`; the result is the old value.

    Orders: relaxed, acquire, release, acq_rel.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.

    Example:
        B.atomic_fetch_max(0, tid)
    """
    return _native.atomic("atomic_fetch_max", buf, index, (value,), order, memory_order)


def atomic_fetch_min(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> Value:
    """Atomically keeps the smaller of the value and `buf[index]`; the result is the old value.

    Orders: relaxed, acquire, release, acq_rel.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    return _native.atomic("atomic_fetch_min", buf, index, (value,), order, memory_order)


def atomic_fetch_or(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> Value:
    """Atomically bitwise ors into `buf[index]`; the result is the old value.

    Orders: relaxed, acquire, release, acq_rel.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    return _native.atomic("atomic_fetch_or", buf, index, (value,), order, memory_order)


def atomic_fetch_sub(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> Value:
    """Atomically subtracts from `buf[index]`; the result is the old value.

    Orders: relaxed, acquire, release, acq_rel.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    return _native.atomic("atomic_fetch_sub", buf, index, (value,), order, memory_order)


def atomic_fetch_xor(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> Value:
    """Atomically bitwise exclusive-ors into `buf[index]`; the result is the old value.

    Orders: relaxed, acquire, release, acq_rel.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    return _native.atomic("atomic_fetch_xor", buf, index, (value,), order, memory_order)


def atomic_load(
    buf: Memory, index: Operand, order: str = "relaxed", memory_order: str | None = None
) -> Value:
    """Atomically reads `buf[index]`.

    Orders: relaxed, acquire.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        order: memory order.
        memory_order: another spelling of the memory order.

    Returns:
        a value of the element dtype.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    return _native.atomic("atomic_load", buf, index, (), order, memory_order)


def atomic_store(
    buf: Memory,
    index: Operand,
    value: Operand,
    order: str = "relaxed",
    memory_order: str | None = None,
) -> None:
    """Atomically writes `buf[index]`.

    Orders: relaxed, release.

    Args:
        buf: buffer or threadgroup memory of int, uint, long, ulong, float.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        value: a value of the element dtype.
        order: memory order.
        memory_order: another spelling of the memory order.

    Raises:
        EnigmaTypeError: memory of another dtype, or a value that does not convert to it.
        EnigmaKeyError: an order that is unknown or not allowed here.
        OutsideKernelError: outside a kernel.
    """
    _native.atomic("atomic_store", buf, index, (value,), order, memory_order)


def barrier(mem_flags: str = "mem_threadgroup") -> None:
    """Threadgroup barrier: every thread of the threadgroup must reach it before any continues.

    Accesses before it to the memories in `mem_flags` happen before those after it by other threads
    of the group. Flags: mem_none, mem_device, mem_threadgroup, mem_device_and_threadgroup,
    mem_texture.

    Args:
        mem_flags: what is ordered: mem_none, mem_device, mem_threadgroup,
            mem_device_and_threadgroup or mem_texture.

    Raises:
        EnigmaKeyError: an unknown flag.
        OutsideKernelError: outside a kernel.

    Example:
        tile = enigma.threadgroup_alloc("float", 256)
        tile[enigma.thread_index_in_threadgroup()] = A[tid]
        enigma.barrier()
        C[tid] = tile[0]
    """
    _native.barrier("barrier", mem_flags)


def ceil(x: Operand) -> Value:
    """Smallest integer not below x.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("ceil", x)


def clamp(x: Operand, lo: Operand, hi: Operand) -> Value:
    """x limited to `[lo, hi]`.

    A NaN x gives lo. Undefined order of lo and hi gives hi.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        lo: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        hi: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.

    Example:
        C[tid] = enigma.clamp(A[tid], 0.0, 1.0)
    """
    return _native.emit("clamp", x, lo, hi)


def clz(x: Operand) -> Value:
    """Number of zero bits above the highest 1; the width of the type for 0.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("clz", x)


def cmp_eq(a: Operand, b: Operand) -> Value:
    """Equal.

    The same as `a == b`: by the signedness of the common type; False where an operand is NaN.

    Args:
        a: any scalar: bool, char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        b: any scalar: bool, char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_eq", a, b)


def cmp_ge(a: Operand, b: Operand) -> Value:
    """Greater or equal.

    The same as `a >= b`: by the signedness of the common type; False where an operand is NaN.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_ge", a, b)


def cmp_gt(a: Operand, b: Operand) -> Value:
    """Greater.

    The same as `a > b`: by the signedness of the common type; False where an operand is NaN.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_gt", a, b)


def cmp_le(a: Operand, b: Operand) -> Value:
    """Less or equal.

    The same as `a <= b`: by the signedness of the common type; False where an operand is NaN.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_le", a, b)


def cmp_lt(a: Operand, b: Operand) -> Value:
    """Less.

    The same as `a < b`: by the signedness of the common type; False where an operand is NaN.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_lt", a, b)


def cmp_ne(a: Operand, b: Operand) -> Value:
    """Not equal.

    The same as `a != b`: by the signedness of the common type; True where an operand is NaN.

    Args:
        a: any scalar: bool, char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        b: any scalar: bool, char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_ne", a, b)


def cmp_uge(a: Operand, b: Operand) -> Value:
    """Greater or equal, with integers taken as unsigned.

    On floats the same as `a >= b`.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_uge", a, b)


def cmp_ugt(a: Operand, b: Operand) -> Value:
    """Greater, with integers taken as unsigned.

    On floats the same as `a > b`.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_ugt", a, b)


def cmp_ule(a: Operand, b: Operand) -> Value:
    """Less or equal, with integers taken as unsigned.

    On floats the same as `a <= b`.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_ule", a, b)


def cmp_ult(a: Operand, b: Operand) -> Value:
    """Less, with integers taken as unsigned.

    On floats the same as `a < b`.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cmp_ult", a, b)


def copysign(x: Operand, y: Operand) -> Value:
    """The magnitude of x with the sign of y, also of zeros.

    The sign of a NaN that an operation made is either.

    Args:
        x: a float (half, bfloat, float).
        y: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("copysign", x, y)


def cos(x: Operand) -> Value:
    """Cosine of x in radians, reduced exactly whatever its size.

    Infinity gives NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cos", x)


def cosh(x: Operand) -> Value:
    """Hyperbolic cosine.

    Overflow gives infinity. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cosh", x)


def cospi(x: Operand) -> Value:
    """`cos(pi * x)`, where the product is not rounded: an integer and a half gives 0.

    Infinity gives NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cospi", x)


def ctz(x: Operand) -> Value:
    """Number of zero bits below the lowest 1; the width of the type for 0.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("ctz", x)


def divide(x: Operand, y: Operand) -> Value:
    """Quotient of floats, correctly rounded; the same as `x / y`.

    Args:
        x: a float (half, bfloat, float).
        y: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("divide", x, y)


def erf(x: Operand) -> Value:
    """Error function, from -1 to 1.

    Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("erf", x)


def erfc(x: Operand) -> Value:
    """`1 - erf(x)` without cancellation, from 2 to 0.

    Underflow gives 0. Within 4 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("erfc", x)


def exp(x: Operand) -> Value:
    """e raised to x.

    Overflow gives infinity, underflow 0. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("exp", x)


def exp2(x: Operand) -> Value:
    """2 raised to x.

    Overflow gives infinity, underflow 0; an integer x gives the power itself. Within 2 ULP of the
    exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("exp2", x)


def exp10(x: Operand) -> Value:
    """10 raised to x.

    Overflow gives infinity, underflow 0. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("exp10", x)


def expm1(x: Operand) -> Value:
    """`exp(x) - 1` without cancellation near 0.

    Overflow gives infinity; a large negative x gives -1, -0 gives -0. Within 2 ULP of the exact
    value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("expm1", x)


def extract_bits(value: Operand, offset: Operand, bits: Operand) -> Value:
    """That many bits of value from the offset on, moved to the bottom; the highest of them is the
    sign of a signed type.

    What lies beyond the width is cut off; literals beyond it are an error.

    Args:
        value: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        offset: an integer, from 0 to the width.
        bits: an integer, from 0 to the width.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.

    Example:
        exponent = enigma.extract_bits(enigma.as_type(A[tid], "uint"), 23, 8)
    """
    return _native.emit("extract_bits", value, offset, bits)


def fdim(x: Operand, y: Operand) -> Value:
    """`x - y` where x is above y, else 0.

    A NaN operand gives NaN.

    Args:
        x: a float (half, bfloat, float).
        y: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("fdim", x, y)


def floor(x: Operand) -> Value:
    """Largest integer not above x.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("floor", x)


def fma(a: Operand, b: Operand, c: Operand) -> Value:
    """`a * b + c`, rounded once.

    Args:
        a: a float (half, bfloat, float).
        b: a float (half, bfloat, float).
        c: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.

    Example:
        C[tid] = enigma.fma(A[tid], 2.0, C[tid])
    """
    return _native.emit("fma", a, b, c)


def fmax(a: Operand, b: Operand) -> Value:
    """Larger of two floats.

    If one is NaN, the other; the sign of a zero result is either.

    Args:
        a: a float (half, bfloat, float).
        b: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("fmax", a, b)


def fmin(a: Operand, b: Operand) -> Value:
    """Smaller of two floats.

    If one is NaN, the other; the sign of a zero result is either.

    Args:
        a: a float (half, bfloat, float).
        b: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("fmin", a, b)


def fmod(x: Operand, y: Operand) -> Value:
    """Remainder with the sign of x; the same as `x % y`.

    NaN where x is infinite or y is 0.

    Args:
        x: a float (half, bfloat, float).
        y: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("fmod", x, y)


def fract(x: Operand) -> Value:
    """`x - floor(x)`, at most the largest float below 1.

    Infinity gives NaN.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("fract", x)


def iclamp(x: Operand, lo: Operand, hi: Operand) -> Value:
    """x limited to `[lo, hi]`, by the signedness of the type.

    Where lo is above hi, hi.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        lo: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        hi: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("iclamp", x, lo, hi)


def imax(a: Operand, b: Operand) -> Value:
    """Larger of two integers, by the signedness of their type.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("imax", a, b)


def imin(a: Operand, b: Operand) -> Value:
    """Smaller of two integers, by the signedness of their type.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("imin", a, b)


def insert_bits(base: Operand, insert: Operand, offset: Operand, bits: Operand) -> Value:
    """base with that many bits from the offset on replaced by the lowest of insert.

    What lies beyond the width is cut off; literals beyond it are an error.

    Args:
        base: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        insert: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        offset: an integer, from 0 to the width.
        bits: an integer, from 0 to the width.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("insert_bits", base, insert, offset, bits)


def isfinite(x: Operand) -> Value:
    """Whether x is neither an infinity nor NaN.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("isfinite", x)


def isinf(x: Operand) -> Value:
    """Whether x is an infinity.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("isinf", x)


def isnan(x: Operand) -> Value:
    """Whether x is NaN, also where a compiler assumes that nothing is.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("isnan", x)


def isnormal(x: Operand) -> Value:
    """Whether x is neither 0, subnormal, infinite nor NaN.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("isnormal", x)


def ldexp(x: Operand, exponent: Operand) -> Value:
    """`x * 2 ** exponent`, rounded once.

    The exponent is an integer, converted to int. Overflow gives infinity.

    Args:
        x: a float (half, bfloat, float).
        exponent: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("ldexp", x, exponent)


def load_if(buf: Memory, index: Operand, mask: Operand, default: Operand = 0) -> Value:
    """`buf[index]` where the mask holds, else `default`.

    Memory is not touched where the mask is false, whatever the index.

    Args:
        buf: buffer or threadgroup memory.
        index: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        mask: a condition (bool).
        default: a value of the element dtype.

    Returns:
        a value of the element dtype.

    Raises:
        OutsideKernelError: outside a kernel.

    Example:
        C[tid] = enigma.load_if(A, tid + 1, tid + 1 < enigma.threads_per_grid())
    """
    return _native.load_if(buf, index, mask, default)


def log(x: Operand) -> Value:
    """Natural logarithm.

    Zero gives minus infinity, negative NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("log", x)


def log2(x: Operand) -> Value:
    """Logarithm to the base 2, exact for powers of 2.

    Zero gives minus infinity, negative NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("log2", x)


def log10(x: Operand) -> Value:
    """Logarithm to the base 10.

    Zero gives minus infinity, negative NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("log10", x)


def mad24(a: Operand, b: Operand, c: Operand) -> Value:
    """`mul24(a, b) + c`; the sum wraps.

    Args:
        a: int, uint.
        b: int, uint.
        c: int, uint.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("mad24", a, b, c)


def mad_hi(a: Operand, b: Operand, c: Operand) -> Value:
    """`mul_hi(a, b) + c`; the sum wraps.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        c: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("mad_hi", a, b, c)


def mad_sat(a: Operand, b: Operand, c: Operand) -> Value:
    """`a * b + c`, limited to the range of the type.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        c: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("mad_sat", a, b, c)


def max3(a: Operand, b: Operand, c: Operand) -> Value:
    """Largest of three.

    NaN operands do not count; the sign of a zero result is either.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        c: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("max3", a, b, c)


def median3(a: Operand, b: Operand, c: Operand) -> Value:
    """Middle one of three.

    Of two numbers and a NaN, one of the numbers; the sign of a zero result is either.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        c: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("median3", a, b, c)


def min3(a: Operand, b: Operand, c: Operand) -> Value:
    """Smallest of three.

    NaN operands do not count; the sign of a zero result is either.

    Args:
        a: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        b: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.
        c: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("min3", a, b, c)


def mix(a: Operand, b: Operand, t: Operand) -> Value:
    """`a + (b - a) * t`, each step rounded.

    Args:
        a: a float (half, bfloat, float).
        b: a float (half, bfloat, float).
        t: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.

    Example:
        C[tid] = enigma.mix(A[tid], C[tid], 0.25)
    """
    return _native.emit("mix", a, b, t)


def mul24(a: Operand, b: Operand) -> Value:
    """Product of the lower 24 bits of a and b, signed for int; its lower 32 bits.

    Args:
        a: int, uint.
        b: int, uint.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("mul24", a, b)


def mul_hi(a: Operand, b: Operand) -> Value:
    """Upper half of the product in twice the width.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("mul_hi", a, b)


def popcount(x: Operand) -> Value:
    """Number of bits that are 1.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("popcount", x)


def pow(x: Operand, y: Operand) -> Value:
    """x raised to y.

    A negative x needs an integer y, else NaN. `pow(x, 0)` and `pow(1, y)` are 1, also of NaN; zeros
    and infinities give 0 or infinity, negative where x is and y is odd. Within 2 ULP of the exact
    value.

    Args:
        x: a float (half, bfloat, float).
        y: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("pow", x, y)


def powr(x: Operand, y: Operand) -> Value:
    """x raised to y for x from 0 up; a negative x gives NaN.

    Otherwise as `pow`. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).
        y: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("powr", x, y)


def quad_active_threads_mask() -> Value:
    """The active lanes of the quadgroup: lane n is bit n.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_active_threads_mask")


def quad_all(condition: Operand) -> Value:
    """Whether the condition holds in all active lanes of the quadgroup.

    Args:
        condition: a condition (bool).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: a condition that is no bool.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_all", condition)


def quad_and(x: Operand) -> Value:
    """Bitwise and of x over the active lanes of the quadgroup, given to each of them.

    In Metal text 64-bit integers are built from shuffles.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_and", x)


def quad_any(condition: Operand) -> Value:
    """Whether the condition holds in at least one active lane of the quadgroup.

    Args:
        condition: a condition (bool).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: a condition that is no bool.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_any", condition)


def quad_ballot(condition: Operand) -> Value:
    """The active lanes of the quadgroup in which the condition holds: lane n is bit n.

    Args:
        condition: a condition (bool).

    Returns:
        a uint.

    Raises:
        EnigmaTypeError: a condition that is no bool.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_ballot", condition)


def quad_broadcast(value: Operand, lane: Operand) -> Value:
    """`value` of one lane of the quadgroup, 0 to 3, whose number must be the same for all active
    lanes.

    Reading a lane that is inactive or missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        lane: an integer, from 0 to 3.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_broadcast", value, lane)


def quad_broadcast_first(value: Operand) -> Value:
    """`value` of the first active lane of the quadgroup.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_broadcast_first", value)


def quad_is_first() -> Value:
    """Whether this lane is the first active one of the quadgroup.

    Returns:
        a bool.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_is_first")


def quad_max(x: Operand) -> Value:
    """Largest x over the active lanes of the quadgroup, given to each of them, by the signedness of
    its type.

    NaN is ignored; the sign of a zero result is either. In Metal text bfloat is computed in float,
    and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_max", x)


def quad_min(x: Operand) -> Value:
    """Smallest x over the active lanes of the quadgroup, given to each of them, by the signedness
    of its type.

    NaN is ignored; the sign of a zero result is either. In Metal text bfloat is computed in float,
    and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_min", x)


def quad_or(x: Operand) -> Value:
    """Bitwise or of x over the active lanes of the quadgroup, given to each of them.

    In Metal text 64-bit integers are built from shuffles.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_or", x)


def quad_prefix_exclusive_max(x: Operand) -> Value:
    """Largest x over the active lanes of the quadgroup below each lane, for the first minus
    infinity or the smallest integer of the type.

    NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_exclusive_max", x)


def quad_prefix_exclusive_min(x: Operand) -> Value:
    """Smallest x over the active lanes of the quadgroup below each lane, for the first infinity or
    the largest integer of the type.

    NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_exclusive_min", x)


def quad_prefix_exclusive_product(x: Operand) -> Value:
    """Product of x over the active lanes of the quadgroup below each lane, 1 for the first.

    Integers wrap. Floats are multiplied as by the inclusive product, of what the lane below has,
    with 1 in lane 0. In Metal text bfloat is computed in float, and 64-bit integers are built from
    shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_exclusive_product", x)


def quad_prefix_exclusive_sum(x: Operand) -> Value:
    """Sum of x over the active lanes of the quadgroup below each lane, 0 for the first.

    Integers wrap. Floats are added as by the inclusive sum, of what the lane below has, with 0 in
    lane 0. In Metal text bfloat is computed in float, and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_exclusive_sum", x)


def quad_prefix_inclusive_max(x: Operand) -> Value:
    """Largest x over the active lanes of the quadgroup up to each lane, itself among them.

    NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_inclusive_max", x)


def quad_prefix_inclusive_min(x: Operand) -> Value:
    """Smallest x over the active lanes of the quadgroup up to each lane, itself among them.

    NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_inclusive_min", x)


def quad_prefix_inclusive_product(x: Operand) -> Value:
    """Product of x over the active lanes of the quadgroup up to each lane, itself among them.

    Integers wrap. Floats are multiplied in steps: what each lane has with what the lane so far
    below has, by 1 and 2 lanes. In Metal text bfloat is computed in float, and 64-bit integers are
    built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_inclusive_product", x)


def quad_prefix_inclusive_sum(x: Operand) -> Value:
    """Sum of x over the active lanes of the quadgroup up to each lane, itself among them.

    Integers wrap. Floats are added in steps: what each lane has with what the lane so far below
    has, by 1 and 2 lanes. In Metal text bfloat is computed in float, and 64-bit integers are built
    from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_inclusive_sum", x)


def quad_product(x: Operand) -> Value:
    """Product of x over the active lanes of the quadgroup, given to each of them.

    Integers wrap. Floats are multiplied pairwise: lane i with lane i + 2, then 1. In Metal text
    bfloat is computed in float, and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_product", x)


def quad_shuffle(value: Operand, lane: Operand) -> Value:
    """`value` of lane `lane` of the quadgroup, 0 to 3, which may differ from lane to lane.

    Reading a lane that is inactive or missing gives an unspecified value, and so does a lane above
    3. Here an inactive lane gives 0, and one out of reach the lane's own value, but do not rely on
    it.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        lane: an integer, from 0 to 3.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_shuffle", value, lane)


def quad_shuffle_and_fill_down(
    value: Operand, filling: Operand, delta: Operand, modulo: int = 4
) -> Value:
    """`value` of the lane `delta` above; where there is none, `filling` of the lower `delta` lanes,
    in their order.

    Lanes move in groups of `modulo`, and `delta` must be the same for all active lanes. Reading a
    lane that is inactive or missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        filling: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 3.
        modulo: 2 or 4.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        EnigmaTypeError: a modulo that is no literal, or another one.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_shuffle_and_fill_down", value, filling, delta, modulo)


def quad_shuffle_and_fill_up(
    value: Operand, filling: Operand, delta: Operand, modulo: int = 4
) -> Value:
    """`value` of the lane `delta` below; where there is none, `filling` of the upper `delta` lanes,
    in their order.

    Lanes move in groups of `modulo`, and `delta` must be the same for all active lanes. Reading a
    lane that is inactive or missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        filling: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 3.
        modulo: 2 or 4.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        EnigmaTypeError: a modulo that is no literal, or another one.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_shuffle_and_fill_up", value, filling, delta, modulo)


def quad_shuffle_down(value: Operand, delta: Operand) -> Value:
    """`value` of the lane `delta` above.

    Past lane 3 of the quadgroup the value is unspecified. Reading a lane that is inactive or
    missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 3.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_shuffle_down", value, delta)


def quad_shuffle_rotate_down(value: Operand, delta: Operand) -> Value:
    """`value` of the lane `delta` above, around the end: lane 0 comes after lane 3.

    `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives
    an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 3.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_shuffle_rotate_down", value, delta)


def quad_shuffle_rotate_up(value: Operand, delta: Operand) -> Value:
    """`value` of the lane `delta` below, around the end: lane 3 comes before lane 0.

    `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives
    an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 3.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_shuffle_rotate_up", value, delta)


def quad_shuffle_up(value: Operand, delta: Operand) -> Value:
    """`value` of the lane `delta` below.

    Before lane 0 of the quadgroup the value is unspecified. Reading a lane that is inactive or
    missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 3.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_shuffle_up", value, delta)


def quad_shuffle_xor(value: Operand, mask: Operand) -> Value:
    """`value` of the lane whose number in the quadgroup is this lane's xor `mask`.

    Reading a lane that is inactive or missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        mask: an integer, from 0 to 3.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_shuffle_xor", value, mask)


def quad_sum(x: Operand) -> Value:
    """Sum of x over the active lanes of the quadgroup, given to each of them.

    Integers wrap. Floats are added pairwise: lane i with lane i + 2, then 1. In Metal text bfloat
    is computed in float, and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.

    Example:
        C[tid] = A[tid] / enigma.quad_sum(A[tid])
    """
    return _native.emit("quad_sum", x)


def quad_xor(x: Operand) -> Value:
    """Bitwise exclusive or of x over the active lanes of the quadgroup, given to each of them.

    In Metal text 64-bit integers are built from shuffles.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_xor", x)


def reverse_bits(x: Operand) -> Value:
    """The bits in reverse order.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("reverse_bits", x)


def rint(x: Operand) -> Value:
    """Nearest integer; ties go to the even one.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("rint", x)


def rotate(a: Operand, b: Operand) -> Value:
    """Bits rotated left by b, modulo the width; what leaves at the top comes in at the bottom.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("rotate", a, b)


def round(x: Operand) -> Value:
    """Nearest integer; ties go away from zero.

    `rint` takes ties to the even one.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("round", x)


def rsqrt(x: Operand) -> Value:
    """`1 / sqrt(x)`.

    Zero gives infinity with its sign, negative NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("rsqrt", x)


def saturate(x: Operand) -> Value:
    """x limited to `[0, 1]`.

    NaN gives 0.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("saturate", x)


def sign(x: Operand) -> Value:
    """1, -1 or x itself where it is a zero; NaN gives 0.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("sign", x)


def signbit(x: Operand) -> Value:
    """Whether the sign bit of x is set, also of -0.

    The sign of a NaN that an operation made is either.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("signbit", x)


def simd_active_threads_mask() -> Value:
    """The active lanes of the simdgroup: lane n is bit n.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_active_threads_mask")


def simd_all(condition: Operand) -> Value:
    """Whether the condition holds in all active lanes of the simdgroup.

    Args:
        condition: a condition (bool).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: a condition that is no bool.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_all", condition)


def simd_and(x: Operand) -> Value:
    """Bitwise and of x over the active lanes of the simdgroup, given to each of them.

    In Metal text 64-bit integers are built from shuffles.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_and", x)


def simd_any(condition: Operand) -> Value:
    """Whether the condition holds in at least one active lane of the simdgroup.

    Args:
        condition: a condition (bool).

    Returns:
        a bool.

    Raises:
        EnigmaTypeError: a condition that is no bool.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_any", condition)


def simd_ballot(condition: Operand) -> Value:
    """The active lanes of the simdgroup in which the condition holds: lane n is bit n.

    Args:
        condition: a condition (bool).

    Returns:
        a uint.

    Raises:
        EnigmaTypeError: a condition that is no bool.
        OutsideKernelError: outside a kernel.

    Example:
        chosen = enigma.simd_ballot(A[tid] > 0.5)
        B[tid] = enigma.popcount(chosen)
    """
    return _native.emit("simd_ballot", condition)


def simd_barrier(mem_flags: str = "mem_threadgroup") -> None:
    """Simdgroup barrier: the same as `barrier`, within one simdgroup.

    Args:
        mem_flags: what is ordered: mem_none, mem_device, mem_threadgroup,
            mem_device_and_threadgroup or mem_texture.

    Raises:
        EnigmaKeyError: an unknown flag.
        OutsideKernelError: outside a kernel.
    """
    _native.barrier("simd_barrier", mem_flags)


def simd_broadcast(value: Operand, lane: Operand) -> Value:
    """`value` of one lane, 0 to 31, whose number must be the same for all active lanes.

    Reading a lane that is inactive or missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        lane: an integer, from 0 to 31.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_broadcast", value, lane)


def simd_broadcast_first(value: Operand) -> Value:
    """`value` of the first active lane of the simdgroup.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_broadcast_first", value)


def simd_is_first() -> Value:
    """Whether this lane is the first active one of the simdgroup.

    Returns:
        a bool.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_is_first")


def simd_max(x: Operand) -> Value:
    """Largest x over the active lanes of the simdgroup, given to each of them, by the signedness of
    its type.

    NaN is ignored; the sign of a zero result is either. In Metal text bfloat is computed in float,
    and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_max", x)


def simd_min(x: Operand) -> Value:
    """Smallest x over the active lanes of the simdgroup, given to each of them, by the signedness
    of its type.

    NaN is ignored; the sign of a zero result is either. In Metal text bfloat is computed in float,
    and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_min", x)


def simd_or(x: Operand) -> Value:
    """Bitwise or of x over the active lanes of the simdgroup, given to each of them.

    In Metal text 64-bit integers are built from shuffles.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_or", x)


def simd_prefix_exclusive_max(x: Operand) -> Value:
    """Largest x over the active lanes of the simdgroup below each lane, for the first minus
    infinity or the smallest integer of the type.

    NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_exclusive_max", x)


def simd_prefix_exclusive_min(x: Operand) -> Value:
    """Smallest x over the active lanes of the simdgroup below each lane, for the first infinity or
    the largest integer of the type.

    NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_exclusive_min", x)


def simd_prefix_exclusive_product(x: Operand) -> Value:
    """Product of x over the active lanes of the simdgroup below each lane, 1 for the first.

    Integers wrap. Floats are multiplied as by the inclusive product, of what the lane below has,
    with 1 in lane 0. In Metal text bfloat is computed in float, and 64-bit integers are built from
    shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_exclusive_product", x)


def simd_prefix_exclusive_sum(x: Operand) -> Value:
    """Sum of x over the active lanes of the simdgroup below each lane, 0 for the first.

    Integers wrap. Floats are added as by the inclusive sum, of what the lane below has, with 0 in
    lane 0. In Metal text bfloat is computed in float, and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.

    Example:
        keep = A[tid] > 0.5
        place = enigma.simd_prefix_exclusive_sum(enigma.where(0, 1, keep))
        enigma.store_if(C, tid / 32 * 32 + place, A[tid], keep)
    """
    return _native.emit("simd_prefix_exclusive_sum", x)


def simd_prefix_inclusive_max(x: Operand) -> Value:
    """Largest x over the active lanes of the simdgroup up to each lane, itself among them.

    NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_inclusive_max", x)


def simd_prefix_inclusive_min(x: Operand) -> Value:
    """Smallest x over the active lanes of the simdgroup up to each lane, itself among them.

    NaN is ignored; the sign of a zero result is either. In Metal text it is built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_inclusive_min", x)


def simd_prefix_inclusive_product(x: Operand) -> Value:
    """Product of x over the active lanes of the simdgroup up to each lane, itself among them.

    Integers wrap. Floats are multiplied in steps: what each lane has with what the lane so far
    below has, by 1, 2, 4, 8 and 16 lanes. In Metal text bfloat is computed in float, and 64-bit
    integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_inclusive_product", x)


def simd_prefix_inclusive_sum(x: Operand) -> Value:
    """Sum of x over the active lanes of the simdgroup up to each lane, itself among them.

    Integers wrap. Floats are added in steps: what each lane has with what the lane so far below
    has, by 1, 2, 4, 8 and 16 lanes. In Metal text bfloat is computed in float, and 64-bit integers
    are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_inclusive_sum", x)


def simd_product(x: Operand) -> Value:
    """Product of x over the active lanes of the simdgroup, given to each of them.

    Integers wrap. Floats are multiplied pairwise: lane i with lane i + 16, then 8, 4, 2, 1. In
    Metal text bfloat is computed in float, and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_product", x)


def simd_shuffle(value: Operand, lane: Operand) -> Value:
    """`value` of lane `lane`, 0 to 31, which may differ from lane to lane.

    Reading a lane that is inactive or missing gives an unspecified value, and so does a lane above
    31. Here an inactive lane gives 0, and one out of reach the lane's own value, but do not rely on
    it.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        lane: an integer, from 0 to 31.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_shuffle", value, lane)


def simd_shuffle_and_fill_down(
    value: Operand, filling: Operand, delta: Operand, modulo: int = 32
) -> Value:
    """`value` of the lane `delta` above; where there is none, `filling` of the lower `delta` lanes,
    in their order.

    Lanes move in groups of `modulo`, and `delta` must be the same for all active lanes. Reading a
    lane that is inactive or missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        filling: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 31.
        modulo: 2, 4, 8, 16 or 32.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        EnigmaTypeError: a modulo that is no literal, or another one.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_shuffle_and_fill_down", value, filling, delta, modulo)


def simd_shuffle_and_fill_up(
    value: Operand, filling: Operand, delta: Operand, modulo: int = 32
) -> Value:
    """`value` of the lane `delta` below; where there is none, `filling` of the upper `delta` lanes,
    in their order.

    Lanes move in groups of `modulo`, and `delta` must be the same for all active lanes. Reading a
    lane that is inactive or missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        filling: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 31.
        modulo: 2, 4, 8, 16 or 32.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        EnigmaTypeError: a modulo that is no literal, or another one.
        OutsideKernelError: outside a kernel.

    Example:
        before = enigma.simd_shuffle_and_fill_up(A[tid], 0.0, 1)
    """
    return _native.emit("simd_shuffle_and_fill_up", value, filling, delta, modulo)


def simd_shuffle_down(value: Operand, delta: Operand) -> Value:
    """`value` of the lane `delta` above.

    Past lane 31 the value is unspecified. Reading a lane that is inactive or missing gives an
    unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 31.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.

    Example:
        pair = A[tid] + enigma.simd_shuffle_down(A[tid], 1)
    """
    return _native.emit("simd_shuffle_down", value, delta)


def simd_shuffle_rotate_down(value: Operand, delta: Operand) -> Value:
    """`value` of the lane `delta` above, around the end: lane 0 comes after lane 31.

    `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives
    an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 31.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_shuffle_rotate_down", value, delta)


def simd_shuffle_rotate_up(value: Operand, delta: Operand) -> Value:
    """`value` of the lane `delta` below, around the end: lane 31 comes before lane 0.

    `delta` must be the same for all active lanes. Reading a lane that is inactive or missing gives
    an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 31.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_shuffle_rotate_up", value, delta)


def simd_shuffle_up(value: Operand, delta: Operand) -> Value:
    """`value` of the lane `delta` below.

    Before lane 0 the value is unspecified. Reading a lane that is inactive or missing gives an
    unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        delta: an integer, from 0 to 31.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_shuffle_up", value, delta)


def simd_shuffle_xor(value: Operand, mask: Operand) -> Value:
    """`value` of the lane whose number is this lane's xor `mask`.

    Reading a lane that is inactive or missing gives an unspecified value.

    Args:
        value: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat,
            float.
        mask: an integer, from 0 to 31.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        EnigmaIndexError: a literal beyond the lanes.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_shuffle_xor", value, mask)


def simd_sum(x: Operand) -> Value:
    """Sum of x over the active lanes of the simdgroup, given to each of them.

    Integers wrap. Floats are added pairwise: lane i with lane i + 16, then 8, 4, 2, 1. In Metal
    text bfloat is computed in float, and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.

    Example:
        total = enigma.simd_sum(A[tid])
        enigma.store_if(C, tid / 32, total, enigma.thread_index_in_simdgroup() == 0)
    """
    return _native.emit("simd_sum", x)


def simd_xor(x: Operand) -> Value:
    """Bitwise exclusive or of x over the active lanes of the simdgroup, given to each of them.

    In Metal text 64-bit integers are built from shuffles.

    Args:
        x: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_xor", x)


def simdgroup_index_in_threadgroup() -> Value:
    """Index of the simdgroup in its threadgroup.

    A uint.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.query("simdgroup_index_in_threadgroup")


def simdgroups_per_threadgroup() -> Value:
    """Simdgroups of this threadgroup, a partial one included.

    A uint.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.query("simdgroups_per_threadgroup")


def sin(x: Operand) -> Value:
    """Sine of x in radians, reduced exactly whatever its size.

    Infinity gives NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("sin", x)


def sinh(x: Operand) -> Value:
    """Hyperbolic sine.

    Overflow gives infinity. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("sinh", x)


def sinpi(x: Operand) -> Value:
    """`sin(pi * x)`, where the product is not rounded: an integer gives 0 with the sign of x.

    Infinity gives NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("sinpi", x)


def smoothstep(edge0: Operand, edge1: Operand, x: Operand) -> Value:
    """0 below `edge0`, 1 above `edge1`, `t * t * (3 - 2 * t)` between, with `t = (x - edge0) /
    (edge1 - edge0)`.

    Meant for `edge0 < edge1`.

    Args:
        edge0: a float (half, bfloat, float).
        edge1: a float (half, bfloat, float).
        x: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("smoothstep", edge0, edge1, x)


def sqrt(x: Operand) -> Value:
    """Square root, correctly rounded.

    Negative gives NaN.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("sqrt", x)


def step(edge: Operand, x: Operand) -> Value:
    """0 where `x < edge`, else 1.

    Args:
        edge: a float (half, bfloat, float).
        x: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("step", edge, x)


def sub_sat(a: Operand, b: Operand) -> Value:
    """Difference, limited to the range of the type.

    Args:
        a: an integer: char, uchar, short, ushort, int, uint, long, ulong.
        b: an integer: char, uchar, short, ushort, int, uint, long, ulong.

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("sub_sat", a, b)


def tan(x: Operand) -> Value:
    """Tangent of x in radians, reduced exactly whatever its size.

    Infinity gives NaN. Within 3 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("tan", x)


def tanh(x: Operand) -> Value:
    """Hyperbolic tangent, from -1 to 1.

    Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("tanh", x)


def tanpi(x: Operand) -> Value:
    """`tan(pi * x)`, where the product is not rounded: an integer gives 0, an integer and a half
    infinity; both change sign from one to the next.

    Infinity gives NaN. Within 2 ULP of the exact value.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("tanpi", x)


def thread_index_in_simdgroup() -> Value:
    """Lane of the thread in its simdgroup, 0 to 31.

    A uint.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.query("thread_index_in_simdgroup")


def thread_index_in_threadgroup() -> Value:
    """Linear index of the thread in its threadgroup, x fastest.

    A uint.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.query("thread_index_in_threadgroup")


def thread_position_in_grid_xyz(dim: str = "x") -> Value:
    """Position of the thread in the grid.

    `enigma.thread_position_in_grid`, without a call, is its x component. A uint.

    Args:
        dim: "x", "y" or "z".

    Returns:
        a uint.

    Raises:
        EnigmaValueError: another dim.
        OutsideKernelError: outside a kernel.
    """
    return _native.query("thread_position_in_grid_xyz", dim)


def thread_position_in_threadgroup(dim: str = "x") -> Value:
    """Position of the thread in its threadgroup.

    A uint.

    Args:
        dim: "x", "y" or "z".

    Returns:
        a uint.

    Raises:
        EnigmaValueError: another dim.
        OutsideKernelError: outside a kernel.

    Example:
        row = enigma.thread_position_in_threadgroup("y")
    """
    return _native.query("thread_position_in_threadgroup", dim)


def threadgroup_position_in_grid(dim: str = "x") -> Value:
    """Position of the threadgroup in the grid, counted in threadgroups.

    A uint.

    Args:
        dim: "x", "y" or "z".

    Returns:
        a uint.

    Raises:
        EnigmaValueError: another dim.
        OutsideKernelError: outside a kernel.
    """
    return _native.query("threadgroup_position_in_grid", dim)


def threadgroups_per_grid(dim: str = "x") -> Value:
    """Threadgroups of the grid along `dim`, a partial one included.

    A uint.

    Args:
        dim: "x", "y" or "z".

    Returns:
        a uint.

    Raises:
        EnigmaValueError: another dim.
        OutsideKernelError: outside a kernel.
    """
    return _native.query("threadgroups_per_grid", dim)


def threads_per_grid(dim: str = "x") -> Value:
    """Threads of the grid along `dim`.

    A uint.

    Args:
        dim: "x", "y" or "z".

    Returns:
        a uint.

    Raises:
        EnigmaValueError: another dim.
        OutsideKernelError: outside a kernel.
    """
    return _native.query("threads_per_grid", dim)


def threads_per_simdgroup() -> Value:
    """Lanes of a simdgroup: 32 on every device.

    A uint.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.query("threads_per_simdgroup")


def threads_per_threadgroup(dim: str = "x") -> Value:
    """Threads of this threadgroup along `dim`: smaller than asked for at the edge of a ragged grid.

    A uint.

    Args:
        dim: "x", "y" or "z".

    Returns:
        a uint.

    Raises:
        EnigmaValueError: another dim.
        OutsideKernelError: outside a kernel.
    """
    return _native.query("threads_per_threadgroup", dim)


def trunc(x: Operand) -> Value:
    """x without its fraction: rounded toward zero.

    Args:
        x: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("trunc", x)


def where(false_val: Operand, true_val: Operand, condition: Operand) -> Value:
    """`true_val` where the condition holds, else `false_val` (note the order: the false value comes
    first, as in Metal's `select`).

    Both values are computed.

    Args:
        false_val: any scalar: bool, char, uchar, short, ushort, int, uint, long, ulong, half,
            bfloat, float.
        true_val: any scalar: bool, char, uchar, short, ushort, int, uint, long, ulong, half,
            bfloat, float.
        condition: a condition (bool).

    Returns:
        a value of the operands' common dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.

    Example:
        C[tid] = enigma.where(0.0, A[tid], A[tid] > 0)
    """
    return _native.emit("where", false_val, true_val, condition)
