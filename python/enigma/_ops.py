"""The operations that are plain functions, written by `cargo xtask generate` from the table.

@generated: do not edit; change `crates/core/src/ops` and run the command again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from enigma import _native

if TYPE_CHECKING:
    from enigma._native import Value, Vector
    from enigma.typing import AnyOperand, Operand

__all__ = [
    "Memory",
    "abs",
    "abs_diff",
    "abs_diff_unary",
    "acos",
    "acosh",
    "add_sat",
    "all",
    "any",
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
    "cross",
    "ctz",
    "distance",
    "distance_squared",
    "divide",
    "dot",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "exp10",
    "expm1",
    "extract_bits",
    "faceforward",
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
    "length",
    "length_squared",
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
    "normalize",
    "pack_float_to_snorm2x16",
    "pack_float_to_snorm4x8",
    "pack_float_to_srgb_unorm4x8",
    "pack_float_to_unorm2x16",
    "pack_float_to_unorm4x8",
    "pack_float_to_unorm10a2",
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
    "reflect",
    "refract",
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
    "unpack_snorm2x16_to_float",
    "unpack_snorm4x8_to_float",
    "unpack_srgb_unorm4x8_to_float",
    "unpack_unorm2x16_to_float",
    "unpack_unorm4x8_to_float",
    "unpack_unorm10a2_to_float",
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


@overload
def abs(x: Operand) -> Value: ...
@overload
def abs(x: Vector) -> Vector: ...
def abs(x: AnyOperand) -> Value | Vector:
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


@overload
def abs_diff(a: Operand, b: Operand) -> Value: ...
@overload
def abs_diff(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def abs_diff(a: Operand, b: Vector) -> Vector: ...
def abs_diff(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def abs_diff_unary(x: Operand) -> Value: ...
@overload
def abs_diff_unary(x: Vector) -> Vector: ...
def abs_diff_unary(x: AnyOperand) -> Value | Vector:
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


@overload
def acos(x: Operand) -> Value: ...
@overload
def acos(x: Vector) -> Vector: ...
def acos(x: AnyOperand) -> Value | Vector:
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


@overload
def acosh(x: Operand) -> Value: ...
@overload
def acosh(x: Vector) -> Vector: ...
def acosh(x: AnyOperand) -> Value | Vector:
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


@overload
def add_sat(a: Operand, b: Operand) -> Value: ...
@overload
def add_sat(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def add_sat(a: Operand, b: Vector) -> Vector: ...
def add_sat(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


def all(v: Vector | Operand) -> Value:
    """Whether all components are true, of a vector of bools or one bool.

    Args:
        v: a vector or a scalar: bool.

    Returns:
        a bool.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("all", v)


def any(v: Vector | Operand) -> Value:
    """Whether a component is true, of a vector of bools or one bool.

    Args:
        v: a vector or a scalar: bool.

    Returns:
        a bool.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("any", v)


@overload
def asin(x: Operand) -> Value: ...
@overload
def asin(x: Vector) -> Vector: ...
def asin(x: AnyOperand) -> Value | Vector:
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


@overload
def asinh(x: Operand) -> Value: ...
@overload
def asinh(x: Vector) -> Vector: ...
def asinh(x: AnyOperand) -> Value | Vector:
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


@overload
def atan(x: Operand) -> Value: ...
@overload
def atan(x: Vector) -> Vector: ...
def atan(x: AnyOperand) -> Value | Vector:
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


@overload
def atan2(y: Operand, x: Operand) -> Value: ...
@overload
def atan2(y: Vector, x: AnyOperand) -> Vector: ...
@overload
def atan2(y: Operand, x: Vector) -> Vector: ...
def atan2(y: AnyOperand, x: AnyOperand) -> Value | Vector:
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


@overload
def atanh(x: Operand) -> Value: ...
@overload
def atanh(x: Vector) -> Vector: ...
def atanh(x: AnyOperand) -> Value | Vector:
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


@overload
def ceil(x: Operand) -> Value: ...
@overload
def ceil(x: Vector) -> Vector: ...
def ceil(x: AnyOperand) -> Value | Vector:
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


@overload
def clamp(x: Operand, lo: Operand, hi: Operand) -> Value: ...
@overload
def clamp(x: Vector, lo: AnyOperand, hi: AnyOperand) -> Vector: ...
@overload
def clamp(x: Operand, lo: Vector, hi: AnyOperand) -> Vector: ...
@overload
def clamp(x: Operand, lo: Operand, hi: Vector) -> Vector: ...
def clamp(x: AnyOperand, lo: AnyOperand, hi: AnyOperand) -> Value | Vector:
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


@overload
def clz(x: Operand) -> Value: ...
@overload
def clz(x: Vector) -> Vector: ...
def clz(x: AnyOperand) -> Value | Vector:
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


@overload
def cmp_eq(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_eq(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_eq(a: Operand, b: Vector) -> Vector: ...
def cmp_eq(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_ge(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_ge(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_ge(a: Operand, b: Vector) -> Vector: ...
def cmp_ge(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_gt(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_gt(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_gt(a: Operand, b: Vector) -> Vector: ...
def cmp_gt(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_le(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_le(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_le(a: Operand, b: Vector) -> Vector: ...
def cmp_le(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_lt(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_lt(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_lt(a: Operand, b: Vector) -> Vector: ...
def cmp_lt(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_ne(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_ne(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_ne(a: Operand, b: Vector) -> Vector: ...
def cmp_ne(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_uge(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_uge(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_uge(a: Operand, b: Vector) -> Vector: ...
def cmp_uge(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_ugt(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_ugt(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_ugt(a: Operand, b: Vector) -> Vector: ...
def cmp_ugt(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_ule(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_ule(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_ule(a: Operand, b: Vector) -> Vector: ...
def cmp_ule(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def cmp_ult(a: Operand, b: Operand) -> Value: ...
@overload
def cmp_ult(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def cmp_ult(a: Operand, b: Vector) -> Vector: ...
def cmp_ult(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def copysign(x: Operand, y: Operand) -> Value: ...
@overload
def copysign(x: Vector, y: AnyOperand) -> Vector: ...
@overload
def copysign(x: Operand, y: Vector) -> Vector: ...
def copysign(x: AnyOperand, y: AnyOperand) -> Value | Vector:
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


@overload
def cos(x: Operand) -> Value: ...
@overload
def cos(x: Vector) -> Vector: ...
def cos(x: AnyOperand) -> Value | Vector:
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


@overload
def cosh(x: Operand) -> Value: ...
@overload
def cosh(x: Vector) -> Vector: ...
def cosh(x: AnyOperand) -> Value | Vector:
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


@overload
def cospi(x: Operand) -> Value: ...
@overload
def cospi(x: Vector) -> Vector: ...
def cospi(x: AnyOperand) -> Value | Vector:
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


def cross(a: Vector, b: Vector) -> Vector:
    """Vector product of vectors of three: `a.y * b.z - a.z * b.y` and so on, each step rounded to
    float.

    Args:
        a: a vector of 3 components: a float (half, bfloat, float).
        b: a vector of 3 components: a float (half, bfloat, float).

    Returns:
        a vector of the operands' size and dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("cross", a, b)


@overload
def ctz(x: Operand) -> Value: ...
@overload
def ctz(x: Vector) -> Vector: ...
def ctz(x: AnyOperand) -> Value | Vector:
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


def distance(a: Vector, b: Vector) -> Value:
    """Length of `a - b`.

    Args:
        a: a vector of 2 to 4 components: a float (half, bfloat, float).
        b: a vector of 2 to 4 components: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("distance", a, b)


def distance_squared(a: Vector, b: Vector) -> Value:
    """Square of the length of `a - b`.

    Args:
        a: a vector of 2 to 4 components: a float (half, bfloat, float).
        b: a vector of 2 to 4 components: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("distance_squared", a, b)


@overload
def divide(x: Operand, y: Operand) -> Value: ...
@overload
def divide(x: Vector, y: AnyOperand) -> Vector: ...
@overload
def divide(x: Operand, y: Vector) -> Vector: ...
def divide(x: AnyOperand, y: AnyOperand) -> Value | Vector:
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


def dot(a: Vector, b: Vector) -> Value:
    """Scalar product: `a.x * b.x`, then the other products added by fma in order, in float; rounded
    to the operands' dtype at the end.

    Args:
        a: a vector of 2 to 4 components: a float (half, bfloat, float).
        b: a vector of 2 to 4 components: a float (half, bfloat, float).

    Returns:
        a value of the operands' common dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("dot", a, b)


@overload
def erf(x: Operand) -> Value: ...
@overload
def erf(x: Vector) -> Vector: ...
def erf(x: AnyOperand) -> Value | Vector:
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


@overload
def erfc(x: Operand) -> Value: ...
@overload
def erfc(x: Vector) -> Vector: ...
def erfc(x: AnyOperand) -> Value | Vector:
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


@overload
def exp(x: Operand) -> Value: ...
@overload
def exp(x: Vector) -> Vector: ...
def exp(x: AnyOperand) -> Value | Vector:
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


@overload
def exp2(x: Operand) -> Value: ...
@overload
def exp2(x: Vector) -> Vector: ...
def exp2(x: AnyOperand) -> Value | Vector:
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


@overload
def exp10(x: Operand) -> Value: ...
@overload
def exp10(x: Vector) -> Vector: ...
def exp10(x: AnyOperand) -> Value | Vector:
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


@overload
def expm1(x: Operand) -> Value: ...
@overload
def expm1(x: Vector) -> Vector: ...
def expm1(x: AnyOperand) -> Value | Vector:
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


@overload
def extract_bits(value: Operand, offset: Operand, bits: Operand) -> Value: ...
@overload
def extract_bits(value: Vector, offset: AnyOperand, bits: AnyOperand) -> Vector: ...
@overload
def extract_bits(value: Operand, offset: Vector, bits: AnyOperand) -> Vector: ...
@overload
def extract_bits(value: Operand, offset: Operand, bits: Vector) -> Vector: ...
def extract_bits(value: AnyOperand, offset: AnyOperand, bits: AnyOperand) -> Value | Vector:
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


def faceforward(n: Vector, incident: Vector, nref: Vector) -> Vector:
    """n where `dot(nref, incident) < 0`, else `-n`.

    Args:
        n: a vector of 2 to 4 components: a float (half, bfloat, float).
        incident: a vector of 2 to 4 components: a float (half, bfloat, float).
        nref: a vector of 2 to 4 components: a float (half, bfloat, float).

    Returns:
        a vector of the operands' size and dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("faceforward", n, incident, nref)


@overload
def fdim(x: Operand, y: Operand) -> Value: ...
@overload
def fdim(x: Vector, y: AnyOperand) -> Vector: ...
@overload
def fdim(x: Operand, y: Vector) -> Vector: ...
def fdim(x: AnyOperand, y: AnyOperand) -> Value | Vector:
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


@overload
def floor(x: Operand) -> Value: ...
@overload
def floor(x: Vector) -> Vector: ...
def floor(x: AnyOperand) -> Value | Vector:
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


@overload
def fma(a: Operand, b: Operand, c: Operand) -> Value: ...
@overload
def fma(a: Vector, b: AnyOperand, c: AnyOperand) -> Vector: ...
@overload
def fma(a: Operand, b: Vector, c: AnyOperand) -> Vector: ...
@overload
def fma(a: Operand, b: Operand, c: Vector) -> Vector: ...
def fma(a: AnyOperand, b: AnyOperand, c: AnyOperand) -> Value | Vector:
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


@overload
def fmax(a: Operand, b: Operand) -> Value: ...
@overload
def fmax(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def fmax(a: Operand, b: Vector) -> Vector: ...
def fmax(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def fmin(a: Operand, b: Operand) -> Value: ...
@overload
def fmin(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def fmin(a: Operand, b: Vector) -> Vector: ...
def fmin(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def fmod(x: Operand, y: Operand) -> Value: ...
@overload
def fmod(x: Vector, y: AnyOperand) -> Vector: ...
@overload
def fmod(x: Operand, y: Vector) -> Vector: ...
def fmod(x: AnyOperand, y: AnyOperand) -> Value | Vector:
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


@overload
def fract(x: Operand) -> Value: ...
@overload
def fract(x: Vector) -> Vector: ...
def fract(x: AnyOperand) -> Value | Vector:
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


@overload
def iclamp(x: Operand, lo: Operand, hi: Operand) -> Value: ...
@overload
def iclamp(x: Vector, lo: AnyOperand, hi: AnyOperand) -> Vector: ...
@overload
def iclamp(x: Operand, lo: Vector, hi: AnyOperand) -> Vector: ...
@overload
def iclamp(x: Operand, lo: Operand, hi: Vector) -> Vector: ...
def iclamp(x: AnyOperand, lo: AnyOperand, hi: AnyOperand) -> Value | Vector:
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


@overload
def imax(a: Operand, b: Operand) -> Value: ...
@overload
def imax(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def imax(a: Operand, b: Vector) -> Vector: ...
def imax(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def imin(a: Operand, b: Operand) -> Value: ...
@overload
def imin(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def imin(a: Operand, b: Vector) -> Vector: ...
def imin(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def insert_bits(base: Operand, insert: Operand, offset: Operand, bits: Operand) -> Value: ...
@overload
def insert_bits(
    base: Vector, insert: AnyOperand, offset: AnyOperand, bits: AnyOperand
) -> Vector: ...
@overload
def insert_bits(base: Operand, insert: Vector, offset: AnyOperand, bits: AnyOperand) -> Vector: ...
@overload
def insert_bits(base: Operand, insert: Operand, offset: Vector, bits: AnyOperand) -> Vector: ...
@overload
def insert_bits(base: Operand, insert: Operand, offset: Operand, bits: Vector) -> Vector: ...
def insert_bits(
    base: AnyOperand, insert: AnyOperand, offset: AnyOperand, bits: AnyOperand
) -> Value | Vector:
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


@overload
def isfinite(x: Operand) -> Value: ...
@overload
def isfinite(x: Vector) -> Vector: ...
def isfinite(x: AnyOperand) -> Value | Vector:
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


@overload
def isinf(x: Operand) -> Value: ...
@overload
def isinf(x: Vector) -> Vector: ...
def isinf(x: AnyOperand) -> Value | Vector:
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


@overload
def isnan(x: Operand) -> Value: ...
@overload
def isnan(x: Vector) -> Vector: ...
def isnan(x: AnyOperand) -> Value | Vector:
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


@overload
def isnormal(x: Operand) -> Value: ...
@overload
def isnormal(x: Vector) -> Vector: ...
def isnormal(x: AnyOperand) -> Value | Vector:
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


@overload
def ldexp(x: Operand, exponent: Operand) -> Value: ...
@overload
def ldexp(x: Vector, exponent: AnyOperand) -> Vector: ...
@overload
def ldexp(x: Operand, exponent: Vector) -> Vector: ...
def ldexp(x: AnyOperand, exponent: AnyOperand) -> Value | Vector:
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


def length(v: Vector) -> Value:
    """Length: the square root of `dot(v, v)`, in float; squares beyond float give infinity.

    Args:
        v: a vector of 2 to 4 components: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("length", v)


def length_squared(v: Vector) -> Value:
    """`dot(v, v)`.

    Args:
        v: a vector of 2 to 4 components: a float (half, bfloat, float).

    Returns:
        a value of the operand's dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("length_squared", v)


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


@overload
def log(x: Operand) -> Value: ...
@overload
def log(x: Vector) -> Vector: ...
def log(x: AnyOperand) -> Value | Vector:
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


@overload
def log2(x: Operand) -> Value: ...
@overload
def log2(x: Vector) -> Vector: ...
def log2(x: AnyOperand) -> Value | Vector:
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


@overload
def log10(x: Operand) -> Value: ...
@overload
def log10(x: Vector) -> Vector: ...
def log10(x: AnyOperand) -> Value | Vector:
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


@overload
def mad24(a: Operand, b: Operand, c: Operand) -> Value: ...
@overload
def mad24(a: Vector, b: AnyOperand, c: AnyOperand) -> Vector: ...
@overload
def mad24(a: Operand, b: Vector, c: AnyOperand) -> Vector: ...
@overload
def mad24(a: Operand, b: Operand, c: Vector) -> Vector: ...
def mad24(a: AnyOperand, b: AnyOperand, c: AnyOperand) -> Value | Vector:
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


@overload
def mad_hi(a: Operand, b: Operand, c: Operand) -> Value: ...
@overload
def mad_hi(a: Vector, b: AnyOperand, c: AnyOperand) -> Vector: ...
@overload
def mad_hi(a: Operand, b: Vector, c: AnyOperand) -> Vector: ...
@overload
def mad_hi(a: Operand, b: Operand, c: Vector) -> Vector: ...
def mad_hi(a: AnyOperand, b: AnyOperand, c: AnyOperand) -> Value | Vector:
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


@overload
def mad_sat(a: Operand, b: Operand, c: Operand) -> Value: ...
@overload
def mad_sat(a: Vector, b: AnyOperand, c: AnyOperand) -> Vector: ...
@overload
def mad_sat(a: Operand, b: Vector, c: AnyOperand) -> Vector: ...
@overload
def mad_sat(a: Operand, b: Operand, c: Vector) -> Vector: ...
def mad_sat(a: AnyOperand, b: AnyOperand, c: AnyOperand) -> Value | Vector:
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


@overload
def max3(a: Operand, b: Operand, c: Operand) -> Value: ...
@overload
def max3(a: Vector, b: AnyOperand, c: AnyOperand) -> Vector: ...
@overload
def max3(a: Operand, b: Vector, c: AnyOperand) -> Vector: ...
@overload
def max3(a: Operand, b: Operand, c: Vector) -> Vector: ...
def max3(a: AnyOperand, b: AnyOperand, c: AnyOperand) -> Value | Vector:
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


@overload
def median3(a: Operand, b: Operand, c: Operand) -> Value: ...
@overload
def median3(a: Vector, b: AnyOperand, c: AnyOperand) -> Vector: ...
@overload
def median3(a: Operand, b: Vector, c: AnyOperand) -> Vector: ...
@overload
def median3(a: Operand, b: Operand, c: Vector) -> Vector: ...
def median3(a: AnyOperand, b: AnyOperand, c: AnyOperand) -> Value | Vector:
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


@overload
def min3(a: Operand, b: Operand, c: Operand) -> Value: ...
@overload
def min3(a: Vector, b: AnyOperand, c: AnyOperand) -> Vector: ...
@overload
def min3(a: Operand, b: Vector, c: AnyOperand) -> Vector: ...
@overload
def min3(a: Operand, b: Operand, c: Vector) -> Vector: ...
def min3(a: AnyOperand, b: AnyOperand, c: AnyOperand) -> Value | Vector:
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


@overload
def mix(a: Operand, b: Operand, t: Operand) -> Value: ...
@overload
def mix(a: Vector, b: AnyOperand, t: AnyOperand) -> Vector: ...
@overload
def mix(a: Operand, b: Vector, t: AnyOperand) -> Vector: ...
@overload
def mix(a: Operand, b: Operand, t: Vector) -> Vector: ...
def mix(a: AnyOperand, b: AnyOperand, t: AnyOperand) -> Value | Vector:
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


@overload
def mul24(a: Operand, b: Operand) -> Value: ...
@overload
def mul24(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def mul24(a: Operand, b: Vector) -> Vector: ...
def mul24(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def mul_hi(a: Operand, b: Operand) -> Value: ...
@overload
def mul_hi(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def mul_hi(a: Operand, b: Vector) -> Vector: ...
def mul_hi(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


def normalize(v: Vector) -> Vector:
    """v divided by its length.

    A vector of zeros, or one whose squares leave float, gives NaN or zeros. Within 4 ULP of the
    exact value.

    Args:
        v: a vector of 2 to 4 components: a float (half, bfloat, float).

    Returns:
        a vector of the operands' size and dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("normalize", v)


def pack_float_to_snorm2x16(v: Vector) -> Value:
    """Two floats as signed shorts; the first component is in the lowest bits.

    Each is limited to [-1, 1], multiplied by 32767 and rounded to the nearest, ties to even; NaN
    gives 0.

    Args:
        v: a vector of 2 components: float.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("pack_float_to_snorm2x16", v)


def pack_float_to_snorm4x8(v: Vector) -> Value:
    """Four floats as signed bytes; the first component is in the lowest bits.

    Each is limited to [-1, 1], multiplied by 127 and rounded to the nearest, ties to even; NaN
    gives 0.

    Args:
        v: a vector of 4 components: float.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("pack_float_to_snorm4x8", v)


def pack_float_to_srgb_unorm4x8(v: Vector) -> Value:
    """Linear light as four bytes, red in the lowest: red, green and blue along the curve of sRGB,
    alpha as it is.

    Each is limited to [0, 1] first, then multiplied by 255 and rounded to the nearest, ties to
    even; NaN gives 0. The curve is that of float: next to a tie between two codes either may come.

    Args:
        v: a vector of 4 components: float.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("pack_float_to_srgb_unorm4x8", v)


def pack_float_to_unorm2x16(v: Vector) -> Value:
    """Two floats as unsigned shorts; the first component is in the lowest bits.

    Each is limited to [0, 1], multiplied by 65535 and rounded to the nearest, ties to even; NaN
    gives 0.

    Args:
        v: a vector of 2 components: float.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("pack_float_to_unorm2x16", v)


def pack_float_to_unorm4x8(v: Vector) -> Value:
    """Four floats as unsigned bytes; the first component is in the lowest bits.

    Each is limited to [0, 1], multiplied by 255 and rounded to the nearest, ties to even; NaN gives
    0.

    Args:
        v: a vector of 4 components: float.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("pack_float_to_unorm4x8", v)


def pack_float_to_unorm10a2(v: Vector) -> Value:
    """Three fields of 10 bits and one of 2; the first component is in the lowest.

    Each is limited to [0, 1], multiplied by 1023 or 3 and rounded to the nearest, ties to even; NaN
    gives 0.

    Args:
        v: a vector of 4 components: float.

    Returns:
        a uint.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("pack_float_to_unorm10a2", v)


@overload
def popcount(x: Operand) -> Value: ...
@overload
def popcount(x: Vector) -> Vector: ...
def popcount(x: AnyOperand) -> Value | Vector:
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


@overload
def pow(x: Operand, y: Operand) -> Value: ...
@overload
def pow(x: Vector, y: AnyOperand) -> Vector: ...
@overload
def pow(x: Operand, y: Vector) -> Vector: ...
def pow(x: AnyOperand, y: AnyOperand) -> Value | Vector:
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


@overload
def powr(x: Operand, y: Operand) -> Value: ...
@overload
def powr(x: Vector, y: AnyOperand) -> Vector: ...
@overload
def powr(x: Operand, y: Vector) -> Vector: ...
def powr(x: AnyOperand, y: AnyOperand) -> Value | Vector:
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


@overload
def quad_all(condition: Operand) -> Value: ...
@overload
def quad_all(condition: Vector) -> Vector: ...
def quad_all(condition: AnyOperand) -> Value | Vector:
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


@overload
def quad_and(x: Operand) -> Value: ...
@overload
def quad_and(x: Vector) -> Vector: ...
def quad_and(x: AnyOperand) -> Value | Vector:
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


@overload
def quad_any(condition: Operand) -> Value: ...
@overload
def quad_any(condition: Vector) -> Vector: ...
def quad_any(condition: AnyOperand) -> Value | Vector:
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


@overload
def quad_ballot(condition: Operand) -> Value: ...
@overload
def quad_ballot(condition: Vector) -> Vector: ...
def quad_ballot(condition: AnyOperand) -> Value | Vector:
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


@overload
def quad_broadcast(value: Operand, lane: Operand) -> Value: ...
@overload
def quad_broadcast(value: Vector, lane: Operand) -> Vector: ...
def quad_broadcast(value: AnyOperand, lane: Operand) -> Value | Vector:
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


@overload
def quad_broadcast_first(value: Operand) -> Value: ...
@overload
def quad_broadcast_first(value: Vector) -> Vector: ...
def quad_broadcast_first(value: AnyOperand) -> Value | Vector:
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


@overload
def quad_max(x: Operand) -> Value: ...
@overload
def quad_max(x: Vector) -> Vector: ...
def quad_max(x: AnyOperand) -> Value | Vector:
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


@overload
def quad_min(x: Operand) -> Value: ...
@overload
def quad_min(x: Vector) -> Vector: ...
def quad_min(x: AnyOperand) -> Value | Vector:
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


@overload
def quad_or(x: Operand) -> Value: ...
@overload
def quad_or(x: Vector) -> Vector: ...
def quad_or(x: AnyOperand) -> Value | Vector:
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


@overload
def quad_prefix_exclusive_max(x: Operand) -> Value: ...
@overload
def quad_prefix_exclusive_max(x: Vector) -> Vector: ...
def quad_prefix_exclusive_max(x: AnyOperand) -> Value | Vector:
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


@overload
def quad_prefix_exclusive_min(x: Operand) -> Value: ...
@overload
def quad_prefix_exclusive_min(x: Vector) -> Vector: ...
def quad_prefix_exclusive_min(x: AnyOperand) -> Value | Vector:
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


@overload
def quad_prefix_exclusive_product(x: Operand) -> Value: ...
@overload
def quad_prefix_exclusive_product(x: Vector) -> Vector: ...
def quad_prefix_exclusive_product(x: AnyOperand) -> Value | Vector:
    """Product of x over the active lanes of the quadgroup below each lane, 1 for the first.

    Integers wrap. Floats are multiplied as by the inclusive product, of what the lane below has,
    with 1 in lane 0. In Metal text bfloat is computed in float and rounded once, and 64-bit
    integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_exclusive_product", x)


@overload
def quad_prefix_exclusive_sum(x: Operand) -> Value: ...
@overload
def quad_prefix_exclusive_sum(x: Vector) -> Vector: ...
def quad_prefix_exclusive_sum(x: AnyOperand) -> Value | Vector:
    """Sum of x over the active lanes of the quadgroup below each lane, 0 for the first.

    Integers wrap. Floats are added as by the inclusive sum, of what the lane below has, with 0 in
    lane 0. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are
    built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_exclusive_sum", x)


@overload
def quad_prefix_inclusive_max(x: Operand) -> Value: ...
@overload
def quad_prefix_inclusive_max(x: Vector) -> Vector: ...
def quad_prefix_inclusive_max(x: AnyOperand) -> Value | Vector:
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


@overload
def quad_prefix_inclusive_min(x: Operand) -> Value: ...
@overload
def quad_prefix_inclusive_min(x: Vector) -> Vector: ...
def quad_prefix_inclusive_min(x: AnyOperand) -> Value | Vector:
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


@overload
def quad_prefix_inclusive_product(x: Operand) -> Value: ...
@overload
def quad_prefix_inclusive_product(x: Vector) -> Vector: ...
def quad_prefix_inclusive_product(x: AnyOperand) -> Value | Vector:
    """Product of x over the active lanes of the quadgroup up to each lane, itself among them.

    Integers wrap. Floats are multiplied in steps: what each lane has with what the lane so far
    below has, by 1 and 2 lanes. In Metal text bfloat is computed in float and rounded once, and
    64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_inclusive_product", x)


@overload
def quad_prefix_inclusive_sum(x: Operand) -> Value: ...
@overload
def quad_prefix_inclusive_sum(x: Vector) -> Vector: ...
def quad_prefix_inclusive_sum(x: AnyOperand) -> Value | Vector:
    """Sum of x over the active lanes of the quadgroup up to each lane, itself among them.

    Integers wrap. Floats are added in steps: what each lane has with what the lane so far below
    has, by 1 and 2 lanes. In Metal text bfloat is computed in float and rounded once, and 64-bit
    integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_prefix_inclusive_sum", x)


@overload
def quad_product(x: Operand) -> Value: ...
@overload
def quad_product(x: Vector) -> Vector: ...
def quad_product(x: AnyOperand) -> Value | Vector:
    """Product of x over the active lanes of the quadgroup, given to each of them.

    Integers wrap. Floats are multiplied pairwise: lane i with lane i + 2, then 1. In Metal text
    bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("quad_product", x)


@overload
def quad_shuffle(value: Operand, lane: Operand) -> Value: ...
@overload
def quad_shuffle(value: Vector, lane: Operand) -> Vector: ...
def quad_shuffle(value: AnyOperand, lane: Operand) -> Value | Vector:
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


@overload
def quad_shuffle_and_fill_down(
    value: Operand, filling: Operand, delta: Operand, modulo: int = 4
) -> Value: ...
@overload
def quad_shuffle_and_fill_down(
    value: Vector, filling: AnyOperand, delta: Operand, modulo: int = 4
) -> Vector: ...
@overload
def quad_shuffle_and_fill_down(
    value: Operand, filling: Vector, delta: Operand, modulo: int = 4
) -> Vector: ...
def quad_shuffle_and_fill_down(
    value: AnyOperand, filling: AnyOperand, delta: Operand, modulo: int = 4
) -> Value | Vector:
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


@overload
def quad_shuffle_and_fill_up(
    value: Operand, filling: Operand, delta: Operand, modulo: int = 4
) -> Value: ...
@overload
def quad_shuffle_and_fill_up(
    value: Vector, filling: AnyOperand, delta: Operand, modulo: int = 4
) -> Vector: ...
@overload
def quad_shuffle_and_fill_up(
    value: Operand, filling: Vector, delta: Operand, modulo: int = 4
) -> Vector: ...
def quad_shuffle_and_fill_up(
    value: AnyOperand, filling: AnyOperand, delta: Operand, modulo: int = 4
) -> Value | Vector:
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


@overload
def quad_shuffle_down(value: Operand, delta: Operand) -> Value: ...
@overload
def quad_shuffle_down(value: Vector, delta: Operand) -> Vector: ...
def quad_shuffle_down(value: AnyOperand, delta: Operand) -> Value | Vector:
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


@overload
def quad_shuffle_rotate_down(value: Operand, delta: Operand) -> Value: ...
@overload
def quad_shuffle_rotate_down(value: Vector, delta: Operand) -> Vector: ...
def quad_shuffle_rotate_down(value: AnyOperand, delta: Operand) -> Value | Vector:
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


@overload
def quad_shuffle_rotate_up(value: Operand, delta: Operand) -> Value: ...
@overload
def quad_shuffle_rotate_up(value: Vector, delta: Operand) -> Vector: ...
def quad_shuffle_rotate_up(value: AnyOperand, delta: Operand) -> Value | Vector:
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


@overload
def quad_shuffle_up(value: Operand, delta: Operand) -> Value: ...
@overload
def quad_shuffle_up(value: Vector, delta: Operand) -> Vector: ...
def quad_shuffle_up(value: AnyOperand, delta: Operand) -> Value | Vector:
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


@overload
def quad_shuffle_xor(value: Operand, mask: Operand) -> Value: ...
@overload
def quad_shuffle_xor(value: Vector, mask: Operand) -> Vector: ...
def quad_shuffle_xor(value: AnyOperand, mask: Operand) -> Value | Vector:
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


@overload
def quad_sum(x: Operand) -> Value: ...
@overload
def quad_sum(x: Vector) -> Vector: ...
def quad_sum(x: AnyOperand) -> Value | Vector:
    """Sum of x over the active lanes of the quadgroup, given to each of them.

    Integers wrap. Floats are added pairwise: lane i with lane i + 2, then 1. In Metal text bfloat
    is computed in float and rounded once, and 64-bit integers are built from shuffles.

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


@overload
def quad_xor(x: Operand) -> Value: ...
@overload
def quad_xor(x: Vector) -> Vector: ...
def quad_xor(x: AnyOperand) -> Value | Vector:
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


def reflect(incident: Vector, normal: Vector) -> Vector:
    """`incident - 2 * dot(normal, incident) * normal`; the normal has length 1.

    Args:
        incident: a vector of 2 to 4 components: a float (half, bfloat, float).
        normal: a vector of 2 to 4 components: a float (half, bfloat, float).

    Returns:
        a vector of the operands' size and dtype.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("reflect", incident, normal)


def refract(incident: Vector, normal: Vector, eta: Operand) -> Vector:
    """The refracted direction, with eta the ratio of the indices of refraction; zeros where all is
    reflected.

    With `d = dot(normal, incident)` and `k = 1 - eta * eta * (1 - d * d)`: `k < 0 ? 0 : eta *
    incident - (eta * d + sqrt(k)) * normal`. Both vectors have length 1.

    Args:
        incident: a vector of 2 to 4 components: a float (half, bfloat, float).
        normal: a vector of 2 to 4 components: a float (half, bfloat, float).
        eta: a float (half, bfloat, float).

    Returns:
        a vector of the operands' size and dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("refract", incident, normal, eta)


@overload
def reverse_bits(x: Operand) -> Value: ...
@overload
def reverse_bits(x: Vector) -> Vector: ...
def reverse_bits(x: AnyOperand) -> Value | Vector:
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


@overload
def rint(x: Operand) -> Value: ...
@overload
def rint(x: Vector) -> Vector: ...
def rint(x: AnyOperand) -> Value | Vector:
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


@overload
def rotate(a: Operand, b: Operand) -> Value: ...
@overload
def rotate(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def rotate(a: Operand, b: Vector) -> Vector: ...
def rotate(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def round(x: Operand) -> Value: ...
@overload
def round(x: Vector) -> Vector: ...
def round(x: AnyOperand) -> Value | Vector:
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


@overload
def rsqrt(x: Operand) -> Value: ...
@overload
def rsqrt(x: Vector) -> Vector: ...
def rsqrt(x: AnyOperand) -> Value | Vector:
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


@overload
def saturate(x: Operand) -> Value: ...
@overload
def saturate(x: Vector) -> Vector: ...
def saturate(x: AnyOperand) -> Value | Vector:
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


@overload
def sign(x: Operand) -> Value: ...
@overload
def sign(x: Vector) -> Vector: ...
def sign(x: AnyOperand) -> Value | Vector:
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


@overload
def signbit(x: Operand) -> Value: ...
@overload
def signbit(x: Vector) -> Vector: ...
def signbit(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_all(condition: Operand) -> Value: ...
@overload
def simd_all(condition: Vector) -> Vector: ...
def simd_all(condition: AnyOperand) -> Value | Vector:
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


@overload
def simd_and(x: Operand) -> Value: ...
@overload
def simd_and(x: Vector) -> Vector: ...
def simd_and(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_any(condition: Operand) -> Value: ...
@overload
def simd_any(condition: Vector) -> Vector: ...
def simd_any(condition: AnyOperand) -> Value | Vector:
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


@overload
def simd_ballot(condition: Operand) -> Value: ...
@overload
def simd_ballot(condition: Vector) -> Vector: ...
def simd_ballot(condition: AnyOperand) -> Value | Vector:
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


@overload
def simd_broadcast(value: Operand, lane: Operand) -> Value: ...
@overload
def simd_broadcast(value: Vector, lane: Operand) -> Vector: ...
def simd_broadcast(value: AnyOperand, lane: Operand) -> Value | Vector:
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


@overload
def simd_broadcast_first(value: Operand) -> Value: ...
@overload
def simd_broadcast_first(value: Vector) -> Vector: ...
def simd_broadcast_first(value: AnyOperand) -> Value | Vector:
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


@overload
def simd_max(x: Operand) -> Value: ...
@overload
def simd_max(x: Vector) -> Vector: ...
def simd_max(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_min(x: Operand) -> Value: ...
@overload
def simd_min(x: Vector) -> Vector: ...
def simd_min(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_or(x: Operand) -> Value: ...
@overload
def simd_or(x: Vector) -> Vector: ...
def simd_or(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_prefix_exclusive_max(x: Operand) -> Value: ...
@overload
def simd_prefix_exclusive_max(x: Vector) -> Vector: ...
def simd_prefix_exclusive_max(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_prefix_exclusive_min(x: Operand) -> Value: ...
@overload
def simd_prefix_exclusive_min(x: Vector) -> Vector: ...
def simd_prefix_exclusive_min(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_prefix_exclusive_product(x: Operand) -> Value: ...
@overload
def simd_prefix_exclusive_product(x: Vector) -> Vector: ...
def simd_prefix_exclusive_product(x: AnyOperand) -> Value | Vector:
    """Product of x over the active lanes of the simdgroup below each lane, 1 for the first.

    Integers wrap. Floats are multiplied as by the inclusive product, of what the lane below has,
    with 1 in lane 0. In Metal text bfloat is computed in float and rounded once, and 64-bit
    integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_exclusive_product", x)


@overload
def simd_prefix_exclusive_sum(x: Operand) -> Value: ...
@overload
def simd_prefix_exclusive_sum(x: Vector) -> Vector: ...
def simd_prefix_exclusive_sum(x: AnyOperand) -> Value | Vector:
    """Sum of x over the active lanes of the simdgroup below each lane, 0 for the first.

    Integers wrap. Floats are added as by the inclusive sum, of what the lane below has, with 0 in
    lane 0. In Metal text bfloat is computed in float and rounded once, and 64-bit integers are
    built from shuffles.

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


@overload
def simd_prefix_inclusive_max(x: Operand) -> Value: ...
@overload
def simd_prefix_inclusive_max(x: Vector) -> Vector: ...
def simd_prefix_inclusive_max(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_prefix_inclusive_min(x: Operand) -> Value: ...
@overload
def simd_prefix_inclusive_min(x: Vector) -> Vector: ...
def simd_prefix_inclusive_min(x: AnyOperand) -> Value | Vector:
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


@overload
def simd_prefix_inclusive_product(x: Operand) -> Value: ...
@overload
def simd_prefix_inclusive_product(x: Vector) -> Vector: ...
def simd_prefix_inclusive_product(x: AnyOperand) -> Value | Vector:
    """Product of x over the active lanes of the simdgroup up to each lane, itself among them.

    Integers wrap. Floats are multiplied in steps: what each lane has with what the lane so far
    below has, by 1, 2, 4, 8 and 16 lanes. In Metal text bfloat is computed in float and rounded
    once, and 64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_inclusive_product", x)


@overload
def simd_prefix_inclusive_sum(x: Operand) -> Value: ...
@overload
def simd_prefix_inclusive_sum(x: Vector) -> Vector: ...
def simd_prefix_inclusive_sum(x: AnyOperand) -> Value | Vector:
    """Sum of x over the active lanes of the simdgroup up to each lane, itself among them.

    Integers wrap. Floats are added in steps: what each lane has with what the lane so far below
    has, by 1, 2, 4, 8 and 16 lanes. In Metal text bfloat is computed in float and rounded once, and
    64-bit integers are built from shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_prefix_inclusive_sum", x)


@overload
def simd_product(x: Operand) -> Value: ...
@overload
def simd_product(x: Vector) -> Vector: ...
def simd_product(x: AnyOperand) -> Value | Vector:
    """Product of x over the active lanes of the simdgroup, given to each of them.

    Integers wrap. Floats are multiplied pairwise: lane i with lane i + 16, then 8, 4, 2, 1. In
    Metal text bfloat is computed in float and rounded once, and 64-bit integers are built from
    shuffles.

    Args:
        x: a number: char, uchar, short, ushort, int, uint, long, ulong, half, bfloat, float.

    Returns:
        a value of the operand's dtype.

    Raises:
        EnigmaTypeError: an operand of another dtype, or a number that does not fit.
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("simd_product", x)


@overload
def simd_shuffle(value: Operand, lane: Operand) -> Value: ...
@overload
def simd_shuffle(value: Vector, lane: Operand) -> Vector: ...
def simd_shuffle(value: AnyOperand, lane: Operand) -> Value | Vector:
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


@overload
def simd_shuffle_and_fill_down(
    value: Operand, filling: Operand, delta: Operand, modulo: int = 32
) -> Value: ...
@overload
def simd_shuffle_and_fill_down(
    value: Vector, filling: AnyOperand, delta: Operand, modulo: int = 32
) -> Vector: ...
@overload
def simd_shuffle_and_fill_down(
    value: Operand, filling: Vector, delta: Operand, modulo: int = 32
) -> Vector: ...
def simd_shuffle_and_fill_down(
    value: AnyOperand, filling: AnyOperand, delta: Operand, modulo: int = 32
) -> Value | Vector:
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


@overload
def simd_shuffle_and_fill_up(
    value: Operand, filling: Operand, delta: Operand, modulo: int = 32
) -> Value: ...
@overload
def simd_shuffle_and_fill_up(
    value: Vector, filling: AnyOperand, delta: Operand, modulo: int = 32
) -> Vector: ...
@overload
def simd_shuffle_and_fill_up(
    value: Operand, filling: Vector, delta: Operand, modulo: int = 32
) -> Vector: ...
def simd_shuffle_and_fill_up(
    value: AnyOperand, filling: AnyOperand, delta: Operand, modulo: int = 32
) -> Value | Vector:
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


@overload
def simd_shuffle_down(value: Operand, delta: Operand) -> Value: ...
@overload
def simd_shuffle_down(value: Vector, delta: Operand) -> Vector: ...
def simd_shuffle_down(value: AnyOperand, delta: Operand) -> Value | Vector:
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


@overload
def simd_shuffle_rotate_down(value: Operand, delta: Operand) -> Value: ...
@overload
def simd_shuffle_rotate_down(value: Vector, delta: Operand) -> Vector: ...
def simd_shuffle_rotate_down(value: AnyOperand, delta: Operand) -> Value | Vector:
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


@overload
def simd_shuffle_rotate_up(value: Operand, delta: Operand) -> Value: ...
@overload
def simd_shuffle_rotate_up(value: Vector, delta: Operand) -> Vector: ...
def simd_shuffle_rotate_up(value: AnyOperand, delta: Operand) -> Value | Vector:
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


@overload
def simd_shuffle_up(value: Operand, delta: Operand) -> Value: ...
@overload
def simd_shuffle_up(value: Vector, delta: Operand) -> Vector: ...
def simd_shuffle_up(value: AnyOperand, delta: Operand) -> Value | Vector:
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


@overload
def simd_shuffle_xor(value: Operand, mask: Operand) -> Value: ...
@overload
def simd_shuffle_xor(value: Vector, mask: Operand) -> Vector: ...
def simd_shuffle_xor(value: AnyOperand, mask: Operand) -> Value | Vector:
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


@overload
def simd_sum(x: Operand) -> Value: ...
@overload
def simd_sum(x: Vector) -> Vector: ...
def simd_sum(x: AnyOperand) -> Value | Vector:
    """Sum of x over the active lanes of the simdgroup, given to each of them.

    Integers wrap. Floats are added pairwise: lane i with lane i + 16, then 8, 4, 2, 1. In Metal
    text bfloat is computed in float and rounded once, and 64-bit integers are built from shuffles.

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


@overload
def simd_xor(x: Operand) -> Value: ...
@overload
def simd_xor(x: Vector) -> Vector: ...
def simd_xor(x: AnyOperand) -> Value | Vector:
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


@overload
def sin(x: Operand) -> Value: ...
@overload
def sin(x: Vector) -> Vector: ...
def sin(x: AnyOperand) -> Value | Vector:
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


@overload
def sinh(x: Operand) -> Value: ...
@overload
def sinh(x: Vector) -> Vector: ...
def sinh(x: AnyOperand) -> Value | Vector:
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


@overload
def sinpi(x: Operand) -> Value: ...
@overload
def sinpi(x: Vector) -> Vector: ...
def sinpi(x: AnyOperand) -> Value | Vector:
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


@overload
def smoothstep(edge0: Operand, edge1: Operand, x: Operand) -> Value: ...
@overload
def smoothstep(edge0: Vector, edge1: AnyOperand, x: AnyOperand) -> Vector: ...
@overload
def smoothstep(edge0: Operand, edge1: Vector, x: AnyOperand) -> Vector: ...
@overload
def smoothstep(edge0: Operand, edge1: Operand, x: Vector) -> Vector: ...
def smoothstep(edge0: AnyOperand, edge1: AnyOperand, x: AnyOperand) -> Value | Vector:
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


@overload
def sqrt(x: Operand) -> Value: ...
@overload
def sqrt(x: Vector) -> Vector: ...
def sqrt(x: AnyOperand) -> Value | Vector:
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


@overload
def step(edge: Operand, x: Operand) -> Value: ...
@overload
def step(edge: Vector, x: AnyOperand) -> Vector: ...
@overload
def step(edge: Operand, x: Vector) -> Vector: ...
def step(edge: AnyOperand, x: AnyOperand) -> Value | Vector:
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


@overload
def sub_sat(a: Operand, b: Operand) -> Value: ...
@overload
def sub_sat(a: Vector, b: AnyOperand) -> Vector: ...
@overload
def sub_sat(a: Operand, b: Vector) -> Vector: ...
def sub_sat(a: AnyOperand, b: AnyOperand) -> Value | Vector:
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


@overload
def tan(x: Operand) -> Value: ...
@overload
def tan(x: Vector) -> Vector: ...
def tan(x: AnyOperand) -> Value | Vector:
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


@overload
def tanh(x: Operand) -> Value: ...
@overload
def tanh(x: Vector) -> Vector: ...
def tanh(x: AnyOperand) -> Value | Vector:
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


@overload
def tanpi(x: Operand) -> Value: ...
@overload
def tanpi(x: Vector) -> Vector: ...
def tanpi(x: AnyOperand) -> Value | Vector:
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


@overload
def trunc(x: Operand) -> Value: ...
@overload
def trunc(x: Vector) -> Vector: ...
def trunc(x: AnyOperand) -> Value | Vector:
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


def unpack_snorm2x16_to_float(packed: Operand) -> Vector:
    """Two signed shorts, divided by 32767; the first component is in the lowest bits.

    The smallest code is -1 too.

    Args:
        packed: an integer, taken as uint.

    Returns:
        a vector of 2 floats.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("unpack_snorm2x16_to_float", packed)


def unpack_snorm4x8_to_float(packed: Operand) -> Vector:
    """Four signed bytes, divided by 127; the first component is in the lowest bits.

    The smallest code is -1 too.

    Args:
        packed: an integer, taken as uint.

    Returns:
        a vector of 4 floats.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("unpack_snorm4x8_to_float", packed)


def unpack_srgb_unorm4x8_to_float(packed: Operand) -> Vector:
    """Linear light from four bytes of sRGB, red in the lowest; alpha as it is.

    Within 8 ULP of the exact value.

    Args:
        packed: an integer, taken as uint.

    Returns:
        a vector of 4 floats.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("unpack_srgb_unorm4x8_to_float", packed)


def unpack_unorm2x16_to_float(packed: Operand) -> Vector:
    """Two unsigned shorts, divided by 65535; the first component is in the lowest bits.

    Args:
        packed: an integer, taken as uint.

    Returns:
        a vector of 2 floats.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("unpack_unorm2x16_to_float", packed)


def unpack_unorm4x8_to_float(packed: Operand) -> Vector:
    """Four unsigned bytes, divided by 255; the first component is in the lowest bits.

    Args:
        packed: an integer, taken as uint.

    Returns:
        a vector of 4 floats.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("unpack_unorm4x8_to_float", packed)


def unpack_unorm10a2_to_float(packed: Operand) -> Vector:
    """Three fields of 10 bits, divided by 1023, and one of 2, divided by 3; the first is in the
    lowest bits.

    Args:
        packed: an integer, taken as uint.

    Returns:
        a vector of 4 floats.

    Raises:
        OutsideKernelError: outside a kernel.
    """
    return _native.emit("unpack_unorm10a2_to_float", packed)


@overload
def where(false_val: Operand, true_val: Operand, condition: Operand) -> Value: ...
@overload
def where(false_val: Vector, true_val: AnyOperand, condition: AnyOperand) -> Vector: ...
@overload
def where(false_val: Operand, true_val: Vector, condition: AnyOperand) -> Vector: ...
@overload
def where(false_val: Operand, true_val: Operand, condition: Vector) -> Vector: ...
def where(false_val: AnyOperand, true_val: AnyOperand, condition: AnyOperand) -> Value | Vector:
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
