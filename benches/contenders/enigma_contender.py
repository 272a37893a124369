"""This project, through its public Python call."""

from __future__ import annotations

import importlib
from typing import Any

from workload import Workload

from contenders import Entry, Missing

CHECKED, UNCHECKED = "enigma", "enigma, bounds off"


def kernel_of(workload: Workload) -> Any:
    return getattr(importlib.import_module(f"kernels.{workload.name}"), workload.name)


def launcher(kernel: Any, workload: Workload):
    """Launches a kernel, or a compiled one, in place on the workload's arrays."""
    arguments = (*(array.reshape(-1) for array in workload.arrays), *workload.scalars)
    grid, threads = workload.grid, workload.threads
    return lambda: kernel(*arguments).launch(grid=grid, threads=threads)


class Enigma:
    name = "enigma"

    def __init__(self, enigma):
        self.enigma = enigma
        self.version = getattr(enigma, "__version__", "version unknown")

    def entries(self, workload: Workload) -> list[Entry]:
        kernel = kernel_of(workload)
        entries = [Entry(CHECKED, launcher(kernel, workload), workload.amount)]
        if workload.roof:
            unchecked = self.enigma.compile(kernel, bounds="off")
            entries.append(Entry(UNCHECKED, launcher(unchecked, workload), workload.amount))
        return entries


def make(threads: int) -> Enigma:
    try:
        import enigma
    except ImportError as error:
        raise Missing(f"enigma cannot be imported ({error}); build it first") from error
    return Enigma(enigma)
