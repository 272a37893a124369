"""The few OpenCL calls that a benchmark needs, by ctypes: no package beyond the ICD loader.

Buffers wrap host memory (CL_MEM_USE_HOST_PTR). PoCL's CPU device works on that memory in place, so
a result is in the NumPy array once the queue has finished, without a map or a copy.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable, Sequence

import numpy as np

PLATFORM_VERSION, PLATFORM_NAME = 0x0901, 0x0902
DEVICE_TYPE_CPU = 1 << 1
MEM_READ_WRITE, MEM_USE_HOST_PTR = 1 << 0, 1 << 3
PROGRAM_BUILD_LOG = 0x1183

Handle = ctypes.c_void_p
Size = ctypes.c_size_t
RETURNS_HANDLE = (
    "clCreateContext",
    "clCreateCommandQueue",
    "clCreateProgramWithSource",
    "clCreateKernel",
    "clCreateBuffer",
)


class OpenCLError(Exception):
    """A call that did not return CL_SUCCESS."""


def load() -> ctypes.CDLL | None:
    """The ICD loader, or None where there is none."""
    for name in ("libOpenCL.so.1", ctypes.util.find_library("OpenCL")):
        try:
            lib = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if lib is not None:
            for function in RETURNS_HANDLE:
                getattr(lib, function).restype = Handle
            return lib
    return None


def check(call: str, status: int) -> None:
    if status != 0:
        raise OpenCLError(f"{call} failed with status {status}")


class Platform:
    """A platform's CPU device with one in-order queue."""

    def __init__(self, lib: ctypes.CDLL, platform: Handle):
        self.lib = lib
        self.version = platform_text(lib, platform, PLATFORM_VERSION)
        self.device = Handle()
        status = lib.clGetDeviceIDs(
            platform, ctypes.c_ulong(DEVICE_TYPE_CPU), 1, ctypes.byref(self.device), None
        )
        check("clGetDeviceIDs", status)
        self.context = self.create(
            "clCreateContext", None, 1, ctypes.byref(self.device), None, None
        )
        self.queue = self.create(
            "clCreateCommandQueue", self.context, self.device, ctypes.c_ulong(0)
        )

    def create(self, call: str, *arguments) -> Handle:
        """Calls a function whose last parameter is where the status goes."""
        status = ctypes.c_int()
        handle = getattr(self.lib, call)(*arguments, ctypes.byref(status))
        check(call, status.value)
        return Handle(handle)

    def kernel(self, source: str, name: str) -> Handle:
        """Builds `source` and returns its kernel `name`."""
        text = ctypes.c_char_p(source.encode())
        program = self.create(
            "clCreateProgramWithSource", self.context, 1, ctypes.byref(text), None
        )
        status = self.lib.clBuildProgram(program, 1, ctypes.byref(self.device), None, None, None)
        if status != 0:
            raise OpenCLError(f"{name} does not build: {self.build_log(program)}")
        return self.create("clCreateKernel", program, name.encode())

    def build_log(self, program: Handle) -> str:
        log = ctypes.create_string_buffer(4096)
        self.lib.clGetProgramBuildInfo(
            program, self.device, PROGRAM_BUILD_LOG, Size(len(log)), log, None
        )
        return log.value.decode(errors="replace").strip()

    def buffer(self, array: np.ndarray) -> Handle:
        flags = ctypes.c_ulong(MEM_READ_WRITE | MEM_USE_HOST_PTR)
        host = ctypes.c_void_p(array.ctypes.data)
        return self.create("clCreateBuffer", self.context, flags, Size(array.nbytes), host)

    def bind(
        self, kernel: Handle, arrays: Sequence[np.ndarray], scalars: Sequence[np.generic]
    ) -> None:
        """Sets the arguments: buffers first, then scalars of NumPy's types."""
        for index, array in enumerate(arrays):
            handle = self.buffer(array)
            self.set_argument(kernel, index, ctypes.byref(handle), ctypes.sizeof(handle))
        for index, scalar in enumerate(scalars, len(arrays)):
            self.set_argument(kernel, index, scalar.tobytes(), scalar.nbytes)

    def set_argument(self, kernel: Handle, index: int, value, size: int) -> None:
        check("clSetKernelArg", self.lib.clSetKernelArg(kernel, index, Size(size), value))

    def launcher(
        self, kernel: Handle, grid: tuple[int, int, int], threads: tuple[int, int, int]
    ) -> Callable[[], None]:
        """A function that runs the bound kernel and waits for it."""
        global_size, local_size = (Size * 3)(*grid), (Size * 3)(*threads)
        enqueue, finish, queue = self.lib.clEnqueueNDRangeKernel, self.lib.clFinish, self.queue

        def launch() -> None:
            status = enqueue(queue, kernel, 3, None, global_size, local_size, 0, None, None)
            check("clEnqueueNDRangeKernel", status or finish(queue))

        return launch


def platform_text(lib: ctypes.CDLL, platform: Handle, field: int) -> str:
    text = ctypes.create_string_buffer(256)
    check("clGetPlatformInfo", lib.clGetPlatformInfo(platform, field, Size(len(text)), text, None))
    return text.value.decode()


def find_platform(lib: ctypes.CDLL, name: str) -> Platform | None:
    """The first installed platform of that name that has a CPU device."""
    platforms, count = (Handle * 16)(), ctypes.c_uint()
    if lib.clGetPlatformIDs(len(platforms), platforms, ctypes.byref(count)) != 0:
        return None
    for handle in platforms[: min(count.value, len(platforms))]:
        if platform_text(lib, Handle(handle), PLATFORM_NAME) == name:
            return Platform(lib, Handle(handle))
    return None
