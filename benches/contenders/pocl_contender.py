"""The same algorithms in OpenCL C (`opencl/<name>.cl`), on PoCL's CPU device."""

from __future__ import annotations

from pathlib import Path

from workload import Workload

from contenders import Entry, Missing, libopencl

SOURCES = Path(__file__).parent.parent / "opencl"


class Pocl:
    name = "pocl"

    def __init__(self, platform: libopencl.Platform):
        self.platform = platform
        self.version = platform.version

    def entries(self, workload: Workload) -> list[Entry]:
        for form in workload.forms:
            if (SOURCES / f"{form}.cl").exists():
                break
        else:
            raise Missing("no form")
        kernel = self.platform.kernel((SOURCES / f"{form}.cl").read_text(), form)
        self.platform.bind(kernel, workload.arrays, workload.scalars)
        run = self.platform.launcher(kernel, workload.grid, workload.threads)
        return [Entry("pocl", run, workload.amount)]


def make(threads: int) -> Pocl:
    lib = libopencl.load()
    platform = libopencl.find_platform(lib, "Portable Computing Language") if lib else None
    if platform is None:
        raise Missing("no PoCL platform (Debian: pocl-opencl-icd, ocl-icd-libopencl1)")
    return Pocl(platform)
