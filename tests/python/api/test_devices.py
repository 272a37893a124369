"""Devices, what they can do, and the import paths of scripts written for Metal."""

import importlib

import enigma
import numpy as np
import pytest


def caps(family, raw):
    return enigma.DeviceCapabilities(family, raw, raw >= 1009, True, 32, 32768, 1024, "Apple M")


def test_devices():
    known = enigma.devices()
    assert known == (["metal", "cpu"] if enigma.testing.is_metal_available() else ["cpu"])
    for name in known:
        assert enigma.Runtime(name).device == name
        assert isinstance(enigma.device_capabilities(name), enigma.DeviceCapabilities)


def test_capabilities_of_the_cpu():
    found = enigma.device_capabilities("cpu")
    assert found == enigma.MetalRuntime().device_capabilities()
    assert (found.gpu_family, found.gpu_family_raw) == ("cpu", 0)
    assert (found.simdgroup_size, found.max_threads_per_threadgroup) == (32, 1024)
    assert found.max_threadgroup_memory == 32768
    assert found.supports_async_copy
    assert found.supports_simdgroup_matrix == any(
        name.startswith("simdgroup_matrix") for name, _ in enigma.operations()
    )
    assert found.device_name
    assert not found.is_m3_or_newer
    found.require_m3("async copy")
    with pytest.raises(ValueError, match="the devices here are") as caught:
        enigma.device_capabilities("cuda")
    assert caught.value.code == "E0209"
    with pytest.raises(ValueError, match="expected the name of a device") as caught:
        enigma.Runtime(3)
    assert caught.value.code == "E0209"


def test_the_limits_are_those_of_launches():
    found = enigma.device_capabilities()

    @enigma.kernel
    def most(A: enigma.f32):
        tile = enigma.threadgroup_alloc("float", found.max_threadgroup_memory // 4)
        tile[0] = 1.0
        A[0] = tile[0]

    @enigma.kernel
    def more(A: enigma.f32):
        tile = enigma.threadgroup_alloc("float", found.max_threadgroup_memory // 4 + 1)
        A[0] = tile[0]

    most(np.zeros(1, np.float32)).launch(1, found.max_threads_per_threadgroup)
    with pytest.raises(enigma.EnigmaError) as caught:
        most(np.zeros(1, np.float32)).launch(1, found.max_threads_per_threadgroup + 1)
    assert caught.value.code == "E0403"
    with pytest.raises(enigma.EnigmaError) as caught:
        enigma.compile(more)
    assert caught.value.code == "E0401"


@pytest.mark.parametrize(
    ("family", "raw", "newer"), [("apple7", 1007, 0), ("apple8", 1008, 0), ("apple9", 1009, 1)]
)
def test_families(family, raw, newer):
    found = caps(family, raw)
    assert found.is_m3_or_newer == bool(newer)
    if newer:
        found.require_m3("async copy")
        return
    with pytest.raises(RuntimeError, match=f"async copy needs an M3 .* is {family}") as caught:
        found.require_m3("async copy")
    assert caught.value.code == "E0501"


PATHS = {
    "enigma.benchmark": "bench bench_gpu BenchResult format_bench_result",
    "enigma.compiler": "compile CompiledKernel",
    "enigma.ops": "gemm copy pipeline",
    "enigma.runtime_dispatch": "MetalRuntime DeviceCapabilities PreparedKernel",
    "enigma.runtime_dispatch.mlx_interop": "is_mlx_array mlx_dtype_to_metal mlx_nbytes",
    "enigma.runtime_dispatch.runtime": "MetalRuntime DeviceCapabilities PreparedKernel",
    "enigma.testing": "is_darwin is_apple_silicon is_metal_available requires_metal "
    "requires_apple_silicon skip_if_no_metal",
    "enigma.typing": "Numeric Scalar Float32 f32",
}


@pytest.mark.parametrize("path", PATHS)
def test_import_paths(path):
    module = importlib.import_module(path)
    for name in PATHS[path].split():
        assert hasattr(module, name)
    assert enigma.__version__.count(".") == 2


def test_mlx():
    from enigma.runtime_dispatch import mlx_interop

    class array:
        __module__ = "mlx.core"
        nbytes = 8

    class Dtype:
        def __repr__(self):
            return "mlx.core.bfloat16"

    assert mlx_interop.is_mlx_array(array())
    assert not mlx_interop.is_mlx_array(np.zeros(2))
    assert mlx_interop.mlx_nbytes(array()) == 8
    assert mlx_interop.mlx_dtype_to_metal(Dtype()) == "bfloat"
    assert mlx_interop.mlx_dtype_to_metal(np.float16) == "half"


def test_dtypes_of_other_libraries_describe_outputs():
    """Dtypes of MLX and torch are objects whose text ends in the name."""

    class dtype:
        def __init__(self, text):
            self.text = text

        def __str__(self):
            return self.text

    @enigma.kernel
    def one(A: enigma.f16):
        A[enigma.thread_position_in_grid] = 1.0

    launch = {"grid": 2, "threads": 2, "output_shapes": [2]}
    for name in ("mlx.core.float16", "torch.float16"):
        out = enigma.Runtime().execute(
            enigma.compile(one), [], output_dtypes=[dtype(name)], **launch
        )
        assert out.dtype == np.float16
    with pytest.raises(TypeError, match="unknown dtype"):
        enigma.Runtime().execute(
            enigma.compile(one), [], output_dtypes=[dtype("torch.complex64")], **launch
        )
