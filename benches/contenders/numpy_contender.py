"""The op as a NumPy user writes it, into the given output: `numpy_form` of a workload's module."""

from __future__ import annotations

import importlib
from functools import partial

import numpy as np
from workload import Workload

from contenders import Entry, Missing


class NumPy:
    name = "numpy"
    version = np.__version__

    def entries(self, workload: Workload) -> list[Entry]:
        for name in workload.forms:
            function = getattr(importlib.import_module(f"workloads.{name}"), "numpy_form", None)
            if function is not None:
                run = partial(function, *workload.arrays, *workload.extents)
                return [Entry("numpy", run, workload.amount)]
        raise Missing("no such op")


def make(threads: int) -> NumPy:
    return NumPy()
