"""The limits that results are compared to, measured in the same rounds as the results."""

from __future__ import annotations

import ctypes

import numpy as np
from workload import ELEMENTS, Workload, aligned

from contenders import Entry
from contenders.native_contender import bind, load_library

FMA_STEPS = 500_000
LIMITS = {
    "copy": {"machine: copy": "copy", "machine: copy, streaming": "copy_stream"},
    "read": {"machine: read": "read_all"},
    "fma": {"machine: fma": "fma_chains"},
}


class Machine:
    name = "machine"

    def __init__(self, lib: ctypes.CDLL, threads: int):
        self.lib = lib
        self.version = f"{threads} threads"
        flops = lib.fma_flops
        flops.restype = ctypes.c_int64
        self.flops = flops(ctypes.c_int64(FMA_STEPS), ctypes.c_int64(threads))
        self.source, self.target = aligned(ELEMENTS), aligned(ELEMENTS)
        # Pages that nobody has written are all the same page of zeros, which reads too fast.
        self.source.fill(1)
        self.target.fill(1)

    def entries(self, workload: Workload) -> list[Entry]:
        arrays: tuple[np.ndarray, ...] = (self.source, self.target)
        extents, amount = (ELEMENTS,), 2 * self.source.nbytes
        if workload.roof == "read":
            amount = self.source.nbytes
        elif workload.roof == "fma":
            arrays, extents, amount = (self.target,), (FMA_STEPS, 0.5), self.flops
        return [
            Entry(label, bind(self.lib, name, arrays, extents), amount, checked=False)
            for label, name in LIMITS.get(workload.roof, {}).items()
        ]


def make(threads: int) -> Machine:
    return Machine(load_library(), threads)
