"""The contenders. Each says, for a workload, what to call; what is absent raises `Missing`."""

from __future__ import annotations

import ctypes
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import libopencl
import nativelib
import numpy as np
from workloads import GROUP, Workload, aligned

OPENCL_SOURCES = Path(__file__).parent / "opencl"
FMA_STEPS = 2_000_000


class Missing(Exception):
    """This contender, or this workload of it, does not exist on this machine."""


@dataclass(frozen=True)
class Entry:
    """Something to time: a call without arguments that blocks until its result is in memory."""

    label: str
    run: Callable[[], object]
    amount: float
    checked: bool = True
    """Whether the output must equal the workload's; the machine's limits compute something else."""


class Peer(Protocol):
    """A contender."""

    name: str
    version: str

    def entries(self, workload: Workload) -> list[Entry]:
        """What to time; more than one if a contender has variants."""
        ...


class NativeFunctions:
    """The functions of the native library, with their arguments bound."""

    def __init__(self):
        try:
            self.lib = nativelib.load()
        except (nativelib.BuildError, OSError) as error:
            raise Missing(str(error)) from error

    def bind(self, name: str, workload: Workload) -> Callable[[], None] | None:
        """`name(arrays..., extent)` on the workload's arrays; None if no such function."""
        function = getattr(self.lib, name, None)
        if function is None:
            return None
        function.restype = None
        pointers = [ctypes.c_void_p(array.ctypes.data) for array in workload.arrays]
        extent = ctypes.c_int64(workload.extent)
        return lambda: function(*pointers, extent)

    def bind_fma(self, workload: Workload, threads: int) -> tuple[Callable[[], None], float]:
        """The multiply-add limit, and how many operations one call does."""
        function, flops = self.lib.fma_chains, self.lib.fma_flops
        function.restype, flops.restype = None, ctypes.c_int64
        steps, factor = ctypes.c_int64(FMA_STEPS), ctypes.c_float(0.5)
        out = ctypes.c_void_p(workload.output.ctypes.data)
        amount = flops(steps, ctypes.c_int64(threads))
        return lambda: function(steps, factor, out), amount


class Native:
    """Hand-written C++, with a streaming-store variant where there is one."""

    name = "native"

    def __init__(self, functions: NativeFunctions):
        self.functions = functions
        self.version = nativelib.version()

    def entries(self, workload: Workload) -> list[Entry]:
        variants = {"native": workload.name, "native, streaming": f"{workload.name}_stream"}
        bound = ((label, self.functions.bind(name, workload)) for label, name in variants.items())
        return [Entry(label, run, workload.amount) for label, run in bound if run is not None]


class Machine:
    """The limits that results are compared to, measured in the same rounds as the results."""

    name = "machine"

    def __init__(self, functions: NativeFunctions, threads: int):
        self.functions = functions
        self.threads = threads
        self.version = f"{threads} threads"

    def entries(self, workload: Workload) -> list[Entry]:
        if workload.roof == "fma":
            run, amount = self.functions.bind_fma(workload, self.threads)
            return [Entry("machine: fma", run, amount, checked=False)]
        names = {
            "copy": {"machine: copy": "copy", "machine: copy, streaming": "copy_stream"},
            "read": {"machine: read": "read_all"},
        }.get(workload.roof or "", {})
        return [
            Entry(label, self.functions.bind(name, workload), workload.amount, checked=False)
            for label, name in names.items()
        ]


class Pocl:
    """The same algorithms in OpenCL C, on PoCL's CPU device."""

    name = "pocl"

    def __init__(self):
        lib = libopencl.load()
        platform = libopencl.find_platform(lib, "Portable Computing Language") if lib else None
        if platform is None:
            raise Missing("no PoCL platform (Debian: pocl-opencl-icd, ocl-icd-libopencl1)")
        self.platform = platform
        self.version = platform.version

    def entries(self, workload: Workload) -> list[Entry]:
        source = (OPENCL_SOURCES / f"{workload.name}.cl").read_text()
        kernel = self.platform.kernel(source, workload.name)
        self.platform.bind(kernel, workload.arrays, workload.scalars)
        run = self.platform.launcher(kernel, workload.grid, workload.threads)
        return [Entry("pocl", run, workload.amount)]


class NumPy:
    """The op as a NumPy user writes it, into the given output; its BLAS for matmul."""

    name = "numpy"
    version = np.__version__

    def entries(self, workload: Workload) -> list[Entry]:
        out = workload.output
        if workload.name == "reverse":
            groups, result = workload.inputs[0].reshape(-1, GROUP), out.reshape(-1, GROUP)
            run = partial(np.copyto, result, groups[:, ::-1])
        elif workload.name == "tree_sum":
            groups = workload.inputs[0].reshape(-1, GROUP)
            run = partial(groups.sum, axis=1, out=out)
        elif workload.name == "matmul":
            run = partial(np.matmul, *workload.inputs, out=out)
        else:
            raise Missing("no such op")
        return [Entry("numpy", run, workload.amount)]


class Enigma:
    """This project, through its public Python call."""

    name = "enigma"

    def __init__(self):
        try:
            import enigma
            import kernels
        except ImportError as error:
            raise Missing(f"enigma cannot be imported ({error}); build it first") from error
        self.kernels = kernels
        self.version = getattr(enigma, "__version__", "version unknown")

    def entries(self, workload: Workload) -> list[Entry]:
        kernel = getattr(self.kernels, workload.name)
        arguments = (*(array.reshape(-1) for array in workload.arrays), *workload.scalars)
        grid, threads = workload.grid, workload.threads

        def run() -> None:
            kernel(*arguments).launch(grid=grid, threads=threads)

        return [Entry("enigma", run, workload.amount)]

    def cold_compiles(self, count: int) -> list[float]:
        """Seconds from the definition to the first result of kernels that no cache knows."""
        a, b = aligned(GROUP), aligned(GROUP)
        fresh = self.kernels.fresh_reverse_kernels()
        seconds = []
        for _ in range(count):
            start = time.perf_counter()
            next(fresh)(a, b).launch(grid=(GROUP, 1, 1), threads=(GROUP, 1, 1))
            seconds.append(time.perf_counter() - start)
        return seconds


def cold_compile_line(enigma: Enigma, count: int) -> str:
    """One line of the report; the first compile is apart because it also starts the compiler."""
    first, *rest = (seconds * 1e3 for seconds in enigma.cold_compiles(count + 1))
    return (
        f"cold compile of reverse: median {statistics.median(rest):.1f} ms, "
        f"min {min(rest):.1f} ms of {count}; the process's first {first:.1f} ms"
    )
