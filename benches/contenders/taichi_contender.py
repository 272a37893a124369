"""Taichi: `taichi_kernels/<name>.py` has a kernel of the form's name, which takes the arrays and
the extents. The arrays are Taichi's own, as its users keep them; results are copied back for the
check."""

from __future__ import annotations

import numpy as np
from workload import Workload

from contenders import Entry, Missing, form


class Taichi:
    name = "taichi"

    def __init__(self, taichi):
        self.taichi = taichi
        self.version = ".".join(map(str, taichi.__version__))

    def array(self, values):
        dtype = self.taichi.lang.util.to_taichi_type(values.dtype)
        copy = self.taichi.ndarray(dtype=dtype, shape=values.shape)
        copy.from_numpy(values)
        return copy

    def entries(self, workload: Workload) -> list[Entry]:
        module = form("taichi_kernels", workload)
        kernel = getattr(module, module.__name__.rpartition(".")[2])
        inputs = [self.array(array) for array in workload.inputs]
        # Zeros, and not what another contender has left.
        outputs = [self.array(np.zeros_like(array)) for array in workload.outputs]
        sync = self.taichi.sync

        def run() -> None:
            kernel(*inputs, *outputs, *workload.extents)
            sync()

        def finish() -> None:
            for output, copy in zip(workload.outputs, outputs, strict=True):
                output[...] = copy.to_numpy()

        return [Entry("taichi", run, workload.amount, finish=finish)]


def make(threads: int) -> Taichi:
    try:
        import taichi
    except ImportError as error:
        raise Missing(str(error)) from error
    taichi.init(
        arch=taichi.cpu,
        cpu_max_num_threads=threads,
        offline_cache=False,
        log_level=taichi.ERROR,
    )
    return Taichi(taichi)
