"""Time per element of the math functions on one thread, next to glibc's vector library (libmvec).

    .venv/bin/python benches/math_functions.py [--fast] [--seconds 0.3] [name ...]

Each function runs over an array that stays in the cache, many times. Both sides write what they
compute, and the time of a kernel that copies is taken off. The columns are nanoseconds per element
and how many times as long libmvec takes; what libmvec lacks is compared with what clang makes of
the expression with -ffast-math.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["ENIGMA_NUM_THREADS"] = "1"

import enigma
import numpy as np
from contenders.library import find_compiler

ELEMENTS, ROUNDS = 1 << 13, 64
THREADS = 256

# Enigma's name: a C expression on vectors, and where the operands are taken from.
# `mvec1` and `mvec2` call libmvec's function.
FUNCTIONS: dict[str, tuple] = {
    "exp": ("mvec1(expf)", (-10, 10)),
    "exp2": ("mvec1(exp2f)", (-10, 10)),
    "exp10": ("mvec1(exp10f)", (-5, 5)),
    "expm1": ("mvec1(expm1f)", (-5, 5)),
    "log": ("mvec1(logf)", (0.01, 100)),
    "log2": ("mvec1(log2f)", (0.01, 100)),
    "log10": ("mvec1(log10f)", (0.01, 100)),
    "pow": ("mvec2(powf)", (0.01, 10), (-5, 5)),
    "sin": ("mvec1(sinf)", (-10, 10)),
    "cos": ("mvec1(cosf)", (-10, 10)),
    "tan": ("mvec1(tanf)", (-10, 10)),
    "asin": ("mvec1(asinf)", (-1, 1)),
    "acos": ("mvec1(acosf)", (-1, 1)),
    "atan": ("mvec1(atanf)", (-5, 5)),
    "atan2": ("mvec2(atan2f)", (-5, 5), (-5, 5)),
    "sinh": ("mvec1(sinhf)", (-5, 5)),
    "cosh": ("mvec1(coshf)", (-5, 5)),
    "tanh": ("mvec1(tanhf)", (-3, 3)),
    "asinh": ("mvec1(asinhf)", (-5, 5)),
    "acosh": ("mvec1(acoshf)", (1, 10)),
    "atanh": ("mvec1(atanhf)", (-0.99, 0.99)),
    "erf": ("mvec1(erff)", (-3, 3)),
    "erfc": ("mvec1(erfcf)", (-3, 3)),
    "sqrt": ("__builtin_elementwise_sqrt(x)", (0, 100)),
    "rsqrt": ("1.0f / __builtin_elementwise_sqrt(x)", (0.01, 100)),
    "divide": ("x / y", (-5, 5), (0.1, 5)),
    "fmod": ("each(fmodf)", (-50, 50), (0.1, 5)),
}

HEAD = """
#include <math.h>
#if defined(__AVX512F__)
#define LANES 16
#define CALL(operands, name) _ZGVeN16##operands##_##name
#else
#define LANES 8
#define CALL(operands, name) _ZGVdN8##operands##_##name
#endif
typedef float vec __attribute__((vector_size(4 * LANES)));
#define mvec1(name) ({ vec CALL(v, name)(vec); CALL(v, name)(x); })
#define mvec2(name) ({ vec CALL(vv, name)(vec, vec); CALL(vv, name)(x, y); })
#define each(name) ({ vec r; for (int l = 0; l < LANES; ++l) r[l] = name(x[l], y[l]); r; })
"""
SOURCE = """
void run_%(name)s(const float *xs, const float *ys, float *out, long n, long rounds) {
    for (long round = 0; round < rounds; ++round)
        for (long i = 0; i < n; i += LANES) {
            vec x = *(const vec *)(xs + i), y = *(const vec *)(ys + i);
            (void)y;
            *(volatile vec *)(out + i) = %(expression)s;
        }
}
"""
FLAGS = ("-O3", "-march=native", "-ffast-math", "-fPIC", "-shared", "-lmvec", "-lm")


def native(folder: str) -> ctypes.CDLL:
    """All functions in C, with libmvec's function of the widest vectors called for each vector."""
    source, library = Path(folder) / "functions.c", Path(folder) / "functions.so"
    expressions = {"copy": "x", "copy2": "x + y"} | {n: f[0] for n, f in FUNCTIONS.items()}
    texts = [SOURCE % {"name": n, "expression": e} for n, e in expressions.items()]
    source.write_text(HEAD + "".join(texts))
    compiler = find_compiler().replace("++", "")
    subprocess.run([compiler, source, *FLAGS, "-o", library], check=True)
    return ctypes.CDLL(str(library))


def kernel(name: str):
    """A kernel of that function; `copy` of none. Threads of another row do the same again."""
    function = {"copy": lambda x: x, "copy2": lambda x, y: x + y}.get(name) or getattr(enigma, name)
    if name == "copy2" or len(FUNCTIONS.get(name, ((), ()))) > 2:

        def apply(X: enigma.f32, Y: enigma.f32, Out: enigma.f32):
            i = enigma.thread_position_in_grid_xyz("x")
            Out[i] = function(X[i], Y[i])
    else:

        def apply(X: enigma.f32, Y: enigma.f32, Out: enigma.f32):
            i = enigma.thread_position_in_grid_xyz("x")
            Out[i] = function(X[i])

    return enigma.kernel(apply)


def operands(name: str):
    """Evenly mixed values of the function's ranges."""
    ranges = [*FUNCTIONS.get(name, ("", (-5, 5)))[1:], (1, 2)]
    rng = np.random.default_rng(1)
    arrays = [aligned(rng.uniform(low, high, ELEMENTS)) for low, high in ranges[:2]]
    return [*arrays, aligned(np.zeros(ELEMENTS))]


def aligned(values):
    """The values as floats, at an address that any vector may have."""
    room = np.zeros(ELEMENTS + 16, np.float32)
    start = -room.ctypes.data % 64 // 4
    array = room[start : start + ELEMENTS]
    array[:] = values
    return array


def measure(name: str, library: ctypes.CDLL, options: dict, seconds: float) -> tuple[float, float]:
    """Nanoseconds per element of Enigma and of the native loop: the least of interleaved runs."""
    args = operands(name)
    ours = enigma.compile(kernel(name), **options)(*args)
    arrays = operands(name)
    pointers = [ctypes.c_void_p(a.ctypes.data) for a in arrays]
    theirs = getattr(library, f"run_{name}")
    sides = [
        lambda: ours.launch(grid=(ELEMENTS, ROUNDS), threads=(THREADS, 1)),
        lambda: theirs(*pointers, ctypes.c_long(ELEMENTS), ctypes.c_long(ROUNDS)),
    ]
    best = [float("inf")] * 2
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for n, side in enumerate(sides):
            start = time.thread_time()
            side()
            best[n] = min(best[n], time.thread_time() - start)
    ours_ns, theirs_ns = (1e9 * s / (ELEMENTS * ROUNDS) for s in best)
    return ours_ns, theirs_ns


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fast", action="store_true", help="with fast_math=True")
    parser.add_argument("--seconds", type=float, default=0.3, help="for each function")
    parser.add_argument("names", nargs="*", help="functions; all by default")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(FUNCTIONS))
    if unknown:
        sys.exit(f"no such function: {', '.join(unknown)}")
    options = {"fast_math": True} if arguments.fast else {}
    with tempfile.TemporaryDirectory() as folder:
        library = native(folder)
        copies = {n: measure(n, library, options, 1.0) for n in ("copy", "copy2")}
        print(f"{'function':10} {'enigma ns':>10} {'libmvec ns':>11} {'ratio':>6}")
        for name in arguments.names or FUNCTIONS:
            copy = copies["copy2" if len(FUNCTIONS[name]) > 2 else "copy"]
            pair = measure(name, library, options, arguments.seconds)
            ours, theirs = (max(t - c, 1e-3) for t, c in zip(pair, copy, strict=True))
            print(f"{name:10} {ours:10.3f} {theirs:11.3f} {theirs / ours:6.2f}", flush=True)


if __name__ == "__main__":
    main()
