"""Kernels of 1 and of 20 arguments that do next to nothing, to see what a launch costs."""

from collections.abc import Callable

import enigma
import numpy as np


@enigma.kernel
def empty_1(A: enigma.f32):
    A[0] = 1.0


@enigma.kernel
def empty_20(
    A: enigma.f32, B: enigma.f32, C: enigma.f32, D: enigma.f32, E: enigma.f32,
    F: enigma.f32, G: enigma.f32, H: enigma.f32, I: enigma.f32, J: enigma.f32,
    k: enigma.Scalar(enigma.u32), l: enigma.Scalar(enigma.u32), m: enigma.Scalar(enigma.u32),
    n: enigma.Scalar(enigma.u32), o: enigma.Scalar(enigma.u32), p: enigma.Scalar(enigma.f32),
    q: enigma.Scalar(enigma.f32), r: enigma.Scalar(enigma.f32), s: enigma.Scalar(enigma.f32),
    t: enigma.Scalar(enigma.f32),
):  # fmt: skip
    A[0] = 1.0


def launch(arguments: int) -> Callable[[], None]:
    """A launch of one thread; the call that a user writes, arguments bound each time."""
    if arguments == 1:
        kernel, values = empty_1, (np.zeros(32, np.float32),)
    else:
        buffers = (np.zeros(32, np.float32) for _ in range(10))
        kernel, values = empty_20, (*buffers, 1, 2, 3, 4, 5, 1.0, 2.0, 3.0, 4.0, 5.0)
    return lambda: kernel(*values).launch(grid=1, threads=1)
