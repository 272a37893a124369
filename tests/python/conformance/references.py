"""What NumPy and Python's `math` say of each operation: the other half of the conformance tests.

The Rust walk compares operations with their own meaning; here that meaning is compared with
somebody else's. An entry has a function on doubles or on Python ints, the dtypes it is for, and how
far a result may be from it, in units in the last place of the operation's dtype.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

FLOATS = ("half", "bfloat", "float")
SIGNED = ("char", "short", "int", "long")
UNSIGNED = ("uchar", "ushort", "uint", "ulong")
INTS = (*SIGNED, *UNSIGNED)


@dataclass(frozen=True)
class Int:
    """An integer type: how many bits, and whether it has a sign."""

    bits: int
    signed: bool

    @property
    def low(self) -> int:
        return -(1 << self.bits - 1) if self.signed else 0

    @property
    def high(self) -> int:
        return (1 << self.bits - self.signed) - 1

    def wrap(self, x: int) -> int:
        x &= (1 << self.bits) - 1
        return x - (1 << self.bits) if x > self.high else x

    def clip(self, x: int) -> int:
        return min(max(x, self.low), self.high)

    def raw(self, x: int) -> int:
        """The bits as an unsigned number."""
        return x & (1 << self.bits) - 1


@dataclass(frozen=True)
class Reference:
    """A function beside an operation; `bound` is None where the result is a bool or an integer."""

    of: Callable[..., Any]
    dtypes: Sequence[str]
    arity: int
    bound: float | None = None
    # Limits of the operands, for functions that lose all digits outside.
    domain: tuple[float, float] | None = None
    # Two operands of which the first must be the smaller.
    ascending: tuple[int, int] | None = None


def _each(function: Callable[..., float], arity: int = 1) -> Callable[..., Any]:
    """A scalar function on arrays; what Python's `math` refuses is NaN."""

    def guarded(*x: float) -> float:
        try:
            return function(*x)
        except (ValueError, OverflowError):
            return math.nan

    return np.vectorize(guarded, otypes=[float])


def _turns(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of pi times x; the remainder by 2 is exact."""
    return lambda x: function(np.pi * np.fmod(x, 2))


def _sinpi(x: Any) -> Any:
    r = np.fmod(x, 2)
    # Near 1 the sine is that of the distance, which is exact.
    r = np.where(np.abs(r) > 0.5, np.copysign(1, r) - r, r)
    r = np.where(np.abs(r) > 0.5, np.copysign(-1, r) - r, r)
    return np.sin(np.pi * r)


def _cospi(x: Any) -> Any:
    r = np.abs(np.fmod(x, 2))
    return np.where(r <= 0.25, np.cos(np.pi * r), _sinpi(0.5 - r))


def _smoothstep(low: Any, high: Any, x: Any) -> Any:
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _away_from_zero(x: Any) -> Any:
    whole = np.trunc(x)
    return whole + np.where(np.abs(x - whole) >= 0.5, np.copysign(1, x), 0)


def unary(of: Any, bound: float, domain: Any = None) -> Reference:
    return Reference(of, FLOATS, 1, bound, domain)


def binary(of: Any, bound: float, domain: Any = None) -> Reference:
    return Reference(of, FLOATS, 2, bound, domain)


def ternary(of: Any, bound: float, domain: Any = None, ascending: Any = None) -> Reference:
    return Reference(of, FLOATS, 3, bound, domain, ascending)


def integer(of: Any, arity: int, dtypes: Sequence[str] = INTS) -> Reference:
    return Reference(of, dtypes, arity)


FLOAT_FUNCTIONS = {
    "sqrt": unary(np.sqrt, 0.5),
    "rsqrt": unary(lambda x: 1 / np.sqrt(x), 2),
    "exp": unary(np.exp, 2),
    "expm1": unary(np.expm1, 2),
    "exp2": unary(np.exp2, 2),
    "exp10": unary(lambda x: np.power(10.0, x), 2),
    "log": unary(np.log, 2),
    "log2": unary(np.log2, 2),
    "log10": unary(np.log10, 2),
    "sin": unary(np.sin, 2),
    "cos": unary(np.cos, 2),
    "tan": unary(np.tan, 3),
    "asin": unary(np.arcsin, 2),
    "acos": unary(np.arccos, 2),
    "atan": unary(np.arctan, 2),
    "sinh": unary(np.sinh, 2),
    "cosh": unary(np.cosh, 2),
    "tanh": unary(np.tanh, 2),
    "asinh": unary(np.arcsinh, 3),
    "acosh": unary(np.arccosh, 2),
    "atanh": unary(np.arctanh, 2),
    "sinpi": unary(_sinpi, 2),
    "cospi": unary(_cospi, 2),
    "tanpi": unary(lambda x: _sinpi(x) / _cospi(x), 2),
    "erf": unary(_each(math.erf), 2),
    "erfc": unary(_each(math.erfc), 4),
    "floor": unary(np.floor, 0),
    "ceil": unary(np.ceil, 0),
    "trunc": unary(np.trunc, 0),
    "rint": unary(np.rint, 0),
    "round": unary(_away_from_zero, 0),
    "fract": unary(lambda x: x - np.floor(x), 1, (-1e4, 1e4)),
    "sign": unary(lambda x: np.where(np.isnan(x), 0, np.sign(x)), 0),
    "saturate": unary(lambda x: np.where(np.isnan(x), 0, np.clip(x, 0, 1)), 0),
    "pow": binary(np.power, 2),
    "powr": binary(np.power, 2, (0, 1e4)),
    "atan2": binary(np.arctan2, 2),
    "fmod": binary(np.fmod, 0),
    "fdim": binary(lambda x, y: np.where(x > y, x - y, np.where(x <= y, 0, np.nan)), 0.5),
    "fmin": binary(np.fmin, 0),
    "fmax": binary(np.fmax, 0),
    "step": binary(lambda edge, x: np.where(x < edge, 0.0, 1.0), 0),
    "copysign": binary(np.copysign, 0),
    "add": binary(np.add, 0.5),
    "sub": binary(np.subtract, 0.5),
    "mul": binary(np.multiply, 0.5),
    "div": binary(np.divide, 0.5),
    "divide": binary(np.divide, 0.5),
    "mod": binary(np.fmod, 0),
    "fma": ternary(lambda a, b, c: a * b + c, 0.51),
    "mix": ternary(lambda a, b, t: a + (b - a) * t, 4, (0.25, 0.5)),
    "clamp": ternary(lambda x, low, high: np.fmin(np.fmax(x, low), high), 0, None, (1, 2)),
    "smoothstep": ternary(_smoothstep, 8, (0.25, 4), (0, 1)),
    "min3": ternary(lambda a, b, c: np.fmin(np.fmin(a, b), c), 0),
    "max3": ternary(lambda a, b, c: np.fmax(np.fmax(a, b), c), 0),
    "median3": ternary(lambda a, b, c: np.median([a, b, c], axis=0), 0, (-1e4, 1e4)),
    "neg": unary(np.negative, 0),
    "abs": unary(np.abs, 0),
}

PREDICATES = {
    "isnan": Reference(np.isnan, FLOATS, 1),
    "isinf": Reference(np.isinf, FLOATS, 1),
    "isfinite": Reference(np.isfinite, FLOATS, 1),
    "signbit": Reference(np.signbit, FLOATS, 1),
    "cmp_eq": Reference(np.equal, FLOATS, 2),
    "cmp_ne": Reference(np.not_equal, FLOATS, 2),
    "cmp_lt": Reference(np.less, FLOATS, 2),
    "cmp_le": Reference(np.less_equal, FLOATS, 2),
    "cmp_gt": Reference(np.greater, FLOATS, 2),
    "cmp_ge": Reference(np.greater_equal, FLOATS, 2),
}


def _truncated(a: int, b: int) -> int:
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _ctz(t: Int, a: int) -> int:
    raw = t.raw(a)
    return (raw & -raw).bit_length() - 1 if raw else t.bits


def _low24(t: Int, a: int) -> int:
    return Int(24, t.signed).wrap(a)


def _rotate(t: Int, a: int, by: int) -> int:
    raw, by = t.raw(a), by % t.bits
    return raw << by | raw >> t.bits - by


def _low24(t: Int, a: int) -> int:
    return Int(24, t.signed).wrap(a)


# Each takes the type and Python ints, and gives a Python int, which is then wrapped.
INT_FUNCTIONS = {
    "add": integer(lambda t, a, b: a + b, 2),
    "sub": integer(lambda t, a, b: a - b, 2),
    "mul": integer(lambda t, a, b: a * b, 2),
    "div": integer(lambda t, a, b: _truncated(a, b) if b else a, 2),
    "floordiv": integer(lambda t, a, b: a // b if b else a, 2),
    "mod": integer(lambda t, a, b: a - b * _truncated(a, b) if b else 0, 2),
    "neg": integer(lambda t, a: -a, 1),
    "abs": integer(lambda t, a: abs(a), 1),
    "abs_diff_unary": integer(lambda t, a: abs(a), 1),
    "bitand": integer(lambda t, a, b: a & b, 2),
    "bitor": integer(lambda t, a, b: a | b, 2),
    "bitxor": integer(lambda t, a, b: a ^ b, 2),
    "bitnot": integer(lambda t, a: ~a, 1),
    "shl": integer(lambda t, a, b: a << b % t.bits, 2),
    "shr": integer(lambda t, a, b: a >> b % t.bits, 2),
    "imin": integer(lambda t, a, b: min(a, b), 2),
    "imax": integer(lambda t, a, b: max(a, b), 2),
    "iclamp": integer(lambda t, x, low, high: min(max(x, low), high), 3),
    "abs_diff": integer(lambda t, a, b: abs(a - b), 2),
    "add_sat": integer(lambda t, a, b: t.clip(a + b), 2),
    "sub_sat": integer(lambda t, a, b: t.clip(a - b), 2),
    "mad_sat": integer(lambda t, a, b, c: t.clip(a * b + c), 3),
    "mul_hi": integer(lambda t, a, b: a * b >> t.bits, 2),
    "mad_hi": integer(lambda t, a, b, c: (a * b >> t.bits) + c, 3),
    "mul24": integer(lambda t, a, b: _low24(t, a) * _low24(t, b), 2, ("int", "uint")),
    "mad24": integer(lambda t, a, b, c: _low24(t, a) * _low24(t, b) + c, 3, ("int", "uint")),
    "rotate": integer(_rotate, 2),
    "popcount": integer(lambda t, a: t.raw(a).bit_count(), 1),
    "clz": integer(lambda t, a: t.bits - t.raw(a).bit_length(), 1),
    "ctz": integer(_ctz, 1),
    "reverse_bits": integer(lambda t, a: int(f"{t.raw(a):0{t.bits}b}"[::-1], 2), 1),
    "cmp_ult": integer(lambda t, a, b: int(t.raw(a) < t.raw(b)), 2),
    "cmp_ule": integer(lambda t, a, b: int(t.raw(a) <= t.raw(b)), 2),
    "cmp_ugt": integer(lambda t, a, b: int(t.raw(a) > t.raw(b)), 2),
    "cmp_uge": integer(lambda t, a, b: int(t.raw(a) >= t.raw(b)), 2),
}
