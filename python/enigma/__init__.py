"""Write a GPU kernel once and run it anywhere: decorate a function, launch it on NumPy arrays.

@enigma.kernel
def double(A: enigma.f32, B: enigma.f32):
    tid = enigma.thread_position_in_grid
    B[tid] = A[tid] * 2.0

double(a, b).launch(grid=a.size, threads=256)
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from enigma import _ops, arch, benchmark, errors, matrix, memory, ops, testing, typing, vectors
from enigma._native import KernelHandle, Submission, Value, Vector, __version__, operations
from enigma._ops import *  # noqa: F403 - the table says what there is
from enigma.buffers import Buffer
from enigma.cache import CacheInfo, cache_info, clear_cache
from enigma.capabilities import DeviceCapabilities, device_capabilities, devices, synchronize
from enigma.compiler import CompiledKernel, compile
from enigma.control import Carry, for_range, if_, range, range_constexpr, while_
from enigma.errors import (
    BarrierDivergenceError,
    DeviceAssertionError,
    EnigmaError,
    EnigmaIndexError,
    EnigmaKeyError,
    EnigmaRankError,
    EnigmaTypeError,
    EnigmaUsageError,
    EnigmaValueError,
    EnigmaWarning,
    LaunchArgumentError,
    LaunchError,
    LaunchSizeError,
    OutOfBoundsError,
    OutsideKernelError,
    UnsupportedError,
)
from enigma.kernel import KernelDef, kernel
from enigma.matrix import *  # noqa: F403 - its __all__ says what there is
from enigma.memory import (
    RegisterTensor,
    Tensor,
    async_copy_1d_d2t,
    async_copy_1d_t2d,
    async_copy_2d_d2t,
    async_copy_2d_t2d,
    async_copy_commit,
    async_copy_to_threadgroup,
    async_copy_wait,
    register_tensor,
    store_if,
    threadgroup_alloc,
)
from enigma.ops import Pipeline, copy, pipeline
from enigma.ops.gemm import gemm
from enigma.ops.quant import (
    dequantize_int8,
    pack_int4x2,
    pack_uint8x4,
    unpack_int4x2,
    unpack_uint8x4,
)
from enigma.prepared import PreparedKernel
from enigma.runtime import MetalRuntime, Runtime
from enigma.simdgroup_matrix import (
    make_filled_simdgroup_matrix,
    simdgroup_matrix_load,
    simdgroup_matrix_store,
    simdgroup_multiply,
    simdgroup_multiply_accumulate,
)
from enigma.tracing import function_constant, grid_size
from enigma.typing import (
    BFloat16,
    Bool,
    Float16,
    Float32,
    Int8,
    Int16,
    Int32,
    Int64,
    Scalar,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    b1,
    bf16,
    f16,
    f32,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
)
from enigma.vectors import *  # noqa: F403 - its __all__ says what there is

__all__ = [
    "BFloat16",
    "BarrierDivergenceError",
    "Bool",
    "Buffer",
    "CacheInfo",
    "Carry",
    "CompiledKernel",
    "DeviceAssertionError",
    "DeviceCapabilities",
    "EnigmaError",
    "EnigmaIndexError",
    "EnigmaKeyError",
    "EnigmaRankError",
    "EnigmaTypeError",
    "EnigmaUsageError",
    "EnigmaValueError",
    "EnigmaWarning",
    "Float16",
    "Float32",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "KernelDef",
    "KernelHandle",
    "LaunchArgumentError",
    "LaunchError",
    "LaunchSizeError",
    "MetalRuntime",
    "OutOfBoundsError",
    "OutsideKernelError",
    "Pipeline",
    "PreparedKernel",
    "RegisterTensor",
    "Runtime",
    "Scalar",
    "Submission",
    "Tensor",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "UnsupportedError",
    "Value",
    "Vector",
    "__version__",
    "arch",
    "async_copy_1d_d2t",
    "async_copy_1d_t2d",
    "async_copy_2d_d2t",
    "async_copy_2d_t2d",
    "async_copy_commit",
    "async_copy_to_threadgroup",
    "async_copy_wait",
    "b1",
    "benchmark",
    "bf16",
    "cache_info",
    "clear_cache",
    "compile",
    "copy",
    "dequantize_int8",
    "device_capabilities",
    "devices",
    "errors",
    "f16",
    "f32",
    "for_range",
    "function_constant",
    "gemm",
    "grid_size",
    "i8",
    "i16",
    "i32",
    "i64",
    "if_",
    "kernel",
    "make_filled_simdgroup_matrix",
    "memory",
    "operations",
    "ops",
    "pack_int4x2",
    "pack_uint8x4",
    "pipeline",
    "range",
    "range_constexpr",
    "register_tensor",
    "simdgroup_matrix_load",
    "simdgroup_matrix_store",
    "simdgroup_multiply",
    "simdgroup_multiply_accumulate",
    "store_if",
    "synchronize",
    "testing",
    "threadgroup_alloc",
    "typing",
    "u8",
    "u16",
    "u32",
    "u64",
    "unpack_int4x2",
    "unpack_uint8x4",
    "while_",
]
__all__ += _ops.__all__
__all__ += matrix.__all__
__all__ += vectors.__all__


# Metal's and NumPy's words for what has another name here.
_ELSEWHERE = {
    "threadgroup_barrier": "enigma.barrier",
    "simdgroup_barrier": "enigma.simd_barrier",
    "select": "enigma.where",
    "min": "Python's min, enigma.fmin or enigma.imin",
    "max": "Python's max, enigma.fmax or enigma.imax",
    "minimum": "Python's min, enigma.fmin or enigma.imin",
    "maximum": "Python's max, enigma.fmax or enigma.imax",
    "cast": "enigma.metal_cast",
    "static_cast": "enigma.metal_cast",
    "f64": "enigma.f32: as in Metal, there is no double",
    "Float64": "enigma.Float32: as in Metal, there is no double",
}

if TYPE_CHECKING:
    # The x component of the thread's position, read without a call inside a kernel.
    thread_position_in_grid: Value
else:  # Type checkers would take every name for one that is there.

    def __getattr__(name: str) -> Value:
        """`enigma.thread_position_in_grid` is a value of the kernel, read without a call."""
        if name == "thread_position_in_grid":
            return _ops.thread_position_in_grid_xyz("x")
        text = f"module 'enigma' has no attribute {name!r}"
        if name in _ELSEWHERE:
            text += f"; write {_ELSEWHERE[name]}"
        # With the module, Python names what is spelled alike.
        raise AttributeError(text, name=name, obj=sys.modules[__name__])
