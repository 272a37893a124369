"""What type checkers see of kernels. `test_typing.py` runs pyright on it; nothing here runs.

`assert_type` states a type; a line with `# error: rule` has to be blamed by that rule, no other.
"""

from typing import TYPE_CHECKING, Annotated, Any

import enigma
import numpy as np
from enigma import Value

if TYPE_CHECKING:
    from typing_extensions import assert_type


@enigma.kernel
def add(A: enigma.f32, n: Annotated[enigma.Value, enigma.u32], B: enigma.f32) -> None:
    tid = enigma.thread_position_in_grid
    assert_type(tid, Value)
    assert_type(A[tid], Value)
    assert_type(A[tid, 1], Value)
    assert_type(n + 1, Value)
    assert_type(2.0 * A[tid], Value)
    assert_type(-A[tid] // n, Value)
    assert_type(A[tid] < 1, Value)
    assert_type(A[tid] == B[tid], Value)
    assert_type(abs(A[tid]), Value)
    assert_type(enigma.f16(0.5), Value)
    assert_type(enigma.fma(A[tid], 2, np.float32(1)), Value)
    assert_type(enigma.simd_sum(A[tid]), Value)
    assert_type(enigma.where(0, A[tid], tid < n), Value)
    assert_type(enigma.metal_cast(A[tid], enigma.f16), Value)
    assert_type(enigma.as_type(A[tid], "uint"), Value)
    assert_type(enigma.atomic_fetch_add(B, tid, 1), Value)
    assert_type(B.atomic_load(0), Value)
    assert_type(enigma.barrier(), None)
    assert_type(enigma.arch.thread_idx(), tuple[Value, Value, Value])
    tile = enigma.threadgroup_alloc(enigma.f32, (4, 4))
    assert_type(tile, enigma.Tensor)
    assert_type(tile.dtype, str)
    tile[0, 1] = 1.0
    B[tid] = A[tid]
    enigma.store_if(B, tid, 1.0, tid < n)


@enigma.kernel
def vectors(A: enigma.f32) -> None:
    v, x = A.load_vec(0, 3), A[0]
    assert_type(v, enigma.Vector)
    assert_type(v.x, enigma.Value)
    assert_type(v.xy, enigma.Vector)
    assert_type(v[0], enigma.Value)
    assert_type(2 * v, enigma.Vector)
    assert_type(x * v, enigma.Vector)
    assert_type(v < x, enigma.Vector)
    assert_type(enigma.sqrt(v), enigma.Vector)
    assert_type(enigma.fma(x, 2, x), enigma.Value)
    assert_type(enigma.fma(x, 2, v), enigma.Vector)
    assert_type(enigma.metal_cast(v, "half"), enigma.Vector)
    assert_type(enigma.metal_cast(x, "half"), enigma.Value)
    assert_type(enigma.dot(v, v), enigma.Value)
    assert_type(enigma.cross(v, v), enigma.Vector)
    assert_type(enigma.any(v > 0), enigma.Value)
    m = enigma.make_matrix(v, v)
    assert_type(m, enigma.Matrix)
    assert_type(m @ v.xy, enigma.Vector)
    assert_type(v @ m, enigma.Vector)
    assert_type(2 * m @ enigma.transpose(m), enigma.Matrix)
    A.store_vec(0, v)


@enigma.kernel
def native_control_flow(A: enigma.f32, n: Annotated[enigma.Value, enigma.u32]) -> None:
    tid = enigma.thread_position_in_grid
    x = A[tid]
    if x > 0:
        x = x * 2
    elif x < -1 or not n > 2:
        x = -x
    while x < 10 and n > 3:
        x = x + 1
    for i in range(10):
        x = x + i
    for i in enigma.range(n):
        assert_type(i, Value)
        x = x + i
    assert_type(x, Value)
    with enigma.if_(x > 1):
        A[tid] = x if x > 1 else 1.0


@enigma.kernel
def misused(A: enigma.f32, n: Annotated[enigma.Value, enigma.u32]) -> None:
    enigma.fma(A[0], 2)  # error: reportCallIssue
    enigma.unpack_unorm4x8_to_float("2")  # error: reportArgumentType
    enigma.unpack_unorm4x8_to_float(A)  # error: reportArgumentType
    enigma.length(A[0])  # error: reportArgumentType
    enigma.no_such_thing(n)  # error: reportAttributeAccessIssue
    A.no_such_method(0)  # error: reportAttributeAccessIssue
    A["first"] = 1.0  # error: reportArgumentType
    A[0] = "one"  # error: reportArgumentType
    enigma.barrier(3)  # error: reportArgumentType
    A[1] = A[0] + "x"  # error: reportOperatorIssue
    A[1] = A * 2  # error: reportOperatorIssue
    A[1] = A[0] < None  # error: reportOperatorIssue
    enigma.threadgroup_alloc(enigma.f32, 1.5)  # error: reportArgumentType


def launches(a: np.ndarray[Any, Any]) -> None:
    assert_type(add, enigma.KernelDef)
    assert_type(add(a, 1, a), enigma.KernelHandle)
    assert_type(add(a, 1, a).launch(grid=4, threads=(4, 1, 1)), None)
    compiled = enigma.compile(add, bounds="off")
    assert_type(compiled, enigma.CompiledKernel)
    assert_type(compiled.metal_source, str)
    assert_type(compiled.mlir_source, str | None)
    runtime = enigma.MetalRuntime()
    buffer = runtime.buffer((2, 3), "half")
    assert_type(buffer, enigma.Buffer)
    assert_type(buffer.shape, tuple[int, ...])
    assert_type(buffer.numpy(), np.ndarray[Any, Any])
    with runtime.prepare(compiled, [buffer], output_sizes=[16]) as ready:
        assert_type(ready, enigma.PreparedKernel)
        assert_type(ready.dispatch_timed(4, 4), float)
        assert_type(ready.buffers, dict[str, enigma.Buffer])
    capabilities = enigma.device_capabilities()
    assert_type(capabilities, enigma.DeviceCapabilities)
    assert_type(capabilities.is_m3_or_newer, bool)
    assert_type(enigma.devices(), list[str])
    assert_type(enigma.typing.dtype_of(np.float32), enigma.typing.Numeric)


def launches_misused(a: np.ndarray[Any, Any]) -> None:
    add(a, 1, a).launch(4)  # error: reportCallIssue
    add(a, 1, a).launch(grid="4", threads=4)  # error: reportArgumentType
    enigma.compile(launches)  # error: reportArgumentType
    enigma.compile(add, target="metal")  # error: reportCallIssue
    enigma.Runtime().execute(add, [a], 4)  # error: reportArgumentType
    enigma.Buffer.zeros("4", "float")  # error: reportArgumentType
    enigma.devices().metal  # error: reportAttributeAccessIssue
