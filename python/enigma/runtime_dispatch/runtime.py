"""The runtime's classes under the import path of scripts written for Metal."""

from enigma.capabilities import DeviceCapabilities
from enigma.prepared import PreparedKernel
from enigma.runtime import MetalRuntime

__all__ = ["DeviceCapabilities", "MetalRuntime", "PreparedKernel"]
