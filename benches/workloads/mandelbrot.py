"""Escape times of the Mandelbrot set, at most 256. Whether a step is fused or not decides where the
orbits of a few pixels on the border go."""

import numpy as np
from workload import Workload, aligned

LIMIT = 256
FLOPS = 8
"""Of a step: fma, x + x, two to move x, two squares, and their sum."""
SMALL = {"width": 64, "height": 32}


def make(width: int = 1536, height: int = 1024) -> Workload:
    step = 2.0 / height
    expected = escape_times(width, height, np.float32(step))
    return Workload(
        name="mandelbrot",
        inputs=(),
        outputs=(aligned((height, width), np.int32),),
        expected=(expected,),
        grid=(width, height, 1),
        threads=(16, 16, 1),
        amount=float(expected.sum()) * FLOPS,
        roof="fma",
        scalars=(np.uint32(width), np.float32(step)),
        extents=(width, height, step),
        outliers=0.002,
    )


def escape_times(width: int, height: int, step: np.float32) -> np.ndarray:
    """All orbits one step at a time; those that have left wander on uncounted."""
    real = np.float32(-2) + np.arange(width, dtype=np.float32) * step
    imaginary = np.float32(-1) + np.arange(height, dtype=np.float32) * step
    cx, cy = (np.ascontiguousarray(c) for c in np.meshgrid(real, imaginary))
    x, y, x2, y2 = (np.zeros_like(cx) for _ in range(4))
    count = np.zeros((height, width), np.int32)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(LIMIT):
            count += x2 + y2 <= 4
            y = (x + x) * y + cy
            x = x2 - y2 + cx
            x2, y2 = x * x, y * y
    return count
