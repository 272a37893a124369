"""Accelerations of bodies (x, y, z, mass) by the gravity of all."""

import numpy as np
from workload import Workload, aligned, uniform

SOFTENING = 1e-3
FLOPS = 20
"""Of an interaction, as is the custom."""
SMALL = {"n": 512}


def make(n: int = 8192) -> Workload:
    bodies = uniform((n, 4), -1, 1, 1)
    bodies[:, 3] = uniform(n, 0.1, 1, 2)
    return Workload(
        name="nbody",
        inputs=(bodies,),
        outputs=(aligned((n, 4)),),
        expected=(accelerations(bodies.astype(np.float64)),),
        grid=(n, 1, 1),
        threads=(256, 1, 1),
        amount=FLOPS * n * n,
        roof="fma",
        scalars=(np.uint32(n), np.float32(SOFTENING)),
        extents=(n, SOFTENING),
        rtol=1e-4,
        atol=0.05,
    )


def accelerations(bodies: np.ndarray) -> np.ndarray:
    """For some bodies at a time: the differences of all would need gigabytes."""
    result = np.zeros_like(bodies)
    position, mass = bodies[:, :3], bodies[:, 3]
    for first in range(0, len(bodies), 256):
        rows = slice(first, first + 256)
        to = position[None] - position[rows, None]
        square = np.einsum("ijk,ijk->ij", to, to) + bodies.dtype.type(SOFTENING)
        result[rows, :3] = np.einsum("ijk,ij->ik", to, mass * square**-1.5)
    return result


def numpy_form(bodies, result, n, softening):
    result[:] = accelerations(bodies)
