"""The runtime under the import path of scripts written for Metal; see `enigma.runtime`."""

from enigma.capabilities import DeviceCapabilities
from enigma.prepared import PreparedKernel
from enigma.runtime import MetalRuntime
from enigma.runtime_dispatch import mlx_interop, runtime

__all__ = ["DeviceCapabilities", "MetalRuntime", "PreparedKernel", "mlx_interop", "runtime"]
