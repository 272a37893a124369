"""Numba: `numba_kernels/<name>.py` has a function of the form's name, as a Numba user writes it for
a CPU, which takes the arrays and the extents."""

from __future__ import annotations

from functools import partial

import numpy as np
from workload import Workload

from contenders import Entry, Missing, form


class Numba:
    name = "numba"

    def __init__(self, version: str):
        self.version = version

    def entries(self, workload: Workload) -> list[Entry]:
        module = form("numba_kernels", workload)
        function = getattr(module, module.__name__.rpartition(".")[2])
        # A Python float would make doubles of what is computed in float32.
        extents = [np.float32(e) if isinstance(e, float) else e for e in workload.extents]
        run = partial(function, *workload.arrays, *extents)
        return [Entry("numba", run, workload.amount)]


def make(threads: int) -> Numba:
    try:
        import numba
    except ImportError as error:
        raise Missing(str(error)) from error
    numba.set_num_threads(threads)
    return Numba(numba.__version__)
